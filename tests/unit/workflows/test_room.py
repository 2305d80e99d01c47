"""Waiting for room: told once, looked at again, given up in time."""

from __future__ import annotations

import asyncio
import errno

import pytest

from snapshotter import durable
from snapshotter.errors import ArchiveError, CaptureError, WriteFailed
from snapshotter.model.events import Paused, Resumed
from snapshotter.model.space import Shortage
from snapshotter.workflows.room import Room

LITTLE = Shortage("the disk has 1 byte left, 500 are wanted", 499, "free some")


class Disk:
    """Says at every look what the script has next; its time passes by sleeping alone."""

    def __init__(self, *looks):
        self.looks, self.now, self.slept, self.events = list(looks), 0.0, [], []

    def shortage(self):
        return self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]

    async def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def room(self, wait_s=60.0):
        return Room(self, self.events.append, wait_s, look_s=5.0, clock=lambda: self.now, sleep=self.sleep)


def full(message="no space"):
    error = WriteFailed(message, hint="make room")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    return error


class Write:
    """Fails as the script says, then succeeds."""

    def __init__(self, *errors):
        self.errors, self.calls = list(errors), 0

    async def __call__(self):
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "written"


async def test_where_there_is_room_nothing_is_said():
    disk = Disk(None)
    await disk.room().available()
    assert (disk.events, disk.slept) == ([], [])


async def test_a_pause_is_told_once_and_ends_by_itself():
    disk = Disk(LITTLE, LITTLE, LITTLE, None)
    await disk.room().available()
    assert disk.slept == [5.0, 5.0, 5.0]
    paused, resumed = disk.events
    assert isinstance(paused, Paused)
    assert isinstance(resumed, Resumed)
    assert paused.message == (
        "paused: the disk has 1 byte left, 500 are wanted: 499 bytes are missing; free some"
    )
    assert paused.wait_s == 60.0


async def test_all_workers_wait_for_one():
    disk = Disk(LITTLE, LITTLE, None)
    room = disk.room()
    await asyncio.gather(*(room.available() for _ in range(4)))
    assert [type(event) for event in disk.events] == [Paused, Resumed]


async def test_a_disk_that_stays_full_ends_the_run():
    disk = Disk(LITTLE)
    with pytest.raises(ArchiveError, match="no room was made within 12 s") as caught:
        await disk.room(wait_s=12.0).available()
    assert disk.slept == [5.0, 5.0, 2.0]
    assert (caught.value.exit_code, caught.value.code) == (5, "warc.write-failed")
    assert "run the same command again" in caught.value.hint


async def test_a_write_that_was_refused_is_done_again():
    disk, write = Disk(LITTLE, None), Write(full())
    assert await disk.room().keeping(write) == "written"
    assert write.calls == 2
    assert [type(event) for event in disk.events] == [Paused, Resumed]


async def test_a_quota_is_waited_for_although_the_disk_has_room():
    disk, write = Disk(None), Write(full("quota exceeded"), full("quota exceeded"), full("quota exceeded"))
    assert await disk.room().keeping(write) == "written"
    assert disk.slept == [5.0, 10.0, 20.0], "ever longer, for nothing tells when it is over"
    assert disk.events[0].message == "paused: quota exceeded: free some room, or raise the quota"


async def test_a_write_is_not_tried_for_ever():
    disk = Disk(None)
    with pytest.raises(WriteFailed, match="no room was made within 60 s") as caught:
        await disk.room().keeping(Write(*[full() for _ in range(50)]))
    assert durable.is_full(caught.value)
    assert disk.now == 60.0


@pytest.mark.parametrize(
    "error", [CaptureError("no"), WriteFailed("read-only"), OSError(errno.EIO, "broken")]
)
async def test_other_trouble_is_not_waited_for(error):
    disk = Disk(None)
    with pytest.raises(type(error)):
        await disk.room().keeping(Write(error))
    assert disk.events == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_what_a_full_disk_looks_like(number):
    wrapped = WriteFailed("x")
    wrapped.__cause__ = OSError(number, "so")
    assert durable.is_full(wrapped)
    assert not durable.is_full(WriteFailed("x"))
    assert not durable.is_full(None)


def test_a_full_disk_as_sqlite_says_it():
    import sqlite3

    database = sqlite3.connect(":memory:")
    database.execute("PRAGMA max_page_count = 2")
    with pytest.raises(sqlite3.OperationalError) as caught:
        database.execute("CREATE TABLE t AS SELECT randomblob(100000)")
    database.close()
    error = ArchiveError("the catalogue refused", code="catalogue.failed")
    error.__cause__ = caught.value
    assert durable.is_full(error)
