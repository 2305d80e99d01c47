"""``archive``: the citations of posts -> captures -> WARC -> manifests."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from snapshotter import timestamps, urls
from snapshotter.model.capture import Outcome, Reason, StoredCapture
from snapshotter.model.citation import Citation
from snapshotter.model.events import PostFinished, PostRead, SourceFailed
from snapshotter.model.post import CitedPost
from snapshotter.model.snapshot import CitationEntry, Manifest, Snapshot
from snapshotter.urls import Url
from snapshotter.workflows.capturing import CapturePages
from snapshotter.workflows.reading import ReadPosts
from snapshotter.workflows.tally import RunTally

if TYPE_CHECKING:
    from snapshotter.ports import Catalogue, ManifestStore, Watch

_SAVE_EVERY_S = 1.0
_SKIPPED_NAMESPACE = uuid.UUID("6d0c3d5e-2a8e-5d3c-9d54-0f8a0b0f6a11")
_KEPT = {Outcome.CAPTURED, Outcome.PARTIAL}


@dataclass(frozen=True, slots=True)
class ArchiveOptions:
    """What the user asked for."""

    scope: str = "body"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    limit: int | None = None
    refresh: bool = False
    reuse_hours: float = 24.0
    """A page captured within this time is not captured again for another citation."""
    allow_private: bool = False
    """Citations of private addresses are captured like any other."""


@dataclass(frozen=True, slots=True)
class ArchiveSummary:
    """What came of a run."""

    posts: tuple[PostFinished, ...] = ()
    failures: tuple[SourceFailed, ...] = ()
    tally: RunTally = field(default_factory=RunTally)


@dataclass(slots=True)
class ArchivePosts:
    """The use case."""

    posts: ReadPosts
    pages: CapturePages
    catalogue: Catalogue
    manifests: ManifestStore
    options: ArchiveOptions
    watch: Watch
    _fresh: dict[Url, StoredCapture] = field(default_factory=dict)

    async def run(self, sources: Sequence[str]) -> ArchiveSummary:
        """Archive every source; one that cannot be read is a failure in the summary, and the rest goes on."""
        posts, failures = await _each(self.posts.run(sources), self._archive, self.watch)
        return ArchiveSummary(posts, failures, self.pages.tally)

    async def _archive(self, cited: CitedPost) -> PostFinished:
        slug = self.manifests.slug_for(cited)
        work = _Work(merged(slug, cited, self.manifests.load(slug)), self.options)
        wanted = [page for page in work.wanted() if not self._reuse(work, page)]
        self.watch(PostRead(cited.post.source, slug, len(cited.citations), len(wanted)))
        saved = _Saving(self.manifests)
        try:
            saved.now(work.manifest)
            await self.pages.run(wanted, lambda page, stored: self._stored(work, saved, page, stored))
        finally:
            path = saved.now(work.manifest)
        return finished(work.manifest, path)

    def _reuse(self, work: _Work, page: Url) -> bool:
        """Whether a capture of this run, or a recent one, will do."""
        stored = self._fresh.get(page)
        if stored is None and not self.options.refresh:
            latest = self.catalogue.latest(page)
            oldest = timestamps.now() - timedelta(hours=self.options.reuse_hours)
            if latest is not None and latest.outcome in _KEPT and latest.captured_at >= oldest:
                stored = latest
        if stored is not None:
            work.take(page, snapshot_of(stored))
        return stored is not None

    async def _stored(self, work: _Work, saved: _Saving, page: Url, stored: StoredCapture) -> None:
        self._fresh[page] = stored
        work.take(page, snapshot_of(stored))
        saved.soon(work.manifest)
        await asyncio.sleep(0)


@dataclass(slots=True)
class RehearseArchive:
    """``--dry-run``: what :class:`ArchivePosts` would set out to capture.  Writes nothing."""

    posts: ReadPosts
    manifests: ManifestStore
    options: ArchiveOptions
    watch: Watch

    async def run(self, sources: Sequence[str]) -> ArchiveSummary:
        posts, failures = await _each(self.posts.run(sources), self._rehearse, self.watch)
        return ArchiveSummary(posts, failures)

    async def _rehearse(self, cited: CitedPost) -> PostFinished:
        slug = self.manifests.slug_for(cited)
        work = _Work(merged(slug, cited, self.manifests.load(slug)), self.options)
        wanted = work.wanted()
        self.watch(PostRead(cited.post.source, slug, len(cited.citations), len(wanted)))
        return finished(work.manifest, f"warcs/manifests/{slug}.json")


async def _each(
    posts: AsyncIterator[CitedPost | SourceFailed],
    work: Callable[[CitedPost], Awaitable[PostFinished]],
    watch: Watch,
) -> tuple[tuple[PostFinished, ...], tuple[SourceFailed, ...]]:
    """Post by post; one that cannot be read is noted, and the rest goes on."""
    done: list[PostFinished] = []
    failures: list[SourceFailed] = []
    async for cited in posts:
        if isinstance(cited, SourceFailed):
            failures.append(cited)
            watch(cited)
        else:
            done.append(await work(cited))
            watch(done[-1])
    return tuple(done), tuple(failures)


class _Saving:
    """Saves a manifest often enough to lose little, and seldom enough for ten thousand citations."""

    def __init__(self, manifests: ManifestStore) -> None:
        self._manifests = manifests
        self._last = 0.0
        self._cost_s = 0.0

    def soon(self, manifest: Manifest) -> None:
        if time.monotonic() - self._last >= min(self._cost_s * 20, 5.0):
            self.now(manifest)

    def now(self, manifest: Manifest) -> str:
        begun = time.monotonic()
        path = self._manifests.save(manifest)
        self._last = time.monotonic()
        self._cost_s = self._last - begun
        return path


class _Work:
    """A manifest while it is worked on."""

    def __init__(self, manifest: Manifest, options: ArchiveOptions) -> None:
        self._options = options
        self._entries = list(manifest.entries)
        self._manifest = manifest
        self._places: dict[Url, list[int]] = {}

    @property
    def manifest(self) -> Manifest:
        return replace(self._manifest, entries=tuple(self._entries))

    def wanted(self) -> list[Url]:
        """The pages that need a capture, in order; every other citation gets its reason."""
        pages: dict[Url, None] = {}
        asked = 0
        for place, entry in enumerate(self._entries):
            reason = self._why_not(entry.citation, asked)
            if reason is None:
                asked += 1
            if reason is not None:
                self._entries[place] = _skipped(entry, reason)
            elif self._options.refresh or not _is_preserved(entry):
                page = urls.without_fragment(_address(entry.citation))
                pages[page] = None
                self._places.setdefault(page, []).append(place)
        return list(pages)

    def take(self, page: Url, snapshot: Snapshot) -> None:
        """Give the snapshot to every citation that was waiting for this page."""
        for place in self._places.get(page, ()):
            entry = self._entries[place]
            kept = tuple(
                s for s in entry.snapshots if s.outcome is not Outcome.SKIPPED and s.id != snapshot.id
            )
            self._entries[place] = replace(entry, snapshots=(*kept, snapshot))

    def _why_not(self, citation: Citation, asked: int) -> Reason | None:
        options = self._options
        if citation.url is None or not self._is_capturable(citation):
            return Reason(citation.skip or "invalid-url", "this link is not a page that could be captured")
        if options.scope != "all" and citation.region != "body":
            return Reason("scope", f"it stands in the post's {citation.region}, not in its body")
        if options.include and not any(fnmatchcase(citation.url, pattern) for pattern in options.include):
            return Reason("not-included", "no --include pattern matches")
        if any(fnmatchcase(citation.url, pattern) for pattern in options.exclude):
            return Reason("excluded", "an --exclude pattern matches")
        if options.limit is not None and asked >= options.limit:
            return Reason("limit", f"--limit {options.limit} was reached")
        return None

    def _is_capturable(self, citation: Citation) -> bool:
        lifted = self._options.allow_private and citation.skip == "private-address"
        return citation.skip is None or lifted


def merged(slug: str, cited: CitedPost, known: Manifest | None) -> Manifest:
    """The post as it is now, with the snapshots it already has.

    A citation that the post no longer has keeps its place at the end if it has snapshots: evidence
    is not thrown away because a post was edited.
    """
    before = {entry.citation.id: entry for entry in known.entries} if known is not None else {}
    entries = [
        replace(before.pop(citation.id), citation=citation)
        if citation.id in before
        else CitationEntry(citation)
        for citation in cited.citations
    ]
    entries += [entry for entry in before.values() if _is_preserved(entry)]
    if known is None:
        return Manifest(slug, cited.post, tuple(entries), cited.unlinked)
    return replace(known, post=cited.post, entries=tuple(entries), unlinked=cited.unlinked)


def snapshot_of(stored: StoredCapture) -> Snapshot:
    """What the manifest says of a stored capture."""
    return Snapshot(
        id=stored.id,
        captured_at=stored.captured_at,
        outcome=stored.outcome,
        reason=stored.reason,
        status=stored.status,
        final_url=stored.final_url,
        title=stored.title,
        warc=stored.main,
        text_digest=stored.text_digest,
        screenshot=stored.artefacts.get("full-page"),
        artefacts=stored.artefacts,
        page=stored.facts,
        truncations=stored.cuts,
        missing=stored.missing,
        verdict=stored.verdict,
    )


def finished(manifest: Manifest, path: str) -> PostFinished:
    """Counts by the newest snapshot of every citation."""
    outcomes = [
        entry.snapshots[-1].outcome if entry.snapshots else Outcome.SKIPPED for entry in manifest.entries
    ]
    count = {outcome: outcomes.count(outcome) for outcome in Outcome}
    return PostFinished(
        slug=manifest.slug,
        manifest=path,
        citations=len(manifest.entries),
        captured=count[Outcome.CAPTURED],
        partial=count[Outcome.PARTIAL],
        failed=count[Outcome.FAILED],
        skipped=count[Outcome.SKIPPED],
    )


def _is_preserved(entry: CitationEntry) -> bool:
    return any(snapshot.outcome in _KEPT for snapshot in entry.snapshots)


def _address(citation: Citation) -> Url:
    assert citation.url is not None
    return citation.url


def _skipped(entry: CitationEntry, reason: Reason) -> CitationEntry:
    """Say why there is no snapshot, unless there is one, or the same was said before."""
    real = tuple(s for s in entry.snapshots if s.outcome is not Outcome.SKIPPED)
    said = [s for s in entry.snapshots if s.outcome is Outcome.SKIPPED and s.reason == reason]
    if real or said:
        return replace(entry, snapshots=real or tuple(said[:1]))
    identity = str(uuid.uuid5(_SKIPPED_NAMESPACE, f"{entry.citation.id} {reason.code}"))
    return replace(entry, snapshots=(Snapshot(identity, timestamps.now(), Outcome.SKIPPED, reason),))
