"""One cited page captured: by the browser, or by a single GET where that is enough."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snapshotter import timestamps, urls
from snapshotter.capture.browser import WarmBrowser
from snapshotter.capture.connector import Connector
from snapshotter.capture.download import Download, download, looks_like_file
from snapshotter.capture.file_text import file_text
from snapshotter.capture.keylog_pipe import KeyLogPipe
from snapshotter.capture.main_exchange import main_exchange
from snapshotter.capture.outcome import HTML, Evidence, outcome_of
from snapshotter.capture.page import PageView, Visit, VisitOptions
from snapshotter.capture.recorder import Recorder, request_outcome
from snapshotter.errors import BrowserCrashed
from snapshotter.http.client import ClientOptions, HttpClient
from snapshotter.model.attempt import FIRST_ATTEMPT, Attempt
from snapshotter.model.capture import Capture, RequestOutcome
from snapshotter.model.events import CaptureProgress
from snapshotter.model.exchange import Exchange
from snapshotter.urls import Url

if TYPE_CHECKING:
    from snapshotter.ports import Watch

_PROGRESS_S = 0.25
_CLOSE_S = 10.0
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


class BrowserCapturer:
    """:class:`snapshotter.ports.Capturer` with a warm browser and a tunnel for every page."""

    def __init__(
        self, browser: WarmBrowser, pipe: KeyLogPipe, connector: Connector, options: CaptureOptions
    ) -> None:
        self._browser = browser
        self._pipe = pipe
        self._connector = connector
        self._options = options
        self._recorders: dict[str, Recorder] = {}

    async def capture(self, url: Url, watch: Watch, attempt: Attempt = FIRST_ATTEMPT) -> Capture:
        connector = self._connector.over(attempt.address_family)
        recorder = Recorder(connector, self._pipe.keys, self._options.folder, self._options.max_body_bytes)
        await recorder.start()
        run = _Run(
            url, recorder, watch, browser=self._browser, options=self._options, key_log=self._pipe.path
        )
        made = False
        try:
            capture = await run.capture()
            made = True
        finally:
            if not made:
                await recorder.stop()
                recorder.release()
        self._recorders[capture.id] = recorder
        return capture

    async def release(self, capture: Capture) -> None:
        recorder = self._recorders.pop(capture.id, None)
        if recorder is not None:
            recorder.release()


class _Run:
    """One capture from start to end."""

    def __init__(
        self,
        url: Url,
        recorder: Recorder,
        watch: Watch,
        *,
        browser: WarmBrowser,
        options: CaptureOptions,
        key_log: Path,
    ) -> None:
        self._id = str(uuid.uuid4())
        self._url = url
        self._recorder = recorder
        self._watch = watch
        self._browser = browser
        self._options = options
        self._key_log = key_log
        self._state = "queued"
        self._started_at = self._download_began = self._visit_began = timestamps.now()
        self._begun = time.monotonic()

    async def capture(self) -> Capture:
        ticker = asyncio.ensure_future(self._tick())
        try:
            return await self._capture()
        finally:
            ticker.cancel()

    async def _capture(self) -> Capture:
        got: Download | None = None
        if looks_like_file(self._url):
            got = await self._download()
            if got.result not in ("is-html", "refused"):
                return await self._finished(None, got)
        view = await self._visit()
        if self._must_fetch_whole(view):
            got = await self._download()
            return await self._finished(view, got if got.result in ("complete", "out-of-time") else None)
        return await self._finished(view, None)

    async def _download(self) -> Download:
        options, self._download_began = self._options, timestamps.now()
        client = HttpClient(
            ClientOptions(
                proxy=self._recorder.proxy,
                key_log=self._key_log,
                user_agent=self._browser.user_agent,
                insecure=options.insecure,
                ca_bundle=options.ca_bundle,
                stall_s=min(options.stall_s, options.visit.timeout_s),
            )
        )
        try:
            return await download(client, self._url, options.visit.timeout_s, self._say)
        finally:
            await client.close()

    async def _visit(self) -> PageView:
        self._recorder.stopping = False
        self._visit_began = timestamps.now()
        try:
            context = await self._browser.context(self._recorder.proxy)
        except BrowserCrashed as error:
            return PageView(crashed=True, error=error.message)
        visit = Visit(context, self._recorder, self._url, self._options.visit, self._say)
        limit_s = self._options.visit.timeout_s + _GRACE_S
        try:
            async with asyncio.timeout(limit_s):
                await visit.run()
        except TimeoutError:
            visit.view.unsettled = f"the browser hung for {limit_s:.0f} s"
        finally:
            self._recorder.stopping = True
            if not await _closed(context.close()):
                await self._browser.replace(context)
        return visit.view

    def _must_fetch_whole(self, view: PageView) -> bool:
        """The browser took only parts of a file (a media player's ranges, an aborted viewer)."""
        exchanges = [e for e in _in_order(self._recorder.exchanges) if e.started_at >= self._visit_began]
        main = main_exchange(exchanges, self._url, view.final_url)
        if main is None or main.media_type in HTML or view.downloaded or view.unsettled:
            return False
        return main.status == 206 or (main.status == 200 and main.truncated in ("unspecified", "time"))

    async def _finished(self, view: PageView | None, got: Download | None) -> Capture:
        self._say("storing")
        recorder = self._recorder
        await recorder.stop()
        exchanges = _in_order(recorder.exchanges)
        seen = got.final_url if got is not None else view.final_url if view is not None else None
        began = self._visit_began if got is None else self._download_began
        main = main_exchange([e for e in exchanges if e.started_at >= began], self._url, seen)
        view = view or PageView()
        outcome, reason = outcome_of(self._evidence(main, view, got))
        read = file_text(main) if main is not None and view.text is None else None
        return Capture(
            id=self._id,
            url=self._url,
            started_at=self._started_at,
            finished_at=timestamps.now(),
            outcome=outcome,
            reason=reason,
            via="fetch" if got is not None else "browser",
            exchanges=tuple(exchanges),
            main_exchange_id=main.id if main is not None else None,
            final_url=_final_url(view, main),
            status=main.status if main is not None else None,
            title=view.title or (read.title if read is not None else None),
            text=view.text if read is None else read.text,
            artefacts=tuple(view.artefacts),
            requests=tuple(_requests(exchanges, view)),
            connections=tuple(recorder.connections),
            findings=(*view.findings, *recorder.findings),
            user_agent=self._browser.user_agent,
            software=self._browser.software,
        )

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


async def _closed(closing: Coroutine[Any, Any, None]) -> bool:
    """Whether the context could be closed in time."""
    from playwright.async_api import Error

    try:
        await asyncio.wait_for(closing, _CLOSE_S)
    except TimeoutError:
        return False
    except Error:
        return True  # it went with its browser
    return True
