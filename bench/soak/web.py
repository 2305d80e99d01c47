"""The web of the soak: ``python -m bench.soak.web`` serves it until its input ends."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from urllib.parse import parse_qs

from bench.soak.pages import ANSWERS, IN_THE_CLEAR, NAMELESS, ORDINARY, PAPERS, PLAIN, REFUSED, ROOMS
from snapshotter.demo import papers
from snapshotter.demo.ledger import Ledger, OpenExchange
from snapshotter.demo.messages import Request, Response, Route, always, html, redirect, typed
from snapshotter.demo.origin import Origin
from tests.museum import hostile_pages, ordinary, torture
from tests.museum.awkward import EXHIBITS
from tests.museum.furniture import CSS, HTML, document, gallery, photo, prose, sound

_ZIP_BYTES = 400_000
_PLAIN_PICTURES = 4
_NOBODY_LISTENS = 1
"""A port that takes root to listen on, and that nobody has used for decades (TCPMUX)."""


class _Forgetful(Ledger):
    """Keeps nothing of what is over: the run is long, and nobody asks."""

    def close(self, entry: OpenExchange) -> None:
        super().close(entry)
        self._closed.clear()


class SoakWeb(Origin):
    """All hosts of the soak."""

    def __init__(self) -> None:
        super().__init__(_routes(), certificate_names=["*.soak.example", f"*{PLAIN}"])
        self._ledger = _Forgetful()

    async def answer(self, request: Request) -> Response:
        if request.host.endswith(PLAIN):
            return await _plain(request)
        return await super().answer(request)

    def ways(self, in_the_clear: int) -> list[str]:
        """Entries of ``--connect-to``; those of single hosts first.

        Hostile pages are to the byte what they are, which takes HTTP/1.1.
        """
        return [
            f"{REFUSED}:443:127.0.0.1:{_NOBODY_LISTENS}",
            f"{IN_THE_CLEAR}:443:127.0.0.1:{in_the_clear}",
            f"{NAMELESS}:443:there-is-no-such-name.invalid:443",
            *(f"{each.host}:443:127.0.0.1:{self.ports['tls-h1']}" for each in hostile_pages.HOSTILE),
            f":443:127.0.0.1:{self.ports['tls-h2']}",
            f":80:127.0.0.1:{self.ports['h1']}",
        ]


def _routes() -> dict[str, dict[str, Route]]:
    hosts = hostile_pages.routes() | ordinary.shared_routes()
    for each in (*EXHIBITS, *ordinary.pages(ORDINARY)):
        hosts |= {host: dict(paths) for host, paths in each.routes.items()}
    return hosts | {ANSWERS: _answers(), PAPERS: _papers(), ROOMS: torture.museum_routes()}


def _number(request: Request) -> str:
    return parse_qs(request.query).get("n", ["0"])[0]


def _article(seed: str, head: str = "") -> Response:
    pictures = "".join(f'<img src="/{seed}-{n}-120x80.png" alt="">' for n in range(_PLAIN_PICTURES))
    body = f"{prose(seed, 4)}{pictures}{prose(f'{seed} below', 6)}"
    return html(document(f"Article {seed}", body, head=head))


async def _plain(request: Request) -> Response:
    """A page whose words and pictures no other has, and a sheet that all have."""
    if request.path.endswith(".html"):
        return _article(
            request.path.strip("/").removesuffix(".html"), '<link rel="stylesheet" href="/s.css">'
        )
    if request.path == "/s.css":
        return typed(CSS, b"body { margin: 2em auto; max-width: 50em; font: 16px/1.5 serif }\n")
    if request.path.endswith((".png", ".svg")):
        return await gallery(request)
    return typed(b"text/plain", b"There is nothing here.\n", status=404)


def _answers() -> dict[str, Route]:
    routes: dict[str, Route] = {
        f"/status-{status}": always(html(document(f"Error {status}", "<p>Sorry.</p>"), status=status))
        for status in (403, 404, 410, 500, 503)
    }
    return routes | {
        "/status-429": always(_busy()),
        "/busy-once": _once(_busy()),
        "/broken-once": _once(html(document("Error 502", "<p>Sorry.</p>"), status=502)),
        "/redirected": _redirected,
        "/redirected-for-ever": _redirected_for_ever,
        "/article": _told,
        "/in-three-seconds": _in_three_seconds,
        "/cut": always(Response(fields=((b"content-type", HTML),), body=_half, framing="chunked", cut=True)),
        "/nothing": always(Response(204)),
        "/talks": always(
            html(document("Talks", f"{prose('talks', 5)}<script>alert(1); confirm(2)</script>"))
        ),
        "*": gallery_or_nothing,
    }


def _busy() -> Response:
    fields = ((b"retry-after", b"1"),)
    return html(document("Too many requests", "<p>Later.</p>"), status=429, fields=fields)


def _once(first: Response) -> Route:
    """``first`` to whoever asks for an address the first time, and an article from then on."""
    asked: set[str] = set()

    async def route(request: Request) -> Response:
        if request.target in asked:
            return _article(f"again-{_number(request)}")
        asked.add(request.target)
        return first

    return route


async def gallery_or_nothing(request: Request) -> Response:
    if request.path.endswith((".png", ".svg")):
        return await gallery(request)
    return typed(b"text/plain", b"There is nothing here.\n", status=404)


async def _redirected(request: Request) -> Response:
    return redirect(301, f"/article?n={_number(request)}")


async def _redirected_for_ever(request: Request) -> Response:
    return redirect(302, request.target)


async def _told(request: Request) -> Response:
    return _article(f"told-{_number(request)}")


async def _in_three_seconds(request: Request) -> Response:
    await asyncio.sleep(3)
    return _article(f"slow-{_number(request)}")


async def _half() -> AsyncIterator[bytes]:
    yield document("Half of it", prose("half", 30)).encode()[:20_000]


def _papers() -> dict[str, Route]:
    return {
        "/paper.pdf": _pdf,
        "/table.csv": _table,
        "/photo.png": _photo,
        "/large.zip": _zip,
        "/feed.json": _json,
        "/sound.wav": _sound,
        "*": gallery_or_nothing,
    }


async def _pdf(request: Request) -> Response:
    number = _number(request)
    text = [f"This is paper {number}.", "It says that nothing was lost."]
    return typed(b"application/pdf", papers.pdf(f"Paper {number}", text, [1, 3, 2, int(number) % 7]))


async def _table(request: Request) -> Response:
    rows = "".join(f"{2000 + n},{n * n},{_number(request)}\n" for n in range(300))
    return typed(b"text/csv", f"year,square,number\n{rows}".encode())


async def _photo(request: Request) -> Response:
    return typed(b"image/png", photo(f"photo {_number(request)}", 300, 200))


async def _zip(_request: Request) -> Response:
    fields = (
        (b"content-type", b"application/zip"),
        (b"content-disposition", b'attachment; filename="a.zip"'),
    )
    size = papers.zip_size(_ZIP_BYTES)
    return Response(fields=fields, body=lambda: papers.zip_stream(_ZIP_BYTES), length=size)


async def _json(request: Request) -> Response:
    items = [{"number": _number(request), "item": n, "title": f"Item {n}"} for n in range(100)]
    return typed(b"application/json", json.dumps({"items": items}).encode())


async def _sound(request: Request) -> Response:
    return typed(b"audio/wav", sound(f"sound {int(_number(request)) % 5}", 2.0))


async def _no_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers a TLS greeting as a server without TLS does."""
    await reader.read(1)
    writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
    writer.close()


async def _serve() -> None:
    server = await asyncio.start_server(_no_tls, "127.0.0.1", 0)
    async with SoakWeb() as web, server:
        print(json.dumps(web.ways(server.sockets[0].getsockname()[1])), flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve())
