"""One page visited: loaded, left to settle, looked at, left.

Every wait has a deadline.  What was seen before a deadline is kept and called partial.
"""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from snapshotter.capture.recorder import Recorder
from snapshotter.model.capture import Artefact, Finding
from snapshotter.model.exchange import Held
from snapshotter.urls import Url

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page, Request

T = TypeVar("T")

_LOOK_S = 10.0
"""For each of title, text and screenshot."""
_LEAVE_S = 1.5
_LEAVE_IDLE_S = 0.2
_WITHOUT_LOAD_S = 10.0
"""A page whose ``load`` is held up by a response without end is waited for so long."""
_POLL_S = 0.5
_MAX_FAILED_REQUESTS = 1000

_IDLE_S = 3.0
_LEAST_S = 0.05

_IDLE = "() => new Promise(done => requestIdleCallback(() => done(true), {timeout: 2000}))"

_LOOK = """() => {
  const root = document.scrollingElement || document.documentElement;
  const text = document.body ? document.body.innerText : (document.documentElement || {}).textContent;
  return {title: document.title, text: text || "", url: location.href,
          width: root ? root.scrollWidth : 0, height: root ? root.scrollHeight : 0};
}"""


@dataclass(slots=True)
class FailedRequest:
    """A request that the page made and that never got an answer, as the browser tells it."""

    url: str
    method: str
    destination: str
    error: str


@dataclass(slots=True)
class PageView:
    """What a visit saw."""

    final_url: Url | None = None
    title: str | None = None
    text: str | None = None
    artefacts: list[Artefact] = field(default_factory=list)
    error: str | None = None
    """The browser's ``net::`` error when the address itself did not load."""
    crashed: bool = False
    downloaded: bool = False
    """The browser took the address for a download, not for a page."""
    unsettled: str | None = None
    """What was still going on when time was up."""
    failed: list[FailedRequest] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class VisitOptions:
    """Waits and limits of a visit; seconds of wall clock."""

    timeout_s: float = 60.0
    idle_s: float = 0.5
    screenshot: bool = True
    max_screenshot_height_px: int = 16_000


