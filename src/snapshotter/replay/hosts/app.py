"""Archived hosts on loopback, for the reader's own browser: an ASGI application."""

from __future__ import annotations

import asyncio
import json
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator

from snapshotter.errors import ArchiveError
from snapshotter.model.replay import ReplayMaterial
from snapshotter.replay.hosts import asgi, seal
from snapshotter.replay.hosts.answering import Answering
from snapshotter.replay.hosts.asgi import Receive, Scope, Send
from snapshotter.replay.hosts.names import SUFFIX
from snapshotter.replay.hosts.sockets import converse
from snapshotter.replay.hosts.stage import Stage
from snapshotter.replay.hosts.tally import Tally

MaterialOf = Callable[[str], ReplayMaterial | None]
"""The snapshot that a label stands for; None for none, or more than one.  May raise :class:`ArchiveError`."""
_STAGES = 6
"""Snapshots that are kept ready."""
_HOST = re.compile(
    rf"(?:([a-z0-9_.-]{{1,253}})\.)?([0-9a-f]{{12,32}})\.{SUFFIX}(?::(\d{{1,5}}))?", re.IGNORECASE
)
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_LOOPBACK = re.compile(r"127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+")
_REPORT_BYTES = 64 << 10


class HostMappedReplay:
    """Answers for ``<host>.<snapshot>.localhost:<port>``, and for no other name (421 otherwise).

    Nothing that is asked changes the archive.  ``service_workers`` lets archived ones register: they can
    make up documents that no policy of ours stands on, and outlive the replay in the browser, so it is for
    pages that are trusted.
    """

    def __init__(self, material: MaterialOf, port: int, *, service_workers: bool = False) -> None:
        self._material = material
        self._port = port
        self._service_workers = service_workers
        self._stages: OrderedDict[str, asyncio.Task[Stage | None]] = OrderedDict()

    @staticmethod
    def answers(host: str, path: str) -> bool:
        """Whether a request for ``host`` (as in ``Host``) is for this application.

        ``<snapshot>.localhost`` itself is not, but for the reports that browsers send there.
        """
        found = _HOST.fullmatch(host)
        return found is not None and (found[1] is not None or path == seal.REPORTS)

    def tally(self, label: str) -> Tally:
        """What the page of a snapshot did not get, since it was last loaded."""
        task = self._stages.get(label)
        if task is None or not task.done() or task.cancelled() or task.exception() is not None:
            return Tally()
        stage = task.result()
        return stage.counter.tally if stage is not None else Tally()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return
        found = _HOST.fullmatch(asgi.field(scope, b"host"))
        client = scope.get("client")
        local = client is None or _LOOPBACK.fullmatch(client[0]) is not None
        if found is None or int(found[3] or 80) != self._port or not local:
            await _refuse(scope, send, 421, "This server answers for names under localhost alone.\n")
            return
        try:
            stage = await self._stage(found[2].lower())
        except ArchiveError as trouble:
            await _refuse(scope, send, 502, f"The snapshot cannot be read: {trouble.message}\n")
            return
        origin = stage.names.origin(found[1].lower()) if stage is not None and found[1] else None
        if stage is not None and origin is not None and scope["type"] == "websocket":
            await converse(stage, origin, scope, receive, send)
        elif stage is not None and origin is not None:
            await self._http(Answering(stage, origin), scope, receive, send)
        elif stage is not None and not found[1] and scope["type"] == "http":
            await _report(stage, scope, receive, send)
        else:
            await _refuse(scope, send, 404, "There is no such snapshot, or no such host in it.\n")

    async def _http(self, answering: Answering, scope: Scope, receive: Receive, send: Send) -> None:
        own = answering.stage.seal
        if scope["method"] not in _METHODS:
            await asgi.say(send, 405, "This method is not replayed.\n", own)
        elif asgi.field(scope, b"service-worker") and not self._service_workers:
            await asgi.say(send, 404, "Service workers are not replayed here.\n", own)
        elif (body := await asgi.body(receive)) is None:
            await asgi.say(send, 413, "The request is too large.\n", own)
        else:
            await answering.answer(scope, body, receive, send)

    async def _stage(self, label: str) -> Stage | None:
        task = self._stages.get(label)
        if task is None:
            task = self._stages[label] = asyncio.create_task(self._made(label))
            while len(self._stages) > _STAGES:
                self._stages.popitem(last=False)
        self._stages.move_to_end(label)
        try:
            stage = await asyncio.shield(task)
        except ArchiveError:
            self._stages.pop(label, None)
            raise
        if stage is None:
            self._stages.pop(label, None)
        return stage

    async def _made(self, label: str) -> Stage | None:
        material = await asyncio.to_thread(self._material, label)
        if material is None:
            return None
        return await asyncio.to_thread(Stage, label, self._port, material)


async def _report(stage: Stage, scope: Scope, receive: Receive, send: Send) -> None:
    """A browser tells of a request that the policy kept it from (CSP Level 3, section 5)."""
    body = await asgi.body(receive)
    if scope["method"] == "POST" and scope["path"] == seal.REPORTS and body and len(body) <= _REPORT_BYTES:
        for url in _blocked(body):
            stage.counter.blocked(url)
    await asgi.start(send, 204, ((b"Access-Control-Allow-Origin", b"*"),))
    await asgi.piece(send, b"")


def _blocked(body: bytes) -> Iterator[str]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return
    report = told.get("csp-report") if isinstance(told, dict) else None
    url = report.get("blocked-uri") if isinstance(report, dict) else None
    if isinstance(url, str) and url.startswith(("http:", "https:", "ws:", "wss:")):
        yield url


async def _refuse(scope: Scope, send: Send, status: int, text: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        await asgi.say(send, status, text)
