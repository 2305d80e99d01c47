"""The walk over gzip members."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter import digests
from snapshotter.warc import members
from snapshotter.warc.compression import LEVEL, STORED, level_for, write_member
from snapshotter.warc.members import walk

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "warc"
HEADER = b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: %d\r\n\r\n"


def record(block=b"hello", length=None, end=b"\r\n\r\n"):
    return gzip.compress((HEADER % (len(block) if length is None else length)) + block + end, mtime=0)


def walked(tmp_path, data):
    path = tmp_path / "x.warc.gz"
    path.write_bytes(data)
    return list(walk(path))


def test_whole_members(tmp_path):
    one, two = record(b"one"), record(b"two" * 100_000)

    first, second = walked(tmp_path, one + two)

    assert (first.offset, first.length, first.problem) == (0, len(one), None)
    assert (second.offset, second.length, second.problem) == (len(one), len(two), None)
    assert second.digest == digests.of_bytes(two)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (record()[:-1], "torn"),
        (record()[:12], "torn"),
        (b"\x1f", "torn"),
        (b"garbage", "not a gzip member"),
        (record(length=6), "Content-Length says 6"),
        (record(length=4), "Content-Length says 4"),
        (record(end=b"\r\n"), "the block has 3 bytes"),
        (gzip.compress(b"GET / HTTP/1.1\r\n\r\n", mtime=0), "not a WARC record"),
        (gzip.compress(b"WARC/1.1\r\nA: " + b"b" * 70_000, mtime=0), "the header has no end"),
        (gzip.compress(b"WARC/1.1\r\nA: b\r\n\r\n\r\n\r\n", mtime=0), "no Content-Length"),
    ],
)
def test_what_is_not_a_whole_record(tmp_path, data, problem):
    (member,) = walked(tmp_path, data)

    assert problem in member.problem
    assert member.length == len(data)


def test_a_flipped_bit_anywhere_is_noticed(tmp_path):
    data = record(random.Random(5).randbytes(600))
    unnoticed = []
    for position in range(len(data)):
        flipped = bytearray(data)
        flipped[position] ^= 0x10
        if all(member.problem is None for member in walked(tmp_path, bytes(flipped))):
            unnoticed.append(position)
    # gzip's time, flags and system, and the padding of a stored block, are covered by no checksum
    assert set(unnoticed) <= {4, 5, 6, 7, 8, 9, 10}


def test_the_walk_goes_on_after_damage(tmp_path):
    one, two, three = record(b"1"), bytearray(record(b"2" * 50)), record(b"3")
    two[30] ^= 0xFF

    found = walked(tmp_path, one + bytes(two) + three)

    assert [member.problem is None for member in found] == [True, False, True]
    assert [member.length for member in found] == [len(one), len(two), len(three)]


def false_beginnings(count, filler=b""):
    """Gzip headers one after another.  Each begins a record in a stored block (RFC 1951, section 3.2.4) that
    reaches to the end of them all, from where every one of them goes on through the same long rest."""
    begun = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
    text = b"WARC/1.1\r\n\r\n"
    pitch = len(begun) + 5 + len(text) + len(filler)
    pieces = bytearray()
    for left in range(count, 0, -1):
        length = left * pitch - len(begun) - 5
        pieces += (
            begun
            + b"\0"
            + length.to_bytes(2, "little")
            + (length ^ 0xFFFF).to_bytes(2, "little")
            + text
            + filler
        )
    return bytes(pieces)


def stored(size):
    whole, rest = divmod(size, 0xFFFF)
    return (
        (b"\0\xff\xff\0\0" + bytes(0xFFFF)) * whole
        + b"\0"
        + rest.to_bytes(2, "little")
        + (rest ^ 0xFFFF).to_bytes(2, "little")
        + bytes(rest)
    )


def test_false_beginnings_are_not_followed_to_the_end_one_after_the_other(tmp_path, monkeypatch):
    monkeypatch.setattr(members, "FREE_IN_VAIN_BYTES", 0)
    inflated = []
    seen = members._Inflating._seen
    monkeypatch.setattr(
        members._Inflating, "_seen", lambda self, output: inflated.append(len(output)) or seen(self, output)
    )
    data = false_beginnings(2000) + stored(2_000_000)

    (member,) = walked(tmp_path, data)

    assert (
        member.problem == "damaged: too much that seems to begin a record, and is none, to look any further"
    )
    assert member.length == len(data)
    assert sum(inflated) < 3 * members.MOST_IN_VAIN * len(data)
    assert sum(inflated) > 4 * len(data), "they do lead on"


def test_a_few_of_them_hide_no_record(tmp_path):
    data = false_beginnings(20) + stored(100_000)

    first, second = walked(tmp_path, data + record(b"there"))

    assert (first.length, first.problem) == (
        len(data),
        "damaged: no readable record up to the next whole one",
    )
    assert second.problem is None


def test_a_member_that_inflates_without_end_needs_no_memory(tmp_path):
    import tracemalloc

    data = gzip.compress((HEADER % 40_000_000) + bytes(40_000_000) + b"\r\n\r\n", compresslevel=1)
    path = tmp_path / "bomb.warc.gz"
    path.write_bytes(data)
    tracemalloc.start()
    (member,) = walk(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert member.problem is None
    assert peak < 8_000_000


@given(blocks=st.lists(st.binary(max_size=3000), max_size=6), cut=st.integers(0, 400))
def test_members_cover_the_file(tmp_path_factory, blocks, cut):
    data = b"".join(record(block) for block in blocks)
    data = data[: max(0, len(data) - cut)]
    found = walked(tmp_path_factory.mktemp("members"), data)

    assert sum(member.length for member in found) == len(data)
    assert [member.offset for member in found] == [
        sum(one.length for one in found[:index]) for index in range(len(found))
    ]
    assert all(member.problem is None for member in found[:-1])


@given(head=st.binary(max_size=200), pieces=st.lists(st.binary(max_size=5000), max_size=5))
def test_a_written_member_reads_back(head, pieces):
    stored = bytearray()
    written = write_member(stored.extend, b"H: 1\r\n\r\n", head, pieces)
    block = head + b"".join(pieces)

    assert gzip.decompress(bytes(stored)) == b"H: 1\r\n\r\n" + block + b"\r\n\r\n"
    assert (written.length, written.digest) == (len(stored), digests.of_bytes(bytes(stored)))
    assert (written.block_size_bytes, written.block_digest) == (len(block), digests.of_bytes(block))


def test_levels():
    assert level_for(b"<p>text</p>" * 1000) == LEVEL
    assert level_for(random.Random(1).randbytes(10_000)) == STORED
    assert level_for(random.Random(1).randbytes(500)) == LEVEL


@pytest.mark.parametrize(
    ("name", "problems"),
    [
        ("gowarc/testdata/warcs/single-record.warc.gz.open", 0),
        ("gowarc/testdata/warcs/test.warc.gz", 0),
        ("warcio/test/data/example.warc.gz", 0),
        ("cdxj-indexer/test/data/post-test.warc.gz", 0),
        ("jwarc/test-resources/org/netpreserve/jwarc/cc.warc.gz", 0),
    ],
)
def test_files_of_other_tools(name, problems):
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    found = list(walk(path))

    assert sum(member.problem is not None for member in found) == problems
    assert sum(member.length for member in found) == path.stat().st_size
    assert found


def test_a_file_that_is_one_member_altogether():
    path = SHARED / "gowarc/testdata/warcs/corrupted-trailing-bytes.warc.gz.open"
    if not path.exists():
        pytest.skip(f"{path} is not here")

    problems = [member.problem for member in walk(path)]

    assert problems == [
        "the block has 22190 bytes, Content-Length says 426",
        "damaged: not a gzip member",
    ]
