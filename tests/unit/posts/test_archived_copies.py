"""Links that ``robustify`` wrote beside citations are no citations to capture."""

from __future__ import annotations

import pytest

from tests.repairs import robust
from tests.unit.posts.reading import posts

COPY = "https://copies.example/web/2016/https://a.example/x"


def skips(format, text):
    (post,) = posts(format, text)
    return [citation.skip for citation in post.citations]


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("markdown", f'[a](https://a.example/x) ([archived]({COPY} "archived 2016-03-10"))'),
        ("rst", f"`a <https://a.example/x>`__ (`archived 2016-03-10 <{COPY}>`__)"),
        (
            "html",
            f'<article><p>See <a href="https://a.example/x">a</a> (<a href="{COPY}"'
            ' title="archived 2016-03-10">archived</a>) there.</p></article>',
        ),
    ],
)
def test_a_copy_beside_a_citation_is_left(format, text):
    assert skips(format, text) == [None, "archived-copy"]


@pytest.mark.parametrize(
    "text",
    [
        f"[a](https://a.example/x) ([archived]({COPY}))",
        f'[a](https://a.example/x) [archived]({COPY} "archived 2016-03-10")',
        f'[a](https://a.example/x) ([the archive]({COPY} "archived 2016-03-10"))',
        f"[a](https://a.example/x), archived 2016-03-10: ([archived]({COPY} 'in March'))",
    ],
)
def test_a_copy_that_the_author_cites_is_a_citation(text):
    assert skips("markdown", text) == [None, None]


def test_the_same_address_elsewhere_is_still_a_citation():
    text = f'[a](https://a.example/x) ([archived]({COPY} "archived 2016-03-10")). See [the copy]({COPY}).'
    assert skips("markdown", text) == [None, "archived-copy", None]


def test_what_robustify_writes_is_known_again():
    (post,) = posts("markdown", robust("See [a](https://a.example/x) and [b](https://b.example/y).").decode())
    assert [citation.skip for citation in post.citations] == [None, "archived-copy"] * 2
