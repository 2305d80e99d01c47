"""Pictures for the demo's pages, made in code: hills as SVG, a relief map as PNG."""

from __future__ import annotations

import functools
import math
import random
import struct
import zlib
from itertools import pairwise

_WIDTH, _HEIGHT = 1200, 520
_RELIEF = ("b7cfe0", "cfe0e6", "e9e6cf", "dfe0b8", "cbd6a0", "b3c78d", "c9b98a", "b59c6f", "957c58", "f3f1ec")
_FRONT = "b3322b"
_FRONT_INDEX = len(_RELIEF)


def landscape_svg(accent: str, seed: str, *, width: int = _WIDTH, height: int = _HEIGHT) -> bytes:
    """Layers of hills under a low sun in the shades of ``accent`` (``#rrggbb``); same seed, same hills."""
    chance = random.Random(seed)
    sun_x, sun_y = chance.uniform(0.2, 0.8) * width, chance.uniform(0.25, 0.4) * height
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" preserveAspectRatio="xMidYMid slice">',
        f'<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="'
        f'{_mix(accent, "#ffffff", 0.45)}"/><stop offset="1" stop-color="#f8e7cd"/></linearGradient></defs>',
        f'<rect width="{width}" height="{height}" fill="url(#sky)"/>',
        f'<circle cx="{sun_x:.0f}" cy="{sun_y:.0f}" r="{height * 0.09:.0f}" fill="#fff6e0"/>',
    ]
    parts += [_hills(chance, accent, layer, width, height) for layer in range(5)]
    return ("".join(parts) + "</svg>\n").encode()


def _hills(chance: random.Random, accent: str, layer: int, width: int, height: int) -> str:
    base = height * (0.5 + 0.115 * layer)
    waves = [
        (chance.uniform(1, 2.4) * (layer + 1) / 2, chance.uniform(0, 6.28), height * 0.09),
        (chance.uniform(4, 7), chance.uniform(0, 6.28), height * 0.025),
    ]
    points = []
    for step in range(61):
        lift = sum(size * math.sin(speed * 6.28 * step / 60 + shift) for speed, shift, size in waves)
        points.append(f"{width * step / 60:.0f},{base - lift:.0f}")
    tint = _mix(_mix(accent, "#f8e7cd", 0.62 - 0.15 * layer), "#10161c", 0.09 * layer)
    return f'<polygon points="0,{height} {" ".join(points)} {width},{height}" fill="{tint}"/>'


def mark_svg(letter: str, accent: str) -> bytes:
    """A publisher's icon."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" '
        f'fill="{accent}"/><text x="16" y="23" font-family="Georgia, serif" font-size="20" font-weight="700" '
        f'text-anchor="middle" fill="#fff">{letter}</text></svg>\n'
    ).encode()


@functools.cache
def relief_png(seed: str, width: int = 720, height: int = 405) -> bytes:
    """A map: heights in steps of colour, with a front line across.  Eight-bit palette PNG."""
    heights = _Heights(random.Random(seed))
    line = [height * (0.55 + 0.18 * math.sin(x / 95) + 0.07 * math.sin(x / 31 + 2)) for x in range(width)]
    rows = (_relief_row(heights, line, y, width, height) for y in range(height))
    return palette_png(width, height, [*_RELIEF, _FRONT], b"".join(b"\0" + row for row in rows))


def _relief_row(heights: _Heights, line: list[float], y: int, width: int, height: int) -> bytes:
    columns = heights.row(y / height)
    steps = len(columns) - 1
    row = bytearray()
    for x in range(width):
        place = x * steps / width
        left = int(place)
        value = columns[left] + (columns[left + 1] - columns[left]) * (place - left)
        row.append(_FRONT_INDEX if abs(y - line[x]) < 2 else min(max(int(value), 0), _FRONT_INDEX - 1))
    return bytes(row)


class _Heights:
    """A sum of a few plane waves: smooth enough for contour lines."""

    _COLUMNS = 90

    def __init__(self, chance: random.Random) -> None:
        self._waves = [
            (chance.uniform(-9, 9), chance.uniform(-6, 6), chance.uniform(0, 6.28), 3.1 / (1 + n / 2))
            for n in range(7)
        ]

    def row(self, y: float) -> list[float]:
        return [self._at(column / self._COLUMNS, y) for column in range(self._COLUMNS + 1)]

    def _at(self, x: float, y: float) -> float:
        return 4.6 + sum(size * math.sin(fx * x + fy * y + shift) for fx, fy, shift, size in self._waves) / 2


def palette_png(width: int, height: int, palette: list[str], rows: bytes) -> bytes:
    """A PNG of filtered rows of palette indices (W3C PNG, section 11)."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", b"".join(bytes.fromhex(colour) for colour in palette)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(kind, data) for kind, data in chunks)


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def polyline(values: list[float], width: float, height: float) -> str:
    """PDF path operators of a curve through ``values``, scaled into a box at the origin."""
    top = max(values)
    points = [(width * n / (len(values) - 1), height * value / top) for n, value in enumerate(values)]
    strokes = [f"{a:.1f} {b:.1f} m {c:.1f} {d:.1f} l S" for (a, b), (c, d) in pairwise(points)]
    return "\n".join(strokes)


def _mix(one: str, other: str, share: float) -> str:
    """``one`` with ``share`` of ``other`` in it."""
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
