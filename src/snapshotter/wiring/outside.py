"""What goes out to the web, chosen by the settings and made when it is first needed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from snapshotter import __version__
from snapshotter.model.attempt import FIRST_ATTEMPT
from snapshotter.model.logins import Logins

if TYPE_CHECKING:
    from snapshotter.capture.assist import Assistance
    from snapshotter.capture.browser import WarmBrowser
    from snapshotter.capture.browsers import Browser
    from snapshotter.capture.capturer import BrowserCapturer
    from snapshotter.capture.connector import Connector
    from snapshotter.capture.keylog_pipe import KeyLogPipe
    from snapshotter.capture.run import CaptureOptions
    from snapshotter.capture.source import WebPosts
    from snapshotter.capture.visit import VisitOptions
    from snapshotter.model.attempt import Attempt
    from snapshotter.model.capture import Capture
    from snapshotter.model.proof import ReplayMiss
    from snapshotter.ports import Capturer, Watch
    from snapshotter.replay.proof.prover import SealedProver
    from snapshotter.settings import Settings
    from snapshotter.urls import Url
    from snapshotter.warc.reader import PayloadLocator

SOFTWARE = f"snapshotter/{__version__}"


class _EventLoop:
    def __await__(self) -> Generator[object, None, None]:
        import asyncio

        try:
            asyncio.get_running_loop()
        except RuntimeError:
            yield self


def event_loop() -> Awaitable[None]:
    """Awaited by what cannot go on without an event loop (see :mod:`snapshotter.cli.running`)."""
    return _EventLoop()


class Reader:
    """:class:`snapshotter.ports.SourceReader`: addresses from the web, all else from this machine."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    async def read(
        self, source: str, *, base_url: str | None = None, format: str | None = None
    ) -> AsyncIterator[object]:
        if source.lower().startswith(("http://", "https://")):
            await event_loop()
            yield await self._outside.posts().read(source, base_url=base_url, format=format)
            return
        from snapshotter.posts.intake.sources import read_local

        for read in read_local(source, base_url=base_url, format=format):
            yield read


class LateCapturer:
    """:class:`snapshotter.ports.Capturer` that is made when the first page is asked for."""

    def __init__(self, make: Callable[[], Capturer]) -> None:
        self._make = make
        self._made: Capturer | None = None

    def _capturer(self) -> Capturer:
        if self._made is None:
            self._made = self._make()
        return self._made

    async def capture(self, url: Url, watch: Watch, attempt: Attempt = FIRST_ATTEMPT) -> Capture:
        return await self._capturer().capture(url, watch, attempt)

    async def supplement(self, url: Url, misses: Sequence[ReplayMiss], referrer: Url) -> Capture:
        return await self._capturer().supplement(url, misses, referrer)

    async def release(self, capture: Capture) -> None:
        await self._capturer().release(capture)


