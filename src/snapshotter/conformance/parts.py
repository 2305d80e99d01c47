"""Large files, read by several processes at once, each from a record on to where the next has begun.

Where a part begins is a guess: bytes that look like the start of a record may lie within another.  It is
right when the part before has ended exactly there; else, and wherever the order of records counts, the file
is read again by one.  So what is found is what one process finds.
"""

from __future__ import annotations

import os
import queue
import re
import secrets
import signal
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO, cast

from snapshotter.conformance import graph, part
from snapshotter.conformance.graph import State
from snapshotter.conformance.warc import Tell, Total, check_records
from snapshotter.model.fixity import Fault
from snapshotter.warc.compression import GZIP

LARGE_BYTES = 64 * 1024 * 1024
"""A smaller file is read as soon by one: a process takes its time to begin."""
_MOST_PARTS = 4
_MOST_FAULTS = 2000
"""Of a part; where there are more, the file is read by one, which keeps what is told first."""
_SEARCHED_BYTES = 16 * 1024 * 1024
_GZIP = b"\x1f\x8b\x08"
_PROBE_BYTES = 512
_WARC = re.compile(rb"WARC/1\.[01]\r\n[A-Za-z-]{1,40}:")
_PLAIN = re.compile(rb"\r\n\r\n(?=WARC/1\.[01]\r\n[A-Za-z-]{1,40}:)")


