"""A post while its citations are captured."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from snapshotter import timestamps, urls
from snapshotter.model.capture import Outcome, Reason, StoredCapture
from snapshotter.model.citation import Citation
from snapshotter.model.events import PostFinished
from snapshotter.model.post import CitedPost
from snapshotter.model.snapshot import CitationEntry, Manifest, Snapshot
from snapshotter.urls import Url

if TYPE_CHECKING:
    from snapshotter.ports import ManifestStore

KEPT = {Outcome.CAPTURED, Outcome.PARTIAL}
_SAVED_WITHIN_S = 5.0
_SAVE_COST = 20.0
_SKIPPED_NAMESPACE = uuid.UUID("6d0c3d5e-2a8e-5d3c-9d54-0f8a0b0f6a11")


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


class Saving:
    """Saves a manifest often enough to lose little, and seldom enough for ten thousand citations."""

    def __init__(self, manifests: ManifestStore) -> None:
        self._manifests = manifests
        self._last = 0.0
        self._cost_s = 0.0

    @property
    def is_due(self) -> bool:
        return time.monotonic() - self._last >= min(self._cost_s * _SAVE_COST, _SAVED_WITHIN_S)

    def now(self, manifest: Manifest) -> str:
        begun = time.monotonic()
        path = self._manifests.save(manifest)
        self._last = time.monotonic()
        self._cost_s = self._last - begun
        return path


class PostWork:
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
            elif self._options.refresh or not is_preserved(entry):
                page = urls.without_fragment(_address(entry.citation))
                pages[page] = None
                self._places.setdefault(page, []).append(place)
        return list(pages)

    def waiting_for(self, page: Url) -> Iterator[tuple[int, Citation]]:
        """The citations of this page that want a snapshot, and their places."""
        for place in self._places.get(page, ()):
            yield place, self._entries[place].citation

    def take(self, place: int, snapshot: Snapshot) -> None:
        """Give a citation its snapshot."""
        entry = self._entries[place]
        kept = tuple(s for s in entry.snapshots if s.outcome is not Outcome.SKIPPED and s.id != snapshot.id)
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


@dataclass(slots=True)
class OpenPost:
    """A post some of whose pages are still to come."""

    work: PostWork
    saving: Saving
    pending: set[Url]
    """Pages that it waits for."""
    number: int
    """In the order of reading."""


def is_preserved(entry: CitationEntry) -> bool:
    return any(snapshot.outcome in KEPT for snapshot in entry.snapshots)


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
    entries += [entry for entry in before.values() if is_preserved(entry)]
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
        provenance=stored.origin.provenance if stored.origin is not None else "own",
        source=stored.origin.source if stored.origin is not None else {},
        session=stored.session,
        proof=stored.proof,
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
