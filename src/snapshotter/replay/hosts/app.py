"""Archived hosts on loopback, for the reader's own browser: an ASGI application."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from snapshotter.errors import ArchiveError
from snapshotter.replay.hosts import asgi, paths, seal
from snapshotter.replay.hosts.answering import Answering, target_of
from snapshotter.replay.hosts.asgi import Call, Receive, Scope, Send
from snapshotter.replay.hosts.kinds import DOCUMENTS
from snapshotter.replay.hosts.names import SUFFIX, Origin
from snapshotter.replay.hosts.sockets import converse
from snapshotter.replay.hosts.stage import Stage
from snapshotter.replay.hosts.stages import MaterialOf, Stages
from snapshotter.replay.hosts.tally import Tally

_HOST = re.compile(
    rf"(?:([a-z0-9_.-]{{1,253}})\.)?([0-9a-f]{{12,32}})\.{SUFFIX}(?::(\d{{1,5}}))?", re.IGNORECASE
)
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_LOOPBACK = re.compile(r"127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+")
_NOT_OURS = "This server answers for names under localhost alone.\n"
_REPORT_BYTES = 64 << 10


class HostMappedReplay:
    """Answers for ``<host>.<snapshot>.localhost:<port>``, and for no other name (421 otherwise).

    Nothing that is asked changes the archive.  ``service_workers`` lets archived ones register: they can
    make up documents that no policy of ours stands on, and outlive the replay in the browser, so it is for
    pages that are trusted.  ``path_way`` opens the way for browsers without names under ``localhost``
    (:mod:`snapshotter.replay.hosts.paths`) on ``127.0.0.1``.
    """

    def __init__(
        self, material: MaterialOf, port: int, *, service_workers: bool = False, path_way: bool = False
    ) -> None:
        self._stages = Stages(material, port)
        self._port = port
        self._service_workers = service_workers
        self._path_way = path_way
        self._recent = paths.Recent()

    def answers(self, host: str, path: str, fetch_site: str = "") -> bool:
        """Whether a request for ``host`` (as in ``Host``) is for this application.

        ``<snapshot>.localhost`` itself is not, but for the reports that browsers send there.  ``fetch_site``
        (``Sec-Fetch-Site``) matters for the path way alone, where archived pages are of no site.
        """
        if self._path_way and host == f"{paths.HOST}:{self._port}":
            return path.startswith(paths.PREFIX) or fetch_site == "cross-site"
        found = _HOST.fullmatch(host)
        return found is not None and (found[1] is not None or path == seal.REPORTS)

    def tally(self, label: str) -> Tally:
        """What the page of a snapshot did not get, since it was last loaded."""
        return self._stages.tally(label)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return
        client = scope.get("client")
        if client is not None and not _LOOPBACK.fullmatch(client[0]):
            await _refuse(scope, send, 421, _NOT_OURS)
            return
        host = asgi.field(scope, b"host")
        try:
            if self._path_way and host == f"{paths.HOST}:{self._port}":
                await self._by_path(scope, receive, send)
            else:
                await self._by_host(host, scope, receive, send)
        except ArchiveError as trouble:
            await _refuse(scope, send, 502, f"The snapshot cannot be read: {trouble.message}\n")

    async def _by_host(self, host: str, scope: Scope, receive: Receive, send: Send) -> None:
        found = _HOST.fullmatch(host)
        if found is None or int(found[3] or 80) != self._port:
            await _refuse(scope, send, 421, _NOT_OURS)
            return
        stage = await self._stages.of(found[2].lower(), by_path=False)
        origin = stage.names.origin(found[1].lower()) if stage is not None and found[1] else None
        if stage is not None and not found[1] and scope["type"] == "http":
            await _report(stage, scope, receive, send)
        else:
            await self._at(stage, origin, target_of(scope), Call(scope, receive, send))

    async def _by_path(self, scope: Scope, receive: Receive, send: Send) -> None:
        target = target_of(scope)
        if not target.startswith(paths.PREFIX):
            await self._lead_on(target, scope, send)
            return
        label = paths.label_of(target)
        stage = await self._stages.of(label, by_path=True) if label is not None else None
        place = paths.place_of(target)
        if stage is not None and scope["path"].endswith(seal.REPORTS) and place is None:
            await _report(stage, scope, receive, send)
        else:
            origin, rest = (place.origin, place.rest) if place is not None else (None, "")
            if stage is not None and origin is not None and asgi.field(scope, b"sec-fetch-dest") in DOCUMENTS:
                self._recent.show(stage.names.label, origin, stage.has)
            await self._at(stage, origin, rest, Call(scope, receive, send))

    async def _lead_on(self, target: str, scope: Scope, send: Send) -> None:
        onward = self._recent.led_on(target)
        if onward is None:
            await _refuse(scope, send, 404, "No page was shown that could have asked for this.\n")
            return
        allowed = ((b"Access-Control-Allow-Origin", b"null"), (b"Access-Control-Allow-Credentials", b"true"))
        await asgi.say(send, 307, "", ((b"Location", onward.encode("latin-1")), *allowed))

    async def _at(self, stage: Stage | None, origin: Origin | None, target: str, call: Call) -> None:
        if stage is None or origin is None:
            await _refuse(call.scope, call.send, 404, "There is no such snapshot, or no such host in it.\n")
        elif call.scope["type"] == "websocket":
            await converse(stage, origin, target, call)
        else:
            await self._http(stage, origin, target, call)

    async def _http(self, stage: Stage, origin: Origin, target: str, call: Call) -> None:
        scope, receive, send = call
        if scope["method"] not in _METHODS:
            await asgi.say(send, 405, "This method is not replayed.\n", stage.seal)
        elif asgi.field(scope, b"service-worker") and not self._service_workers:
            await asgi.say(send, 404, "Service workers are not replayed here.\n", stage.seal)
        elif (body := await asgi.body(receive)) is None:
            await asgi.say(send, 413, "The request is too large.\n", stage.seal)
        else:
            await Answering(stage, origin).answer(call, target, body)


async def _report(stage: Stage, scope: Scope, receive: Receive, send: Send) -> None:
    """A browser tells of a request that the policy kept it from (CSP Level 3, section 5)."""
    body = await asgi.body(receive)
    if (
        scope["method"] == "POST"
        and scope["path"].endswith(seal.REPORTS)
        and body
        and len(body) <= _REPORT_BYTES
    ):
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
