"""HTTP/1.1 by hand (RFC 9112): every byte of an answer can be chosen, and every byte is logged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus

from snapshotter.demo.ledger import Ledger, OpenExchange, Peer
from snapshotter.demo.messages import Duplex, Field, Request, Response, Route

BODILESS = frozenset({204, 304})
"""Statuses whose responses end with the head (RFC 9110, section 6.4.1)."""


async def serve_http1(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    peer: Peer,
    route: Route,
    ledger: Ledger,
) -> None:
    """Answer requests on one connection until either side has had enough."""
    connection = _Connection(reader, writer, peer, route, ledger)
    while await connection.exchange():
        pass


class _Connection:
    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        peer: Peer,
        route: Route,
        ledger: Ledger,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._peer = peer
        self._route = route
        self._ledger = ledger

    async def exchange(self) -> bool:
        """One request and its response; False when the connection is to be closed."""
        head = await self._read_head()
        if not head:
            return False
        method, target, fields = parse_request_head(head)
        wire, body = await self._read_body(fields)
        host = _first(fields, b"host") or b""
        request = Request("http/1.1", self._peer.scheme, host.decode("latin-1"), method, target, fields, body)
        entry = self._ledger.open(self._peer, "http/1.1", request)
        entry.request_head = head
        entry.request_body.add(wire)
        try:
            return await self._answer(entry)
        except asyncio.CancelledError:
            entry.ending = "origin"
            raise
        finally:
            self._ledger.close(entry)

    async def _read_head(self) -> bytes:
        try:
            return await self._reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return b""

    async def _read_body(self, fields: tuple[Field, ...]) -> tuple[bytes, bytes]:
        """The body as on the wire, and its content."""
        if (_first(fields, b"transfer-encoding") or b"").lower() == b"chunked":
            return await self._read_chunks()
        body = await self._reader.readexactly(int(_first(fields, b"content-length") or 0))
        return body, body

    async def _read_chunks(self) -> tuple[bytes, bytes]:
        wire, content = bytearray(), bytearray()
        while True:
            line = await self._reader.readuntil(b"\r\n")
            size = int(line.split(b";")[0], 16)
            data = await self._reader.readexactly(size + 2)
            wire += line + data
            content += data[:size]
            if not size:
                return bytes(wire), bytes(content)

    async def _answer(self, entry: OpenExchange) -> bool:
        response = await self._route(entry.request)
        for status, fields in response.interim:
            entry.interim.append(http1_head(status, fields))
            await self._write(entry.interim[-1])
        entry.status = response.status
        entry.response_head = response_head(response)
        unheard = await self._has_hung_up()
        await self._write(entry.response_head)
        await self._write_body(entry, response)
        if response.upgrade is not None:
            return await self._upgrade(entry, response)
        if not unheard:
            entry.ending = "origin" if response.cut else "complete"
        asked_to_close = (entry.request.field("connection") or "").lower() == "close"
        return not (response.cut or response.close or response.framing == "close" or asked_to_close)

    async def _has_hung_up(self) -> bool:
        """Whether the client left before it was answered: nobody hears what is written then, and no error
        tells.  Its leave may lie behind its request, not read yet."""
        for _ in range(2):
            await asyncio.sleep(0)
        return self._reader.at_eof()

    async def _write_body(self, entry: OpenExchange, response: Response) -> None:
        if entry.request.method == "HEAD" or response.status in BODILESS:
            return
        async for piece in wire_pieces(response):
            entry.response_body.add(piece)
            await self._write(piece)

    async def _upgrade(self, entry: OpenExchange, response: Response) -> bool:
        assert response.upgrade is not None
        entry.duplex = Duplex(self._reader.readexactly, self._write)
        entry.ending = "complete"
        await response.upgrade(entry.duplex)
        return False

    async def _write(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()


def parse_request_head(head: bytes) -> tuple[str, str, tuple[Field, ...]]:
    """Method, target and fields of a request head."""
    start, *lines = head[:-4].split(b"\r\n")
    method, target, _version = start.decode("latin-1").split(" ", 2)
    fields = (line.partition(b":") for line in lines)
    return method, target, tuple((name, value.strip()) for name, _, value in fields)


def http1_head(status: int, fields: tuple[Field, ...], reason: bytes | None = None) -> bytes:
    """A response head as HTTP/1.1 writes it."""
    return _head(b"HTTP/1.1", status, fields, _phrase(status) if reason is None else reason)


def response_head(response: Response) -> bytes:
    """The exact head of a response: the one it brings, or one built for its framing."""
    if response.head is not None:
        return response.head
    reason = _phrase(response.status) if response.reason is None else response.reason
    fields = (*response.fields, *_framing_fields(response))
    return _head(response.version, response.status, fields, reason)


async def wire_pieces(response: Response) -> AsyncIterator[bytes]:
    """The body as HTTP/1.1 writes it, chunk framing included (RFC 9112, section 7.1)."""
    async for piece in response.pieces():
        yield b"%x\r\n%s\r\n" % (len(piece), piece) if response.framing == "chunked" else piece
    if response.framing == "chunked" and not response.cut:
        yield b"0\r\n" + b"".join(b"%s: %s\r\n" % item for item in response.trailers) + b"\r\n"


def _framing_fields(response: Response) -> tuple[Field, ...]:
    if response.framing == "chunked":
        return ((b"transfer-encoding", b"chunked"),)
    if response.framing == "close":
        return ((b"connection", b"close"),)
    length = response.declared_length
    bodiless = response.status in BODILESS or response.status == HTTPStatus.SWITCHING_PROTOCOLS
    if response.framing == "verbatim" or length is None or bodiless:
        return ()
    return ((b"content-length", b"%d" % length),)


def _head(version: bytes, status: int, fields: tuple[Field, ...], reason: bytes) -> bytes:
    start = b"%s %d %s\r\n" % (version, status, reason)
    return start + b"".join(b"%s: %s\r\n" % item for item in fields) + b"\r\n"


def _phrase(status: int) -> bytes:
    try:
        return HTTPStatus(status).phrase.encode()
    except ValueError:
        return b""


def _first(fields: tuple[Field, ...], name: bytes) -> bytes | None:
    return next((value for key, value in fields if key.lower() == name), None)
