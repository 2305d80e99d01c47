"""Who is visited when: many hosts at once, one page of a host at a time."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from snapshotter import urls
from snapshotter.urls import Url


class HostSchedule:
    """Hands out addresses so that no host has two visits at once, nor two without ``delay_s`` between.

    Hosts take turns in the order in which they were first named.
    """

    def __init__(self, delay_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._delay_s = delay_s
        self._clock = clock
        self._waiting: OrderedDict[str, deque[Url]] = OrderedDict()
        self._not_before: dict[str, float] = {}
        self._busy: set[str] = set()
        self._changed = asyncio.Condition()

    def add(self, url: Url) -> None:
        """Put ``url`` at the end of its host's line."""
        self._waiting.setdefault(urls.hostname(url), deque()).append(url)

    async def take(self) -> Url | None:
        """The next address whose host is free, waited for; None when there is nothing left to do."""
        async with self._changed:
            while True:
                ready, wait_s = self._next()
                if ready is not None:
                    return ready
                if not self._waiting and not self._busy:
                    return None
                await self._wait(wait_s)

    async def done(self, url: Url, *, pause_s: float = 0.0, again: bool = False) -> None:
        """The visit is over.  The host rests ``pause_s``, or the usual delay if that is longer."""
        host = urls.hostname(url)
        async with self._changed:
            self._busy.discard(host)
            self._not_before[host] = self._clock() + max(pause_s, self._delay_s)
            if again:
                self.add(url)
            self._changed.notify_all()

    def _next(self) -> tuple[Url | None, float | None]:
        """An address to visit now, or the seconds until a host has rested (None: not in sight)."""
        now = self._clock()
        soonest: float | None = None
        for host, line in self._waiting.items():
            if host in self._busy:
                continue
            rest_s = self._not_before.get(host, now) - now
            if rest_s <= 0:
                url = line.popleft()
                self._busy.add(host)
                self._waiting.pop(host)
                if line:
                    self._waiting[host] = line
                return url, None
            soonest = rest_s if soonest is None else min(soonest, rest_s)
        return None, soonest

    async def _wait(self, seconds: float | None) -> None:
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return
