"""Addresses in running text, and the punctuation that is none of theirs."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.posts.address.addresses import addresses_in, refanged, trimmed


def found(text):
    return [(address.written, address.target, address.kind) for address in addresses_in(text)]


def targets(text):
    return [address.target for address in addresses_in(text)]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("See http://a.example/x.", "http://a.example/x"),
        ("See http://a.example/x, and", "http://a.example/x"),
        ("Really, http://a.example/x?!", "http://a.example/x"),
        ("(http://a.example/x)", "http://a.example/x"),
        ("(see http://a.example/x_(y))", "http://a.example/x_(y)"),
        ("http://a.example/x_(y)", "http://a.example/x_(y)"),
        ("[http://a.example/x]", "http://a.example/x"),
        ("“http://a.example/x”", "http://a.example/x"),
        ("«http://a.example/x»", "http://a.example/x"),
        ("'http://a.example/x'", "http://a.example/x"),
        ("<http://a.example/x>", "http://a.example/x"),
        ("<URL:http://a.example/long/\n  path>", "http://a.example/long/path"),
        ("*http://a.example/x*", "http://a.example/x"),
        ("http://a.example/x…", "http://a.example/x"),
        ("请看http://a.example/x。谢谢", "http://a.example/x"),
        ("http://a.example/?q=a,b;c", "http://a.example/?q=a,b;c"),
        ("http://a.example/x#y.", "http://a.example/x#y"),
        ("HTTPS://A.example/", "HTTPS://A.example/"),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
        ("http://bücher.example/ü", "http://bücher.example/ü"),
        ("www.example.org.", "http://www.example.org"),
        ("www.example.org/a)", "http://www.example.org/a"),
        ("hxxps://evil[.]example/a", "https://evil.example/a"),
        ("hxxp[:]//evil[.]example", "http://evil.example"),
        ("ftp://files.example/a", "ftp://files.example/a"),
        ("doi:10.1000/182.", "https://doi.org/10.1000/182"),
        ("DOI: 10.1016/S0140-6736(20)30183-5, in", "https://doi.org/10.1016/S0140-6736(20)30183-5"),
        ("(10.1000/xyz123)", "https://doi.org/10.1000/xyz123"),
        ("dx.doi.org/10.1000/182", "https://doi.org/10.1000/182"),
        ("arXiv:2101.00001v2", "https://arxiv.org/abs/2101.00001v2"),
        ("arXiv:hep-th/9901001", "https://arxiv.org/abs/hep-th/9901001"),
        ("http://web.example/web/2016/http://a.example/", "http://web.example/web/2016/http://a.example/"),
    ],
)
def test_one_address(text, target):
    assert targets(text) == [target]


@pytest.mark.parametrize(
    "text",
    [
        "http://",
        "https:// nothing",
        "www.",
        "www.nodots",
        "me@www.example.org",
        "version 10.1 of 2016/03",
        "1010.1000/x",
        "example.org",
        "mailto:a@example.org",
    ],
)
def test_no_address(text):
    assert targets(text) == []


def test_addresses_keep_their_places():
    text = "One http://a.example/1, two (www.b.example), three doi:10.1000/182."
    for address in addresses_in(text):
        assert text[address.start : address.end] == address.written
    assert [address.kind for address in addresses_in(text)] == ["bare", "bare", "doi"]


def test_a_doi_in_a_web_address_is_not_found_twice():
    assert found("https://doi.org/10.1000/182") == [
        ("https://doi.org/10.1000/182", "https://doi.org/10.1000/182", "bare")
    ]


@given(st.text(max_size=200))
def test_places_are_ordered_and_inside_the_text(text):
    end = 0
    for address in addresses_in(text):
        assert end <= address.start < address.end <= len(text)
        end = address.end


@given(st.text(alphabet="ab()[].,'", max_size=60))
def test_trimming_only_takes_from_the_end_and_is_done_at_once(text):
    assert text.startswith(trimmed(text))
    assert trimmed(trimmed(text)) == trimmed(text)


def test_refanging_leaves_the_path_alone():
    assert refanged("hxxp://a[.]example/x[.]y") == "http://a.example/x[.]y"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See bbc.co.uk/news/1 today.", ["http://bbc.co.uk/news/1"]),
        ("at example.info/y.", ["http://example.info/y"]),
        ("use Node.js/Express or file.py or e.g. this, etc.But not U.S.A/x", []),
        ("and/or TCP/IP, 24/7, 1.5/2.0, v1.2.3/4", []),
        ("main.rs/lib.rs and README.md/x setup.py/tests", []),
        ("ASP.NET/C# and Amazon.com/eBay", []),
        ("me@example.org/x and user.name@mail.example.org", []),
        ("@user and @user.name/x", []),
        ("IP 10.0.0.1/24 and 192.168.1.1", []),
        (
            "docs.python.org, developer.mozilla.org and java.util.zip or org.apache.commons.net",
            ["http://docs.python.org", "http://developer.mozilla.org"],
        ),
        ("x.com/a/status/1", ["http://x.com/a/status/1"]),
        ("t.co/abc", ["http://t.co/abc"]),
        ("(en.wikipedia.org/wiki/Heat_(film))", ["http://en.wikipedia.org/wiki/Heat_(film)"]),
        ("пример.рф/страница", ["http://пример.рф/страница"]),
        ("http://пример.рф/страница.", ["http://пример.рф/страница"]),
        ("https://例子.中国/路径。下一句", ["https://例子.中国/路径"]),
        ("请看http://a.example/x谢谢", ["http://a.example/x"]),
        (
            "https://ja.wikipedia.org/wiki/東京_（曖昧さ回避）。",
            ["https://ja.wikipedia.org/wiki/東京_（曖昧さ回避）"],
        ),
        ("（http://a.example/x）谢谢", ["http://a.example/x"]),
        ("[https://a.example/x the text]", ["https://a.example/x"]),
        ("[text](https://a.example/x)", ["https://a.example/x"]),
        ("[https://a.example/x](https://b.example/y)", ["https://a.example/x", "https://b.example/y"]),
        ("**https://a.example/x**", ["https://a.example/x"]),
        ("__https://a.example/x__ ", ["https://a.example/x"]),
        ("{{cite web|url=https://a.example/x?y=1|title=T}}", ["https://a.example/x?y=1"]),
        ("[[https://a.example/x|text]]", ["https://a.example/x"]),
        (
            "\\url{https://a.example/x} \\href{https://b.example/y}{t}",
            ["https://a.example/x", "https://b.example/y"],
        ),
        ("[url]https://a.example/x[/url]", ["https://a.example/x"]),
        ("[url=https://a.example/x]t[/url]", ["https://a.example/x"]),
        ("&lt;https://a.example/x&gt;", ["https://a.example/x"]),
        ("https://a.example/x&quot; y", ["https://a.example/x"]),
        ("https://a.example/?a[]=1&b=2", ["https://a.example/?a[]=1&b=2"]),
        ("https://h.example/a[AMN]", ["https://h.example/a"]),
        ("hxxp://evil[.]example/a", ["http://evil.example/a"]),
        ("hxxps[://]evil[.]com/a", ["https://evil.com/a"]),
        ("h**ps://evil.com/a", ["https://evil.com/a"]),
        ("http[:]//evil.com", ["http://evil.com"]),
        ("evil[.]com and bad(dot)org/x", ["http://evil.com", "http://bad.org/x"]),
        ("user[at]evil[.]com", []),
        ("http:\\\\a.example\\x", ["http:\\\\a.example\\x"]),
        ("https://https://a.example/x", ["https://a.example/x"]),
        ("http://{host}/x and http://$HOST/ and http://... and http://*.example.com/", []),
        ("http://user:pw@a.example:8080/x", ["http://user:pw@a.example:8080/x"]),
        ("http://[2001:db8::1]:8080/x", ["http://[2001:db8::1]:8080/x"]),
        ("gemini://a.example/x", ["gemini://a.example/x"]),
        ("ftp://a.example/x", ["ftp://a.example/x"]),
        ("hdl:2027/mdp.39015", ["https://hdl.handle.net/2027/mdp.39015"]),
        ("urn:nbn:de:101:1-2019", ["https://nbn-resolving.org/urn:nbn:de:101:1-2019"]),
        ("PMID: 12345678.", ["https://pubmed.ncbi.nlm.nih.gov/12345678/"]),
        ("PMID 12345678", ["https://pubmed.ncbi.nlm.nih.gov/12345678/"]),
        ("PMC1234567", ["https://pmc.ncbi.nlm.nih.gov/articles/PMC1234567/"]),
        ("ark:/12148/bpt6k1", ["https://n2t.net/ark:/12148/bpt6k1"]),
        (
            "doi:10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O",
            ["https://doi.org/10.1002/(SICI)1097-4571(199806)49:8%3C693::AID-ASI4%3E3.0.CO;2-O"],
        ),
        (
            "http://a.example/x,http://b.example/y;http://c.example/z",
            ["http://a.example/x", "http://b.example/y", "http://c.example/z"],
        ),
        (
            "http://nytimes.com's page and https://en.wikipedia.org/wiki/McDonald's",
            ["http://nytimes.com", "https://en.wikipedia.org/wiki/McDonald's"],
        ),
        (
            "http://a.example/x؟ http://b.example/y। http://c.example/z،",
            ["http://a.example/x", "http://b.example/y", "http://c.example/z"],
        ),
        ("http://a.example/x—and", ["http://a.example/x"]),
        ("http://a.example/x–", ["http://a.example/x"]),
        ("‘http://a.example/x’and", ["http://a.example/x"]),
        ("'http://a.example/x'", ["http://a.example/x"]),
        ("‹http://a.example/x›", ["http://a.example/x"]),
        ("http://a.example/x†", ["http://a.example/x"]),
        ("http://a.example/a-", ["http://a.example/a-"]),
        ("https://a.example/%D0%B0?q=1#f:~:text=x,y", ["https://a.example/%D0%B0?q=1#f:~:text=x,y"]),
        ("WWW.Example.ORG/a", ["http://WWW.Example.ORG/a"]),
        ("www2.example.org/a", ["http://www2.example.org/a"]),
        ("see:example.org/x url=example.com/y", ["http://example.org/x", "http://example.com/y"]),
        ("git@github.com:user/repo.git", []),
        ("C:\\foo.com\\x ./foo.com/x src/main.py", []),
        ("Visit Yahoo!/Amazon.com or 3.am/4.pm", []),
        ("i.e./e.g. p.m./a.m.", []),
        ("sentence.The next, done.It was", []),
        ("https://a.example/x)) ", ["https://a.example/x"]),
        ('"https://a.example/x", said', ["https://a.example/x"]),
        ("http://localhost:3000/x", ["http://localhost:3000/x"]),
        ("https://xn--e1afmkfd.xn--p1ai/x", ["https://xn--e1afmkfd.xn--p1ai/x"]),
        ("उदाहरण.भारत/x", ["http://उदाहरण.भारत/x"]),
        ("mailto:a@example.org?subject=x", []),
        ("https://a.example/x|y", ["https://a.example/x"]),
        ("http://a.example/x;jsessionid=1?y", ["http://a.example/x;jsessionid=1?y"]),
        ("https://fonts.example/css?family=A|B", ["https://fonts.example/css?family=A|B"]),
        ("(example.com/a), (example.net/b).", ["http://example.com/a", "http://example.net/b"]),
        ("ghcr.io/owner/image:tag", ["http://ghcr.io/owner/image:tag"]),
        ("example.com:8080", ["http://example.com:8080"]),
        (
            "arXiv: 2101.00001v2 and arXiv:math.AG/0601001",
            ["https://arxiv.org/abs/2101.00001v2", "https://arxiv.org/abs/math.AG/0601001"],
        ),
        ("info:doi/10.1000/182", ["https://doi.org/10.1000/182"]),
        ("<http://a.example/long/\n  path>", ["http://a.example/long/path"]),
        (
            "https://web.archive.org/web/2016/http://a.example/",
            ["https://web.archive.org/web/2016/http://a.example/"],
        ),
        ("//a.example/x", []),
        ("foo.bar/baz config.yaml/x package.json/y index.html/z", []),
        ("2016/03/10 at 10:30, ratio 3:1, http: nothing", []),
        ("https://a.example/“x”", ["https://a.example/"]),
        ("https://a.example/x_y_ ", ["https://a.example/x_y_"]),
    ],
)
def test_what_stands_around_an_address(text, expected):
    assert targets(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "This is a mail whose author has wrapped the lines at seventy-two columns\n"
                "for all to read, and https://www.example.org/archive/2016/03/10/the-very-lo\n"
                "ng-name-of-an-article.html broke right in the middle of its long name, you\n"
                "see."
            ),
            ["https://www.example.org/archive/2016/03/10/the-very-long-name-of-an-article.html"],
        ),
        (
            (
                "This is a mail whose author has wrapped the lines at seventy-two columns\n"
                "for all to read it, and see https://www.example.org/archive/2016/03/10/the-\n"
                "very-long-name-of-an-article.html which broke at one of its hyphens there."
            ),
            ["https://www.example.org/archive/2016/03/10/the-very-long-name-of-an-article.html"],
        ),
        (
            (
                "This is a mail whose author has wrapped the lines at seventy-two columns\n"
                "and this is an address at the end http://www.example.org/archive/2016/03/\n"
                "and the sentence goes on as if nothing had happened, which it has not yet."
            ),
            ["http://www.example.org/archive/2016/03/"],
        ),
        (
            (
                "This is a mail whose author has wrapped the lines at seventy-two columns\n"
                "and this is an address at the end http://www.example.org/archive/2016/031\n"
                "2016-03-10 was the day on which it happened, says the author of the mail.."
            ),
            ["http://www.example.org/archive/2016/031"],
        ),
        (
            (
                "http://www.example.org/archive/2016/03/10/one-name-of-an-article-of-the-day\n"
                "http://www.example.org/archive/2016/03/10/two-name-of-an-article-of-the-day\n"
            ),
            [
                "http://www.example.org/archive/2016/03/10/one-name-of-an-article-of-the-day",
                "http://www.example.org/archive/2016/03/10/two-name-of-an-article-of-the-day",
            ],
        ),
        (
            (
                "> This is quoted text in a reply to a mail, wrapped by the mail program\n"
                "> http://www.example.org/archive/2016/03/10/the-very-long-name-of-an-arti\n"
                "> cle-that-goes-on-and-on-and-on-and-on-and-on-for-many-a-character-and-t\n"
                "> hen.html\n"
                "> and that was it, said the author, and went to bed without any supper."
            ),
            [
                "http://www.example.org/archive/2016/03/10/the-very-long-name-of-an-article-that-goes-on-and-on-and-on-and-on-and-on-for-many-a-character-and-then.html"
            ],
        ),
        (
            ("Short line with http://a.example/x/\nand/or something else"),
            ["http://a.example/x/"],
        ),
        (
            (
                "A line as long as lines get around here, it ends in http://a.example/x/y.\n"
                "page/of/others is what begins the next one, though it has no business at it."
            ),
            ["http://a.example/x/y"],
        ),
        (
            (
                "- 2016-03-10 13:00 fetched the page at http://www.example.org/some/path/here\n"
                "- 2016-03-10 13:01 fetched the page at http://www.example.org/some/path/then"
            ),
            ["http://www.example.org/some/path/here", "http://www.example.org/some/path/then"],
        ),
        (
            (
                "See the report of the ministry for the year (www.ministry.example.org/docu\r\n"
                "ments/reports/2016/annual_report.pdf) and the other reports there.\r\n"
            ),
            ["http://www.ministry.example.org/documents/reports/2016/annual_report.pdf"],
        ),
        (
            (
                "The quick brown fox jumps over the lazy dog at http://www.example.org/foxes\n"
                "The quick brown fox jumps over the lazy dog, again and again, until it sleeps"
            ),
            ["http://www.example.org/foxes"],
        ),
    ],
)
def test_addresses_broken_at_the_end_of_a_line(text, expected):
    assert targets(text) == expected
    for address in addresses_in(text):
        assert "".join(text[address.start : address.end].replace("> ", "").split()) == address.written


def test_guessed_hosts_are_told_by_their_target():
    (address,) = addresses_in("at example.info/y.")
    assert (address.written, address.target) == ("example.info/y", "http://example.info/y")


def test_identifiers_of_documents_are_dois_and_others_are_bare():
    text = "hdl:2027/mdp.39015 doi:10.1000/182 PMID:12345678 arXiv:2101.00001"
    assert [address.kind for address in addresses_in(text)] == ["doi", "doi", "bare", "bare"]


fragments = st.lists(
    st.sampled_from(
        [
            "http://",
            "https:\\\\",
            "www.",
            "a.example",
            "example.com",
            "/x",
            "(",
            ")",
            "[",
            "]",
            "[.]",
            "10.1000/",
            ".",
            ",",
            "doi:",
            "PMC1",
            "hxxp",
            "<",
            ">",
            " ",
            "\n",
            "\r\n",
            "> ",
            "-",
            "|",
            "&lt;",
            "。",
            "谢",
            "'",
            "’s",
            "@",
            ":80",
            "?",
            "#",
            "x" * 60,
            "**",
            "{",
            "（",
            "arXiv:",
            "urn:nbn:de:",
        ]
    ),
    max_size=40,
).map("".join)


@given(fragments)
def test_anything_like_an_address_is_read(text):
    end = 0
    for address in addresses_in(text):
        assert end <= address.start < address.end <= len(text)
        end = address.end
        if "\n" not in text[address.start : address.end]:
            assert text[address.start : address.end] == address.written


@pytest.mark.parametrize(
    "piece",
    [
        "a.",
        "http://a/",
        "<http://a",
        "(",
        "www.",
        "10.1000/",
        "a[.]",
        "aa.com/",
        "http://a.example/" + "b" * 50 + "\n",
        "a@b.com ",
        "urn:nbn:de:",
        "&lt",
        "PMC1234 ",
        "://",
        "中",
        "-",
        "http://x((",
        "hxxp[",
        "x" * 63 + ".",
    ],
)
def test_hostile_text_takes_a_while_in_proportion_only(piece):
    def seconds(size):
        text = piece * (size // len(piece))
        began = time.process_time()
        for _ in addresses_in(text):
            pass
        return time.process_time() - began

    assert seconds(160_000) < 12 * seconds(40_000) + 0.2


def test_addresses_far_into_a_long_line_cost_no_more_than_others():
    def seconds(before):
        text = " " * before + "http://a.example/x " * 3000
        began = time.process_time()
        assert len(targets(text)) == 3000
        return time.process_time() - began

    assert seconds(20_000_000) < 4 * seconds(0) + 0.5
