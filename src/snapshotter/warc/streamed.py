"""The records of any WARC or ARC file, one after the other, in constant memory.

For files of other tools, whole or damaged: one record a gzip member or many, or no compression, and
lengths that are wrong.  What cannot be read is reported once, and reading goes on at the next record.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from snapshotter.warc.compression import GZIP
from snapshotter.warc.header import MAX_HEADER_BYTES, Header, decode
from snapshotter.warc.members import MAGIC, READ_BYTES

_ARC_URI = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*:")
_ARC_IP = re.compile(rb"[0-9A-Fa-f.:]+")
_ARC_DATE = re.compile(rb"\d{14}")
_MAX_FALSE_STARTS = 1000
"""After so many members that could not be read to their end, the rest of the file holds no record."""
_PROBE_BYTES = 512
"""So much of a gzip member shows how its content begins."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """A record, with as much of its block as was wanted."""

    offset: int
    """Where it begins in the file; where its gzip member begins, if it is compressed."""
    header: Header
    """Of an ARC record, what a WARC header would say."""
    start: bytes
    """The beginning of the block, or all of it."""
    size_bytes: int
    """Of the block as it lies in the file; less than the header says where the file ends within."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of the file that is no record."""

    offset: int
    message: str


Take = Callable[[bytes], object]
"""Is given a block, piece by piece."""


def records(
    file: BinaryIO, wanted: Callable[[Header], int], taking: Callable[[Header], Take] | None = None
) -> Iterator[Streamed | Damage]:
    """Every record of ``file`` in order; ``wanted`` says how many bytes of a block to keep.

    ``taking`` gives for every record what its whole block is handed to, which costs no memory.
    """
    stream = _Stream(file)
    lost = False
    while True:
        try:
            found = _next(stream, wanted, taking)
        except _Torn as trouble:
            if not lost:
                yield Damage(trouble.offset, str(trouble))
            lost = True
            if not stream.resume():
                return
            continue
        if found is None:
            if stream.problem is not None:
                yield Damage(stream.offset, stream.problem)
            return
        if not (lost and isinstance(found, Damage)):
            yield found
        lost = isinstance(found, Damage)
        if isinstance(found, Streamed) and found.size_bytes < (found.header.content_length or 0):
            length = found.header.content_length
            yield Damage(
                found.offset, f"torn: the record has {found.size_bytes} bytes, its header says {length}"
            )


class _Torn(Exception):
    """The compressed bytes cannot be read on."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


class _Stream:
    """The bytes of a file without its compression."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.problem: str | None = None
        """Why nothing more can be read, if it is not the end of the file."""
        self._raw = self._more()
        self._packed = self._raw.startswith(MAGIC)
        self._raw_end = len(self._raw)
        """Where in the file the raw bytes that were read end."""
        self._inflate = zlib.decompressobj(GZIP)
        self._member = 0
        self._false_starts = 0
        self._plain = bytearray()
        self._taken = 0
        self._given = 0

    @property
    def offset(self) -> int:
        """Where in the file the next byte comes from."""
        return self._member if self._packed else self._given

    def line(self, limit: int) -> bytes:
        """Up to and with the next line feed; no more than ``limit`` bytes, and none at the end."""
        while True:
            at = self._plain.find(b"\n", self._taken, self._taken + limit)
            if at >= 0:
                return self._take(at + 1 - self._taken)
            if len(self._plain) - self._taken >= limit or not self._fill():
                return self._take(min(limit, len(self._plain) - self._taken))

    def read(self, size: int) -> bytes:
        """``size`` bytes; fewer at the end."""
        while len(self._plain) - self._taken < size and self._fill():
            pass
        return self._take(min(size, len(self._plain) - self._taken))

    def skip(self, size: int) -> int:
        """How many of ``size`` bytes there were to skip."""
        skipped = 0
        while skipped < size and (piece := self.read(min(READ_BYTES, size - skipped))):
            skipped += len(piece)
        return skipped

    def pour(self, size: int, take: Take, keep: int) -> tuple[bytes, int]:
        """Hand over ``size`` bytes, fewer at the end; returns the first ``keep``, and how many came."""
        start, poured = b"", 0
        while poured < size and (piece := self.read(min(READ_BYTES, size - poured))):
            take(piece)
            start += piece[: max(keep - poured, 0)]
            poured += len(piece)
        return start, poured

    def resume(self) -> bool:
        """Go on at the next gzip member that begins with a record; False when there is none."""
        self._false_starts += 1
        if self._false_starts > _MAX_FALSE_STARTS or not self._packed:
            return False
        self._plain.clear()
        self._taken = 0
        position = self._member + 1
        while True:
            self._file.seek(position)
            data = self._more()
            found = _record_in(data)
            if found is not None:
                self._file.seek(position + found)
                self._begin_member(b"", position + found)
                return True
            if len(data) < READ_BYTES:
                return False
            position += READ_BYTES - _PROBE_BYTES

    def _more(self) -> bytes:
        """The next bytes of the file; none where a container that it lies in is damaged."""
        try:
            return self._file.read(READ_BYTES)
        except (zipfile.BadZipFile, zlib.error, EOFError):
            self.problem = "damaged: the container that it lies in cannot be read on"
            return b""

    def _begin_member(self, rest: bytes, offset: int) -> None:
        self._inflate = zlib.decompressobj(GZIP)
        self._raw, self._raw_end = rest, offset + len(rest)
        self._member = offset

    def _take(self, size: int) -> bytes:
        piece = bytes(self._plain[self._taken : self._taken + size])
        self._taken += size
        self._given += size
        return piece

    def _fill(self) -> bool:
        """Read on; False at the end of the file."""
        if self._taken:
            del self._plain[: self._taken]
            self._taken = 0
        if not self._raw:
            self._raw = self._more()
            self._raw_end += len(self._raw)
        if not self._packed:
            self._plain += self._raw
            more, self._raw = bool(self._raw), b""
            return more
        return self._inflated()

    def _inflated(self) -> bool:
        if not self._raw and not self._inflate.eof:
            at_start = self._raw_end <= self._member
            if at_start:
                return False
            raise _Torn("torn: the file ends within a record", self._member)
        try:
            self._plain += self._inflate.decompress(self._raw, READ_BYTES)
        except zlib.error as trouble:
            raise _Torn(f"damaged: {trouble}", self._member) from trouble
        self._raw = self._inflate.unconsumed_tail
        if self._inflate.eof:
            self._end_member(self._inflate.unused_data)
        return True

    def _end_member(self, rest: bytes) -> None:
        """The next member begins where the last one ended, but for zeros that fill up a block."""
        stripped = rest.lstrip(b"\0")
        self._begin_member(rest, self._raw_end - len(rest))
        if stripped and len(stripped) < len(rest):
            self._begin_member(stripped, self._raw_end - len(stripped))


