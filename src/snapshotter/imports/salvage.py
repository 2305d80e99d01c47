"""The parts of a ZIP file whose directory is lost or damaged (APPNOTE.TXT, section 4.3.7)."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

_LOCAL = b"PK\x03\x04"
_SIGNATURES = (_LOCAL, b"PK\x01\x02", b"PK\x05\x06", b"PK\x07\x08")
_HEADER_BYTES = 30
_STORED, _DEFLATED = 0, 8
_READ_BYTES = 256 * 1024
_NEAR_BYTES = 4096
"""Is read first: a file may be full of marks, and each is looked for anew."""
_MAX_NAME_BYTES = 1024
_ZIP64 = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class SalvagedPart:
    """A part, as its own header describes it."""

    path: Path
    name: str
    offset: int
    """Of its first byte of data."""
    size_bytes: int
    """Of its data as they lie in the file; as far as the next header where its own does not say."""
    deflated: bool

    def open(self) -> BinaryIO:
        raw = _Slice(self.path.open("rb"), self.offset, self.size_bytes)
        return cast(BinaryIO, _Inflated(raw) if self.deflated else raw)


def salvaged(path: Path) -> Iterator[SalvagedPart]:
    """Every part whose local header is whole, in the file's order."""
    end = path.stat().st_size
    with path.open("rb") as file:
        at = _find(file, 0, (_LOCAL,))
        while at is not None:
            part = _part(path, file, at, end)
            if part is None:
                at = _find(file, at + 4, (_LOCAL,))
                continue
            yield part
            at = _find(file, part.offset + part.size_bytes, (_LOCAL,))


def part_at(path: Path, offset: int) -> SalvagedPart | None:
    """The part whose local header lies at ``offset``; None where there is none that can be read here."""
    if not 0 <= offset < path.stat().st_size:  # as a damaged directory may have it
        return None
    with path.open("rb") as file:
        file.seek(offset)
        is_header = file.read(len(_LOCAL)) == _LOCAL
        return _part(path, file, offset, path.stat().st_size) if is_header else None


def _part(path: Path, file: BinaryIO, at: int, end: int) -> SalvagedPart | None:
    file.seek(at)
    header = file.read(_HEADER_BYTES)
    if len(header) < _HEADER_BYTES:
        return None
    method, size = int.from_bytes(header[8:10], "little"), int.from_bytes(header[18:22], "little")
    name_bytes, extra_bytes = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
    name = file.read(min(name_bytes, _MAX_NAME_BYTES)).decode("utf-8", "replace")
    start = at + _HEADER_BYTES + name_bytes + extra_bytes
    if method not in (_STORED, _DEFLATED) or header[6] & 1 or start > end:
        return None
    if header[6] & 8 or size in (0, _ZIP64):  # its size stands behind it, or in an extra field
        following = _find(file, start, _SIGNATURES)
        size = (following if following is not None else end) - start
    return SalvagedPart(path, name, start, min(size, end - start), method == _DEFLATED)


def _find(file: BinaryIO, at: int, marks: tuple[bytes, ...]) -> int | None:
    size = _NEAR_BYTES
    while True:
        file.seek(at)
        data = file.read(size)
        places = [place for mark in marks if (place := data.find(mark)) >= 0]
        if places:
            return at + min(places)
        if len(data) < size:
            return None
        at += size - 3
        size = _READ_BYTES


class _Slice(io.RawIOBase):
    """A stretch of a file."""

    def __init__(self, file: BinaryIO, offset: int, size_bytes: int) -> None:
        self._file = file
        self._offset = offset
        self._size = size_bytes
        self._at = 0
        file.seek(offset)

    def read(self, size: int = -1) -> bytes:
        left = self._size - self._at
        data = self._file.read(left if size < 0 else min(size, left))
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = min(max(offset, 0), self._size)
        self._file.seek(self._offset + self._at)
        return self._at

    def close(self) -> None:
        self._file.close()
        super().close()


class _Inflated(io.RawIOBase):
    """A deflated stretch; it ends where it is damaged."""

    def __init__(self, raw: _Slice) -> None:
        self._raw = raw
        self._begin()

    def _begin(self) -> None:
        self._inflate = zlib.decompressobj(-15)
        self._rest = b""
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        limit = _READ_BYTES if size < 0 else size
        while not self._inflate.eof:
            data = self._rest or self._raw.read(_READ_BYTES)
            try:
                output = self._inflate.decompress(data, limit)
            except zlib.error:
                return b""
            self._rest = self._inflate.unconsumed_tail
            self._at += len(output)
            if output or not data:
                return output
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        """By reading on; backwards from the start again."""
        if offset < self._at:
            self._raw.seek(0)
            self._begin()
        while self._at < offset and self.read(min(_READ_BYTES, offset - self._at)):
            pass
        return self._at

    def close(self) -> None:
        self._raw.close()
        super().close()
