"""Connections that are kept for the next request to their host."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from snapshotter.audit.probe.line import Line
from snapshotter.audit.probe.opening import Opening
from snapshotter.audit.probe.place import Place
from snapshotter.model.audit import NameAnswer

_MOST_IDLE = 256
_IDLE_S = 15.0
"""Most origins close a connection that is idle for longer."""


class Pool:
    """At most one idle line for each place."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._idle: dict[Place, tuple[Line, float]] = {}
        self._sweep: asyncio.TimerHandle | None = None

    def take(self, place: Place) -> Line | None:
        """An idle line, which is the caller's now."""
        kept = self._idle.pop(place, None)
        return kept[0] if kept is not None and not kept[0].is_closed else None

    async def open(self, place: Place, heard: Callable[[NameAnswer], None]) -> Line:
        """A new line.  Raises :class:`snapshotter.audit.probe.opening.NotOpened`."""
        return await self._opening.open(place, heard)

    def give_back(self, line: Line) -> None:
        if line.is_closed:
            return
        loop = asyncio.get_running_loop()
        older = self._idle.pop(line.place, None)
        if older is not None:
            older[0].close()
        if len(self._idle) >= _MOST_IDLE:
            self._close_first()
        self._idle[line.place] = line, loop.time()
        if self._sweep is None:
            self._sweep = loop.call_later(_IDLE_S, self._close_old)

    async def close(self) -> None:
        """Close what is idle."""
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None
        while self._idle:
            self._close_first()
        await asyncio.sleep(0)  # transports say goodbye in the next turn of the loop
        await asyncio.sleep(0)

    def _close_first(self) -> None:
        self._idle.pop(next(iter(self._idle)))[0].close()

    def _close_old(self) -> None:
        loop, self._sweep = asyncio.get_running_loop(), None
        before = loop.time() - _IDLE_S
        for place, (line, since) in list(self._idle.items()):
            if since <= before or line.is_closed:
                del self._idle[place]
                line.close()
        if self._idle:
            self._sweep = loop.call_later(_IDLE_S, self._close_old)
