"""``audit``: the citations of posts -> their pages asked for again -> audits in the manifests."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from snapshotter import timestamps, urls
from snapshotter.errors import ManifestError
from snapshotter.model.audit import SOUND, Audit
from snapshotter.model.audit_plain import audits_of, with_audit
from snapshotter.model.capture import Outcome
from snapshotter.model.events import PageAudited
from snapshotter.model.snapshot import CitationEntry, Manifest, Snapshot
from snapshotter.urls import PageKey, Url
from snapshotter.workflows.auditing import AuditPages, Cited
from snapshotter.workflows.room import Room

if TYPE_CHECKING:
    from snapshotter.ports import ManifestStore, Watch

_SAVED_EVERY_S = 5.0
"""Audits whose post is not done wait no longer than this to be written and told."""
_OUT_OF_SCOPE = frozenset(("scope", "excluded", "not-included"))
Due = Callable[[Sequence[Audit], datetime], bool]
Seen = tuple[Url, Audit]
Found = tuple[Url, Audit]
"""The page that was asked for, and what came of it for one citation."""
Postponed = Callable[[Sequence[Seen]], Mapping[PageKey, datetime]]
"""Pages of hosts that turn programs away, and when they are due instead."""


@dataclass(frozen=True, slots=True)
class AuditedCitation:
    post: str
    id: str
    url: Url
    audit: Audit


@dataclass(frozen=True, slots=True)
class PostAudited:
    """What came of a post."""

    slug: str
    manifest: str
    """Path relative to the archive home."""
    checked: int
    classes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AuditSummary:
    posts: tuple[PostAudited, ...]
    citations: tuple[AuditedCitation, ...]
    seen: tuple[Seen, ...] = ()
    """All audits of these posts, earlier ones too: what they say of hosts."""


@dataclass(slots=True)
class AuditPosts:
    """The use case."""

    pages: AuditPages
    manifests: ManifestStore
    due: Due | None = None
    """Which citations are to be audited now; None: all."""
    postponed: Postponed | None = None
    """Asked where only what is due is audited."""
    now: Callable[[], datetime] = timestamps.now
    clock: Callable[[], float] = time.monotonic
    manifest_path: Callable[[str], str] = lambda slug: f"warcs/manifests/{slug}.json"
    watch: Watch = lambda _event: None
    room: Room | None = None
    """Waits when the disk is full; without it, a full disk ends the run."""
    _waiting: Counter[str] = field(default_factory=Counter)
    """By post: citations whose pages are still to be asked for."""
    _found: dict[str, dict[str, Found]] = field(default_factory=dict)
    """By post and citation: not yet in a manifest."""
    _done: list[AuditedCitation] = field(default_factory=list)
    _seen: list[Seen] = field(default_factory=list)
    _saved_at: float = 0.0

    async def run(self, slugs: Sequence[str]) -> AuditSummary:
        """Audit these posts; every page is asked for once, however many of them cite it.

        An audit is told of when its manifest is written.  Broken off, it leaves all audits that were made
        in the manifests, if there is room for them.
        """
        wanted = await asyncio.to_thread(self._wanted, slugs)
        self.pages.known_sound = partial(self._sound, frozenset(wanted))
        self._saved_at = self.clock()
        done = False
        try:
            await self.pages.run(_each(wanted), self._audited)
            await self._save(list(self._found))
            done = True
        finally:
            if not done:
                await self._leave()
        return self._summary(slugs)

    def _wanted(self, slugs: Sequence[str]) -> dict[Url, tuple[Cited, ...]]:
        """The pages to ask for, in the order of posts and citations."""
        wanted: dict[Url, tuple[Cited, ...]] = {}
        now = self.now()
        for slug in slugs:
            manifest = self.manifests.load(slug)
            for cited in _auditable(manifest) if manifest is not None else ():
                page = urls.without_fragment(cited.url)
                self._seen += [(page, audit) for audit in cited.history]
                if self.due is None or self.due(cited.history, now):
                    wanted[page] = (*wanted.get(page, ()), cited)
        if self.due is not None and self.postponed is not None:
            later = {page for page, at in self.postponed(self._seen).items() if at > now}
            wanted = {url: cited for url, cited in wanted.items() if urls.page_key(url) not in later}
        self._waiting.update(cited.post for page in wanted.values() for cited in page)
        return wanted

    def _sound(self, wanted: frozenset[Url]) -> Url | None:
        """The page that was seen well last, and is not asked for in this run anyway."""
        well = [
            (audit.checked_at, url)
            for url, audit in self._seen
            if audit.verdict.audit_class in SOUND and url not in wanted
        ]
        return max(well)[1] if well else None

    async def _audited(self, cited: Sequence[Cited], audits: Sequence[Audit]) -> None:
        for one, audit in zip(cited, audits, strict=True):
            self._found.setdefault(one.post, {})[one.id] = (urls.without_fragment(one.url), audit)
            self._done.append(AuditedCitation(one.post, one.id, one.url, audit))
            self._seen.append((urls.without_fragment(one.url), audit))
            self._waiting[one.post] -= 1
        ready = {one.post for one in cited if not self._waiting[one.post]}
        if self.clock() - self._saved_at >= _SAVED_EVERY_S:
            ready, self._saved_at = set(self._found), self.clock()
        await self._save(ready)

    async def _save(self, slugs: Iterable[str]) -> None:
        """Give the audits that are new to their posts' manifests, and tell of them.  Waits for room."""
        for slug in slugs:
            found = dict(self._found.get(slug, {}))

            async def save(slug: str = slug, found: Mapping[str, Found] = found) -> None:
                await asyncio.to_thread(self._write, slug, found)

            await (self.room.keeping(save) if self.room is not None else save())
            self._written(slug, found)

    async def _leave(self) -> None:
        """Save what there is, for the run breaks off: it is of why that it has to tell, and not wait."""
        for slug in list(self._found):
            found = dict(self._found[slug])
            with suppress(ManifestError):
                await asyncio.to_thread(self._write, slug, found)
                self._written(slug, found)

    def _write(self, slug: str, found: Mapping[str, Found]) -> None:
        manifest = self.manifests.load(slug) if found else None
        if manifest is not None:
            entries = tuple(_with_new(entry, found.get(entry.citation.id)) for entry in manifest.entries)
            self.manifests.save(replace(manifest, entries=entries))

    def _written(self, slug: str, found: Mapping[str, Found]) -> None:
        """These need not be kept any longer; others may have come meanwhile."""
        waiting = self._found.get(slug, {})
        for citation, (page, audit) in found.items():
            if waiting.get(citation) == (page, audit):
                del waiting[citation]
            self.watch(PageAudited(page, slug, citation, audit))
        if not waiting:
            self._found.pop(slug, None)

    def _summary(self, slugs: Sequence[str]) -> AuditSummary:
        classes: dict[str, Counter[str]] = {slug: Counter() for slug in slugs}
        for done in self._done:
            classes[done.post][done.audit.verdict.audit_class] += 1
        posts = [
            PostAudited(slug, self.manifest_path(slug), counts.total(), dict(counts))
            for slug, counts in classes.items()
        ]
        place = {slug: number for number, slug in enumerate(slugs)}
        ordered = sorted(self._done, key=lambda done: place[done.post])
        return AuditSummary(tuple(posts), tuple(ordered), tuple(self._seen))


