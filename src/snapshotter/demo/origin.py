"""Loopback origins: many host names on few ports, every exchange logged byte for byte."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Self

from snapshotter.demo.certificates import CertificateAuthority, TlsOptions
from snapshotter.demo.http1 import serve_http1
from snapshotter.demo.http2 import serve_http2
from snapshotter.demo.ledger import Ledger, Peer
from snapshotter.demo.messages import Request, Response, Route, ServedExchange, typed

LOOPBACK = "127.0.0.1"
ANY = "*"
"""Matches any host or any path that has no route of its own."""
Routes = Mapping[str, Mapping[str, Route]]
"""Host name -> path (without query) -> route."""

_LARGEST_HEAD_BYTES = 1 << 20
_TLS_FAREWELL_S = 1.0
_TLS_GREETING_S = 5.0
PORTS: Mapping[str, TlsOptions | None] = {
    "h1": None,
    "tls-h1": TlsOptions(alpn=("http/1.1",)),
    "tls-h2": TlsOptions(),
}
"""The usual three ports: in the clear, TLS with HTTP/1.1, TLS with HTTP/2."""


class Origin:
    """A server of many hosts on free ports of 127.0.0.1; an async context manager.

    ``ports`` names the ports and how each speaks TLS (None: in the clear); every host is served on
    each of them.  ``certificate_names`` are the names in the certificate: the hosts of ``routes``
    unless given.
    """

    def __init__(
        self,
        routes: Routes,
        *,
        ports: Mapping[str, TlsOptions | None] = PORTS,
        certificate_names: Sequence[str] | None = None,
    ) -> None:
        names = certificate_names or [host for host in routes if host != ANY] or ["localhost"]
        self.authority = CertificateAuthority(names)
        self.ports: dict[str, int] = {}
        self._routes = routes
        self._options = dict(ports)
        self._ledger = Ledger()
        self._servers: list[asyncio.Server] = []
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._numbers = itertools.count()

    @property
    def served(self) -> tuple[ServedExchange, ...]:
        """Every finished exchange so far, ordered by arrival."""
        return self._ledger.served

    @property
    def under_way(self) -> int:
        """Exchanges that have been asked and are not finished: endless ones, mostly."""
        return self._ledger.under_way

    def connect_to(self, hosts: Iterable[str], port_name: str) -> tuple[str, ...]:
        """Entries in curl's ``--connect-to`` form that lead ``hosts`` at their usual port here."""
        usual = 80 if self._options[port_name] is None else 443
        return tuple(f"{host}:{usual}:{LOOPBACK}:{self.ports[port_name]}" for host in hosts)

    async def __aenter__(self) -> Self:
        for name, options in self._options.items():
            self.ports[name] = await self._listen(options)
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for server in self._servers:
            server.close()
        tasks = dict(self._connections)
        for task, writer in tasks.items():
            task.cancel()
            writer.transport.abort()
        await asyncio.gather(*tasks, return_exceptions=True)
        for server in self._servers:
            await server.wait_closed()

    async def _listen(self, options: TlsOptions | None) -> int:
        server = await asyncio.start_server(
            self._accept,
            LOOPBACK,
            0,
            limit=_LARGEST_HEAD_BYTES,
            ssl=None if options is None else self.authority.server_context(options),
            ssl_handshake_timeout=None if options is None else _TLS_GREETING_S,
            ssl_shutdown_timeout=None if options is None else _TLS_FAREWELL_S,
        )
        self._servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._connections[task] = writer
        task.add_done_callback(self._connections.pop)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer, alpn = self._peer(writer)
        serve = serve_http2 if alpn == "h2" else serve_http1
        try:
            await serve(reader, writer, peer, self.answer, self._ledger)
            writer.close()
            await writer.wait_closed()
        except (OSError, asyncio.IncompleteReadError):
            writer.transport.abort()

    def _peer(self, writer: asyncio.StreamWriter) -> tuple[Peer, str | None]:
        number = next(self._numbers)
        tls = writer.get_extra_info("ssl_object")
        if tls is None:
            return Peer(number, "http"), None
        return Peer(number, "https", tls.version(), tls.cipher()[0]), tls.selected_alpn_protocol()

    async def answer(self, request: Request) -> Response:
        """What the routes answer; 404 where there is none."""
        paths = self._routes.get(request.host) or self._routes.get(ANY) or {}
        route = paths.get(request.path) or paths.get(ANY)
        if route is None:
            return typed(b"text/plain", b"There is nothing here.\n", status=404)
        return await route(request)


class LoopbackWeb:
    """Hosts of one :class:`Origin` that belong together; an async context manager."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin

    @property
    def authority(self) -> CertificateAuthority:
        """Who signed the certificates of its hosts."""
        return self._origin.authority

    @property
    def served(self) -> tuple[ServedExchange, ...]:
        """Every finished exchange so far, as the origin saw it, ordered by arrival."""
        return self._origin.served

    async def __aenter__(self) -> Self:
        await self._origin.__aenter__()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._origin.__aexit__(exc_type, exc, traceback)
