"""Which part of the page a citation stands in."""

from __future__ import annotations

import pytest

from snapshotter.model.post import PostSource
from snapshotter.posts.extract import extract

LINK = "<a href=http://a.example/>t</a>"
TEXT = "<p>" + "The post itself goes on and on. " * 20


def region(html):
    (citation,) = extract(PostSource("p.html", f"<body>{TEXT}{html}".encode())).citations
    return citation.region, citation.region_confidence


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>{LINK}", "body"),
        (f"<article><p>{LINK}", "body"),
        (f"<main><p>{LINK}", "body"),
        (f"<nav>{LINK}", "nav"),
        (f"<div role=navigation>{LINK}", "nav"),
        (f"<header>{LINK}", "nav"),
        (f"<article><header><p>As {LINK} told us, the road was cut in March, and not before then.", "body"),
        (f"<footer>{LINK}", "footer"),
        (f"<aside>{LINK}", "aside"),
        (f"<div class=sidebar>{LINK}", "aside"),
        (f"<div class='yarpp-related'>{LINK}", "aside"),
        (f"<div id=comments><article class=comment>{LINK}", "comments"),
        (f"<article class='comment even'>{LINK}", "comments"),
        (f"<div class='sharedaddy sd-sharing'>{LINK}", "share"),
        (f"<article><div class=socialShare>{LINK}", "share"),
        (f"<pre>{LINK}", "code"),
        ("<article><p><code>http://a.example/</code>", "code"),
        ("<pre>curl http://a.example/</pre>", "code"),
        (f"<div id=comments><pre>{LINK}", "comments"),
        (f"<div class=content-with-sidebar><p>As {LINK} told us, the road was cut in March.", "body"),
        (f"<div class='widget Blog' id=Blog1><div class=post-body>{LINK}", "body"),
        (f"<div class=page-sidebar-layout><main>{LINK}", "body"),
        (f"<aside><article>{LINK}", "aside"),
        ("<link rel=author href=http://a.example/>", "head"),
    ],
)
def test_region(html, expected):
    assert region(html)[0] == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://twitter.com/intent/tweet?url=x", "share"),
        ("https://www.facebook.com/sharer/sharer.php?u=x", "share"),
        ("https://www.linkedin.com/shareArticle?url=x", "share"),
        ("https://twitter.com/somebody/status/1", "body"),
        ("https://a.example/?u=https://twitter.com/intent/tweet", "body"),
    ],
)
def test_a_share_button_is_known_by_its_address(url, expected):
    assert region(f"<article><p><a href={url}>t</a>")[0] == expected


def test_an_article_is_surer_than_a_page_without_any():
    assert region(f"<article><p>{LINK}")[1] > region(f"<p>{LINK}")[1] > 0.5


def test_the_votes_are_told():
    (citation,) = extract(PostSource("p.html", f"<body>{TEXT}<aside>{LINK}</aside>".encode())).citations
    votes = {(signal.name, signal.region) for signal in citation.signals}
    assert ("inner:aside", "aside") in votes or ("outer:aside", "aside") in votes
    assert [signal.weight for signal in citation.signals] == sorted(
        (signal.weight for signal in citation.signals), reverse=True
    )


def test_what_holds_most_of_the_page_is_no_side_column():
    html = f"<body><div class=sidebar>{TEXT}{LINK}</div><p>Little else."
    (citation,) = extract(PostSource("p.html", html.encode())).citations
    assert citation.region == "body"


def test_many_comments_are_comments_still():
    html = f"<body><p>Little.<div id=comments>{TEXT}{LINK}</div>"
    (citation,) = extract(PostSource("p.html", html.encode())).citations
    assert citation.region == "comments"
