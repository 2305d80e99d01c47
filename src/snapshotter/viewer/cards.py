"""What the lists show and search of a post: small, frozen, made of its manifest."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from snapshotter.model.capture import Outcome
from snapshotter.model.snapshot import CitationEntry, Manifest, Snapshot
from snapshotter.urls import PageKey, Url

_ACCENTS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
"""Combining marks of Latin, Greek, Cyrillic, Hebrew and Arabic script."""
OUTCOMES = tuple(str(outcome) for outcome in Outcome)


@dataclass(frozen=True, slots=True)
class SnapshotCard:
    """One snapshot of a citation."""

    id: str
    captured_at: datetime
    outcome: str
    page_class: str | None
    grade: str | None
    has_thumbnail: bool


@dataclass(frozen=True, slots=True)
class CitationCard:
    """A citation as lists and searches know it."""

    id: str
    url: Url | None
    page_key: PageKey | None
    title: str
    """The snapshot's title, else the anchor text, else the address."""
    outcome: str
    """By the newest snapshot; ``skipped`` where there is none."""
    verdict: str | None
    """The newest audit's class, else what the capture was found to be."""
    grade: str | None
    snapshots: tuple[SnapshotCard, ...]
    words: str
    """Folded, for searching."""


@dataclass(frozen=True, slots=True)
class PostCard:
    """A post as lists and searches know it."""

    slug: str
    title: str
    author: str | None
    published: str | None
    uri: Url | None
    source: str
    archived_at: datetime | None
    """When its newest snapshot was taken."""
    citations: tuple[CitationCard, ...]
    words: str
    outcomes: Mapping[str, int]
    verdicts: Mapping[str, int]
    grades: Mapping[str, int]

    @property
    def asked_for(self) -> int:
        """Citations that somebody tried to capture."""
        return len(self.citations) - self.outcomes.get("skipped", 0)

    @property
    def thumbnails(self) -> list[str]:
        """Ids of the newest snapshot of each citation that has one."""
        newest = (
            next((one.id for one in reversed(card.snapshots) if one.has_thumbnail), None)
            for card in self.citations
        )
        return list(dict.fromkeys(id for id in newest if id is not None))


def fold(text: str) -> str:
    """Text without case, accents and odd spaces: what is typed for it finds it.

    Unlike :func:`snapshotter.cited.folding.folded` it takes off accents, and leaves addresses whole.
    """
    plain = text if text.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return " ".join(plain.casefold().split())


def post_card(manifest: Manifest) -> PostCard:
    """The card of a post."""
    post = manifest.post
    citations = tuple(citation_card(entry) for entry in manifest.entries)
    dates = [one.captured_at for card in citations for one in card.snapshots if one.outcome != "skipped"]
    return PostCard(
        slug=manifest.slug,
        title=post.title or post.uri or post.source,
        author=post.author,
        published=post.published,
        uri=post.uri,
        source=post.source,
        archived_at=max(dates, default=None),
        citations=citations,
        words=fold(
            " ".join(filter(None, (post.title, post.author, post.uri, post.published, manifest.slug)))
        ),
        outcomes=_counted(card.outcome for card in citations),
        verdicts=_counted(card.verdict for card in citations),
        grades=_counted(card.grade for card in citations),
    )


def citation_card(entry: CitationEntry) -> CitationCard:
    """The card of a citation."""
    citation = entry.citation
    newest = entry.snapshots[-1] if entry.snapshots else None
    title = (newest.title if newest else None) or citation.anchor_text or citation.url or citation.href
    address = citation.url or citation.href
    searched = (title, citation.anchor_text, address, citation.attribution.publisher, citation.sentence)
    return CitationCard(
        id=citation.id,
        url=citation.url,
        page_key=citation.page_key,
        title=title,
        outcome=str(newest.outcome) if newest else "skipped",
        verdict=verdict_of(entry),
        grade=grade_of(newest) if newest else None,
        snapshots=tuple(map(snapshot_card, entry.snapshots)),
        words=fold(" ".join(dict.fromkeys(part for part in searched if part))),
    )


def snapshot_card(snapshot: Snapshot) -> SnapshotCard:
    return SnapshotCard(
        id=snapshot.id,
        captured_at=snapshot.captured_at,
        outcome=str(snapshot.outcome),
        page_class=snapshot.verdict.page_class if snapshot.verdict else None,
        grade=grade_of(snapshot),
        has_thumbnail="thumbnail" in snapshot.artefacts,
    )


def grade_of(snapshot: Snapshot) -> str | None:
    """The grade of its proof; None when it was not proved yet."""
    return str(snapshot.proof.grade) if snapshot.proof is not None else None


def verdict_of(entry: CitationEntry) -> str | None:
    """What is known of the page now: the newest audit's class, else the newest snapshot's."""
    found = audits_of(entry)
    if found and isinstance(name := audit_class(found[-1]), str):
        return name
    newest = entry.snapshots[-1] if entry.snapshots else None
    return newest.verdict.page_class if newest is not None and newest.verdict is not None else None


def audits_of(entry: CitationEntry) -> list[Mapping[str, Any]]:
    """The audits of a citation, oldest first; what is not one is passed over."""
    listed = dict(entry.extra).get("audits")
    kept = [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, Sequence) else []
    return sorted(kept, key=lambda audit: str(audit.get("checked_at", "")))


def audit_class(audit: Mapping[str, Any]) -> str | None:
    """The class of an audit's verdict, whether it is an object or its name alone."""
    verdict = audit.get("verdict")
    name = verdict.get("class") if isinstance(verdict, Mapping) else verdict
    return name if isinstance(name, str) else None


def _counted(names: Iterable[str | None]) -> Mapping[str, int]:
    return dict(Counter(name for name in names if name))
