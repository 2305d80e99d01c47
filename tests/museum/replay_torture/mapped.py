"""The host-mapped replay served on loopback, in the frame that a viewer's page shows it in."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

from snapshotter.model.replay import ReplayMaterial
from snapshotter.replay.hosts.app import HostMappedReplay
from snapshotter.replay.hosts.frame import ALLOW, SANDBOX, frame_address, frame_sources, room_address
from snapshotter.replay.hosts.names import SUFFIX, Names, name_of, origin_of, snapshot_label
from snapshotter.urls import Url
from tests.museum.replay_torture.runs import Unmap, unmapping

Application = Callable[[Any, Any, Any], Awaitable[None]]


@dataclass(frozen=True)
class Mapped:
    """A server of host-mapped snapshots, and of a page with a frame for each."""

    port: int
    materials: Mapping[Url, ReplayMaterial]
    application: HostMappedReplay

    def label(self, url: Url) -> str:
        return snapshot_label(self.materials[url].snapshot_id)

    def room(self, url: Url) -> str:
        """The page whose only content is the frame."""
        return room_address(self.label(url), self.port, f"/?{url}")

    def unmap(self, url: Url) -> Unmap:
        """The snapshot's names taken back."""
        return unmapping(unmapped_names(self.materials[url], self.port))


def unmapped_names(material: ReplayMaterial, port: int) -> dict[str, str]:
    """Replayed origin, authority and host -> what each stands for."""
    asked = {origin for each in material.exchanges if (origin := origin_of(each.url)) is not None}
    names = Names(snapshot_label(material.snapshot_id), port, asked)
    back = {}
    for origin in names.known:
        authority = names.authority(origin)
        back[f"http://{authority}"] = str(origin)
        back[f"ws://{authority}"] = str(origin).replace("http", "ws", 1)
        back[authority] = origin.netloc
        back[quote(f"http://{authority}", safe="")] = quote(str(origin), safe="")
        back[f"{name_of(origin)}.{names.site}"] = origin.host
    return back


@asynccontextmanager
async def served(
    materials: Mapping[Url, ReplayMaterial], *, service_workers: bool = True
) -> AsyncIterator[Mapped]:
    """Serve snapshots, by the address that each was asked for."""
    by_label = {snapshot_label(each.snapshot_id): each for each in materials.values()}
    # asyncio sends without delay (TCP_NODELAY) where the protocol is named
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        port = listening.getsockname()[1]
        replay = HostMappedReplay(by_label.get, port, service_workers=service_workers)
        async with serving(_with_rooms(replay, port, by_label), listening):
            yield Mapped(port, materials, replay)


def _with_rooms(replay: HostMappedReplay, port: int, by_label: Mapping[str, ReplayMaterial]) -> Application:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        host = dict(scope.get("headers", ())).get(b"host", b"").decode("latin-1")
        label = host.partition(".")[0]
        if scope["type"] == "lifespan" or label not in by_label or replay.answers(host, scope["path"]):
            await replay(scope, receive, send)
            return
        await _room(label, port, by_label[label], scope["query_string"].decode(), send)

    return application


async def _room(label: str, port: int, material: ReplayMaterial, url: str, send: Any) -> None:
    origins = (origin for each in material.exchanges if (origin := origin_of(each.url)) is not None)
    address = frame_address(label, port, Url(url), origins)
    policy = f"default-src 'none'; style-src 'unsafe-inline'; frame-src {frame_sources(label, port)}"
    body = (
        "<!doctype html><title>room</title><style>html, body { margin: 0; height: 100% }"
        " iframe { border: 0; width: 100%; height: 100%; display: block }</style>"
        f'<iframe sandbox="{SANDBOX}" allow="{ALLOW}" referrerpolicy="no-referrer"'
        f' src="{escape(address or "")}"></iframe>'
    ).encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-security-policy", policy.encode()),
        (b"set-cookie", b"viewer=session; Path=/; HttpOnly"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def serving(application: Application, listening: socket.socket) -> AsyncIterator[None]:
    """An ASGI application on a socket that listens already."""
    import uvicorn

    config = uvicorn.Config(
        application, log_level="critical", lifespan="off", ws="wsproto", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    running = asyncio.create_task(server._serve(sockets=[listening]))
    try:
        yield
    finally:
        server.should_exit = True
        server.force_exit = True
        await running


__all__ = ["SUFFIX", "Mapped", "served", "serving", "unmapped_names"]
