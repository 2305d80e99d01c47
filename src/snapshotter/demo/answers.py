"""The pages of the small web that do more than stand there."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
from collections.abc import AsyncIterator, Mapping

from snapshotter.demo import artwork, papers
from snapshotter.demo.messages import Request, Response, Route, always, html, typed
from snapshotter.demo.publishers import page_bytes, page_text

_SLOW_S = 2.0
_DRIP_S = 0.5
_PAPER = (
    "This paper asks how long a cold March can be survived with the caverns as they were filled in "
    "October. It uses the published flows of 2015, hour by hour, and no forecast.",
    "We find that storage was filled for the winter that was ordered and not for the winter that came. "
    "A levy of two per mille on transit would have paid for nineteen further days.",
    "Figure 1 shows the level of the western caverns from October to April.",
)
_LEVELS = (61, 70, 78, 84, 88, 90, 86, 79, 70, 62, 51, 40, 30, 21, 13, 6)
_TICKER = """<!doctype html>
<title>Harbour Exchange, live</title>
<link rel="stylesheet" href="/static/site.css">
<header class="masthead"><a class="name" href="/">Harbour Exchange</a><p class="tagline">Live</p></header>
<main><h1>Grain, by the lot</h1><table>
"""


def data(key: str) -> Route:
    """One of the answers in ``data.json``."""
    return always(typed(b"application/json", _data(key)))


def text(name: str, media_type: bytes) -> Route:
    """A file as it is."""
    return always(typed(media_type, page_bytes(name)))


def relief(seed: str) -> Route:
    """A map; drawn when it is asked for."""

    async def route(_request: Request) -> Response:
        return typed(b"image/png", artwork.relief_png(seed))

    return route


def media(media_type: bytes, body: bytes) -> Route:
    """Sound or film, whole or in ranges."""

    async def route(request: Request) -> Response:
        return ranged(request, media_type, body)

    return route


def download(content_bytes: int) -> Route:
    """A ZIP around ``content_bytes`` that is made while it is sent, in constant memory."""
    fields = (
        (b"content-type", b"application/zip"),
        (b"content-disposition", b'attachment; filename="flows-2015.zip"'),
    )
    size = papers.zip_size(content_bytes)
    return always(Response(fields=fields, body=lambda: papers.zip_stream(content_bytes), length=size))


def slow(page: str) -> Route:
    """A page after two seconds of thought."""

    async def route(_request: Request) -> Response:
        await asyncio.sleep(_SLOW_S)
        return html(page)

    return route


def compressed(page: str) -> Route:
    """A page in Brotli, gzip or as it is, as the client prefers (RFC 9110, section 12.5.3)."""

    async def route(request: Request) -> Response:
        accepted = request.field("accept-encoding") or ""
        coding = next((name for name in ("br", "gzip") if name in accepted), "")
        coded = ((b"content-encoding", coding.encode()),) if coding else ()
        fields = (*coded, (b"vary", b"accept-encoding"))
        return typed(b"text/html; charset=utf-8", _encoded(page.encode(), coding), fields=fields)

    return route


async def paper(_request: Request) -> Response:
    """A working paper as PDF."""
    return typed(b"application/pdf", papers.pdf("Winter storage, hour by hour", _PAPER, _LEVELS))


async def graphql(request: Request) -> Response:
    """Answers queries that are POSTed, and nothing else."""
    asked: Mapping[str, object] = json.loads(request.body or b"{}")
    if request.method != "POST" or "query" not in asked:
        return typed(b"application/json", b'{"errors": ["a query is needed"]}', status=400)
    return typed(b"application/json", _data("poll"))


async def ticker(_request: Request) -> Response:
    """A page that never ends."""
    return Response(fields=((b"content-type", b"text/html; charset=utf-8"),), body=_drip, framing="chunked")


def ranged(request: Request, media_type: bytes, body: bytes) -> Response:
    """The part that a single ``Range`` asks for, or the whole (RFC 9110, section 14)."""
    accepts = (b"accept-ranges", b"bytes")
    wanted = (request.field("range") or "").removeprefix("bytes=")
    if "-" not in wanted or wanted.startswith("-"):
        return typed(media_type, body, fields=(accepts,))
    first, _, last = wanted.partition("-")
    start, stop = int(first), min(int(last or len(body)), len(body) - 1)
    if start > stop:
        return typed(media_type, b"", status=416, fields=((b"content-range", b"bytes */%d" % len(body)),))
    where = (b"content-range", b"bytes %d-%d/%d" % (start, stop, len(body)))
    return typed(media_type, body[start : stop + 1], status=206, fields=(accepts, where))


async def _drip() -> AsyncIterator[bytes]:
    yield _TICKER.encode()
    for lot in itertools.count(1):
        price = 17_500 + lot * 37 % 211
        yield f'<tr><td>Lot {lot}</td><td>wheat</td><td class="number">{price}</td></tr>\n'.encode()
        await asyncio.sleep(_DRIP_S)


def _data(key: str) -> bytes:
    return json.dumps(json.loads(page_text("data.json"))[key]).encode()


def _encoded(page: bytes, coding: str) -> bytes:
    if coding == "br":
        import brotlicffi

        return bytes(brotlicffi.compress(page))
    return gzip.compress(page, mtime=0) if coding == "gzip" else page
