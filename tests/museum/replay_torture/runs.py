"""A browser that opens the torture page, and what is said of two visits."""

from __future__ import annotations

import io
import json
import os
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snapshotter.capture.connector import Connector, ConnectTo
from snapshotter.capture.tunnel import Tunnel

if TYPE_CHECKING:
    from PIL import Image
    from playwright.async_api import Browser, BrowserContext, Frame, Page

VIEWPORT = {"width": 1000, "height": 800}
LIMIT_S = 60.0
Unmap = Callable[[str], str]
"""Takes the names of a replay back to those of the web, anywhere in a text."""


@dataclass(frozen=True)
class Seen:
    """What a visit to the page found."""

    results: Mapping[str, Any]
    picture: bytes = b""
    """PNG of the view."""
    load_s: float = 0.0


@dataclass(frozen=True)
class Score:
    """A replayed visit held against a live one, check by check."""

    same: tuple[str, ...]
    different: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    """Name -> live value, replayed value."""

    @property
    def share(self) -> float:
        return len(self.same) / (len(self.same) + len(self.different))

    def __str__(self) -> str:
        rows = [f"  {name}: live {live!r}, replayed {new!r}" for name, (live, new) in self.different.items()]
        whole = len(self.same) + len(self.different)
        return "\n".join([f"{len(self.same)} of {whole} the same ({self.share:.1%})", *rows])


MISSING = "(no such check)"


def score(
    live: Mapping[str, Any],
    replayed: Mapping[str, Any],
    unmap: Unmap | None = None,
    *,
    leaving_out: Sequence[str] = (),
) -> Score:
    """Per check the same or different; ``unmap`` is applied to the replayed values first."""
    back = (lambda value: value) if unmap is None else _through(unmap)
    same, different = [], {}
    for name in sorted({*live, *replayed} - {*leaving_out}):
        before, now = live.get(name, MISSING), back(replayed.get(name, MISSING))
        if before == now:
            same.append(name)
        else:
            different[name] = (before, now)
    return Score(tuple(same), different)


def _through(unmap: Unmap) -> Callable[[Any], Any]:
    def back(value: Any) -> Any:
        return json.loads(unmap(json.dumps(value, ensure_ascii=False)))

    return back


def different_pixels(one: bytes, other: bytes) -> int:
    """How many pixels differ by more than one level of 255; those that only one picture has count.

    By one level edges of letters differ now and then, between two visits of the live page too.
    """
    change, beyond = _change(one, other)
    return beyond + sum(change.histogram()[2:])


def largest_difference(one: bytes, other: bytes) -> int:
    """Of all pixels and colours, 0 to 255; 255 for pictures of two sizes."""
    change, beyond = _change(one, other)
    return 255 if beyond else change.getextrema()[1]


def _change(one: bytes, other: bytes) -> tuple[Image.Image, int]:
    """The greatest difference of a colour, pixel by pixel; and how many pixels only one picture has."""
    from PIL import Image, ImageChops

    first, second = (Image.open(io.BytesIO(data)).convert("RGB") for data in (one, other))
    width, height = max(first.width, second.width), max(first.height, second.height)
    shared = (0, 0, min(first.width, second.width), min(first.height, second.height))
    red, green, blue = ImageChops.difference(first.crop(shared), second.crop(shared)).split()
    change = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return change, width * height - shared[2] * shared[3]


@asynccontextmanager
async def chromium(executable: Path, *arguments: str) -> AsyncIterator[Browser]:
    """A browser that resolves no name but ``localhost``."""
    from playwright.async_api import async_playwright

    names = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable,
            args=["--disable-quic", f"--host-resolver-rules={names}", *arguments],
            chromium_sandbox=os.geteuid() != 0,
        )
        try:
            yield browser
        finally:
            await browser.close()


def trusting(*spki: str) -> str:
    """The argument that makes a browser take certificates of these keys."""
    return f"--ignore-certificate-errors-spki-list={','.join(spki)}"


@asynccontextmanager
async def context_through(browser: Browser, connect_to: Sequence[str]) -> AsyncIterator[BrowserContext]:
    """A cold context whose traffic goes where ``connect_to`` leads, and nowhere else."""
    connector = Connector(connect_to=[*map(ConnectTo.parse, connect_to)])
    tunnel = Tunnel(connector, lambda _host, _port: Untapped())
    await tunnel.start()
    proxy = {"server": f"socks5://127.0.0.1:{tunnel.port}", "bypass": "<-loopback>"}
    context = await browser.new_context(viewport=VIEWPORT, proxy=proxy)
    try:
        yield context
    finally:
        await context.close()
        await tunnel.stop()


class Untapped:
    """A tap that listens to nothing."""

    def connected(self, ip: str | None) -> None: ...

    def failed(self, error: object) -> None: ...

    def feed(self, side: str, data: bytes) -> None: ...

    def rest_s(self, size_bytes: int) -> float:
        return 0.0

    def closed(self, by: str) -> None: ...


async def visit(context: BrowserContext, url: str) -> Seen:
    """Open the page as a reader does, and wait until every check has settled."""
    page = await context.new_page()
    await page.goto(url, wait_until="commit", timeout=LIMIT_S * 1000)
    results = await results_of(page.main_frame)
    picture = await picture_of(page)
    await page.close()
    return Seen(results, picture)


async def results_of(frame: Frame) -> dict[str, Any]:
    await frame.wait_for_function("window.__done === true", timeout=LIMIT_S * 1000)
    found: dict[str, Any] = json.loads(await frame.evaluate("JSON.stringify(window.__results)"))
    return found


async def picture_of(page: Page) -> bytes:
    return await page.screenshot(animations="disabled", timeout=LIMIT_S * 1000)


async def load_s(context: BrowserContext, url: str) -> float:
    """Seconds until the page of eighty parts has all of them."""
    page = await context.new_page()
    begun = time.perf_counter()
    await page.goto(url, wait_until="load", timeout=LIMIT_S * 1000)
    await page.wait_for_function("window.__bench === 20", timeout=LIMIT_S * 1000)
    spent = time.perf_counter() - begun
    await page.close()
    return spent


def unmapping(names: Mapping[str, str]) -> Unmap:
    """Exchanges names: replayed origin or host -> that of the web, the longest first."""
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    return lambda text: pattern.sub(lambda found: names[found[0]], text)
