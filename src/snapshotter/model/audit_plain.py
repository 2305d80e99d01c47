"""Audits as plain JSON objects and back, and where they stand in a manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from snapshotter.digests import Digest
from snapshotter.model.audit import AUDIT_CLASSES, Audit, AuditedQuote, AuditVerdict
from snapshotter.model.capture import RecordLocation
from snapshotter.model.snapshot import CitationEntry
from snapshotter.timestamps import iso, parse
from snapshotter.urls import Url

Plain = dict[str, Any]
KEY = "audits"
"""Of a citation's entry in a manifest."""


def audits_of(entry: CitationEntry) -> tuple[Audit, ...]:
    """The audits of a citation, oldest first; what is not one of ours is passed over."""
    listed = dict(entry.extra).get(KEY)
    found = [audit_of(each) for each in listed] if isinstance(listed, list | tuple) else []
    return tuple(sorted((each for each in found if each is not None), key=lambda audit: audit.checked_at))


def with_audit(entry: CitationEntry, audit: Audit) -> CitationEntry:
    """The entry with one more audit; the same check twice is there once."""
    extra = dict(entry.extra)
    listed = extra.get(KEY)
    kept = [each for each in listed if not _is(each, audit)] if isinstance(listed, list | tuple) else []
    return replace(entry, extra=tuple((extra | {KEY: [*kept, audit_to_plain(audit)]}).items()))


def _is(plain: object, audit: Audit) -> bool:
    return isinstance(plain, Mapping) and plain.get("check_id") == audit.check_id


def audit_verdict_to_plain(verdict: AuditVerdict) -> Plain:
    """The verdict as every machine output has it."""
    return {
        "class": verdict.audit_class,
        "confidence": verdict.confidence,
        "confirmed": verdict.confirmed,
        "evidence": dict(verdict.evidence),
        "rule": verdict.rule,
        "rules_version": verdict.rules_version,
    }


def audit_to_plain(audit: Audit) -> Plain:
    at = audit.warc
    return {
        "checked_at": iso(audit.checked_at),
        "check_id": audit.check_id,
        "verdict": audit_verdict_to_plain(audit.verdict),
        "ways": list(audit.ways),
        "final_url": audit.final_url,
        "status": audit.status,
        "title": audit.title,
        "snapshot_id": audit.snapshot_id,
        "quotes": [audited_quote_to_plain(quote) for quote in audit.quotes],
        "similarity": audit.similarity,
        "warc": (
            {"file": at.file, "offset": at.offset, "length": at.length, "record_digest": at.digest}
            if at is not None
            else None
        ),
        "due_at": iso(audit.due_at) if audit.due_at is not None else None,
    }


def audited_quote_to_plain(quote: AuditedQuote) -> Plain:
    return {"text": quote.text, "state": quote.state, "ratio": quote.ratio, "now": quote.now}


def audit_of(plain: object) -> Audit | None:
    """The audit; None for what is not one of ours."""
    if not isinstance(plain, Mapping):
        return None
    try:
        return _audit(plain)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None


def _audit(plain: Mapping[str, Any]) -> Audit:
    at, due = plain.get("warc"), plain.get("due_at")
    return Audit(
        checked_at=parse(plain["checked_at"]),
        verdict=_verdict(plain["verdict"]),
        check_id=str(plain["check_id"]),
        ways=tuple(plain.get("ways") or ()),
        final_url=Url(plain["final_url"]) if plain.get("final_url") else None,
        status=plain.get("status"),
        snapshot_id=plain.get("snapshot_id"),
        quotes=tuple(
            AuditedQuote(str(one["text"]), one["state"], float(one["ratio"]), one.get("now"))
            for one in plain.get("quotes") or ()
        ),
        similarity=plain.get("similarity"),
        title=plain.get("title"),
        warc=RecordLocation(at["file"], at["offset"], at["length"], Digest(at["record_digest"]))
        if at
        else None,
        due_at=parse(due) if due else None,
    )


def _verdict(plain: Mapping[str, Any]) -> AuditVerdict:
    if plain["class"] not in AUDIT_CLASSES:
        raise ValueError(f"{plain['class']!r} is no class of an audit")
    return AuditVerdict(
        audit_class=plain["class"],
        confidence=float(plain.get("confidence", 1.0)),
        rule=str(plain.get("rule", "")),
        rules_version=int(plain.get("rules_version", 0)),
        evidence=dict(plain.get("evidence") or {}),
        confirmed=bool(plain.get("confirmed", False)),
    )
