"""Other replay programs, driven as their documentation says: pywb, and ReplayWeb.page.

They are separate programs and never part of this one.  Each is named by an environment variable:

- ``SNAPSHOTTER_BENCH_PYWB``: a folder made by ``python -m venv DIR && DIR/bin/pip install pywb==2.10.0``;
- ``SNAPSHOTTER_BENCH_RWP``: the folder ``package`` that ``npm pack replaywebpage@2.5.3`` holds, unpacked.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from snapshotter.demo.answers import ranged
from snapshotter.demo.messages import Request, Response, Route, always, html, typed
from snapshotter.demo.origin import ANY, LOOPBACK, Origin
from snapshotter.urls import Url

PYWB, RWP = "SNAPSHOTTER_BENCH_PYWB", "SNAPSHOTTER_BENCH_RWP"
_START_S = 60.0
Unmap = Callable[[str, Url], str]
"""Takes a peer's names back to those of the web, in a text that a page at an address wrote."""


class Missing(Exception):
    """A peer that is not on this machine; says what would bring it here."""


@dataclass(frozen=True)
class Opened:
    """A peer that serves the archive."""

    address: Callable[[Url], str]
    """Where it shows a page."""
    unmap: Unmap


def _folder(variable: str, holds: str) -> Path:
    named = os.environ.get(variable)
    if not named or not (Path(named) / holds).exists():
        raise Missing(f"{variable} names no folder that holds {holds}")
    return Path(named)


@asynccontextmanager
async def pywb(warc: Path, *, client_side: bool = False) -> AsyncIterator[Opened]:
    """pywb's own server; ``client_side`` lets its bundled wabac.js rewrite in the browser."""
    programs = _folder(PYWB, "bin/wayback") / "bin"
    with tempfile.TemporaryDirectory(prefix="snapshotter-bench-pywb-") as folder:
        settings = (
            f"framed_replay: {str(client_side).lower()}\nclient_side_replay: {str(client_side).lower()}\n"
        )
        (Path(folder) / "config.yaml").write_text(settings)
        await _run(folder, programs / "wb-manager", "init", "c")
        await _run(folder, programs / "wb-manager", "add", "c", warc)
        port = _free_port()
        server = await asyncio.create_subprocess_exec(
            programs / "wayback", "-b", LOOPBACK, "-p", str(port), cwd=folder, **_QUIET
        )
        try:
            await _listening(port)
            yield Opened(lambda url: f"http://localhost:{port}/c/{url}", _prefixed(rf"localhost:{port}/c/"))
        finally:
            server.terminate()
            await server.wait()


@asynccontextmanager
async def replay_web_page(warc: Path) -> AsyncIterator[Opened]:
    """ReplayWeb.page's own files on a server that knows ranges, in its embedding form."""
    package = _folder(RWP, "ui.js")
    archive = warc.read_bytes()

    async def ranged_archive(request: Request) -> Response:
        return ranged(request, b"application/gzip", archive)

    async def embedding(request: Request) -> Response:
        return html(
            "<!doctype html><style>html, body { margin: 0; height: 100% }</style><script src=/ui.js></script>"
            '<replay-web-page source="/archive.warc.gz" replayBase="/replay/" embed="replayonly"'
            f' url="{request.query.replace("&", "&amp;")}"></replay-web-page>'
        )

    routes: dict[str, Route] = {
        "/": embedding,
        "/archive.warc.gz": ranged_archive,
        "/ui.js": _script(package / "ui.js"),
        "/replay/sw.js": _script(package / "sw.js"),
    }
    async with Origin({ANY: routes}, ports={"h1": None}) as origin:
        base = f"http://localhost:{origin.ports['h1']}"
        yield Opened(
            lambda url: f"{base}/?{quote(url, safe=':/?=')}",
            _prefixed(rf"localhost:{origin.ports['h1']}/replay/w/[^/]+/"),
        )


def _script(file: Path) -> Route:
    return always(typed(b"text/javascript", file.read_bytes()))


def _prefixed(prefix: str) -> Unmap:
    """Names under a path: ``HOST/prefix/20260101mp_/https://...``; what is left of the host itself stands
    for the page's own."""
    host = prefix.partition("/")[0]
    stamped = re.compile(rf"(?:https?:)?//{prefix}(?:\d*[a-z]{{0,2}}_?/)?(?=https?:|wss?:|blob:|//)")
    own = re.compile(rf"(https?:)?//{host}")

    def unmap(text: str, page: Url) -> str:
        parts = urlsplit(page)
        text = own.sub(f"{parts.scheme}://{parts.netloc}", stamped.sub("", text))
        return text.replace(host, parts.netloc)

    return unmap


_QUIET = {"stdout": asyncio.subprocess.DEVNULL, "stderr": asyncio.subprocess.DEVNULL}


async def _run(folder: str, *command: object) -> None:
    process = await asyncio.create_subprocess_exec(*map(str, command), cwd=folder, **_QUIET)
    if await asyncio.wait_for(process.wait(), _START_S):
        raise Missing(f"{command[0]} failed")


async def _listening(port: int) -> None:
    async with asyncio.timeout(_START_S):
        while True:
            try:
                _, writer = await asyncio.open_connection(LOOPBACK, port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        return int(taken.getsockname()[1])
