"""The one place where real adapters are chosen for the ports.

Everything heavy is imported inside functions, so that a command loads only what it uses.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Generator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snapshotter import __version__
from snapshotter.workflows.reading import ReadOptions, ReadPosts

if TYPE_CHECKING:
    from snapshotter.capture.assist import Assistance, Person
    from snapshotter.capture.browser import WarmBrowser
    from snapshotter.capture.capturer import BrowserCapturer
    from snapshotter.capture.connector import Connector
    from snapshotter.capture.keylog_pipe import KeyLogPipe
    from snapshotter.capture.run import CaptureOptions
    from snapshotter.capture.source import WebPosts
    from snapshotter.catalogue import Counts, Sources, SqlCatalogue
    from snapshotter.errors import GivenUp
    from snapshotter.model.capture import StoredCapture
    from snapshotter.model.post import CitedPost, SourceFailed
    from snapshotter.model.quote import QuoteMatch
    from snapshotter.model.snapshot import Manifest, Snapshot
    from snapshotter.model.verdict import Verdict
    from snapshotter.ports import Siblings, Watch
    from snapshotter.settings import Settings
    from snapshotter.warc.archive import WarcArchive
    from snapshotter.warc.space import ArchiveSpace
    from snapshotter.warc.streamed import Damage
    from snapshotter.warc.visits import Visit
    from snapshotter.workflows.archive_posts import ArchiveOptions, ArchiveSummary, Passages
    from snapshotter.workflows.capture_urls import CaptureUrls
    from snapshotter.workflows.capturing import CapturePages
    from snapshotter.workflows.judge import Judged, Source, Unreadable

__all__ = [
    "archive",
    "assist",
    "capture",
    "demo",
    "judge",
    "list_posts",
    "read_citations",
    "reindex",
    "show",
]

SOFTWARE = f"snapshotter/{__version__}"
_SPOOL_PREFIX = ".spool-"


@dataclass(slots=True)
class _Stores:
    archive: WarcArchive
    catalogue: SqlCatalogue
    folder: Path
    """For bodies on their way; on the archive's own disk, gone with the run."""
    space: ArchiveSpace


async def read_citations(
    sources: Sequence[str],
    *,
    settings: Settings,
    base_url: str | None,
    format: str | None,
    include_post: Sequence[str] = (),
    exclude_post: Sequence[str] = (),
) -> AsyncGenerator[CitedPost | SourceFailed, None]:
    """The citations of every post of every source in turn; touches no cited page."""
    reading = ReadOptions(base_url, format, tuple(include_post), tuple(exclude_post))
    async with AsyncExitStack() as stack:
        posts = _read_posts(_Outside(settings, None, stack), reading)
        async for found in posts.run(sources):
            yield found


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


def _read_posts(outside: _Outside, reading: ReadOptions) -> ReadPosts:
    from snapshotter.posts.extract import extract_all

    return ReadPosts(_Reader(outside), extract_all, reading, _sibling_pages)


def _sibling_pages() -> Siblings:
    from snapshotter.posts.page.siblings import SiblingPages

    return SiblingPages()


async def archive(
    sources: Sequence[str],
    *,
    home: Path,
    settings: Settings,
    base_url: str | None,
    format: str | None,
    scope: str,
    include: Sequence[str],
    exclude: Sequence[str],
    limit: int | None,
    dry_run: bool,
    refresh: bool,
    watch: Watch,
    include_post: Sequence[str] = (),
    exclude_post: Sequence[str] = (),
) -> ArchiveSummary:
    """Archive the citations of posts.  Raises what concerns the run as a whole."""
    from snapshotter.workflows.archive_posts import ArchiveOptions

    reading = ReadOptions(base_url, format, tuple(include_post), tuple(exclude_post))
    options = ArchiveOptions(
        scope=scope,
        include=tuple(include),
        exclude=tuple(exclude),
        limit=limit,
        refresh=refresh,
        reuse_hours=settings.archive.reuse_hours,
        allow_private=settings.network.allow_private,
    )
    if dry_run:
        async with AsyncExitStack() as stack:
            posts = _read_posts(_Outside(settings, None, stack), reading)
            return await _rehearse(sources, home, posts, options, watch)
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(_stores(home, settings, watch))
        outside = _Outside(settings, stores.folder, stack)
        pages = _pages(settings, stores, outside, watch)
        return await _archive(sources, home, _read_posts(outside, reading), options, pages)


