"""One connection to a host: what we send over it and what comes are the exchanges."""

from __future__ import annotations

import asyncio
import uuid
from typing import cast

from snapshotter.audit.probe.place import Place
from snapshotter.capture.spool import MessageSpool, Room
from snapshotter.capture.wire import heads
from snapshotter.capture.wire.draft import Draft, Side
from snapshotter.capture.wire.h1 import Http1Connection
from snapshotter.model.audit import NameAnswer
from snapshotter.model.capture import Connection
from snapshotter.urls import Url

_MOST_UNASKED_BYTES = 64 << 10
_SWITCHING_PROTOCOLS = 101


class Line(asyncio.Protocol):
    """Takes one request after the other (:class:`snapshotter.capture.wire.draft.Journal`).

    Bodies go to ``room``; one of more than ``max_body_bytes`` ends the connection there.
    """

    def __init__(self, place: Place, ip: str | None, room: Room, max_body_bytes: int) -> None:
        self.id = str(uuid.uuid4())
        self.place = place
        self.ip = ip
        self.name: NameAnswer | None = None
        """What the resolver said when the connection was made."""
        self.tls: str | None = None
        self.cipher_suite: str | None = None
        self.alpn: str | None = None
        self.certificates: tuple[bytes, ...] = ()
        self.is_closed = False
        self.answers = 0
        """So many requests were answered over it."""
        self.timed_out = False
        self.stray_bytes: str | None = None
        self.draft: Draft | None = None
        """The newest exchange."""
        self._room = room
        self._max_body_bytes = max_body_bytes
        self._transport: asyncio.Transport | None = None
        self._reader: Http1Connection | None = None
        self._over: asyncio.Future[None] | None = None
        self._unasked = bytearray()
        self._was_reset = False
        self._sent = self._received = 0

    @property
    def heard_nothing(self) -> bool:
        """Whether not a byte has come since the newest request."""
        return not self._received

    async def ask(self, request: bytes, url: Url) -> Draft:
        """Send a GET of ``url`` and return when its answer is over, whole or not.

        Cancelled, it ends the connection; what has come until then is in :attr:`draft`.
        """
        self._sent = self._received = 0
        self.draft = None
        self._over = asyncio.get_running_loop().create_future()
        reader = self._reader = Http1Connection(self.place.origin, self)
        reader.sent(Draft("GET", url, "http/1.1", [], self.spool(request)))
        if self._transport is not None and not self.is_closed:
            self._transport.write(request)
            self._sent = len(request)
        if self._unasked:
            self._take(bytes(self._unasked))
        if self.is_closed:
            self._cut("server")
        try:
            await self._over
        except asyncio.CancelledError:
            self.timed_out = True
            self._cut("client")
            raise
        return cast("Draft", self.draft)

    def close(self) -> None:
        """End the connection at once."""
        self.is_closed = True
        if self._transport is not None:
            self._transport.abort()

    def facts(self) -> Connection:
        """The connection as evidence; its bytes are those of the newest request, above TLS."""
        return Connection(
            id=self.id,
            host=self.place.host,
            port=self.place.port,
            ip=self.ip,
            tls=self.tls,
            cipher_suite=self.cipher_suite,
            alpn=self.alpn,
            sni=self.place.host if self.tls else None,
            certificates=self.certificates,
            sent_bytes=self._sent,
            received_bytes=self._received,
        )

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self._reader is not None:
            self._take(data)
        elif self.answers or len(self._unasked) + len(data) > _MOST_UNASKED_BYTES:
            self.close()  # an answer to nothing must not become the answer to what is asked next
        else:
            self._unasked += data

    def eof_received(self) -> bool:
        self._cut("server")
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._was_reset = exc is not None
        self._cut("server")

    # snapshotter.capture.wire.draft.Journal

    def spool(self, head: bytes) -> MessageSpool:
        return MessageSpool(self._room, head, self._max_body_bytes)

    def begun(self, draft: Draft) -> None:
        self.draft = draft

    def ended(self, draft: Draft) -> None:
        if self._over is not None and not self._over.done():
            self._over.set_result(None)

    def stray(self, what: str) -> None:
        self.stray_bytes = what

    # inside

    def _take(self, data: bytes) -> None:
        reader, draft = self._reader, self.draft
        if reader is None or draft is None:
            return
        self._received += len(data)
        reader.feed("server", data)
        if self._over is not None and self._over.done():
            self._finished(reader, draft)
        elif (draft.response is not None and draft.response.cut) or draft.status == _SWITCHING_PROTOCOLS:
            self._cut("client")

    def _finished(self, reader: Http1Connection, draft: Draft) -> None:
        """A whole answer has come: another request may follow, unless something else came as well."""
        self._reader = None
        self.answers += 1
        reader.close("server")  # tells of what is left over
        if self.stray_bytes or not _may_go_on(draft):
            self.close()

    def _cut(self, by: Side) -> None:
        """The connection is over, or we give it up."""
        reader, self._reader = self._reader, None
        draft = self.draft
        if reader is not None and draft is not None:
            was_whole = draft.response_done
            reader.close(by)
            self.answers += draft.response is not None
            if self._was_reset and not was_whole:
                draft.cut = "server"
        self.close()


def _may_go_on(draft: Draft) -> bool:
    """RFC 9112, section 9.3; HTTP/1.0 is not asked twice."""
    if draft.protocol != "http/1.1" or draft.malformed:
        return False
    return all(b"close" not in value.lower() for value in heads.values(draft.response_fields, b"connection"))
