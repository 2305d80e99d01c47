"""One capture from start to end: a GET where that is enough, a visit where it is not, a probe in doubt."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from snapshotter import timestamps, urls
from snapshotter.capture.behaviours.steps import Ending
from snapshotter.capture.blocking import BlockList
from snapshotter.capture.browser import WarmBrowser
from snapshotter.capture.cookies import cookie_jar
from snapshotter.capture.download import Download, download, looks_like_file
from snapshotter.capture.file_text import file_text
from snapshotter.capture.main_exchange import main_exchange
from snapshotter.capture.outcome import HTML, Evidence, outcome_of
from snapshotter.capture.probing import ask
from snapshotter.capture.profile import State, login_finding
from snapshotter.capture.recorder import Recorder, request_outcome
from snapshotter.capture.video import VideoLimits, VideoResult, fetch_video
from snapshotter.capture.view import PageView
from snapshotter.capture.visit import Visit, VisitOptions
from snapshotter.capture.ytdlp import Way
from snapshotter.errors import BrowserCrashed
from snapshotter.http.client import ClientOptions, HttpClient
from snapshotter.model.capture import Capture, Finding, RequestOutcome, Step
from snapshotter.model.events import CaptureProgress
from snapshotter.model.exchange import Exchange
from snapshotter.sizes import readable_size
from snapshotter.urls import Login, Url

if TYPE_CHECKING:
    from playwright.async_api import Page

    from snapshotter.ports import Watch

Hook = Callable[["Page"], Awaitable[None]]
"""Awaited when a page has begun to load."""

_PROGRESS_S = 0.25
_PROBE_S = 10.0
_SET_S = 1.0
"""What the time of day may be off after a capture without having been set: clocks are slewed a little."""
_GRACE_S = 30.0
"""Looking, leaving and closing after the wall clock of the page has run out."""


@dataclass(frozen=True, slots=True)
class CaptureOptions:
    """What every capture of a run has in common."""

    folder: Path
    """For bodies that are too large for memory; on the disk of the archive."""
    visit: VisitOptions
    insecure: bool = False
    ca_bundle: str = ""
    max_body_bytes: int = 2_000_000_000
    stall_s: float = 20.0
    block_list: BlockList | None = None
    login: State | None = field(default=None, repr=False)
    """Cookies and storage that pages are visited with."""
    host_delay_s: float = 0.0
    """Between the visit and a probe of ours."""
    video: VideoLimits | None = None
    """None: videos are what the page plays of them, and no files of their own."""
    before_settling: Hook | None = None
    """Awaited when a page has begun to load: a person sees to it first."""
    probe: Callable[[Capture], Url | None] | None = None
    """Which page that cannot exist to ask a doubtful page's host for; None when there is no doubt."""