async def _archive(
    sources: Sequence[str], home: Path, posts: ReadPosts, options: ArchiveOptions, pages: CapturePages
) -> ArchiveSummary:
    from snapshotter.manifest.store import ManifestFiles
    from snapshotter.workflows.archive_posts import ArchivePosts

    use_case = ArchivePosts(
        posts=posts,
        pages=pages,
        catalogue=pages.catalogue,
        manifests=ManifestFiles(home),
        options=options,
        watch=pages.watch,
        passages=_passages(home),
    )
    return await use_case.run(sources)


def _passages(home: Path) -> Passages:
    """Looks for quotes in the stored text of a snapshot."""
    from snapshotter.cited.passages import find_quotes
    from snapshotter.warc.reader import read_record, warc_path

    def passages(quotes: Sequence[str], stored: StoredCapture) -> tuple[QuoteMatch, ...]:
        place = stored.artefacts["text"]
        text = read_record(warc_path(home, place.file), place.offset).block_bytes()
        return find_quotes(quotes, text.decode("utf-8", "replace"))

    return passages


async def _rehearse(
    sources: Sequence[str], home: Path, posts: ReadPosts, options: ArchiveOptions, watch: Watch
) -> ArchiveSummary:
    """``--dry-run``: nothing is written, so the archive home need not exist."""
    from snapshotter.manifest.store import ManifestFiles
    from snapshotter.workflows.archive_posts import RehearseArchive

    return await RehearseArchive(posts, ManifestFiles(home), options, watch).run(sources)


async def capture(
    urls: Sequence[str], *, home: Path, settings: Settings, refresh: bool, watch: Watch
) -> tuple[Snapshot, ...]:
    """Capture single pages; one snapshot for every address, in their order."""
    from snapshotter.workflows.capture_urls import CaptureUrls

    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(_stores(home, settings, watch))
        outside = _Outside(settings, stores.folder, stack)
        pages = _pages(settings, stores, outside, watch)
        reuse_hours = 0.0 if refresh else settings.archive.reuse_hours
        return await CaptureUrls(pages, stores.catalogue, reuse_hours).run(urls)


async def assist(
    urls: Sequence[str],
    *,
    home: Path,
    settings: Settings,
    profile: Path | None,
    person: Person,
    watch: Watch,
) -> tuple[Snapshot | GivenUp, ...]:
    """Capture single pages that a person first sees to, one after the other, in a window.

    A page that the person gives up is told in its place, and nothing of it is kept.  ``profile``, else
    that of the settings, is what the window begins with, and what its logins are saved to.
    """
    from snapshotter.capture.assist import Assistance, require_window, usable_profile
    from snapshotter.capture.browsers import find_browser
    from snapshotter.workflows.capture_urls import CaptureUrls

    require_window(find_browser(settings.capture.browser), os.environ)
    kept = profile or (Path(settings.capture.profile) if settings.capture.profile else None)
    settings = replace(
        settings,
        network=replace(settings.network, jobs=1, retries=0),
        capture=replace(settings.capture, profile=usable_profile(kept)),
    )
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(_stores(home, settings, watch))
        outside = _Outside(settings, stores.folder, stack, Assistance(person, kept))
        use_case = CaptureUrls(_pages(settings, stores, outside, watch), stores.catalogue, 0.0)
        return tuple([await _seen_to(use_case, url) for url in urls])


async def _seen_to(use_case: CaptureUrls, url: str) -> Snapshot | GivenUp:
    from snapshotter.errors import GivenUp

    try:
        (snapshot,) = await use_case.run([url])
    except GivenUp as given_up:
        return given_up
    return snapshot


def list_posts(home: Path, settings: Settings) -> tuple[Manifest, ...]:
    """The manifests of an archive home, by slug."""
    from snapshotter.manifest.store import ManifestFiles

    manifests = ManifestFiles(home)
    return tuple(manifest for slug in manifests.slugs() if (manifest := manifests.load(slug)) is not None)


def show(home: Path, settings: Settings, id: str) -> Mapping[str, Any]:
    """One post (by slug), citation or snapshot (by id or its first characters), whole."""
    from snapshotter.manifest import to_json
    from snapshotter.workflows.show import show_one

    return show_one({manifest.slug: to_json(manifest) for manifest in list_posts(home, settings)}, id)


