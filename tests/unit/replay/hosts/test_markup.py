"""What of markup is addresses, and what is words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.replay.hosts.markup import outside, scan
from snapshotter.replay.hosts.substitution import Replacement


def words(data: bytes) -> list[bytes]:
    return [data[start:stop] for start, stop in scan(data).words]


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        (b"<p title=x>words</p>", [b"words", b"</p>"]),
        (b"a < b <i>c</i>", [b"a < b ", b"c", b"</i>"]),
        (b"<a title='>' href=\"<b>\">c", [b"c"]),
        (b"<a title=it's>c</a>", [b"c", b"</a>"]),
        (b"<a title = >c", [b"c"]),
        (b"<script>a<b>c</script>d", [b"</script>", b"d"]),
        (b"<STYLE>a{}</Style >d", [b"</Style >", b"d"]),
        (b"<textarea>a<b></textarea>", [b"a<b>", b"</textarea>"]),
        (b"<title>a<b></titles></title>", [b"a<b></titles>", b"</title>"]),
        (b"<script>never ended <i>x", [b"never ended ", b"x"]),
        (b"<!-- <a href=x> -->y", [b"<!-- <a href=x> -->", b"y"]),
        (b"<!-->y", [b"y"]),
        (b"<!doctype html>y", [b"<!doctype html>", b"y"]),
        (b"<![CDATA[ a>b ]]>y", [b"<![CDATA[ a>b ]]>", b"y"]),
        (b"x<a href='never ended>", [b"x", b"<a href='never ended>"]),
        (b"x<!-- never ended", [b"x", b"<!-- never ended"]),
    ],
)
def test_words(markup, said):
    assert words(markup) == said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b"<p>"),
        (b"<!DOCTYPE html>", b"\n<p>x"),
        (b"<!DOCTYPE html>\n<!-- note -->\n<html lang=en>", b"<body>"),
        (b"<html>\n<head class='a>b'>", b"<script>x</script>"),
        (b"<html>", b"<script>x</script><head>"),
        (b"<!doctype html>", b"words<head>"),
        (b'<?xml version="1.0"?><html xmlns="x"><head>', b"<title/>"),
    ],
)
def test_where_a_page_begins(before, after):
    assert scan(before + after).beginning == len(before)


def test_policies_hints_and_ways():
    data = (
        b'<meta http-equiv="Content-Security-Policy" content="x">'
        b'<meta http-equiv=refresh content="0; url=//a/">'
        b'<link rel="preconnect" href="//b/"><link rel=stylesheet href=//c/><a href=//d/>'
        b"<iframe src='//e/'></iframe><form action=//f/><img src=//g/>"
    )
    found = scan(data)
    assert [data[start:stop] for start, stop in found.policies] == [b"Content-Security-Policy"]
    assert [data[start:stop] for start, stop in found.hints] == [b"//b/"]
    assert [data[start:stop] for start, stop in found.ways] == [b"//a/", b"//d/", b"//e/", b"//f/"]


def test_replacements_outside_of_words():
    found = [Replacement(start, start + 2, b"") for start in (0, 5, 9, 12, 30)]
    assert [each.start for each in outside([(4, 10), (20, 31)], found)] == [0, 12]


PIECES = (
    "<",
    ">",
    "</",
    "<!--",
    "-->",
    "<a",
    "<script>",
    "</script>",
    "'",
    '"',
    "=",
    " href",
    "<title>",
    "x",
)


@given(st.lists(st.sampled_from(PIECES)))
def test_takes_whatever_there_is(pieces):
    data = "".join(pieces).encode()
    found = scan(data)
    flat = [edge for span in found.words for edge in span]
    assert flat == sorted(flat)
    assert 0 <= found.beginning <= len(data)


@pytest.mark.parametrize(
    "hostile", [b"<", b"<a ", b'<a ="', b"<title>", b"<!--", b"<a b=c ", b"<![CDATA[", b"<a href=x>"]
)
def test_time_grows_with_size_alone(hostile):
    def seconds(size: int) -> float:
        best = []
        for _ in range(3):
            begun = time.process_time()
            scan(hostile * (size // len(hostile)))
            best.append(time.process_time() - begun)
        return min(best)

    assert seconds(400_000) < 24 * seconds(50_000) + 0.05
