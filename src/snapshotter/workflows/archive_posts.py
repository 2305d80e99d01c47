"""``archive``: the citations of posts -> captures -> WARC -> manifests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from snapshotter import timestamps, urls
from snapshotter.errors import ArchiveError, ManifestError
from snapshotter.model.capture import StoredCapture
from snapshotter.model.citation import Citation
from snapshotter.model.events import Notice, PostFinished, PostRead, SourceFailed
from snapshotter.model.logins import Logins
from snapshotter.model.post import CitedPost
from snapshotter.model.quote import QuoteMatch
from snapshotter.posts.private import told
from snapshotter.urls import Url
from snapshotter.workflows.capturing import CapturePages
from snapshotter.workflows.post_work import (
    KEPT,
    ArchiveOptions,
    OpenPost,
    PostWork,
    Saving,
    finished,
    merged,
    snapshot_of,
)
from snapshotter.workflows.reading import ReadPosts
from snapshotter.workflows.tally import RunTally

if TYPE_CHECKING:
    from snapshotter.ports import Catalogue, ManifestStore, Watch

__all__ = ["ArchiveOptions", "ArchivePosts", "ArchiveSummary", "RehearseArchive", "snapshot_of"]

MOST_OPEN = 500
"""Posts that are worked on at a time; every one is a manifest in memory."""


@dataclass(frozen=True, slots=True)
class ArchiveSummary:
    """What came of a run."""

    posts: tuple[PostFinished, ...] = ()
    failures: tuple[SourceFailed, ...] = ()
    tally: RunTally = field(default_factory=RunTally)


Passages = Callable[[Sequence[str], StoredCapture], tuple[QuoteMatch, ...]]
"""Looks for quotes in the stored text of a capture.  Blocking."""


@dataclass(slots=True)
class ArchivePosts:
    """The use case.  Many posts are worked on at a time, so that one slow host holds up none but its own."""

    posts: ReadPosts
    pages: CapturePages
    catalogue: Catalogue
    manifests: ManifestStore
    options: ArchiveOptions
    watch: Watch
    passages: Passages | None = None
    """None: quotes are not looked for."""
    logins: Logins = field(default_factory=Logins)
    """Takes what the addresses of posts give of them."""

    async def run(self, sources: Sequence[str]) -> ArchiveSummary:
        """Archive every source; one that cannot be read is a failure in the summary, and the rest goes on."""
        running = _Run(self)
        self.pages.quotes_of = running.quotes_of
        try:
            async with aclosing(running.pages(sources)) as pages:
                await self.pages.run(pages, running.stored)
        finally:
            running.leave()
        posts = tuple(post for post in running.posts if post is not None)
        return ArchiveSummary(posts, tuple(running.failures), self.pages.tally)


class _Run:
    """The posts of a run that are worked on, and what came of the others."""

    def __init__(self, owner: ArchivePosts) -> None:
        self._owner = owner
        self._made: dict[Url, str] = {}
        """Ids of the newest captures of this run; the catalogue has the rest, so that the run stays small."""
        self._open: dict[str, OpenPost] = {}
        self._waiting: dict[Url, list[OpenPost]] = {}
        self._closed = asyncio.Event()
        self._saving = asyncio.Lock()
        self.posts: list[PostFinished | None] = []
        """In the order in which they were read."""
        self.failures: list[SourceFailed] = []

    async def pages(self, sources: Sequence[str]) -> AsyncGenerator[Url, None]:
        """What has to be captured, post after post; posts are read only as this is."""
        async for cited in self._owner.posts.run(sources):
            if isinstance(cited, SourceFailed):
                self.failures.append(cited)
                self._owner.watch(cited)
                continue
            for page in await self._begin(cited):
                yield page

    async def stored(self, page: Url, stored: StoredCapture) -> None:
        """A capture is on disk: every post that waits for it takes it."""
        self._made[page] = stored.id
        for post in self._waiting.pop(page, ()):
            await self._give(post, page, stored)
            post.pending.discard(page)
            if post.pending:
                await self._save(post, now=False)
            else:
                await self._finish(post)

    def quotes_of(self, page: Url) -> tuple[str, ...]:
        """What the waiting posts quote from a page."""
        posts = self._waiting.get(page, ())
        return tuple(
            quote
            for post in posts
            for _, citation in post.work.waiting_for(page)
            for quote in citation.quotes
        )

    def leave(self) -> None:
        """Save what the posts have that are not finished: there are some when the run breaks off, and
        then it is of that that it has to tell."""
        for post in self._open.values():
            with suppress(ManifestError):
                post.saving.now(post.work.manifest)

    async def _begin(self, cited: CitedPost) -> list[Url]:
        """Open a post; returns the pages that nobody waits for yet."""
        owner = self._owner
        cited = self._private(cited)
        slug = owner.manifests.slug_for(cited)
        while slug in self._open or len(self._open) >= MOST_OPEN:
            await self._another_finished()
        work = PostWork(merged(slug, cited, owner.manifests.load(slug)), owner.options)
        found = {page: self._reusable(page) for page in work.wanted()}
        missing = {page for page, stored in found.items() if stored is None}
        new = [page for page in found if page in missing and page not in self._waiting]
        post = OpenPost(work, Saving(owner.manifests), missing, len(self.posts))
        self.posts.append(None)
        self._open[slug] = post
        for page in missing:
            self._waiting.setdefault(page, []).append(post)
        owner.watch(PostRead(cited.post.source, slug, len(cited.citations), len(new)))
        for page, stored in found.items():
            if stored is not None:
                await self._give(post, page, stored)
        await (self._save(post, now=True) if missing else self._finish(post))
        return new

    def _private(self, cited: CitedPost) -> CitedPost:
        """Fit to be written down; the logins of its addresses are kept for the visits."""
        for citation in cited.citations:
            if citation.url is not None and "@" in citation.url:
                self._owner.logins.learn(urls.parse(citation.url), urls.login_in(citation.url))
        return told(cited)

    async def _another_finished(self) -> None:
        """Returns when a post is done.  When none can be before more is known of the network, it is
        not: there is nothing else to learn from, so what did not answer is what it is."""
        pages = self._owner.pages
        self._closed.clear()
        await _either(self._closed.wait(), pages.idle())
        if not self._closed.is_set():
            await pages.flush()

    def _reusable(self, page: Url) -> StoredCapture | None:
        """A capture of this run, or a recent one that will do."""
        made, options = self._made.get(page), self._owner.options
        if made is not None:
            return self._owner.catalogue.capture(made)
        if options.refresh:
            return None
        latest = self._owner.catalogue.latest(page)
        if latest is None or latest.outcome not in KEPT:
            return None
        return latest if timestamps.is_within(latest.captured_at, options.reuse_hours) else None

    async def _give(self, post: OpenPost, page: Url, stored: StoredCapture) -> None:
        for place, citation in post.work.waiting_for(page):
            quotes = await self._quotes(citation, stored)
            post.work.take(place, replace(snapshot_of(stored), quotes=quotes))

    async def _quotes(self, citation: Citation, stored: StoredCapture) -> tuple[QuoteMatch, ...]:
        passages = self._owner.passages
        if passages is None or not citation.quotes or "text" not in stored.artefacts:
            return ()
        try:
            return await asyncio.to_thread(passages, citation.quotes, stored)
        except ArchiveError as error:
            self._owner.watch(Notice(f"{stored.url}: its quotes were not looked for: {error.message}"))
            return ()

    async def _finish(self, post: OpenPost) -> None:
        path = await self._save(post, now=True)
        manifest = post.work.manifest
        self.posts[post.number] = done = finished(manifest, path)
        del self._open[manifest.slug]
        self._closed.set()
        self._owner.watch(done)

    async def _save(self, post: OpenPost, *, now: bool) -> str:
        """In a thread, for a large manifest takes its time; one at a time."""
        async with self._saving:
            if not now and not post.saving.is_due:
                return ""
            manifest, room = post.work.manifest, self._owner.pages.room

            async def save() -> str:
                return await asyncio.to_thread(post.saving.now, manifest)

            return await room.keeping(save) if room is not None else await save()


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
        cited = told(cited)
        slug = self.manifests.slug_for(cited)
        work = PostWork(merged(slug, cited, self.manifests.load(slug)), self.options)
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


async def _either(*waits: Coroutine[Any, Any, object]) -> None:
    """Until the first of them is over; the others are broken off."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
