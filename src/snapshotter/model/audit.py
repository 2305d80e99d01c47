"""An audit: what has become of a cited page, as seen at one time, and held against its snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from snapshotter.model.capture import Capture, RecordLocation, StoredPayload
from snapshotter.urls import Url

AuditClass = Literal[
    "alive",
    "unchanged",
    "cosmetic",
    "drifted",
    "passage-missing",
    "moved",
    "redirected-home",
    "soft-404",
    "gone",
    "blocked",
    "login-wall",
    "consent-wall",
    "challenge",
    "legal",
    "dns-gone",
    "parked",
    "hijacked",
    "tls-failure",
    "unreachable",
    "server-error",
    "rate-limited",
    "unverifiable",
]
"""What an audit finds; ``alive`` where there is no snapshot to compare with."""
AUDIT_CLASSES: tuple[AuditClass, ...] = get_args(AuditClass)

DEAD: frozenset[AuditClass] = frozenset(
    ("redirected-home", "soft-404", "gone", "dns-gone", "parked", "hijacked")
)
"""Another thing is there than the page, or nothing: hard classes, which are confirmed over time."""
UNASKED: frozenset[AuditClass] = frozenset(
    (
        "tls-failure",
        "unreachable",
        "server-error",
        "rate-limited",
        "blocked",
        "challenge",
        "login-wall",
        "consent-wall",
        "legal",
        "unverifiable",
    )
)
"""The page could not be asked for: nothing is known of it."""
CHANGED: frozenset[AuditClass] = frozenset(("passage-missing", "moved", "drifted"))
"""The page answers, and is not as it was cited."""
SOUND: frozenset[AuditClass] = frozenset(("alive", "unchanged", "cosmetic"))

Way = Literal["get", "as-browser", "other-way", "browser"]
"""How a page was asked for: a conditional GET under our own name; with a browser's header fields; over
HTTP/1.1 and the other address family; by Chromium."""
WAYS: tuple[Way, ...] = get_args(Way)


@dataclass(frozen=True, slots=True)
class Validators:
    """What a stored response lets one ask with: RFC 9110, sections 8.8 and 13.1."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Try:
    """One way that was tried, with all its exchanges, redirects included."""

    way: Way
    capture: Capture


@dataclass(frozen=True, slots=True)
class NameAnswer:
    """What the resolver said of a host at the time of a check."""

    host: str
    addresses: tuple[str, ...] = ()
    error: str | None = None
    """``dns.not-found``, ``dns.temporary``, ...; None where there are addresses."""


@dataclass(frozen=True, slots=True)
class Check:
    """One page asked for, in as many ways as it took: the evidence of the audits of all its citations."""

    id: str
    """A UUID: ``WARC-Page-ID`` of its records."""
    url: Url
    """As asked, without fragment."""
    began_at: datetime
    ended_at: datetime
    tries: tuple[Try, ...]
    """At least one; the last is the one that counts."""
    names: tuple[NameAnswer, ...] = ()

    @property
    def answer(self) -> Capture:
        """What the page was found to be."""
        return self.tries[-1].capture

    @property
    def ways(self) -> tuple[Way, ...]:
        return tuple(each.way for each in self.tries)


@dataclass(frozen=True, slots=True)
class AuditedQuote:
    """A quote of the post, looked for in the page of now."""

    text: str
    state: Literal["there", "reworded", "gone"]
    ratio: float
    """Likeness of the nearest passage, 0 to 1."""
    now: str | None
    """That passage; None when there is nothing like it."""


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """What rules found to have become of a cited page."""

    audit_class: AuditClass
    confidence: float
    """0 to 1."""
    rule: str
    rules_version: int
    evidence: Mapping[str, Any] = field(default_factory=dict)
    """What the rule saw (JSON); ``also`` names the other classes that hold."""
    confirmed: bool = False
    """Whether it was seen often enough over time."""


@dataclass(frozen=True, slots=True)
class StoredCheck:
    """A check that is on disk, fsynced."""

    id: str
    url: Url
    location: RecordLocation
    """The record that closes it and tells what was decided."""
    payloads: tuple[StoredPayload, ...] = field(default=(), compare=False)
    """What it adds to the digest index."""


@dataclass(frozen=True, slots=True)
class Audit:
    """One audit of one citation, as its manifest has it."""

    checked_at: datetime
    verdict: AuditVerdict
    check_id: str
    ways: tuple[Way, ...] = ("get",)
    final_url: Url | None = None
    status: int | None = None
    snapshot_id: str | None = None
    """Of the snapshot that the page was compared with."""
    quotes: tuple[AuditedQuote, ...] = ()
    similarity: float | None = None
    """Part of the snapshot's sentences that the page of now still has, 0 to 1."""
    title: str | None = None
    """Of the page of now."""
    warc: RecordLocation | None = None
    """The check's closing record; None when no evidence was kept."""
    due_at: datetime | None = None
    """When to look again."""
