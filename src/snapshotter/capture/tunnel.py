"""A blind SOCKS5 tunnel (RFC 1928): bytes pass untouched, and a copy of them is read.

The client speaks its own TLS to the origin; nothing of what either side sends is changed,
delayed or answered here.  Names are resolved on this side, so the address guard sees every
connection there is.  Other users of this machine are not served.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from collections.abc import Callable
from typing import Literal, Protocol

from snapshotter.capture import peers
from snapshotter.capture.connector import Connector
from snapshotter.errors import AddressRefused, CaptureError, CaptureTimeout, DnsError, HostBlocked

Side = Literal["client", "server"]
Refusal = Callable[[str], CaptureError | None]
"""Why no connection to a host must be made; None when it may."""
_STOP_S = 5.0
_SOCKS5, _CONNECT, _IPV4, _NAME, _IPV6 = 5, 1, 1, 3, 4
_NOT_ALLOWED, _HOST_UNREACHABLE, _REFUSED, _EXPIRED, _NO_SUCH_COMMAND = 2, 4, 5, 6, 7

BROWSERS_OWN = {("connectivitycheck.gstatic.com", 80)}
"""Where Chromium looks for a captive portal when a page is slow, through the page's own proxy.  No
page asked for it, so it is refused and leaves no trace.  All else that Chromium does for itself goes
to the browser's proxy, not to the page's."""


class Tap(Protocol):
    """Reads a copy of one connection."""

    def connected(self, ip: str | None) -> None: ...

    def failed(self, error: CaptureError) -> None: ...

    def feed(self, side: Side, data: bytes) -> None: ...

    def rest_s(self, size_bytes: int) -> float:
        """For how long nothing more should be taken from the origin after so many bytes; 0 as a rule."""
        ...

    def closed(self, by: Side) -> None:
        """The connection is over; called once, also for one that failed."""
        ...


class Tunnel:
    """One listening SOCKS5 port on loopback; every connection through it gets a tap."""

    def __init__(
        self, connector: Connector, tap: Callable[[str, int], Tap], refusal: Refusal = lambda _: None
    ) -> None:
        self._connector = connector
        self._refusal = refusal
        self._tap = tap
        self._server: asyncio.Server | None = None
        self._clients: set[_Client] = set()
        self.port = 0

    async def start(self) -> None:
        """Listen on a free port."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Client(self), "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and end every connection; nothing of them is left afterwards.

        One that does not end, because its reader failed, say, is left to itself after a few seconds.
        """
        if self._server is not None:
            self._server.close()
        deadline = time.monotonic() + _STOP_S
        while self._clients and (left_s := deadline - time.monotonic()) > 0:
            opening = [task for client in self._clients if (task := client.abort()) is not None]
            if opening:
                await asyncio.wait(opening, timeout=left_s)
            await asyncio.sleep(0)
        self._clients.clear()

    def enter(self, client: _Client) -> None:
        self._clients.add(client)

    def leave(self, client: _Client) -> None:
        self._clients.discard(client)

    async def open(self, host: str, port: int) -> tuple[socket.socket, str | None]:
        """Raises what :meth:`Connector.connect` raises, and what the refusal is, before any look-up."""
        refused = self._refusal(host)
        if refused is not None:
            raise refused
        return await self._connector.connect(host, port)

    def new_tap(self, host: str, port: int) -> Tap:
        return self._tap(host, port)


class _Client(asyncio.Protocol):
    """The browser's side: the SOCKS5 handshake, then the relay."""

    def __init__(self, tunnel: Tunnel) -> None:
        self._tunnel = tunnel
        self._transport: asyncio.Transport | None = None
        self._origin: _Origin | None = None
        self._tap: Tap | None = None
        self._buffer = bytearray()
        self._greeted = False
        self._opening: asyncio.Task[None] | None = None
        self._closed_by: Side | None = None
        self._early: bytearray | None = bytearray()
        """What the origin says before the browser knows that it is connected."""
        self._ended_early = self._lost = False

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if not peers.is_ours(transport.get_extra_info("peername"), transport.get_extra_info("sockname")):
            transport.abort()
        self._tunnel.enter(self)

    def data_received(self, data: bytes) -> None:
        if self._origin is not None:
            self._origin.write(data)
            self._feed("client", data)
            return
        self._buffer += data
        if self._opening is None:
            self._shake_hands()

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = True
        try:
            self.over("client")
        finally:  # a reader that fails must not keep a connection open
            if self._opening is not None:
                self._opening.cancel()
            if self._origin is not None:
                self._origin.close()
            self.leave_when_over()

    def pause_writing(self) -> None:
        if self._origin is not None:
            self._origin.pause_reading()

    def resume_writing(self) -> None:
        if self._origin is not None:
            self._origin.resume_reading()

    # the relay

    def from_origin(self, data: bytes) -> None:
        if self._early is not None:
            self._early += data
            return
        self._reply(data)
        self._feed("server", data)
        if self._tap is not None and self._origin is not None and (rest_s := self._tap.rest_s(len(data))) > 0:
            self._origin.rest(rest_s)

    def origin_ended(self) -> None:
        """The origin closed: what it sent is flushed to the browser, then its side closes too."""
        self._ended_early = self._early is not None
        if self._ended_early:
            return
        try:
            self.over("server")
        finally:
            if self._transport is not None:
                self._transport.close()

    def pause_reading(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def abort(self) -> asyncio.Task[None] | None:
        """End both sides at once; returns what still has to come to its end."""
        if self._transport is not None:
            self._transport.abort()
        if self._origin is not None:
            self._origin.abort()
        if self._opening is not None and not self._opening.done():
            self._opening.cancel()
            return self._opening
        return None

    def leave_when_over(self) -> None:
        """Called when something ended; once all of it has, the tunnel forgets us."""
        opened = self._opening is None or self._opening.done()
        if self._lost and opened and (self._origin is None or self._origin.lost):
            self._tunnel.leave(self)

    def over(self, by: Side) -> None:
        if self._closed_by is None:
            self._closed_by = by
            if self._tap is not None:
                self._tap.closed(by)

    def _feed(self, side: Side, data: bytes) -> None:
        if self._tap is not None and self._closed_by is None:
            self._tap.feed(side, data)

    # the handshake

    def _shake_hands(self) -> None:
        buffer = self._buffer
        if not self._greeted:
            if len(buffer) < 2 or len(buffer) < 2 + buffer[1]:
                return
            if buffer[0] != _SOCKS5:
                self.abort()
                return
            del buffer[: 2 + buffer[1]]
            self._greeted = True
            self._reply(bytes([_SOCKS5, 0]))
        request = _request(bytes(buffer))
        if request is None:
            return
        command, host, port, size = request
        del buffer[:size]
        if command != _CONNECT or not host:
            self._refuse(_NO_SUCH_COMMAND)
            return
        if (host.lower(), port) in BROWSERS_OWN:
            self._refuse(_NOT_ALLOWED)
            return
        self._opening = asyncio.get_running_loop().create_task(self._open(host, port))
        self._opening.add_done_callback(lambda _: self.leave_when_over())

    async def _open(self, host: str, port: int) -> None:
        self._tap = self._tunnel.new_tap(host, port)
        try:
            opened, ip = await self._tunnel.open(host, port)
        except CaptureError as error:
            self._tap.failed(error)
            self.over("server")
            self._refuse(_reply_code(error))
            return
        self._tap.connected(ip)
        loop = asyncio.get_running_loop()
        _, self._origin = await loop.create_connection(lambda: _Origin(self), sock=opened)
        self._reply(bytes([_SOCKS5, 0, 0, _IPV4]) + bytes(6))
        from_origin, self._early = bytes(self._early or b""), None
        from_client, self._buffer = bytes(self._buffer), bytearray()
        if from_client:
            self.data_received(from_client)
        if from_origin:
            self.from_origin(from_origin)
        if self._ended_early:
            self.origin_ended()

    def _reply(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    def _refuse(self, code: int) -> None:
        self._reply(bytes([_SOCKS5, code, 0, _IPV4]) + bytes(6))
        if self._transport is not None:
            self._transport.close()


class _Origin(asyncio.Protocol):
    """The origin's side of the relay."""

    def __init__(self, client: _Client) -> None:
        self._client = client
        self._transport: asyncio.Transport | None = None
        self._is_full = self._rests = False
        self.lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._client.from_origin(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        try:
            self._client.origin_ended()
        finally:
            self._client.leave_when_over()

    def pause_writing(self) -> None:
        self._client.pause_reading()

    def resume_writing(self) -> None:
        self._client.resume_reading()

    def write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    def pause_reading(self) -> None:
        self._is_full = True
        self._read_or_not()

    def resume_reading(self) -> None:
        self._is_full = False
        self._read_or_not()

    def rest(self, rest_s: float) -> None:
        """Take nothing for a while; the origin finds that we are slow."""
        if not self._rests:
            self._rests = True
            self._read_or_not()
            asyncio.get_running_loop().call_later(rest_s, self._rested)

    def _rested(self) -> None:
        self._rests = False
        self._read_or_not()

    def _read_or_not(self) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        if self._is_full or self._rests:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    def close(self) -> None:
        """Close once everything written has left."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()


def _request(buffer: bytes) -> tuple[int, str, int, int] | None:
    """Command, host, port and size of a SOCKS5 request (RFC 1928, section 4); None while short."""
    if len(buffer) < 5:
        return None
    command, kind = buffer[1], buffer[3]
    start, length = (5, buffer[4]) if kind == _NAME else (4, {_IPV4: 4, _IPV6: 16}.get(kind, 0))
    end = start + length
    if len(buffer) < end + 2:
        return None
    raw = buffer[start:end]
    if kind == _NAME:
        host = raw.decode("latin-1")
    elif length:
        host = str(ipaddress.ip_address(raw))
    else:
        host = ""
    return command, host, int.from_bytes(buffer[end : end + 2], "big"), end + 2


def _reply_code(error: CaptureError) -> int:
    if isinstance(error, AddressRefused | HostBlocked):
        return _NOT_ALLOWED
    if isinstance(error, DnsError):
        return _HOST_UNREACHABLE
    if isinstance(error, CaptureTimeout):
        return _EXPIRED
    return _REFUSED
