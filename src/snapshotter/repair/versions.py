"""Which archived copy of a cited page readers are pointed to: the one nearest to what the author saw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from snapshotter.model.capture import Outcome
from snapshotter.model.post import Post
from snapshotter.model.snapshot import CitationEntry, Snapshot
from snapshotter.repair.marks import Version
from snapshotter.timestamps import digits14, iso, parse
from snapshotter.urls import Url, without_fragment

USABLE = (Outcome.CAPTURED, Outcome.PARTIAL)
NO_SNAPSHOT = "there is no snapshot of it"
NO_ADDRESS = "its snapshot has no public address; --base TEMPLATE gives one"
NOT_LOST = "it is not lost"
ARCHIVED = "it leads to an archived copy already"
_WHOLE = "00000101000000"


@dataclass(frozen=True, slots=True)
class Copy:
    """An archived copy at an address that readers can open."""

    address: str
    at: datetime
    snapshot: Snapshot


def version_of(entry: CitationEntry, post: Post, base: str | None = None) -> Version | str:
    """The version to name beside a citation, or why there is none.

    ``base`` is where the archive's own snapshots are published, with ``{timestamp}`` and ``{url}`` in it.
    """
    citation = entry.citation
    if citation.url is None:
        return NO_SNAPSHOT
    if citation.memento is not None:
        return _cited_copy(entry)
    copies = sorted(copies_of(entry, base), key=lambda copy: _rank(copy, _cited_at(entry, post)))
    if not copies:
        return NO_ADDRESS if any(each.outcome in USABLE for each in entry.snapshots) else NO_SNAPSHOT
    return Version(citation.url, copies[0].address, iso(copies[0].at)[:10])


def copies_of(entry: CitationEntry, base: str | None = None) -> Iterator[Copy]:
    """The snapshots of a citation that can be opened in public, each with its address."""
    for snapshot in entry.snapshots:
        if snapshot.outcome not in USABLE:
            continue
        own = snapshot.source.get("uri_m") if snapshot.provenance == "memento" else None
        if own:
            yield Copy(own, _memento_time(snapshot), snapshot)
        elif base is not None and entry.citation.url is not None:
            yield Copy(_in(base, entry.citation.url, snapshot.captured_at), snapshot.captured_at, snapshot)


def _cited_copy(entry: CitationEntry) -> Version | str:
    """Of a link that is an archived copy's: its original and date (Robust Links, "link to a memento")."""
    memento, url = entry.citation.memento, entry.citation.url
    if memento is None or url is None or memento.datetime is None:
        return ARCHIVED
    digits = memento.datetime + _WHOLE[len(memento.datetime) :]
    return Version(memento.original, url, iso(parse(digits))[:10]) if len(memento.datetime) >= 8 else ARCHIVED


def _rank(copy: Copy, cited_at: datetime | None) -> tuple[bool, float, float, str]:
    """Whole copies first, then those with more of the quoted words, then the nearest to the citation."""
    quotes = copy.snapshot.quotes
    lacking = sum(not quote.found for quote in quotes) / len(quotes) if quotes else 0.0
    distance_s = abs((copy.at - cited_at).total_seconds()) if cited_at else copy.at.timestamp()
    return copy.snapshot.outcome != Outcome.CAPTURED, lacking, distance_s, copy.address


def _cited_at(entry: CitationEntry, post: Post) -> datetime | None:
    for said in (entry.citation.cited_at, post.published):
        try:
            moment = datetime.fromisoformat(said) if said else None
        except ValueError:
            continue
        if moment is not None:
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _memento_time(snapshot: Snapshot) -> datetime:
    """The archive's own date of the copy, which is not when it was imported."""
    try:
        return parse(snapshot.source.get("datetime") or "")
    except ValueError:
        return snapshot.captured_at


def _in(base: str, url: Url, at: datetime) -> str:
    return base.replace("{timestamp}", digits14(at)).replace("{url}", without_fragment(url))
