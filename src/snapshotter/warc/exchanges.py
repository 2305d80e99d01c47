"""The exchanges of a stored capture, read back for replay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from snapshotter import digests
from snapshotter.errors import ArchiveError
from snapshotter.model import transcript
from snapshotter.model.capture import Extent, RecordLocation, StoredCapture
from snapshotter.model.exchange import Bytes, Held
from snapshotter.model.replay import Frame, RecordedExchange, ReplayMaterial
from snapshotter.urls import Url
from snapshotter.warc import reader
from snapshotter.warc.drafts import WEBSOCKET
from snapshotter.warc.header import bare, header_length
from snapshotter.warc.members import walk
from snapshotter.warc.placed import Placed, method_of, requests
from snapshotter.warc.reader import PayloadLocator, read_whole, warc_path

MAX_REQUEST_BYTES = 8 * 1024 * 1024
"""Of a request's body no more is read: it tells requests apart, and is sent nowhere."""
HELD_BYTES = 32 * 1024 * 1024
"""So much of small payloads is held: they were read anyway, and a page asks for most of them at once."""
_SMALL_BYTES = 256 * 1024
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
_IN_VAIN = re.compile(r"net::ERR_(?!ABORTED|BLOCKED_)")
_RESPONSES = ("response", "revisit", "resource")


def material_of(home: Path, stored: StoredCapture, payloads: PayloadLocator) -> ReplayMaterial:
    """What a capture can be replayed from: its own exchanges and those that were added to it.

    Large bodies are read when they are used.  A record that is damaged is left out.  Raises
    :class:`CorruptRecord` when the file or the page info cannot be read at all.
    """
    info = reader.page_info(home, stored.page_info)
    found: list[RecordedExchange] = []
    small, waiting = _SmallPayloads(), _waiting(info)
    for extent in (stored.extent, *stored.additions):
        found += _Group(home, extent, payloads, small, waiting).exchanges()
    return ReplayMaterial(
        snapshot_id=stored.id,
        url=stored.url,
        final_url=stored.final_url,
        captured_at=stored.captured_at,
        exchanges=tuple(found),
        missing=_missing(info),
        unreachable=_unreachable(info),
    )


def _missing(info: Mapping[str, Any]) -> dict[Url, str]:
    return {Url(each["url"]): str(each.get("reason", "")) for each in info.get("missing") or ()}


def _unreachable(info: Mapping[str, Any]) -> frozenset[Url]:
    """Without what the page took back itself, and what the browser did not even try."""
    return frozenset(
        Url(each["url"])
        for each in info.get("requests") or ()
        if each.get("outcome") == "failed" and _IN_VAIN.match(each.get("error") or "")
    )


def _waiting(info: Mapping[str, Any]) -> frozenset[str]:
    """Record ids of the requests that had no answer when the page gave them up, or was left."""
    return frozenset(
        each["record_id"]
        for each in info.get("requests") or ()
        if each.get("outcome") == "no-response" and each.get("error") == "time" and each.get("record_id")
    )


@dataclass(frozen=True, slots=True)
class RecordPayload:
    """:class:`~snapshotter.model.exchange.Bytes`: the payload of a record, a revisit's of its original.

    Reading raises :class:`CorruptRecord` when it is damaged or not to be found.
    """

    home: Path
    location: RecordLocation
    size_bytes: int
    """Of a revisit, 0 as long as its original has not been looked up."""
    payloads: PayloadLocator

    def chunks(self) -> Iterator[bytes]:
        yield from read_whole(self.home, self.location, self.payloads).payload()


@dataclass(slots=True)
class _SmallPayloads:
    """Of responses that were read whole while their place was found."""

    left_bytes: int = HELD_BYTES
    held: dict[RecordLocation, Held] = field(default_factory=dict)

    def offer(self, record: Placed, start: bytes) -> None:
        """Holds it if it is small, whole, and what its digest says; else it is read when it is used."""
        size = record.payload_size_bytes
        if record.kind != "response" or size > min(_SMALL_BYTES, self.left_bytes):
            return
        begin = header_length(start) or 0
        block = start[begin : begin + (record.header.content_length or 0)]
        if len(block) == record.header.content_length and _agrees(record, block):
            self.held[record.location] = Held(block[len(record.http_head) :])
            self.left_bytes -= size


