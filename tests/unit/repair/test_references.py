"""Reference lists: what is told of a page, and each format's own escaping, read back by our readers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from snapshotter.model.capture import Outcome, PageFacts
from snapshotter.model.post import PostSource
from snapshotter.pagemeta import tree
from snapshotter.posts.extract import extract
from snapshotter.repair.references import FORMATS, render
from snapshotter.repair.references.people import name_of
from snapshotter.repair.references.reference import Reference, references_of
from tests.repairs import AT, manifest_of, memento, own

A = "https://a.example/x?a=1&b=2"
AWKWARD = Reference(
    key="doe-2016-of-braces",
    url="https://a.example/x_(y)?a=1&b=%7B2%7D#s",
    title="Of {braces} & <tags>, 50 % _more_ #1 [x] ~ ^ \\ $5 *é* 1. – »quoted«",
    authors=("Ludwig van Beethoven", "The New York Times", "Jane O'Neil-Smith"),
    site="A & B",
    published="2016-03",
    accessed="2016-03-10",
    archived_url="https://archive.example/web/20160310120000/https://a.example/x_(y)?a=1&b=%7B2%7D",
    archived="2016-03-10",
    language="en",
)


def cited(text: str):
    return extract(PostSource("post.md", text.encode()))


def test_what_the_page_says_of_itself_comes_first():
    post = cited(f"As [the words of the link]({A}) has it, and [again]({A}).")
    (found,) = references_of(manifest_of(post, own(), memento))
    assert (found.title, found.authors, found.site) == ("The page", ("Jane Doe",), "The Site")
    assert (found.published, found.accessed) == ("2016-03-09", "2016-03-10")
    assert found.archived_url == f"https://archive.example/web/20160310120000/{A}"
    assert found.key == "doe-2016-the-page"


def test_a_page_that_could_not_be_captured_is_listed_by_what_the_post_says():
    wall = own(Outcome.FAILED)
    (found,) = references_of(manifest_of(cited(f"See [the words of the link]({A})."), wall))
    assert (found.title, found.site, found.accessed) == ("the words of the link", "a.example", None)
    assert found.archived_url is None


def test_a_memento_was_not_accessed():
    (found,) = references_of(manifest_of(cited(f"See [x]({A})."), memento))
    assert (found.accessed, found.archived) == (None, "2016-03-10")


def test_an_archived_address_is_listed_by_its_original():
    link = "https://web.archive.org/web/20150102030405/https://a.example/x"
    (found,) = references_of(manifest_of(cited(f"See [x]({link})."), own()))
    assert (found.url, found.archived_url, found.archived) == ("https://a.example/x", link, "2015-01-02")


def test_keys_are_unique():
    post = cited("See [x](https://a.example/1) and [x](https://a.example/2).")
    keys = [each.key for each in references_of(manifest_of(post, own(at=AT - timedelta(days=1))))]
    assert keys == ["doe-2016-the-page", "doe-2016-the-page-2"]


@pytest.mark.parametrize(
    ("format", "name"),
    [("csl-json", "csl-json"), ("bibtex", "bibtex"), ("ris", "ris"), ("html", "html"), ("md", "markdown")],
)
def test_readers_of_each_format_find_the_page(format, name):
    data = render(format, [AWKWARD]).encode()
    post = extract(PostSource("references", data, format=name))
    assert AWKWARD.url in [each.url for each in post.citations]


def test_bibtex_and_csl_keep_the_title():
    for format in ("bibtex", "csl-json", "ris"):
        data = render(format, [AWKWARD]).encode()
        (citation,) = [
            each
            for each in extract(PostSource("references", data, format=format)).citations
            if each.url == AWKWARD.url
        ]
        told = citation.attribution.title or ""
        assert "braces" in told, format
        assert "quoted" in told, format


def test_bibtex_braces_pair_and_specials_are_escaped():
    text = render("bibtex", [AWKWARD])
    plain = text.replace(r"\{", "").replace(r"\}", "")
    assert plain.count("{") == plain.count("}")
    assert r"\{braces\} \& <tags>, 50 \% \_more\_ \#1 [x] \textasciitilde{} \textasciicircum{}" in text
    assert "author = {van Beethoven, Ludwig and {The New York Times} and O'Neil-Smith, Jane}" in text
    assert "year = {2016},\n  month = {03}" in text
    assert r"note = {Archived 2016-03-10: \url{https://archive.example/" in text


def test_csl_has_numbers_for_dates_and_parts_for_names():
    (item,) = json.loads(render("csl-json", [AWKWARD]))
    assert item["issued"] == {"date-parts": [[2016, 3]]}
    assert item["accessed"] == {"date-parts": [[2016, 3, 10]]}
    assert item["author"] == [
        {"family": "van Beethoven", "given": "Ludwig"},
        {"literal": "The New York Times"},
        {"family": "O'Neil-Smith", "given": "Jane"},
    ]
    assert item["title"] == AWKWARD.title


def test_ris_is_a_tag_a_line():
    lines = render("ris", [AWKWARD]).split("\r\n")
    assert lines[0] == "TY  - ELEC"
    assert "DA  - 2016/03//" in lines
    assert lines[-3] == "ER  - "


def test_html_and_markdown_show_the_words():
    for format, name in (("html", "html"), ("md", "markdown")):
        text = render(format, [AWKWARD])
        html = text if name == "html" else _rendered(text)
        shown = tree.parse(html)
        assert AWKWARD.title in shown.text()
        assert AWKWARD.url in [each.attributes["href"] for each in shown.css("a")]


def _rendered(text: str) -> str:
    from snapshotter.posts.markdown import to_html

    return to_html(text)


def test_an_empty_list_is_one():
    assert json.loads(render("csl-json", [])) == []
    assert all(isinstance(render(format, []), str) for format in FORMATS)


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Jane Doe", "Doe"),
        ("Doe, Jane", "Doe"),
        ("Associated Press", None),
        ("Ludwig van Beethoven", "van Beethoven"),
        ("reuters", None),
    ],
)
def test_names(text, family):
    assert name_of(text).family == family


def test_facts_without_words_are_passed_over():
    blank = own()
    blank = replace(blank, page=PageFacts(title="  "), title=None)
    (found,) = references_of(manifest_of(cited(f"See [the words]({A})."), blank))
    assert found.title == "the words"
