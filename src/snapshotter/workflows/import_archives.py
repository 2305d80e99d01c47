"""``import``: WARC, ARC, WACZ and HAR files of other tools become captures of this archive."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from snapshotter import urls
from snapshotter.capture.outcome import Evidence, outcome_of
from snapshotter.capture.view import PageView
from snapshotter.errors import ArchiveError, ManifestError, UrlError
from snapshotter.imports import reading
from snapshotter.imports.files import found_in
from snapshotter.imports.seen import FindPreserved, Loss
from snapshotter.model.capture import Capture, Outcome, Reason, StoredCapture
from snapshotter.model.events import Notice
from snapshotter.model.snapshot import Manifest
from snapshotter.workflows.archive_posts import Passages
from snapshotter.workflows.post_work import KEPT, is_preserved, snapshot_of
from snapshotter.workflows.tally import finished
from snapshotter.workflows.unrendered import links_in, read_as_sent

if TYPE_CHECKING:
    from snapshotter.model.quote import QuoteMatch
    from snapshotter.ports import Archive, Catalogue, Examiner, ManifestStore, Watch
    from snapshotter.urls import PageKey, Url
    from snapshotter.workflows.room import Room

T = TypeVar("T")
Progress = Callable[[str, int, int], None]
"""File, bytes read, bytes to read; called from another thread, many times a second."""


class KnownCaptures(Protocol):
    """What is there already."""

    def capture(self, capture_id: str) -> StoredCapture | None:
        """The capture with this id.  Blocking."""
        ...


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What came of one file."""

    file: str
    """As it was given, or found in a folder that was."""
    pages: int = 0
    """Captures in it, those that were there already included."""
    records: int = 0
    already: int = 0
    attached: int = 0
    """Citations of posts that got a snapshot."""
    lost: tuple[Loss, ...] = ()
    left_out: dict[str, int] = field(default_factory=dict)
    """By kind: records that belong to no page and are none."""
    snapshots: tuple[str, ...] = ()

    @property
    def is_unreadable(self) -> bool:
        return bool(self.lost) and not self.pages


@dataclass(slots=True)
class ImportArchives:
    """The use case.  What was imported before is not imported again: a page's id follows from the ids
    of its records and what they hold."""

    archive: Archive
    catalogue: Catalogue
    known: KnownCaptures
    examine: Examiner
    folder: Path
    """For blocks on their way, on the archive's own disk."""
    room: Room
    watch: Watch
    preserved: FindPreserved = lambda digest: None
    """What the archive has: revisit records may refer to records of files that were imported before."""
    manifests: ManifestStore | None = None
    """None: no post gets a snapshot."""
    passages: Passages | None = None
    progress: Progress = lambda file, done, size: None
    _stop: threading.Event = field(default_factory=threading.Event)

    async def run(self, names: Sequence[Path]) -> tuple[ImportedFile, ...]:
        """Import files, and the archives in folders, one after the other.

        A file that cannot be read is told of in its place, and the rest goes on.  Cancelled, it leaves
        what is stored; the same call goes on there.
        """
        attachments = Attachments(self.manifests, self.passages, self.watch)
        done: list[ImportedFile] = []
        for name in names:
            for path in found_in(name):
                try:
                    done.append(await self._import(path, attachments))
                finally:
                    attachments.save()
        return tuple(done)

    async def _import(self, path: Path, attachments: Attachments) -> ImportedFile:
        try:
            size = reading.size_to_read(path)
            with ExitStack() as stack:
                means = reading.Means(self.folder, links_in, self.preserved)
                opening = reading.read(path, means, self._ticking(path, size))
                contents = await self._blocking(partial(stack.enter_context, opening))
                return await self._take(path, contents, attachments)
        except OSError as error:
            return ImportedFile(str(path), lost=(Loss(0, error.strerror or str(error), 0),))

    async def _take(self, path: Path, contents: reading.Contents, attachments: Attachments) -> ImportedFile:
        snapshots: dict[str, None] = {}
        already = attached = pages = 0
        while (capture := await self._blocking(partial(next, contents.captures, None))) is not None:
            stored = await self._blocking(partial(self.known.capture, capture.id))
            already += stored is not None
            stored = stored or await self._store(capture, attachments)
            attached += await self._blocking(partial(attachments.give, stored))
            snapshots[stored.id] = None
            pages += 1
        return ImportedFile(
            file=str(path),
            pages=pages,
            records=contents.records,
            already=already,
            attached=attached,
            lost=tuple(contents.losses),
            left_out=contents.left_out,
            snapshots=tuple(snapshots),
        )

    async def _store(self, capture: Capture, attachments: Attachments) -> StoredCapture:
        quotes = await self._blocking(partial(attachments.quotes_from, capture))
        capture = await self._blocking(partial(examined, capture, self.examine, quotes))
        done: list[StoredCapture] = []
        stored = await self.room.keeping(lambda: self._blocking(partial(self._keep, capture, done)))
        self.watch(finished(capture, stored))
        return stored

    def _keep(self, capture: Capture, done: list[StoredCapture]) -> StoredCapture:
        """In one go: a run that is cancelled in between would store it again.  ``done`` once it is appended,
        for what comes after may have to be tried twice."""
        if not done:
            done.append(self.archive.append(capture))
        self.catalogue.commit(done[0])
        return done[0]

    def _ticking(self, path: Path, size: int) -> Callable[[int], None]:
        done = 0

        def tick(read: int) -> None:
            nonlocal done
            if self._stop.is_set():
                raise _Stopped
            done += read
            self.progress(path.name, done, size)

        return tick

    async def _blocking(self, work: Callable[[], T]) -> T:
        """In a thread; cancelled, it waits for the thread, which stops at its next read.

        What else went wrong there meanwhile is raised, and not lost to the end of the run.
        """
        task = asyncio.ensure_future(asyncio.to_thread(work))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            self._stop.set()
            await asyncio.wait([task])
            trouble = task.exception()
            if trouble is not None and not isinstance(trouble, _Stopped):
                raise trouble from None
            raise


