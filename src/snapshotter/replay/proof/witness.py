"""Everything that a replayed page asks for, noted on its way to the look-up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from snapshotter.errors import ArchiveError
from snapshotter.model.exchange import Bytes
from snapshotter.replay.messages import ReplayAnswer, ReplayRequest
from snapshotter.replay.proof.grading import Asked

MOST_NOTED = 100_000
"""A page that asks without end is not noted without end."""
_STREAM = re.compile(rb"text/event-stream|multipart/x-mixed-replace", re.IGNORECASE)
_WITHOUT_BODY = (204, 205, 304)
_ENDED_BY_US = ("time", "unspecified")


class Lookup(Protocol):
    """Answers requests out of a snapshot (:class:`snapshotter.replay.lookup.SnapshotLookup`)."""

    def find(self, request: ReplayRequest) -> ReplayAnswer: ...


@dataclass(slots=True)
class Witness:
    """A look-up that remembers what it was asked and how it could answer."""

    lookup: Lookup
    asked: list[Asked] = field(default_factory=list)
    untold: int = 0
    """Requests beyond :data:`MOST_NOTED`."""
    asked_for_service_worker: bool = False
    has_streams: bool = False
    """Whether an answer was one that has no end."""

    def find(self, request: ReplayRequest) -> ReplayAnswer:
        answer = self.lookup.find(request)
        fields = dict(request.fields)
        if fields.get(b"service-worker") == b"script":
            self.asked_for_service_worker = True
        if _is_stream(answer):
            self.has_streams = True
        if len(self.asked) >= MOST_NOTED:
            self.untold += 1
            return answer
        self.asked.append(_noted(request, fields, answer))
        return replace(answer, body=_Watched(answer.body, self, len(self.asked) - 1))

    def lost(self, place: int) -> None:
        """An answer whose bytes are damaged is none."""
        self.asked[place] = replace(self.asked[place], how="missed")

    def differed(self, request: ReplayRequest) -> None:
        """Over a web socket the page said something else than at capture: what it heard was a guess."""
        for place, asked in reversed(list(enumerate(self.asked))):
            if asked.url == request.url:
                self.asked[place] = replace(asked, how="nearest-body")
                return

    @property
    def requests(self) -> int:
        return len(self.asked) + self.untold


@dataclass(frozen=True, slots=True)
class _Watched:
    """:class:`~snapshotter.model.exchange.Bytes` that tell when they cannot be read."""

    body: Bytes
    witness: Witness
    place: int

    @property
    def size_bytes(self) -> int:
        return self.body.size_bytes

    def chunks(self) -> Iterator[bytes]:
        try:
            yield from self.body.chunks()
        except ArchiveError:
            self.witness.lost(self.place)
            raise


def _noted(request: ReplayRequest, fields: dict[bytes, bytes], answer: ReplayAnswer) -> Asked:
    destination = fields.get(b"sec-fetch-dest")
    return Asked(
        request.method,
        request.url,
        destination.decode("latin-1") if destination else None,
        answer.how,
        readable=answer.how != "nearest-body" or _is_readable(fields, answer),
    )


def _is_readable(fields: dict[bytes, bytes], answer: ReplayAnswer) -> bool:
    """Whether the sender may have read something: of a beacon (``no-cors``) it sees nothing (Fetch
    Standard, section 2.2.6, opaque filtered responses)."""
    is_beacon = fields.get(b"sec-fetch-mode") == b"no-cors" and fields.get(b"sec-fetch-dest") == b"empty"
    if is_beacon or answer.status in _WITHOUT_BODY:
        return False
    try:
        return any(answer.body.chunks())
    except ArchiveError:
        return True  # there was one, and it is damaged


def _is_stream(answer: ReplayAnswer) -> bool:
    """Whether it is held open: by its type, or because it was still coming when the page was left."""
    if any(name.lower() == b"content-type" and _STREAM.match(value) for name, value in answer.fields):
        return True
    cut = answer.exchange.truncated if answer.exchange is not None and answer.how == "exact" else None
    return cut in _ENDED_BY_US and answer.declared_length is None