class CaptureRun:
    """One capture."""

    def __init__(
        self,
        url: Url,
        recorder: Recorder,
        watch: Watch,
        *,
        browser: WarmBrowser,
        options: CaptureOptions,
        key_log: Path,
        login: Login | None = None,
    ) -> None:
        self._id = str(uuid.uuid4())
        self._url = url
        self._login = login
        self._recorder = recorder
        self._watch = watch
        self._browser = browser
        self._options = options
        self._key_log = key_log
        self._state = "queued"
        self._started_at = self._download_began = self._visit_began = timestamps.now()
        self._videos: VideoResult | None = None
        self._ended_at: datetime | None = None
        """When the page had been seen; what comes later is asked for beside it."""
        self._probe: tuple[Url, datetime] | None = None
        """Which page was asked for in doubt, and when."""
        self._begun = time.monotonic()

    async def capture(self) -> Capture:
        ticker = asyncio.ensure_future(self._tick())
        try:
            return await self._capture()
        finally:
            ticker.cancel()

    async def _capture(self) -> Capture:
        got: Download | None = None
        if self._options.before_settling is None and looks_like_file(self._url):
            got = await self._download()
            if got.result not in ("is-html", "refused"):
                return await self._finished(None, got)
        view = await self._visit()
        if view.browser_lost or view.unopened:
            view = await self._visit()  # with a new browser: another page may have taken the old one along
        if self._must_fetch_whole(view):
            got = await self._download()
            return await self._finished(view, got if got.result in ("complete", "out-of-time") else None)
        return await self._finished(view, None)

    async def _download(self) -> Download:
        self._download_began = timestamps.now()
        client = self._client()
        try:
            timeout_s = self._options.visit.timeout_s
            return await download(client, self._url, timeout_s, self._say, self._login)
        finally:
            await client.close()

    def _client(self, headers: Mapping[str, str] | None = None) -> HttpClient:
        """For requests of our own, recorded like the page's."""
        return recorded_client(
            self._options, self._recorder.proxy, self._key_log, self._browser.user_agent, headers or {}
        )

    async def _visit(self) -> PageView:
        self._recorder.stopping = False
        self._visit_began = timestamps.now()
        try:
            login = (urls.origin(self._url), self._login) if self._login is not None else None
            context = await self._browser.context(
                self._recorder.proxy, state=self._options.login, login=login
            )
        except BrowserCrashed as error:
            return PageView(crashed=True, error=error.message)
        began = time.monotonic()
        hook, limit_s = self._options.before_settling, self._options.visit.timeout_s + _GRACE_S
        limit = asyncio.timeout(limit_s)
        visit = Visit(
            context,
            self._recorder,
            self._url,
            self._options.visit,
            self._say,
            wire=self._recorder,
            client_for=self._client,
            before_settling=unhurried(hook, limit, limit_s) if hook is not None else None,
        )
        try:
            async with limit:
                await visit.run()
        except TimeoutError:
            visit.view.unsettled = f"the browser hung for {limit_s:.0f} s"
        finally:
            self._recorder.stopping = True
            leave = self._browser.retire if visit.view.unopened else self._browser.give_back
            await leave(context)
        if visit.view.crashed and self._browser.memory.has_ended_one_since(began):
            most = readable_size(self._browser.memory.limit_bytes)
            visit.view.error = f"the page took more than {most} of memory, and was ended"
        return visit.view

    def _must_fetch_whole(self, view: PageView) -> bool:
        """The browser took only parts of a file (a media player's ranges, an aborted viewer)."""
        exchanges = [e for e in _in_order(self._recorder.exchanges) if e.started_at >= self._visit_began]
        main = main_exchange(exchanges, self._url, view.final_url)
        if main is None or main.media_type in HTML or view.downloaded or view.unsettled:
            return False
        if main.status == 200 and not main.truncated:
            return False
        return main.status == 206 or (main.status == 200 and main.truncated in ("unspecified", "time"))

    async def _finished(self, view: PageView | None, got: Download | None) -> Capture:
        options, self._ended_at = self._options, timestamps.now()
        if view is not None and got is None and options.video is not None:
            await self._take_videos(view, options.video)
        if view is not None and got is None and options.probe is not None:
            await self._ask_in_doubt(options.probe, self._assembled(view, None))
        self._say("storing")
        await self._recorder.stop()
        return self._assembled(view, got)

    async def _take_videos(self, view: PageView, limits: VideoLimits) -> None:
        """The page's videos as files beside its exchanges."""
        self._say("fetching videos")
        options, login, begun = self._options, self._options.login, time.monotonic()
        way = Way(
            proxy=self._recorder.proxy,
            user_agent=self._browser.user_agent,
            key_log=self._key_log,
            insecure=options.insecure,
            ca_bundle=options.ca_bundle,
        )
        self._recorder.beside_the_page = True
        self._videos = await fetch_video(
            view.final_url or self._url,
            folder=options.folder,
            way=way,
            cookies=login["cookies"] if login is not None else (),
            limits=limits,
        )
        self._recorder.beside_the_page = False
        found = self._videos
        view.artefacts += found.artefacts
        view.findings += found.findings
        outcome: Ending = "done" if found.artefacts else "nothing-to-do"
        elapsed_s = round(time.monotonic() - begun, 3)
        view.steps.append(Step("videos", outcome, elapsed_s, detail={"videos": list(found.facts)}))

    def release(self) -> None:
        """Free every body."""
        self._recorder.release()
        if self._videos is not None:
            self._videos.release()

    def _clock_was_set(self) -> bool:
        """Whether the time of day is not what it was going to be: then it tells no order."""
        passed_s = (timestamps.now() - self._started_at).total_seconds()
        return abs(passed_s - (time.monotonic() - self._begun)) > _SET_S

    async def _ask_in_doubt(self, probe: Callable[[Capture], Url | None], capture: Capture) -> None:
        """What the host says to an address that cannot exist, if that would help to judge the page."""
        url = await asyncio.to_thread(probe, capture)
        if url is None:
            return
        self._say("probing")
        elapsed_s = (timestamps.now_after(self._visit_began) - self._visit_began).total_seconds()
        await asyncio.sleep(max(self._options.host_delay_s - elapsed_s, 0.0))
        self._probe = url, timestamps.now()
        client = self._client()
        try:
            await ask(client, url, _PROBE_S)
        finally:
            await client.close()

    def _assembled(self, view: PageView | None, got: Download | None) -> Capture:
        """The capture as far as it has come."""
        recorder = self._recorder
        exchanges = _in_order(recorder.exchanges)
        seen = got.final_url if got is not None else view.final_url if view is not None else None
        began = self._visit_began if got is None else self._download_began
        ended = self._ended_at
        visited = [e for e in exchanges if e.started_at >= began and (ended is None or e.started_at < ended)]
        if self._clock_was_set():
            visited = exchanges
        main = main_exchange(visited, self._url, seen)
        view = view or PageView()
        outcome, reason = outcome_of(self._evidence(main, view, got))
        read = file_text(main) if main is not None and view.text is None else None
        return Capture(
            id=self._id,
            url=self._url,
            started_at=self._started_at,
            finished_at=timestamps.now_after(self._started_at),
            outcome=outcome,
            reason=reason,
            via="fetch" if got is not None else "browser",
            exchanges=tuple(exchanges),
            main_exchange_id=main.id if main is not None else None,
            final_url=_final_url(view, main),
            status=main.status if main is not None else None,
            title=view.title or (read.title if read is not None else None),
            text=view.text if read is None else read.text,
            dom=view.dom,
            artefacts=tuple(view.artefacts),
            shape=view.shape,
            steps=tuple(view.steps),
            interventions=tuple(view.interventions),
            cuts=tuple(view.cuts),
            missing=tuple(view.missing),
            probe_exchange_id=self._probe_id(exchanges),
            blocked_hosts=recorder.blocked_hosts,
            requests=tuple(_requests(exchanges, view)),
            connections=tuple(recorder.connections),
            findings=(*view.findings, *recorder.findings, *self._of_login()),
            session=self._has_session or self._options.before_settling is not None,
            user_agent=self._browser.user_agent,
            software=self._browser.software,
        )

    def _of_login(self) -> tuple[Finding, ...]:
        state = self._options.login
        return (login_finding(state),) if self._has_session else ()

    @property
    def _has_session(self) -> bool:
        return self._options.login is not None or self._login is not None

    def _probe_id(self, exchanges: Sequence[Exchange]) -> str | None:
        if self._probe is None:
            return None
        url, began = self._probe
        return next((e.id for e in exchanges if e.url == url and e.started_at >= began), None)

    def _evidence(self, main: Exchange | None, view: PageView, got: Download | None) -> Evidence:
        recorder = self._recorder
        place = urls.hostname(self._url), urls.port(self._url) or 0
        undecrypted = [f.message for f in recorder.findings if f.code == "tls.undecryptable"]
        return Evidence(
            main=main,
            view=view,
            download=got,
            network_error=recorder.connection_error(*place) or recorder.last_connection_error(),
            undecrypted=next(iter(undecrypted), None),
        )

    def _say(self, state: str) -> None:
        self._state = state
        self._report()

    def _report(self) -> None:
        recorder = self._recorder
        elapsed_s = time.monotonic() - self._begun
        self._watch(
            CaptureProgress(self._url, self._state, recorder.size_bytes, recorder.requests, elapsed_s)
        )

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_PROGRESS_S)
            self._report()