async def _each(wanted: Mapping[Url, tuple[Cited, ...]]) -> AsyncIterator[tuple[Url, tuple[Cited, ...]]]:
    for page, cited in wanted.items():
        yield page, cited


def _auditable(manifest: Manifest) -> Iterator[Cited]:
    """The citations of which ``archive`` has, or would have, a snapshot."""
    for entry in manifest.entries:
        citation = entry.citation
        if citation.url is None or citation.skip is not None or _is_out_of_scope(entry):
            continue
        snapshot, history = _compared(entry.snapshots), audits_of(entry)
        yield Cited(manifest.slug, citation.id, citation.url, citation.quotes, snapshot, history)


def _is_out_of_scope(entry: CitationEntry) -> bool:
    newest = entry.snapshots[-1] if entry.snapshots else None
    if newest is None:
        return entry.citation.region != "body"
    reason = newest.reason.code if newest.reason is not None else ""
    return newest.outcome is Outcome.SKIPPED and reason in _OUT_OF_SCOPE


def _compared(snapshots: Sequence[Snapshot]) -> Snapshot | None:
    """The snapshot that shows what the author saw: the first of our own that holds the page, else the
    first of others'."""
    kept = [each for each in snapshots if each.outcome in (Outcome.CAPTURED, Outcome.PARTIAL)]
    first = sorted(kept, key=lambda each: (each.provenance == "memento", each.captured_at))
    return first[0] if first else None


def _with_new(entry: CitationEntry, found: Found | None) -> CitationEntry:
    return with_audit(entry, found[1]) if found is not None else entry
