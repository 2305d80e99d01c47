"""The one place where real adapters are chosen for the ports.

Everything heavy is imported inside functions, so that a command loads only what it uses.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snapshotter.wiring.outside import Outside, Reader, event_loop
from snapshotter.wiring.stores import Stores, opened_growth, opened_stores, passages
from snapshotter.wiring.stores import sources as catalogue_sources
from snapshotter.workflows.reading import ReadOptions, ReadPosts

if TYPE_CHECKING:
    from snapshotter.capture.assist import Person
    from snapshotter.catalogue import Counts
    from snapshotter.errors import GivenUp
    from snapshotter.model.logins import Logins
    from snapshotter.model.post import CitedPost, SourceFailed
    from snapshotter.model.snapshot import Manifest, Snapshot
    from snapshotter.model.verdict import Verdict
    from snapshotter.ports import Siblings, Watch
    from snapshotter.settings import Settings
    from snapshotter.warc.streamed import Damage
    from snapshotter.warc.visits import Visit
    from snapshotter.workflows.archive_posts import ArchiveOptions, ArchiveSummary
    from snapshotter.workflows.audit_posts import AuditSummary
    from snapshotter.workflows.capture_urls import CaptureUrls
    from snapshotter.workflows.capturing import CapturePages
    from snapshotter.workflows.judge import Judged, Source, Unreadable
    from snapshotter.workflows.proving import ProveCaptures

__all__ = [
    "Tour",
    "archive",
    "assist",
    "capture",
    "demo",
    "event_loop",
    "judge",
    "list_posts",
    "read_citations",
    "reindex",
    "show",
]


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
        posts = _read_posts(Outside(settings, None, stack), reading)
        async for found in posts.run(sources):
            yield found


def _read_posts(outside: Outside, reading: ReadOptions) -> ReadPosts:
    from snapshotter.posts.extract import extract_all

    return ReadPosts(Reader(outside), extract_all, reading, _sibling_pages)


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
            posts = _read_posts(Outside(settings, None, stack), reading)
            return await _rehearse(sources, home, posts, options, watch)
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(opened_stores(home, settings, watch, "archive"))
        outside = Outside(settings, stores.folder, stack, watch=watch)
        pages = _pages(settings, stores, outside, watch)
        posts = _read_posts(outside, reading)
        return await _archive(sources, stores, posts, options, pages, logins=outside.logins)


async def _archive(
    sources: Sequence[str],
    stores: Stores,
    posts: ReadPosts,
    options: ArchiveOptions,
    pages: CapturePages,
    *,
    logins: Logins,
) -> ArchiveSummary:
    from snapshotter.workflows.archive_posts import ArchivePosts

    use_case = ArchivePosts(
        posts=posts,
        pages=pages,
        catalogue=pages.catalogue,
        manifests=stores.manifests,
        options=options,
        watch=pages.watch,
        passages=passages(stores.home),
        logins=logins,
    )
    return await use_case.run(sources)


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
        stores = await stack.enter_async_context(opened_stores(home, settings, watch, "capture"))
        outside = Outside(settings, stores.folder, stack, watch=watch)
        pages = _pages(settings, stores, outside, watch)
        reuse_hours = 0.0 if refresh else settings.archive.reuse_hours
        use_case = CaptureUrls(pages, stores.catalogue, reuse_hours, outside.logins)
        return await use_case.run(urls)


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
        stores = await stack.enter_async_context(opened_stores(home, settings, watch, "assist"))
        outside = Outside(settings, stores.folder, stack, Assistance(person, kept), watch=watch)
        pages = _pages(settings, stores, outside, watch)
        use_case = CaptureUrls(pages, stores.catalogue, 0.0, outside.logins)
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
    from snapshotter.catalogue import open_for_reading
    from snapshotter.manifest.store import ManifestFiles
    from snapshotter.verdicts.judging import judge as verdict_of
    from snapshotter.verdicts.of_visit import evidence_of_visit
    from snapshotter.warc.containers import visits_in
    from snapshotter.warc.originals import Originals
    from snapshotter.warc.reader import warc_files
    from snapshotter.workflows.judge import judge_files, sources_of

    originals = Originals(
        home,
        lambda: open_for_reading(home, settings.archive.catalogue_url or None, sources=catalogue_sources()),
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
    from snapshotter.warc.recovery import index_anew, recover
    from snapshotter.wiring.stores import write_errors
    from snapshotter.workflows.adopting import AdoptFiles

    with archive_lock(home, "reindex") as killed:
        with write_errors(home / "warcs"):
            growth = opened_growth(home, lambda _: None, again=True)
            recover(home, growth, killed=killed)
            AdoptFiles(home, growth).indexes(index_anew(home))
        return catalogue.reindex(home, settings.archive.catalogue_url or None, sources=catalogue_sources())


async def demo(*, home: Path, settings: Settings, watch: Watch) -> Tour:
    """Serve the small web of the tour on loopback, archive its post, let the web grow old, and audit it."""
    from snapshotter.demo.web import DemoWeb
    from snapshotter.model.events import Notice
    from snapshotter.wiring import audits, reports

    async with DemoWeb() as web:
        network = replace(
            settings.network,
            connect_to=web.connect_to,
            allow_private=False,
            insecure=True,
            host_delay_s=min(settings.network.host_delay_s, 0.2),
            timeout_s=min(settings.network.timeout_s, DEMO_TIMEOUT_S),
        )
        archived = await archive(
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
        web.grow_old()
        watch(Notice("ten years go by; now the same pages are asked for again"))
        hurried = replace(settings, network=replace(network, timeout_s=DEMO_AUDIT_TIMEOUT_S))
        audited = await audits.audit((), home=home, settings=hurried, jobs=16, due_only=False, watch=watch)
    report = home / "report.html"
    reports.write(report, reports.report(home, (), thumbnails=True).lines("html"))
    return Tour(archived, audited, report)


@dataclass(frozen=True, slots=True)
class Tour:
    """What came of the tour."""

    archived: ArchiveSummary
    audited: AuditSummary
    report: Path
    """For people, to be opened in a browser."""


DEMO_TIMEOUT_S = 30.0
"""The tour has a page without end, which must not take a minute."""
DEMO_AUDIT_TIMEOUT_S = 8.0


def _pages(settings: Settings, stores: Stores, outside: Outside, watch: Watch) -> CapturePages:
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
        proving=_proving(settings, stores, outside),
    )


def _proving(settings: Settings, stores: Stores, outside: Outside) -> ProveCaptures | None:
    from snapshotter.workflows.proving import ProveCaptures

    if not settings.proof.after_capture:
        return None
    capturer = outside.capturer() if settings.proof.supplement else None
    return ProveCaptures(outside.prover(stores.home, stores.catalogue), capturer)
