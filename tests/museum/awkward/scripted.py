"""Pages that scripts put together: modules, workers, sockets, streams, timers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator

from snapshotter.demo.messages import Duplex, Request, Response
from tests.museum.awkward.exhibit import Exhibit, exhibit, script_route
from tests.museum.furniture import JS, JSON, prose, text
from tests.museum.websocket import accept, frame

_TEXT_FRAME, _CLOSE_FRAME = 0x1, 0x8
_EVENT_S = 0.4


def exhibits() -> Iterator[Exhibit]:
    yield _modules()
    yield _service()
    yield _workers()
    yield _socket()
    yield _events()
    yield _timers()


def _modules() -> Exhibit:
    """Static and dynamic imports, an import map, data modules; one of them when its place is seen."""
    modules = {
        "/app/main.js": 'import "chart"; import data from "./data.json" with { type: "json" };'
        ' import { draw } from "./draw.js"; draw(data.pictures); import("./late.js");'
        ' import sheet from "./sheet.css" with { type: "css" };'
        " document.adoptedStyleSheets = [sheet];"
        " new IntersectionObserver((entries, me) => { if (!entries.some((e) => e.isIntersecting)) return;"
        ' me.disconnect(); import("./seen.js"); }).observe(document.getElementById("foot"));',
        "/app/draw.js": 'export { draw } from "./deep/brush.js";',
        "/app/deep/brush.js": "export function draw(all) { for (const src of all) {"
        ' const image = new Image(); image.src = src; document.getElementById("wall").append(image); } }',
        "/app/late.js": 'import { draw } from "./draw.js"; draw(["/module/late.png"]);',
        "/app/seen.js": 'import { draw } from "./draw.js"; draw(["/module/seen.png"]);',
        "/vendor/chart.mjs": "export default 1;",
    }
    files = {path: text(JS, content) for path, content in modules.items()}
    pictures = [f"/module/{number}.png" for number in range(5)]
    files["/app/data.json"] = text(JSON, json.dumps({"pictures": pictures}))
    files["/app/sheet.css"] = text(b"text/css", "#foot { background: url(/module/foot.png) }")
    head = (
        '<script type="importmap">{"imports": {"chart": "/vendor/chart.mjs"}}</script>'
        '<link rel="modulepreload" href="/app/deep/brush.js">'
        '<script type="module" src="/app/main.js"></script>'
        '<script nomodule src="/app/old.js"></script>'
    )
    files["/app/old.js"] = text(JS, "window.old = true;")
    body = f'<div id="wall"></div>{prose("modules", 25)}<div id="foot">Foot</div>'
    return exhibit("In modules", body, name="modules", head=head, files=files)


def _service() -> Exhibit:
    """A service worker that fills its cache ahead and answers from it."""
    kept = [f"/kept/{number}.png" for number in range(6)] + ["/kept/offline.json"]
    files = {
        "/sw.js": script_route("service"),
        "/register.js": script_route("register"),
        "/kept/offline.json": text(JSON, json.dumps({"offline": True})),
        "/kept/list.json": text(JSON, json.dumps(kept)),
    }
    head = '<script src="/register.js" defer></script>'
    body = f'<p id="state"></p>{prose("service", 8)}<img loading="lazy" src="/after/below.png" alt="">'
    return exhibit("Works offline", body, name="service-worker", head=head, files=files)


def _workers() -> Exhibit:
    """Workers that fetch what the page then shows: a classic one, a module, a shared one, one of a blob."""
    files = {
        "/start.js": script_route("start-workers"),
        "/worker.js": script_route("worker"),
        "/part.js": text(JS, "self.part = 'classic';"),
        "/worker.mjs": text(JS, 'import { name } from "./name.mjs"; const part = name;\n' + _ASK),
        "/name.mjs": text(JS, 'export const name = "module";'),
        "/shared.js": script_route("shared-worker"),
        **{
            f"/found/{name}.json": text(JSON, json.dumps({"picture": f"/found/{name}.png"}))
            for name in ("classic", "module", "shared", "blob")
        },
    }
    head = '<script src="/start.js" defer></script>'
    return exhibit("Found elsewhere", prose("workers", 6), name="workers", head=head, files=files)


_ASK = "fetch(`/found/${part}.json`).then((answer) => answer.json()).then((found) => postMessage(found));\n"


def _socket() -> Exhibit:
    """A socket that names the pictures."""
    return exhibit(
        "On the wire",
        prose("socket", 6),
        name="web-socket",
        scheme="http",
        head='<script src="/socket.js" defer></script>',
        files={"/socket.js": script_route("socket"), "/socket": _name_pictures},
    )


async def _name_pictures(request: Request) -> Response:
    key = request.field("sec-websocket-key")
    if key is None:
        return Response(426, ((b"upgrade", b"websocket"),))

    async def speak(duplex: Duplex) -> None:
        for number in range(4):
            await duplex.write(frame(_TEXT_FRAME, f"/socket/{number}.png".encode()))
            await asyncio.sleep(_EVENT_S)
        await duplex.write(frame(_CLOSE_FRAME, b"\x03\xe8"))

    fields = ((b"Upgrade", b"websocket"), (b"Connection", b"Upgrade"), (b"Sec-WebSocket-Accept", accept(key)))
    return Response(101, fields, upgrade=speak)


def _events() -> Exhibit:
    """A stream of events that names pictures, and ends."""
    return exhibit(
        "As it happens",
        prose("events", 6),
        name="server-events",
        head='<script src="/events.js" defer></script>',
        files={"/events.js": script_route("events"), "/events": _tell},
    )


async def _tell(_request: Request) -> Response:
    async def stream() -> AsyncIterator[bytes]:
        for number in range(5):
            yield f"id: {number}\ndata: /event/{number}.png\n\n".encode()
            await asyncio.sleep(_EVENT_S)
        yield b"event: end\ndata: bye\n\n"

    return Response(fields=((b"content-type", b"text/event-stream"),), body=stream, length=None)


def _timers() -> Exhibit:
    """A page that takes three seconds to think of the rest."""
    head = (
        "<script>for (let second = 1; second <= 3; second += 1) setTimeout(() => {"
        " const image = new Image(); image.src = `/later/${second}.png`; document.body.append(image);"
        " fetch(`/later/${second}.json`); }, second * 1000);</script>"
    )
    files = {f"/later/{second}.json": text(JSON, f'{{"second": {second}}}') for second in range(1, 4)}
    return exhibit("In a while", prose("timers", 10), name="timers", head=head, files=files)
