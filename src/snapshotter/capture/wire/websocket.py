"""WebSocket messages read passively (RFC 6455), as they pass after a handshake.

What cannot be read ends the transcript and nothing else: the bytes are still counted.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from snapshotter.capture.spool import MessageSpool
from snapshotter.capture.wire.deflate import Deflate, Inflater, TooLarge, Unreadable
from snapshotter.model import transcript
from snapshotter.model.exchange import Truncation, WebSocketTraffic
from snapshotter.model.replay import Frame

MAX_MESSAGES = 2_000
MAX_BYTES = 8 << 20
"""So much of one socket is kept, by messages and by their bytes."""

_Kind = Literal["text", "binary", "close"]
_CONTINUATION, _TEXT, _BINARY, _CLOSE, _PING, _PONG = 0, 1, 2, 8, 9, 10
_DATA_KINDS: dict[int, _Kind] = {_TEXT: "text", _BINARY: "binary"}
_FIN, _COMPRESSED, _RESERVED, _OPCODE, _MASKED = 0x80, 0x40, 0x70, 0x0F, 0x80
_MAX_CONTROL_BYTES = 125


class BadFrame(Exception):
    """Bytes that are no frame, or a frame that must not come here."""


class Full(Exception):
    """More than is kept of one socket."""


class Conversation:
    """Both directions of an upgraded connection or stream: counted, and transcribed if it is a WebSocket."""

    def __init__(self, is_websocket: bool) -> None:
        self.is_websocket = is_websocket
        self.sent_bytes = 0
        self.received_bytes = 0
        self.problem: str | None = None
        """Why the transcript ends before the conversation."""
        self.truncated: Truncation | None = None
        """``length``: there was more than is kept; ``unspecified``: it could not be read on."""
        self._sides: dict[str, _Side] = {}
        self._spool: MessageSpool | None = None
        self._begun_s = 0.0
        self._messages = self._bytes = 0

    def transcribe(self, spool: MessageSpool, deflate: Deflate | None) -> None:
        """The handshake was answered: from here on messages are written to ``spool``."""
        self._spool = spool
        self._begun_s = time.monotonic()
        self._sides = {
            "client": _Side(deflate.inflater("client") if deflate else None),
            "server": _Side(deflate.inflater("server") if deflate else None),
        }

    def feed(self, side: Literal["client", "server"], data: bytes) -> None:
        """Take bytes of one side, in the order they passed."""
        if side == "client":
            self.sent_bytes += len(data)
        else:
            self.received_bytes += len(data)
        reader = self._sides.get(side)
        if reader is not None and self.problem is None:
            self._read(reader, side, data)

    def traffic(self) -> WebSocketTraffic:
        """What was seen; nothing more comes."""
        if self.problem is None and any(side.is_in_the_middle for side in self._sides.values()):
            self._end("incomplete", "it ended in the middle of a message", "unspecified")
        told = self._spool.message() if self._spool is not None else None
        truncated = "length" if self._spool is not None and self._spool.cut else self.truncated
        return WebSocketTraffic(self.sent_bytes, self.received_bytes, told, truncated)

    @property
    def _at_s(self) -> float:
        return time.monotonic() - self._begun_s

    def _read(self, reader: _Side, side: str, data: bytes) -> None:
        try:
            for kind, message in reader.messages(data):
                self._keep(Frame("page" if side == "client" else "origin", kind, message, self._at_s))
        except Full as full:
            self._end("cut", str(full), "length")
        except BadFrame as bad:
            self._end("unreadable", f"from the {side}: {bad}", "unspecified")

    def _keep(self, frame: Frame) -> None:
        assert self._spool is not None
        self._messages += 1
        self._bytes += len(frame.data)
        if self._messages > MAX_MESSAGES:
            raise Full(f"more than {MAX_MESSAGES} messages")
        if self._bytes > MAX_BYTES:
            raise Full(f"more than {MAX_BYTES} bytes of messages")
        self._spool.write(transcript.message(frame))

    def _end(self, kind: str, why: str, truncated: Truncation) -> None:
        assert self._spool is not None
        self.problem, self.truncated = why, truncated
        self._spool.write(transcript.ending(self._at_s, kind, why))
        self._sides.clear()


@dataclass(frozen=True, slots=True)
class _Header:
    """The start of a frame (section 5.2)."""

    flags: int
    mask: bytes
    header_bytes: int
    payload_bytes: int

    @property
    def opcode(self) -> int:
        return self.flags & _OPCODE

    @property
    def is_control(self) -> bool:
        return self.opcode >= _CLOSE

    @property
    def is_last(self) -> bool:
        return bool(self.flags & _FIN)


class _Side:
    """The frames of one direction, and the messages that they make up."""

    def __init__(self, inflater: Inflater | None) -> None:
        self._inflater = inflater
        self._buffer = bytearray()
        self._closed = False
        self._kind: _Kind | None = None
        """Of the message whose frames are coming in."""
        self._compressed = False
        self._message = bytearray()

    @property
    def is_in_the_middle(self) -> bool:
        return bool(self._buffer) or self._kind is not None

    def messages(self, data: bytes) -> Iterator[tuple[_Kind, bytes]]:
        """The messages that ``data`` completes.  Raises :class:`BadFrame` and :class:`Full`."""
        if self._closed:
            return  # section 5.5.1: nothing comes after a Close that means anything
        self._buffer += data
        at = 0
        while (header := _header(self._buffer, at)) is not None:
            self._check(header)
            start = at + header.header_bytes
            if len(self._buffer) < start + header.payload_bytes:
                break
            at = start + header.payload_bytes
            message = self._take(header, _unmasked(bytes(self._buffer[start:at]), header.mask))
            if message is not None:
                yield message
            if header.opcode == _CLOSE:
                at = len(self._buffer)
        del self._buffer[:at]

    def _check(self, header: _Header) -> None:
        reserved = header.flags & _RESERVED
        if header.is_control:
            self._check_control(header, reserved)
        elif header.opcode == _CONTINUATION:
            if self._kind is None:
                raise BadFrame("a continuation of nothing")
            if reserved:
                raise BadFrame("reserved bits in a continuation")
        elif header.opcode not in _DATA_KINDS:
            raise BadFrame(f"opcode {header.opcode} means nothing")
        elif self._kind is not None:
            raise BadFrame("a new message within another")
        elif reserved and not (reserved == _COMPRESSED and self._inflater is not None):
            raise BadFrame(f"reserved bits {reserved:#x} that nobody agreed on")
        if len(self._message) + header.payload_bytes > MAX_BYTES:
            raise Full(f"a message of more than {MAX_BYTES} bytes")

    def _check_control(self, header: _Header, reserved: int) -> None:
        if header.opcode not in (_CLOSE, _PING, _PONG):
            raise BadFrame(f"opcode {header.opcode} means nothing")
        if reserved or not header.is_last or header.payload_bytes > _MAX_CONTROL_BYTES:
            raise BadFrame("a control frame that is none")

    def _take(self, header: _Header, payload: bytes) -> tuple[_Kind, bytes] | None:
        if header.opcode == _CLOSE:
            self._closed = True
            self._kind = None
            return "close", payload
        if header.is_control:
            return None
        if header.opcode != _CONTINUATION:
            self._kind = _DATA_KINDS[header.opcode]
            self._compressed = bool(header.flags & _COMPRESSED)
        if payload:
            self._message += payload
        return self._whole() if header.is_last else None

    def _whole(self) -> tuple[_Kind, bytes]:
        kind, data = self._kind, bytes(self._message)
        assert kind is not None
        self._kind, self._message = None, bytearray()
        return kind, self._inflated(data) if self._compressed else data

    def _inflated(self, data: bytes) -> bytes:
        assert self._inflater is not None
        try:
            return self._inflater.message(data, MAX_BYTES)
        except TooLarge as error:
            raise Full(f"a message of more than {MAX_BYTES} bytes") from error
        except Unreadable as error:
            raise BadFrame(f"a compressed message that is none: {error}") from error


def _header(buffer: bytearray, at: int) -> _Header | None:
    """The header that begins at ``at``; None while it is not all there."""
    if len(buffer) < at + 2:
        return None
    flags, second = buffer[at], buffer[at + 1]
    size, end = second & 0x7F, at + 2
    extended = {126: 2, 127: 8}.get(size, 0)
    mask_bytes = 4 if second & _MASKED else 0
    if len(buffer) < end + extended + mask_bytes:
        return None
    if extended:
        size = int.from_bytes(buffer[end : end + extended], "big")
        end += extended
    mask = bytes(buffer[end : end + mask_bytes])
    return _Header(flags, mask, end + mask_bytes - at, size)


def _unmasked(payload: bytes, mask: bytes) -> bytes:
    """Section 5.3, all bytes at once."""
    if not mask or not payload:
        return payload
    key = (mask * (len(payload) // 4 + 1))[: len(payload)]
    masked = int.from_bytes(payload, "little") ^ int.from_bytes(key, "little")
    return masked.to_bytes(len(payload), "little")
