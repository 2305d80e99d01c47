"""The report as one JSON document, written while the rows go by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from snapshotter.model.audit_plain import audit_to_plain, audit_verdict_to_plain, audited_quote_to_plain
from snapshotter.report.failing import Offends, fails
from snapshotter.report.rows import GROUPS, Row, Then
from snapshotter.report.tally import Count, Tally
from snapshotter.timestamps import iso

SCHEMA_VERSION = 1
Plain = dict[str, Any]


def document(
    rows: Iterable[Row], tally: Tally, *, now: datetime, policy: str, offends: Offends
) -> Iterator[str]:
    """The lines.  ``tally`` has counted every row once it has gone by; what it says stands last."""
    yield f'{{"schema_version": {SCHEMA_VERSION}, "generated_at": {json.dumps(iso(now))},'
    yield f'"policy": {json.dumps(policy)},'
    yield '"citations": ['
    before, failing = "", 0
    for row in rows:
        failed = fails(row, offends)
        failing += failed
        yield before + _written(row_document(row, failed))
        before = ","
    yield '],\n"posts": ['
    posts = [
        {
            "slug": one.post.slug,
            "title": one.post.title,
            "uri": one.post.uri,
            "published": one.post.published,
            "manifest": f"warcs/manifests/{one.post.slug}.json",
            "citations": one.citations,
            "classes": dict(sorted(one.classes.items())),
        }
        for one in tally.posts.values()
    ]
    yield ",\n".join(map(_written, posts))
    yield f'],\n"summary": {_written(summary(tally) | {"failing": failing})}}}'


def row_document(row: Row, failed: bool) -> Plain:
    """Everything of one citation; ``audit`` is the newest, whole."""
    audit = row.audit
    return {
        "post": row.post.slug,
        "id": row.id,
        "url": row.address,
        "title": row.title,
        "anchor_text": row.anchor,
        "sentence": row.sentence,
        "cited_on": row.cited_on,
        "group": row.group,
        "class": row.verdict,
        "confirmed": row.confirmed,
        "audited": row.audited,
        "fails": failed,
        "says": row.why,
        "verdict": audit_verdict_to_plain(audit.verdict) if audit is not None else None,
        "quotes": [audited_quote_to_plain(quote) for quote in row.quotes],
        "audit": audit_to_plain(audit) if audit is not None else None,
        "history": [
            {
                "checked_at": iso(each.at),
                "class": each.verdict,
                "confirmed": each.confirmed,
                "status": each.status,
                "ways": list(each.ways),
            }
            for each in row.seen
        ],
        "snapshot": _snapshot(row.then) if row.then is not None else None,
    }


def summary(tally: Tally) -> Plain:
    """All numbers of the report."""
    return {
        "citations": tally.all.total,
        **_count(tally.all),
        "rewritten": tally.rewritten,
        "classes": dict(tally.by_class()),
        "years": {name: _count(count) for name, count in tally.by_year()},
        "hosts": {name: _count(count) for name, count in tally.by_host(len(tally.hosts))},
    }


def _count(count: Count) -> Plain:
    return {"alive": count.alive, **{name: count.of(name) for name in GROUPS}}


def _snapshot(then: Then) -> Plain:
    return {
        "id": then.id,
        "captured_at": iso(then.captured_at),
        "outcome": then.outcome,
        "title": then.title,
        "memento": then.memento,
    }


def _written(plain: Mapping[str, Any]) -> str:
    """ASCII: no encoding and no line reader can break it."""
    return json.dumps(plain, allow_nan=False)
