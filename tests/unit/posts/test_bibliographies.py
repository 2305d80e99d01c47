"""BibTeX, CSL-JSON, RIS and EndNote: one citation for each distinct target of a work."""

from __future__ import annotations

import json
import time

import pytest

from snapshotter.errors import PostError
from snapshotter.posts.readers import latex
from tests.reading import citations_of, cited_of, entries_of, parts_of

BIB = r"""
% a comment, with an @ and a {
@string{acm = "Association for " # {Computing}}
@comment{ @article{hidden, url={http://hidden.example/}} }
@preamble{"\newcommand{\x}{y}"}
@article{cat, author = {Schr{\"o}dinger, Erwin and {World Health Organization} and de la Cruz, Jr., Mar{\'i}a
   and Jane Q. Doe and others},
 title={{The} \emph{Great} {C}at}, journal = acm # { Journal}, year=1935, month = mar # "~10",
 doi={10.1000/a\_b<c>}, url = {https://doi.org/10.1000/A_b%3Cc%3E}, urldate={2020-01-02}}
@online(page, title="A page", date={2016-03}, url={http://example.org/a\_b\%20c?x=1\&y=2\#frag},
  organization={BBC},)
@misc{how, title={How}, howpublished = {\url{http://how.example/~u/x_y--z}},
  note={[Online; accessed 19-July-2008]}, year={2008}}
@book{book, title={Book}, isbn={978-3}, author={A. Writer}, publisher={Pub}, year={c. 1999}}
@inproceedings{paper, crossref={proc}, title={Paper}, author={X Y}, eprint={1905.02175v2},
  archiveprefix={arXiv}}
@proceedings{proc, title={The Proceedings}, year=2001, publisher={ACM}, url={http://proc.example/}}
@misc{noted, title={Note only}, note={Available at \url{http://note.example/a_b}, and www.foo.org/x}}
@article{two, title={Two}, url={http://journal.example/2}, doi={10.1000/two}, pmid={12345}, pmcid={PMC99}}
@article{broken, title={Unclosed {brace, url={http://lost.example/},
@article {nokey
, title = "Quoted {"}inner{"} words" , url = www.host.example/path }
"""


@pytest.fixture(scope="module")
def cited():
    (found,) = cited_of("bibtex", BIB)
    return found


