"""One page visited: loaded, pictured as it arrived, cleared, scrolled, unfolded, pictured for reading, left.

Every wait has a deadline.  What was seen before a deadline is kept, and what was cut short is said.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from snapshotter.capture import pictures
from snapshotter.capture.behaviours.banners import BannerRules, clear_banners
from snapshotter.capture.behaviours.media import play_media
from snapshotter.capture.behaviours.scroll import ScrollLimits, scroll
from snapshotter.capture.behaviours.steps import Ended, Steps
from snapshotter.capture.behaviours.unfold import unfold
from snapshotter.capture.clock import PageClock
from snapshotter.capture.company import Company
from snapshotter.capture.gaps.fill import GapSession, fill_gaps
from snapshotter.capture.gaps.inventory import Wire
from snapshotter.capture.gaps.report import GapOptions
from snapshotter.capture.gaps.whole import ClientFor
from snapshotter.capture.settling import Settling
from snapshotter.capture.traffic import Traffic
from snapshotter.capture.view import FailedRequest, PageView
from snapshotter.capture.viewports import Viewport, further_view
from snapshotter.capture.world import ScriptFailed, World, script
from snapshotter.model.capture import Artefact, Cut, Finding, Shape
from snapshotter.urls import Url

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page, Request, ViewportSize

T = TypeVar("T")

_LOOK = Path(__file__).with_name("look.js")
_OVERLAY = Path(__file__).with_name("overlay.js")
_OPEN_S = 10.0
"""For the browser to give a page at all; the page's own time begins when it has."""
_LOOK_S = 10.0
"""For each of text and pictures, ..."""
_LOOK_AFTER_S = 12.0
"""... and for all of them when the page's time is up."""
_LEAST_LOOK_S = 1.0
_COVERED_S = 3.0
_RESERVE = 0.4
"""So much of the page's time is kept for what comes after loading, ..."""
_MOST_RESERVE_S = 20.0
"""... but no more than this."""
_BANNERS_S = 10.0
_SCROLL_GRACE_S = 5.0
_UNFOLD_S = 12.0
_MEDIA_S = 8.0
_REST_S = 5.0
_FORWARD_S = 1.5
"""So long, of ours, the page's clock may take to go forward, and what it asks for then to come."""
_STREAMING_S = 1.0
_LATER_S = 6.0
_VIEWPORT_S = 40.0
_GAP_GRACE_S = 5.0
_LEAVE_S = 1.5
_LEAVE_IDLE_S = 0.2
_WATCH_S = 0.25
_MOST_CHARACTERS = 10_000_000
"""Of text, and of the document as HTML."""
_MAX_FAILED_REQUESTS = 1000


@dataclass(frozen=True, slots=True)
class VisitOptions:
    """Waits and limits of a visit, seconds of wall clock; and what is done on the page."""

    timeout_s: float = 60.0
    idle_s: float = 0.5
    stay_s: float = 4.0
    """A page is looked at as it is so long after it has loaded; its clock is put forward."""
    screenshot: bool = True
    full_page: bool = True
    """Picture the page whole as well, besides the window as it arrived."""
    max_screenshot_height_px: int = 16_000
    screenshot_scale: float = 0.6
    """Of the picture of the whole page; a third of the cost of full size."""
    thumbnail: bool = True
    pdf: bool = False
    banners: BannerRules | None = None
    """What is known of banners; None: they are left as they are."""
    scroll: ScrollLimits | None = field(default_factory=ScrollLimits)
    unfold_clicks: int | None = 20
    """None: nothing is unfolded."""
    media: bool = True
    viewports: tuple[Viewport, ...] = ()
    gaps: GapOptions | None = field(default_factory=GapOptions)
    """None: what the page has not asked for by itself is left out."""
    max_page_bytes: int = 0
    """0: no limit."""