class Outside:
    """What goes out to the web; each part is made when it is first needed."""

    def __init__(
        self,
        settings: Settings,
        folder: Path | None,
        stack: AsyncExitStack,
        assistance: Assistance | None = None,
        *,
        watch: Watch = lambda _: None,
    ) -> None:
        self._settings = settings
        self._watch = watch
        self._told_of_sandbox = False
        self._assistance = assistance
        self._given_folder = folder
        self._stack = stack
        self._connector: Connector | None = None
        self._posts: WebPosts | None = None
        self._browser: tuple[WarmBrowser, KeyLogPipe] | None = None
        self._capture_options: CaptureOptions | None = None
        self.logins = Logins()
        """What the addresses of this run have given of them."""

    @property
    def _folder(self) -> Path:
        """For what passes through: the archive's own, or one that is gone when the run is."""
        if self._given_folder is None:
            from snapshotter.scratch import ScratchFolder

            scratch = ScratchFolder("bodies")
            self._stack.callback(scratch.close)
            self._given_folder = scratch.path
        return self._given_folder

    def _found_browser(self) -> Browser:
        """The browser to start; the first time it is told when it will have no sandbox."""
        from snapshotter.capture import browsers
        from snapshotter.model.events import Notice

        if browsers.running_as_root() and not self._told_of_sandbox:
            self._told_of_sandbox = True
            self._watch(Notice(f"{browsers.NO_SANDBOX}: {browsers.AS_ANOTHER_USER}"))
        return browsers.find_browser(self._settings.capture.browser)

    def connector(self) -> Connector:
        if self._connector is None:
            from snapshotter.capture.connector import Connector, ConnectTo

            network = self._settings.network
            self._connector = Connector(
                connect_to=[ConnectTo.parse(entry) for entry in network.connect_to],
                allow_private=network.allow_private,
                proxy=network.proxy,
                timeout_s=network.connect_timeout_s,
            )
        return self._connector

    def browser(self) -> tuple[WarmBrowser, KeyLogPipe]:
        if self._browser is None:
            from snapshotter.capture.browser import BrowserOptions, WarmBrowser
            from snapshotter.capture.keylog_pipe import KeyLogPipe

            capture, network = self._settings.capture, self._settings.network
            found = self._found_browser()
            pipe = KeyLogPipe()
            browser = WarmBrowser(
                BrowserOptions(
                    browser=found,
                    key_log=pipe.path,
                    user_agent=network.user_agent,
                    insecure=network.insecure,
                    viewport=(capture.viewport_width, capture.viewport_height),
                    pages_per_browser=capture.pages_per_browser,
                    window=self._assistance is not None,
                    browser_max_bytes=capture.browser_max_bytes,
                    process_max_bytes=capture.page_max_memory_bytes,
                )
            )
            self._stack.callback(pipe.close)
            self._stack.push_async_callback(browser.close)
            self._browser = browser, pipe
        return self._browser

    def capturer(self) -> BrowserCapturer:
        from snapshotter.capture import ytdlp
        from snapshotter.capture.capturer import BrowserCapturer

        if self._settings.capture.video:
            ytdlp.require()
        browser, pipe = self.browser()
        return BrowserCapturer(browser, pipe, self.connector(), self._options(), self.logins)

    def auditor(self) -> Capturer:
        """Visits pages to see what has become of them.  Its browser starts when the first one is asked for;
        what a page refers to and does not show is left out."""
        from dataclasses import replace

        from snapshotter.capture.capturer import BrowserCapturer

        def capturer() -> BrowserCapturer:
            browser, pipe = self.browser()
            options = self._options()
            visit = replace(options.visit, gaps=None, media=False, pdf=False, viewports=())
            return BrowserCapturer(browser, pipe, self.connector(), replace(options, visit=visit, video=None))

        return LateCapturer(capturer)

    def prover(self, home: Path, payloads: PayloadLocator) -> SealedProver:
        """For what is stored in ``home``; its browser is another than that of captures, and starts when
        the first page is proved."""
        from snapshotter.replay.proof.captured import StoredCaptures
        from snapshotter.replay.proof.prover import ProofOptions, SealedProver, proof_visit

        options, proof = self._options(), self._settings.proof
        visit = proof_visit(options.visit, timeout_s=min(proof.timeout_s, options.visit.timeout_s))
        return SealedProver(
            StoredCaptures(home, payloads),
            self.sealed_browser(),
            ProofOptions(visit, second_pass=proof.second_pass, login=options.login),
        )

    def sealed_browser(self, *, window: bool = False) -> WarmBrowser:
        """A browser that takes our sealed origins for those of the web."""
        from snapshotter.capture.browser import BrowserOptions, WarmBrowser
        from snapshotter.replay.proof.prover import sealed_arguments
        from snapshotter.replay.sealed import pinned_key

        capture = self._settings.capture
        browser = WarmBrowser(
            BrowserOptions(
                browser=self._found_browser(),
                key_log=None,
                user_agent=self._settings.network.user_agent,
                viewport=(capture.viewport_width, capture.viewport_height),
                pages_per_browser=capture.pages_per_browser,
                window=window,
                browser_max_bytes=capture.browser_max_bytes,
                process_max_bytes=capture.page_max_memory_bytes,
                arguments=sealed_arguments(pinned_key()),
            )
        )
        self._stack.push_async_callback(browser.close)
        return browser

    async def network_answers(self) -> bool:
        """Whether one of ``[network] control_urls`` takes a connection."""
        from snapshotter import urls
        from snapshotter.errors import CaptureError

        for url in map(urls.parse, self._settings.network.control_urls):
            try:
                opened, _ = await self.connector().connect(urls.hostname(url), urls.port(url) or 80)
            except CaptureError:
                continue
            opened.close()
            return True
        return False

    def posts(self) -> WebPosts:
        if self._posts is None:
            self._posts = self._web_posts()
        return self._posts

    def _web_posts(self) -> WebPosts:
        from snapshotter.capture.source import WebPosts
        from snapshotter.posts.page.shell import needs_scripts

        user_agent = self._settings.network.user_agent or SOFTWARE
        return WebPosts(
            self.connector(),
            self._options(),
            needs_scripts,
            self.browser,
            user_agent,
            host_delay_s=self._settings.network.host_delay_s,
        )

    def _options(self) -> CaptureOptions:
        """What every capture has in common; made once, for some of it is read from files."""
        if self._capture_options is None:
            self._capture_options = self._made_options()
        return self._capture_options

    def _made_options(self) -> CaptureOptions:
        from snapshotter.capture.blocking import BlockList
        from snapshotter.capture.profile import login_state
        from snapshotter.capture.run import CaptureOptions
        from snapshotter.capture.video import VideoLimits
        from snapshotter.workflows.examine import doubt

        capture, network = self._settings.capture, self._settings.network
        return CaptureOptions(
            folder=self._folder,
            visit=_visit_options(self._settings),
            insecure=network.insecure,
            ca_bundle=network.ca_bundle,
            max_body_bytes=capture.max_body_bytes,
            stall_s=network.connect_timeout_s,
            video=VideoLimits() if capture.video else None,
            before_settling=self._assistance,
            probe=doubt if self._settings.behaviours.probe else None,
            host_delay_s=network.host_delay_s,
            block_list=BlockList.load(capture.block_list) if capture.block_list else None,
            login=login_state(capture.profile, capture.cookies),
        )


