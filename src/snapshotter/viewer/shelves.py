"""The posts of an archive home, kept in memory and in step with their manifests.

Every look lists the folder of manifests and reads again only those whose size or time of change is not
as it was: a request costs one listing, whatever the archive holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from snapshotter.errors import ManifestError
from snapshotter.manifest.store import FOLDER, ManifestFiles
from snapshotter.model.snapshot import CitationEntry, Manifest
from snapshotter.urls import PageKey
from snapshotter.viewer.cards import CitationCard, PostCard, SnapshotCard, fold, post_card
from snapshotter.viewer.stamps import Stamp, stamp, stamps

_ENDING = ".json"
HELD_MANIFESTS = 16
"""Manifests of posts that somebody is reading, kept whole."""
LEAST_ID_CHARACTERS = 4


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A manifest that cannot be shown, and why."""

    slug: str
    message: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a snapshot hangs: one citation of one post."""

    post: PostCard
    citation: CitationCard
    snapshot: SnapshotCard


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader looks for."""

    words: str = ""
    outcome: str = ""
    verdict: str = ""

    @property
    def needles(self) -> list[str]:
        """The words, as they are looked for."""
        return fold(self.words).split()

    @property
    def is_empty(self) -> bool:
        return not (self.words.strip() or self.outcome or self.verdict)


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that was found, and the citations because of which it was."""

    post: PostCard
    citations: tuple[CitationCard, ...]


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """Everything of one look at the folder."""

    posts: tuple[PostCard, ...]
    """Newest first, by when they were published; those without a date by when they were archived."""
    by_slug: dict[str, PostCard]
    places: dict[str, list[Place]]
    """By snapshot id."""
    pages: dict[PageKey, list[Place]]
    unreadable: tuple[Unreadable, ...]


class Shelves:
    """Thread-safe.  ``manifests`` is asked only for what has changed."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "warcs" / FOLDER
        self._manifests = ManifestFiles(home)
        self._stamps: dict[str, Stamp] = {}
        self._cards: dict[str, PostCard | Unreadable] = {}
        self._whole: dict[str, tuple[Stamp, Manifest]] = {}
        self._all = _arranged(())
        self._lock = Lock()

    def posts(self) -> tuple[PostCard, ...]:
        return self._fresh().posts

    def unreadable(self) -> tuple[Unreadable, ...]:
        return self._fresh().unreadable

    def post(self, slug: str) -> PostCard | None:
        return self._fresh().by_slug.get(slug)

    def manifest(self, slug: str) -> Manifest | None:
        """The whole manifest, read again only when it has changed.  Raises :class:`ManifestError`."""
        now = stamp(self._folder / f"{slug}{_ENDING}") if self._is_known(slug) else None
        with self._lock:
            held = self._whole.pop(slug, None)
            if now is None:
                return None
            if held is None or held[0] != now:
                loaded = self._manifests.load(slug)
                if loaded is None:
                    return None
                held = now, loaded
            self._whole[slug] = held
            while len(self._whole) > HELD_MANIFESTS:
                del self._whole[next(iter(self._whole))]
        return held[1]

    def _is_known(self, slug: str) -> bool:
        """Whether it is the name of a manifest that was seen, and thus no path to elsewhere."""
        with self._lock:
            known = slug in self._stamps
        return known or slug in self._fresh().by_slug

    def entry(self, place: Place) -> CitationEntry | None:
        """The citation of a place, whole."""
        manifest = self.manifest(place.post.slug)
        entries = manifest.entries if manifest is not None else ()
        return next((entry for entry in entries if entry.citation.id == place.citation.id), None)

    def places(self, snapshot_id: str) -> list[Place]:
        """The citations that a snapshot hangs at; several may share one."""
        return self._fresh().places.get(snapshot_id, [])

    def snapshots_like(self, start: str) -> list[str]:
        """The ids that begin so; none for less than four characters."""
        if len(start) < LEAST_ID_CHARACTERS:
            return []
        return [id for id in self._fresh().places if id.startswith(start)]

    def of_page(self, page: PageKey) -> list[Place]:
        """The citations of a page, whatever its address was dressed in."""
        return self._fresh().pages.get(page, [])

    def find(self, query: Query) -> list[Hit]:
        """The posts that fit, newest first.

        Every word must be found in the post's own lines or in those of one citation.  Outcome and
        verdict ask for a citation that has them.
        """
        needles = query.needles
        hits = (_hit(post, needles, query) for post in self.posts())
        return [hit for hit in hits if hit is not None]

    def near(self, name: str, count: int = 6) -> list[PostCard]:
        """The posts whose slug or title is most like ``name``."""
        from rapidfuzz import fuzz, process

        posts = self.posts()
        names = [f"{post.slug} {fold(post.title)}" for post in posts]
        found = process.extract(
            fold(name.replace("-", " ")), names, scorer=fuzz.partial_ratio, limit=count, score_cutoff=60
        )
        return [posts[index] for _, _, index in found]

    def _fresh(self) -> _Catalogue:
        with self._lock:
            now = {name.removesuffix(_ENDING): found for name, found in stamps(self._folder, _ENDING).items()}
            if now != self._stamps:
                changed = [slug for slug, stamp in now.items() if self._stamps.get(slug) != stamp]
                self._cards = {slug: card for slug, card in self._cards.items() if slug in now}
                self._cards |= {slug: self._card(slug) for slug in changed}
                self._stamps = now
                self._all = _arranged(self._cards.values())
            return self._all

    def _card(self, slug: str) -> PostCard | Unreadable:
        try:
            manifest = self._manifests.load(slug)
        except ManifestError as trouble:
            return Unreadable(slug, trouble.message)
        return post_card(manifest) if manifest is not None else Unreadable(slug, "it is gone")


