"""Who is visited when: many hosts at once, one page of a host at a time, each host at its own pace."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from snapshotter import timestamps, urls
from snapshotter.model.pace import HostPace
from snapshotter.urls import Url
from snapshotter.workflows import pace as pacing
from snapshotter.workflows.pace import Answer

if TYPE_CHECKING:
    from snapshotter.ports import HostMemory

PATIENCE_S = 300.0
"""A host that asked to be left alone for longer is not waited for."""
AHEAD_PAGES = 200
MOST_PAGES = 5000
"""In line at once, where the first ones are all of a few slow hosts."""
_FORGET_ABOVE = 1000


@dataclass(frozen=True, slots=True)
class Turn:
    """An address whose turn it is."""

    url: Url
    barred_s: float = 0.0
    """Not 0: its host must not be visited for so long, so it is not to be visited now at all."""


@dataclass(slots=True)
class _Page:
    url: Url
    due: float
    """Not before this moment of the clock."""


@dataclass(slots=True)
class _Host:
    pace: HostPace
    free_at: float
    """When it has rested, by the clock."""
    busy: bool = False
    line: list[_Page] = field(default_factory=list)


class HostSchedule:
    """Hands out addresses so that no host has two visits at once, nor any before it has rested.

    Hosts take turns in the order in which they were first named.  ``hosts`` remembers their pace
    from one run to the next.  ``clock`` counts seconds, ``now`` tells the time of day.
    """

    def __init__(
        self,
        delay_s: float,
        hosts: HostMemory | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = timestamps.now,
    ) -> None:
        self._delay_s = delay_s
        self._memory = hosts
        self._clock = clock
        self._now = now
        self._hosts: dict[str, _Host] = {}
        self._waiting: OrderedDict[str, _Host] = OrderedDict()
        self._pages = 0
        self._under_way = 0
        self._complete = False
        self._changed = asyncio.Condition()

    async def add(self, url: Url, *, after_s: float = 0.0) -> None:
        """Put ``url`` at the end of its host's line; ``after_s`` keeps it from being taken sooner."""
        name = urls.hostname(url)
        host = self._hosts.get(name)
        known = None
        if host is None and self._memory is not None:
            known = await asyncio.to_thread(self._memory.load, name)
        async with self._changed:
            host = self._hosts.get(name) or self._met(name, known)
            host.line.append(_Page(url, self._clock() + after_s))
            self._waiting.setdefault(name, host)
            self._pages += 1
            self._changed.notify_all()

    async def complete(self) -> None:
        """Nothing more will be added but what is tried again."""
        async with self._changed:
            self._complete = True
            self._changed.notify_all()

    async def wants_more(self, busy_hosts: int) -> None:
        """Returns when more should be added: few pages are in line, or few hosts are."""
        async with self._changed:
            while not self._has_room(busy_hosts):
                await self._changed.wait()

    async def idle(self) -> None:
        """Returns when no page is in line and none is under way."""
        async with self._changed:
            while self._pages or self._under_way:
                await self._changed.wait()

    async def take(self) -> Turn | None:
        """The next address whose host is free, waited for; None when there is nothing left to do."""
        async with self._changed:
            while True:
                turn, wait_s = self._next()
                if turn is not None:
                    self._changed.notify_all()
                    return turn
                if self._complete and not self._pages and not self._under_way:
                    return None
                await self._wait(wait_s)

    async def done(
        self, url: Url, answer: Answer, *, again_s: float | None = None, since_s: float = 0.0
    ) -> None:
        """The visit is over, and its host rests as its answer asks; ``again_s`` puts the address at
        the end of the line once more, to be taken no sooner.

        ``since_s`` ago the last request to the host began: of a rest between requests so much is over,
        as far as the delay that was set goes, unless the host wants more of it.
        """
        name = urls.hostname(url)
        well = answer.kind == "well" and not answer.retry_after_s
        over_s = min(since_s, self._delay_s) if well else 0.0
        async with self._changed:
            host = self._hosts[name]
            host.pace = pacing.after(host.pace, answer, self._delay_s, self._now())
            host.free_at = self._clock() + pacing.rest_s(host.pace, self._now()) - over_s
            if again_s is not None:
                host.line.append(_Page(url, self._clock() + again_s))
                self._waiting.setdefault(name, host)
                self._pages += 1
            host.busy = False
            self._under_way -= 1
            self._forget_some()
            self._changed.notify_all()
        if self._memory is not None:
            await asyncio.to_thread(self._memory.save, name, host.pace)

    async def left_out(self) -> None:
        """An address whose host is barred has been dealt with."""
        async with self._changed:
            self._under_way -= 1
            self._changed.notify_all()

    def _met(self, name: str, known: HostPace | None) -> _Host:
        now = self._now()
        if known is None:
            pace = pacing.new_host(self._delay_s, now)
        else:
            pace = pacing.remembered(known, self._delay_s, now)
        host = self._hosts[name] = _Host(pace, self._clock() + pacing.rest_s(pace, now))
        return host

    def _next(self) -> tuple[Turn | None, float | None]:
        """A turn to take now, or the seconds until there may be one (None: not in sight)."""
        now = self._clock()
        soonest: float | None = None
        for name, host in self._waiting.items():
            if host.busy:
                continue
            page = _first_due(host.line, now)
            rest_s = max(host.free_at, page.due) - now
            if host.free_at - now > max(PATIENCE_S, self._delay_s):
                self._leave(name, host, page)
                self._under_way += 1
                return Turn(page.url, host.free_at - now), None
            if rest_s <= 0:
                self._leave(name, host, page)
                host.busy = True
                self._under_way += 1
                return Turn(page.url), None
            soonest = rest_s if soonest is None else min(soonest, rest_s)
        return None, soonest

    def _leave(self, name: str, host: _Host, page: _Page) -> None:
        """The page leaves the line, and its host goes to the end of the hosts."""
        host.line.remove(page)
        self._pages -= 1
        del self._waiting[name]
        if host.line:
            self._waiting[name] = host

    def _has_room(self, busy_hosts: int) -> bool:
        few_hosts = len(self._waiting) < busy_hosts and self._pages < MOST_PAGES
        return self._pages < AHEAD_PAGES or few_hosts

    def _forget_some(self) -> None:
        """Hosts that have rested and are not waited for need no place in memory."""
        if len(self._hosts) < _FORGET_ABOVE + 2 * len(self._waiting):
            return
        now = self._clock()
        for name, host in list(self._hosts.items()):
            at_ease = self._memory is not None or host.pace.delay_s <= self._delay_s
            if not host.busy and not host.line and host.free_at <= now and at_ease:
                del self._hosts[name]

    async def _wait(self, seconds: float | None) -> None:
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return


def _first_due(line: list[_Page], now: float) -> _Page:
    """The first that may be taken, else the one that may be soonest."""
    return next((page for page in line if page.due <= now), None) or min(line, key=lambda page: page.due)
