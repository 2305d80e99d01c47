"""Markdown and plain text."""

from __future__ import annotations

import pytest

from snapshotter.model.post import PostSource
from snapshotter.posts.extract import extract


def cited(text, source="p.md", **more):
    return extract(PostSource(source, text.encode(), **more)).citations


@pytest.mark.parametrize(
    ("text", "hrefs"),
    [
        ("[t](http://a.example/x)", ["http://a.example/x"]),
        ("[t](<http://a.example/x y>)", ["http://a.example/x y"]),
        ("[t][r]\n\n[r]: http://a.example/ü 'T'", ["http://a.example/ü"]),
        ("[r]: http://unused.example/", []),
        ("<http://a.example/x>", ["http://a.example/x"]),
        ("See http://a.example/x_(y).", ["http://a.example/x_(y)"]),
        ("**http://a.example/x**", ["http://a.example/x"]),
        ("![alt](http://a.example/i.png)", ["http://a.example/i.png"]),
        ('Raw <a href="http://a.example/?a&amp;b">t</a>', ["http://a.example/?a&b"]),
        ("Word[^1]\n\n[^1]: Note http://a.example/n", ["http://a.example/n"]),
        ("| a | b |\n|---|---|\n| [t](http://a.example/) | x |", ["http://a.example/"]),
        ("[t](javascript:alert(1))", ["javascript:alert(1)"]),
        ("[t](file:///etc/passwd)", ["file:///etc/passwd"]),
        ("<!-- [t](http://a.example/) -->", []),
        ("[t](/about) [u](#x)", ["/about", "#x"]),
        ('[t]({{ "/2014/post/" | url }})', ["/2014/post/"]),
        ("![t]({{ site.baseurl }}/i.png)", ["/i.png"]),
        ("[t]({% post_url 2014-01-01-x %})", ["2014-01-01-x"]),
    ],
)
def test_markdown_addresses(text, hrefs):
    assert [citation.href for citation in cited(text)] == hrefs


def test_markdown_regions_and_context():
    text = "## Part\n\nOne. Two [three](http://a.example/) four.\n\n    http://b.example/\n\n`http://c.example/`\n"
    body, block, inline = cited(text)
    assert [body.region, block.region, inline.region] == ["body", "code", "code"]
    assert (body.sentence, body.heading, body.selector.css) == ("Two three four.", "Part", None)
    assert body.region_confidence > 0.95


def test_markdown_with_an_address_of_its_own():
    front = "---\npermalink: https://b.example/2016/p\n---\n"
    found = cited(front + "[t](q) [u](#x) [v](http://a.example/)")
    assert [(c.url, c.skip) for c in found] == [
        ("https://b.example/2016/q", "same-site"),
        ("https://b.example/2016/p#x", "same-document"),
        ("http://a.example/", None),
    ]


def test_text_addresses_in_context():
    text = (
        "A title\n\nOne. Two is at\nhttp://a.example/x, I say. Three.\n\nwww.b.example and doi:10.1000/182\n"
    )
    first, guessed, doi = cited(text, "p.txt")
    assert first.sentence == "Two is at http://a.example/x, I say."
    assert (first.anchor_text, first.selector.exact) == ("http://a.example/x", "http://a.example/x")
    assert (guessed.href, guessed.url) == ("www.b.example", "http://www.b.example/")
    assert guessed.region_confidence < first.region_confidence
    assert (doi.kind, doi.url) == ("doi", "https://doi.org/10.1000/182")


def test_text_is_not_markup():
    found = cited('A <a href="http://a.example/x">b</a>\r\n\r\nAt http://c.example/\r\n', "p.txt")
    assert [citation.url for citation in found] == ["http://a.example/x", "http://c.example/"]


def test_lines_that_were_wrapped_are_one_sentence():
    text = (
        "Maria asked where the number came from. It is in the report of the\n"
        "World Bank (http://a.example/x), on page twelve of the second part. The\n"
        "newspapers rounded it.\n"
    )
    (citation,) = cited(text, "p.txt")
    assert citation.sentence == (
        "It is in the report of the World Bank (http://a.example/x), on page twelve of the second part."
    )
    assert citation.attribution.publisher == "World Bank"


def test_lines_that_were_not_wrapped_are_lines():
    first, second = cited("Links\n\nOne thing http://a.example/x\nAnother http://b.example/y\n", "p.txt")
    assert (first.sentence, second.sentence) == ("One thing http://a.example/x", "Another http://b.example/y")


def test_an_address_broken_over_lines_is_still_one():
    (citation,) = cited("It is at <http://a.example/\n  long/path> as far as anybody knows today.\n", "p.txt")
    assert citation.url == "http://a.example/long/path"
