"""Which citations fail a publishing pipeline, and the lines that say so."""

from __future__ import annotations

from collections.abc import Callable

from snapshotter.model.audit import Audit
from snapshotter.report.rows import Row
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
    """What is known besides the class, as short as it can be said."""
    parts = [line(row.why, 240)] if row.why else []
    lacking = next((quote for quote in row.quotes if quote.state != "there"), None)
    if lacking is not None:
        parts.append(f"{lacking.state}: “{line(lacking.text, 120)}”")
    audit = row.audit
    if audit is not None:
        if audit.final_url and audit.final_url != row.address:
            parts.append(f"now at {line(audit.final_url, 300)}")
        parts.append(f"{'looked at' if row.audited else 'captured'} {audit.checked_at:%Y-%m-%d}")
    return "; ".join(parts)
