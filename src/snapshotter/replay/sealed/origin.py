"""One loopback port that is every archived origin: in the clear or under TLS, whatever the name."""

from __future__ import annotations

import asyncio
import socket
from types import TracebackType
from typing import Self

from snapshotter.capture import peers
from snapshotter.replay.endings import Endings
from snapshotter.replay.sealed.connection import Connection, Lookup, Note
from snapshotter.replay.sealed.identity import server_context

_LOOPBACK = "127.0.0.1"
_TLS_HANDSHAKE_RECORD = 0x16
_GREETING_S = 10.0
_FAREWELL_S = 2.0
_PATIENCE_S = 0.1
_BACKLOG = 1024
_LARGEST_HEAD_BYTES = 1 << 20


class SealedOrigin:
    """Answers out of a snapshot; an async context manager.

    A browser gets here through a tunnel that leads every name and port to :attr:`port`; other users of this
    machine are not served.  ``differed`` is told the requests of web sockets over which the page said
    something else than at capture.
    """

    def __init__(self, lookup: Lookup, differed: Note = lambda _: None) -> None:
        self._lookup = lookup
        self._differed = differed
        self._listening: socket.socket | None = None
        self._accepting: asyncio.Task[None] | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._endings = Endings()
        self.port = 0

    async def __aenter__(self) -> Self:
        self._listening = listening = socket.create_server((_LOOPBACK, 0), backlog=_BACKLOG)
        listening.setblocking(False)
        self.port = listening.getsockname()[1]
        self._accepting = asyncio.ensure_future(self._accept(listening))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every connection; streams are held open until then."""
        tasks = [task for task in (self._accepting, *self._connections) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._listening is not None:
            self._listening.close()

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                accepted, peer = await loop.sock_accept(listening)
            except OSError:  # the page has as many connections open as there may be files
                await asyncio.sleep(_PATIENCE_S)
                continue
            if not peers.is_ours(peer, (_LOOPBACK, self.port)):
                accepted.close()
                continue
            task = asyncio.ensure_future(self._serve(accepted))
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)

    async def _serve(self, accepted: socket.socket) -> None:
        writer: asyncio.StreamWriter | None = None
        try:
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            first = await _first_byte(accepted)
            if first is None:
                return
            reader, writer = await _streams(accepted, under_tls=first == _TLS_HANDSHAKE_RECORD)
            scheme = "https" if first == _TLS_HANDSHAKE_RECORD else "http"
            await Connection(
                reader, writer, scheme, self._lookup, differed=self._differed, endings=self._endings
            ).serve()
            await _farewell(writer)
        except (OSError, EOFError, asyncio.LimitOverrunError):
            return  # the browser has gone, or never was one
        finally:
            if writer is not None:
                writer.transport.abort()
            else:
                accepted.close()


async def _farewell(writer: asyncio.StreamWriter) -> None:
    """All that was written still goes out, if the browser takes it."""
    writer.close()
    try:
        async with asyncio.timeout(_FAREWELL_S):
            await writer.wait_closed()
    except TimeoutError:
        return


async def _first_byte(accepted: socket.socket) -> int | None:
    """Looked at and left there: TLS and HTTP tell themselves apart by it.  None when none came."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(accepted, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(accepted)
    return next(iter(accepted.recv(1, socket.MSG_PEEK)), None)


async def _streams(
    accepted: socket.socket, *, under_tls: bool
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=_LARGEST_HEAD_BYTES)
    protocol = asyncio.StreamReaderProtocol(reader)
    transport, _ = await loop.connect_accepted_socket(
        lambda: protocol,
        accepted,
        ssl=server_context() if under_tls else None,
        ssl_handshake_timeout=_GREETING_S if under_tls else None,
        ssl_shutdown_timeout=_FAREWELL_S if under_tls else None,
    )
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)
