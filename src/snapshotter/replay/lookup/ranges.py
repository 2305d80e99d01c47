"""Ranges cut out of what is recorded, and a whole put together of its parts (RFC 9110, section 14)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from snapshotter.errors import ArchiveError
from snapshotter.model.exchange import Bytes, Held
from snapshotter.replay.lookup.content import Joined, Part
from snapshotter.replay.lookup.recorded import Recorded, Sent
from snapshotter.warc import bodies

_RANGE = re.compile(rb"bytes=(\d{0,18})-(\d{0,18})")
_CONTENT_RANGE = re.compile(rb"bytes[ \t]+(\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ByteRange:
    """One range of a ``Range`` field; without ``first``, the last ``last`` bytes."""

    first: int | None
    last: int | None

    def within(self, total: int) -> tuple[int, int] | None:
        """Start and end (exclusive) in a body of ``total`` bytes; None when it lies outside."""
        if self.first is None:
            start, stop = max(total - (self.last or 0), 0), total
        else:
            start, stop = self.first, total if self.last is None else min(self.last + 1, total)
        return (start, stop) if start < stop else None


def parse_range(value: bytes) -> ByteRange | None:
    """None for several ranges and for what is none: a server may answer such with the whole."""
    found = _RANGE.fullmatch(value.replace(b" ", b"").lower())
    if found is None or not any(found.groups()):
        return None
    first, last = (int(each) if each else None for each in found.groups())
    if first is not None and last is not None and last < first:
        return None
    return ByteRange(first, last)


@dataclass(frozen=True)
class Piece:
    """A stretch of a representation that is recorded."""

    source: Recorded
    start: int
    stop: int
    total: int
    content: Bytes
    """Its bytes begin at ``start``."""

    @property
    def is_whole(self) -> bool:
        return self.start == 0 and self.stop == self.total

    @cached_property
    def version(self) -> tuple[int, bytes]:
        """Pieces of one version fit together."""
        return self.total, self.source.field(b"etag")


@dataclass(frozen=True, slots=True)
class Cut:
    """What there is of a range."""

    source: Recorded
    start: int
    stop: int
    total: int
    content: Bytes
    is_complete: bool
    """Whether it is all that was asked for."""


def pieces(group: Iterable[Recorded], asked: Sent) -> list[Piece]:
    """What is recorded of the representation, in recorded order; damaged records are left out."""
    found = []
    for each in group:
        try:
            piece = _piece(each, asked)
        except ArchiveError:
            continue
        if piece is not None:
            found.append(piece)
    return found


def cut(found: Sequence[Piece], wanted: ByteRange) -> Cut | None:
    """``wanted``, or as much of it from its start on as there is; None when there is nothing of it."""
    best: Cut | None = None
    for version in dict.fromkeys(each.version for each in found):
        of_one = [each for each in found if each.version == version]
        limits = wanted.within(version[0])
        answer = _joined(of_one, *limits) if limits else None
        if answer and (best is None or answer.stop - answer.start > best.stop - best.start):
            best = answer
        if best and best.is_complete:
            break
    return best


def whole(found: Sequence[Piece]) -> Cut | None:
    """All of it, if the parts make up all of it."""
    answer = cut(found, ByteRange(0, None))
    return answer if answer and answer.is_complete else None


def _joined(found: Sequence[Piece], start: int, stop: int) -> Cut | None:
    """Always the piece that leads farthest."""
    parts: list[Bytes] = []
    at, source = start, None
    while at < stop:
        leading = [each for each in found if each.start <= at < each.stop]
        if not leading:
            break
        piece = max(leading, key=lambda each: each.stop)
        end = min(piece.stop, stop)
        parts.append(Part(piece.content, at - piece.start, end - piece.start))
        source = source or piece.source
        at = end
    if source is None:
        return None
    content = parts[0] if len(parts) == 1 else Joined(tuple(parts))
    return Cut(source, start, at, found[0].total, content, at == stop)


def _piece(recorded: Recorded, asked: Sent) -> Piece | None:
    if recorded.status == 200:
        return _of_whole(recorded, asked)
    if recorded.status != 206 or recorded.field(b"content-encoding"):
        return None
    named = _CONTENT_RANGE.match(recorded.field(b"content-range"))
    if named is None:
        return None
    first, last = int(named[1]), int(named[2])
    stop = min(last + 1, first + recorded.content.size_bytes)
    total = last + 1 if named[3] == b"*" else int(named[3])
    return Piece(recorded, first, stop, total, recorded.content) if first < stop <= total else None


def _of_whole(recorded: Recorded, asked: Sent) -> Piece | None:
    content = _as_accepted(recorded, asked)
    size = content.size_bytes
    total = size
    if recorded.is_cut and content is recorded.content:
        total = max(size, recorded.declared_length or size)
    return Piece(recorded, 0, size, total, content) if size else None


def _as_accepted(recorded: Recorded, asked: Sent) -> Bytes:
    """Ranges are of the coded bytes; who asks for some asks for them uncoded, as browsers do."""
    coding = recorded.field(b"content-encoding")
    if not coding or not asked.range:
        return recorded.content
    raw = b"".join(recorded.content.chunks())
    return Held(bodies.Message(None, {"content-encoding": coding.decode("latin-1")}, raw).body())