def judge(home: Path, settings: Settings, sources: Sequence[str]) -> Iterator[Judged | Unreadable]:
    """The verdicts of the pages of posts, of any WARC or WACZ files, or of the whole archive home.

    Raises :class:`UsageError` for a source that is neither.
    """
    from snapshotter.catalogue import open_catalogue
    from snapshotter.manifest.store import ManifestFiles
    from snapshotter.verdicts.judging import judge as verdict_of
    from snapshotter.verdicts.of_visit import evidence_of_visit
    from snapshotter.warc.containers import visits_in
    from snapshotter.warc.originals import Originals
    from snapshotter.warc.reader import warc_files
    from snapshotter.workflows.judge import judge_files, sources_of

    originals = Originals(
        home, lambda: open_catalogue(home, settings.archive.catalogue_url or None, sources=_sources())
    )

    class OfRecords:
        def visits(self, source: Source) -> Iterator[Visit | Damage]:
            return visits_in(source.path, source.captures)

        def verdict(self, source: Source, visit: Visit) -> Verdict:
            quotes = source.quotes.get(str((visit.info or {}).get("id")), ())
            return verdict_of(evidence_of_visit(visit, partial(originals.payload, source.path), quotes))

    return judge_files(sources_of(sources, ManifestFiles(home), warc_files(home)), OfRecords())


def reindex(home: Path, settings: Settings) -> Counts:
    """Rebuild the catalogue from WARCs and manifests alone."""
    from snapshotter import catalogue
    from snapshotter.warc.lock import archive_lock
    from snapshotter.warc.recovery import recover

    with archive_lock(home, "reindex"):
        recover(home)
        return catalogue.reindex(home, settings.archive.catalogue_url or None, sources=_sources())


async def demo(*, home: Path, settings: Settings, watch: Watch) -> ArchiveSummary:
    """Serve the small web of the tour on loopback and archive its post."""
    from snapshotter.demo.web import DemoWeb

    async with DemoWeb() as web:
        network = replace(
            settings.network,
            connect_to=web.connect_to,
            allow_private=False,
            insecure=True,
            host_delay_s=min(settings.network.host_delay_s, 0.2),
            timeout_s=min(settings.network.timeout_s, DEMO_TIMEOUT_S),
        )
        return await archive(
            [web.post_url],
            home=home,
            settings=replace(settings, network=network),
            base_url=None,
            format=None,
            scope="body",
            include=(),
            exclude=(),
            limit=None,
            dry_run=False,
            refresh=False,
            watch=watch,
        )


DEMO_TIMEOUT_S = 30.0
"""The tour has a page without end, which must not take a minute."""


class _Reader:
    """:class:`snapshotter.ports.SourceReader`: addresses from the web, all else from this machine."""

    def __init__(self, outside: _Outside) -> None:
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


class _Outside:
    """What goes out to the web; each part is made when it is first needed."""

    def __init__(
        self,
        settings: Settings,
        folder: Path | None,
        stack: AsyncExitStack,
        assistance: Assistance | None = None,
    ) -> None:
        self._settings = settings
        self._assistance = assistance
        self._given_folder = folder
        self._stack = stack
        self._connector: Connector | None = None
        self._posts: WebPosts | None = None
        self._browser: tuple[WarmBrowser, KeyLogPipe] | None = None

    @property
    def _folder(self) -> Path:
        """For what passes through: the archive's own, or one that is gone when the run is."""
        if self._given_folder is None:
            import shutil
            from tempfile import mkdtemp

            self._given_folder = Path(mkdtemp(prefix="snapshotter-"))
            self._stack.callback(shutil.rmtree, self._given_folder, ignore_errors=True)
        return self._given_folder

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
            from snapshotter.capture.browsers import find_browser
            from snapshotter.capture.keylog_pipe import KeyLogPipe

            capture, network = self._settings.capture, self._settings.network
            found = find_browser(capture.browser)
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
        return BrowserCapturer(browser, pipe, self.connector(), self._options())

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
        from snapshotter.capture.behaviours.banners import load_rules
        from snapshotter.capture.behaviours.scroll import ScrollLimits
        from snapshotter.capture.blocking import BlockList
        from snapshotter.capture.gaps.reference import Use
        from snapshotter.capture.gaps.report import GapOptions
        from snapshotter.capture.profile import login_state
        from snapshotter.capture.run import CaptureOptions
        from snapshotter.capture.video import VideoLimits
        from snapshotter.capture.viewports import Viewport
        from snapshotter.capture.visit import VisitOptions
        from snapshotter.workflows.examine import doubt

        capture, network, does = self._settings.capture, self._settings.network, self._settings.behaviours
        limits = ScrollLimits(does.scroll_max_px, does.scroll_max_steps, does.scroll_max_s)
        gaps = GapOptions(does.gap_max_requests, does.gap_max_s, does.media_max_bytes, least=Use.ALTERNATE)
        visit = VisitOptions(
            timeout_s=network.timeout_s,
            idle_s=capture.idle_s,
            stay_s=does.stay_s,
            screenshot=capture.screenshot,
            max_screenshot_height_px=capture.max_screenshot_height_px,
            screenshot_scale=capture.screenshot_scale,
            thumbnail=capture.thumbnail and capture.screenshot,
            pdf=capture.pdf,
            banners=load_rules(Path(does.banner_rules) if does.banner_rules else None)
            if does.banners
            else None,
            scroll=limits if does.scroll else None,
            unfold_clicks=does.unfold_max_clicks if does.unfold else None,
            media=does.media,
            viewports=tuple(map(Viewport.parse, capture.viewports)),
            gaps=gaps if does.gap_fill else None,
            max_page_bytes=capture.max_page_bytes,
        )
        return CaptureOptions(
            folder=self._folder,
            visit=visit,
            insecure=network.insecure,
            ca_bundle=network.ca_bundle,
            max_body_bytes=capture.max_body_bytes,
            stall_s=network.connect_timeout_s,
            video=VideoLimits() if capture.video else None,
            before_settling=self._assistance,
            probe=doubt if does.probe else None,
            host_delay_s=network.host_delay_s,
            block_list=BlockList.load(capture.block_list) if capture.block_list else None,
            login=login_state(capture.profile, capture.cookies),
        )


