"""What the museum's pages are furnished with: words, pictures, sound, and routes for whole folders.

Everything follows from its seed, so that two visits to a page are sent the same bytes.
"""

from __future__ import annotations

import functools
import random
import struct
import zlib
from collections.abc import Mapping

from snapshotter.demo.answers import ranged
from snapshotter.demo.messages import Request, Response, Route, always, typed

HTML = b"text/html; charset=utf-8"
JS = b"text/javascript; charset=utf-8"
CSS = b"text/css; charset=utf-8"
JSON = b"application/json"
SVG = b"image/svg+xml"

_SUBJECTS = (
    "the harbour board", "a ferry captain", "the county archive", "our correspondent", "the water company",
    "an engineer", "the night train", "a row of poplars", "the museum", "the orchard", "the second bridge",
    "the survey of 1931", "the town clerk", "a visiting choir", "the tide gauge", "the paper mill",
)  # fmt: skip
_VERBS = (
    "measured", "described", "postponed", "rebuilt", "remembered", "counted", "sold", "photographed",
    "abandoned", "insured", "moved", "questioned", "restored", "lent", "mapped", "repainted",
)  # fmt: skip
_OBJECTS = (
    "the old slipway", "eleven barrels of salt", "every window in the hall", "the minutes of the meeting",
    "a road across the marsh", "the lower lock", "two hundred letters", "the price of a season ticket",
    "the northern breakwater", "a collection of pressed ferns", "its own foundations", "the last timetable",
)  # fmt: skip
_PLACES = (
    "before the frost", "in the spring of that year", "against all advice", "within a week",
    "for the third time", "without a word to the press", "at low water", "on the way home",
    "as the law then required", "to general applause", "by lamplight", "under a grey sky",
)  # fmt: skip


def sentence(source: random.Random) -> str:
    parts = (source.choice(words) for words in (_SUBJECTS, _VERBS, _OBJECTS, _PLACES))
    text = " ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def prose(seed: str, paragraphs: int = 3, sentences: int = 6) -> str:
    """Paragraphs of HTML."""
    source = random.Random(seed)
    return "\n".join(
        f"<p>{' '.join(sentence(source) for _ in range(sentences))}</p>" for _ in range(paragraphs)
    )


def document(title: str, body: str, *, head: str = "", language: str = "en") -> str:
    """A page with a title, a heading and ``body``."""
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
        f'<link rel="icon" href="/favicon.svg">\n{head}\n</head>\n'
        f"<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )


@functools.cache
def photo(seed: str, width: int = 320, height: int = 200) -> bytes:
    """A grey PNG of sixteen tones with grain: about half a byte a pixel, as photographs weigh."""
    source = random.Random(seed)
    tones = [source.randrange(256) for _ in range(16)]
    table = bytes(tones[value >> 4] for value in range(256))
    grain = source.randbytes(width * height).translate(table)
    rows = b"".join(b"\0" + grain[start : start + width] for start in range(0, len(grain), width))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 3)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def drawing(seed: str) -> bytes:
    """An SVG of a few hundred bytes."""
    source = random.Random(seed)
    bars = "".join(
        f"<rect x='{8 * n}' y='{40 - (tall := source.randrange(4, 40))}' width='6' height='{tall}'/>"
        for n in range(8)
    )
    colour = f"#{source.randrange(1 << 24):06x}"
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 40' width='64' height='40' fill='{colour}'>"
        f"<title>{seed}</title>{bars}</svg>\n"
    ).encode()


@functools.cache
def sound(seed: str, seconds: float, rate: int = 8000) -> bytes:
    """RIFF, PCM, one channel of eight bits: noise, so that no two sounds are the same."""
    count = int(seconds * rate)
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate, 1, 8)
    head = b"RIFF" + struct.pack("<I", 36 + count) + b"WAVE" + form + struct.pack("<4sI", b"data", count)
    return head + random.Random(seed).randbytes(count).translate(_QUIET)


_QUIET = bytes(124 + (value >> 5) for value in range(256))


def text(media_type: bytes, content: str) -> Route:
    """A file of text."""
    return always(typed(media_type, content.encode()))


async def gallery(request: Request) -> Response:
    """Whatever picture is asked for: ``.png`` (``WIDTHxHEIGHT`` in its name, else small), ``.svg``."""
    path = request.path
    if path.endswith(".svg"):
        return typed(SVG, drawing(path))
    width, height = _size_in(path)
    return typed(b"image/png", photo(path, width, height))


def _size_in(path: str) -> tuple[int, int]:
    for part in path.removesuffix(".png").split("-"):
        width, _, height = part.partition("x")
        if width.isdigit() and height.isdigit():
            return int(width), int(height)
    return 96, 60


def tape(seconds: float) -> Route:
    """A sound named like its path, whole or in ranges."""

    async def route(request: Request) -> Response:
        return ranged(request, b"audio/wav", sound(request.path, seconds))

    return route


def with_fallback(routes: Mapping[str, Route]) -> dict[str, Route]:
    """``routes``, and pictures for every other address that asks for one; 404 for the rest."""

    async def other(request: Request) -> Response:
        if request.path.endswith((".png", ".svg")):
            return await gallery(request)
        return typed(b"text/plain", b"There is nothing here.\n", status=404)

    return {"*": other, **routes}
