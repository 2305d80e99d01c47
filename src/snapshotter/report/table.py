"""The report as CSV (RFC 4180) that is safe in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

from snapshotter.report.failing import Offends, fails
from snapshotter.report.rows import Row
from snapshotter.report.wording import line
from snapshotter.timestamps import iso

COLUMNS = (
    "post",
    "post_title",
    "citation",
    "url",
    "title",
    "cited_on",
    "group",
    "class",
    "confirmed",
    "fails",
    "checked_at",
    "status",
    "final_url",
    "similarity",
    "quotes",
    "quotes_there",
    "says",
    "snapshot",
    "captured_at",
    "memento",
)
MAX_CELL_CHARS = 2_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet calculate; the wide forms are the same to some of them."""


def table(rows: Iterable[Row], offends: Offends) -> Iterator[str]:
    """The lines, the header first, each with the carriage return of RFC 4180 but not the line feed."""
    yield _line(COLUMNS)
    for row in rows:
        yield _line([cell(each) for each in _cells(row, offends)])


def cell(value: Any) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = line(str(value), MAX_CELL_CHARS)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _cells(row: Row, offends: Offends) -> tuple[Any, ...]:
    audit, then = row.audit, row.then
    return (
        row.post.slug,
        row.post.title,
        row.id,
        row.address,
        row.title,
        row.cited_on,
        row.group,
        row.verdict,
        row.confirmed,
        fails(row, offends),
        iso(audit.checked_at) if audit else None,
        audit.status if audit else None,
        audit.final_url if audit else None,
        audit.similarity if audit else None,
        len(row.quotes),
        sum(quote.state == "there" for quote in row.quotes),
        row.why,
        then.id if then else None,
        iso(then.captured_at) if then else None,
        then.memento if then else None,
    )


def _line(cells: Iterable[str]) -> str:
    written = StringIO()
    csv.writer(written, lineterminator="\r").writerow(cells)
    return written.getvalue()