def _visit_options(settings: Settings) -> VisitOptions:
    from snapshotter.capture.behaviours.banners import load_rules
    from snapshotter.capture.behaviours.scroll import ScrollLimits
    from snapshotter.capture.gaps.reference import Use
    from snapshotter.capture.gaps.report import GapOptions
    from snapshotter.capture.viewports import Viewport
    from snapshotter.capture.visit import VisitOptions

    capture, does = settings.capture, settings.behaviours
    rules = Path(does.banner_rules) if does.banner_rules else None
    limits = ScrollLimits(does.scroll_max_px, does.scroll_max_steps, does.scroll_max_s)
    gaps = GapOptions(does.gap_max_requests, does.gap_max_s, does.media_max_bytes, least=Use.ALTERNATE)
    return VisitOptions(
        timeout_s=settings.network.timeout_s,
        idle_s=capture.idle_s,
        stay_s=does.stay_s,
        screenshot=capture.screenshot,
        max_screenshot_height_px=capture.max_screenshot_height_px,
        screenshot_scale=capture.screenshot_scale,
        thumbnail=capture.thumbnail and capture.screenshot,
        pdf=capture.pdf,
        banners=load_rules(rules) if does.banners else None,
        scroll=limits if does.scroll else None,
        unfold_clicks=does.unfold_max_clicks if does.unfold else None,
        media=does.media,
        viewports=tuple(map(Viewport.parse, capture.viewports)),
        gaps=gaps if does.gap_fill else None,
        max_page_bytes=capture.max_page_bytes,
    )