class Visit:
    """A visit to ``url`` in a context whose traffic passes ``traffic``.

    Gaps are filled where ``wire`` tells what has come, and ``client_for`` makes clients for large files.
    ``before_settling`` is awaited once the page has begun to load: a person may have to do something
    there first.
    """

    def __init__(
        self,
        context: BrowserContext,
        traffic: Traffic,
        url: Url,
        options: VisitOptions,
        say: Callable[[str], None],
        *,
        wire: Wire | None = None,
        client_for: ClientFor | None = None,
        before_settling: Callable[[Page], Awaitable[None]] | None = None,
    ) -> None:
        self._context = context
        self._traffic = traffic
        self._wire = wire
        self._url = url
        self._options = options
        self._say = say
        self._client_for = client_for
        self._before_settling = before_settling
        self._crashed = asyncio.Event()
        self._steps = Steps(time.monotonic() + options.timeout_s, self._crashed)
        self._settling = Settling(traffic, options.idle_s, self._crashed)
        self._company = Company(context)
        self.view = PageView()

    async def run(self) -> PageView:
        """Do it all; returns what was seen, also when time ran out or the page crashed."""
        from playwright.async_api import Error

        self._context.on("requestfailed", self._request_failed)
        watching = asyncio.ensure_future(self._watch_size())
        try:
            await self._run()
        except Error as error:
            self._note_error(error.message)
        finally:
            watching.cancel()
            self._take_notes()
        browser = self._context.browser
        self.view.browser_lost |= browser is not None and not browser.is_connected()
        self.view.crashed = self._crashed.is_set() or self.view.browser_lost
        return self.view

    async def _run(self) -> None:
        opened_by = time.monotonic() + _OPEN_S
        page = await self._opened()
        if page is None:
            self._not_opened()
            return
        page.on("load", lambda _: self._settling.heard_load())
        page.on("crash", lambda _: self._crashed.set())
        opening_s = max(opened_by - time.monotonic(), _LEAST_LOOK_S)
        session = await self._within(self._context.new_cdp_session(page), opening_s, "session")
        if session is None:
            self._not_opened()
            return
        self._steps.deadline = time.monotonic() + self._options.timeout_s
        self._session = session
        self._world = World(self._session)
        self._clock = PageClock(self._session)
        self._company.watch(page, self._session)
        if await self._go(page):
            if self._before_settling is not None:
                await self._assisted(page, self._before_settling)
            await self._see(page)
            await self._leave(page)

    async def _opened(self) -> Page | None:
        """A new page; a context that gives none was taken along by another page's browser."""
        from playwright.async_api import Error

        try:
            return await self._within(self._context.new_page(), _OPEN_S, "page")
        except Error:
            self.view.browser_lost = True
            raise

    def _not_opened(self) -> None:
        """Nothing has been asked for yet: what other pages do keeps the browser busy."""
        if not self._crashed.is_set():
            self.view.unopened = True
            self.view.unsettled = f"the browser gave no page within {_OPEN_S:.0f} s"

    async def _see(self, page: Page) -> None:
        """Everything between arriving and leaving."""
        self._say("settling")
        await self._steps.run("settle", lambda: self._settle(page), self._steps.left())
        if not await self._company.answers():
            return
        await self._steps.run("arrival", self._arrival, self._look_s())
        await self._behave(page)
        self._say("looking")
        if (await self._steps.run("look", self._look, self._look_s())).outcome != "done":
            await self._company.silence()
            await self._steps.run("look-again", self._look, self._look_s())
        await self._pictures(page)
        for viewport in self._options.viewports:
            await self._step(f"viewport-{viewport.name}", partial(self._further, viewport), _VIEWPORT_S)
        if self._options.gaps is not None and self.view.dom is not None:
            await self._fill_gaps(page, self._options.gaps, self.view.dom)

    async def _behave(self, page: Page) -> None:
        """What is done so that all of the page comes; each part only while there is time."""
        options = self._options
        if options.banners is not None and self._in_time():
            self._say("clearing")
            await self._step("banners", partial(self._clear, page, options.banners), _BANNERS_S)
        self._say("scrolling")
        limits, clicks = options.scroll, options.unfold_clicks
        if limits is not None and self._in_time():
            work = partial(scroll, self._world, self._traffic, limits)
            await self._step("scroll", work, limits.seconds + _SCROLL_GRACE_S)
        if clicks is not None and self._in_time():
            work = partial(unfold, self._world, self._traffic, most_clicks=clicks)
            await self._step("unfold", work, _UNFOLD_S)
        if options.media and self._in_time():
            await self._step("media", lambda: play_media(page, self._world), _MEDIA_S)
        await self._step("rest", self._rest, _REST_S)
        if self._in_time():
            await self._step("later", self._later, _LATER_S)
        if options.banners is not None and self._in_time() and await self._is_covered():
            await self._step("banners-again", partial(self._clear, page, options.banners), _BANNERS_S)

    async def _is_covered(self) -> bool:
        """Whether something lies over the page now."""
        from playwright.async_api import Error

        try:
            over = await asyncio.wait_for(self._world.call(script(_OVERLAY)), _COVERED_S)
        except (TimeoutError, Error, ScriptFailed):
            return False  # it is busy, or on its way elsewhere; looking will tell
        return bool(over["ratio"])

    def _in_time(self) -> bool:
        """Whether there is time for the next step; it is said when there is not."""
        if self._steps.is_late:
            self._cut("page-time", "time was up before all was done on the page")
        return not self._steps.is_late

    async def _clear(self, page: Page, rules: BannerRules) -> Ended:
        """What lies over the page; some of it comes only when the page has been scrolled."""
        limit_s = min(_BANNERS_S - 1, self._steps.left())
        async with self._clock.going():
            done = await clear_banners(page, rules, limit_s=limit_s)
        self.view.interventions += done
        return Ended("done" if done else "nothing-to-do", detail={"interventions": len(done)})

    def _look_s(self) -> float:
        """For looking there is some time left even when the page's own is up."""
        over_s = self._steps.deadline + _LOOK_AFTER_S - time.monotonic()
        return max(min(_LOOK_S, over_s), _LEAST_LOOK_S)

    async def _step(self, name: str, work: Callable[[], Awaitable[Ended]], limit_s: float) -> Ended:
        ended = await self._steps.run(name, work, min(limit_s, self._steps.left()))
        if ended.outcome == "out-of-time":
            await self._company.answers()
            if self._steps.is_late:
                self._cut("page-time", f"time was up in the step {name}")
        return ended

    async def _settle(self, page: Page) -> Ended:
        reserve_s = min(self._options.timeout_s * _RESERVE, _MOST_RESERVE_S)
        limit_s = max(self._steps.left() - reserve_s, 1.0)
        self.view.unsettled = await self._settling.first(self._world, limit_s)
        return Ended("out-of-time", self.view.unsettled) if self.view.unsettled else Ended()

    async def _rest(self) -> Ended:
        """What the steps before have set going comes to its end, too."""
        await self._settling.service_worker(self._world, self._steps.left())
        if await self._traffic.settled(self._options.idle_s / 2, min(_REST_S, self._steps.left())):
            if self._settling.loaded.is_set():
                self.view.unsettled = None
            return Ended()
        return Ended("out-of-time", "requests were still running")

    async def _later(self) -> Ended:
        """What the page has set itself for the seconds after it has loaded."""
        left_s = self._settling.left_to_stay(self._options.stay_s)
        if left_s <= 0:
            return Ended("nothing-to-do")
        if self._traffic.has_streams:
            await asyncio.sleep(min(left_s, _STREAMING_S))
            return Ended("done", "waited, because a response without end holds the page's clock")
        try:
            await asyncio.wait_for(self._clock.put_forward(int(left_s * 1000)), _FORWARD_S)
        except TimeoutError:
            return Ended("out-of-time", "the page's clock was held up")
        finally:
            await self._traffic.settled(self._options.idle_s / 2, _FORWARD_S)
        return Ended(detail={"put_forward_s": round(left_s, 1)})

    async def _arrival(self) -> Ended:
        """The window as the page arrived, and what lies over it."""
        if self._options.screenshot:
            self.view.artefacts.append(await pictures.window(self._session))
        over = await self._world.call(script(_OVERLAY))
        self.view.shape = Shape(overlay_ratio=round(over["ratio"], 3), overlay_text=over["text"])
        return Ended(detail={"overlay_ratio": round(over["ratio"], 3)})

    async def _look(self) -> Ended:
        seen = await self._world.call(script(_LOOK), {"most": _MOST_CHARACTERS})
        view = self.view
        view.final_url, view.title = Url(seen["url"]), seen["title"] or None
        view.text, view.dom = seen["text"], seen.get("dom")
        if seen["cut"]:
            self._cut("page-text", f"of the page's text the first {_MOST_CHARACTERS} characters are kept")
        view.shape = _shape(seen["shape"], view.shape or Shape())
        self._height_px = int(seen["height"])
        return Ended(detail={"words": view.shape.words, "height": self._height_px})

    async def _pictures(self, page: Page) -> None:
        options, size = self._options, page.viewport_size or {"width": 1280, "height": 900}
        if self.view.text is None or not self._height_px:
            return
        if options.screenshot and options.full_page:
            await self._steps.run("full-page", lambda: self._whole(size["width"]), self._look_s())
            if options.thumbnail:
                await self._steps.run("thumbnail", lambda: self._small(size), self._look_s())
        if options.pdf:
            await self._step("pdf", lambda: self._keep(pictures.printed(self._session)), _LOOK_S * 2)

    async def _whole(self, width_px: int) -> Ended:
        height = min(self._height_px, self._options.max_screenshot_height_px)
        ended = await self._keep(
            pictures.whole_page(self._session, width_px, height, scale=self._options.screenshot_scale)
        )
        if height < self._height_px:
            words = f"the picture shows {height} of {self._height_px} pixels"
            self.view.findings.append(Finding("page.screenshot-cut", "info", words))
        return ended

    async def _fill_gaps(self, page: Page, options: GapOptions, dom: str) -> None:
        """What the page refers to and has not asked for: as much as the time that is left allows."""
        if self._client_for is None or self._wire is None or self._steps.is_late:
            self._cut("page-time", "time was up before what the page refers to could be looked through")
            return
        self._say("filling gaps")
        session = GapSession(
            page,
            self.view.final_url or self._url,
            dom,
            self._wire,
            self._client_for,
            may_leave=not self._traffic.has_streams and not self._traffic.in_flight,
        )
        limits = replace(options, max_s=min(options.max_s, self._steps.left()))
        self._company.expects_own = True
        async with self._clock.going():
            filling = fill_gaps(session, limits)
            report = await self._within(filling, limits.max_s + _GAP_GRACE_S, "gaps filled")
        self._company.expects_own = False
        if report is None:
            self._cut("gap-time", "what the page refers to could not be looked through in time")
            return
        self._steps.done.append(report.step())
        self.view.cuts += report.cuts
        self.view.missing += report.missing

    async def _further(self, viewport: Viewport) -> Ended:
        self._company.expects_own = True
        try:
            async with self._clock.going():
                ended, taken = await further_view(
                    self._context,
                    self._traffic,
                    self._url,
                    viewport,
                    limits=self._options.scroll,
                    max_height_px=self._options.max_screenshot_height_px,
                )
        finally:
            self._company.expects_own = False
        self.view.artefacts += taken
        return ended

    async def _small(self, size: ViewportSize) -> Ended:
        whole = next((made for made in self.view.artefacts if made.name == "full-page"), None)
        if whole is None:
            return Ended("nothing-to-do", "there is no picture to make it of")
        window = size["width"], size["height"]
        return await self._keep(asyncio.to_thread(pictures.thumbnail, whole, window))

    async def _keep(self, making: Awaitable[Artefact]) -> Ended:
        made = await making
        self.view.artefacts.append(made)
        return Ended(detail={"bytes": made.body.size_bytes})

    async def _go(self, page: Page) -> bool:
        from playwright.async_api import Error, TimeoutError

        self._say("loading")
        download = asyncio.Event()
        page.on("download", lambda _: download.set())
        try:
            await page.goto(self._url, wait_until="commit", timeout=self._steps.left() * 1000)
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
        if not await self._traffic.settled(self._options.idle_s, self._steps.left()):
            self.view.unsettled = "the download was not finished in time"

    async def _assisted(self, page: Page, hook: Callable[[Page], Awaitable[None]]) -> None:
        """A person has all the time they need; the page's own begins when they are done."""
        self._company.expects_own = True  # logins like to open windows
        try:
            await hook(page)
        finally:
            self._company.expects_own = False
        self._steps.deadline = time.monotonic() + self._options.timeout_s
        self.view.findings.append(
            Finding("capture.assisted", "info", "a person saw to the page before it was captured")
        )

    async def _leave(self, page: Page) -> None:
        """Close the page as a reader would, so that what it sends when it is left is sent while we listen."""
        self._traffic.stopping = True
        closed = asyncio.Event()
        page.on("close", lambda _: closed.set())
        await self._within(page.close(run_before_unload=True), _LEAVE_S, "way out")
        await self._within(closed.wait(), _LEAVE_S, "way out")
        if not self._crashed.is_set():
            await self._traffic.settled(_LEAVE_IDLE_S, _LEAVE_S)

    async def _watch_size(self) -> None:
        """A page that loads more than it may is not driven on: what there is, is looked at."""
        most = self._options.max_page_bytes
        while most and self._traffic.size_bytes <= most:
            await asyncio.sleep(_WATCH_S)
        if most:
            self._cut("page-bytes", f"the page loaded more than {most} bytes")
            self._steps.deadline = time.monotonic()

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

    def _cut(self, budget: str, message: str) -> None:
        known = {cut.budget for cut in self.view.cuts}
        if budget not in known and not (budget == "page-time" and "page-bytes" in known):
            self.view.cuts.append(Cut(budget, message))

    def _take_notes(self) -> None:
        self.view.steps += self._steps.done
        self.view.cuts += self._steps.cuts
        self.view.findings += self._company.findings()

    def _note_error(self, message: str) -> None:
        found = [word for word in message.replace(",", " ").split() if word.startswith("net::")]
        self.view.error = found[0] if found else message.splitlines()[0]

    def _request_failed(self, request: Request) -> None:
        if len(self.view.failed) < _MAX_FAILED_REQUESTS:
            self.view.failed.append(
                FailedRequest(request.url, request.method, request.resource_type, request.failure or "failed")
            )


def _shape(seen: dict[str, Any], arrived: Shape) -> Shape:
    return Shape(
        headings=tuple(seen["headings"]),
        words=seen["words"],
        links=seen["links"],
        images=seen["images"],
        forms=seen["forms"],
        password_fields=seen["password_fields"],
        frames=tuple(seen["frames"]),
        overlay_ratio=arrived.overlay_ratio,
        overlay_text=arrived.overlay_text,
    )
