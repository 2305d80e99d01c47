"""The awkward answers of the museum: redirects, codings, ranges, streams, refusals."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import parse_qs

from snapshotter.demo.answers import ranged
from snapshotter.demo.messages import Field, Request, Response, Route, always, html, redirect, typed
from tests.museum.raw import raw_routes
from tests.museum.websocket import accept, echo_three_frames

_PLAIN: Field = (b"content-type", b"text/plain")
_DRIP_S = 0.1
_SLOW_IMAGE_S = 3.0
_LONGEST_SLOW_S = 20.0


def odd_routes() -> dict[str, Route]:
    """Every awkward answer, those that are awkward in HTTP/1.1 alone included."""
    routes = raw_routes()
    routes |= {f"/encoded/{coding}": always(_encoded(coding)) for coding in ("gzip", "deflate", "br", "zstd")}
    routes |= {f"/redirect/{status}": always(_redirect(status)) for status in (301, 302, 303, 307, 308)}
    routes |= {f"/status/{status}": always(_error(status)) for status in (404, 410, 418, 451, 500, 503)}
    return routes | _ROUTES | {"/vary.json": _counter()}


def _encoded(coding: str) -> Response:
    fields = ((b"content-encoding", coding.encode()), (b"vary", b"accept-encoding"))
    return typed(b"text/plain", compressed(coding, b"squeezed " * 500), fields=fields)


def compressed(coding: str, data: bytes) -> bytes:
    """``data`` in a content coding (RFC 9110, section 8.4.1; br and zstd by their libraries)."""
    if coding == "gzip":
        return gzip.compress(data, mtime=0)
    if coding == "deflate":
        return zlib.compress(data)
    if coding == "br":
        import brotlicffi

        return bytes(brotlicffi.compress(data))
    import zstandard

    return zstandard.ZstdCompressor().compress(data)


def _redirect(status: int) -> Response:
    location = f"/echo/after-{status}"
    answer = redirect(status, location, b"<p>A body that nobody reads, with status %d.\n" % status)
    return Response(status, (*answer.fields, (b"set-cookie", b"hop%d=1; path=/" % status)), answer.body)


def _error(status: int) -> Response:
    return html(f"<!doctype html><title>{status}</title><h1>{status}</h1><p>With a body.\n", status=status)


def _counter() -> Route:
    numbers = itertools.count(1)

    async def route(_request: Request) -> Response:
        return typed(
            b"application/json", b'{"visit": %d}' % next(numbers), fields=((b"cache-control", b"no-store"),)
        )

    return route


async def _echo(request: Request) -> Response:
    line = f"{request.method} {request.target}\n".encode("latin-1")
    as_it_is = (b"x-content-type-options", b"nosniff")
    return typed(b"text/plain", line + request.body, fields=(as_it_is, *_cors(request)))


def _cors(request: Request) -> tuple[Field, ...]:
    origin = request.field("origin")
    if origin is None:
        return ()
    return (
        (b"access-control-allow-origin", origin.encode()),
        (b"access-control-allow-methods", b"GET, PUT, DELETE"),
        (b"access-control-allow-headers", b"x-asked, content-type"),
        (b"access-control-allow-credentials", b"true"),
    )


async def _preflighted(request: Request) -> Response:
    if request.method == "OPTIONS":
        return Response(204, _cors(request))
    return typed(b"text/plain", b"after the preflight\n", fields=_cors(request))


async def _etag(request: Request) -> Response:
    tag: Field = (b"etag", b'"v1"')
    if request.field("if-none-match") == '"v1"':
        return Response(304, (tag, (b"x-still", b"the same")))
    return typed(b"text/plain", b"version one\n", fields=(tag, (b"cache-control", b"max-age=60")))


async def _range(request: Request) -> Response:
    return ranged(request, b"application/octet-stream", bytes(range(256)) * 8)


async def _credentials(request: Request) -> Response:
    if request.field("authorization") is None:
        challenge = (b"www-authenticate", b'Basic realm="museum"')
        return html("<h1>401</h1>\n", status=401, fields=(challenge,))
    return typed(b"text/plain", b"welcome\n")


async def _cookies(request: Request) -> Response:
    fields = (
        (b"Set-Cookie", b"first=1; path=/"), (b"X-Dup", b"one"),
        (b"set-cookie", b"second=2; path=/; httponly"), (b"X-Dup", b"two"),
    )  # fmt: skip
    return typed(b"text/plain", (request.field("cookie") or "none").encode(), fields=fields)


async def _slow_image(_request: Request) -> Response:
    await asyncio.sleep(_SLOW_IMAGE_S)
    return typed(b"image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>\n')


async def _large_headers(request: Request) -> Response:
    """Twenty long fields that differ with the query: enough to turn HPACK's table over."""
    fields = tuple((b"x-long-%d" % n, (b"%s-%d-" % (request.query.encode(), n)) * 12) for n in range(20))
    return Response(fields=(_PLAIN, *fields), body=b"long headers\n")


