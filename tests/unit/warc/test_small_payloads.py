"""Payloads that are held when a capture is read back, and those that are not."""

from __future__ import annotations

import gzip
import zlib

import pytest

from snapshotter.errors import CorruptRecord
from snapshotter.model.exchange import Held
from snapshotter.warc import exchanges
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.exchanges import material_of
from tests.builders import PAGE, NoDigests, capture, exchange

SCRIPT = "https://cdn.example/a.js"
SMALL = b"let a = 1;" * 10
LARGE = bytes(range(256)) * 2000


@pytest.fixture
def stored(tmp_path):
    archive = WarcArchive(tmp_path, NoDigests())
    large = exchange("https://cdn.example/large", seed=2, body=LARGE)
    stored = archive.append(
        capture(exchange(PAGE, body=b"<p>page"), exchange(SCRIPT, seed=1, body=SMALL), large)
    )
    archive.close()
    return stored


def bodies(home, stored):
    return {each.url: each.body for each in material_of(home, stored, NoDigests()).exchanges}


def test_small_ones_are_held_and_large_ones_read_when_used(tmp_path, stored):
    found = bodies(tmp_path, stored)

    assert found[SCRIPT] == Held(SMALL)
    large = found["https://cdn.example/large"]
    assert not isinstance(large, Held)
    assert b"".join(large.chunks()) == LARGE


def test_no_more_is_held_than_there_is_room_for(tmp_path, stored, monkeypatch):
    room = exchanges._SmallPayloads
    monkeypatch.setattr(exchanges, "_SmallPayloads", lambda: room(left_bytes=len(b"<p>page") + 1))
    found = bodies(tmp_path, stored)

    assert isinstance(found[PAGE], Held)
    assert not isinstance(found[SCRIPT], Held)
    assert b"".join(found[SCRIPT].chunks()) == SMALL


def test_a_payload_that_was_changed_is_not_held(tmp_path, stored):
    """Its gzip member is whole, and its digest is not."""
    (path,) = (tmp_path / "warcs").glob("*.warc.gz")
    data, changed = path.read_bytes(), bytearray()
    while data:
        size = _end(data)
        member = gzip.decompress(data[:size])
        if SMALL in member:
            changed += _packed(member.replace(b"let a = 1;", b"1" * 10), size)
        else:
            changed += data[:size]
        data = data[size:]
    path.write_bytes(changed)

    found = bodies(tmp_path, stored)
    assert found[PAGE] == Held(b"<p>page")
    with pytest.raises(CorruptRecord, match="expected sha"):
        b"".join(found[SCRIPT].chunks())


def _end(data):
    """Where the first gzip member ends."""
    inflate = zlib.decompressobj(31)
    inflate.decompress(data)
    return len(data) - len(inflate.unused_data)


def _packed(member, size):
    """A gzip member of that very size: what follows must not move."""
    packed = gzip.compress(member, 9, mtime=0)
    spare = size - len(packed)
    if spare == 0:
        return packed
    assert spare > 0, f"{-spare} bytes too many"
    name = b"x" * (spare - 1) + b"\0"  # RFC 1952, section 2.3: FNAME
    return packed[:3] + b"\x08" + packed[4:10] + name + packed[10:]