def _pages(settings: Settings, stores: _Stores, outside: _Outside, watch: Watch) -> CapturePages:
    from snapshotter.workflows.capturing import CapturePages, Pace
    from snapshotter.workflows.examine import ExamineCaptures
    from snapshotter.workflows.room import Room

    network = settings.network
    return CapturePages(
        capturer=outside.capturer(),
        archive=stores.archive,
        catalogue=stores.catalogue,
        pace=Pace(network.jobs, network.host_delay_s, network.retries),
        watch=watch,
        network_answers=outside.network_answers if network.control_urls else None,
        examine=ExamineCaptures(static_html=settings.capture.static_html),
        room=Room(stores.space, watch, settings.archive.disk_wait_s),
        hosts=stores.catalogue.hosts,
    )


@asynccontextmanager
async def _stores(home: Path, settings: Settings, watch: Watch) -> AsyncIterator[_Stores]:
    """The archive's stores for writing, under its lock; torn files of an earlier run are mended first."""
    import shutil
    from tempfile import mkdtemp

    from snapshotter.catalogue import open_catalogue
    from snapshotter.model.events import Notice
    from snapshotter.warc.archive import WarcArchive
    from snapshotter.warc.lock import archive_lock
    from snapshotter.warc.recovery import recover
    from snapshotter.warc.space import ArchiveSpace

    with archive_lock(home, "archive"):
        for recovered in recover(home):
            watch(Notice(f"{recovered.file}: {recovered.records} records of an interrupted run recovered"))
        catalogue = open_catalogue(home, settings.archive.catalogue_url or None, sources=_sources())
        if catalogue.rebuilt:
            watch(Notice(f"the catalogue was rebuilt: {catalogue.rebuilt}"))
        for stale in (home / "warcs").glob(f"{_SPOOL_PREFIX}*"):
            shutil.rmtree(stale, ignore_errors=True)
        folder = Path(mkdtemp(prefix=_SPOOL_PREFIX, dir=home / "warcs"))
        store = WarcArchive(
            home, catalogue, max_file_bytes=settings.archive.max_file_bytes, software=SOFTWARE
        )
        limits = settings.archive
        space = ArchiveSpace(home, max_bytes=limits.max_bytes, min_free_bytes=limits.min_free_bytes)
        try:
            yield _Stores(store, catalogue, folder, space)
        finally:
            shutil.rmtree(folder, ignore_errors=True)  # first: it may be what fills the disk
            try:
                store.close()
            finally:
                catalogue.close()


def _sources() -> Sources:
    """What the catalogue is rebuilt from."""
    from snapshotter.catalogue import Sources
    from snapshotter.manifest.store import audits
    from snapshotter.warc.reader import stored_captures

    return Sources(captures=stored_captures, audits=audits)
