"""Bytes of a message while they arrive: in memory while few, on disk when many."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from snapshotter import digests
from snapshotter.model.exchange import Memory, Message

MEMORY_BYTES = 32 << 20
"""All bodies of a capture together may take so much memory; what comes after goes to the disk."""
_LARGEST_IN_MEMORY_BYTES = 4 << 20
_MOST_PIECES = 2048
_CHUNK_BYTES = 1 << 20
_TAKEN_AT_ONCE_BYTES = 256 << 10


class Room(Memory):
    """Where the bodies of one capture lie: some of them in memory, the rest in ``folder``."""

    def __init__(self, folder: Path, memory_bytes: int = MEMORY_BYTES) -> None:
        super().__init__(memory_bytes)
        self.folder = folder
        self.failure: OSError | None = None
        """Why bytes could not be kept; whatever was recorded since is worth nothing."""


class Spool:
    """An append-only run of bytes (:class:`snapshotter.model.exchange.Bytes`)."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._pieces: list[bytes] | None = []
        self._file: IO[bytes] | None = None
        self._path: Path | None = None
        self._size = 0

    @property
    def size_bytes(self) -> int:
        return self._size

    def write(self, data: bytes) -> None:
        """Take more.  A disk that refuses is noted in the room, for the writer is a connection that
        has done nothing wrong."""
        if self._room.failure is not None:
            return
        try:
            self._write(data)
        except OSError as failure:
            self._room.failure = failure

    def chunks(self) -> Iterator[bytes]:
        if self._pieces is not None:
            yield from _regular(self._pieces)
            return
        if self._path is None:
            raise ValueError("the bytes of this body were released")
        if self._file is not None:
            self._file.flush()
        with open(self._path, "rb") as reader:
            while piece := reader.read(_CHUNK_BYTES):
                yield piece

    def finish(self) -> None:
        """Nothing more will be written: a page may have more bodies than a process has open files."""
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()  # writes what is still buffered
            except OSError as failure:
                self._room.failure = self._room.failure or failure

    def release(self) -> None:
        """Free the bytes; they cannot be read afterwards."""
        if self._pieces is not None:
            self._room.give_back(self._size)
            self._pieces = None
        self.finish()
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            self._path = None

    def _write(self, data: bytes) -> None:
        if self._pieces is not None and not self._fits(len(data)):
            self._to_disk()
        self._size += len(data)
        if self._pieces is not None:
            self._pieces.append(data)
            if len(self._pieces) > _MOST_PIECES:
                self._pieces = [b"".join(self._pieces)]
        elif self._file is not None:
            self._file.write(data)

    def _fits(self, size_bytes: int) -> bool:
        return self._size + size_bytes <= _LARGEST_IN_MEMORY_BYTES and self._room.take(size_bytes)

    def _to_disk(self) -> None:
        assert self._pieces is not None
        folder = self._room.folder
        self._file = tempfile.NamedTemporaryFile(dir=folder, prefix="body-", delete=False)  # noqa: SIM115
        self._path = Path(self._file.name)
        self._file.writelines(self._pieces)
        self._room.give_back(self._size)
        self._pieces = None


def _regular(pieces: list[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of at most 1 MiB, small ones joined."""
    joined = b"".join(pieces)
    for start in range(0, len(joined), _CHUNK_BYTES):
        yield joined[start : start + _CHUNK_BYTES]


class MessageSpool:
    """One HTTP message while it arrives: its head, its body, and their digests.

    Bytes past ``limit_bytes`` of body are counted but not kept; :attr:`cut` tells.
    """

    def __init__(self, room: Room, head: bytes, limit_bytes: int) -> None:
        self.head = head
        self.cut = False
        self.begun_s = time.monotonic()
        """When its head was seen."""
        self.size_bytes = 0
        """Of the body on the wire so far, what was not kept included."""
        self._body = Spool(room)
        self._limit = limit_bytes
        self._block = hashlib.sha256(head)
        self._payload = hashlib.sha256()
        self._pending: list[bytes | memoryview] = []
        self._pending_bytes = 0

    @property
    def body(self) -> Spool:
        """All that was written so far and kept."""
        self._take_in()
        return self._body

    def write(self, data: bytes | memoryview) -> None:
        room = self._limit - self.size_bytes
        self.size_bytes += len(data)
        if len(data) > room:
            self.cut = True
            data = data[: max(room, 0)]
        self._pending.append(data)
        self._pending_bytes += len(data)
        if self._pending_bytes >= _TAKEN_AT_ONCE_BYTES:
            self._take_in()

    def message(self) -> Message:
        """The message, which is over."""
        body = self.body
        body.finish()
        return Message(self.head, body, digests.of_hash(self._block), digests.of_hash(self._payload))

    def _take_in(self) -> None:
        """Digest and keep what is pending: in large pieces, as a frame is small and a call is not free."""
        data = b"".join(self._pending)
        self._pending.clear()
        self._pending_bytes = 0
        if data:
            self._body.write(data)
            self._block.update(data)
            self._payload.update(data)
