"""Manifests with audits of every kind, made in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from snapshotter.digests import Digest
from snapshotter.model.audit import (
    CHANGED,
    DEAD,
    Audit,
    AuditClass,
    AuditedQuote,
    AuditVerdict,
)
from snapshotter.model.audit_plain import with_audit
from snapshotter.model.capture import Outcome, Reason, RecordLocation
from snapshotter.model.post import Post
from snapshotter.model.snapshot import CitationEntry, Manifest, Snapshot
from snapshotter.model.verdict import Verdict
from snapshotter.urls import Url
from snapshotter.workflows.report_posts import ReportPosts
from tests.library import cited, skipped

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
QUOTE = "The ferry will leave the old harbour by the end of March"
REWORDED = "The ferry might leave the old harbour by the end of May"


class Memory:
    """A manifest store."""

    def __init__(self, *manifests: Manifest) -> None:
        self.held = {each.slug: each for each in manifests}

    def slugs(self) -> Sequence[str]:
        return sorted(self.held)

    def load(self, slug: str) -> Manifest | None:
        return self.held.get(slug)


def kept(number: int, outcome: str = "captured", **more) -> Snapshot:
    fields = {
        "id": f"00000000-0000-4000-8000-{number:012x}",
        "captured_at": NOON,
        "outcome": Outcome(outcome),
        "status": 200,
        "title": f"The page of {number}",
        "artefacts": {"thumbnail": RecordLocation("a.warc.gz", number, 900, Digest("sha256:x"))},
    }
    return Snapshot(**{**fields, **more})


def audit(name: AuditClass, *, days: int = 30, confirmed: bool = False, says: str = "", **more) -> Audit:
    evidence = {"says": says} if says else {}
    verdict = AuditVerdict(name, 0.9, f"rule.{name}", 1, evidence, confirmed)
    fields = {"checked_at": NOON + timedelta(days=days), "check_id": f"check-{name}-{days}", "status": 200}
    return Audit(verdict=verdict, **{**fields, **more})


def entry(
    number: int, *audits: Audit, url: str = "", snapshot: Snapshot | None = None, **more
) -> CitationEntry:
    url = url or f"https://site-{number % 3}.example/page/{number}"
    made = cited(number, url, snapshot or kept(number), **more)
    for each in audits:
        made = with_audit(made, each)
    return made


def post(slug: str, *entries: CitationEntry, **more) -> Manifest:
    fields = {
        "uri": Url(f"https://blog.example/{slug}"),
        "source": f"https://blog.example/{slug}",
        "format": "html",
        "title": slug.replace("-", " ").capitalize(),
        "author": None,
        "published": "2016-03-10",
        "sha256": "0" * 64,
    }
    return Manifest(slug, Post(**{**fields, **more}), entries)


def quoted(state: str, now: str | None) -> tuple[AuditedQuote, ...]:
    return (AuditedQuote(QUOTE, state, 0.8, now),)


def two_posts() -> tuple[Manifest, ...]:
    """What a report must tell apart, once each."""
    first = post(
        "the-ferry",
        entry(1, audit("unchanged", quotes=quoted("there", QUOTE))),
        entry(
            2,
            audit("unchanged", days=20),
            audit("gone", days=30, says="the site answered 410 Gone", status=410),
            audit("gone", days=40, confirmed=True, says="the site answered 410 Gone", status=410),
        ),
        entry(3, audit("dns-gone", says="the name has no address", status=None)),
        entry(
            4,
            audit("drifted", similarity=0.61, confirmed=True, quotes=quoted("reworded", REWORDED)),
        ),
        entry(5, audit("challenge", says="a test for robots", status=403)),
        entry(6, snapshot=skipped("mailto"), url="mailto:a@b.example"),
    )
    lost = kept(8, "failed", verdict=Verdict("soft-404", 0.9, "soft-404.words", 3, {"says": "it says so"}))
    failed = kept(9, "failed", reason=Reason("capture.dns", "no address"), status=None, title=None)
    second = post(
        "bridges-and-ledgers",
        entry(7, audit("passage-missing", quotes=quoted("gone", None))),
        entry(8, snapshot=lost),
        entry(9, snapshot=failed),
        entry(10),
        entry(11, audit("moved", final_url=Url("https://elsewhere.example/new"))),
        title="Bridges & <ledgers>",
        published="2019",
    )
    return second, first


def report(*manifests: Manifest, **more) -> ReportPosts:
    store = Memory(*(manifests or two_posts()))
    fields = {
        "manifests": store,
        "slugs": store.slugs(),
        "offends": lambda found: found.verdict.audit_class in DEAD | CHANGED,
        "policy": "lost,changed",
        "name": "An archive",
        "now": NOW,
    }
    return ReportPosts(**{**fields, **more})


def written(made: ReportPosts, format: str) -> str:
    return "".join(f"{line}\n" for line in made.lines(format))
