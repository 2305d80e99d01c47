"""The gzip members of a WARC file: where each lies, and whether it is a whole record.

Reading libraries stop quietly at a torn tail or count it as one more record.  This walk checks CRC and
ISIZE of each member (RFC 1952, section 2.3.1), that it begins with a WARC header, and that its block is
as long as ``Content-Length`` says.  Constant memory, also for a member that inflates without end.

After damage the next whole record is looked for at each gzip magic.  One that does not begin a WARC record is
left at once; those that seem to, and come to nothing, may cost no more than a few times the file together.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from snapshotter import digests
from snapshotter.digests import Digest
from snapshotter.model.capture import RecordLocation
from snapshotter.warc.compression import GZIP
from snapshotter.warc.header import WARC, Header, decode, header_length, is_warc
from snapshotter.warc.placed import Placed, http_head

MAGIC = b"\x1f\x8b\x08"
READ_BYTES = 256 * 1024
KEPT_BYTES = 512 * 1024
"""Of the start of each record: its header and an HTTP head, which browsers limit to 256 KiB."""
RECORD_END = b"\r\n\r\n"
TORN = "torn: the file ends within the record"
PROBED_BYTES = 1024
"""Enough to see whether a record may begin."""
MOST_IN_VAIN = 32
"""Bytes read and inflated for records that come to nothing, as a multiple of the file's size."""
FREE_IN_VAIN_BYTES = 1 << 30
"""As many of them on top, for any file."""


@dataclass(frozen=True, slots=True)
class Member:
    """One gzip member, or a stretch of bytes that is none."""

    offset: int
    length: int
    digest: Digest
    """SHA-256 of the stored bytes."""
    start: bytes
    """The first 512 KiB of the record, inflated."""
    problem: str | None
    """Why it is not a whole record; None when it is one."""

    @property
    def inflates(self) -> bool:
        """Whether it is an intact gzip member, though perhaps not one record."""
        return bool(self.start) or self.problem is None

    def placed(self, file: str) -> Placed:
        """The record, by the name of its file.  Only for a whole one."""
        length = header_length(self.start) or 0
        header = decode(self.start[:length])
        head = http_head(header, self.start[length:])
        return Placed(header, head, RecordLocation(file, self.offset, self.length, self.digest))


def walk(path: Path, start: int = 0, end: int | None = None) -> Iterator[Member]:
    """All members in order; a damaged stretch is one member with a problem, up to the next whole one.

    ``start`` and ``end`` are offsets at which members begin.
    """
    with path.open("rb") as file:
        offset, size = start, path.stat().st_size
        end = size if end is None else min(end, size)
        members = _Members(file, end, MOST_IN_VAIN * size + FREE_IN_VAIN_BYTES)
        while offset < end:
            member = members.at(offset) or members.damaged(offset)
            yield member
            offset += member.length


