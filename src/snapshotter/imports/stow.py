"""Where blocks lie between the reading of a file and the storing of their page: small ones in memory, all
others in a few temporary files, each of which goes when nothing in it is needed any more."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from snapshotter.errors import WriteFailed
from snapshotter.model.exchange import Memory

SMALL_BYTES = 32 * 1024
MEMORY_BYTES = 32 * 1024 * 1024
"""Small blocks together; what comes after goes to the disk, however small."""
SEGMENT_BYTES = 64 * 1024 * 1024
_CHUNK_BYTES = 1 << 20


class Stow(Memory):
    """Takes blocks one after the other."""

    def __init__(self, folder: Path) -> None:
        super().__init__(MEMORY_BYTES)
        self._folder = folder
        self._segment: _Segment | None = None

    def begin(self) -> StowedBytes:
        """A block to be written; one at a time."""
        return StowedBytes(self)

    def segment(self) -> _Segment:
        """The file that is written to."""
        if self._segment is None or self._segment.size_bytes >= SEGMENT_BYTES:
            self.close()
            self._segment = _Segment(self._folder)
        return self._segment

    def close(self) -> None:
        """Nothing more will be written."""
        if self._segment is not None:
            self._segment.finish()
            self._segment = None


class _Segment:
    """One temporary file."""

    def __init__(self, folder: Path) -> None:
        with _write_errors(folder):
            descriptor, name = tempfile.mkstemp(dir=folder, prefix="import-")
        self.path = Path(name)
        self._file: BinaryIO | None = os.fdopen(descriptor, "wb")
        self.size_bytes = 0
        self._users = 0

    def write(self, data: bytes) -> None:
        assert self._file is not None
        with _write_errors(self.path):
            self._file.write(data)
        self.size_bytes += len(data)

    def flush(self) -> None:
        if self._file is not None:
            with _write_errors(self.path):
                self._file.flush()

    def hold(self) -> None:
        self._users += 1

    def let_go(self) -> None:
        self._users -= 1
        self._remove_if_done()

    def finish(self) -> None:
        self.flush()
        if self._file is not None:
            self._file.close()
            self._file = None
        self._remove_if_done()

    def _remove_if_done(self) -> None:
        if self._users <= 0 and self._file is None:
            self.path.unlink(missing_ok=True)


@dataclass(slots=True, eq=False)
class StowedBytes:
    """:class:`snapshotter.model.exchange.Bytes` of one block, readable until it is released."""

    _stow: Stow
    _pieces: list[bytes] | None = None
    _segment: _Segment | None = None
    _offset: int = 0
    size_bytes: int = 0

    def write(self, data: bytes) -> None:
        """Take more.  Raises :class:`WriteFailed`."""
        if (
            self._segment is None
            and self.size_bytes + len(data) <= SMALL_BYTES
            and self._stow.take(len(data))
        ):
            self._pieces = [*(self._pieces or ()), data]
        else:
            self._to_disk().write(data)
        self.size_bytes += len(data)

    def chunks(self) -> Iterator[bytes]:
        if self._segment is None:
            if self._pieces:
                yield b"".join(self._pieces)
            return
        self._segment.flush()
        with self._segment.path.open("rb") as file:
            file.seek(self._offset)
            left = self.size_bytes
            while left and (piece := file.read(min(_CHUNK_BYTES, left))):
                left -= len(piece)
                yield piece

    def release(self) -> None:
        """Free the bytes."""
        if self._segment is not None:
            self._segment.let_go()
        elif self._pieces:
            self._stow.give_back(self.size_bytes)
        self._pieces, self._segment, self.size_bytes = None, None, 0

    def _to_disk(self) -> _Segment:
        if self._segment is None:
            self._segment = self._stow.segment()
            self._segment.hold()
            self._offset = self._segment.size_bytes
            for piece in self._pieces or ():
                self._segment.write(piece)
            self._stow.give_back(self.size_bytes)
            self._pieces = None
        return self._segment


@contextmanager
def _write_errors(path: Path) -> Iterator[None]:
    """Translates what the disk refuses."""
    try:
        yield
    except OSError as error:
        raise WriteFailed(
            f"{error.filename or path}: {error.strerror or error}",
            hint="make room on the disk of the archive home, then run the same command again",
        ) from error
