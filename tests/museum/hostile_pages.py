"""Pages that would hang, crash or flood whoever captures them, each on a host of its own.

What each may end as is what is honest, not what is easy: ``captured`` where a reader gets the whole page
in spite of everything, ``partial`` where something had to be cut off, ``failed`` where there is no page.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from snapshotter.demo.messages import Duplex, Request, Response, Route, always, redirect, typed
from tests.museum.furniture import HTML, JS, document, photo, prose, text, with_fallback
from tests.museum.websocket import accept

_PAGES = Path(__file__).parent / "pages" / "hostile"
_DRIP_S = 0.25
_FLOOD_PAUSE_S = 0.002
MEGABYTE = 1 << 20

CAPTURED, PARTIAL, FAILED = ("captured",), ("partial",), ("failed",)
WHOLE_OR_CUT = CAPTURED + PARTIAL


@dataclass(frozen=True)
class HostilePage:
    """A page, and the outcomes that are true of it."""

    name: str
    routes: Mapping[str, Route]
    outcomes: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    """Codes of which an outcome that is not ``captured`` has one; any when empty."""
    is_cut: bool = False
    """There is no end to it: the snapshot must say what was cut, also where the outcome is ``captured``."""

    @property
    def host(self) -> str:
        return f"{self.name}.hostile.example"

    @property
    def url(self) -> str:
        return f"https://{self.host}/"

    @property
    def heading(self) -> str:
        """Stands in the page's text, if it has one."""
        return f"Hostile {self.name}"


def routes() -> dict[str, dict[str, Route]]:
    """All of them, by host."""
    return {page.host: with_fallback(page.routes) for page in HOSTILE}


def _body(name: str, body: str = "", head: str = "") -> Route:
    return text(HTML, document(f"Hostile {name}", body + prose(name, 3), head=head))


def scripted(name: str, outcomes: tuple[str, ...], *reasons: str, **more) -> HostilePage:
    """A page whose script, in ``pages/hostile``, does it."""
    files = more.pop("files", {})
    head = '<script src="/it.js" defer></script>'
    source = (_PAGES / f"{name}.js").read_text("utf-8")
    paths = {"/": _body(name, more.pop("body", ""), head), "/it.js": text(JS, source), **files}
    return HostilePage(name, paths, outcomes, reasons, **more)


def marked(name: str, outcomes: tuple[str, ...], *reasons: str, body: str = "", head: str = "", **more):
    """A page whose markup does it."""
    files = more.pop("files", {})
    return HostilePage(name, {"/": _body(name, body, head), **files}, outcomes, reasons, **more)


def served(name: str, route: Route, outcomes: tuple[str, ...], *reasons: str) -> HostilePage:
    """A page whose server does it."""
    return HostilePage(name, {"/": route}, outcomes, reasons)


def stream(
    pieces: Callable[[], AsyncIterator[bytes]], media_type: bytes, *, length: int | None = None
) -> Route:
    framing = "chunked" if length is None else "length"
    return always(
        Response(fields=((b"content-type", media_type),), body=pieces, framing=framing, length=length)
    )


async def _without_end() -> AsyncIterator[bytes]:
    yield document("Hostile endless-html", prose("endless", 3)).removesuffix("</body>\n</html>\n").encode()
    for number in itertools.count():
        yield f"<p>Paragraph {number}.\n".encode()
        await asyncio.sleep(_DRIP_S)


async def _picture_without_end() -> AsyncIterator[bytes]:
    yield photo("endless", 400, 300)[:2000]
    while True:
        yield b"\0"
        await asyncio.sleep(_DRIP_S)


async def _drop_by_drop() -> AsyncIterator[bytes]:
    """A head that never ends."""
    yield b"HTTP/1.1 200 OK\r\n"
    for number in itertools.count():
        yield b"X-%d: slowly\r\n" % number
        await asyncio.sleep(_DRIP_S)


async def _byte_by_byte() -> AsyncIterator[bytes]:
    page = document("Hostile slow-body", prose("slow", 60)).encode()
    for byte in itertools.chain(page, itertools.repeat(32)):
        yield bytes([byte])
        await asyncio.sleep(_DRIP_S)


