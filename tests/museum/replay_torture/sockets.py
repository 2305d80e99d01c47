"""The server's side of the page's WebSockets (RFC 6455), one of them compressed (RFC 7692)."""

from __future__ import annotations

import zlib

from snapshotter.demo.messages import Duplex, Field, Request, Response, Upgrade
from tests.museum.websocket import accept, frame

_TEXT, _BINARY, _CLOSE = 1, 2, 8
_COMPRESSED = 0x40
_DEFLATE_TAIL = b"\0\0\xff\xff"


async def echoing(request: Request) -> Response:
    """Sends back what it gets, in the subprotocol ``torture.v1`` if that is offered."""
    offered = (request.field("sec-websocket-protocol") or "").replace(" ", "").split(",")
    chosen = ((b"sec-websocket-protocol", b"torture.v1"),) if "torture.v1" in offered else ()
    return _switched(request, _echo, chosen)


async def pushing(request: Request) -> Response:
    """Speaks first, and unasked."""
    return _switched(request, _push)


async def compressing(request: Request) -> Response:
    """Answers in permessage-deflate; every message stands alone."""
    extension = b"permessage-deflate; server_no_context_takeover; client_no_context_takeover"
    return _switched(request, _echo_compressed, ((b"sec-websocket-extensions", extension),))


async def closing(request: Request) -> Response:
    """Says one word and closes with a code of its own."""
    return _switched(request, _close_at_once)


def _switched(request: Request, upgrade: Upgrade, more: tuple[Field, ...] = ()) -> Response:
    fields = (
        (b"upgrade", b"websocket"),
        (b"connection", b"Upgrade"),
        (b"sec-websocket-accept", accept(request.field("sec-websocket-key") or "")),
        *more,
    )
    return Response(101, fields, upgrade=upgrade)


async def _echo(duplex: Duplex) -> None:
    while True:
        first, payload = await _read(duplex)
        await duplex.write(frame(first & 0x0F, payload))
        if first & 0x0F == _CLOSE:
            return


async def _echo_compressed(duplex: Duplex) -> None:
    while True:
        first, payload = await _read(duplex)
        if first & 0x0F == _CLOSE:
            await duplex.write(frame(_CLOSE, payload))
            return
        if first & _COMPRESSED:
            payload = zlib.decompressobj(-15).decompress(payload + _DEFLATE_TAIL)
        coder = zlib.compressobj(wbits=-15)
        packed = (coder.compress(payload) + coder.flush(zlib.Z_SYNC_FLUSH)).removesuffix(_DEFLATE_TAIL)
        await duplex.write(frame(_COMPRESSED | first & 0x0F, packed))


async def _push(duplex: Duplex) -> None:
    for word in (b"first", b"second", b"third"):
        await duplex.write(frame(_TEXT, word))
    await _until_closed(duplex)
    await duplex.write(frame(_CLOSE, b"\x03\xe8"))


async def _close_at_once(duplex: Duplex) -> None:
    await duplex.write(frame(_TEXT, b"so long"))
    await duplex.write(frame(_CLOSE, (4001).to_bytes(2, "big") + b"enough"))
    await _until_closed(duplex)


async def _until_closed(duplex: Duplex) -> None:
    while (await _read(duplex))[0] & 0x0F != _CLOSE:
        pass


async def _read(duplex: Duplex) -> tuple[int, bytes]:
    """First byte and unmasked payload of a client's frame (section 5.2)."""
    first, second = await duplex.read_exactly(2)
    size = second & 0x7F
    if size >= 126:
        size = int.from_bytes(await duplex.read_exactly(2 if size == 126 else 8), "big")
    mask = await duplex.read_exactly(4)
    masked = await duplex.read_exactly(size)
    return first, bytes(byte ^ mask[n % 4] for n, byte in enumerate(masked))
