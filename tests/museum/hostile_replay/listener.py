"""Who a leaking page would reach: TCP and UDP on one loopback port, every arrival noted."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

_LOOPBACK = "127.0.0.1"
_FIRST_LINE_S = 2.0
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Type: text/plain\r\n"
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)


class Listener:
    """An async context manager; ``arrivals`` says what came: request lines, ``(nothing)`` for a connection
    without a word, ``TLS``, ``UDP``."""

    def __init__(self, port: int = 0) -> None:
        self.arrivals: list[str] = []
        self.port = port

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, _LOOPBACK, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        loop = asyncio.get_running_loop()
        self._datagrams, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(self.arrivals), local_addr=(_LOOPBACK, self.port)
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._datagrams.close()
        self._server.close()
        await self._server.wait_closed()

    @property
    def channels(self) -> set[str]:
        """The last part of each requested path; what came without one as it is."""
        paths = (each.split(" ")[1] if " " in each else each for each in self.arrivals)
        return {path.rpartition("/")[2] for path in paths}

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        place = len(self.arrivals)
        self.arrivals.append("(nothing)")
        try:
            async with asyncio.timeout(_FIRST_LINE_S):
                first = await reader.read(2048)
        except (TimeoutError, OSError):
            first = b""
        if first:
            self.arrivals[place] = "TLS" if first[0] == 0x16 else first.split(b"\r\n")[0].decode("latin-1")
            writer.write(_ANSWER)
        writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, arrivals: list[str]) -> None:
        self._arrivals = arrivals

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._arrivals.append("UDP")
