"""Addresses, heads and fields of other archives that would break out of their line: they are kept or lost,
and nothing that is written or said of them is broken by them."""

from __future__ import annotations

import json
import re

import pytest

from snapshotter.warc.header import header_length
from snapshotter.warc.members import walk
from tests.unit.imports.foreign import answer, per_record, record

_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
ADDRESSES = (
    "http://e.example/\x1b[31m",
    "http://e.example/\x00nul",
    "http://e.example/line\u2028separator",
    "http://e.example/a\rX-Forged: 1",
    "http://e.example/tab\tbed",
    "http://e.example/%0d%0aX-Forged: 1",
    "http://e.example/" + "a" * 60_000,
)
FIELDS = (
    "WARC-IP-Address: 1.2.3.4\x1b[31m",
    "WARC-Payload-Digest: sha1:\x00",
    "WARC-Identified-Payload-Type: text/html\x1b",
    "WARC-Filename: ../../../../../../tmp/escaped",
    "WARC-Page-ID: \x1b",
    "WARC-Protocol: \x1bh2",
    "WARC-Concurrent-To: <urn:uuid:\x1b>",
)
HEADS = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\x1b[31m\r\nX: a\rY: b\r\n\r\n",
    b"HTTP/1.1 200 \x1b[2J\r\nContent-Type: text/html\x00\r\n\r\n",
    b"HTTP/1.1 302 Found\r\nLocation: http://e.example/\x1b\x00\r\nContent-Type: text/html\r\n\r\n",
)
PAGE = b"<!doctype html><title>A page</title><p>Words of it."


def written(home) -> tuple[bytes, bytes]:
    """The index, and the headers of all records, as they were written."""
    warcs = home.path / "warcs"
    index = b"".join(path.read_bytes() for path in (warcs / "index").glob("*.cdxj"))
    headers = b"".join(
        member.start[: header_length(member.start)]
        for path in warcs.glob("*.warc.gz")
        for member in walk(path)
    )
    return index, headers


def assert_unbroken(home) -> None:
    index, headers = written(home)
    assert index
    for line in index.splitlines():
        json.loads(line.split(b" ", 2)[2])
    assert not _CONTROLS.search(index)
    assert not _CONTROLS.search(headers)
    assert b"\nX-Forged" not in headers


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: repr(address)[:40])
def test_addresses(home, address):
    imported = home.take(answer(address))
    assert imported.pages + len(imported.lost) == 1
    if imported.pages:
        assert_unbroken(home)
        (url,) = home.urls()
        assert url.isascii()


def test_fields(home):
    records = [answer(f"http://e.example/{n}", warc=(field,)) for n, field in enumerate(FIELDS)]
    imported = home.take(per_record(*records))
    assert imported.pages == len(FIELDS)
    assert_unbroken(home)
    assert not list(home.path.parent.glob("**/escaped*"))


def test_heads(home):
    records = [record("response", f"http://e{n}.example/", head + PAGE) for n, head in enumerate(HEADS)]
    imported = home.take(per_record(*records))
    assert (imported.records, imported.lost) == (len(HEADS), ())
    assert sum(map(len, home.urls().values())) == len(HEADS)
    assert_unbroken(home)