class _Members:
    """The members of one file, and how much may still be read for some that come to nothing."""

    def __init__(self, file: BinaryIO, end: int, most_in_vain_bytes: int) -> None:
        self._file = file
        self._end = end
        self._left_bytes = most_in_vain_bytes

    def at(self, offset: int) -> Member | None:
        """The member there; None when there is no intact gzip member."""
        inflating, cost_bytes = self._inflated(offset)
        if inflating.finished:
            return inflating.member(offset)
        self._left_bytes -= cost_bytes
        return None

    def damaged(self, offset: int) -> Member:
        """The stretch from ``offset`` to the next whole record, or to the end."""
        file = self._file
        file.seek(offset)
        torn = MAGIC.startswith(file.read(len(MAGIC)))
        following = self._next_whole(offset + 1)
        if following is not None:
            problem = "damaged: no readable record up to the next whole one"
        elif self._left_bytes <= 0:
            problem = "damaged: too much that seems to begin a record, and is none, to look any further"
        else:
            problem = TORN if torn else "damaged: not a gzip member"
        length = (following if following is not None else self._end) - offset
        return Member(offset, length, _digest(file, offset, length), b"", problem)

    def _next_whole(self, offset: int) -> int | None:
        """Where the next whole WARC record begins, at or after ``offset``."""
        for candidate in _magics(self._file, offset):
            if self._left_bytes <= 0:
                return None
            if self._is_whole(candidate):
                return candidate
        return None

    def _is_whole(self, offset: int) -> bool:
        inflating, cost_bytes = self._inflated(offset, self._left_bytes)
        if inflating.finished and inflating.member(offset).problem is None:
            return True
        self._left_bytes -= cost_bytes
        return False

    def _inflated(self, offset: int, sought_within: int | None = None) -> tuple[_Inflating, int]:
        """As much as there is of the member at ``offset``, and the bytes read and inflated for that.

        Where a WARC record is sought: only as long as it may be one, and has cost no more than so many bytes.
        """
        inflating, read_bytes, size = _Inflating(), 0, PROBED_BYTES
        self._file.seek(offset)
        try:
            while not inflating.finished and (data := self._file.read(size)):
                read_bytes, size = read_bytes + len(data), READ_BYTES
                inflating.feed(data)
                if sought_within is not None and (
                    not inflating.may_be_warc or read_bytes + inflating.size > sought_within
                ):
                    break
        except zlib.error:
            pass
        return inflating, read_bytes + inflating.size


def _magics(file: BinaryIO, offset: int) -> Iterator[int]:
    """Offsets of all gzip magics from ``offset`` on."""
    while True:
        file.seek(offset)
        data = file.read(READ_BYTES)
        position = data.find(MAGIC)
        while position >= 0:
            yield offset + position
            position = data.find(MAGIC, position + 1)
        if len(data) < READ_BYTES:
            return
        offset += READ_BYTES - len(MAGIC) + 1


def _digest(file: BinaryIO, offset: int, length: int) -> Digest:
    file.seek(offset)
    pieces = (file.read(min(READ_BYTES, length - done)) for done in range(0, length, READ_BYTES))
    return digests.of_chunks(pieces)


class _Inflating:
    """A member that is being read."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(GZIP)
        self._hash = hashlib.sha256()
        self._length = 0
        self._start = b""
        self._end = b""
        self._size = 0

    @property
    def finished(self) -> bool:
        return self._inflate.eof

    @property
    def may_be_warc(self) -> bool:
        """Whether what has come so far is a WARC record, or less than the first word of one."""
        return is_warc(self._start) or WARC.startswith(self._start)

    @property
    def size(self) -> int:
        """Bytes that came out so far."""
        return self._size

    def feed(self, data: bytes) -> None:
        rest = data
        while rest and not self._inflate.eof:
            self._seen(self._inflate.decompress(rest, READ_BYTES))
            rest = self._inflate.unconsumed_tail
        while not self._inflate.eof and (more := self._inflate.decompress(b"", READ_BYTES)):
            self._seen(more)
        consumed = len(data) - len(self._inflate.unused_data)
        self._hash.update(memoryview(data)[:consumed])
        self._length += consumed

    def member(self, offset: int) -> Member:
        digest = digests.of_hash(self._hash)
        return Member(offset, self._length, digest, self._start, self._problem())

    def _seen(self, output: bytes) -> None:
        self._size += len(output)
        if len(self._start) < KEPT_BYTES:
            self._start += output[: KEPT_BYTES - len(self._start)]
        self._end = (self._end + output[-len(RECORD_END) :])[-len(RECORD_END) :]

    def _problem(self) -> str | None:
        if not is_warc(self._start):
            return "not a WARC record"
        length = header_length(self._start)
        if length is None:
            return "the header has no end"
        return self._length_problem(decode(self._start[:length]), length)

    def _length_problem(self, header: Header, header_size: int) -> str | None:
        expected = header.content_length
        if expected is None:
            return "no Content-Length"
        got = self._size - header_size - len(RECORD_END)
        if got != expected or self._end != RECORD_END:
            return f"the block has {got} bytes, Content-Length says {expected}"
        return None
