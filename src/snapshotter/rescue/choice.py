"""Which memento is the page that was cited: near in time, good, and with the quoted words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from snapshotter.model.citation import Citation
from snapshotter.model.post import Post
from snapshotter.model.quote import QuoteMatch
from snapshotter.model.snapshot import CitationEntry
from snapshotter.pagemeta.dates import normalised
from snapshotter.patterns import Pattern
from snapshotter.rescue.mementos import Candidate
from snapshotter.timestamps import parse
from snapshotter.urls import Url

BUDGET = 6
"""Mementos of one page that are looked at."""
_PARTIAL = Pattern(r"(\d{4})(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for."""

    url: Url
    """The page, at its original address, without fragment."""
    moment: datetime
    """When it was cited."""
    quotes: tuple[str, ...] = ()
    named: tuple[Candidate, ...] = ()
    """Mementos of it that the post itself names."""


@dataclass(slots=True)
class Queue:
    """Candidates by their distance from a moment, each once, and none that can be known to be useless."""

    moment: datetime
    max_distance_days: float = 0.0
    _waiting: list[Candidate] = field(default_factory=list)
    _taken: set[Url] = field(default_factory=set)
    _digests: set[str] = field(default_factory=set)

    def add(self, candidates: Iterable[Candidate]) -> None:
        known = {each.raw for each in self._waiting} | self._taken
        for each in candidates:
            if each.raw not in known and self.is_near(each.moment) and (each.status or 200) < 400:
                known.add(each.raw)
                self._waiting.append(each)

    def is_near(self, moment: datetime) -> bool:
        """Whether it is within the distance that the settings allow."""
        limit = self.max_distance_days
        return not limit or abs(moment - self.moment) <= timedelta(days=limit)

    def take(self) -> Candidate | None:
        """The nearest that is left; of two as near the earlier, for that is what could be quoted."""
        self._waiting = [each for each in self._waiting if each.digest not in self._digests]
        if not self._waiting:
            return None
        nearest = min(self._waiting, key=lambda each: (abs(each.moment - self.moment), each.moment, each.raw))
        self._waiting.remove(nearest)
        self._taken.add(nearest.raw)
        return nearest

    def forget(self, archive: str) -> None:
        """An archive that gives nothing out need not be asked for more."""
        self._waiting = [each for each in self._waiting if each.archive != archive]

    def reject(self, candidate: Candidate) -> None:
        """What holds the very same bytes need not be asked for."""
        if candidate.digest is not None and candidate.digest != "-":
            self._digests.add(candidate.digest)


def has_words(quotes: Sequence[QuoteMatch]) -> bool:
    """Whether all that is quoted is there; where nothing is quoted, nothing can lack."""
    return all(quote.found for quote in quotes)


def words_found(quotes: Sequence[QuoteMatch]) -> int:
    return sum(quote.found for quote in quotes)


def cited_at(citation: Citation, post: Post, entry: CitationEntry, now: datetime) -> datetime:
    """When a page was cited: as the post says of the citation, else when the post was published, else
    when the page was first visited for it, else now."""
    for written in (citation.cited_at, post.published):
        moment = moment_of(written) if written else None
        if moment is not None:
            return moment
    visits = [each.captured_at for each in entry.snapshots if each.provenance == "own"]
    return min(visits, default=now)


def moment_of(written: str) -> datetime | None:
    """The middle of the time that a date names: noon of a day, the middle of a month or a year."""
    partial = _PARTIAL.fullmatch(written.strip())
    if partial is not None:
        month, day = (int(partial[2]), 15) if partial[2] else (7, 1)
        return _noon(int(partial[1]), month, day)
    text = normalised(written)
    if text is None:
        return None
    try:
        return parse(text) if "T" in text else _noon(*map(int, text.split("-")))
    except ValueError:
        return None


def _noon(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime.combine(datetime(year, month, day, tzinfo=UTC), time(12, tzinfo=UTC))
    except ValueError:
        return None
