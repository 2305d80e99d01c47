"""Web sockets of a sealed page (RFC 6455): the handshake, and what was said over them."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from snapshotter.model.replay import Frame
from snapshotter.replay.messages import ReplayAnswer, ReplayRequest
from snapshotter.replay.transcript import Transcript

if TYPE_CHECKING:
    from wsproto.events import Event
    from wsproto.extensions import PerMessageDeflate

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_READ_BYTES = 64 * 1024
_MAX_MESSAGE_BYTES = 64 * 1024 * 1024
_DEFLATE = b"permessage-deflate"
_EXTENSIONS = b"sec-websocket-extensions"
_OF_THE_HANDSHAKE = (b"sec-websocket-accept", b"upgrade", b"connection")


def is_handshake(request: ReplayRequest) -> bool:
    """Section 4.1."""
    fields = dict(request.fields)
    return fields.get(b"upgrade", b"").lower() == b"websocket" and b"sec-websocket-key" in fields


def compression(request: ReplayRequest, answer: ReplayAnswer) -> PerMessageDeflate | None:
    """As it was agreed on at capture, if the browser offers it now (RFC 7692)."""
    from wsproto.extensions import PerMessageDeflate

    agreed = {name.lower(): value for name, value in answer.fields}.get(_EXTENSIONS, b"")
    offered = dict(request.fields).get(_EXTENSIONS, b"")
    if not (agreed.startswith(_DEFLATE) and _DEFLATE in offered) or b"," in agreed:
        return None
    deflate = PerMessageDeflate()
    try:
        deflate.finalize(agreed.decode("latin-1"))
    except (ValueError, IndexError):  # a window that is none
        return None
    return deflate


def handshake(request: ReplayRequest, answer: ReplayAnswer, deflate: PerMessageDeflate | None) -> bytes:
    """The answer as recorded, with the key of this request (section 4.2.2)."""
    key = dict(request.fields)[b"sec-websocket-key"]
    accept = base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest())
    left_out = _OF_THE_HANDSHAKE if deflate is not None else (*_OF_THE_HANDSHAKE, _EXTENSIONS)
    kept = [each for each in answer.fields if each[0].lower() not in left_out]
    own = [(b"Upgrade", b"websocket"), (b"Connection", b"Upgrade"), (b"Sec-WebSocket-Accept", accept)]
    lines = b"".join(b"%s: %s\r\n" % each for each in (*own, *kept))
    return b"HTTP/1.1 101 Switching Protocols\r\n" + lines + b"\r\n"


class Conversation:
    """Both sides of one socket, the origin's played from its record."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        frames: Sequence[Frame],
        deflate: PerMessageDeflate | None = None,
    ) -> None:
        from wsproto.connection import Connection, ConnectionType

        self._reader = reader
        self._writer = writer
        self._transcript = Transcript(frames)
        self._protocol = Connection(
            ConnectionType.SERVER, extensions=[deflate] if deflate is not None else []
        )
        self._message = bytearray()

    @property
    def differed(self) -> bool:
        """Whether the page said something else than at capture."""
        return self._transcript.differed

    async def hold(self) -> None:
        """Until the page leaves, or the origin did.  Raises ``OSError`` when it leaves without a word."""
        await self._say(self._transcript.opening())
        while data := await self._reader.read(_READ_BYTES):
            if not await self._hear(data):
                return

    async def _hear(self, data: bytes) -> bool:
        """Whether the conversation goes on."""
        from wsproto.connection import ConnectionState
        from wsproto.events import BytesMessage, CloseConnection, Ping, TextMessage
        from wsproto.utilities import RemoteProtocolError

        try:
            self._protocol.receive_data(data)
            for event in self._protocol.events():
                if isinstance(event, TextMessage | BytesMessage):
                    await self._part(event)
                elif isinstance(event, Ping) and self._protocol.state is ConnectionState.OPEN:
                    self._writer.write(self._protocol.send(event.response()))
                elif isinstance(event, CloseConnection):
                    await self._close(event)
                    return False
        except RemoteProtocolError:
            return False
        return True

    async def _part(self, event: object) -> None:
        """A message may come in several parts."""
        from wsproto.events import Message, TextMessage

        assert isinstance(event, Message)
        is_text = isinstance(event, TextMessage)
        self._message += event.data.encode() if is_text else bytes(event.data)
        if len(self._message) > _MAX_MESSAGE_BYTES:
            raise EOFError("the page says more than can be held")
        if event.message_finished:
            data = bytes(self._message)
            self._message.clear()
            await self._say(self._transcript.heard("text" if is_text else "binary", data))

    async def _close(self, event: object) -> None:
        from wsproto.connection import ConnectionState
        from wsproto.events import CloseConnection

        assert isinstance(event, CloseConnection)
        if self._protocol.state is ConnectionState.REMOTE_CLOSING:
            self._writer.write(self._protocol.send(event.response()))
            await self._writer.drain()

    async def _say(self, frames: Sequence[Frame]) -> None:
        """Until one of them closes it: after that nobody listens (section 5.5.1)."""
        from wsproto.connection import ConnectionState

        for frame in frames:
            if self._protocol.state is not ConnectionState.OPEN:
                break
            self._writer.write(self._protocol.send(_event(frame)))
        await self._writer.drain()


def _event(frame: Frame) -> Event:
    from wsproto.events import BytesMessage, CloseConnection, TextMessage
    from wsproto.frame_protocol import CloseReason

    if frame.kind == "text":
        return TextMessage(frame.data.decode("utf-8", "replace"))
    if frame.kind == "binary":
        return BytesMessage(frame.data)
    code = int.from_bytes(frame.data[:2], "big") or CloseReason.NO_STATUS_RCVD
    return CloseConnection(code, frame.data[2:].decode("utf-8", "replace") or None)
