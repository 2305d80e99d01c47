"""What is written for people and for machines."""

from __future__ import annotations

import io
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.cli.output import emit_json, printable, shorten
from snapshotter.sizes import readable_size


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (99_400, "99.4 kB"),
        (120_000, "120 kB"),
        (999_600, "1.0 MB"),
    ],
)
def test_readable_size(size, words):
    assert readable_size(size) == words


@given(st.integers(min_value=0, max_value=10**15))
def test_readable_size_is_short_up_to_a_terabyte(size):
    assert len(readable_size(size)) <= (8 if size < 10**12 else 12)


@given(st.text(), st.integers(min_value=1, max_value=80))
def test_shorten_keeps_both_ends(text, width):
    short = shorten(text, width)
    assert len(short) == min(len(text), width)
    assert text.startswith(short.partition("…")[0] if len(text) > width else short)


def test_shorten_in_the_middle():
    assert shorten("cited.example/a/long/path.html", 15) == "cited.e…th.html"


@given(st.text())
def test_printable_is_printable(text):
    assert printable(text).isprintable()
    assert len(printable(text)) == len(text)


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "iso-8859-1"])
def test_json_survives_any_output_encoding(monkeypatch, encoding):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    document = {"title": "Füße 漢字", "href": "\udc80"}
    assert emit_json(document)
    assert json.loads(raw.getvalue().decode(encoding)) == document
