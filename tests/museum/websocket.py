"""The server's side of a WebSocket (RFC 6455): by hand as much as an echo needs, and one that keeps a log."""

from __future__ import annotations

import base64
import hashlib

from wsproto.connection import Connection, ConnectionState, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, TextMessage
from wsproto.extensions import PerMessageDeflate

from snapshotter.demo.messages import Duplex, Field, Request, Response

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_CLOSE = 0x8


def accept(key: str) -> bytes:
    """``Sec-WebSocket-Accept`` for a key (section 4.2.2)."""
    return base64.b64encode(hashlib.sha1(key.encode() + _GUID).digest())


async def echo_three_frames(duplex: Duplex) -> None:
    """Send every frame back; close after the third."""
    for _ in range(3):
        opcode, payload = await read_frame(duplex)
        if opcode == _CLOSE:
            break
        await duplex.write(frame(opcode, payload))
    await duplex.write(frame(_CLOSE, b"\x03\xe8"))


async def read_frame(duplex: Duplex) -> tuple[int, bytes]:
    """Opcode and unmasked payload of a client's frame of less than 64 KiB (section 5.2)."""
    first, second = await duplex.read_exactly(2)
    size = second & 0x7F
    if size == 126:
        size = int.from_bytes(await duplex.read_exactly(2), "big")
    mask = await duplex.read_exactly(4)
    masked = await duplex.read_exactly(size)
    return first & 0x0F, bytes(byte ^ mask[n % 4] for n, byte in enumerate(masked))


def frame(opcode: int, payload: bytes) -> bytes:
    """An unmasked final frame."""
    size = len(payload)
    length = bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2, "big")
    return bytes([0x80 | opcode]) + length + payload


Said = tuple[str, str, bytes]
"""Who said it (``page``, ``origin``), what kind of message, and its bytes."""


class Echoes:
    """A server that sends back what it gets, through another library, and notes everything.

    It serves one socket.  After ``close_after`` messages it closes; 0 leaves that to the page.
    """

    def __init__(self, compression: PerMessageDeflate | None = None, close_after: int = 0) -> None:
        self.said: list[Said] = []
        self._compression = compression
        self._close_after = close_after
        self._answered = 0
        self._heard = bytearray()

    async def __call__(self, request: Request) -> Response:
        key = request.field("sec-websocket-key")
        if key is None:
            return Response(426, ((b"upgrade", b"websocket"),))
        fields: list[Field] = [(b"Upgrade", b"websocket"), (b"Connection", b"Upgrade")]
        if self._compression is not None:
            agreed = self._compression.accept(request.field("sec-websocket-extensions") or "")
            extension = f"permessage-deflate; {agreed}" if agreed else "permessage-deflate"
            fields.append((b"Sec-WebSocket-Extensions", extension.encode()))
        asked = request.field("sec-websocket-protocol")
        if asked is not None:
            fields.append((b"Sec-WebSocket-Protocol", asked.split(",")[0].encode()))
        return Response(101, (*fields, (b"Sec-WebSocket-Accept", accept(key))), upgrade=self._talk)

    async def _talk(self, duplex: Duplex) -> None:
        ours = Connection(ConnectionType.SERVER, [self._compression] if self._compression else [])
        while ours.state is not ConnectionState.CLOSED:
            ours.receive_data(await read_raw_frame(duplex))
            for event in ours.events():
                await self._answer(duplex, ours, event)

    async def _answer(self, duplex: Duplex, ours: Connection, event: Event) -> None:
        if isinstance(event, CloseConnection):
            self.said.append(("page", "close", _close(event)))
            if ours.state is ConnectionState.REMOTE_CLOSING:
                self.said.append(("origin", "close", _close(event)))
                await duplex.write(ours.send(event.response()))
            return
        assert isinstance(event, TextMessage | BytesMessage)
        self._heard += event.data.encode() if isinstance(event, TextMessage) else event.data
        if event.message_finished:
            await self._send_back(duplex, ours, "text" if isinstance(event, TextMessage) else "binary")

    async def _send_back(self, duplex: Duplex, ours: Connection, kind: str) -> None:
        data, self._heard = bytes(self._heard), bytearray()
        self.said += [("page", kind, data), ("origin", kind, data)]
        message = TextMessage(data.decode()) if kind == "text" else BytesMessage(data)
        await duplex.write(ours.send(message))
        self._answered += 1
        if self._answered == self._close_after:
            self.said.append(("origin", "close", b"\x0f\xa2done"))
            await duplex.write(ours.send(CloseConnection(4002, "done")))


def _close(event: CloseConnection) -> bytes:
    return event.code.to_bytes(2, "big") + (event.reason or "").encode()


async def read_raw_frame(duplex: Duplex) -> bytes:
    """A client's frame, as it came."""
    start = await duplex.read_exactly(2)
    extended = await duplex.read_exactly({126: 2, 127: 8}.get(start[1] & 0x7F, 0))
    size = int.from_bytes(extended, "big") if extended else start[1] & 0x7F
    return start + extended + await duplex.read_exactly(4 + size)
