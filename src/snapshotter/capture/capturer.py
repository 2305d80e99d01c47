"""One cited page captured: by the browser, or by a single GET where that is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snapshotter.capture.blocking import PageBlocking
from snapshotter.capture.browser import WarmBrowser
from snapshotter.capture.connector import Connector
from snapshotter.capture.keylog_pipe import KeyLogPipe
from snapshotter.capture.recorder import Recorder
from snapshotter.capture.run import CaptureOptions, CaptureRun
from snapshotter.model.attempt import FIRST_ATTEMPT, Attempt
from snapshotter.model.capture import Capture
from snapshotter.urls import Url

if TYPE_CHECKING:
    from snapshotter.ports import Watch


class BrowserCapturer:
    """:class:`snapshotter.ports.Capturer` with a warm browser and a tunnel for every page."""

    def __init__(
        self, browser: WarmBrowser, pipe: KeyLogPipe, connector: Connector, options: CaptureOptions
    ) -> None:
        self._browser = browser
        self._pipe = pipe
        self._connector = connector
        self._options = options
        self._runs: dict[str, CaptureRun] = {}

    async def capture(self, url: Url, watch: Watch, attempt: Attempt = FIRST_ATTEMPT) -> Capture:
        options = self._options
        blocking = PageBlocking(options.block_list, url) if options.block_list is not None else None
        recorder = Recorder(
            self._connector.over(attempt.address_family),
            self._pipe.keys,
            options.folder,
            options.max_body_bytes,
            blocking,
        )
        await recorder.start()
        run = CaptureRun(
            url,
            recorder,
            watch,
            browser=self._browser,
            options=options,
            key_log=self._pipe.path,
        )
        made = False
        try:
            capture = await run.capture()
            made = True
        finally:
            if not made:
                await recorder.stop()
                run.release()
        self._runs[capture.id] = run
        return capture

    async def release(self, capture: Capture) -> None:
        run = self._runs.pop(capture.id, None)
        if run is not None:
            run.release()