def recorded_client(
    options: CaptureOptions, proxy: str, key_log: Path, user_agent: str, headers: Mapping[str, str]
) -> HttpClient:
    """A client whose traffic passes ``proxy``, with the login's cookies and these header fields."""
    return HttpClient(
        ClientOptions(
            proxy=proxy,
            key_log=key_log,
            user_agent=user_agent,
            insecure=options.insecure,
            ca_bundle=options.ca_bundle,
            cookies=cookie_jar(options.login["cookies"]) if options.login is not None else None,
            stall_s=min(options.stall_s, options.visit.timeout_s),
            headers=dict(headers),
        )
    )


def _in_order(exchanges: Sequence[Exchange]) -> list[Exchange]:
    return sorted(exchanges, key=_started)


def _started(exchange: Exchange) -> datetime:
    return exchange.started_at


def _final_url(view: PageView, main: Exchange | None) -> Url | None:
    if view.final_url is not None and view.final_url.startswith(("http:", "https:")):
        return view.final_url
    return main.url if main is not None else None


def _requests(exchanges: Sequence[Exchange], view: PageView) -> list[RequestOutcome]:
    """What was on the wire, and what the browser asked for in vain."""
    listed = [request_outcome(exchange) for exchange in exchanges]
    on_wire = {(request.method, request.url) for request in listed}
    for failed in view.failed:
        url = Url(failed.url.partition("#")[0])
        if (failed.method, url) not in on_wire and url.startswith(("http:", "https:")):
            listed.append(
                RequestOutcome(url, failed.method, None, "failed", failed.destination, 0, None, failed.error)
            )
    return listed


def unhurried(hook: Hook, limit: asyncio.Timeout, limit_s: float) -> Hook:
    """The hook with the limit lifted as long as it acts: a person has all the time they need."""

    async def act(page: Page) -> None:
        limit.reschedule(None)
        try:
            await hook(page)
        finally:
            limit.reschedule(asyncio.get_running_loop().time() + limit_s)

    return act
