"""The numbers of a report, counted while its rows go by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from snapshotter.report.rows import Group, PostLine, Row

_KNOWN: tuple[Group, ...] = ("sound", "changed", "suspected", "lost")


@dataclass(slots=True)
class Count:
    """Citations by group."""

    groups: Counter[Group] = field(default_factory=Counter)

    def of(self, *names: Group) -> int:
        return sum(self.groups[name] for name in names)

    @property
    def alive(self) -> int:
        """Their pages answer, changed or not."""
        return self.of("sound", "changed")

    @property
    def lost(self) -> int:
        """Their pages were not found at the newest look, confirmed or not."""
        return self.of("lost", "suspected")

    @property
    def known(self) -> int:
        """It is known what became of their pages."""
        return self.of(*_KNOWN)

    @property
    def unknown(self) -> int:
        return self.of("unasked", "unaudited")

    @property
    def total(self) -> int:
        """All that anybody asked for."""
        return self.known + self.unknown


@dataclass(slots=True)
class PostCount:
    post: PostLine
    citations: int = 0
    classes: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Tally:
    """Everything that is counted.  Its size is that of posts, years and hosts, not of citations."""

    all: Count = field(default_factory=Count)
    years: dict[int | None, Count] = field(default_factory=dict)
    """By the year of the citation; None where it has no date."""
    hosts: dict[str, Count] = field(default_factory=dict)
    classes: Counter[str] = field(default_factory=Counter)
    posts: dict[str, PostCount] = field(default_factory=dict)
    rewritten: int = 0
    """Citations whose pages answer, and do not say any more what the post quotes."""

    def counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows."""
        for row in rows:
            self.add(row)
            yield row

    def add(self, row: Row) -> None:
        post = self.posts.setdefault(row.post.slug, PostCount(row.post))
        post.citations += 1
        post.classes[row.verdict] += 1
        self.all.groups[row.group] += 1
        if row.group == "left":
            return
        self.classes[row.verdict] += 1
        self.rewritten += row.group == "changed" and any(quote.state != "there" for quote in row.quotes)
        self.years.setdefault(row.year, Count()).groups[row.group] += 1
        if row.host:
            self.hosts.setdefault(row.host, Count()).groups[row.group] += 1

    def by_year(self) -> list[tuple[str, Count]]:
        """Oldest first, those without a date last."""
        dated = sorted(
            ((y, count) for y, count in self.years.items() if y is not None), key=lambda one: one[0]
        )
        undated = [("no date", self.years[None])] if None in self.years else []
        return [(str(year), count) for year, count in dated] + undated

    def by_host(self, most: int) -> list[tuple[str, Count]]:
        """Those that lost most, then those that are cited most."""

        def order(item: tuple[str, Count]) -> tuple[int, int, int, str]:
            name, count = item
            return -count.lost, -count.of("changed"), -count.total, name

        return sorted(self.hosts.items(), key=order)[:most]

    def by_class(self) -> list[tuple[str, int]]:
        """The most frequent first."""
        return sorted(self.classes.items(), key=lambda item: (-item[1], item[0]))


def percent(part: int, whole: int) -> str:
    """Rounded so that only all is 100 % and only none is 0 %."""
    if not whole:
        return "–"
    rounded = round(part * 100 / whole)
    return f"{max(1, min(99, rounded)) if 0 < part < whole else rounded} %"
