"""What posts say of themselves, in every format."""

from __future__ import annotations

import hashlib

import pytest

from snapshotter.model.post import PostSource
from snapshotter.pagemeta.dates import normalised
from snapshotter.posts.extract import extract
from snapshotter.posts.page.shell import needs_scripts
from snapshotter.urls import Url


def post(data, source="p.html", **more):
    return extract(PostSource(source, data.encode(), **more)).post


def test_html():
    found = post(
        """<head><title>Blog: The post</title><meta property=og:title content="The post">
        <meta property="og:url" content="https://b.example/og"><link rel=canonical href=https://b.example/p>
        <meta name=author content="By Ann Lee">
        <meta property="article:published_time" content="2016-03-10T08:00:00-05:00">
        </head><h1>Other</h1>"""
    )
    assert (found.title, found.author, found.published) == (
        "The post",
        "Ann Lee",
        "2016-03-10T08:00:00-05:00",
    )
    assert found.uri == "https://b.example/p"


@pytest.mark.parametrize(
    ("html", "field", "expected"),
    [
        ("<title> A\n title </title><h1>x</h1>", "title", "A title"),
        ("<svg><title>icon</title></svg><h1>A <b>heading</b></h1>", "title", "A heading"),
        ("<p>nothing", "title", None),
        ("<p class=byline>By Ann Lee - Apr 16</p>", "author", "Ann Lee"),
        ("<a rel=author href=/a>Ann Lee</a>", "author", "Ann Lee"),
        ("<div id=comments><a rel=author>Troll</a></div>", "author", None),
        ("<time datetime=2016-03-10>x</time>", "published", "2016-03-10"),
        ("<time datetime=2015-01-01>x</time><article><time datetime=2016-03-10>x", "published", "2016-03-10"),
        ("<div id=comments><time datetime=2017-01-01>x</time></div>", "published", None),
        ("<meta property=og:url content=/relative>", "uri", None),
        ("<meta property=og:url content=https://b.example/og>", "uri", "https://b.example/og"),
    ],
)
def test_html_falls_back(html, field, expected):
    assert getattr(post(html), field) == expected


def test_jsonld():
    found = post(
        """<script type=application/ld+json>{"@graph": [{"@type": "WebSite"}, {"@type": ["NewsArticle"],
        "headline": "H", "datePublished": "2016-03-10T08:00:00Z",
        "author": [{"name": "Ann"}, "Bo"]}]}</script>"""
    )
    assert (found.title, found.author, found.published) == ("H", "Ann, Bo", "2016-03-10T08:00:00Z")


def test_the_given_address_wins():
    html = "<link rel=canonical href=https://b.example/p>"
    assert post(html, base_url=Url("https://c.example/q")).uri == "https://c.example/q"


@pytest.mark.parametrize(
    "front",
    [
        '---\ntitle: "A: b"\ndate: 2016-03-10 08:00:00 -0500\nauthors:\n- Ann\n- name: Bo\npermalink: https://b.example/p\n---\n',
        '+++\ntitle = "A: b"\ndate = 2016-03-10T08:00:00-05:00\nauthors = ["Ann", "Bo"]\nurl = "https://b.example/p"\n+++\n',
    ],
)
def test_front_matter(front):
    found = post(front + "# Heading\n", "p.md")
    assert (found.title, found.author, found.uri) == ("A: b", "Ann, Bo", "https://b.example/p")
    assert found.published == "2016-03-10T08:00:00-05:00"


def test_front_matter_that_cannot_be_read_is_no_part_of_the_post():
    cited = extract(PostSource("2016-03-10-p.md", b"---\ntitle: [\nhttp://a.example/\n---\n# Heading\n"))
    assert cited.citations == ()
    assert (cited.post.title, cited.post.published) == ("Heading", "2016-03-10")


def test_text():
    found = post("Thursday, March 10\n\nThe title\n\nWords.", "posts/2016-03-10-words.txt")
    assert (found.title, found.published, found.format) == ("The title", "2016-03-10", "text")
    assert found.sha256 == hashlib.sha256(b"Thursday, March 10\n\nThe title\n\nWords.").hexdigest()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2016-03-10", "2016-03-10"),
        ("2016-03-10T08:00:00Z", "2016-03-10T08:00:00Z"),
        ("2016-03-10T08:00", "2016-03-10"),
        ("2016-03-10 08:00:00 +0100", "2016-03-10T08:00:00+01:00"),
        ("2016-03-10 08:00 UTC", "2016-03-10T08:00:00Z"),
        ("March 10, 2016", "2016-03-10"),
        ("Thursday, March 10th, 2016", "2016-03-10"),
        ("10. Mar 2016", "2016-03-10"),
        ("2016/3/1", "2016-03-01"),
        ("Thu, 10 Mar 2016 08:00:00 GMT", "2016-03-10T08:00:00Z"),
        ("2016-13-45", None),
        ("March 10", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(text, expected):
    assert normalised(text) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<title>App</title><div id=root></div><script src=/app.js></script>", True),
        (
            "<body><noscript>Use JavaScript. <a href=/help>Help</a></noscript><p id=app><script>x</script>",
            True,
        ),
        ("<p>A short page.", False),
        ("<p>A short page with <a href=/x>a link</a>.<script>x</script>", False),
        ("<p>" + "Much text. " * 50 + "<script>x</script>", False),
        ("<p>x<script type=application/ld+json>{}</script>", False),
    ],
)
def test_needs_scripts(html, expected):
    assert needs_scripts(PostSource("p.html", html.encode())) is expected


def test_only_pages_need_scripts():
    assert needs_scripts(PostSource("p.md", b"<script>x</script>")) is False
