"""What is read of one connection: TLS opened, HTTP parsed, evidence kept."""

from __future__ import annotations

import uuid
from typing import Protocol

from snapshotter.capture.spool import MessageSpool
from snapshotter.capture.tls.keylog import KeyLog
from snapshotter.capture.tls.session import TlsSession
from snapshotter.capture.wire import heads
from snapshotter.capture.wire.connection import HttpConnection
from snapshotter.capture.wire.draft import Draft, Side
from snapshotter.errors import CaptureError
from snapshotter.model.capture import Connection

_TLS_HANDSHAKE_RECORD = 0x16
_MAX_UNREAD_BYTES = 1 << 20
"""What is kept of what a server says before the client."""
EVENTS_BYTES = 256 << 10
"""An event stream that is longer is slowed down, as is a web socket of which no more is kept: """
FLOOD_BYTES_PER_S = 32 << 10
"""to this.  The browser tells its driver of every message; a flood of them would drown all other pages."""


class Sink(Protocol):
    """Where a connection's tap reports to: the recorder."""

    keys: KeyLog

    def spool(self, head: bytes) -> MessageSpool: ...

    def begun(self, draft: Draft, tap: ConnectionTap) -> None: ...

    def ended(self, draft: Draft, tap: ConnectionTap) -> None: ...

    def stray(self, what: str, tap: ConnectionTap) -> None: ...

    def touched(self, size_bytes: int) -> None:
        """Bytes passed."""
        ...

    def connection_over(self, tap: ConnectionTap) -> None: ...


class ConnectionTap:
    """One connection to ``host:port`` (:class:`snapshotter.capture.tunnel.Tap`)."""

    def __init__(self, host: str, port: int, sink: Sink) -> None:
        self.id = str(uuid.uuid4())
        self.host, self.port = host, port
        self.ip: str | None = None
        self.error: CaptureError | None = None
        self._sink = sink
        self._tls: TlsSession | None = None
        self._http: HttpConnection | None = None
        self._unread_server = bytearray()
        self._sent = self._received = 0
        self._closed_by: Side = "client"
        self._under_way: dict[str, Draft] = {}

    # snapshotter.capture.tunnel.Tap

    def connected(self, ip: str | None) -> None:
        self.ip = ip

    def failed(self, error: CaptureError) -> None:
        self.error = error

    def feed(self, side: Side, data: bytes) -> None:
        self._sink.touched(len(data))
        if side == "client":
            self._sent += len(data)
        else:
            self._received += len(data)
        if self._http is None and not self._decide(side, data):
            return
        if self._tls is not None:
            self._tls.feed(side, data)
        elif self._http is not None:
            self._http.feed(side, data)

    def rest_s(self, size_bytes: int) -> float:
        flooded = any(map(_is_flood, self._under_way.values()))
        return size_bytes / FLOOD_BYTES_PER_S if flooded else 0.0

    def closed(self, by: Side) -> None:
        self._closed_by = by
        self._sink.connection_over(self)

    # snapshotter.capture.wire.draft.Journal

    def spool(self, head: bytes) -> MessageSpool:
        return self._sink.spool(head)

    def begun(self, draft: Draft) -> None:
        self._under_way[draft.id] = draft
        self._sink.begun(draft, self)

    def ended(self, draft: Draft) -> None:
        self._under_way.pop(draft.id, None)
        self._sink.ended(draft, self)

    def stray(self, what: str) -> None:
        self._sink.stray(what, self)

    # what was seen

    @property
    def tls_version(self) -> str | None:
        return self._tls.version_name if self._tls else None

    @property
    def tls_error(self) -> str | None:
        return self._tls.error if self._tls else None

    @property
    def waits_for_secret(self) -> bool:
        return self._tls is not None and self._tls.waits_for_secret

    def finish(self) -> None:
        """Nothing more will come, not even a secret."""
        if self._tls is not None:
            if self._tls.closed_cleanly("server"):
                self._closed_by = "server"  # it said so, though the client may have hung up first
            self._tls.close()
        if self._http is not None:
            self._http.close(self._closed_by)
        elif self._received:
            self.stray(f"{self._received} bytes from {self.host}:{self.port} that nobody asked for")

    def facts(self) -> Connection:
        """The connection as evidence."""
        tls = self._tls
        alpn = tls.alpn if tls else None
        return Connection(
            id=self.id,
            host=self.host,
            port=self.port,
            ip=self.ip,
            tls=self.tls_version,
            cipher_suite=tls.suite_name if tls else None,
            alpn=alpn,
            sni=tls.server_name if tls else None,
            certificates=tls.certificates if tls else (),
            error="undecryptable" if self.tls_error else self._error_name(),
            sent_bytes=self._sent,
            received_bytes=self._received,
        )

    def _error_name(self) -> str | None:
        return self.error.code.removeprefix("capture.") if self.error else None

    def _decide(self, side: Side, data: bytes) -> bool:
        """Choose TLS or plain by the client's first byte; what a server says before that waits."""
        if side == "server":
            self._unread_server += data[: _MAX_UNREAD_BYTES - len(self._unread_server)]
            return False
        scheme = "https" if data[0] == _TLS_HANDSHAKE_RECORD else "http"
        default = 443 if scheme == "https" else 80
        host = f"[{self.host}]" if ":" in self.host else self.host
        authority = host if self.port == default else f"{host}:{self.port}"
        self._http = HttpConnection(f"{scheme}://{authority}", self)
        if scheme == "https":
            self._tls = TlsSession(self._sink.keys, self._http.feed)
        if self._unread_server:
            (self._tls or self._http).feed("server", bytes(self._unread_server))
            self._unread_server.clear()
        return True


def _is_flood(draft: Draft) -> bool:
    """Whether an exchange goes on and on in small messages."""
    if draft.websocket is not None:
        return draft.websocket.truncated == "length"
    long = draft.response is not None and draft.response.size_bytes > EVENTS_BYTES
    return long and heads.media_type(draft.response_fields) == "text/event-stream"
