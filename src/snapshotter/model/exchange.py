"""An exchange: one request and its response, as they were on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from snapshotter.digests import Digest
from snapshotter.urls import Url

HttpVersion = Literal["http/0.9", "http/1.0", "http/1.1", "h2", "h3"]
"""As ``WARC-Protocol`` has them."""
Truncation = Literal["length", "time", "disconnect", "unspecified"]
"""The values of ``WARC-Truncated`` (WARC 1.1, section 5.13)."""


class Bytes(Protocol):
    """Bytes that may lie on disk; readable as often as wanted until the capture is released."""

    @property
    def size_bytes(self) -> int: ...

    def chunks(self) -> Iterator[bytes]:
        """The bytes in order, in pieces of at most 1 MiB; nothing for an empty body."""
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """Bytes that are in memory already."""

    data: bytes

    @property
    def size_bytes(self) -> int:
        return len(self.data)

    def chunks(self) -> Iterator[bytes]:
        if self.data:
            yield self.data


class Memory:
    """How much of many bodies may be held in memory together; what finds no room goes to the disk."""

    def __init__(self, size_bytes: int) -> None:
        self._left = size_bytes

    def take(self, size_bytes: int) -> bool:
        """Ask for room; False when there is not so much left."""
        if size_bytes > self._left:
            return False
        self._left -= size_bytes
        return True

    def give_back(self, size_bytes: int) -> None:
        self._left += size_bytes


@dataclass(frozen=True, slots=True)
class Message:
    """One HTTP message: what a WARC request or response record has as its block.

    HTTP/1.x: ``head`` and ``body`` are the bytes of the wire, chunk framing included.  HTTP/2:
    ``head`` is the field list written as HTTP/1.1 (start line, ``host`` from ``:authority``, then
    the fields in order, names in lower case as sent), ``body`` the DATA without framing.
    """

    head: bytes
    """Start line to empty line, included; empty for an HTTP/0.9 response."""
    body: Bytes
    block_digest: Digest
    payload_digest: Digest


@dataclass(frozen=True, slots=True)
class WebSocketTraffic:
    """What passed each way after the handshake."""

    sent_bytes: int
    received_bytes: int
    transcript: Message | None = None
    """The messages, as :mod:`snapshotter.model.transcript` has them; None of another protocol."""
    truncated: Truncation | None = None
    """Why the transcript ends before the conversation; None when it does not."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its response, exactly as sent."""

    id: str
    """A UUID: the response record is ``urn:uuid:<id>`` (the request record, if none came)."""
    url: Url
    method: str
    protocol: HttpVersion | None
    """None where another tool has recorded it and does not say."""
    tls: str | None
    """``tls/1.3``, ``tls/1.2``, or None in the clear."""
    ip: str | None
    connection_id: str
    started_at: datetime
    request: Message
    """Without head and body where another tool has recorded only the response."""
    response: Message | None
    """None when the origin never answered."""
    status: int | None
    media_type: str | None
    """Of the response, lower case, without parameters."""
    destination: str | None
    """``Sec-Fetch-Dest`` of the request: ``document``, ``image``, ``script``, ...; None if unsent."""
    truncated: Truncation | None = None
    interim: tuple[bytes, ...] = ()
    """Heads of 1xx responses that came before."""
    trailers: tuple[tuple[bytes, bytes], ...] = ()
    """HTTP/2 trailers; those of HTTP/1.1 are in the body's framing."""
    websocket: WebSocketTraffic | None = None
    location: str | None = None
    """The response's ``Location``, as sent."""
    retry_after: str | None = None
    """The response's ``Retry-After``, as sent."""
    waited_s: float | None = None
    """From the head of the request to the head of the response; None when there was none."""
    redacted: tuple[str, ...] = ()
    """What is blanked in ``request``: names of header fields, and of what stood in the body with ``body:``
    in front, one for every value.  Empty: the request is as it was sent."""