async def _events(_request: Request) -> Response:
    async def stream() -> AsyncIterator[bytes]:
        for number in itertools.count():
            yield b"id: %d\ndata: event %d\n\n" % (number, number)
            await asyncio.sleep(_DRIP_S)

    return Response(fields=((b"content-type", b"text/event-stream"),), body=stream, framing="chunked")


async def _endless(_request: Request) -> Response:
    async def stream() -> AsyncIterator[bytes]:
        while True:
            yield b"and so on "
            await asyncio.sleep(_DRIP_S)

    return Response(fields=(_PLAIN,), body=stream, framing="chunked")


async def _websocket(request: Request) -> Response:
    key = request.field("sec-websocket-key")
    if key is None:
        return Response(426, (_PLAIN, (b"upgrade", b"websocket")), b"a WebSocket is needed\n")
    fields = ((b"Upgrade", b"websocket"), (b"Connection", b"Upgrade"), (b"Sec-WebSocket-Accept", accept(key)))
    return Response(101, fields, upgrade=echo_three_frames)


async def _early_hints(_request: Request) -> Response:
    hint = (103, ((b"link", b"</style/by-header.css>; rel=preload; as=style"), (b"x-hint", b"yes")))
    return Response(fields=(_PLAIN,), body=b"hinted\n", interim=(hint, hint))


async def _slow(request: Request) -> Response:
    """``?s=SECONDS``, at most twenty."""
    seconds = float(parse_qs(request.query).get("s", ["2"])[0])
    await asyncio.sleep(min(seconds, _LONGEST_SLOW_S))
    return html("<!doctype html><title>slow</title><h1>At last</h1>\n")


def _pieces(count: int, size: int) -> Callable[[Request], Awaitable[Response]]:
    body = b"".join(b"%07d " % n for n in range(count * size // 8))
    return always(Response(fields=(_PLAIN,), body=body, framing="chunked", piece_bytes=size))


_WIDE: Field = (b"x-wide", b"w" * 7500)
_ROUTES: dict[str, Route] = {
    "/preflighted": _preflighted,
    "/etag": _etag,
    "/range": _range,
    "/credentials": _credentials,
    "/cookies": _cookies,
    "/slow.svg": _slow_image,
    "/slow.html": _slow,
    "/headers/large": _large_headers,
    "/headers/30k": always(Response(fields=(_PLAIN, _WIDE, _WIDE, _WIDE, _WIDE), body=b"wide\n")),
    "/events": _events,
    "/endless": _endless,
    "/websocket": _websocket,
    "/early-hints": _early_hints,
    "/no-content": always(Response(204, ((b"x-nothing", b"to see"),))),
    "/reset-content": always(Response(205)),
    "/redirect/loop": always(redirect(302, "/redirect/loop")),
    "/redirect/chain-1": always(redirect(302, "/redirect/chain-2")),
    "/redirect/chain-2": always(redirect(307, "chain-3")),
    "/redirect/chain-3": always(redirect(301, "../echo/end-of-chain")),
    "/chunks/one-byte": always(
        Response(fields=(_PLAIN,), body=b"byte by byte", framing="chunked", piece_bytes=1)
    ),
    "/chunks/many": _pieces(300, 1024),
    "/chunks/large": _pieces(60, 65_536),
    "/chunks/empty": always(Response(fields=(_PLAIN,), framing="chunked")),
    "/close-delimited": always(Response(fields=(_PLAIN,), body=b"closes\n" * 2000, framing="close")),
    "/reset-stream": always(Response(fields=(_PLAIN,), body=b"begun and cut", framing="chunked", cut=True)),
    "/reset-at-once": always(Response(fields=(_PLAIN,), framing="chunked", cut=True)),
    "/download.bin": always(
        typed(
            b"application/octet-stream",
            bytes(range(256)) * 400,
            fields=((b"content-disposition", b"attachment; filename*=UTF-8''d%C3%A9j%C3%A0.bin"),),
        )
    ),
    "*": _echo,
}