def _record_in(data: bytes) -> int | None:
    """Where a gzip member begins in ``data`` that holds a record."""
    at = data.find(MAGIC)
    while at >= 0:
        try:
            start = zlib.decompressobj(GZIP).decompress(data[at : at + _PROBE_BYTES], 64)
        except zlib.error:
            start = b""
        if start.startswith(b"WARC/") or _ARC_URI.match(start):
            return at
        at = data.find(MAGIC, at + 1)
    return None


def _next(
    stream: _Stream, wanted: Callable[[Header], int], taking: Callable[[Header], Take] | None
) -> Streamed | Damage | None:
    """The next record, or a word on what stands in its place; None at the end."""
    offset = stream.offset
    line = stream.line(MAX_HEADER_BYTES)
    while line and not line.strip(b"\r\n\0"):
        offset = stream.offset
        line = stream.line(MAX_HEADER_BYTES)
    if not line:
        return None
    header = _header(line, stream)
    if header is None:
        return Damage(offset, f"damaged: expected a record, got {line[:40]!r}")
    length = header.content_length
    if length is None:
        return Damage(
            offset, f"the record says {header.get('Content-Length')!r} where its length should stand"
        )
    if taking is not None:
        return Streamed(offset, header, *stream.pour(length, taking(header), wanted(header)))
    start = stream.read(min(length, wanted(header)))
    return Streamed(offset, header, start, len(start) + stream.skip(length - len(start)))


def _header(line: bytes, stream: _Stream) -> Header | None:
    if _ARC_URI.match(line):
        return _from_arc(line)
    if not line.startswith(b"WARC/"):
        return None
    lines = [line]
    size = len(line)
    while size < MAX_HEADER_BYTES and (more := stream.line(MAX_HEADER_BYTES)):
        if not more.strip(b"\r\n"):
            break
        lines.append(more)
        size += len(more)
    return decode(b"".join(lines))


def _from_arc(line: bytes) -> Header | None:
    """The header that a WARC would have (ARC File Format, version 1; Internet Archive, 1996).

    The line holds address, IP address, date, media type, in version 2 more, and the length.  Some
    addresses have spaces in them.
    """
    words = line.split()
    length = words[-1] if words and words[-1].isdigit() else None
    places = range(len(words) - 3, 1, -1)
    date = next(
        (at for at in places if _ARC_DATE.fullmatch(words[at]) and _ARC_IP.fullmatch(words[at - 1])), 0
    )
    if length is None or not date:
        return None
    uri = b" ".join(words[: date - 1]).decode("utf-8", "replace")
    fields = {
        "WARC-Type": "warcinfo" if uri.startswith("filedesc:") else "response",
        "WARC-Target-URI": uri,
        "WARC-Date": words[date].decode(),
        "WARC-Identified-Payload-Type": words[date + 1].decode("latin-1"),
        "Content-Length": length.decode(),
    }
    return Header("ARC/1.0", tuple(fields.items()))
