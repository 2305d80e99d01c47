"""Bodies while they arrive: limits, disk and release."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snapshotter import digests
from snapshotter.capture.spool import MessageSpool, Room, Spool


def whole(spool: Spool) -> bytes:
    return b"".join(spool.chunks())


def test_small_bodies_stay_in_memory(tmp_path):
    spool = Spool(Room(tmp_path, 1000))
    spool.write(b"x" * 1000)
    assert list(tmp_path.iterdir()) == []
    assert whole(spool) == whole(spool) == b"x" * 1000


def test_the_bodies_of_a_capture_share_their_memory(tmp_path):
    room = Room(tmp_path, 1000)
    first, second, third = Spool(room), Spool(room), Spool(room)
    first.write(b"a" * 700)
    second.write(b"b" * 200)
    second.write(b"b" * 200)
    third.write(b"c" * 300)
    assert len(list(tmp_path.iterdir())) == 1, "only the second did not fit"
    assert [whole(each) for each in (first, second, third)] == [b"a" * 700, b"b" * 400, b"c" * 300]
    first.release()
    fourth = Spool(room)
    fourth.write(b"d" * 700)
    assert len(list(tmp_path.iterdir())) == 1, "released memory is there again"
    second.release()
    assert list(tmp_path.iterdir()) == []


def test_large_bodies_go_to_disk_and_can_be_read_again(tmp_path):
    data = random.Random(1).randbytes(6_000_000)
    spool = Spool(Room(tmp_path))
    for start in range(0, len(data), 70_000):
        spool.write(data[start : start + 70_000])
    assert len(list(tmp_path.iterdir())) == 1
    assert whole(spool) == data
    assert all(len(piece) <= 1 << 20 for piece in spool.chunks())
    spool.finish()
    assert whole(spool) == whole(spool) == data
    spool.release()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("memory", [0, 10**9])
def test_many_small_pieces_are_one_body(tmp_path, memory):
    spool = Spool(Room(tmp_path, memory))
    pieces = [bytes([number % 251]) * (number % 7) for number in range(10_000)]
    for piece in pieces:
        spool.write(piece)
    assert whole(spool) == b"".join(pieces)
    assert all(spool.chunks())
    spool.release()


@pytest.mark.parametrize("memory", [0, 10**9])
def test_a_body_can_be_read_while_it_arrives(tmp_path, memory):
    spool = Spool(Room(tmp_path, memory))
    spool.write(b"a" * 200_000)
    assert whole(spool) == b"a" * 200_000
    spool.write(b"b" * 200_000)
    assert whole(spool) == b"a" * 200_000 + b"b" * 200_000
    spool.release()


@pytest.mark.parametrize("memory", [0, 10**9])
def test_what_was_released_cannot_be_read(tmp_path, memory):
    spool = Spool(Room(tmp_path, memory))
    spool.write(b"x" * 100)
    spool.release()
    spool.release()
    assert spool.size_bytes == 100
    with pytest.raises(ValueError, match="released"):
        whole(spool)


def test_finished_bodies_hold_no_file_open(tmp_path):
    """A page may have more large bodies than a process may have open files."""
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else None
    if before is None:
        pytest.skip("no /proc to count open files in")
    messages = [MessageSpool(Room(tmp_path, 0), b"", 10**9) for _ in range(50)]
    for message in messages:
        message.write(b"x" * 1001)
        message.message()
    assert len(list(tmp_path.iterdir())) == 50
    assert len(os.listdir("/proc/self/fd")) <= before + 1
    for message in messages:
        assert message.body.size_bytes == 1001
        message.body.release()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=8), st.integers(0, 120))
def test_the_limit(pieces, limit):
    data = b"".join(pieces)
    spool = MessageSpool(Room(Path("/nonexistent")), b"HEAD", limit)
    for piece in pieces:
        spool.write(piece)
    message = spool.message()
    assert whole(spool.body) == data[:limit]
    assert spool.size_bytes == len(data)
    assert spool.cut is (len(data) > limit)
    assert message.payload_digest == digests.of_bytes(data[:limit])
    assert message.block_digest == digests.of_bytes(b"HEAD" + data[:limit])
