"""The quiet resources of the torture page: what pages are made of, each once."""

from __future__ import annotations

import functools
import math
import struct
from pathlib import Path

from snapshotter.demo import artwork, papers
from snapshotter.demo.answers import media
from snapshotter.demo.messages import Response, Route, always, typed
from snapshotter.demo.publishers import page_bytes

_PAGES = Path(__file__).parent / "pages"
_HTML = b"text/html; charset=utf-8"
_JS = b"text/javascript; charset=utf-8"
_CSS = b"text/css; charset=utf-8"
_JSON = b"application/json"
_DOT_SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24">'
    b'<circle cx="12" cy="12" r="9" fill="%s"/></svg>\n'
)

_SHEET = b"""@import url("imported.css");
@font-face { font-family: Odd; src: url("/font/odd.woff2") format("woff2"); }
h1 { font-family: Odd, serif; background: url("/img/background.png"); }
ul { list-style-image: url("/img/bullet.svg"); }
.probe { border-image: url("/img/border.svg") 4; cursor: url("/img/cursor.png"), auto; }
.probe::after { content: url("/img/after.svg"); }
"""

_TEXTS: dict[str, tuple[bytes, bytes]] = {
    "/style/torture.css": (_CSS, _SHEET),
    "/style/imported.css": (_CSS, b"body { margin: 2em; font: 16px/1.5 sans-serif; }\n"),
    "/style/by-header.css": (_CSS, b".by-header { color: teal; }\n"),
    "/script/classic.js": (_JS, b"window.classic = true;\n"),
    "/script/module.js": (_JS, b'import { name } from "./imported.js";\nwindow.moduleLoaded = name;\n'),
    "/script/imported.js": (_JS, b'export const name = "imported";\nexport { deep } from "./deep.js";\n'),
    "/script/deep.js": (_JS, b"export const deep = 3;\n"),
    "/script/dynamic.js": (_JS, b'export default "dynamic";\n'),
    "/script/preloaded-module.js": (_JS, b"export {};\n"),
    "/worker/dedicated.js": (
        _JS,
        b'importScripts("/worker/part.js");\n'
        b'fetch("/worker/from-dedicated.json").then((a) => a.json()).then(() => postMessage(part));\n',
    ),
    "/worker/part.js": (_JS, b'self.part = "part";\n'),
    "/worker/module.js": (
        _JS,
        b'import { deep } from "/worker/deep.js";\n'
        b'fetch("/worker/from-module.json").then((a) => a.json()).then(() => postMessage(deep));\n',
    ),
    "/worker/deep.js": (_JS, b"export const deep = 4;\n"),
    "/worker/shared.js": (
        _JS,
        b"onconnect = (event) => fetch('/worker/from-shared.json').then((a) => a.json())"
        b".then(() => event.ports[0].postMessage('shared'));\n",
    ),
    "/worker/from-dedicated.json": (_JSON, b'{"from": "dedicated"}'),
    "/worker/from-module.json": (_JSON, b'{"from": "module"}'),
    "/worker/from-shared.json": (_JSON, b'{"from": "shared"}'),
    "/worker/from-blob.json": (_JSON, b'{"from": "blob"}'),
    "/service/one.txt": (b"text/plain", b"one\n"),
    "/service/two.txt": (b"text/plain", b"two\n"),
    "/service/three.txt": (b"text/plain", b"three\n"),
    "/service/past-the-worker.txt": (b"text/plain", b"past the worker\n"),
    "/frame/same.html": (_HTML, b"<!doctype html><title>same</title><img src='/img/in-frame.svg' alt=''>\n"),
    "/frame/other.html": (
        _HTML,
        b"<!doctype html><title>other</title><img src='/img/in-other.svg' alt=''>\n",
    ),
    "/frame/refresh.html": (
        _HTML,
        b"<!doctype html><title>wait</title><meta http-equiv=refresh content='0; url=refreshed.html'>\n",
    ),
    "/frame/refreshed.html": (_HTML, b"<!doctype html><title>refreshed</title><p>Refreshed.\n"),
    "/frame/left.html": (_HTML, b"<!doctype html><title>left</title>\n"),
    "/manifest.webmanifest": (b"application/manifest+json", b'{"name": "Museum", "icons": []}'),
    "/prefetched.txt": (b"text/plain", b"prefetched\n"),
    "/preloaded.txt": (b"text/plain", b"preloaded\n"),
    "/font/odd.woff2": (b"font/woff2", b"wOF2" + bytes(range(256))),
    "/empty.txt": (b"text/plain", b""),
}
_FILES: dict[str, tuple[bytes, str]] = {
    "/torture.js": (_JS, "torture.js"),
    "/service/worker.js": (_JS, "service-worker.js"),
    "/service/page.html": (_HTML, "service-page.html"),
    "/frame/leaving.html": (_HTML, "leaving.html"),
    "/frame/popup.html": (_HTML, "popup.html"),
}
_DRAWINGS = (
    "bullet",
    "border",
    "after",
    "in-frame",
    "in-other",
    "srcset-1x",
    "srcset-2x",
    "picture-wide",
    "fallback",
    "in-srcdoc",
    "favicon",
    "by-script",
)
_RASTERS = ("background", "cursor", "plain", "poster")


def quiet_routes() -> dict[str, Route]:
    """Routes that always answer the same, and the ranged media."""
    drawings = {f"/img/{name}.svg": _drawing(number) for number, name in enumerate(_DRAWINGS)}
    rasters = {f"/img/{name}.png": artwork.relief_png(name, 64, 36) for name in _RASTERS}
    routes = {path: always(typed(media_type, body)) for path, (media_type, body) in _TEXTS.items()}
    routes |= {path: always(typed(b"image/svg+xml", body)) for path, body in drawings.items()}
    routes |= {path: always(typed(b"image/png", body)) for path, body in rasters.items()}
    routes |= {path: always(typed(media_type, _file(name))) for path, (media_type, name) in _FILES.items()}
    routes["/torture.html"] = always(_torture_page())
    routes["/document.pdf"] = always(typed(b"application/pdf", papers.pdf("Museum", ["A page."], [1, 3, 2])))
    routes["/media/tone.wav"] = media(b"audio/wav", tone_wav())
    routes["/media/harbour.webm"] = media(b"video/webm", page_bytes("harbour.webm"))
    return routes


def _file(name: str) -> bytes:
    return (_PAGES / name).read_bytes()


def _torture_page() -> Response:
    linked = b"</style/by-header.css>; rel=preload; as=style"
    return typed(_HTML, _file("torture.html"), fields=((b"link", linked),))


@functools.cache
def tone_wav(seconds: float = 1.0, rate: int = 8000) -> bytes:
    """A 440 Hz tone: RIFF, PCM, one channel, eight bits."""
    count = int(seconds * rate)
    samples = bytes(round(127 + 80 * math.sin(2 * math.pi * 440 * n / rate)) for n in range(count))
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate, 1, 8)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + count)
        + b"WAVE"
        + form
        + struct.pack("<4sI", b"data", count)
        + samples
    )


def _drawing(number: int) -> bytes:
    """The same dot in another colour, so that every image has its own bytes."""
    return _DOT_SVG % (b"#%02x8060" % (number * 20))
