"""When a page has come to rest: loaded, nothing awaited on the wire, nothing to do.

The ladder goes down by itself: a page that never ends loading because one response never ends, or that
asks for ever, is taken as it is after a while.
"""

from __future__ import annotations

import asyncio
import time

from snapshotter.capture.traffic import Traffic
from snapshotter.capture.world import ScriptFailed, World

_WITHOUT_LOAD_S = 10.0
"""A page whose ``load`` is held up by a response without end is waited for so long."""
_SCRIPTS_S = 10.0
"""After ``load``, scripts that go on asking are waited for so long; images and the like longer."""
_POLL_S = 0.5
_IDLE_S = 3.0
_SERVICE_S = 5.0
_SERVICE = """async () => {
  if (!navigator.serviceWorker) return false;
  let all = [];
  for (let tries = 0; !all.length && tries < 40; tries++) {
    all = await navigator.serviceWorker.getRegistrations();
    if (!all.length) await new Promise((done) => setTimeout(done, 50));
  }
  const coming = all.map((one) => one.installing || one.waiting);
  const ready = (worker) => new Promise((done) => {
    const look = () => /activated|redundant/.test(worker.state) && done();
    worker.addEventListener("statechange", look);
    look();
  });
  await Promise.all(coming.filter(Boolean).map(ready));
  return coming.some(Boolean);
}"""
"""A service worker that is being installed fetches what it keeps, and what it takes over comes after."""
_IDLE = "() => new Promise((done) => requestIdleCallback(() => done(true), {timeout: 2000}))"


class Settling:
    """Waits for one page.  ``loaded`` is set by whoever hears its ``load``."""

    def __init__(self, traffic: Traffic, idle_s: float, crashed: asyncio.Event) -> None:
        self.loaded = asyncio.Event()
        self.loaded_at: float | None = None
        """On the clock of ``time.monotonic``."""
        self._traffic = traffic
        self._idle_s = idle_s
        self._crashed = crashed

    def heard_load(self) -> None:
        """The page has said that it is loaded; it may say so more than once."""
        self.loaded_at = self.loaded_at or time.monotonic()
        self.loaded.set()

    def left_to_stay(self, least_s: float) -> float:
        """What is left of so many seconds after the page was loaded; none when it never was."""
        return self.loaded_at + least_s - time.monotonic() if self.loaded_at is not None else 0.0

    async def first(self, world: World, limit_s: float) -> str | None:
        """Wait for no longer than ``limit_s``; returns what was still going on, None when at rest."""
        begun = time.monotonic()
        loaded_at: float | None = None
        while not self._crashed.is_set():
            now = time.monotonic()
            if self.loaded.is_set() and loaded_at is None:
                loaded_at = now
            left_s = limit_s - (now - begun)
            if left_s <= 0:
                return "requests were still running" if loaded_at else "the page was still loading"
            if loaded_at and now - loaded_at > _SCRIPTS_S and not self._traffic.awaits_resources:
                return None  # only scripts go on asking, and they may do so for ever
            if not await self._traffic.settled(self._idle_s, min(left_s, self._patience(loaded_at, now))):
                continue
            if self.loaded.is_set():
                if await self._is_idle(world, left_s):
                    return None
                continue
            waited = time.monotonic() - begun
            if waited >= _WITHOUT_LOAD_S and self._traffic.has_streams:
                return "a response without end kept the page from loading"
            await self._wait_for_load(min(max(_WITHOUT_LOAD_S - waited, _POLL_S), left_s))
        return None

    async def service_worker(self, world: World, limit_s: float) -> bool:
        """Wait until a service worker of the page is at work; whether there was one to wait for."""
        from playwright.async_api import Error

        if not self._traffic.asked_for_service_worker:
            return False
        try:
            waited = await asyncio.wait_for(world.call(_SERVICE), min(_SERVICE_S, limit_s))
        except (TimeoutError, Error, ScriptFailed):
            return False
        if waited:
            await self._traffic.settled(self._idle_s, min(_SERVICE_S, limit_s))
        return bool(waited)

    def _patience(self, loaded_at: float | None, now: float) -> float:
        """Until when it is worth looking again: when scripts have had their time, or ``load`` comes."""
        if loaded_at is None:
            return _POLL_S * 2 if not self.loaded.is_set() else _SCRIPTS_S
        return max(_SCRIPTS_S - (now - loaded_at), _POLL_S)

    async def _is_idle(self, world: World, left_s: float) -> bool:
        """Whether the page asks for nothing more once its scripts have had their turn.

        On a busy machine the wire is quiet also because the page does not get to ask.
        """
        from playwright.async_api import Error

        before = self._traffic.requests
        try:
            await asyncio.wait_for(world.call(_IDLE), min(_IDLE_S, left_s))
        except (TimeoutError, Error, ScriptFailed):
            return True  # it is too busy to say, which is for others to find out
        return self._traffic.requests == before

    async def _wait_for_load(self, limit_s: float) -> None:
        crash = asyncio.ensure_future(self._crashed.wait())
        load = asyncio.ensure_future(self.loaded.wait())
        await asyncio.wait({load, crash}, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
        load.cancel()
        crash.cancel()