def _arranged(cards: Iterable[PostCard | Unreadable]) -> _Catalogue:
    listed = list(cards)
    posts = sorted((card for card in listed if isinstance(card, PostCard)), key=_by_date, reverse=True)
    places: dict[str, list[Place]] = {}
    pages: dict[PageKey, list[Place]] = {}
    for place in (place for post in posts for place in _places(post)):
        places.setdefault(place.snapshot.id, []).append(place)
        if place.citation.page_key is not None and place.snapshot.outcome != "skipped":
            pages.setdefault(place.citation.page_key, []).append(place)
    return _Catalogue(
        posts=tuple(posts),
        by_slug={post.slug: post for post in posts},
        places=places,
        pages=pages,
        unreadable=tuple(card for card in listed if isinstance(card, Unreadable)),
    )


def _places(post: PostCard) -> Iterator[Place]:
    for citation in post.citations:
        for snapshot in citation.snapshots:
            yield Place(post, citation, snapshot)


def _by_date(post: PostCard) -> tuple[str, str]:
    archived = post.archived_at.isoformat() if post.archived_at else ""
    return post.published or archived, post.slug


def fits(card: CitationCard, query: Query, needles: Sequence[str], post_words: str = "") -> bool:
    """Whether a citation is among those that are asked for.

    ``needles`` are the folded words of the query; ``post_words`` count as the citation's own.
    """
    if query.outcome and card.outcome != query.outcome:
        return False
    if query.verdict and card.verdict != query.verdict:
        return False
    return all(needle in card.words or needle in post_words for needle in needles)


def _hit(post: PostCard, needles: Sequence[str], query: Query) -> Hit | None:
    if query.is_empty:
        return Hit(post, ())
    found = tuple(card for card in post.citations if fits(card, query, needles, post.words))
    if needles and not (query.outcome or query.verdict) and all(each in post.words for each in needles):
        return Hit(post, tuple(card for card in found if any(each in card.words for each in needles)))
    return Hit(post, found) if found else None