def check_file(path: Path, tell: Tell) -> Iterator[Fault | Total]:
    """As :func:`~snapshotter.conformance.warc.check_records`, by as many processes as are worth it."""
    count = min(_processors(), _MOST_PARTS, path.stat().st_size // (LARGE_BYTES // 2))
    if count > 1:
        told = _Told(tell)
        found = _by_parts(path, _splits(path, count), told)
        if found is not None:
            yield from found
            return
        tell = told.again
    with path.open("rb") as file:
        yield from check_records(file, tell)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Told:
    """What was told of a file that is read twice is not told twice."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._ahead = 0

    def first(self, size: int) -> None:
        self._ahead += size
        self._tell(size)

    def again(self, size: int) -> None:
        new = max(size - self._ahead, 0)
        self._ahead = max(self._ahead - size, 0)
        self._tell(new)


def _splits(path: Path, count: int) -> list[int]:
    """Where the parts begin: 0, and what looks like the start of a record near each share of the file."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(_PROBE_BYTES)
        if start.startswith(_GZIP) and _WARC.match(_inflated(start)):
            find = _next_member
        elif _WARC.match(start):
            find = _next_plain
        else:
            return [0]
        found = {at for share in range(1, count) if (at := find(file, size * share // count)) is not None}
    return [0, *sorted(found)]


def _next_member(file: BinaryIO, begin: int) -> int | None:
    data = _read(file, begin)
    at = data.find(_GZIP)
    while at >= 0:
        if _WARC.match(_inflated(data[at : at + _PROBE_BYTES])):
            return begin + at
        at = data.find(_GZIP, at + 1)
    return None


def _next_plain(file: BinaryIO, begin: int) -> int | None:
    found = _PLAIN.search(_read(file, begin))
    return begin + found.end() if found is not None else None


def _read(file: BinaryIO, begin: int) -> bytes:
    file.seek(begin)
    return file.read(_SEARCHED_BYTES)


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(GZIP).decompress(data, 64)
    except zlib.error:
        return b""


_Frames = queue.SimpleQueue[tuple[int, tuple[object, ...] | None]]


@dataclass(slots=True)
class _Part:
    """What a process has said of its part."""

    faults: list[Fault] = field(default_factory=list)
    stopped: int | None = None
    is_lossy: bool = False
    records: int = 0
    size_bytes: int = 0
    state: State | None = None
    """Of its graph, once it has ended."""

    def take(self, frame: tuple[object, ...]) -> None:
        if frame[0] == "found":
            self.faults.append(Fault(*frame[1:]))  # type: ignore[arg-type]
        elif frame[0] == "end":
            _, self.stopped, self.is_lossy, (self.records, self.size_bytes), self.state = cast(
                "tuple[str, int | None, bool, tuple[int, int], State]", frame
            )


def _by_parts(path: Path, begins: list[int], told: _Told) -> list[Fault | Total] | None:
    """What processes have found, one a part; None where it is for one process to read the file."""
    if len(begins) < 2:
        return None
    with _reading(path, begins) as frames:
        return _together(_heard(frames, len(begins), told), begins) if frames is not None else None


def _heard(frames: _Frames, count: int, told: _Told) -> list[_Part]:
    """What all parts have said; some have no state where it is for one process to read the file."""
    parts = [_Part() for _ in range(count)]
    left = count
    while left:
        number, frame = frames.get()
        heard = parts[number]
        if frame is None:
            left -= 1
            if heard.state is None:
                break
        elif frame[0] == "told":
            told.first(cast(int, frame[1]))
        else:
            heard.take(frame)
            if len(heard.faults) > _MOST_FAULTS:
                heard.state = None
                break
    return parts


@dataclass(frozen=True, slots=True)
class _Process:
    """One that reads a part."""

    pipe: IO[bytes]
    """Where its frames come from."""
    end: Callable[[], object]
    """Ends it, if it has not ended, and waits for that."""


@contextmanager
def _reading(path: Path, begins: list[int]) -> Iterator[_Frames | None]:
    """A process for each part, before the threads that listen to them; None where none is to be had."""
    frames: _Frames = queue.SimpleQueue()
    processes: list[_Process] = []
    threads: list[threading.Thread] = []
    seed = str(secrets.randbelow(2**32))
    try:
        make = _forked if _can_fork() else partial(_made, seed=seed)
        try:
            for begin, end in zip(begins, [*begins[1:], -1], strict=True):
                processes.append(make(path, begin, end))
        except OSError:
            yield None
            return
        for number, process in enumerate(processes):
            threads.append(threading.Thread(target=_listen, args=(process.pipe, number, frames), daemon=True))
            threads[-1].start()
        yield frames
    finally:
        for process in processes:
            process.end()
        for thread in threads:
            thread.join()
        for process in processes:
            process.pipe.close()


def _listen(pipe: IO[bytes], number: int, frames: _Frames) -> None:
    """Put the frames of a process, and None when there are no more."""
    while (frame := part.read(pipe)) is not None:
        frames.put((number, frame))
    frames.put((number, None))


def _can_fork() -> bool:
    """Not where threads hold what a copy of the process would wait for."""
    return sys.platform == "linux" and threading.active_count() == 1


def _forked(path: Path, begin: int, end: int) -> _Process:
    """A copy of this process that reads a part, and goes; its hashes of ids are ours."""
    theirs, ours = os.pipe()
    pid = os.fork()
    if not pid:
        code = 1
        try:
            with os.fdopen(ours, "wb") as out:
                part.run(path, begin, end, out)
            code = 0
        finally:
            os._exit(code)
    os.close(ours)

    def kill() -> None:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

    return _Process(os.fdopen(theirs, "rb"), kill)


def _made(path: Path, begin: int, end: int, seed: str) -> _Process:
    """A process made for a part; ``seed`` makes its hashes of ids those of the others."""
    command = [sys.executable, "-P", "-m", "snapshotter.conformance.part"]
    command += [str(path.absolute()), str(begin), str(end)]
    environ = {**os.environ, "PYTHONHASHSEED": seed}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environ)

    def kill() -> None:
        process.kill()
        process.wait()

    return _Process(cast(IO[bytes], process.stdout), kill)


def _together(parts: list[_Part], begins: list[int]) -> list[Fault | Total] | None:
    if any(each.state is None for each in parts):
        return None
    if any(done.stopped != begin for done, begin in zip(parts, begins[1:], strict=False)):
        return None
    whole = graph.merged([cast(State, each.state) for each in parts])
    if whole is None:
        return None
    found = _once([fault for each in parts for fault in each.faults])
    ends = whole[0].end(is_whole=not any(each.is_lossy for each in parts))
    total = Total(sum(each.records for each in parts), sum(each.size_bytes for each in parts))
    return [*found, *whole[1], *ends, total]


def _once(faults: list[Fault]) -> list[Fault]:
    """What is told once of a file, by the first part alone."""
    first = next((fault for fault in faults if fault.code == "file.members"), None)
    return [fault for fault in faults if fault.code != "file.members" or fault is first]
