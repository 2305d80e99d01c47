"""The floor of many visits: Playwright, one browser, a new context for every page, the same scrolling.

``python -m bench.bare_visits BROWSER PORT JOBS URL...`` loads every page until the network is idle,
scrolls it in steps of 0.9 window, each drawn before the next, waits for what that loads, returns to
the top, and leaves.  It records nothing and pictures nothing.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext

_STRETCH_STEPS = 6
_MOST_IN_FLIGHT = 2
_CATCH_UP_S = 1.0
_END_IDLE_S = (0.15, 0.4)
_END_WAIT_S = 2.5
_MOST_STRETCHES = 60
_TICK_S = 0.02

_STRETCH = """async (steps) => {
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const root = document.scrollingElement;
  for (let step = 0; step < steps; step += 1) {
    const before = root.scrollTop;
    root.scrollTo({top: before + innerHeight * 0.9, behavior: "instant"});
    await drawn();
    if (root.scrollTop === before) break;
  }
  return root.scrollTop + innerHeight >= root.scrollHeight - 2;
}"""


class _Wire:
    """What is under way, as Playwright's events tell it."""

    def __init__(self, context: BrowserContext) -> None:
        self.in_flight = 0
        self._changed = time.monotonic()
        context.on("request", lambda _: self._count(1))
        context.on("requestfinished", lambda _: self._count(-1))
        context.on("requestfailed", lambda _: self._count(-1))

    def _count(self, change: int) -> None:
        self.in_flight += change
        self._changed = time.monotonic()

    async def calm(self, most: int, idle_s: float, limit_s: float) -> None:
        """Until no more than ``most`` are under way, and none came for ``idle_s``; or time is up."""
        deadline = time.monotonic() + limit_s
        while (now := time.monotonic()) < deadline:
            if self.in_flight <= most and now - self._changed >= idle_s:
                return
            await asyncio.sleep(_TICK_S)


async def visit(chromium: Browser, url: str) -> None:
    context = await chromium.new_context(viewport={"width": 1280, "height": 900}, ignore_https_errors=True)
    wire = _Wire(context)
    page = await context.new_page()
    await page.goto(url, wait_until="networkidle")
    ends = 0
    for _ in range(_MOST_STRETCHES):
        if await page.evaluate(_STRETCH, _STRETCH_STEPS):
            await wire.calm(0, _END_IDLE_S[ends], _END_WAIT_S)
            ends += 1
            if ends == len(_END_IDLE_S):
                break
        else:
            ends = 0
            await wire.calm(_MOST_IN_FLIGHT, 0, _CATCH_UP_S)
    await page.evaluate("() => scrollTo(0, 0)")
    await context.close()


async def visit_all(browser: str, port: str, jobs: int, urls: Sequence[str]) -> None:
    from playwright.async_api import async_playwright

    places = asyncio.Semaphore(jobs)

    async def one(chromium: Browser, url: str) -> None:
        async with places:
            await visit(chromium, url)

    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=browser,
            args=["--disable-quic", f"--host-resolver-rules=MAP * 127.0.0.1:{port}"],
            chromium_sandbox=os.geteuid() != 0,
        )
        await asyncio.gather(*(one(chromium, url) for url in urls))
        await chromium.close()


if __name__ == "__main__":
    asyncio.run(visit_all(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]))
