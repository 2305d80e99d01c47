"""The pages that are measured: 300 small resources, 50 MB of images, a 300 MB file."""

from __future__ import annotations

import asyncio
import random
import struct
import sys
import zlib
from collections.abc import AsyncIterator, Iterator

from snapshotter.demo.messages import Response, Route, always, html, typed
from snapshotter.demo.origin import Origin

HOST = "bench.example"
MEGABYTE = 1 << 20
PAGES = {"small-300": "/small", "images-50mb": "/images"}
_SIDE_PIXELS = 590


def routes() -> dict[str, Route]:
    """Everything on one host, made once and kept in memory."""
    found = dict(_small())
    found |= dict(_images())
    found["/file.bin"] = always(_file(300 * MEGABYTE))
    return found


def _small() -> Iterator[tuple[str, Route]]:
    lines = ["<!doctype html><title>300 small resources</title><h1>Small</h1>"]
    for number in range(100):
        yield (
            f"/s/{number}.css",
            always(typed(b"text/css", f".c{number}{{margin:{number}px}}\n".encode() * 20)),
        )
        yield (
            f"/s/{number}.js",
            always(typed(b"text/javascript", f"window.v{number}={number};\n".encode() * 30)),
        )
        yield f"/s/{number}.svg", always(typed(b"image/svg+xml", _square(number)))
        lines.append(f"<link rel=stylesheet href=/s/{number}.css><script src=/s/{number}.js></script>")
        lines.append(f"<img src=/s/{number}.svg width=20 height=20>")
    yield "/small", always(html("\n".join(lines)))


def _images() -> Iterator[tuple[str, Route]]:
    lines = ["<!doctype html><title>50 MB of images</title>"]
    for number in range(50):
        yield f"/i/{number}.png", always(typed(b"image/png", _noise(number)))
        lines.append(f"<img src=/i/{number}.png width=200 height=200>")
    yield "/images", always(html("\n".join(lines)))


def _square(number: int) -> bytes:
    square = f"<rect width='20' height='20' fill='#{number * 1000:06x}'/>"
    return f"<svg xmlns='http://www.w3.org/2000/svg'>{square}</svg>".encode()


def _noise(seed: int) -> bytes:
    """A PNG of about 1 MB that nothing compresses."""
    source = random.Random(seed)
    rows = b"".join(b"\0" + source.randbytes(_SIDE_PIXELS * 3) for _ in range(_SIDE_PIXELS))
    header = struct.pack(">IIBBBBB", _SIDE_PIXELS, _SIDE_PIXELS, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _file(size_bytes: int) -> Response:
    block = random.Random(0).randbytes(MEGABYTE)

    async def body() -> AsyncIterator[bytes]:
        for _ in range(size_bytes // MEGABYTE):
            yield block

    return Response(fields=((b"content-type", b"application/octet-stream"),), body=body, length=size_bytes)


async def _serve() -> None:
    async with Origin({HOST: routes()}) as origin:
        print(*(f"{name}={port}" for name, port in origin.ports.items()), flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve())