class Visit:
    """A visit to ``url`` in a context whose traffic ``recorder`` sees."""

    def __init__(
        self,
        context: BrowserContext,
        recorder: Recorder,
        url: Url,
        options: VisitOptions,
        say: Callable[[str], None],
    ) -> None:
        self._context = context
        self._recorder = recorder
        self._url = url
        self._options = options
        self._say = say
        self._deadline = time.monotonic() + options.timeout_s
        self._loaded = asyncio.Event()
        self._crashed = asyncio.Event()
        self.view = PageView()

    async def run(self) -> PageView:
        """Do it all; returns what was seen, also when time ran out or the page crashed."""
        from playwright.async_api import Error

        self._context.on("requestfailed", self._request_failed)
        try:
            page = await self._within(self._context.new_page(), self._left(), "a page")
            if page is None:
                return self.view
            page.on("load", lambda _: self._loaded.set())
            page.on("crash", lambda _: self._crashed.set())
            if await self._go(page):
                await self._settle(page)
                await self._look(page)
                await self._leave(page)
        except Error as error:
            self._note_error(error.message)
        browser = self._context.browser
        self.view.crashed = self._crashed.is_set() or (browser is not None and not browser.is_connected())
        return self.view

    def _left(self) -> float:
        return max(self._deadline - time.monotonic(), _LEAST_S)

    async def _within(self, work: Awaitable[T], limit_s: float, what: str) -> T | None:
        """The result, or None and a note when it takes longer or the page crashes first."""
        crash = asyncio.ensure_future(self._crashed.wait())
        task = asyncio.ensure_future(work)
        try:
            done, _ = await asyncio.wait({task, crash}, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
            if task in done:
                return task.result()
            if crash not in done:
                self.view.findings.append(
                    Finding("page.no-answer", "warning", f"the page gave no {what} within {limit_s:.0f} s")
                )
            return None
        finally:
            crash.cancel()
            if not task.done():
                task.cancel()

    async def _go(self, page: Page) -> bool:
        from playwright.async_api import Error, TimeoutError

        self._say("loading")
        download = asyncio.Event()
        page.on("download", lambda _: download.set())
        try:
            await page.goto(self._url, wait_until="commit", timeout=self._left() * 1000)
        except TimeoutError:
            self.view.unsettled = "the origin sent no page in time"
            return False
        except Error as error:
            self._note_error(error.message)
            if download.is_set() or "Download is starting" in error.message:
                await self._download()
            return False
        return True

    async def _download(self) -> None:
        """The address is a file: its bytes are the recorder's, so wait for the wire only."""
        self._say("downloading")
        self.view.downloaded, self.view.error = True, None
        if not await self._quiet(self._options.idle_s, self._left()):
            self.view.unsettled = "the download was not finished in time"

    async def _settle(self, page: Page) -> None:
        """Wait until the page has loaded, the wire is quiet, and the page has nothing to do."""
        self._say("settling")
        options = self._options
        begun = time.monotonic()
        while not self._crashed.is_set():
            if not await self._quiet(options.idle_s, self._left()):
                busy = (
                    "requests were still running" if self._loaded.is_set() else "the page was still loading"
                )
                self.view.unsettled = busy
                return
            if self._loaded.is_set():
                if await self._is_idle(page):
                    return
                continue
            waited = time.monotonic() - begun
            if waited >= _WITHOUT_LOAD_S and self._recorder.has_streams:
                self.view.unsettled = "a response without end kept the page from loading"
                return
            await self._wait_for_load(min(max(_WITHOUT_LOAD_S - waited, _POLL_S), self._left()))

    async def _is_idle(self, page: Page) -> bool:
        """Whether the page asks for nothing more once its scripts have had their turn.

        On a busy machine the wire is quiet also because the page does not get to ask.
        """
        before = self._recorder.requests
        await self._within(page.evaluate(_IDLE), min(_IDLE_S, self._left()), "idle moment")
        return self._recorder.requests == before or self._left() <= _LEAST_S

    async def _wait_for_load(self, limit_s: float) -> None:
        crash = asyncio.ensure_future(self._crashed.wait())
        load = asyncio.ensure_future(self._loaded.wait())
        await asyncio.wait({load, crash}, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
        load.cancel()
        crash.cancel()

    async def _quiet(self, idle_s: float, limit_s: float) -> bool:
        try:
            await asyncio.wait_for(self._recorder.quiet(idle_s), limit_s)
        except TimeoutError:
            return False
        return True

    async def _look(self, page: Page) -> None:
        seen = await self._within(page.evaluate(_LOOK), _LOOK_S, "text")
        if seen is None:
            return
        self.view.final_url, self.view.title = Url(seen["url"]), seen["title"] or None
        self.view.text = seen["text"]
        if self._options.screenshot and seen["height"] > 0:
            taken = await self._within(self._screenshot(page, seen["height"]), _LOOK_S, "screenshot")
            if taken is not None:
                self.view.artefacts.append(Artefact("full-page", "image/png", Held(taken)))

    async def _screenshot(self, page: Page, height_px: int) -> bytes:
        """The whole page in PNG, cut below ``max_screenshot_height_px``."""
        width_px = (page.viewport_size or {"width": 1280})["width"]
        height = min(height_px, self._options.max_screenshot_height_px)
        if height < height_px:
            self.view.findings.append(
                Finding("page.screenshot-cut", "info", f"the screenshot shows {height} of {height_px} pixels")
            )
        session = await self._context.new_cdp_session(page)
        taken = await session.send(
            "Page.captureScreenshot",
            {
                "format": "png",
                "captureBeyondViewport": True,
                "optimizeForSpeed": True,
                "clip": {"x": 0, "y": 0, "width": width_px, "height": height, "scale": 1},
            },
        )
        return base64.b64decode(taken["data"])

    async def _leave(self, page: Page) -> None:
        """Go elsewhere, so that what a page sends when it is left is sent while we listen."""
        self._recorder.stopping = True
        left = await self._within(page.goto("about:blank", wait_until="commit"), _LEAVE_S, "way out")
        if left is not None or not self._crashed.is_set():
            await self._quiet(_LEAVE_IDLE_S, _LEAVE_S)

    def _note_error(self, message: str) -> None:
        found = [word for word in message.replace(",", " ").split() if word.startswith("net::")]
        self.view.error = found[0] if found else message.splitlines()[0]

    def _request_failed(self, request: Request) -> None:
        if len(self.view.failed) < _MAX_FAILED_REQUESTS:
            self.view.failed.append(
                FailedRequest(request.url, request.method, request.resource_type, request.failure or "failed")
            )
