"""A TrueType font of one letter, made in code: its width tells whether it was used."""

from __future__ import annotations

import functools
import struct
from collections.abc import Iterable, Mapping

UNITS_PER_EM = 1000
_EPOCH_2020 = 3_660_681_600
"""Seconds since 1904, as fonts count them."""


@functools.cache
def truetype(advance: int, family: str = "Torture") -> bytes:
    """A font whose ``A`` is a box ``advance`` thousandths of an em wide (OpenType 1.9, glyf outlines)."""
    tables = {
        b"OS/2": _os2(advance),
        b"cmap": _cmap(),
        b"glyf": _box(advance),
        b"head": _head(advance),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, 800, -200, 0, advance, *[0] * 11, 2),
        b"hmtx": struct.pack(">HhHh", 500, 0, advance, 0),
        b"loca": struct.pack(">3I", 0, 0, len(_box(advance))),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 2, 4, 1, 0, 0, 2, *[0] * 8),
        b"name": _name(family),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, -75, 50, 0, 0, 0, 0, 0),
    }
    return _font_file(tables)


def _font_file(tables: Mapping[bytes, bytes]) -> bytes:
    """Table directory and tables, the checksum of the whole in ``head`` (OpenType, "Organization")."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    directory = struct.pack(
        ">IHHHH", 0x10000, count, power * 16, power.bit_length() - 1, (count - power) * 16
    )
    offset, body, places = 12 + 16 * count, b"", {}
    for tag, data in sorted(tables.items()):
        places[tag] = offset + len(body)
        directory += struct.pack(">4sIII", tag, _sum(data), places[tag], len(data))
        body += data + bytes(-len(data) % 4)
    whole = bytearray(directory + body)
    struct.pack_into(">I", whole, places[b"head"] + 8, (0xB1B0AFBA - _sum(bytes(whole))) & 0xFFFFFFFF)
    return bytes(whole)


def _sum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    return sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF


def _head(advance: int) -> bytes:
    times = struct.pack(">QQ", _EPOCH_2020, _EPOCH_2020)
    start = struct.pack(">IIIIHH", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, UNITS_PER_EM)
    return start + times + struct.pack(">hhhhHHhhh", 0, 0, advance, 700, 0, 8, 2, 1, 0)


def _box(advance: int) -> bytes:
    """One contour of four corners (OpenType, "glyf")."""
    right = advance - 50
    corners = [(50, 0), (50, 700), (right, 700), (right, 0)]
    steps = [(x - px, y - py) for (px, py), (x, y) in zip([(0, 0), *corners], corners, strict=False)]
    head = struct.pack(">hhhhhHH", 1, 50, 0, right, 700, 3, 0)
    across = _packed(x for x, _ in steps)
    up = _packed(y for _, y in steps)
    data = head + bytes([1, 1, 1, 1]) + across + up
    return data + bytes(-len(data) % 4)


def _packed(values: Iterable[int]) -> bytes:
    return b"".join(struct.pack(">h", value) for value in values)


def _cmap() -> bytes:
    """``A`` is glyph 1 (format 4)."""
    segments = struct.pack(">HHHHHHHHHHH", 65, 0xFFFF, 0, 65, 0xFFFF, (1 - 65) & 0xFFFF, 1, 0, 0, 0, 0)[:18]
    table = struct.pack(">HHHHHHH", 4, 14 + len(segments), 0, 4, 4, 1, 0) + segments
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + table


def _name(family: str) -> bytes:
    texts = {1: family, 2: "Regular", 3: f"{family} 1", 4: family, 5: "Version 1.0", 6: family}
    records, storage = b"", b""
    for number, text in texts.items():
        data = text.encode("utf-16-be")
        records += struct.pack(">HHHHHH", 3, 1, 0x409, number, len(data), len(storage))
        storage += data
    return struct.pack(">HHH", 0, len(texts), 6 + 12 * len(texts)) + records + storage


def _os2(advance: int) -> bytes:
    start = struct.pack(">HhHHH", 1, advance, 400, 5, 0)
    sizes = struct.pack(">10h", 650, 600, 0, 75, 650, 600, 0, 350, 50, 300)
    rest = struct.pack(">h10sIIII4sHHH", 0, bytes(10), 1, 0, 0, 0, b"TEST", 0x40, 65, 65)
    return start + sizes + rest + struct.pack(">hhhHHII", 800, -200, 0, 800, 200, 1, 0)
