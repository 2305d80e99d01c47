"""Robust Links attributes on the cited elements of pages."""

from __future__ import annotations

import pytest

from snapshotter.pagemeta import tree
from tests.repairs import ARCHIVE, post_of, robust, undone, versions_for

A = "https://a.example/x?a=1&b=2"
ATTRIBUTES = f' data-originalurl="{A}" data-versionurl="{ARCHIVE}{A}" data-versiondate="2016-03-10"'.replace(
    "&", "&amp;"
)


def page(body: str) -> str:
    return f"<!doctype html><html><head><title>t</title></head><body><article>{body}</article></body></html>"


@pytest.mark.parametrize(
    "element",
    [
        '<a href="https://a.example/x?a=1&amp;b=2">a</a>',
        "<A HREF='https://a.example/x?a=1&b=2' class=x>a</A>",
        "<a\n  class=x href=https://a.example/x?a=1&b=2>a</a>",
        "<a title='a > b' href = \"https://a.example/x?a=1&b=2\"><b>a</b></a>",
    ],
)
def test_attributes_stand_behind_the_name(element):
    written = page(f"<p>Some words of the post, and {element} and more words of it.</p>")
    after = robust(written, "p.html").decode()
    assert after == written.replace(element, element[:2] + ATTRIBUTES + element[2:])
    assert robust(after, "p.html").decode() == after
    assert undone(after.encode(), "p.html").decode() == written


def test_only_the_cited_element_gets_them():
    link = '<a href="https://a.example/x?a=1&amp;b=2">a</a>'
    written = page(f"<nav><ul><li>{link}</li></ul></nav><p>The post says {link} in its text.</p>")
    after = tree.parse(robust(written, "p.html").decode())
    assert [each.parent.tag for each in after.css("a") if "data-versionurl" in each.attributes] == ["p"]


def test_scripts_comments_and_own_robust_links_stay():
    link = '<a href="https://a.example/x?a=1&amp;b=2">a</a>'
    own = '<a href="https://o.example/" data-versionurl="https://m.example/" data-versiondate="2015">o</a>'
    written = page(
        f"<!-- {link} --><script>var a = '{link}';</script><p>Words {own}</p><textarea>{link}</textarea>"
    )
    assert robust(written, "p.html").decode() == written


def test_as_links():
    written = page('<p>Some words <a href="https://a.example/z">a</a>, more.</p>')
    after = robust(written, "p.html", style="links").decode()
    url = f"{ARCHIVE}https://a.example/z"
    assert after == written.replace(
        "</a>", f'</a> (<a href="{url}" title="archived 2016-03-10">archived</a>)'
    )
    assert undone(after.encode(), "p.html").decode() == written


def test_another_style_takes_the_place_of_the_first():
    written = page('<p>Some words <a href="https://a.example/z">a</a>, more.</p>')
    attributes = robust(written, "p.html")
    assert robust(attributes, "p.html", style="links") == robust(written, "p.html", style="links")


def test_bytes_that_no_encoding_explains_stay():
    written = page("<p>\xff\xfe\x80 <a href='https://a.example/z'>\x9d</a></p>").encode("latin-1")
    after = robust(written, "p.html")
    assert after != written
    assert undone(after, "p.html") == written


def test_bare_addresses_of_pages_are_told():
    post = post_of(page("<p>See https://a.example/q for more of these words.</p>"), "p.html")
    result = post.with_versions(versions_for(post))
    assert not result.changed
    assert len(result.left) == 1
