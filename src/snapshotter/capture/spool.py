"""Bytes of a message while they arrive: in memory while few, on disk when many."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from snapshotter import digests
from snapshotter.model.exchange import Message

MEMORY_BYTES = 128 << 10
"""A body up to this size stays in memory."""
_CHUNK_BYTES = 1 << 20


class Spool:
    """An append-only run of bytes (:class:`snapshotter.model.exchange.Bytes`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._memory: bytearray | None = bytearray()
        self._file: IO[bytes] | None = None
        self._path: Path | None = None
        self._size = 0

    @property
    def size_bytes(self) -> int:
        return self._size

    def write(self, data: bytes) -> None:
        self._size += len(data)
        if self._memory is not None:
            self._memory += data
            if self._size > MEMORY_BYTES:
                self._to_disk()
        elif self._file is not None:
            self._file.write(data)

    def chunks(self) -> Iterator[bytes]:
        if self._memory is not None:
            if self._memory:
                yield bytes(self._memory)
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
        if self._file is not None:
            self._file.close()
            self._file = None

    def release(self) -> None:
        """Free the bytes; they cannot be read afterwards."""
        self._memory = None
        self.finish()
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            self._path = None

    def _to_disk(self) -> None:
        assert self._memory is not None
        self._file = tempfile.NamedTemporaryFile(dir=self._folder, prefix="body-", delete=False)  # noqa: SIM115
        self._path = Path(self._file.name)
        self._file.write(self._memory)
        self._memory = None


class MessageSpool:
    """One HTTP message while it arrives: its head, its body, and their digests.

    Bytes past ``limit_bytes`` of body are counted but not kept; :attr:`cut` tells.
    """

    def __init__(self, folder: Path, head: bytes, limit_bytes: int) -> None:
        self.head = head
        self.body = Spool(folder)
        self.cut = False
        self.size_bytes = 0
        """Of the body on the wire, what was not kept included."""
        self._limit = limit_bytes
        self._block = hashlib.sha256(head)
        self._payload = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.size_bytes += len(data)
        room = self._limit - self.body.size_bytes
        if len(data) > room:
            self.cut = True
            data = data[: max(room, 0)]
        if data:
            self.body.write(data)
            self._block.update(data)
            self._payload.update(data)

    def message(self) -> Message:
        """The message, which is over."""
        self.body.finish()
        return Message(self.head, self.body, digests.of_hash(self._block), digests.of_hash(self._payload))
