"""Records that lie in a file, and what follows from them for the digest index.

The writer and the readers of whole files both end up here, so that what ``append`` returns and what a
rebuild finds cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from snapshotter.digests import Digest
from snapshotter.model.capture import RecordLocation, StoredPayload
from snapshotter.timestamps import parse
from snapshotter.urls import Url
from snapshotter.warc.drafts import CERTIFICATE_CHAIN, Draft, is_artefact
from snapshotter.warc.header import Header, bare

REFERABLE_BYTES = 512
"""A smaller payload is not worth a revisit record of its own: the record itself is that long."""

_HEAD_END = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Placed:
    """A whole record: its header, the head of its block if that is HTTP, and where it lies."""

    header: Header
    http_head: bytes
    location: RecordLocation

    @property
    def kind(self) -> str:
        return self.header.get("WARC-Type") or ""

    @property
    def target(self) -> Url:
        return Url(bare(self.header.get("WARC-Target-URI")) or "")

    @property
    def date(self) -> datetime | None:
        """``WARC-Date``; None for a record of which nobody can tell the time."""
        try:
            return parse(self.header.get("WARC-Date") or "")
        except ValueError:
            return None

    @property
    def payload_size_bytes(self) -> int:
        return (self.header.content_length or 0) - len(self.http_head)


Put = Callable[[Draft, str | None], Placed]
"""Writes a record, with the id of the capture that it belongs to."""


def http_head(header: Header, block_start: bytes) -> bytes:
    """The part of a block that is an HTTP head, empty line included; empty for other blocks."""
    if not is_http(header):
        return b""
    match = _HEAD_END.search(block_start)
    if match:
        return block_start[: match.end()]
    cut_short = len(block_start) == header.content_length
    return block_start if cut_short and block_start.startswith((b"HTTP/",)) else b""


def is_http(header: Header) -> bool:
    """Whether the block is an HTTP message, also where a tool left out ``application/http``."""
    media_type = (header.get("Content-Type") or "").lower()
    kind = header.get("WARC-Type")
    if media_type:
        return media_type.startswith("application/http")
    return kind in ("request", "response", "revisit")


def methods(records: Iterable[Placed]) -> dict[str, str]:
    """Record id of each response -> method of its request."""
    return {response_id: method_of(request) for response_id, request in requests(records).items()}


def method_of(request: Placed | None) -> str:
    """GET where no request is recorded: others are never left out."""
    return request.http_head.split(b" ", 1)[0].decode("latin-1").strip() if request is not None else "GET"


def requests(records: Iterable[Placed]) -> dict[str, Placed]:
    """Request records by the record id of their response."""
    return {
        bare(response_id) or "": record
        for record in records
        if record.kind == "request"
        for response_id in record.header.all("WARC-Concurrent-To")
    }


def payloads(records: Sequence[Placed]) -> Iterator[StoredPayload]:
    """The payloads of one capture that later revisit records may refer to."""
    asked_by = methods(records)
    asked = requests(records)
    for record in records:
        digest, date = _referable(record, asked_by.get(record.header.record_id or "")), record.date
        if digest is not None and date is not None:
            request = asked.get(record.header.record_id or "")
            yield StoredPayload(
                request_id=request.header.record_id if request else None,
                request_digest=_digest(request, "WARC-Block-Digest") if request else None,
                digest=digest,
                record_id=record.header.record_id or "",
                url=record.target,
                date=date,
                location=record.location,
            )


def _referable(record: Placed, method: str | None) -> Digest | None:
    if record.target.startswith(CERTIFICATE_CHAIN):
        return _digest(record, "WARC-Block-Digest")
    if record.kind == "resource" and is_artefact(record.target):
        return _digest(record, "WARC-Block-Digest") if record.payload_size_bytes else None
    if record.kind != "response" or method not in ("GET", None) or record.header.get("WARC-Truncated"):
        return None  # a response whose request nobody has recorded is that to a GET, as in the index
    if not record.payload_size_bytes:
        return None
    return _digest(record, "WARC-Payload-Digest")


def _digest(record: Placed, field: str) -> Digest | None:
    value = record.header.get(field)
    return Digest(value) if value else None
