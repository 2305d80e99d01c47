"""The reading room as one ASGI application, and whom it answers.

Requests are told apart by ``Host``: the room itself is at ``localhost``, the page about a replayed
snapshot at ``<label>.localhost``, archived pages at ``<host>.<label>.localhost``, which another application
answers for.  Any other name is refused, so that no site of the web can be made to point here (DNS rebinding).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from importlib.resources import files
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from snapshotter.errors import SnapshotterError
from snapshotter.viewer.pages import Pages
from snapshotter.viewer.room import Room, is_navigation, policy
from snapshotter.viewer.snapshots import Snapshots
from snapshotter.viewer.web import Web

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

STATIC = {
    "viewer.css": "text/css; charset=utf-8",
    "viewer.js": "text/javascript; charset=utf-8",
    "mark.svg": "image/svg+xml",
}
_HERE = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?", re.IGNORECASE)
_OWN_NAME = re.compile(r"[0-9a-f]{12,32}\.localhost(?::\d{1,5})?", re.IGNORECASE)
"""A snapshot's own name, where the page about its frame stands."""
_AT_OWN_NAME = ("/snapshots/", "/web/", "/static/")


class Archived(Protocol):
    """Answers for the archived hosts (:class:`snapshotter.replay.hosts.app.HostMappedReplay`)."""

    def answers(self, host: str, path: str, fetch_site: str = "") -> bool:
        """Whether a request for ``host`` (as in ``Host``) is for this application; ``fetch_site`` is its
        ``Sec-Fetch-Site``."""
        ...

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...


def reading_room(room: Room, archived: Archived | None = None) -> Application:
    """The application; without ``archived``, or frames of the room, nothing is replayed."""
    return _ByHost(_viewer(room), archived)


def _viewer(room: Room) -> Application:
    pages, snapshots = Pages(room), Snapshots(room)
    web = Web(room, pages, snapshots)
    routes = [*pages.routes(), *snapshots.routes(), *web.routes(), Route("/static/{name}", _static)]

    def missing(request: Request, error: Exception) -> Response:
        return room.missing("Not found", "There is no such page here.")

    def damaged(request: Request, error: Exception) -> Response:
        assert isinstance(error, SnapshotterError)
        return room.page("trouble.html", 500, title="This cannot be shown", trouble=error)

    application = Starlette(
        routes=routes, exception_handlers={404: missing, SnapshotterError: damaged, HTTPException: _refused}
    )
    application.router.redirect_slashes = False
    return _Guarded(application)


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in STATIC:
        return PlainTextResponse("There is no such file.\n", 404)
    content = (files(__package__) / "static" / name).read_bytes()
    return Response(content, media_type=STATIC[name], headers={"Cache-Control": "no-cache"})


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return PlainTextResponse(f"{error.detail}\n", error.status_code)


class _ByHost:
    """Who is asked, by the name that was used."""

    def __init__(self, viewer: Application, archived: Archived | None) -> None:
        self._viewer = viewer
        self._archived = archived

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._viewer(scope, receive, send)
            return
        host = _field(scope, b"host")
        site = _field(scope, b"sec-fetch-site")
        if self._archived is not None and self._archived.answers(host, scope["path"], site):
            await self._archived(scope, receive, send)
        elif scope["type"] != "http" or not (_HERE.fullmatch(host) or _OWN_NAME.fullmatch(host)):
            await _refuse(scope, receive, send)
        elif is_navigation(scope) and not _may_stay(host, scope["path"]):
            await _to_localhost(scope, host)(scope, receive, send)
        else:
            await self._viewer(scope, receive, send)


def _may_stay(host: str, path: str) -> bool:
    """Whether a browser is where the page belongs: at ``localhost``, or a snapshot at its own name."""
    name = host.partition(":")[0].lower()
    return name == "localhost" or (name.endswith(".localhost") and path.startswith(_AT_OWN_NAME))


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """421 Misdirected Request (RFC 9110, section 15.5.20), for a web socket as well."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse("This server answers for localhost alone.\n", 421)(scope, receive, send)


def _to_localhost(scope: Scope, host: str) -> Response:
    port = re.search(r":(\d+)$", host)
    raw = scope.get("raw_path") or scope["path"].encode()
    query = scope.get("query_string", b"")
    where = f"http://localhost{port[0] if port else ''}{raw.decode('latin-1')}"
    return RedirectResponse(where + (f"?{query.decode('latin-1')}" if query else ""), 302)


def _field(scope: Scope, wanted: bytes) -> str:
    """The one field of this name; empty when there is none, or more than one."""
    given = [value for name, value in scope["headers"] if name == wanted]
    return given[0].decode("latin-1") if len(given) == 1 else ""


_GUARDS = (
    (b"content-security-policy", policy("'none'").encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"origin-agent-cluster", b"?1"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), browsing-topics=()"),
    (b"cache-control", b"no-cache"),
)


class _Guarded:
    """Gives every answer of the room the fields that keep it to itself, where it has none of its own."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                added = ((name, value) for name, value in _GUARDS if name not in given)
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._application(scope, receive, guarded)
