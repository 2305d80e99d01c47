"""An exchange while it is on the wire."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from snapshotter import timestamps
from snapshotter.capture.spool import MessageSpool
from snapshotter.capture.wire.websocket import Conversation

MAX_INTERIM = 64
MAX_INTERIM_BYTES = 256 << 10
MAX_TRAILERS = 1000

Side = Literal["client", "server"]
Field = tuple[bytes, bytes]
"""A header field: name as sent, value without surrounding white space."""
Version = Literal["http/0.9", "http/1.0", "http/1.1", "h2"]


@dataclass(slots=True)
class Draft:
    """What has been seen of an exchange so far."""

    method: str
    url: str
    protocol: Version
    request_fields: list[Field]
    request: MessageSpool
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    started_at: datetime = field(default_factory=timestamps.now)
    response: MessageSpool | None = None
    response_fields: list[Field] = field(default_factory=list)
    status: int | None = None
    interim: list[bytes] = field(default_factory=list)
    trailers: list[Field] = field(default_factory=list)
    websocket: Conversation | None = None
    request_done: bool = False
    response_done: bool = False
    abandoned: bool = False
    """The client gave it up; the origin may still be sending."""
    cut: Side | None = None
    """Who ended it before it was whole."""
    malformed: str | None = None
    """What Chromium would refuse in it."""
    expected_bytes: int | None = None
    """``Content-Length`` of the response, if it has one."""

    @property
    def is_over(self) -> bool:
        return self.request_done and self.response_done

    def add_interim(self, head: bytes) -> None:
        """Note a 1xx head; an origin that goes on and on with them is heard for a while only."""
        room = len(self.interim) < MAX_INTERIM and sum(map(len, self.interim)) < MAX_INTERIM_BYTES
        self.interim += [head] if room else []

    def add_trailers(self, fields: list[Field]) -> None:
        """Note trailers, of which there may be no end either."""
        self.trailers += fields[: max(0, MAX_TRAILERS - len(self.trailers))]


class Journal(Protocol):
    """Where a wire parser writes what it sees."""

    def spool(self, head: bytes) -> MessageSpool:
        """Room for a message with this head."""
        ...

    def begun(self, draft: Draft) -> None:
        """A request's head was sent."""
        ...

    def ended(self, draft: Draft) -> None:
        """The exchange is over; the draft changes no more.  Called once for each begun one."""
        ...

    def stray(self, what: str) -> None:
        """Bytes that belong to no exchange, or cannot be read as HTTP."""
        ...
