"""What is read back of a snapshot to replay it: its exchanges, as they were on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from snapshotter.model.exchange import Bytes, Truncation
from snapshotter.urls import Url


@dataclass(frozen=True, slots=True)
class Frame:
    """One message of a WebSocket (RFC 6455), reassembled and inflated."""

    sender: Literal["page", "origin"]
    kind: Literal["text", "binary", "close"]
    data: bytes
    """Of ``close``: status code (two bytes, network order) and reason, as in section 5.5.1."""
    at_s: float
    """Seconds since the handshake was answered."""


@dataclass(frozen=True, slots=True)
class RecordedExchange:
    """One request and its response out of a WARC; a revisit's payload is already that of its original."""

    id: str
    """Record id of the response (of the request, if nothing answered): ``urn:uuid:...``."""
    url: Url
    method: str
    request_head: bytes
    """Start line to empty line; empty where no request was recorded (other tools leave them out)."""
    request_body: bytes
    """As on the wire, cut after some MiB."""
    status: int | None
    """None when the origin never answered."""
    response_head: bytes
    body: Bytes
    """The payload, transfer and content codings as on the wire."""
    started_at: datetime
    truncated: Truncation | None = None
    """Of a request without response ``time``: nobody had ended it when the page gave up or was left."""
    websocket: tuple[Frame, ...] | None = None
    """The messages after a handshake; None where there was none."""


@dataclass(frozen=True, slots=True)
class ReplayMaterial:
    """All that a snapshot can be replayed from."""

    snapshot_id: str
    url: Url
    """As asked at capture, fragment included."""
    final_url: Url | None
    captured_at: datetime
    exchanges: tuple[RecordedExchange, ...]
    missing: Mapping[Url, str]
    """What the capture itself says is not in it, and why."""
    unreachable: frozenset[Url] = frozenset()
    """What the page asked for in vain: no connection could be made."""