class _Stopped(Exception):
    """The run was cancelled."""


def examined(capture: Capture, examine: Examiner, quotes: Sequence[str] = ()) -> Capture:
    """The capture with title, text, outcome and verdict, by the rules that hold for our own.

    One of ours, from another archive home, keeps what its browser saw.
    """
    if capture.origin is not None and "snapshot_id" in capture.origin.source:
        return examine(capture, quotes)
    main = next((each for each in capture.exchanges if each.id == capture.main_exchange_id), None)
    capture = read_as_sent(capture, main)
    answered = main is not None and main.response is not None
    error = "its scripts have not been run" if answered else "the file holds no answer"
    outcome, reason = outcome_of(
        Evidence(main=main, view=PageView(text=capture.text, title=capture.title, error=error))
    )
    if reason is not None and reason.code.startswith("capture.truncated-"):
        reason = Reason(reason.code, "the file holds only a part of the page")
    if any(finding.code == "import.no-body" for finding in capture.findings) and outcome in KEPT:
        outcome, reason = Outcome.FAILED, Reason("import.no-body", "the file has not kept the page's body")
    return examine(replace(capture, outcome=outcome, reason=reason), quotes)


@dataclass(slots=True)
class Attachments:
    """The citations of posts that have no snapshot yet, by the page that they cite."""

    manifests: ManifestStore | None
    passages: Passages | None
    watch: Watch
    _posts: dict[str, Manifest] = field(default_factory=dict)
    _places: dict[PageKey, list[tuple[str, int]]] | None = None
    _changed: set[str] = field(default_factory=set)

    def give(self, stored: StoredCapture) -> int:
        """Give an imported snapshot to the citations of its page; how many took it.  Blocking."""
        if stored.outcome not in KEPT:
            return 0
        return sum(self._attach(slug, number, stored) for slug, number in self._places_of(stored))

    def quotes_from(self, capture: Capture) -> tuple[str, ...]:
        """The words that waiting citations quote from a page.  Blocking."""
        places = sorted(self._places_of(capture))
        found = (self._posts[slug].entries[number].citation.quotes for slug, number in places)
        return tuple(quote for quotes in found for quote in quotes)

    def _places_of(self, page: Capture | StoredCapture) -> set[tuple[str, int]]:
        """The citations that want this page, under the address that was asked for or the one it led to."""
        if self.manifests is None:
            return set()
        if self._places is None:
            self._places = self._waiting(self.manifests)
        keys = {_page_key(url) for url in (page.url, page.final_url) if url is not None}
        return {place for key in keys if key is not None for place in self._places.get(key, ())}

    def save(self) -> None:
        """Write the manifests that have changed."""
        for slug in sorted(self._changed):
            if self.manifests is not None:
                self.manifests.save(self._posts[slug])
        self._changed.clear()

    def _waiting(self, manifests: ManifestStore) -> dict[PageKey, list[tuple[str, int]]]:
        places: dict[PageKey, list[tuple[str, int]]] = defaultdict(list)
        for slug in manifests.slugs():
            try:
                manifest = manifests.load(slug)
            except ManifestError as error:
                self.watch(Notice(f"{slug}: nothing is attached to this post: {error.message}"))
                continue
            for number, entry in enumerate(manifest.entries if manifest is not None else ()):
                key = _page_key(entry.citation.url) if entry.citation.url is not None else None
                if manifest is not None and key is not None and not is_preserved(entry):
                    self._posts[slug] = manifest
                    places[key].append((slug, number))
        return places

    def _attach(self, slug: str, number: int, stored: StoredCapture) -> int:
        manifest = self._posts[slug]
        entry = manifest.entries[number]
        if any(snapshot.id == stored.id for snapshot in entry.snapshots):
            return 0
        quotes = self._quotes(entry.citation.quotes, stored)
        snapshot = replace(snapshot_of(stored), provenance="imported", quotes=quotes)
        kept = [each for each in entry.snapshots if each.outcome is not Outcome.SKIPPED]
        ordered = tuple(sorted((*kept, snapshot), key=lambda each: each.captured_at))
        entries = list(manifest.entries)
        entries[number] = replace(entry, snapshots=ordered)
        self._posts[slug] = replace(manifest, entries=tuple(entries))
        self._changed.add(slug)
        return 1

    def _quotes(self, quotes: Sequence[str], stored: StoredCapture) -> tuple[QuoteMatch, ...]:
        if self.passages is None or not quotes or "text" not in stored.artefacts:
            return ()
        try:
            return self.passages(quotes, stored)
        except ArchiveError as error:
            self.watch(Notice(f"{stored.url}: its quotes were not looked for: {error.message}"))
            return ()


def _page_key(url: Url) -> PageKey | None:
    try:
        return urls.page_key(url)
    except UrlError:
        return None