def test_addresses_of_every_kind(cited):
    assert [(each.href, each.kind) for each in cited.citations] == [
        ("https://doi.org/10.1000/A_b%3Cc%3E", "doi"),
        ("http://example.org/a_b%20c?x=1&y=2#frag", "link"),
        ("http://how.example/~u/x_y--z", "link"),
        ("https://arxiv.org/abs/1905.02175v2", "link"),
        ("http://proc.example/", "link"),
        ("http://note.example/a_b", "bare"),
        ("www.foo.org/x", "bare"),
        ("http://journal.example/2", "link"),
        ("https://doi.org/10.1000/two", "doi"),
        ("https://pubmed.ncbi.nlm.nih.gov/12345/", "link"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC99/", "link"),
        ("http://lost.example/", "link"),
        ("http://www.host.example/path", "link"),
    ]


def test_whom_a_work_names(cited):
    cat = cited.citations[0]
    assert cat.attribution.author == (
        "Erwin Schrödinger, World Health Organization, María de la Cruz Jr., Jane Q. Doe, et al."
    )
    assert cat.attribution.title == "The Great Cat"
    assert cat.attribution.publisher == "Association for Computing Journal"
    assert cat.attribution.date == "1935-03-10"
    assert cat.cited_at == "2020-01-02"
    assert cat.sentence == (
        "Erwin Schrödinger, World Health Organization, María de la Cruz Jr., Jane Q. Doe, et al.: "
        "“The Great Cat”. Association for Computing Journal, 1935-03-10."
    )
    page, how, paper = cited.citations[1:4]
    assert (page.attribution.publisher, page.attribution.date) == ("BBC", "2016-03")
    assert (how.cited_at, how.attribution.date) == ("2008-07-19", "2008")
    assert (paper.attribution.publisher, paper.attribution.date) == ("ACM", "2001")


def test_a_work_without_an_address_is_named(cited):
    assert [(each.author, each.title, each.publisher, each.date) for each in cited.unlinked] == [
        ("A. Writer", "Book", "Pub", "1999")
    ]
    assert cited.unlinked[0].sentence == "A. Writer: “Book”. Pub, 1999."


@pytest.mark.parametrize(
    ("fields", "hrefs"),
    [
        ("doi={https://doi.org/10.1000/x}, url={https://dx.doi.org/10.1000/X}", ["https://dx.doi.org/10.1000/X"]),
        ("doi={doi:10.1000/x}", ["https://doi.org/10.1000/x"]),
        ("doi={10.1002/(SICI)1097(199)49:8\\textless{}693::AID\\textgreater{}3.0}",
         ["https://doi.org/10.1002/(SICI)1097(199)49:8%3C693::AID%3E3.0"]),
        ("doi={none}", [None]),
        ("eprint={hep-th/9901001}", ["https://arxiv.org/abs/hep-th/9901001"]),
        ("eprint={1234567}, eprinttype={pubmed}", ["https://pubmed.ncbi.nlm.nih.gov/1234567/"]),
        ("eprint={1905.02175}, url={http://arxiv.org/abs/1905.02175}", ["http://arxiv.org/abs/1905.02175"]),
        ("url={http://a.example/{\\~{}}u/{\\%}7Ex{\\_}y}", ["http://a.example/~u/%7Ex_y"]),
        ("url={\\url{http://a.example/x}}", ["http://a.example/x"]),
        ("url={<http://a.example/x>}", ["http://a.example/x"]),
        ("url={http://a.example/1 http://a.example/2}", ["http://a.example/1", "http://a.example/2"]),
        ("howpublished={\\href{http://a.example/p}{words}}", ["http://a.example/p"]),
        ("howpublished={Online at http://a.example/p, 2020}", ["http://a.example/p"]),
        ("howpublished={Pamphlet}", [None]),
        ("url={}", [None]),
        ("url={http://a.example/x#y}, doi={10.1000/z}", ["http://a.example/x#y", "https://doi.org/10.1000/z"]),
    ],
)  # fmt: skip
def test_address_fields(fields, hrefs):
    entries = entries_of("bibtex", f"@misc{{k, title={{T}}, {fields}}}")
    assert [entry.href for entry in entries] == hrefs


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("date={2016-03-10}", "2016-03-10"),
        ("date={2016-03-10/2016-04-01}", "2016-03-10"),
        ("date={2016~}", "2016"),
        ("date={2016-03}", "2016-03"),
        ("date={2016-03-10T12:30:00Z}", "2016-03-10T12:30:00Z"),
        ("year={2016}, month={March}", "2016-03"),
        ("year=2016, month=mar, day=5", "2016-03-05"),
        ("year=2016, month=3", "2016-03"),
        ('year=2016, month="10~" # mar', "2016-03-10"),
        ("year={2016/2017}", "2016"),
        ("year={in press}", None),
        ("year=2016, month={Spring}", "2016"),
        ("year=2016, month=feb, day=31", "2016-02"),
    ],
)
def test_dates_are_as_precise_as_they_are(fields, date):
    (entry,) = entries_of("bibtex", f"@misc{{k, title={{T}}, {fields}}}")
    assert entry.attribution.date == date


@pytest.mark.parametrize(
    ("field", "when"),
    [
        ("urldate={2020-01-02}", "2020-01-02"),
        ("lastchecked={2 January 2020}", "2020-01-02"),
        ("lastaccessed={January 2, 2020}", "2020-01-02"),
        ("note={Accessed: 2020-01-02}", "2020-01-02"),
        ("note={Accessed on 2 Jan. 2020}", "2020-01-02"),
        ("note={[Online; accessed 2-January-2020]}", "2020-01-02"),
        ("note={nothing}", None),
    ],
)
def test_when_it_was_looked_at(field, when):
    (entry,) = entries_of("bibtex", f"@misc{{k, title={{T}}, url={{http://a.example/}}, {field}}}")
    assert entry.cited_at == when


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (r"Erd\H{o}s and Dvo\v{r}\'ak", "Erdős and Dvořák"),
        (r"na\"\i ve \'{\i} \c{c} {\c c}", "naïve í ç ç"),
        (r"\o{}re {\ss} \aa ngstr\"om {\L}\'od\'z", "øre ß ångström Łódź"),
        (r"Foo -- bar---baz ``q''", "Foo – bar—baz “q”"),
        (r"50\% \& \$5 \#1 a\_b \{x\}", "50% & $5 #1 a_b {x}"),
        (r"{\'E}cole \textit{of {\bf Paris}}", "École of Paris"),
        (r"See \url{http://a.b/~x_y--z} and \href{http://c.d/e\_f}{words}", "See http://a.b/~x_y--z and words <http://c.d/e_f>"),
        ("A~B\\\\C\n  D", "A B C D"),
        (r"$\alpha$-decay", "α-decay"),
        (r"\unknown{kept} \'", "kept"),
        ("\\url{" * 3, ""),
    ],
)  # fmt: skip
def test_latex_is_made_plain(written, plain):
    assert latex.plain(written) == plain


