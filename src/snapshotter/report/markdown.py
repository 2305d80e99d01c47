"""The report as GitHub Flavored Markdown: https://github.github.com/gfm/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from snapshotter import words
from snapshotter.report.failing import because
from snapshotter.report.rows import GROUP_WORDS, GROUPS, Row, said
from snapshotter.report.spool import Spool
from snapshotter.report.tally import Count, Tally, percent
from snapshotter.report.wording import line

_MARKS = re.compile(r"[\\`*_\[\]<>|~&@]|[:#](?=\S)|(?<=\bwww)\.", re.IGNORECASE)
"""What GitHub makes something of in a cell: mark-up, entities, addresses, mentions, issues, pictograms."""
_LISTED = ("lost", "suspected", "changed", "unasked")
MOST_HOSTS = 15


def markdown(tally: Tally, spool: Spool, *, name: str, now: datetime) -> Iterator[str]:
    """The lines: numbers first, then what needs somebody's attention, then all the others by name."""
    count = tally.all
    yield f"# What has become of the cited pages: {escaped(name)}"
    yield ""
    yield f"{words.day(now)}. {_sum(tally)}"
    for heading, label, rows in (
        ("By year", "Cited", tally.by_year()),
        ("By host", "Host", tally.by_host(MOST_HOSTS)),
    ):
        if rows:
            yield from _numbers(heading, label, rows)
    for group in GROUPS:
        if not count.of(group) or group == "left":
            continue
        yield from ("", f"## {GROUP_WORDS[group]} ({count.of(group)})", "")
        yield from _table(group in _LISTED, spool.rows(group))


def escaped(text: str | None, limit: int = 200) -> str:
    """Text that is nothing but text in a cell: one line, no mark-up, no mention, no address made a link."""
    return _MARKS.sub(r"\\\g<0>", line(text, limit))


def link(row: Row) -> str:
    """The title, leading to the address where that is one of the web."""
    title = escaped(row.title, 120) or escaped(row.id)
    if row.link is None:
        return title
    address = line(row.link, 2_000)
    for letter, written in (
        ("\\", "%5C"),
        ("<", "%3C"),
        (">", "%3E"),
        ("|", "%7C"),
        (" ", "%20"),
        ("`", "%60"),
    ):
        address = address.replace(letter, written)
    return f"[{title}](<{address}>)"


def _sum(tally: Tally) -> str:
    count = tally.all
    return (
        f"{words.count(count.total, 'cited page')} in {words.count(len(tally.posts), 'post')}: "
        f"{count.of('sound')} as they were, {count.of('changed')} changed, {count.of('lost')} lost, "
        f"{count.of('suspected')} perhaps lost, {count.of('unasked')} could not be asked, "
        f"{count.of('unaudited')} not audited yet. Alive: {percent(count.alive, count.known)} "
        f"of the {count.known} that could be looked at."
    )


def _numbers(heading: str, label: str, rows: list[tuple[str, Count]]) -> Iterator[str]:
    yield from ("", f"## {heading}", "")
    yield f"| {label} | As it was | Changed | Lost | Unknown | Alive |"
    yield "|---|--:|--:|--:|--:|--:|"
    for name, one in rows:
        numbers = (one.of("sound"), one.of("changed"), one.lost, one.unknown)
        share = percent(one.alive, one.known)
        yield f"| {escaped(name, 80)} | {' | '.join(map(str, numbers))} | {share} |"


def _table(told: bool, rows: Iterator[Row]) -> Iterator[str]:
    yield "| Page | Cited by | What became of it | Looked at |" + (" Why |" if told else "")
    yield "|---|---|---|---|" + ("---|" if told else "")
    for row in rows:
        fate = said(row.verdict) + (" (confirmed)" if row.confirmed and told else "")
        looked = f"{row.audit.checked_at:%Y-%m-%d}" if row.audit is not None else ""
        why = f" {escaped(because(row), 400)} |" if told else ""
        yield f"| {link(row)} | {escaped(row.post.title, 80)} | {escaped(fate)} | {looked} |{why}"
