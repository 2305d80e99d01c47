"""A page of 38,400 pixels that only comes when it is scrolled through.

60 ``loading=lazy`` images, 60 images that an IntersectionObserver fills in, 3 lazy frames, and 20
loads of more, each appended when the mark at the page's end comes into the window.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from snapshotter.demo.messages import Request, Response, Route, ServedExchange, typed
from tests.museum.furniture import HTML, JS, JSON, document, prose, text, with_fallback

HOST = "lazy.example"
URL = f"https://{HOST}/long-read.html"
ROWS, FRAMES, LOADS = 60, 3, 20
ROW_PX, LOAD_PX = 400, 720
HEIGHT_PX = ROWS * ROW_PX + LOADS * LOAD_PX
"""38,400."""


@dataclass(frozen=True)
class Came:
    """How much of the page was asked for."""

    native: int
    observed: int
    frames: int
    loads: int

    @classmethod
    def of(cls, urls: Iterable[str]) -> Came:
        found = set(urls)

        def count(part: str) -> int:
            return sum(part in url for url in found)

        return cls(count("/native/"), count("/observed/"), count("/frame/"), count("/more/"))

    @classmethod
    def from_log(cls, served: Iterable[ServedExchange]) -> Came:
        return cls.of(item.url for item in served if item.complete and item.status == 200)


EVERYTHING = Came(native=ROWS, observed=ROWS, frames=FRAMES, loads=LOADS)


def routes() -> dict[str, dict[str, Route]]:
    """The page and all it is made of, by host."""
    script = (Path(__file__).parent / "pages" / "lazy.js").read_text("utf-8")
    found = {"/long-read.html": text(HTML, _page()), "/lazy.js": text(JS, script)}
    found |= {f"/more/{number}.json": _more(number) for number in range(LOADS)}
    found |= {f"/frame/{number}.html": text(HTML, _frame(number)) for number in range(FRAMES)}
    return {HOST: with_fallback(found)}


def _page() -> str:
    rows = "\n".join(_row(number) for number in range(ROWS))
    style = (
        "<style>body, h1 { margin: 0 } h1 { position: absolute; top: 0 } "
        f".row {{ height: {ROW_PX}px; overflow: hidden; display: flex; flex-wrap: wrap; gap: 8px }} "
        ".row img { width: 320px; height: 200px } .row iframe { width: 320px; height: 200px; border: 0 } "
        f".load {{ height: {LOAD_PX}px; overflow: hidden }} #end {{ height: 1px; margin-top: -1px }}</style>"
    )
    end = '<div id="more"></div><div id="end"></div>\n<script src="/lazy.js"></script>'
    return document("A long read", f"<main>\n{rows}\n</main>\n{end}", head=style)


def _row(number: int) -> str:
    frame = ""
    if number in (15, 30, 45):
        frame = f'<iframe loading="lazy" src="/frame/{number // 15 - 1}.html" title="aside"></iframe>'
    return (
        f'<section class="row"><img loading="lazy" src="/native/{number}-320x200.png" alt="">'
        f'<img data-src="/observed/{number}-320x200.png" width="320" height="200" alt="">{frame}'
        f"{prose(f'row {number}', 1, 3)}</section>"
    )


def _frame(number: int) -> str:
    return document(f"Aside {number}", prose(f"aside {number}", 1, 2))


def _more(number: int) -> Route:
    async def route(_request: Request) -> Response:
        content = {"html": prose(f"more {number}", 2), "last": number == LOADS - 1}
        return typed(JSON, json.dumps(content).encode())

    return route
