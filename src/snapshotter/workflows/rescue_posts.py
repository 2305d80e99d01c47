"""``rescue``: the citations of posts whose pages are lost get the mementos that public archives have."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from snapshotter import timestamps, urls
from snapshotter.errors import UsageError
from snapshotter.model.capture import Capture, StoredCapture
from snapshotter.model.events import Notice
from snapshotter.model.snapshot import CitationEntry, Manifest, Snapshot
from snapshotter.rescue.choice import Wanted, cited_at
from snapshotter.rescue.mementos import Candidate, candidate
from snapshotter.rescue.search import Found, NotFound
from snapshotter.workflows.lost import has_memento, is_alive, is_askable, is_lost, page_of, with_snapshot
from snapshotter.workflows.post_work import snapshot_of

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from snapshotter.model.quote import QuoteMatch
    from snapshotter.ports import Archive, Catalogue, ManifestStore, Watch
    from snapshotter.rescue.saving import Submitted
    from snapshotter.urls import Url
    from snapshotter.workflows.import_archives import KnownCaptures
    from snapshotter.workflows.room import Room


class Searching(Protocol):
    """Looks for lost pages in public archives."""

    async def prepare(self, wanted: Sequence[Wanted]) -> None:
        """Learn about all pages of a run at once, where an archive allows that."""
        ...

    def looking(self, wanted: Wanted) -> AbstractAsyncContextManager[Found | NotFound]:
        """The memento of a page, readable as long as the context is open; or why there is none."""
        ...


class Submitting(Protocol):
    """Asks a public archive to take a page; never raises for trouble with the archive or the page."""

    async def __call__(self, url: Url) -> Submitted: ...


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where what is found goes."""

    archive: Archive
    catalogue: Catalogue
    known: KnownCaptures
    room: Room


@dataclass(frozen=True, slots=True)
class RescuedCitation:
    """What came of one citation."""

    post: str
    id: str
    url: Url
    found: Mapping[str, object] | None = None
    """``uri_m``, ``datetime``, ``archive``, ``quotes`` of the memento, and ``snapshot``, its id; None when
    there is none."""
    reason: str = ""
    """Why not: a stable code."""
    message: str = ""
    submitted: Submitted | None = None


@dataclass(slots=True)
class RescuedPost:
    """What came of one post."""

    slug: str
    manifest: str
    looked: int = 0
    rescued: int = 0
    not_found: int = 0
    refused: int = 0
    """An archive may have it, and did not give it out or could not be asked."""


