"""The records of any WARC or ARC file, one after the other, in constant memory.

For files of other tools, whole or damaged: one record a gzip member (or Zstandard frame) or many, or no
compression, and lengths that are wrong.  What cannot be read is reported once, and reading goes on at the
next record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from snapshotter.warc.header import MAX_HEADER_BYTES, Header, decode
from snapshotter.warc.members import READ_BYTES
from snapshotter.warc.unpacked import Torn, Unpacked

_ARC_URI = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*:")
_ARC_IP = re.compile(rb"[0-9A-Fa-f.:]+")
_ARC_DATE = re.compile(rb"\d{14}")

Sink = Callable[[bytes], object]
"""Takes a block piece by piece."""


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


def records(
    file: BinaryIO, wanted: Callable[[Header], int], sink: Callable[[Header], Sink | None] | None = None
) -> Iterator[Streamed | Damage]:
    """Every record of ``file`` in order; ``wanted`` says how many bytes of a block to keep.

    ``sink`` is asked for every record, and what it answers takes the whole block; it has taken all of it
    once the record is handed out, and not all of it where a :class:`Damage` comes instead.
    """
    stream = Unpacked(file)
    lost = False
    while True:
        try:
            found = _next(stream, wanted, sink)
        except Torn as trouble:
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


def _next(
    stream: Unpacked, wanted: Callable[[Header], int], sink: Callable[[Header], Sink | None] | None
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
        said = (header.get("Content-Length") or "")[:40]
        return Damage(offset, f"the record says {said!r} where its length should stand")
    start = stream.read(min(length, wanted(header)))
    return Streamed(offset, header, start, _rest(stream, start, length, sink(header) if sink else None))


def _rest(stream: Unpacked, start: bytes, length: int, sink: Sink | None) -> int:
    """How many bytes of a block there are; all of them to the sink."""
    if sink is not None and start:
        sink(start)
    size = len(start)
    while size < length and (piece := stream.some(min(READ_BYTES, length - size))):
        size += len(piece)
        if sink is not None:
            sink(piece)
    return size


def _header(line: bytes, stream: Unpacked) -> Header | None:
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
