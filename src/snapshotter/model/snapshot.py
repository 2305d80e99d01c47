"""A snapshot: the preserved page that a citation maps to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from snapshotter.digests import Digest
from snapshotter.model.capture import Cut, Outcome, PageFacts, Provenance, Reason, RecordLocation
from snapshotter.model.citation import Citation, UnlinkedCitation
from snapshotter.model.post import Post
from snapshotter.model.proof import Proof
from snapshotter.model.quote import QuoteMatch
from snapshotter.model.verdict import Verdict
from snapshotter.urls import Url


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the manifest says of one capture (or of why there is none)."""

    id: str
    """The capture's id; for a skipped citation, an id of its own."""
    captured_at: datetime
    outcome: Outcome
    reason: Reason | None = None
    status: int | None = None
    final_url: Url | None = None
    title: str | None = None
    warc: RecordLocation | None = None
    text_digest: Digest | None = None
    screenshot: RecordLocation | None = None
    provenance: Provenance = "own"
    source: Mapping[str, str] = field(default_factory=dict)
    """Where it comes from, if it is not of our own capture."""
    session: bool = False
    """Whether a user's login was used for it."""
    artefacts: Mapping[str, RecordLocation] = field(default_factory=dict)
    page: PageFacts | None = None
    truncations: tuple[Cut, ...] = ()
    missing: int = 0
    verdict: Verdict | None = None
    quotes: tuple[QuoteMatch, ...] = ()
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class CitationEntry:
    """A citation in a manifest, with all its snapshots, oldest first.

    ``extra`` carries what a newer program wrote (audits, verdicts) and this one must not lose.
    """

    citation: Citation
    snapshots: tuple[Snapshot, ...] = ()
    extra: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """One post: citation -> snapshots."""

    slug: str
    post: Post
    entries: tuple[CitationEntry, ...]
    unlinked: tuple[UnlinkedCitation, ...] = ()
