"""As much of the server's side of a WebSocket (RFC 6455) as an echo needs."""

from __future__ import annotations

import base64
import hashlib

from snapshotter.demo.messages import Duplex

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
