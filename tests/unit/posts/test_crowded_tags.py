"""Tags with more attributes than anybody writes are read in time, and the others as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz.limits import cpu_seconds
from snapshotter.pagemeta import tree


def attributes_of(markup: str) -> dict[str, str | None]:
    root = tree.parse(markup)
    assert root is not None
    element = root.css_first("p")
    assert element is not None
    return dict(element.attributes)


def crowded(count: int, way: str = " a{}=x") -> str:
    return "<p" + "".join(way.format(number) for number in range(count)) + ">words"


@pytest.mark.parametrize(
    "way",
    [
        " a{}=x",
        "/a{}",
        '\na{}=">"',
        " a{}='>'",
        ' a{}="x"',
        ' a{}=b"',
        " a{} = x",
        ' "{}=x',
        " =a{}=x",
        " a{}=<p",
    ],
)
def test_what_is_beyond_the_limit_goes(way):
    kept = attributes_of(crowded(5000, way))
    assert 0 < len(kept) <= tree.MAX_ATTRIBUTES
    assert kept == attributes_of(crowded(tree.MAX_ATTRIBUTES, way))


@pytest.mark.parametrize("count", [1, 20, tree.MAX_ATTRIBUTES])
def test_what_is_within_it_stays(count):
    markup = crowded(count)
    assert tree.bounded(markup) == markup


def test_the_page_around_it_stays():
    markup = f"<title>t</title>{crowded(1000)}<a href=/x>x</a>"
    root = tree.parse(markup)
    assert root is not None
    assert root.css_first("a").attributes == {"href": "/x"}
    assert root.css_first("title").text() == "t"


@given(st.text(alphabet="<pa =\"'/>\n", max_size=200))
def test_nothing_short_is_touched(markup):
    assert tree.bounded(markup) == markup


def test_a_million_attributes_take_no_time():
    """With each compared to all before it, this would take an hour."""
    assert len(attributes_of(crowded(1_000_000))) == tree.MAX_ATTRIBUTES


def test_nor_do_tags_within_tags():
    markup = ("<p " * 250 + '"' + "y" * 2000 + '" ') * 400
    assert tree.parse(markup) is not None


def test_nor_do_names_of_names():
    """With each looked at to its end, this would take half an hour."""
    with cpu_seconds(60):
        assert tree.bounded("<a" * 500_000) == "<a" * 500_000


def test_a_tag_within_what_looks_like_a_value_is_no_exception():
    hidden = f"<script>'<x a=\"'</script>{crowded(5000)}\" {' '.join(f'b{n}' for n in range(300))}>"
    assert 0 < len(attributes_of(hidden)) <= tree.MAX_ATTRIBUTES
