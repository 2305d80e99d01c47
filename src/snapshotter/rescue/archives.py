"""The archives that are asked: the Wayback Machine by its own interfaces, any other by Memento (RFC 7089).

Each tells what it has in stages, the cheapest first; whoever is served by one does not ask for the next.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from snapshotter import urls
from snapshotter.errors import ConfigError, RemoteArchiveError, UrlError
from snapshotter.rescue import wayback
from snapshotter.rescue.answers import Answer
from snapshotter.rescue.link_format import Link, links
from snapshotter.rescue.mementos import Candidate, archive_of, candidate, moment_of_field, raw_at
from snapshotter.rescue.session import Session
from snapshotter.timestamps import http_date
from snapshotter.urls import Url

MAX_TIMEMAPS = 10
"""Documents of one TimeMap that are read, those around the wanted moment first."""
MAX_MEMENTOS = 50_000


class PublicArchive(Protocol):
    """An archive that can be asked for mementos of an address."""

    @property
    def name(self) -> str: ...

    async def prepare(self, wanted: Sequence[wayback.Wanted], session: Session) -> None:
        """Learn about many addresses at once, where the archive allows that.  Never raises for trouble."""
        ...

    def stages(self, url: Url, moment: datetime, session: Session) -> AsyncIterator[Sequence[Candidate]]:
        """Mementos of ``url``, in no order; a later stage may repeat what an earlier one had.

        Raises :class:`RemoteArchiveError` where the archive does not answer, refuses, or wants a pause.
        """
        ...


def archive_named(name: str, max_distance_days: float = 0.0) -> PublicArchive:
    """The archive that an option or the settings name.  Raises :class:`ConfigError`."""
    if name.strip().lower() == wayback.NAME:
        return WaybackMachine(max_distance_days)
    try:
        base = urls.parse(name)
        is_web = urls.scheme(base) in ("http", "https")
    except UrlError as error:
        raise _no_archive(name) from error
    if not is_web:
        raise _no_archive(name)
    return MementoArchive(urls.without_fragment(base).rstrip("/"))


def _no_archive(name: str) -> ConfigError:
    return ConfigError(
        f"{name!r} is no archive: expected wayback, or the address of an archive",
        hint="Name it as in: --memento-archive https://archive.example/web",
        code="config.memento-archive",
    )


@dataclass(slots=True)
class WaybackMachine:
    """Availability first, which is quick; the index, which may be asked every few seconds only; and the
    redirect of the archive's own pages, for an empty answer of the first is no proof."""

    max_distance_days: float = 0.0
    _known: dict[Url, tuple[Candidate, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return wayback.NAME

    async def prepare(self, wanted: Sequence[wayback.Wanted], session: Session) -> None:
        for start in range(0, len(wanted), wayback.BATCH_SIZE):
            some = wanted[start : start + wayback.BATCH_SIZE]
            form = wayback.batch(some), wayback.BATCH_TYPE
            try:
                answer = await session.ask(wayback.AVAILABILITY, "memento", wayback.BATCH_FIELDS, form=form)
            except RemoteArchiveError:
                return  # each is asked for by itself then
            if answer.status == 200:
                self._known |= wayback.batch_closest(answer.text(), some)

    async def stages(
        self, url: Url, moment: datetime, session: Session
    ) -> AsyncIterator[Sequence[Candidate]]:
        trouble: RemoteArchiveError | None = None
        found = 0
        for ask in (self._available, self._listed):
            try:
                some = await ask(url, moment, session)
            except RemoteArchiveError as error:
                trouble = trouble or error
                continue
            found += len(some)
            yield some
        if trouble is not None and trouble.code == "remote.refused":
            raise trouble
        if not found:
            blind = candidate(raw_at(wayback.PREFIX, moment, url), moment)
            yield (blind,) if blind else ()
        if trouble is not None:
            raise trouble

    async def _available(self, url: Url, moment: datetime, session: Session) -> Sequence[Candidate]:
        if url in self._known:
            return self._known[url]
        answer = await session.ask(wayback.availability(url, moment), "memento")
        return wayback.closest(answer.text(), url) if answer.status == 200 else ()

    async def _listed(self, url: Url, moment: datetime, session: Session) -> Sequence[Candidate]:
        near = (moment, self.max_distance_days) if self.max_distance_days else None
        found: list[Candidate] = []
        resume = ""
        for _ in range(wayback.MAX_INDEX_PAGES):
            answer = await session.ask(wayback.index(url, near=near, resume=resume), "index")
            if answer.status != 200:
                raise _no_answer(answer)
            some, resume = wayback.rows(answer.text())
            found += some
            if not resume:
                break
        return found


@dataclass(slots=True)
class MementoArchive:
    """An archive as pywb serves it: its TimeMap; failing that its TimeGate, and the nearest it gives."""

    base: str
    """Without a slash at its end."""

    @property
    def name(self) -> str:
        return archive_of(Url(self.base))

    async def prepare(self, wanted: Sequence[wayback.Wanted], session: Session) -> None:
        """Memento asks for one address at a time."""

    async def stages(
        self, url: Url, moment: datetime, session: Session
    ) -> AsyncIterator[Sequence[Candidate]]:
        trouble: RemoteArchiveError | None = None
        try:
            listed = await self._timemap(url, moment, session)
        except RemoteArchiveError as error:
            if error.code != "remote.failed":
                raise
            trouble, listed = error, None
        if listed is not None:
            yield listed
            return
        yield [*await self._gate(url, moment, session), *self._blind(url, moment)]
        if trouble is not None:
            raise trouble

    async def _timemap(self, url: Url, moment: datetime, session: Session) -> list[Candidate] | None:
        """All mementos, or those around ``moment`` of very many; None where there is no TimeMap.

        An archive that makes TimeMaps and has none of this page answers 404 in link format; any other 404
        may as well say that there are no TimeMaps.
        """
        waiting = [Url(f"{self.base}/timemap/link/{url}")]
        seen: set[Url] = set()
        found: dict[Url, Candidate] = {}
        answered = False
        while waiting and len(seen) < MAX_TIMEMAPS and len(found) < MAX_MEMENTOS:
            here = waiting.pop(0)
            if here in seen:
                continue
            seen.add(here)
            answer = await session.ask(here, "index")
            if answer.target is not None:
                waiting.insert(0, answer.target)
            if answer.status >= 500:
                raise _no_answer(answer)
            if answer.status != 200:
                answered = answered or "link-format" in (answer.value("content-type") or "")
                continue
            read = list(links(answer.text()))
            answered = answered or any(link.relations & {"original", "memento", "timemap"} for link in read)
            found |= {each.raw: each for link in read for each in _memento(link, here)}
            waiting += _parts(read, here, moment, seen)
        return list(found.values()) if answered else None

    async def _gate(self, url: Url, moment: datetime, session: Session) -> Sequence[Candidate]:
        fields = {"Accept-Datetime": http_date(moment)}
        answer = await session.ask(Url(f"{self.base}/timegate/{url}"), "index", fields)
        named = candidate(answer.target) if answer.target is not None else None
        return (named,) if named else ()

    def _blind(self, url: Url, moment: datetime) -> Sequence[Candidate]:
        """Whatever it has nearest: what it really is, its answer tells."""
        nearest = candidate(raw_at(self.base, moment, url), moment)
        return (nearest,) if nearest else ()


def _memento(link: Link, base: Url) -> Sequence[Candidate]:
    if "memento" not in link.relations:
        return ()
    try:
        uri_m = urls.parse(link.target, base)
    except UrlError:
        return ()
    found = candidate(uri_m, moment_of_field(link.parameters.get("datetime", "")))
    return (found,) if found else ()


def _parts(read: Sequence[Link], here: Url, moment: datetime, seen: set[Url]) -> list[Url]:
    """The further documents of a TimeMap (section 5.2), the nearest to ``moment`` first."""
    found: list[tuple[float, Url]] = []
    for link in read:
        kind = link.parameters.get("type", "application/link-format")
        if not link.relations & {"timemap", "next"} or "self" in link.relations or "link" not in kind:
            continue
        try:
            url = urls.parse(link.target, here)
        except UrlError:
            continue
        if url not in seen and url.startswith(("http://", "https://")):
            found.append((_distance_s(link, moment), url))
    return [url for _, url in sorted(found, key=lambda each: each[0])]


def _distance_s(link: Link, moment: datetime) -> float:
    """From ``moment`` to the span that a part says it covers; 0 within it, or where it says nothing."""
    first = moment_of_field(link.parameters.get("from", ""))
    last = moment_of_field(link.parameters.get("until", ""))
    before = (first - moment).total_seconds() if first else 0.0
    after = (moment - last).total_seconds() if last else 0.0
    return max(before, after, 0.0)


def _no_answer(answer: Answer) -> RemoteArchiveError:
    return RemoteArchiveError(f"{urls.hostname(answer.url)} answered {answer.status} to {answer.url}")
