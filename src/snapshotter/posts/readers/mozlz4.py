"""Firefox's ``.jsonlz4``: eight bytes of magic, the length, and one LZ4 block (LZ4 Block Format)."""

from __future__ import annotations

MAGIC = b"mozLz40\0"
MAX_BYTES = 512 * 1024 * 1024
_MIN_MATCH = 4


def unpacked(data: bytes) -> bytes:
    """The content of the file.  Raises ``ValueError`` when it is damaged."""
    size = int.from_bytes(data[8:12], "little")
    if len(data) < 12 or size > min(MAX_BYTES, 256 * len(data)):
        raise ValueError(f"it says that {len(data)} bytes hold {size}")
    output = bytearray()
    at = 12
    try:
        while at < len(data) and len(output) < size:
            token = data[at]
            length, at = _length(data, at + 1, token >> 4)
            output += data[at : at + length]
            at += length
            if at < len(data):
                offset = data[at] | data[at + 1] << 8
                length, at = _length(data, at + 2, token & 15)
                _copy(output, offset, length + _MIN_MATCH)
    except IndexError:
        raise ValueError("it ends too early") from None
    if len(output) != size:
        raise ValueError(f"it holds {len(output)} bytes, expected {size}")
    return bytes(output)


def _length(data: bytes, at: int, length: int) -> tuple[int, int]:
    """A length that goes on in further bytes as long as they are 255."""
    if length == 15:
        while True:
            more = data[at]
            length, at = length + more, at + 1
            if more != 255:
                break
    return length, at


def _copy(output: bytearray, offset: int, length: int) -> None:
    """Repeat what was written ``offset`` bytes ago; it may overlap what it writes."""
    start = len(output) - offset
    if offset == 0 or start < 0:
        raise ValueError("it refers to what was never there")
    if len(output) + length > MAX_BYTES:
        raise ValueError("it holds more than it says")
    piece = output[start : start + length]
    output += (piece * (length // len(piece) + 1))[:length]
