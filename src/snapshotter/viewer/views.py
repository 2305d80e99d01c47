"""A post and its citations as its page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from snapshotter import words
from snapshotter.errors import UrlError
from snapshotter.model.capture import Outcome
from snapshotter.model.quote import QuoteMatch
from snapshotter.model.snapshot import CitationEntry, Snapshot
from snapshotter.timestamps import parse
from snapshotter.urls import Url, hostname
from snapshotter.viewer.cards import audit_class, audits_of, grade_of, verdict_of

MAX_SENTENCE_CHARS = 1_200
_BAD: frozenset[str] = frozenset(("gone", "soft-404", "dns-gone", "parked", "hijacked", "passage-missing"))
_DOUBTFUL: frozenset[str] = frozenset(
    ("drifted", "moved", "redirected-home", "unreachable", "tls-failure", "server-error", "rate-limited")
)
_FINE: frozenset[str] = frozenset(("good", "alive", "unchanged", "cosmetic"))


@dataclass(frozen=True, slots=True)
class Context:
    """The sentence of a citation, parted at the words that carry the link."""

    before: str
    anchor: str
    after: str


@dataclass(frozen=True, slots=True)
class AuditView:
    """One audit of a citation, in words."""

    checked_at: datetime | None
    verdict: str
    tone: str
    status: int | None
    final_url: str | None
    quotes: tuple[tuple[str, str, str], ...]
    """Each quote, its state, and what stands there now."""
    similarity: float | None


@dataclass(frozen=True, slots=True)
class CitationView:
    """One citation with its newest snapshot."""

    id: str
    ordinal: int
    address: str
    link: Url | None
    """The address where it may be followed; None for what is not of the web."""
    host: str
    title: str
    language: str | None
    context: Context
    region: str
    outcome: str
    verdict: str | None
    tone: str
    grade: str | None
    why: str
    snapshot: Snapshot | None
    """None where nobody tried."""
    quotes: tuple[QuoteMatch, ...]
    audits: tuple[AuditView, ...]
    snapshots: int

    @property
    def quotes_found(self) -> int:
        return sum(quote.found for quote in self.quotes)


def citation_view(entry: CitationEntry) -> CitationView:
    """What the page of a post shows of one citation."""
    citation = entry.citation
    newest = entry.snapshots[-1] if entry.snapshots else None
    tried = newest if newest is not None and newest.outcome is not Outcome.SKIPPED else None
    why = newest.reason if newest is not None else None
    verdict = verdict_of(entry)
    return CitationView(
        id=citation.id,
        ordinal=citation.ordinal,
        address=citation.url or citation.href,
        link=web_link(citation.url),
        host=_host(citation.url),
        title=(tried.title if tried else None) or citation.anchor_text or citation.url or citation.href,
        language=words.language(tried.page.language) if tried and tried.page else None,
        context=context(citation.sentence, citation.anchor_text),
        region=citation.region,
        outcome=str(newest.outcome) if newest else "skipped",
        verdict=verdict,
        tone=tone(str(newest.outcome) if newest else "skipped", verdict),
        grade=grade_of(tried) if tried else None,
        why=words.reason(why.code, why.message) if why else "",
        snapshot=tried,
        quotes=tried.quotes if tried else (),
        audits=tuple(map(audit_view, reversed(audits_of(entry)))),
        snapshots=sum(each.outcome is not Outcome.SKIPPED for each in entry.snapshots),
    )


def context(sentence: str, anchor: str) -> Context:
    """The sentence, parted about the anchor; the anchor alone where the sentence does not have it."""
    sentence = " ".join(sentence.split())
    anchor = " ".join(anchor.split())
    at = sentence.find(anchor) if anchor else -1
    if at < 0:
        return Context(_shorter(sentence, from_start=True), "", "")
    before, after = sentence[:at], sentence[at + len(anchor) :]
    return Context(_shorter(before, from_start=False), anchor, _shorter(after, from_start=True))


def tone(outcome: str, verdict: str | None) -> str:
    """``fine``, ``doubt``, ``bad`` or ``quiet``: how a mark looks beside its words."""
    if outcome == "skipped":
        return "quiet"
    if outcome == "failed" or verdict in _BAD:
        return "bad"
    if outcome == "partial" or verdict in _DOUBTFUL:
        return "doubt"
    return "fine" if verdict in _FINE or verdict is None else "doubt"


def audit_view(audit: Mapping[str, Any]) -> AuditView:
    """An audit, whatever program wrote it: what is not there is left out."""
    name = audit_class(audit)
    status, final_url, similarity = audit.get("status"), audit.get("final_url"), audit.get("similarity")
    return AuditView(
        checked_at=_moment(audit.get("checked_at")),
        verdict=words.verdict(name),
        tone=tone("captured", name or "unverifiable"),
        status=status if isinstance(status, int) else None,
        final_url=web_link(final_url) if isinstance(final_url, str) else None,
        quotes=tuple(_audited_quotes(audit.get("quotes"))),
        similarity=float(similarity) if isinstance(similarity, int | float) else None,
    )


def web_link(url: str | None) -> Url | None:
    """An address that a reader may be led to: of the web, never a script's."""
    return Url(url) if url and url.lower().startswith(("http://", "https://")) else None


def _audited_quotes(listed: object) -> list[tuple[str, str, str]]:
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        return []
    return [
        (str(each.get("text", "")), str(each.get("state", "")), str(each.get("now") or ""))
        for each in listed
        if isinstance(each, Mapping)
    ]


def _moment(written: object) -> datetime | None:
    try:
        return parse(written) if isinstance(written, str) else None
    except ValueError:
        return None


def _host(url: Url | None) -> str:
    try:
        return hostname(url) if url is not None else ""
    except UrlError:
        return ""


def _shorter(text: str, *, from_start: bool) -> str:
    if len(text) <= MAX_SENTENCE_CHARS:
        return text
    return f"{text[:MAX_SENTENCE_CHARS]} …" if from_start else f"… {text[-MAX_SENTENCE_CHARS:]}"
