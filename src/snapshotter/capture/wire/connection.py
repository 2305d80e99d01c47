"""One connection's plaintext, whichever HTTP it speaks."""

from __future__ import annotations

from snapshotter.capture.wire import h2
from snapshotter.capture.wire.draft import Journal, Side
from snapshotter.capture.wire.h1 import Http1Connection

_MAX_EARLY_BYTES = 1 << 20
"""What a server may say before the client has shown which HTTP it speaks."""


class HttpConnection:
    """Decides by the client's first bytes (RFC 9113, section 3.4) and hands on."""

    def __init__(self, origin: str, journal: Journal) -> None:
        self._origin = origin
        self._journal = journal
        self._client = bytearray()
        self._server = bytearray()
        self._unread = 0
        self._inner: Http1Connection | h2.Http2Connection | None = None

    @property
    def is_h2(self) -> bool:
        return isinstance(self._inner, h2.Http2Connection)

    def feed(self, side: Side, data: bytes) -> None:
        """Take plaintext of one side, in the order it passed."""
        if self._inner is not None:
            self._inner.feed(side, data)
        elif side == "server":
            room = _MAX_EARLY_BYTES - len(self._server)
            self._server += data[:room]
            self._unread += len(data[room:])
        else:
            self._client += data
            self._decide()

    def close(self, by: Side) -> None:
        """The connection ended, first on the side of ``by``."""
        received = len(self._server) + self._unread
        if self._inner is not None:
            self._inner.close(by)
            if self._unread:
                self._journal.stray(f"{self._unread} bytes from {self._origin} that are no answer")
        elif self._client or received:
            self._journal.stray(
                f"{len(self._client)} bytes sent to and {received} received from {self._origin} are no HTTP"
            )

    def _decide(self) -> None:
        start = bytes(self._client[: len(h2.PREFACE)])
        if h2.PREFACE.startswith(start) and len(start) < len(h2.PREFACE):
            return
        client, server = bytes(self._client), bytes(self._server)
        if start == h2.PREFACE:
            self._inner = h2.Http2Connection(self._origin, self._journal)
            client = client[len(h2.PREFACE) :]
        else:
            self._inner = Http1Connection(self._origin, self._journal)
        self._client.clear()
        self._server.clear()
        if client:
            self._inner.feed("client", client)
        if server:
            self._inner.feed("server", server)
