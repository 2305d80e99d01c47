"""How fast an archive may be asked.

The Wayback Machine's own limits, of which four fifths are used, as the client of the Environmental Data and
Governance Initiative does: 30 a minute of its index, 600 a minute of its mementos.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from snapshotter import urls
from snapshotter.urls import Url

PAUSE_S = 60.0
"""After a 429 that does not say how long."""
LONGEST_WAIT_S = 300.0
"""An archive that wants more patience than this is left for another run."""
MOST_SILENT = 3
"""An archive that did not answer so often, and never did, is not asked any more."""
Service = Literal["index", "memento", "part", "save"]
"""What is asked for: lists of mementos, a memento of a page, one of something in a page, a new one."""
_WAYBACK: Mapping[Service, float] = MappingProxyType(
    {"index": 1 / 0.4, "memento": 1 / 8, "part": 1 / 8, "save": 9.0}
)
_WAYBACK_HOST = "web.archive.org"
_PART_S = 1 / 8

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[object]]


@dataclass(slots=True)
class Pace:
    """Turns of one service: never two within ``interval_s``, none in a pause."""

    interval_s: float
    clock: Clock = time.monotonic
    sleep: Sleep = asyncio.sleep
    _next: float = 0.0
    _paused: float = 0.0

    async def turn(self) -> None:
        """Returns when it is one's turn."""
        mine = max(self._next, self._paused, self.clock())
        self._next = mine + self.interval_s
        while (wait_s := max(mine, self._paused) - self.clock()) > 0:
            await self.sleep(wait_s)

    def pause(self, wait_s: float) -> None:
        """Nobody has a turn for so long."""
        self._paused = max(self._paused, self.clock() + wait_s)


@dataclass(slots=True)
class Paces:
    """The paces of all archives of a run."""

    host_delay_s: float
    """Between two requests for pages to an archive that has no limits of its own here."""
    clock: Clock = time.monotonic
    sleep: Sleep = asyncio.sleep
    _by_service: dict[tuple[str, Service], Pace] = field(default_factory=dict)
    _closed: dict[str, float] = field(default_factory=dict)
    _answered: set[str] = field(default_factory=set)
    _silent: dict[str, int] = field(default_factory=dict)

    def of(self, url: Url, service: Service) -> Pace:
        """Where an archive has no limits of its own here, whatever is asked for a page is one service."""
        is_wayback = urls.hostname(url) == _WAYBACK_HOST
        service = service if is_wayback or service == "part" else "memento"
        interval_s = self._interval_s(urls.hostname(url), service)
        place = urls.origin(url), service
        return self._by_service.setdefault(place, Pace(interval_s, self.clock, self.sleep))

    def close(self, url: Url, wait_s: float) -> None:
        """An archive has had enough for longer than a run can wait: it is not asked any more."""
        self._closed[urls.origin(url)] = self.clock() + wait_s

    def closed_s(self, url: Url) -> float:
        """For how long an archive is not to be asked; 0 when it may be."""
        return max(self._closed.get(urls.origin(url), 0.0) - self.clock(), 0.0)

    def answered(self, url: Url) -> None:
        """An archive is there."""
        self._answered.add(urls.origin(url))

    def silent(self, url: Url) -> bool:
        """An archive could not be reached; whether it was there before in this run, so that it may well be
        there again in a moment."""
        self._silent[urls.origin(url)] = self._silent.get(urls.origin(url), 0) + 1
        return urls.origin(url) in self._answered

    def is_gone(self, url: Url) -> bool:
        """Whether an archive has never been reached though it was tried more than once."""
        host = urls.origin(url)
        return host not in self._answered and self._silent.get(host, 0) >= MOST_SILENT

    def pause(self, url: Url, wait_s: float) -> None:
        """An archive that has had enough of one kind of question has had enough of all."""
        for host, service in list(self._by_service):
            if host == urls.origin(url):
                self._by_service[(host, service)].pause(wait_s)

    def _interval_s(self, host: str, service: Service) -> float:
        if host == _WAYBACK_HOST:
            return _WAYBACK[service]
        return min(self.host_delay_s, _PART_S) if service == "part" else self.host_delay_s
