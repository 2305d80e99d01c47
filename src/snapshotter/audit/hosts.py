"""Statistics by host: what many audits of a host's pages say together.  Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from snapshotter.audit.patience import ConfirmPolicy
from snapshotter.model.audit import CHANGED, DEAD, SOUND, UNASKED, Audit, AuditClass
from snapshotter.urls import PageKey, Url, hostname, page_key

Seen = tuple[Url, Audit]
"""The address that was asked for, and one audit of it."""

ENOUGH_PAGES = 3
"""Fewer pages of a host say nothing of the host."""
_TURNS_AWAY: frozenset[AuditClass] = frozenset(("blocked", "challenge"))
_RETURNED = SOUND | CHANGED


@dataclass(frozen=True, slots=True)
class HostStatistics:
    """A host by the newest audit of each of its pages."""

    host: str
    checks: int
    """All audits, the earlier ones too; one check that serves several citations is one."""
    pages: int
    sound: int
    changed: int
    dead: int
    unasked: int
    turned_away: int
    """Of ``unasked``: for being a program (``blocked``, ``challenge``)."""
    died: Span | None = None
    """When all of its pages may have died at once; None unless all are dead, and all may have."""

    @property
    def share_sound(self) -> float | None:
        """Part of the pages that could be asked for and are as they were cited; None when none could."""
        asked = self.pages - self.unasked
        return self.sound / asked if asked else None

    @property
    def blocks_robots(self) -> bool:
        """Whether most of its pages turn us away: they are unverifiable, and not in doubt."""
        return self.pages >= ENOUGH_PAGES and self.turned_away * 2 > self.pages

    @property
    def says(self) -> str:
        """A sentence for people; empty when there is nothing to tell of the host as such."""
        if self.blocks_robots:
            some = f"{self.turned_away} of its {self.pages} pages"
            return f"{self.host} turns programs away: {some} cannot be verified."
        if self.died is not None:
            return (
                f"All {self.pages} pages of {self.host} died {self.died}: the host itself is gone or changed."
            )
        return ""


@dataclass(frozen=True, slots=True)
class Span:
    """Something happened after the one time and by the other."""

    after: datetime | None
    """None: nobody had looked before."""
    by: datetime

    def __str__(self) -> str:
        by = f"by {self.by:%Y-%m-%d}"
        return f"between {self.after:%Y-%m-%d} and {self.by:%Y-%m-%d}" if self.after else by


def statistics(seen: Iterable[Seen]) -> dict[str, HostStatistics]:
    """By host, in alphabetical order.  Pages are the same without fragment and tracking parameters."""
    pages: dict[str, dict[PageKey, list[Audit]]] = defaultdict(lambda: defaultdict(list))
    for url, audit in seen:
        pages[hostname(url)][page_key(url)].append(audit)
    return {host: _of_host(host, list(found.values())) for host, found in sorted(pages.items())}


def postponed(
    seen: Sequence[Seen], policy: ConfirmPolicy, found: Mapping[str, HostStatistics] | None = None
) -> dict[PageKey, datetime]:
    """The recheck plan of hosts that turn programs away: when each of their pages is due instead.

    One page of each, the one that was asked last, is asked as its own audit says, and stands for all; the
    others wait for the longest interval, unless the host has let us in again.  Pages of other hosts are
    not in it.
    """
    stats = found if found is not None else statistics(seen)
    turned: dict[str, dict[PageKey, Audit]] = defaultdict(dict)
    for url, audit in sorted(seen, key=lambda each: each[1].checked_at):
        if stats[hostname(url)].blocks_robots:
            turned[hostname(url)][page_key(url)] = audit
    return {
        key: audit.checked_at + timedelta(days=policy.longest_days)
        for pages in turned.values()
        for key, audit in list(pages.items())
        if audit.verdict.audit_class in _TURNS_AWAY and key != _spokesman(pages)
    }


def _spokesman(pages: Mapping[PageKey, Audit]) -> PageKey:
    return max(pages, key=lambda key: (pages[key].checked_at, key))


def _of_host(host: str, pages: Sequence[Sequence[Audit]]) -> HostStatistics:
    newest = [max(audits, key=lambda each: each.checked_at).verdict.audit_class for audits in pages]
    count = Counter(_group(found) for found in newest)
    return HostStatistics(
        host=host,
        checks=len({each.check_id for audits in pages for each in audits}),
        pages=len(pages),
        sound=count["sound"],
        changed=count["changed"],
        dead=count["dead"],
        unasked=count["unasked"],
        turned_away=sum(found in _TURNS_AWAY for found in newest),
        died=_died_together(pages),
    )


def _group(found: AuditClass) -> str:
    named = {"sound": SOUND, "changed": CHANGED, "dead": DEAD, "unasked": UNASKED}
    return next(name for name, classes in named.items() if found in classes)


def _died_together(pages: Sequence[Sequence[Audit]]) -> Span | None:
    """A time that lies, for every page, between when it was last well and when it was first dead.

    Pages are looked at on different days, so that equal dates would be asked for in vain.
    """
    spans = [_died(audits) for audits in pages]
    known = [span for span in spans if span is not None]
    if len(known) < max(len(spans), ENOUGH_PAGES):
        return None
    after = max((span.after for span in known if span.after is not None), default=None)
    by = min(span.by for span in known)
    return Span(after, by) if after is None or after < by else None


def _died(audits: Sequence[Audit]) -> Span | None:
    told = sorted(
        (each for each in audits if each.verdict.audit_class not in UNASKED), key=lambda a: a.checked_at
    )
    if not told or told[-1].verdict.audit_class not in DEAD:
        return None
    well = [number for number, each in enumerate(told) if each.verdict.audit_class in _RETURNED]
    first = told[well[-1] + 1] if well else told[0]
    return Span(told[well[-1]].checked_at if well else None, first.checked_at)
