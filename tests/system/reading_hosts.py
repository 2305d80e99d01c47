"""Replay under the snapshot's names in real browsers: a server, a page over several hosts, a trap."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn

from snapshotter.model.replay import ReplayMaterial
from snapshotter.replay.hosts import asgi
from snapshotter.replay.hosts.app import HostMappedReplay
from snapshotter.replay.hosts.frame import (
    ALLOW,
    SANDBOX,
    frame_address,
    frame_sources,
    path_frame_address,
    path_frame_sources,
)
from snapshotter.replay.hosts.names import snapshot_label
from snapshotter.replay.hosts.paths import SANDBOX as PATH_SANDBOX
from snapshotter.urls import Url

LIMIT_S = 60


@dataclass
class Room:
    """A viewer of one frame, at the snapshot's own name, and the replay beside it."""

    materials: dict[str, ReplayMaterial]
    port: int
    results: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue)

    def __post_init__(self):
        self.replay = HostMappedReplay(self.materials.get, self.port, path_way=True)

    def address(self, label: str) -> str:
        return f"http://{label}.localhost:{self.port}/"

    async def __call__(self, scope, receive, send):
        host = asgi.field(scope, b"host")
        site = asgi.field(scope, b"sec-fetch-site")
        if scope["type"] != "http" or self.replay.answers(host, scope["path"], site):
            await self.replay(scope, receive, send)
        elif scope["path"] == "/result":
            await self.results.put(await asgi.body(receive) or b"")
            await asgi.say(send, 200, "", ((b"Access-Control-Allow-Origin", b"*"),))
        elif scope["path"].startswith("/by-path/"):
            await self._page(scope["path"].rpartition("/")[2], send, by_path=True)
        else:
            await self._page(host.partition(".")[0], send)

    async def _page(self, label: str, send, *, by_path: bool = False):
        material = self.materials.get(label)
        if material is None:
            await asgi.say(send, 404, "nothing")
            return
        sources = path_frame_sources(self.port) if by_path else frame_sources(label, self.port)
        policy = (
            f"default-src 'none'; frame-src {sources}; script-src 'unsafe-inline';"
            " style-src 'unsafe-inline'; connect-src 'self'; img-src data:"
        )
        shown = (
            (PATH_SANDBOX, ALLOW, path_frame_address(label, self.port, material.url))
            if by_path
            else (SANDBOX, ALLOW, frame_address(label, self.port, material.url))
        )
        body = WRAPPER % shown
        headers = (
            (b"Content-Type", b"text/html; charset=utf-8"),
            (b"Content-Security-Policy", policy.encode()),
            (b"Set-Cookie", b"viewer=secret; HttpOnly"),
        )
        await asgi.start(send, 200, headers)
        await asgi.piece(send, body.encode())


WRAPPER = (Path(__file__).parent / "hosts" / "wrapper.html").read_text()


@asynccontextmanager
async def serving(*materials: ReplayMaterial) -> AsyncIterator[Room]:
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    port = listening.getsockname()[1]
    room = Room({snapshot_label(each.snapshot_id): each for each in materials}, port)
    config = uvicorn.Config(
        room,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="off",
        ws="wsproto",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    server.config.setup_event_loop = lambda: None
    server.capture_signals = _no_signals
    task = asyncio.create_task(server.serve([listening]))
    try:
        yield room
    finally:
        server.should_exit = True
        async with asyncio.timeout(LIMIT_S):
            await task


@contextmanager
def _no_signals():
    yield


@dataclass
class Trap:
    """A listener that nobody must come to: TCP and UDP on one port."""

    port: int
    hits: list[str]


@asynccontextmanager
async def trapping() -> AsyncIterator[Trap]:
    hits: list[str] = []

    async def caught(reader, writer):
        hits.append("connection")
        try:
            async with asyncio.timeout(2):
                hits.append((await reader.readline()).decode("latin-1").strip())
        except TimeoutError:
            pass
        writer.close()

    class Udp(asyncio.DatagramProtocol):
        def datagram_received(self, data, addr):
            hits.append("datagram")

    server = await asyncio.start_server(caught, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        Udp, local_addr=("127.0.0.1", port)
    )
    try:
        yield Trap(port, hits)
    finally:
        transport.close()
        server.close()
        await server.wait_closed()


_QUIET = """
user_pref("app.update.enabled", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("termsofuse.acceptedVersion", 999);
"""


@asynccontextmanager
async def firefox(program: Path, url: str) -> AsyncIterator[None]:
    """Firefox without a window, on a profile of its own, at ``url``."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        (Path(profile) / "user.js").write_text(_QUIET)
        process = await asyncio.create_subprocess_exec(
            str(program),
            "--headless",
            "--no-remote",
            "--profile",
            profile,
            url,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            process.terminate()
            async with asyncio.timeout(LIMIT_S):
                await process.wait()


PAGE = Url("https://www.news.example/story?day=1")
