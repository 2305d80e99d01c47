"""Which citations fail a publishing pipeline, and the lines that say so."""

from __future__ import annotations

from collections.abc import Callable

from snapshotter.model.audit import Audit
from snapshotter.report.rows import Row, said
from snapshotter.report.wording import line

Offends = Callable[[Audit], bool]
"""A policy: whether a citation fails by its newest audit."""


def fails(row: Row, offends: Offends) -> bool:
    """A citation of which nothing is known fails by no policy."""
    return row.audit is not None and offends(row.audit)


def told(row: Row) -> str:
    """The line of a citation that fails: post, address, class, why."""
    standing = "confirmed" if row.confirmed else "not confirmed"
    return f"{row.post.slug}: {line(row.address, 500)}: {row.verdict}, {standing}: {because(row)}"


def because(row: Row) -> str:
    """Why, as short as it can be said."""
    parts = [line(row.why, 240) or said(row.verdict)]
    lacking = [quote for quote in row.quotes if quote.state != "there"]
    if lacking:
        quote = lacking[0]
        parts.append(f"{quote.state}: “{line(quote.text, 120)}”")
    if row.audit is not None:
        kind = "looked at" if row.audited else "captured"
        parts.append(f"{kind} {row.audit.checked_at:%Y-%m-%d}")
    return "; ".join(parts)
