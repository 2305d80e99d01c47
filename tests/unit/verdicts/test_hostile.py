"""Pages made to hang, crash or confuse a reader: a verdict comes in bounded time."""

from __future__ import annotations

import time

import pytest

from snapshotter.model.verdict import PAGE_CLASSES
from snapshotter.verdicts.judging import judge, probe_url
from tests.unit.verdicts.living import evidence

SIZE = 1_500_000
MOST_SECONDS = 12
"""Far from what is usual, for machines that are busy; what is quadratic takes minutes."""


def repeated(piece: str | bytes) -> bytes:
    raw = piece.encode() if isinstance(piece, str) else piece
    return raw * (SIZE // len(raw))


@pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        "<a href=x><b>",
        "<table><tr><td>",
        "<p><font><i>",
        "<h1>404 ",
        "<!--",
        "<",
        "<noscript>",
        "<noscript></noscript>",
        "<script>window.location=",
        "<title>not found | ",
        "not found ",
        "charset=",
        "<meta charset=",
        "location = ",
        '"isAccessibleForFree" : ',
        '"@type":',
        "Fatal error: ",
        "at a.b.c(",
        "é",
        "\ufffd",
        "Ð¿Ñ",
        "РџСЂ",
        "漢字",
        b"\xff",
        b"\x00",
        b"\x00<",
        b"\x1b$B",
        "cookie consent privacy. ",
        "<button>accept</button>",
        "<input type=password>",
    ],
)
def test_repetition_ends(piece):
    started = time.process_time()
    known = evidence("https://a.example/b/c-1.html", repeated(piece))
    assert judge(known).page_class in PAGE_CLASSES
    assert time.process_time() - started < MOST_SECONDS


@pytest.mark.parametrize(
    "address",
    [
        "https://" + "a." * 4000 + "example/",
        "https://a.example/" + "b/" * 50_000,
        "https://a.example/?" + "a=b&" * 50_000,
        "not an address",
        "https://[::1",
        "data:,x",
        "",
    ],
)
def test_any_address_is_judged(address):
    known = evidence(address, "<p>Few words.</p>", final_url="https://b.example/login?next=x")
    assert judge(known).page_class in PAGE_CLASSES
    probe_url(known)


@pytest.mark.parametrize("status", [None, -1, 0, 100, 101, 299, 600, 10**9])
def test_any_status_is_judged(status):
    assert judge(evidence("https://a.example/b", "<p>x</p>", status=status)).page_class in PAGE_CLASSES


@pytest.mark.parametrize(
    "start",
    [
        b"%PDF-",
        b"\x1f\x8b\x08",
        b"PK\x03\x04",
        b"\xff\xfe",
        b"\xfe\xff",
        b"GIF89a",
        b"\xef\xbb\xbf",
        b"RIFF",
        b"BM",
    ],
)
def test_any_beginning_is_judged(start):
    for fields in ((), (("Content-Type", "text/html; charset=\x00"),), (("Content-Type", ";;;,"),)):
        assert judge(evidence("https://a.example/b", start, fields=fields)).page_class in PAGE_CLASSES


def test_lone_surrogates_of_scripts_are_no_trouble():
    assert (
        judge(evidence("https://a.example/b", "<p>x</p>", title="\ud800", text="a \udfff b")).page_class
        in PAGE_CLASSES
    )
