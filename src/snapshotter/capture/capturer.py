"""Pages captured: by the browser, or by a single GET where that is enough."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from snapshotter import timestamps
from snapshotter.capture.blocking import PageBlocking
from snapshotter.capture.browser import WarmBrowser
from snapshotter.capture.connector import Connector
from snapshotter.capture.keylog_pipe import KeyLogPipe
from snapshotter.capture.recorder import Recorder, request_outcome
from snapshotter.capture.run import CaptureOptions, CaptureRun, recorded_client
from snapshotter.capture.supplement import fetch_missed, wanted
from snapshotter.model.attempt import FIRST_ATTEMPT, AddressFamily, Attempt
from snapshotter.model.capture import Capture, Outcome
from snapshotter.model.logins import Logins
from snapshotter.model.proof import ReplayMiss
from snapshotter.urls import Url

if TYPE_CHECKING:
    from datetime import datetime

    from snapshotter.http.client import HttpClient
    from snapshotter.ports import Watch


class _Bodies(Protocol):
    def release(self) -> None: ...


class BrowserCapturer:
    """:class:`snapshotter.ports.Capturer` with a warm browser and a tunnel for every page."""

    def __init__(
        self,
        browser: WarmBrowser,
        pipe: KeyLogPipe,
        connector: Connector,
        options: CaptureOptions,
        logins: Logins | None = None,
    ) -> None:
        self._browser = browser
        self._pipe = pipe
        self._connector = connector
        self._options = options
        self._logins = logins or Logins()
        self._held: dict[str, _Bodies] = {}
        """By the capture's id: who holds its bodies."""

    async def capture(self, url: Url, watch: Watch, attempt: Attempt = FIRST_ATTEMPT) -> Capture:
        recorder = self._recorder(url, attempt.address_family)
        await recorder.start()
        run = CaptureRun(
            url,
            recorder,
            watch,
            browser=self._browser,
            options=self._options,
            key_log=self._pipe.path,
            login=self._logins.of(url),
        )
        made = False
        try:
            capture = await run.capture()
            made = True
        finally:
            if not made:
                await recorder.stop()
                run.release()
        self._held[capture.id] = run
        return capture

    async def supplement(self, url: Url, misses: Sequence[ReplayMiss], referrer: Url) -> Capture:
        recorder = self._recorder(url, None)
        began = timestamps.now()
        await recorder.start()
        made = False
        try:
            await fetch_missed(
                wanted(misses),
                referrer,
                partial(self._client, recorder),
                max_bytes=self._options.max_body_bytes,
                limit_s=self._options.visit.timeout_s,
            )
            await recorder.stop()
            made = True
        finally:
            if not made:
                await recorder.stop()
                recorder.release()
        capture = self._supplement(url, recorder, began)
        self._held[capture.id] = recorder
        return capture

    async def release(self, capture: Capture) -> None:
        held = self._held.pop(capture.id, None)
        if held is not None:
            held.release()

    def _recorder(self, url: Url, family: AddressFamily | None) -> Recorder:
        options = self._options
        blocking = PageBlocking(options.block_list, url) if options.block_list is not None else None
        return Recorder(
            self._connector.over(family), self._pipe.keys, options.folder, options.max_body_bytes, blocking
        )

    def _client(self, recorder: Recorder, headers: Mapping[str, str]) -> HttpClient:
        return recorded_client(
            self._options, recorder.proxy, self._pipe.path, self._browser.user_agent, headers
        )

    def _supplement(self, url: Url, recorder: Recorder, began: datetime) -> Capture:
        """What was fetched, as a capture without a page of its own."""
        return Capture(
            id=str(uuid.uuid4()),
            url=url,
            started_at=began,
            finished_at=timestamps.now_after(began),
            outcome=Outcome.CAPTURED if recorder.exchanges else Outcome.FAILED,
            reason=None,
            via="fetch",
            exchanges=tuple(recorder.exchanges),
            main_exchange_id=None,
            final_url=None,
            status=None,
            requests=tuple(map(request_outcome, recorder.exchanges)),
            connections=tuple(recorder.connections),
            findings=tuple(recorder.findings),
            user_agent=self._browser.user_agent,
            software=self._browser.software,
        )