async def _hundred_megabytes() -> AsyncIterator[bytes]:
    yield document("Hostile huge-text", "<pre>").removesuffix("</body>\n</html>\n").encode()
    line = b"All work and no play makes a very long page. " * 20 + b"\n"
    block = line * (MEGABYTE // len(line))
    for _ in range(100):
        yield block


async def _flood_of_events() -> AsyncIterator[bytes]:
    block = b"".join(b"data: %d\n\n" % number for number in range(400))
    while True:
        yield block
        await asyncio.sleep(_FLOOD_PAUSE_S)


async def _flood_of_frames(request: Request) -> Response:
    key = request.field("sec-websocket-key")
    if key is None:
        return Response(426, ((b"upgrade", b"websocket"),))

    async def speak(duplex: Duplex) -> None:
        frames = b"".join(bytes([0x81, 100]) + b"%0100d" % number for number in range(64))
        while True:
            await duplex.write(frames)
            await asyncio.sleep(_FLOOD_PAUSE_S)

    fields = ((b"Upgrade", b"websocket"), (b"Connection", b"Upgrade"), (b"Sec-WebSocket-Accept", accept(key)))
    return Response(101, fields, upgrade=speak)


async def _further(request: Request) -> Response:
    """Redirects to itself with an ever longer query."""
    return redirect(302, f"/?{request.query}x")


async def _ask_for_password(_request: Request) -> Response:
    challenge = (b"www-authenticate", b'Basic realm="members"')
    return typed(HTML, document("Members only", "").encode(), status=401, fields=(challenge,))


def _zip() -> Route:
    fields = ((b"content-disposition", b'attachment; filename="unasked.zip"'),)
    return always(typed(b"application/zip", b"PK\x05\x06" + bytes(18) + bytes(20_000), fields=fields))


def _nested_uses() -> str:
    """An SVG in a ``data:`` address whose every element uses the one before ten times."""
    levels = "".join(
        f"<g id='g{n}'>" + f"<use href='%23g{n - 1}' x='{n}'/>" * 10 + "</g>" for n in range(1, 9)
    )
    shapes = f"<defs><g id='g0'><circle r='3'/></g>{levels}</defs><use href='%23g8'/>"
    return (
        f"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='400' height='400'>{shapes}</svg>"
    )


def _css_bomb() -> str:
    shadows = ",".join(f"{n}px {n}px 90px #{n:06x}" for n in range(400))
    return (
        f"<style>div.x {{ box-shadow: {shadows}; filter: blur(40px); backdrop-filter: blur(60px) }}"
        " :has(:has(* ~ * ~ *) ~ :not(:has(* + *))) { color: red }"
        " div.x:nth-last-child(3n + 1 of :has(~ div ~ div)) { transform: rotate3d(1, 1, 1, 30deg) }</style>"
    )


_LEAF = {"/leaf.html": text(HTML, "<!doctype html><title>leaf</title><p>Leaf.")}

HOSTILE: tuple[HostilePage, ...] = (
    # The answer
    served("endless-html", stream(_without_end, HTML), PARTIAL, "capture.truncated-time"),
    marked(
        "endless-image",
        PARTIAL,
        "capture.timeout",
        body='<img src="/it" alt="">',
        files={"/it": stream(_picture_without_end, b"image/png")},
    ),
    served(
        "slow-head",
        always(Response(head=b"", body=_drop_by_drop, framing="verbatim")),
        FAILED,
        "capture.timeout",
    ),
    served(
        "slow-body",
        stream(_byte_by_byte, HTML, length=90_000),
        PARTIAL + FAILED,
        "capture.truncated-time",
        "capture.timeout",
    ),
    served("huge-text", stream(_hundred_megabytes, HTML), WHOLE_OR_CUT),
    served("auth-prompt", _ask_for_password, FAILED, "http.401"),
    served("growing-redirect", _further, FAILED, "http.redirect"),
    # Where to
    marked("meta-refresh", PARTIAL + FAILED, head='<meta http-equiv="refresh" content="0">'),
    scripted("location-loop", PARTIAL + FAILED),
    scripted("history-loop", WHOLE_OR_CUT),
    scripted("popup-storm", WHOLE_OR_CUT, files={"/popup.html": _body("popup")}),
    scripted("window-close", WHOLE_OR_CUT),
    scripted("download-on-load", CAPTURED, files={"/unasked.zip": _zip()}),
    scripted("leaving-refused", CAPTURED),
    scripted("leaving-hangs", WHOLE_OR_CUT),
    # Asking
    scripted("alert-loop", PARTIAL),
    scripted("confirm-loop", WHOLE_OR_CUT),
    scripted("prompt-loop", WHOLE_OR_CUT),
    scripted("print-loop", WHOLE_OR_CUT),
    scripted("permissions", CAPTURED),
    # Eating
    scripted("out-of-memory", PARTIAL + FAILED),
    scripted("busy-on-load", PARTIAL),
    scripted("busy-on-scroll", WHOLE_OR_CUT, is_cut=True, body=prose("scroll", 40)),
    scripted("worker-storm", WHOLE_OR_CUT, files={"/worker.js": text(JS, "while (true);")}),
    scripted("growing-page", WHOLE_OR_CUT, is_cut=True),
    scripted("endless-scroll", WHOLE_OR_CUT, is_cut=True),
    # It has ten gigabytes unless time runs out first.
    scripted("huge-canvas", PARTIAL + FAILED, "capture.browser-crashed", "capture.script-stopped"),
    scripted("many-frames", WHOLE_OR_CUT, files=_LEAF),
    scripted("frames-without-end", WHOLE_OR_CUT),
    marked("css-bomb", WHOLE_OR_CUT, head=_css_bomb(), body='<div class="x">x</div>' * 2000),
    # Without an end, but for that of time or memory.
    marked(
        "data-bomb",
        WHOLE_OR_CUT + FAILED,
        *("capture.browser-crashed", "capture.timeout", "capture.script-stopped", "capture.page-time"),
        body=f'<img src="{_nested_uses()}" alt="">',
    ),
    # Flooding
    scripted("socket-flood", WHOLE_OR_CUT, files={"/flood": _flood_of_frames}),
    scripted("event-flood", WHOLE_OR_CUT, files={"/flood": stream(_flood_of_events, b"text/event-stream")}),
    scripted(
        "garbage-service",
        WHOLE_OR_CUT,
        files={"/sw.js": text(JS, (_PAGES / "garbage-worker.js").read_text("utf-8"))},
    ),
)