CSL = [
    {
        "id": "x",
        "type": "article-journal",
        "title": "A <i>study</i> &amp; more",
        "URL": "https://a.example/x",
        "DOI": "10.1000/X",
        "PMID": 123,
        "accessed": {"date-parts": [[2020, 1, 2]]},
        "issued": {"date-parts": [["2016", 3]]},
        "author": [
            {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
            {"literal": "BBC"},
        ],
        "container-title": "Journal",
        "publisher": "Publisher",
    },
    {
        "id": "y",
        "type": "webpage",
        "title": "Unlinked",
        "issued": {"raw": "March 10, 2016"},
        "publisher": "P",
    },
    {
        "id": "z",
        "type": "book",
        "editor": [{"family": "Ed", "given": "I."}],
        "issued": {"literal": "ca. 1900"},
    },
]


@pytest.mark.parametrize("shape", [lambda items: items, lambda items: {"items": items},
                                   lambda items: {item["id"]: item for item in items}])  # fmt: skip
def test_csl_json(shape):
    (found,) = cited_of("csl-json", json.dumps(shape(CSL)).replace("/", "\\/"))
    assert [(each.href, each.kind) for each in found.citations] == [
        ("https://a.example/x", "link"),
        ("https://doi.org/10.1000/X", "doi"),
        ("https://pubmed.ncbi.nlm.nih.gov/123/", "link"),
    ]
    first = found.citations[0]
    assert first.sentence == "Ludwig van Beethoven, BBC: “A study & more”. Journal, 2016-03."
    assert first.cited_at == "2020-01-02"
    assert [(each.title, each.author, each.date) for each in found.unlinked] == [
        ("Unlinked", None, "2016-03-10"),
        (None, "I. Ed", "1900"),
    ]


def test_one_csl_item_alone():
    assert entries_of("csl-json", json.dumps(CSL[0]))[0].href == "https://a.example/x"


@pytest.mark.parametrize(
    "item",
    [
        {
            "title": 5,
            "URL": ["http://a.example/"],
            "author": "Me",
            "issued": [],
            "accessed": {"date-parts": [[]]},
        },
        {
            "title": ["T"],
            "URL": "http://a.example/",
            "author": [5, {"family": 6}],
            "issued": {"date-parts": 3},
        },
        {"URL": "http://a.example/", "issued": {"date-parts": [[None]]}, "accessed": {"season": 1}},
        {"URL": "http://a.example/", "issued": {"date-parts": [[99999, 44, 99]]}, "note": {"x": 1}},
    ],
)
def test_csl_items_with_values_of_the_wrong_kind(item):
    assert [entry.href for entry in entries_of("csl-json", json.dumps([item]))] == ["http://a.example/"]


RIS = """\ufeffTY  - JOUR\r
AU  - Smith, John, Jr.\r
AU  - World Bank\r
TI  - A study\r
  of two lines\r
JO  - Journal of X\r
PY  - 2016/03/10/\r
UR  - https://doi.org/10.1000/x\r
UR  - https://pub.example/a; https://pub.example/b\r
DO  - 10.1000/x\r
L1  - internal-pdf://foo.pdf\r
L2  - C:\\papers\\x.pdf\r
Y2  - 2017/01/02/\r
N1  - see http://note.example/x\r
ER  - \r
\r
TY  - BOOK
A1  - Doe, Jane
T1  - Book
PB  - Pub
Y1  - 1999
%0 Web Page
%A Foo, B.
%T Web thing
%D 2011
%U http://w.example/
"""


def test_ris_and_the_tags_of_endnote():
    (found,) = cited_of("ris", RIS)
    assert [(each.href, each.kind) for each in found.citations] == [
        ("https://doi.org/10.1000/x", "doi"),
        ("http://note.example/x", "bare"),
        ("https://pub.example/a", "link"),
        ("https://pub.example/b", "link"),
        ("http://w.example/", "link"),
    ]
    first = found.citations[0]
    assert first.sentence == "John Smith Jr., World Bank: “A study of two lines”. Journal of X, 2016-03-10."
    assert first.cited_at == "2017-01-02"
    assert [(each.author, each.title, each.publisher, each.date) for each in found.unlinked] == [
        ("Jane Doe", "Book", "Pub", "1999")
    ]


def test_endnote_xml():
    style = '<style face="normal">{}</style>'.format
    xml = (
        "<xml><records><record><contributors><authors><author>" + style("Smith, John") + "</author></authors>"
        "</contributors><titles><title>" + style("A study") + "</title></titles><periodical><full-title>"
        + style("Journal") + "</full-title></periodical><dates><year>" + style("2016") + "</year></dates>"
        "<urls><related-urls><url>" + style("http://a.example/x") + "</url></related-urls><pdf-urls><url>"
        "internal-pdf://x.pdf</url></pdf-urls></urls><electronic-resource-num>" + style("10.1000/x")
        + "</electronic-resource-num><access-date>2020-01-02</access-date></record></records></xml>"
    )  # fmt: skip
    entries = entries_of("endnote-xml", xml)
    assert [entry.href for entry in entries] == ["http://a.example/x", "https://doi.org/10.1000/x"]
    assert entries[0].text == "John Smith: “A study”. Journal, 2016."
    assert entries[0].cited_at == "2020-01-02"


@pytest.mark.parametrize(
    ("format", "data"),
    [
        ("bibtex", ""),
        ("bibtex", "just words with an @ sign and {braces}"),
        ("bibtex", "@comment{nothing}"),
        ("bibtex", b"\x00\xff\xfe binary"),
        ("bibtex", "@article{"),
        ("csl-json", "{"),
        ("csl-json", "[]"),
        ("csl-json", '"words"'),
        ("csl-json", "[" * 100_000),
        ("ris", "words"),
        ("ris", "TY  - JOUR\nER  - "),
        ("endnote-xml", "<xml>"),
        ("endnote-xml", "<xml/>"),
        (
            "endnote-xml",
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><record>&x;</record></xml>',
        ),
    ],
)
def test_what_is_none_is_a_clear_error(format, data):
    with pytest.raises(PostError) as caught:
        parts_of(format, data)
    assert caught.value.hint


def test_mis_encoded_bibliographies():
    text = "@misc{k, title={Größe}, url={http://a.example/}}"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        (entry,) = entries_of("bibtex", text.encode(encoding))
        assert entry.attribution.title == "Größe"


def test_huge_and_hostile_bibliographies_are_read_in_time():
    entry = (
        "@article{k%d, title={A {Title} of some length}, author={A B and C D}, url={http://a.example/%d}}\n"
    )
    began = time.process_time()
    assert len(entries_of("bibtex", "".join(entry % (n, n) for n in range(5_000)))) == 5_000
    for piece in (
        "@a{",
        "@comment{",
        "\n@string{a={",
        "@x{k,a={\\url{",
        "@a{k, a=" + "{" * 100,
        '@b{k,c="',
        "@preamble{",
    ):
        try:
            citations_of("bibtex", piece * (200_000 // len(piece)))
        except PostError:
            continue
    author = "@misc{k, author={" + "{a and " * 50_000 + "}" * 50_000 + "}, url={http://a.example/}}"
    assert len(entries_of("bibtex", author)) == 1
    assert len(entries_of("ris", "TY  - JOUR\nUR  - http://a.example/\nN1  - x\n" + "words\n" * 300_000)) == 1
    assert time.process_time() - began < 20
