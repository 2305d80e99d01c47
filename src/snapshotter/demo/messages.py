"""What an origin is asked, what it answers, and the log entry that it keeps of both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

Field = tuple[bytes, bytes]
"""One header field: name and value, as on the wire."""
Upgrade = Callable[["Duplex"], Awaitable[None]]
"""Speaks another protocol over the connection after a 101 (RFC 9110, section 7.8)."""
Framing = Literal["length", "chunked", "close", "verbatim"]
Ending = Literal["complete", "origin", "client"]
HttpVersion = Literal["http/1.1", "h2"]

KEPT_BYTES = 1_000_000
"""Bodies up to this size are kept whole in the log; of larger ones only digest and size."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as a route sees it."""

    protocol: HttpVersion
    scheme: Literal["http", "https"]
    authority: str
    """``Host`` or ``:authority``, port included if it was sent."""
    method: str
    target: str
    """The request target, query included, one character a byte (latin-1)."""
    fields: tuple[Field, ...]
    body: bytes
    """The content, without chunk framing."""

    @property
    def host(self) -> str:
        """The authority's name in lower case, without port."""
        return self.authority.rsplit(":", 1)[0].lower() if ":" in self.authority else self.authority.lower()

    @property
    def path(self) -> str:
        return self.target.split("?", 1)[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    @property
    def origin(self) -> str:
        """``scheme://authority``."""
        return f"{self.scheme}://{self.authority}"

    def field(self, name: str) -> str | None:
        """The first field of that name, or None."""
        wanted = name.lower().encode()
        return next((value.decode("latin-1") for key, value in self.fields if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Response:
    """What a route answers, down to the awkward details.

    ``framing`` says how HTTP/1.1 delimits the body: ``length`` adds Content-Length, ``chunked`` and
    ``close`` their fields, ``verbatim`` adds nothing and writes ``head`` and ``body`` as they are.
    HTTP/2 has frames: there only ``length`` matters (it adds Content-Length), and ``reason``,
    ``version`` and ``head`` are ignored.
    """

    status: int = 200
    fields: tuple[Field, ...] = ()
    body: bytes | Callable[[], AsyncIterator[bytes]] = b""
    """The content after content coding; a function that begins a stream for large or endless ones."""
    framing: Framing = "length"
    length: int | None = None
    """Content-Length to declare: needed for a stream, a lie for bytes of another size."""
    reason: bytes | None = None
    version: bytes = b"HTTP/1.1"
    head: bytes | None = None
    """The exact HTTP/1.1 head to write, instead of one built of the other values."""
    piece_bytes: int = 0
    """Size of the chunks or DATA frames a bytes body is cut into; 0 means one piece."""
    interim: tuple[tuple[int, tuple[Field, ...]], ...] = ()
    """1xx responses that go before: status and fields."""
    trailers: tuple[Field, ...] = ()
    close: bool = False
    """Close the HTTP/1.1 connection afterwards."""
    cut: bool = False
    """End in the middle: the connection is closed (HTTP/1.1), the stream is reset (HTTP/2)."""
    upgrade: Upgrade | None = None

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body in the pieces it is written in."""
        if not isinstance(self.body, bytes):
            async for piece in self.body():
                yield piece
            return
        step = self.piece_bytes or max(len(self.body), 1)
        for start in range(0, len(self.body), step):
            yield self.body[start : start + step]

    @property
    def declared_length(self) -> int | None:
        """What Content-Length says; None for a stream of unknown size."""
        if self.length is not None:
            return self.length
        return len(self.body) if isinstance(self.body, bytes) else None


Route = Callable[[Request], Awaitable[Response]]


class Duplex:
    """Both directions of an upgraded connection, counted."""

    def __init__(
        self, read: Callable[[int], Awaitable[bytes]], write: Callable[[bytes], Awaitable[None]]
    ) -> None:
        self._read = read
        self._write = write
        self.received_bytes = 0
        self.sent_bytes = 0

    async def read_exactly(self, count: int) -> bytes:
        """``count`` bytes; raises ``EOFError`` (``IncompleteReadError``) at the end."""
        data = await self._read(count)
        self.received_bytes += len(data)
        return data

    async def write(self, data: bytes) -> None:
        self.sent_bytes += len(data)
        await self._write(data)


@dataclass(frozen=True, slots=True)
class LoggedBody:
    """A body as it passed over the wire: HTTP/1.1 with chunk framing, HTTP/2 the DATA payloads."""

    sha256: str
    size_bytes: int
    data: bytes | None
    """The bytes; None when there were more than :data:`KEPT_BYTES`."""


@dataclass(frozen=True, slots=True)
class ServedExchange:
    """One exchange as the origin saw it: the ground truth that a recording is held against."""

    number: int
    """Order of arrival at the origin, over all its ports, from 0."""
    connection: int
    protocol: HttpVersion
    scheme: Literal["http", "https"]
    tls: str | None
    """``TLSv1.3``, ``TLSv1.2``, or None in the clear."""
    cipher: str | None
    authority: str
    method: str
    target: str
    request_head: bytes
    """HTTP/1.1: the exact bytes, empty line included; empty in HTTP/2."""
    request_fields: tuple[Field, ...]
    """HTTP/2: the field list in order, pseudo-fields included; empty in HTTP/1.1."""
    request_body: LoggedBody
    status: int | None
    """None when the connection ended before an answer was begun."""
    response_head: bytes
    response_fields: tuple[Field, ...]
    response_body: LoggedBody
    interim: tuple[bytes, ...]
    """Heads of the 1xx responses before; in HTTP/2 written as HTTP/1.1."""
    trailers: tuple[Field, ...]
    """HTTP/2 trailers; those of HTTP/1.1 are in the body's framing."""
    ending: Ending
    """``complete``, or who ended it in the middle."""
    upgraded: tuple[int, int] | None
    """Bytes received and sent after a 101."""

    @property
    def complete(self) -> bool:
        return self.ending == "complete"

    @property
    def host(self) -> str:
        """The authority's name, without port."""
        return self.authority.split(":", 1)[0].lower()

    @property
    def path(self) -> str:
        return self.target.split("?", 1)[0]

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def html(text: str, *, status: int = 200, fields: tuple[Field, ...] = ()) -> Response:
    """A page in UTF-8."""
    return typed(b"text/html; charset=utf-8", text.encode(), status=status, fields=fields)


def typed(media_type: bytes, body: bytes, *, status: int = 200, fields: tuple[Field, ...] = ()) -> Response:
    """A body with its media type."""
    return Response(status, ((b"content-type", media_type), *fields), body)


def redirect(status: int, location: str, body: bytes = b"") -> Response:
    """A redirect; ``body`` is what a reader without redirects would see."""
    note = body or f'<p>Moved to <a href="{location}">{location}</a>.</p>\n'.encode()
    return typed(b"text/html", note, status=status, fields=((b"location", location.encode("latin-1")),))


def always(response: Response) -> Route:
    """A route that gives the same answer every time."""

    async def route(_request: Request) -> Response:
        return response

    return route
