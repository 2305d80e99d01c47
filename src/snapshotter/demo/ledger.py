"""The log of an origin: what it received and sent, noted while it happens."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from snapshotter.demo.messages import (
    KEPT_BYTES,
    Duplex,
    Ending,
    Field,
    HttpVersion,
    LoggedBody,
    Request,
    ServedExchange,
)


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is at the other end of a connection, and how it is protected."""

    connection: int
    scheme: Literal["http", "https"]
    tls: str | None = None
    cipher: str | None = None


class BodyMeter:
    """Digest, size and (while small) the bytes of a body that passes by."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._size = 0
        self._kept = bytearray()

    def add(self, data: bytes) -> None:
        self._hash.update(data)
        self._size += len(data)
        if self._size <= KEPT_BYTES:
            self._kept += data
        else:
            self._kept.clear()

    def close(self) -> LoggedBody:
        data = bytes(self._kept) if self._size <= KEPT_BYTES else None
        return LoggedBody(self._hash.hexdigest(), self._size, data)


@dataclass(slots=True)
class OpenExchange:
    """An exchange under way; :meth:`Ledger.close` freezes it."""

    number: int
    peer: Peer
    protocol: HttpVersion
    request: Request
    request_head: bytes = b""
    request_fields: tuple[Field, ...] = ()
    request_body: BodyMeter = field(default_factory=BodyMeter)
    status: int | None = None
    response_head: bytes = b""
    response_fields: tuple[Field, ...] = ()
    response_body: BodyMeter = field(default_factory=BodyMeter)
    interim: list[bytes] = field(default_factory=list)
    trailers: tuple[Field, ...] = ()
    ending: Ending = "client"
    duplex: Duplex | None = None

    def freeze(self) -> ServedExchange:
        return ServedExchange(
            number=self.number,
            connection=self.peer.connection,
            protocol=self.protocol,
            scheme=self.peer.scheme,
            tls=self.peer.tls,
            cipher=self.peer.cipher,
            authority=self.request.authority,
            method=self.request.method,
            target=self.request.target,
            request_head=self.request_head,
            request_fields=self.request_fields,
            request_body=self.request_body.close(),
            status=self.status,
            response_head=self.response_head,
            response_fields=self.response_fields,
            response_body=self.response_body.close(),
            interim=tuple(self.interim),
            trailers=self.trailers,
            ending=self.ending,
            upgraded=(self.duplex.received_bytes, self.duplex.sent_bytes) if self.duplex else None,
        )


class Ledger:
    """All exchanges of an origin, in the order of their arrival."""

    def __init__(self) -> None:
        self._count = 0
        self._closed: dict[int, ServedExchange] = {}
        self._open: dict[int, OpenExchange] = {}

    def open(self, peer: Peer, protocol: HttpVersion, request: Request) -> OpenExchange:
        """Begin the entry of a request that has been read whole."""
        entry = OpenExchange(self._count, peer, protocol, request)
        self._open[entry.number] = entry
        self._count += 1
        return entry

    def close(self, entry: OpenExchange) -> None:
        """Freeze an entry, complete or not."""
        if self._open.pop(entry.number, None) is not None:
            self._closed[entry.number] = entry.freeze()

    @property
    def served(self) -> tuple[ServedExchange, ...]:
        """Every finished exchange, ordered by arrival."""
        return tuple(self._closed[number] for number in sorted(self._closed))

    @property
    def under_way(self) -> int:
        """How many exchanges have been asked and not yet finished."""
        return len(self._open)
