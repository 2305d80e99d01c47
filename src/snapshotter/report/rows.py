"""One citation as reports tell of it, made of its manifest alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, get_args

from snapshotter import words
from snapshotter.errors import UrlError
from snapshotter.model.audit import (
    AUDIT_CLASSES,
    CHANGED,
    DEAD,
    SOUND,
    Audit,
    AuditedQuote,
    AuditVerdict,
)
from snapshotter.model.audit_plain import audits_of
from snapshotter.model.capture import Outcome, RecordLocation
from snapshotter.model.snapshot import CitationEntry, Manifest, Snapshot
from snapshotter.urls import Url, hostname

Group = Literal["lost", "suspected", "changed", "unasked", "sound", "unaudited", "left"]
"""What a reader is told of together; ``lost`` is confirmed, ``suspected`` not yet."""
GROUPS: tuple[Group, ...] = get_args(Group)
UNAUDITED = "unaudited"
"""In the place of a verdict: the page was never audited, and its capture says nothing of its fate."""
LEFT = "skipped"
"""In the place of a verdict: nobody asked for the page."""
MAX_CHANGES = 12
MAX_SEEN = 100
"""Audits of one citation that are told; the newest count."""
_YEAR = re.compile(r"[12][0-9]{3}(?![0-9])")


@dataclass(frozen=True, slots=True)
class PostLine:
    """The post of a citation."""

    slug: str
    title: str
    uri: Url | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Then:
    """The snapshot that stands for what the author saw."""

    id: str
    captured_at: datetime
    outcome: str
    title: str | None
    text_kept: bool
    thumbnail: RecordLocation | None
    memento: Url | None
    """Where another archive has it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One audit on the citation's time line."""

    at: datetime
    verdict: str
    confirmed: bool
    status: int | None
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A sentence that is gone, new or reworded."""

    kind: Literal["gone", "new", "reworded"]
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Row:
    """One citation: what became of its page, and by what that is known."""

    post: PostLine
    id: str
    ordinal: int
    address: str
    """Resolved; as written where it cannot be."""
    link: Url | None
    """The address where it may be followed; None for what is not of the web."""
    host: str
    title: str
    language: str | None
    anchor: str
    sentence: str
    cited_on: str | None
    """As precise as the post is."""
    group: Group
    verdict: str
    """A class of audits, else :data:`UNAUDITED` or :data:`LEFT`."""
    audit: Audit | None
    """The newest; for a page that was never audited, what its failed capture comes to."""
    audited: bool
    why: str
    """In words; empty where nothing is known."""
    seen: tuple[Seen, ...]
    """Oldest first."""
    changes: tuple[Changed, ...]
    """The first sentences that are not as they were."""
    then: Then | None

    @property
    def year(self) -> int | None:
        """Of the citation."""
        return int(self.cited_on[:4]) if self.cited_on else None

    @property
    def confirmed(self) -> bool:
        return self.audit is not None and self.audit.verdict.confirmed

    @property
    def quotes(self) -> tuple[AuditedQuote, ...]:
        return self.audit.quotes if self.audit is not None else ()


def rows_of(manifest: Manifest) -> Iterator[Row]:
    """A row for every citation, in the order of the post."""
    post = manifest.post
    line = PostLine(manifest.slug, post.title or post.uri or post.source, post.uri, _date(post.published))
    return (row_of(line, entry) for entry in manifest.entries)


def row_of(post: PostLine, entry: CitationEntry) -> Row:
    """What is told of one citation."""
    citation = entry.citation
    audits = audits_of(entry)
    newest = entry.snapshots[-1] if entry.snapshots else None
    audit = audits[-1] if audits else _as_audit(newest)
    then = _then(entry, audit)
    verdict = audit.verdict.audit_class if audit is not None else LEFT if _is_left(newest) else UNAUDITED
    return Row(
        post=post,
        id=citation.id,
        ordinal=citation.ordinal,
        address=citation.url or citation.href,
        link=web_link(citation.url),
        host=_host(citation.url),
        title=_title(newest, then) or citation.anchor_text or citation.url or citation.href,
        language=words.language(newest.page.language) if newest and newest.page else None,
        anchor=citation.anchor_text,
        sentence=citation.sentence,
        cited_on=_date(citation.cited_at) or post.published,
        group=_group(verdict, confirmed=audit is not None and audit.verdict.confirmed),
        verdict=verdict,
        audit=audit,
        audited=bool(audits),
        why=_why(audit, newest),
        seen=tuple(map(_seen, audits[-MAX_SEEN:])),
        changes=tuple(_changes(audit)),
        then=then,
    )


def lightened(row: Row) -> Row:
    """The row without the evidence of its audit, which only programs are given."""
    if row.audit is None:
        return row
    return replace(row, audit=replace(row.audit, verdict=replace(row.audit.verdict, evidence={})))


def web_link(url: str | None) -> Url | None:
    """An address that a reader may be led to: of the web, never a script's."""
    return Url(url) if url and url.lower().startswith(("http://", "https://")) else None


