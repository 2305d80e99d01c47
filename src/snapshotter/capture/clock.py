"""The page's clock, put forward: what a page has set itself for the next seconds happens now.

Some content comes by timers, seconds after the page has loaded.  Instead of waiting for it, the browser
is told to run timers without delay for that time (DevTools ``Emulation.setVirtualTimePolicy``), while
requests get all the time they need.  A clock that was put forward stands still afterwards, and cannot be
set free; where something needs it, it is given time in slices as that passes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import CDPSession

_SLICE_MS = 50
_POLICY = "pauseIfNetworkFetchesPending"
_MOST_TASKS = 1000
"""Timers that set themselves again without end do not hold the clock up."""


class PageClock:
    """Of one page."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        self._stands = False

    async def put_forward(self, ms: int) -> None:
        """Return when ``ms`` have passed for the page.  Bound it with a deadline: a page that awaits a
        response stops its clock."""
        over = asyncio.Event()
        self._session.once("Emulation.virtualTimeBudgetExpired", lambda _: over.set())
        self._stands = True
        await self._give(ms)
        await over.wait()

    @asynccontextmanager
    async def going(self) -> AsyncIterator[None]:
        """Within, time passes for the page as it does for us."""
        if not self._stands:
            yield
            return
        winding = asyncio.ensure_future(self._wind())
        try:
            yield
        finally:
            winding.cancel()

    async def _wind(self) -> None:
        from playwright.async_api import Error

        try:
            while True:
                await self._give(_SLICE_MS)
                await asyncio.sleep(_SLICE_MS / 1000)
        except Error:
            return  # it went with its page

    async def _give(self, ms: int) -> None:
        await self._session.send(
            "Emulation.setVirtualTimePolicy",
            {"policy": _POLICY, "budget": ms, "maxVirtualTimeTaskStarvationCount": _MOST_TASKS},
        )
