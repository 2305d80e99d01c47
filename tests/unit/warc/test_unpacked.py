"""Compressed files of records: gzip and Zstandard, records alone or together, dictionaries, damage, bombs."""

from __future__ import annotations

import gzip
import io
import random

import pytest
import zstandard

from snapshotter.warc import unpacked
from snapshotter.warc.header import Header
from snapshotter.warc.streamed import Damage, Streamed, records


def record(uri: str, block: bytes) -> bytes:
    header = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {uri}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return header.encode() + block + b"\r\n\r\n"


RECORDS = [record(f"http://a.example/{number}", b"x%d " % number * 5000) for number in range(4)]


def read(data: bytes) -> list[Streamed | Damage]:
    return list(records(io.BytesIO(data), lambda header: 1 << 20))


def uris(data: bytes) -> list[str | None]:
    return [each.header.get("WARC-Target-URI") for each in read(data) if isinstance(each, Streamed)]


ALL = [f"http://a.example/{number}" for number in range(4)]


def skippable(data: bytes, kind: int = 0) -> bytes:
    return bytes([0x50 + kind, 0x2A, 0x4D, 0x18]) + len(data).to_bytes(4, "little") + data


def dictionary() -> zstandard.ZstdCompressionDict:
    chance = random.Random(5)
    words = [bytes(chance.choices(b"abcdefghijkl", k=9)) for _ in range(80)]
    samples = [b" ".join(chance.choices(words, k=60)) for _ in range(400)]
    return zstandard.train_dictionary(4096, samples)


@pytest.mark.parametrize(
    "data",
    [
        b"".join(RECORDS),
        b"".join(map(gzip.compress, RECORDS)),
        gzip.compress(b"".join(RECORDS)),
        b"".join(map(zstandard.compress, RECORDS)),
        zstandard.compress(b"".join(RECORDS)),
        skippable(b"about this file", 2) + b"".join(map(zstandard.compress, RECORDS)),
        b"".join(skippable(b"", 3) * 2000 + zstandard.compress(each) for each in RECORDS),
    ],
    ids=["plain", "gzip", "gzip-whole", "zstd", "zstd-whole", "zstd-skippable", "zstd-many-skippable"],
)
def test_every_compression_gives_the_same_records(data):
    assert uris(data) == ALL
    assert [each.start for each in read(data)] == [b"x%d " % number * 5000 for number in range(4)]


@pytest.mark.parametrize("packed", [False, True], ids=["raw", "compressed"])
def test_the_dictionary_in_the_first_frame_is_used(packed):
    made = dictionary()
    compressor = zstandard.ZstdCompressor(dict_data=made)
    frames = b"".join(map(compressor.compress, RECORDS))
    first = made.as_bytes()
    first = zstandard.compress(first) if packed else first

    assert uris(skippable(first, 0xD) + frames) == ALL
    assert uris(frames) == []


def test_a_broken_dictionary_is_told():
    (damage,) = read(skippable(b"no dictionary", 0xD) + zstandard.compress(RECORDS[0]))[:1]
    assert "dictionary" in damage.message


@pytest.mark.parametrize("compress", [gzip.compress, zstandard.compress])
def test_reading_goes_on_after_a_damaged_member(compress):
    members = [bytearray(compress(each)) for each in RECORDS]
    members[1][20:60] = b"\xff" * 40
    found = read(b"".join(members))

    assert [each.header.get("WARC-Target-URI") for each in found if isinstance(each, Streamed)] == [
        ALL[0],
        *ALL[2:],
    ]
    (damage,) = [each for each in found if isinstance(each, Damage)]
    assert damage.offset == len(members[0])


@pytest.mark.parametrize("compress", [gzip.compress, zstandard.compress])
def test_a_member_that_inflates_without_end_is_refused(compress, monkeypatch):
    monkeypatch.setattr(unpacked, "BOMB_BYTES", 1 << 20)
    bomb = compress(record("http://bomb.example/", b"\0" * (8 << 20)))
    found = read(compress(RECORDS[0]) + bomb + compress(RECORDS[1]))

    assert [each.header.get("WARC-Target-URI") for each in found if isinstance(each, Streamed)] == ALL[:2]
    (damage,) = [each for each in found if isinstance(each, Damage)]
    assert "inflate" in damage.message


def test_a_sink_takes_whole_blocks_in_order():
    taken: dict[str, bytes] = {}

    def sink(header: Header):
        uri = header.get("WARC-Target-URI") or ""
        if uri.endswith("2"):
            return None
        taken[uri] = b""

        def write(data: bytes) -> None:
            taken[uri] += data

        return write

    data = b"".join(map(gzip.compress, RECORDS))
    list(records(io.BytesIO(data), lambda header: 10, sink))
    assert taken == {f"http://a.example/{number}": b"x%d " % number * 5000 for number in (0, 1, 3)}