@dataclass(slots=True)
class _Group:
    """The records of one extent."""

    home: Path
    extent: Extent
    payloads: PayloadLocator
    small: _SmallPayloads
    waiting: frozenset[str]

    def exchanges(self) -> list[RecordedExchange]:
        records = list(self._records())
        asked, told = requests(records), self._transcripts(records)
        answered = [self._answered(each, asked.get(each.header.record_id or ""), told) for each in records]
        alone = [self._unanswered(each) for each in records if _is_alone(each)]
        return [each for each in (*answered, *alone) if each is not None]

    def _records(self) -> Iterator[Placed]:
        path, extent = warc_path(self.home, self.extent.file), self.extent
        for member in walk(path, extent.offset, extent.offset + extent.length):
            if member.problem is None:
                record = member.placed(extent.file)
                self.small.offer(record, member.start)
                yield record

    def _transcripts(self, records: Sequence[Placed]) -> dict[str, tuple[Frame, ...]]:
        """By the record id of the handshake's response."""
        found: dict[str, tuple[Frame, ...]] = {}
        for record in records:
            if record.kind != "resource" or not record.target.startswith(WEBSOCKET):
                continue
            with suppress(ArchiveError):
                told = transcript.frames(read_whole(self.home, record.location, self.payloads).block())
                found |= {bare(id) or "": told for id in record.header.all("WARC-Concurrent-To")}
        return found

    def _answered(
        self, record: Placed, request: Placed | None, told: Mapping[str, tuple[Frame, ...]]
    ) -> RecordedExchange | None:
        is_web = record.target.startswith(("http:", "https:"))
        if record.kind not in _RESPONSES or not is_web:
            return None
        status, date = _STATUS.match(record.http_head), record.date
        if date is None or (status is None and record.kind != "resource"):
            return None
        return RecordedExchange(
            id=record.header.record_id or "",
            url=record.target,
            method=method_of(request),
            request_head=request.http_head if request is not None else b"",
            request_body=self._body(request) if request is not None else b"",
            status=int(status[1]) if status else 200,
            response_head=record.http_head or _head_of_resource(record),
            body=self._payload(record),
            started_at=date,
            truncated=record.header.get("WARC-Truncated"),  # type: ignore[arg-type]
            websocket=told.get(record.header.record_id or ""),
        )

    def _unanswered(self, record: Placed) -> RecordedExchange | None:
        record_id, date = record.header.record_id or "", record.date
        if date is None:
            return None
        return RecordedExchange(
            id=record_id,
            url=record.target,
            method=method_of(record),
            request_head=record.http_head,
            request_body=self._body(record),
            status=None,
            response_head=b"",
            body=Held(b""),
            started_at=date,
            truncated="time" if record_id in self.waiting else None,
        )

    def _payload(self, record: Placed) -> Bytes:
        if (held := self.small.held.get(record.location)) is not None:
            return held
        size = record.payload_size_bytes
        return RecordPayload(self.home, record.location, size, self.payloads)

    def _body(self, request: Placed) -> bytes:
        if not request.payload_size_bytes:
            return b""
        pieces, size = [], 0
        try:
            for piece in read_whole(self.home, request.location, self.payloads).payload():
                pieces.append(piece)
                size += len(piece)
                if size >= MAX_REQUEST_BYTES:
                    break
        except ArchiveError:
            return b""
        return b"".join(pieces)[:MAX_REQUEST_BYTES]


def _agrees(record: Placed, block: bytes) -> bool:
    label = record.header.get("WARC-Block-Digest") or ""
    found = digests.hash_for(label)
    if found is None:
        return not label
    found.update(block)
    return digests.agrees(label, found)


def _is_alone(record: Placed) -> bool:
    return record.kind == "request" and not record.header.all("WARC-Concurrent-To")


def _head_of_resource(record: Placed) -> bytes:
    """What a server would say of a payload that was recorded without a head (section 6.4)."""
    media_type = record.header.get("Content-Type") or "application/octet-stream"
    return f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n\r\n".encode("latin-1", "replace")
