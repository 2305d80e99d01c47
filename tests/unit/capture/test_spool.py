"""Bodies while they arrive: limits, disk and release."""

from __future__ import annotations

import os
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snapshotter import digests
from snapshotter.capture.spool import MEMORY_BYTES, MessageSpool, Spool


def whole(spool: Spool) -> bytes:
    return b"".join(spool.chunks())


def test_small_bodies_stay_in_memory(tmp_path):
    spool = Spool(tmp_path)
    spool.write(b"x" * MEMORY_BYTES)
    assert list(tmp_path.iterdir()) == []
    assert whole(spool) == whole(spool) == b"x" * MEMORY_BYTES


def test_large_bodies_go_to_disk_and_can_be_read_again(tmp_path):
    data = random.Random(1).randbytes(3_000_000)
    spool = Spool(tmp_path)
    for start in range(0, len(data), 70_000):
        spool.write(data[start : start + 70_000])
    assert len(list(tmp_path.iterdir())) == 1
    assert whole(spool) == data
    assert all(len(piece) <= 1 << 20 for piece in spool.chunks())
    spool.finish()
    assert whole(spool) == whole(spool) == data
    spool.release()
    assert list(tmp_path.iterdir()) == []


def test_a_body_can_be_read_while_it_arrives(tmp_path):
    spool = Spool(tmp_path)
    spool.write(b"a" * 200_000)
    assert whole(spool) == b"a" * 200_000
    spool.write(b"b" * 200_000)
    assert whole(spool) == b"a" * 200_000 + b"b" * 200_000
    spool.release()


@pytest.mark.parametrize("size", [10, 200_000])
def test_what_was_released_cannot_be_read(tmp_path, size):
    spool = Spool(tmp_path)
    spool.write(b"x" * size)
    spool.release()
    spool.release()
    assert spool.size_bytes == size
    with pytest.raises(ValueError, match="released"):
        whole(spool)


def test_finished_bodies_hold_no_file_open(tmp_path):
    """A page may have more large bodies than a process may have open files."""
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else None
    if before is None:
        pytest.skip("no /proc to count open files in")
    messages = [MessageSpool(tmp_path, b"", 10**9) for _ in range(50)]
    for message in messages:
        message.write(b"x" * (MEMORY_BYTES + 1))
        message.message()
    assert len(os.listdir("/proc/self/fd")) <= before + 1
    for message in messages:
        assert message.body.size_bytes == MEMORY_BYTES + 1
        message.body.release()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=8), st.integers(0, 120))
def test_the_limit(pieces, limit):
    data = b"".join(pieces)
    spool = MessageSpool(None, b"HEAD", limit)
    for piece in pieces:
        spool.write(piece)
    message = spool.message()
    assert whole(spool.body) == data[:limit]
    assert spool.size_bytes == len(data)
    assert spool.cut is (len(data) > limit)
    assert message.payload_digest == digests.of_bytes(data[:limit])
    assert message.block_digest == digests.of_bytes(b"HEAD" + data[:limit])