@dataclass(frozen=True, slots=True)
class RescueSummary:
    posts: tuple[RescuedPost, ...]
    citations: tuple[RescuedCitation, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """A citation in its manifest."""

    slug: str
    number: int
    wanted: Wanted


@dataclass(slots=True)
class RescuePosts:
    """The use case.  A citation that has a memento is not looked for again, so a second run adds nothing.

    ``keeping`` None is a rehearsal: archives are asked, and nothing is written.
    """

    manifests: ManifestStore
    search: Searching | None
    """None: nothing is looked for."""
    keeping: Keeping | None
    watch: Watch
    every: bool = False
    """Look for a memento of every citation, lost or not."""
    jobs: int = 4
    submit: Submitting | None = None
    _posts: dict[str, Manifest] = field(default_factory=dict)
    _told: dict[str, RescuedPost] = field(default_factory=dict)
    _citations: list[tuple[str, int, RescuedCitation]] = field(default_factory=list)
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self, slugs: Sequence[str]) -> RescueSummary:
        """Rescue the lost citations of posts, of all when none is named.

        Raises :class:`UsageError` for a name that is no post.  Cancelled, it leaves what is stored.
        """
        self._load(slugs)
        if self.search is not None:
            await self._rescue_all(self.search)
        if self.submit is not None:
            await self._submit_living(self.submit)
        ordered = sorted(self._citations, key=lambda each: (list(self._posts).index(each[0]), each[1]))
        return RescueSummary(tuple(self._told.values()), tuple(each for _, _, each in ordered))

    def _load(self, slugs: Sequence[str]) -> None:
        known = self.manifests.slugs()
        unknown = next((slug for slug in slugs if slug not in known), None)
        if unknown is not None:
            raise UsageError(f"{unknown!r} is no post of this archive home", hint="See: snapshotter list")
        for slug in dict.fromkeys(slugs or known):
            manifest = self.manifests.load(slug)
            if manifest is not None:
                self._posts[slug] = manifest
                self._told[slug] = RescuedPost(slug, f"warcs/manifests/{slug}.json")

    def _places(self, slug: str, now: datetime) -> list[_Place]:
        manifest = self._posts[slug]
        return [
            _Place(slug, number, _wanted(manifest, entry, now))
            for number, entry in enumerate(manifest.entries)
            if is_askable(entry) and not has_memento(entry) and (self.every or is_lost(entry))
        ]

    async def _rescue_all(self, search: Searching) -> None:
        """So many pages at a time as there are jobs; trouble with the run itself ends all."""
        now = timestamps.now()
        places = [place for slug in self._posts for place in self._places(slug, now)]
        for place in places:
            self._told[place.slug].looked += 1
        await search.prepare([place.wanted for place in places])
        turn = asyncio.Semaphore(max(self.jobs, 1))
        try:
            async with asyncio.TaskGroup() as tasks:
                for group in _grouped(places):
                    tasks.create_task(self._rescue(group, search, turn))
        except ExceptionGroup as troubles:
            raise troubles.exceptions[0] from None

    async def _rescue(self, group: Sequence[_Place], search: Searching, turn: asyncio.Semaphore) -> None:
        """The citations of one page that want the same of it."""
        async with turn, search.looking(group[0].wanted) as result:
            stored = await self._stored(result) if isinstance(result, Found) else None
            for place in group:
                await self._note(place, result, stored)

    async def _stored(self, found: Found) -> StoredCapture | None:
        keeping = self.keeping
        if keeping is None:
            return None
        known = await asyncio.to_thread(keeping.known.capture, found.capture.id)
        if known is not None:
            return known
        done: list[StoredCapture] = []
        async with self._one:
            work = partial(_keep, keeping, found.capture, done)
            return await keeping.room.keeping(lambda: asyncio.to_thread(work))

    async def _note(self, place: _Place, result: Found | NotFound, stored: StoredCapture | None) -> None:
        post, url = self._told[place.slug], place.wanted.url
        entry = self._posts[place.slug].entries[place.number]
        if isinstance(result, NotFound):
            post.refused += result.is_refusal
            post.not_found += not result.is_refusal
            self.watch(Notice(f"not found  {url}: {result.message}"))
            said = RescuedCitation(place.slug, entry.citation.id, url, None, result.code, result.message)
        else:
            post.rescued += 1
            found = _found(result)
            self.watch(Notice(f"rescued    {url}: {found['uri_m']}"))
            said = RescuedCitation(place.slug, entry.citation.id, url, found)
        self._citations.append((place.slug, place.number, said))
        if stored is not None and isinstance(result, Found):
            await self._attach(place, replace(snapshot_of(stored), quotes=result.quotes))

    async def _attach(self, place: _Place, snapshot: Snapshot) -> None:
        async with self._one:
            manifest = self._posts[place.slug]
            entries = list(manifest.entries)
            entries[place.number] = with_snapshot(entries[place.number], snapshot)
            self._posts[place.slug] = replace(manifest, entries=tuple(entries))
            await asyncio.to_thread(self.manifests.save, self._posts[place.slug])

    async def _submit_living(self, submit: Submitting) -> None:
        """A second witness for what is still there; each page once."""
        done: dict[Url, Submitted] = {}
        for slug, manifest in self._posts.items():
            for number, entry in enumerate(manifest.entries):
                url = page_of(entry)
                if url is None or not is_askable(entry) or not is_alive(entry):
                    continue
                if url not in done:
                    done[url] = await submit(url)
                    self.watch(Notice(f"submitted  {url}: {done[url].state} {done[url].message}".rstrip()))
                said = RescuedCitation(slug, entry.citation.id, url, reason="alive", submitted=done[url])
                self._citations.append((slug, number, said))


def _keep(keeping: Keeping, capture: Capture, done: list[StoredCapture]) -> StoredCapture:
    """In one go: what was appended is not appended again where the catalogue must be tried twice."""
    if not done:
        done.append(keeping.archive.append(capture))
    keeping.catalogue.commit(done[0])
    return done[0]


def _wanted(manifest: Manifest, entry: CitationEntry, now: datetime) -> Wanted:
    url = page_of(entry)
    assert url is not None  # it is askable
    citation = entry.citation
    moment = cited_at(citation, manifest.post, entry, now)
    return Wanted(url, moment, tuple(citation.quotes), _named_in(manifest, url))


def _named_in(manifest: Manifest, url: Url) -> tuple[Candidate, ...]:
    """The mementos of a page that the post itself names."""
    key = urls.page_key(url)
    found = [
        candidate(urls.without_fragment(entry.citation.url))
        for entry in manifest.entries
        if entry.citation.memento is not None
        and entry.citation.url is not None
        and urls.page_key(entry.citation.memento.original) == key
    ]
    return tuple(each for each in found if each is not None)


def _grouped(places: Sequence[_Place]) -> list[list[_Place]]:
    groups: dict[Wanted, list[_Place]] = {}
    for place in places:
        groups.setdefault(place.wanted, []).append(place)
    return list(groups.values())


def _found(found: Found) -> dict[str, object]:
    origin = found.capture.origin
    assert origin is not None  # it was made as a memento
    source = origin.source
    return {
        "uri_m": source["uri_m"],
        "datetime": source["datetime"],
        "archive": source["archive"],
        "quotes": [_quote(each) for each in found.quotes],
        "snapshot": found.capture.id,
    }


def _quote(match: QuoteMatch) -> dict[str, object]:
    return {"text": match.text, "found": match.found, "ratio": match.ratio}