def _group(verdict: str, *, confirmed: bool) -> Group:
    if verdict in (UNAUDITED, LEFT):
        return "unaudited" if verdict == UNAUDITED else "left"
    if verdict in DEAD:
        return "lost" if confirmed else "suspected"
    if verdict in CHANGED:
        return "changed"
    return "sound" if verdict in SOUND else "unasked"


def _is_left(newest: Snapshot | None) -> bool:
    return newest is None or newest.outcome is Outcome.SKIPPED


def _as_audit(newest: Snapshot | None) -> Audit | None:
    """What a failed capture says of its page where it says it by itself: one look, not confirmed."""
    if newest is None or newest.outcome is not Outcome.FAILED or newest.verdict is None:
        return None
    found = newest.verdict
    known = next((name for name in AUDIT_CLASSES if name == found.page_class), None)
    if known is None:
        return None
    verdict = AuditVerdict(known, found.confidence, found.rule, found.rules_version, found.evidence)
    return Audit(
        checked_at=newest.captured_at,
        verdict=verdict,
        check_id=newest.id,
        ways=("browser",),
        final_url=newest.final_url,
        status=newest.status,
        title=newest.title,
    )


def _then(entry: CitationEntry, audit: Audit | None) -> Then | None:
    """The snapshot that the audit compared with, else the newest that shows the page."""
    kept = [each for each in entry.snapshots if each.outcome in (Outcome.CAPTURED, Outcome.PARTIAL)]
    compared = audit.snapshot_id if audit is not None else None
    named = next((each for each in kept if each.id == compared), None)
    chosen = named or (kept[-1] if kept else None)
    if chosen is None:
        return None
    return Then(
        id=chosen.id,
        captured_at=chosen.captured_at,
        outcome=str(chosen.outcome),
        title=chosen.title,
        text_kept=chosen.text_digest is not None,
        thumbnail=chosen.artefacts.get("thumbnail"),
        memento=_memento(entry),
    )


def _memento(entry: CitationEntry) -> Url | None:
    """Where another archive has the page: the newest that was imported, else what the post itself cites."""
    imported = (web_link(each.source.get("uri_m")) for each in reversed(entry.snapshots))
    cited = entry.citation.url if entry.citation.memento is not None else None
    return next(filter(None, imported), None) or web_link(cited)


def _title(newest: Snapshot | None, then: Then | None) -> str | None:
    """What the page called itself when it was kept; else what came in its place."""
    return (then.title if then else None) or (newest.title if newest else None)


def _why(audit: Audit | None, newest: Snapshot | None) -> str:
    if audit is not None:
        says = audit.verdict.evidence.get("says")
        return says if isinstance(says, str) else ""
    reason = newest.reason if newest is not None else None
    return words.reason(reason.code, reason.message) if reason is not None else ""


def _changes(audit: Audit | None) -> Iterator[Changed]:
    """As the evidence has them; what is none is passed over."""
    listed = audit.verdict.evidence.get("changes") if audit is not None else None
    for each in listed[:MAX_CHANGES] if isinstance(listed, list) else ():
        if isinstance(each, dict) and each.get("kind") in ("gone", "new", "reworded"):
            yield Changed(each["kind"], str(each.get("then") or ""), str(each.get("now") or ""))


def _seen(audit: Audit) -> Seen:
    verdict = audit.verdict
    return Seen(audit.checked_at, verdict.audit_class, verdict.confirmed, audit.status, audit.ways)


def _date(written: str | None) -> str | None:
    """``2016``, ``2016-03`` or ``2016-03-10`` of what begins so; None for what is no date."""
    if not written or not _YEAR.match(written):
        return None
    found = re.match(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?", written)
    return found.group() if found else None


def _host(url: Url | None) -> str:
    try:
        return hostname(url) if url is not None else ""
    except UrlError:
        return ""


GROUP_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "lost": "Lost",
        "suspected": "Perhaps lost",
        "changed": "Changed",
        "unasked": "Could not be asked",
        "sound": "As they were",
        "unaudited": "Not audited yet",
        "left": "Not asked for",
    }
)
"""The headings of the groups."""


def said(verdict: str) -> str:
    """A verdict in the words of readers."""
    own: dict[str, Any] = {UNAUDITED: "Not audited yet", LEFT: "Not asked for"}
    return str(own.get(verdict) or words.verdict(verdict))
