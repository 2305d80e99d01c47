"""Recorded payloads as a replay sends them: without transfer coding, whole or in part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from snapshotter.model.exchange import Bytes
from snapshotter.warc import bodies


class Content:
    """:class:`~snapshotter.model.exchange.Bytes`: a payload without its transfer coding."""

    def __init__(self, raw: Bytes, *, is_chunked: bool) -> None:
        self._raw = raw
        self._is_chunked = is_chunked

    @cached_property
    def size_bytes(self) -> int:
        """Counted where the record does not tell: of chunks, and of a revisit's payload."""
        if self._raw.size_bytes and not self._is_chunked:
            return self._raw.size_bytes
        return sum(len(piece) for piece in self.chunks())

    @property
    def known_size_bytes(self) -> int | None:
        """The size, if no byte has to be read for it."""
        return self._raw.size_bytes or None if not self._is_chunked else None

    def chunks(self) -> Iterator[bytes]:
        pieces = self._raw.chunks()
        return (each for each in bodies.dechunking(pieces) if each) if self._is_chunked else pieces


@dataclass(frozen=True, slots=True)
class Part:
    """:class:`~snapshotter.model.exchange.Bytes`: those of ``whole`` from ``start`` to before ``stop``."""

    whole: Bytes
    start: int
    stop: int

    @property
    def size_bytes(self) -> int:
        return self.stop - self.start

    def chunks(self) -> Iterator[bytes]:
        at = 0
        for piece in self.whole.chunks():
            wanted = piece[max(self.start - at, 0) : max(self.stop - at, 0)]
            at += len(piece)
            if wanted:
                yield wanted
            if at >= self.stop:
                return


@dataclass(frozen=True, slots=True)
class Joined:
    """:class:`~snapshotter.model.exchange.Bytes`: several, one after the other."""

    parts: tuple[Bytes, ...]

    @property
    def size_bytes(self) -> int:
        return sum(each.size_bytes for each in self.parts)

    def chunks(self) -> Iterator[bytes]:
        for each in self.parts:
            yield from each.chunks()
