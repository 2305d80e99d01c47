"""What the first reading of a file notes of each record: enough to tell pages from their parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from snapshotter.digests import Digest
from snapshotter.model.exchange import Bytes, Truncation
from snapshotter.urls import Url

REDIRECTS = (301, 302, 303, 307, 308)


class Key(NamedTuple):
    """Which record of a file it is: the same in every reading."""

    part: int
    """Of a container, which of its files; else 0."""
    number: int


@dataclass(frozen=True, slots=True)
class Loss:
    """What of a file is not imported, and why."""

    offset: int
    """Where in the file, or in the part of the container that ``message`` names."""
    message: str
    records: int = 1
    """How many records, as far as that can be told."""


@dataclass(frozen=True, slots=True)
class Preserved:
    """A payload that the archive has already."""

    body: Bytes
    media_type: str
    """Of its record."""


FindPreserved = Callable[[Digest], Preserved | None]
"""The payload with a digest; None where the archive does not have it.  Blocking."""


@dataclass(frozen=True, slots=True)
class RefersTo:
    """What a revisit record says of the record whose payload it does not repeat (WARC 1.1, 6.7)."""

    record_id: str
    url: Url | None
    payload_digest: str
    unmodified: bool
    """Whether the server said so (``server-not-modified``): then there was no payload to repeat."""


@dataclass(slots=True, eq=False)
class Seen:
    """A record, without its block."""

    key: Key
    offset: int
    kind: str
    """``WARC-Type``."""
    record_id: str
    """Empty where there is none (ARC, HAR)."""
    url: Url
    at: datetime
    head_bytes: int = 0
    """Length of the HTTP head in the block; 0 for another block."""
    concurrent: tuple[str, ...] = ()
    """Ids of records of the same event."""
    event_id: str = ""
    """What some tools name the event by."""
    page_id: str = ""
    """What some tools name the page by: ``WARC-Page-ID``, ``pageref``."""
    ip: str | None = None
    protocols: tuple[str, ...] = ()
    truncated: Truncation | None = None
    status: int | None = None
    method: str = ""
    media_type: str = ""
    """Of the payload, with its parameters."""
    location: str | None = None
    referer: str = ""
    destination: str | None = None
    user_agent: str = ""
    block_digest: str | None = None
    """As labelled."""
    payload_digest: str | None = None
    refers_to: RefersTo | None = None
    about: str = ""
    """Of what was made of a page: the page's address, where a field says so."""
    lacks_body: bool = False
    """Whether the file has not kept the body."""
    references: tuple[Url, ...] = ()
    """What the document or style sheet refers to."""
    frames: frozenset[Url] = frozenset()
    """What of that it frames."""
    document: Mapping[str, Any] | None = None
    """JSON of a record about a page."""

    @property
    def bare_media_type(self) -> str:
        """In lower case, without parameters; some servers leave out the semicolon before them."""
        words = self.media_type.replace(";", " ").replace(",", " ").split(maxsplit=1)
        return words[0].lower() if words else ""


@dataclass(slots=True, eq=False)
class Event:
    """One request and its response, either of which may not have been recorded."""

    number: int
    """In the file's order."""
    request: Seen | None
    response: Seen | None
    transcript: Seen | None = None
    """The messages after the handshake of a WebSocket."""

    @property
    def either(self) -> Seen:
        seen = self.response or self.request
        assert seen is not None
        return seen

    def records(self) -> Iterator[Seen]:
        yield from (seen for seen in (self.request, self.response, self.transcript) if seen is not None)

    @property
    def url(self) -> Url:
        return self.either.url

    @property
    def at(self) -> datetime:
        return self.either.at

    @property
    def method(self) -> str:
        """GET where no request is recorded: others are never left out."""
        return self.request.method if self.request is not None and self.request.method else "GET"

    @property
    def status(self) -> int | None:
        return self.response.status if self.response is not None else None

    @property
    def media_type(self) -> str:
        return self.response.bare_media_type if self.response is not None else ""

    @property
    def destination(self) -> str | None:
        return self.request.destination if self.request is not None else None

    @property
    def referer(self) -> str:
        return self.request.referer if self.request is not None else ""

    @property
    def page_id(self) -> str:
        of_request = self.request.page_id if self.request is not None else ""
        return (self.response.page_id if self.response is not None else "") or of_request

    @property
    def is_redirect(self) -> bool:
        return self.status in REDIRECTS and bool(self.response and self.response.location)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page that a list in the file names (WACZ, 5.2.2 ``pages.jsonl``; the ``pages`` of a HAR)."""

    id: str
    url: str
    """Empty where only the id is known."""
    at: datetime | None
    title: str | None = None
    text: str | None = None


@dataclass(slots=True)
class Survey:
    """What the first reading found."""

    events: list[Event] = field(default_factory=list)
    others: list[Seen] = field(default_factory=list)
    """Resources that may be of a page: pictures, texts, lists of requests."""
    own: list[Seen] = field(default_factory=list)
    """Closing records of captures that this program wrote."""
    listed: list[Listed] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    """By kind: records that are part of no page and no page themselves."""
    records: int = 0
    software: str = ""
    format: str = "warc"

    def leave_out(self, kind: str, count: int = 1) -> None:
        self.left_out[kind] = self.left_out.get(kind, 0) + count
