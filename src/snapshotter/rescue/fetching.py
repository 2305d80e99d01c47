"""A memento as it was recorded, asked for and held against what was asked for.

An archive redirects to the capture that it has; a page redirected when it was recorded.  The second has a
``Memento-Datetime``, the first has none, and neither has an archive's own page about its trouble.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from snapshotter import urls
from snapshotter.errors import RemoteArchiveError, UrlError
from snapshotter.rescue.answers import Answer
from snapshotter.rescue.mementos import Candidate, Stamped, address, candidate, same_page, stamped
from snapshotter.rescue.pace import Service
from snapshotter.rescue.session import Session
from snapshotter.timestamps import digits14
from snapshotter.urls import Url

_MAX_STEPS = 15
"""Redirects of the archive and of the page together."""
_REDIRECTS = (301, 302, 303, 307, 308)


class NotAMemento(RemoteArchiveError):
    """What came is no copy of the page, whatever it looks like."""

    code = "remote.no-memento"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One response as an archive has recorded it."""

    url: Url
    """The original address."""
    moment: datetime
    answer: Answer

    @property
    def uri_m(self) -> Url:
        """Where a person finds it."""
        parts = stamped(self.answer.url)
        assert parts is not None  # it was asked for by such an address
        return address(parts.prefix, digits14(self.moment), self.url, raw=False)

    @property
    def target(self) -> Url | None:
        """Where the page led when it was recorded, at its original address."""
        if self.answer.status not in _REDIRECTS:
            return None
        written = self.answer.value("x-archive-orig-location")
        if written is not None:
            try:
                return urls.without_fragment(urls.parse(written, self.url))
            except UrlError:
                return None
        return _original_target(self.answer, self.url)


def _original_target(answer: Answer, url: Url) -> Url | None:
    """Of a ``Location`` that may have been rewritten to lead into the archive, with or without its host."""
    target = answer.target
    inside = stamped(target) if target is not None else None
    here = stamped(answer.url)
    if inside is not None and here is not None and _path(inside) == _path(here):
        return inside.original
    try:
        return urls.without_fragment(urls.parse(answer.value("location") or "", url))
    except UrlError:
        return None


def _path(parts: Stamped) -> str:
    return parts.prefix.partition("://")[2]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as an archive has it: the redirects that were recorded, and where they end."""

    hops: tuple[Recorded, ...]
    """At least one; the last is the page."""
    notes: tuple[str, ...] = ()
    """What was otherwise than asked for."""

    @property
    def first(self) -> Recorded:
        return self.hops[0]

    @property
    def page(self) -> Recorded:
        return self.hops[-1]


async def fetch(asked: Candidate, session: Session, service: Service = "memento") -> Fetched:
    """The page of a candidate.  Raises :class:`NotAMemento`, and as :meth:`Session.ask`."""
    hops: list[Recorded] = []
    notes: list[str] = []
    wanted, here = asked, asked.raw
    seen: set[tuple[Url, str]] = set()
    for _ in range(_MAX_STEPS):
        parts = stamped(here)
        if parts is None or (here, parts.digits) in seen:
            raise NotAMemento(f"{here}: the archive's redirects lead round in a circle or out of it")
        seen.add((here, parts.digits))
        answer = await session.ask(here, service)
        if answer.moment is None:
            here = _archives_own(answer)
            continue
        recorded = _recorded(answer, answer.moment, parts, wanted, notes)
        hops.append(recorded)
        target = recorded.target
        if target is None:
            return Fetched(tuple(hops), tuple(notes))
        onward = candidate(address(parts.prefix, digits14(recorded.moment), target, raw=True))
        if onward is None:
            raise NotAMemento(f"{recorded.uri_m}: it led to {target}, which is no page")
        wanted, here = onward, onward.raw
    raise NotAMemento(f"{asked.raw}: more than {_MAX_STEPS} redirects")


def _archives_own(answer: Answer) -> Url:
    """Where an answer that is no memento leads; raises :class:`NotAMemento` where it leads nowhere."""
    target = answer.target
    if target is None:
        what = f"the archive answered {answer.status}"
        if 200 <= answer.status < 300:
            what += " with a page of its own: it has no Memento-Datetime"
        raise NotAMemento(f"{answer.url}: {what}")
    inside = candidate(target)
    if inside is None:
        raise NotAMemento(f"{answer.url}: it leads to {target}, which is no memento")
    return inside.raw


def _recorded(
    answer: Answer, moment: datetime, parts: Stamped, wanted: Candidate, notes: list[str]
) -> Recorded:
    said = answer.original
    original = next((each for each in _readings(said, parts) if same_page(each, wanted.original)), None)
    if original is None:
        raise NotAMemento(
            f"{answer.url}: it is a memento of {said or parts.original}, not of {wanted.original}"
        )
    if moment != wanted.moment:
        notes.append(
            f"of {original} the capture of {digits14(wanted.moment)} was asked for, "
            f"and that of {digits14(moment)} came"
        )
    return Recorded(original, moment, answer)


def _readings(said: Url | None, parts: Stamped) -> tuple[Url, ...]:
    """Which original an answer may mean: the Wayback Machine writes ``&amp;`` for ``&`` into its fields."""
    return (said, Url(said.replace("&amp;", "&"))) if said is not None else (parts.original,)
