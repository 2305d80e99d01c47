"""Captures for tests, built in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from snapshotter import digests
from snapshotter.model.capture import Artefact, Capture, Outcome, Reason, RequestOutcome
from snapshotter.model.exchange import Exchange, Message
from snapshotter.urls import Url

START = datetime(2026, 3, 1, 12, 30, 45, 123456, UTC)
PAGE = Url("https://cited.example/article?b=1&a=2")


@dataclass(frozen=True, slots=True)
class MemoryBytes:
    """:class:`snapshotter.model.exchange.Bytes` in memory, handed out in pieces."""

    data: bytes
    piece_bytes: int = 64 * 1024

    @property
    def size_bytes(self) -> int:
        return len(self.data)

    def chunks(self) -> Iterator[bytes]:
        for start in range(0, len(self.data), self.piece_bytes):
            yield self.data[start : start + self.piece_bytes]


class NoDigests:
    """A digest index that knows nothing."""

    def find(self, payload_digest, url=None):
        return None


def uuid(seed: object) -> str:
    """A UUID that is the same in every run."""
    return str(UUID(bytes=hashlib.sha256(repr(seed).encode()).digest()[:16], version=4))


def message(head: bytes, body: bytes = b"", *, piece_bytes: int = 64 * 1024) -> Message:
    return Message(
        head=head,
        body=MemoryBytes(body, piece_bytes),
        block_digest=digests.of_bytes(head + body),
        payload_digest=digests.of_bytes(body),
    )


def response_head(status: str = "200 OK", *fields: str, media_type: str | None = "text/html") -> bytes:
    typed = [f"Content-Type: {media_type}"] if media_type else []
    return "\r\n".join([f"HTTP/1.1 {status}", *typed, *fields, "", ""]).encode("latin-1")


def exchange(
    url: str = PAGE,
    *,
    seed: object = 0,
    head: bytes | None = None,
    body: bytes = b"<!doctype html><title>t</title>",
    method: str = "GET",
    request_head: bytes | None = None,
    request_body: bytes = b"",
    response: Message | None = None,
    answered: bool = True,
    at: datetime = START,
    status: int | None = 200,
    media_type: str | None = "text/html",
    protocol: str = "http/1.1",
    **more,
) -> Exchange:
    bare = url.partition("#")[0]
    asked = request_head or f"{method} / HTTP/1.1\r\nhost: cited.example\r\n\r\n".encode()
    answer = response or message(response_head() if head is None else head, body)
    return Exchange(
        id=uuid(("exchange", url, seed)),
        url=Url(bare),
        method=method,
        protocol=protocol,
        tls=more.pop("tls", "tls/1.3"),
        ip=more.pop("ip", "192.0.2.7"),
        connection_id=more.pop("connection_id", "1"),
        started_at=at,
        request=message(asked, request_body),
        response=answer if answered else None,
        status=status if answered else None,
        media_type=media_type,
        destination=more.pop("destination", "document"),
        **more,
    )


def picture(png: bytes) -> Artefact:
    return Artefact("full-page", "image/png", MemoryBytes(png))


def capture(*exchanges: Exchange, seed: object = 0, url: str | None = None, **more) -> Capture:
    """A capture whose first exchange is the page itself."""
    exchanges = exchanges or (exchange(url or PAGE, seed=seed),)
    main = exchanges[0]
    url = url or main.url
    fields = {
        "id": uuid(("capture", seed)),
        "url": Url(url),
        "started_at": main.started_at,
        "finished_at": main.started_at + timedelta(seconds=3),
        "outcome": Outcome.CAPTURED,
        "reason": None,
        "via": "browser",
        "exchanges": exchanges,
        "main_exchange_id": main.id if main.response else None,
        "final_url": main.url,
        "status": main.status,
        "title": "A title – with “quotes”",
        "text": "What the page says: été, 日本語.",
        "artefacts": (picture(b"\x89PNG\r\n\x1a\n" + hashlib.sha256(repr(seed).encode()).digest() * 8),),
        "requests": tuple(requested(one) for one in exchanges),
        "user_agent": "Mozilla/5.0 (test)",
        "software": "Chromium/156",
    }
    return Capture(**{**fields, **more})


def failed(seed: object = 0, url: str = "https://gone.example/", at: datetime = START) -> Capture:
    """A capture that nothing answered."""
    return Capture(
        id=uuid(("capture", seed)),
        url=Url(url),
        started_at=at,
        finished_at=at + timedelta(seconds=1),
        outcome=Outcome.FAILED,
        reason=Reason("capture.dns", "gone.example does not resolve"),
        via="browser",
        exchanges=(),
        main_exchange_id=None,
        final_url=None,
        status=None,
    )


def requested(one: Exchange) -> RequestOutcome:
    return RequestOutcome(
        url=one.url,
        method=one.method,
        status=one.status,
        outcome="complete" if one.response else "no-response",
        destination=one.destination,
        size_bytes=one.response.body.size_bytes if one.response else 0,
        record_id=f"urn:uuid:{one.id}",
    )
