"""Every address of an HTML page, read as a browser reads the page."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from snapshotter.model.post import PostSource
from snapshotter.posts.extract import extract
from snapshotter.posts.page.targets import largest_candidate
from snapshotter.urls import Url

POST = Url("https://blog.example/2016/post")


def cited(html, base_url=POST):
    data = html if isinstance(html, bytes) else html.encode("utf-8", "surrogatepass")
    return extract(PostSource("p.html", data, base_url=base_url)).citations


def urls_of(html, base_url=POST):
    return [citation.url for citation in cited(html, base_url)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<a href=http://a.example/x>t</a>", ["http://a.example/x"]),
        ("<a href=http://a.example/x/>t</a>", ["http://a.example/x/"]),
        ("<A HREF='http://a.example/x'>t", ["http://a.example/x"]),
        ('<a href="http://a.example/?a=1&amp;b=2&copy=3">t</a>', ["http://a.example/?a=1&b=2&copy=3"]),
        ('<a href=" http://a.example/x\n y ">t</a>', ["http://a.example/x%20y"]),
        ('<a href="http://a.exam\nple/x">t</a>', ["http://a.example/x"]),
        ('<a href="http://bücher.example/ü">t</a>', ["http://xn--bcher-kva.example/%C3%BC"]),
        ('<a href="//a.example/x">t</a>', ["https://a.example/x"]),
        ('<base href="https://other.example/d/"><a href="x">t</a>', ["https://other.example/d/x"]),
        ('<base href="/d/"><a href="x">t</a>', ["https://blog.example/d/x"]),
        (
            "<a href=http://a.example/1>x<a href=http://b.example/2>y</a>",
            ["http://a.example/1", "http://b.example/2"],
        ),
        ("<a href=http://a.example/>x</a><a href=http://a.example/>y</a>", ["http://a.example/"] * 2),
        ("<!-- <a href=http://a.example/>x</a> -->", []),
        ("<!--[if IE]><a href=http://a.example/>x</a><![endif]-->", []),
        ("<template><a href=http://a.example/>x</a> http://b.example/</template>", []),
        ("<script>'<a href=http://a.example/>'</script><style>/* http://b.example/ */</style>", []),
        ("<textarea>http://a.example/</textarea><title>http://b.example/</title>", []),
        ("<noscript><img src=http://a.example/i></noscript>", ["http://a.example/i"]),
        ("<svg><a xlink:href=http://a.example/><text>t</text></a></svg>", ["http://a.example/"]),
        ("<map><area href=http://a.example/ alt=t></map>", ["http://a.example/"]),
        ("<table><a href=http://a.example/>t</a><tr><td>x</table>", ["http://a.example/"]),
        ("<p>See http://a.example/x.</p>", ["http://a.example/x"]),
        ("<p>See http://a.exam<wbr>ple/<b>x</b>y.</p>", ["http://a.example/xy"]),
        ("<li>http://a.example/<span>Next</span>", ["http://a.example/"]),
        ("<a href=http://a.example/x>http://a.example/x</a>", ["http://a.example/x"]),
        ("<a name=x>http://a.example/x</a>", ["http://a.example/x"]),
        ("<p>As doi:10.1000/182 says", ["https://doi.org/10.1000/182"]),
    ],
)
def test_addresses(html, expected):
    assert urls_of(html) == expected


@pytest.mark.parametrize(
    ("html", "kinds"),
    [
        ("<img src=http://a.example/i>", [("image", "http://a.example/i")]),
        ("<img srcset='http://a.example/1 1x, http://a.example/2 2x'>", [("image", "http://a.example/2")]),
        (
            "<picture><source srcset='http://a.example/1 100w,http://a.example/2 900w'><img src=http://a.example/0></picture>",
            [("image", "http://a.example/2"), ("image", "http://a.example/0")],
        ),
        (
            "<video poster=http://a.example/p><source src=http://a.example/v><track src=http://a.example/t></video>",
            [
                ("image", "http://a.example/p"),
                ("video", "http://a.example/v"),
                ("video", "http://a.example/t"),
            ],
        ),
        (
            "<video src=http://a.example/v poster=http://a.example/p></video>",
            [("video", "http://a.example/v"), ("image", "http://a.example/p")],
        ),
        ("<audio src=http://a.example/a></audio>", [("audio", "http://a.example/a")]),
        ("<audio><source src=http://a.example/a></audio>", [("audio", "http://a.example/a")]),
        ("<iframe src=http://a.example/e></iframe>", [("embed", "http://a.example/e")]),
        ("<embed src=http://a.example/e>", [("embed", "http://a.example/e")]),
        ("<object data=http://a.example/e></object>", [("embed", "http://a.example/e")]),
        ("<q cite=http://a.example/q>words</q>", [("quote-cite", "http://a.example/q")]),
        ("<ins cite=http://a.example/q>words</ins>", [("quote-cite", "http://a.example/q")]),
        ("<link rel=alternate href=http://a.example/f>", [("link", "http://a.example/f")]),
        ("<link rel=stylesheet href=http://a.example/f>", []),
        ("<link rel='dns-prefetch' href=//a.example>", []),
    ],
)
def test_kinds(html, kinds):
    assert [(citation.kind, citation.url) for citation in cited(html)] == kinds


def test_jsonld_addresses_belong_to_the_head_but_for_what_is_cited():
    html = """<script type="application/ld+json">{"@type": "Article", "url": "https://blog.example/2016/post",
        "citation": ["https://a.example/1", {"@id": "https://a.example/2"}, "Smith 2016"],
        "author": {"sameAs": "https://a.example/3"}}</script>"""
    found = [(c.kind, c.region, c.url) for c in cited(html) if c.skip is None]
    assert found == [
        ("jsonld", "body", "https://a.example/1"),
        ("jsonld", "body", "https://a.example/2"),
        ("jsonld", "head", "https://a.example/3"),
    ]


def test_broken_jsonld_is_passed_over():
    broken = '<script type="application/ld+json">{"url": </script><script type="application/ld+json">'
    assert cited(broken + "[" * 100_000 + "</script>") == ()


@pytest.mark.parametrize(
    ("href", "skip"),
    [
        ("http://a.example/", None),
        ("mailto:a@example.org", "mailto"),
        ("tel:+1234", "tel"),
        ("javascript:void(0)", "javascript"),
        ("java\nscript:void(0)", "javascript"),
        ("data:text/plain,x", "data"),
        ("blob:https://a.example/1", "blob"),
        ("file:///etc/passwd", "file"),
        ("ftp://a.example/", "unsupported-scheme"),
        ("magnet:?xt=1", "unsupported-scheme"),
        ("http://", "invalid-url"),
        ("http://exa mple.org/", "invalid-url"),
        ("#x", "same-document"),
        ("", "same-document"),
        ("https://blog.example/2016/post#x", "same-document"),
        ("/about", "same-site"),
        ("http://www.blog.example/about", "same-site"),
        ("https://blog.example:8443/about", None),
        ("https://other.blog.example/", None),
        ("http://127.0.0.1/", "private-address"),
        ("http://0x7f000001:8080/", "private-address"),
        ("http://192.168.1.1/", "private-address"),
        ("http://169.254.169.254/", "private-address"),
        ("http://[::1]/", "private-address"),
        ("http://[::ffff:10.0.0.1]/", "private-address"),
        ("http://localhost:3000/", "private-address"),
        ("http://a.localhost./", "private-address"),
        ("http://45.45.45.45/", None),
    ],
)
def test_skips(href, skip):
    (citation,) = cited(f'<a href="{href}">t</a>')
    assert citation.skip == skip
    assert citation.href == href


def test_a_post_of_unknown_address():
    html = "<a href=/about>1</a><a href=#x>2</a><a href=//a.example/>3</a><a href=http://b.example/>4</a>"
    assert [(c.url, c.skip) for c in cited(html, None)] == [
        (None, "same-site"),
        (None, "same-document"),
        ("https://a.example/", None),
        ("http://b.example/", None),
    ]


def test_the_canonical_link_is_the_address_of_a_saved_page():
    source = PostSource("p.html", b"<link rel=canonical href=https://me.example/p><p>See <a href=q>t</a>.")
    post = extract(source)
    assert post.post.uri == "https://me.example/p"
    assert [(c.url, c.region, c.skip) for c in post.citations] == [
        ("https://me.example/p", "head", "same-document"),
        ("https://me.example/q", "body", "same-site"),
    ]


def test_inline_data_is_not_copied_into_the_citation():
    (citation,) = cited(f"<img src='data:image/png;base64,{'A' * 100_000}'>")
    assert (citation.skip, citation.url) == ("data", None)
    assert len(citation.href) < 100


def test_context():
    html = """<h2>The <em>War</em></h2><p>First one. Mr. Fadel of AMN <b>wrote “the army splits it” <a
        href="http://a.example/x#frag" rel="NoFollow ugc">Rebel <i>forces</i>
        in  trouble</a></b> today! Last one.</p>"""
    (citation,) = cited(f"<body><div>x</div><div>{html}</div>")
    assert citation.heading == "The War"
    assert citation.anchor_text == "Rebel forces in trouble"
    assert citation.sentence == "Mr. Fadel of AMN wrote “the army splits it” Rebel forces in trouble today!"
    assert citation.quotes == ("the army splits it",)
    assert citation.rel == ("nofollow", "ugc")
    assert citation.fragment == "frag"
    assert citation.url_key == "example,a)/x"
    assert citation.selector.exact == "Rebel forces in trouble"
    assert citation.selector.prefix.endswith("“the army splits it” ")
    assert citation.selector.suffix == " today! Last one.\n"
    assert citation.selector.css == "body > div:nth-of-type(2) > p > b > a"


def test_the_words_of_a_blockquote_are_its_quote():
    (citation,) = cited("<blockquote cite=http://a.example/><p>Some words.</p><p>More.</p></blockquote><p>x")
    assert citation.quotes == ("Some words. More.",)


def test_two_breaks_end_a_paragraph():
    html = "No stop<br>goes on <a href=http://a.example/>here</a><br> <br />Another paragraph"
    assert cited(html)[0].sentence == "No stop goes on here"


def test_an_image_speaks_for_the_link_around_it():
    link, image = cited("<a href=http://a.example/><img src=http://a.example/i alt='A map'></a>")
    assert (link.anchor_text, image.anchor_text) == ("A map", "A map")


def test_selectors_find_exactly_the_element_again():
    html = (
        "<body><nav id=n><a href=http://a.example/1>1</a></nav><table><tr><td><a href=http://a.example/2>2</a>"
        "<td><p id=twice><a href=http://a.example/3>3</a><p id=twice><a href=http://a.example/4>4</a></table>"
        "<o:p><a href=http://a.example/5>5</a></o:p>"
    )
    page = LexborHTMLParser(html)
    for citation in cited(html):
        (node,) = page.css(citation.selector.css)
        assert node.attributes["href"] == citation.href


def test_ordinals_follow_the_document():
    html = "http://a.example/1 <a href=http://a.example/2>x</a> http://a.example/3 <p>http://a.example/4 http://a.example/5"
    found = cited(html)
    assert [c.ordinal for c in found] == [1, 2, 3, 4, 5]
    assert [c.url[-1] for c in found] == ["1", "2", "3", "4", "5"]


def test_ids_are_stable_and_tell_occurrences_apart():
    once = cited("<a href=http://a.example/>x</a>")
    twice = cited(
        "<p>before<a href=http://b.example/>y</a><a href=http://a.example/>x</a><a href=http://a.example/>z</a>"
    )
    assert once[0].id == twice[1].id
    assert len({c.id for c in twice}) == 3
    digest = hashlib.sha256(f"{POST}\nhttp://a.example/\n1".encode()).hexdigest()
    assert once[0].id == f"c-{digest[:12]}"
    assert cited("<a href=http://a.example/>x</a>", Url("https://blog.example/b"))[0].id != once[0].id


@pytest.mark.parametrize(
    ("href", "archive", "original", "datetime"),
    [
        (
            "https://web.archive.org/web/20160310120000/http://a.example/x?y",
            "web.archive.org",
            "http://a.example/x?y",
            "20160310120000",
        ),
        (
            "https://web.archive.org/web/20160310120000id_/http:/a.example/",
            "web.archive.org",
            "http://a.example/",
            "20160310120000",
        ),
        ("http://web.archive.org/web/2016/a.example", "web.archive.org", "http://a.example/", "2016"),
        (
            "https://archive.ph/2016.03.10-120000/https://a.example/",
            "archive.ph",
            "https://a.example/",
            "20160310120000",
        ),
        (
            "https://archive.today/20160310120000/https://a.example/",
            "archive.today",
            "https://a.example/",
            "20160310120000",
        ),
    ],
)
def test_mementos(href, archive, original, datetime):
    (citation,) = cited(f'<a href="{href}">t</a>')
    assert citation.memento is not None
    assert (citation.memento.archive, citation.memento.original) == (archive, original)
    assert citation.memento.datetime == datetime


@pytest.mark.parametrize(
    "href",
    [
        "https://archive.ph/AbCdE",
        "https://web.archive.org/save/x",
        "https://a.example/web/2016/http://b.example/",
    ],
)
def test_no_mementos(href):
    assert cited(f'<a href="{href}">t</a>')[0].memento is None


@pytest.mark.parametrize(
    ("srcset", "largest"),
    [
        ("", None),
        (" , ", None),
        ("a", "a"),
        ("a, b 2x", "b"),
        ("a 100w, b 50w", "a"),
        ("a 1x,b 1x", "a"),
        ("a,b", "a,b"),
        ("data:image/png;base64,AA== 1x, b 1.5x", "b"),
    ],
)
def test_srcset(srcset, largest):
    assert largest_candidate(srcset) == largest


@pytest.mark.parametrize("tag", ["div", "span", "b", "blockquote", "ul><li"])
def test_deep_nesting_loses_nothing(tag):
    assert urls_of(f"<{tag}>" * 10_000 + "<a href=http://a.example/>deep</a>") == ["http://a.example/"]


def test_many_links_take_a_while_in_proportion_only():
    html = "<p>" + " ".join(f"Text {n}. <a href=http://a.example/{n}>Link {n}</a>" for n in range(5000))
    found = cited(html)
    assert len(found) == 5000
    assert found[4999].sentence == "Link 4999"
    assert found[2500].sentence == "Link 2500 Text 2501."


@given(st.text(alphabet="<>/=\"' abphrefimgsrc:.!-&;\n", max_size=120))
def test_any_input_is_read(html):
    for ordinal, citation in enumerate(cited("<html>" + html), 1):
        assert citation.ordinal == ordinal
        assert citation.url is not None or citation.skip is not None
