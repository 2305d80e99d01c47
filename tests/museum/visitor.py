"""A person with a browser and nothing else: the measure of what a page loads for its readers.

A bare Chromium, a mouse wheel turned without haste to the end of the page, pauses, and a hand that
opens what a reader would open.  Nothing of the program's is used here.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page

VIEWPORT = {"width": 1280, "height": 900}
_NOTCH_PX = 400
_PAUSE_S = 0.12
_AT_THE_END_S = 0.5
_ENDS = 3
_MOST_NOTCHES = 400
_STILL_S = 1.6
"""A reader who sees nothing happen for so long goes on."""
_LONGEST_S = 15.0
_MOST_PRESSES = 30
_LOAD_S = 20.0

_PLACES = """() => [document.scrollingElement, ...document.querySelectorAll("body *")]
  .reduce((sum, element) => sum + element.scrollTop, 0)"""
_LISTEN = """() => document.querySelectorAll("audio, video").forEach((medium) => {
  medium.muted = true;
  medium.play().catch(() => {});
})"""
_OPEN = '() => document.querySelectorAll("details").forEach((details) => { details.open = true; })'


@asynccontextmanager
async def browser(executable: Path, resolver_rules: str) -> AsyncIterator[Browser]:
    """A Chromium for which the names of ``resolver_rules`` are all there is."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=executable,
            args=["--disable-quic", "--ignore-certificate-errors", f"--host-resolver-rules={resolver_rules}"],
            chromium_sandbox=os.geteuid() != 0,
        )
        yield chromium
        await chromium.close()


async def read(
    chromium: Browser, url: str, *, once: Sequence[str] = (), until_gone: Sequence[str] = ()
) -> None:
    """Read a page from its beginning to its end, and come back when nothing has been asked for in a while.

    ``once`` and ``until_gone`` are selectors of what is clicked on the way: everything that matches
    one time each, and the first that matches again and again until none is left.
    """
    context = await chromium.new_context(viewport=VIEWPORT, ignore_https_errors=True)
    watch = _Watch(context)
    page = await context.new_page()
    page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.dismiss()))
    await page.goto(url, wait_until="load", timeout=_LOAD_S * 1000)
    await watch.still()
    await page.mouse.move(1000, 450)
    await _scroll(page)
    await page.evaluate(_OPEN)
    for selector in once:
        for number in range(await page.locator(selector).count()):
            await _press(page, selector, number)
    for selector in until_gone:
        await _press_until_gone(page, selector)
    await page.evaluate(_LISTEN)
    await _scroll(page)
    await watch.still()
    await context.close()


class _Watch:
    """Knows when the page asked for something last."""

    def __init__(self, context: BrowserContext) -> None:
        self._last = time.monotonic()
        for event in ("request", "requestfinished", "requestfailed"):
            context.on(event, self._note)

    def _note(self, _request: object) -> None:
        self._last = time.monotonic()

    async def still(self) -> None:
        """Nothing was asked for or finished for a while, or it goes on without end."""
        deadline = time.monotonic() + _LONGEST_S
        while (now := time.monotonic()) < min(self._last + _STILL_S, deadline):
            await asyncio.sleep(min(self._last + _STILL_S, deadline) - now)


async def _scroll(page: Page) -> None:
    """Turn the wheel until nothing on the page moves any more."""
    place, ends = await page.evaluate(_PLACES), 0
    for _ in range(_MOST_NOTCHES):
        await page.mouse.wheel(0, _NOTCH_PX)
        await asyncio.sleep(_AT_THE_END_S if ends else _PAUSE_S)
        before, place = place, await page.evaluate(_PLACES)
        ends = ends + 1 if place == before else 0
        if ends == _ENDS:
            return


async def _press(page: Page, selector: str, number: int = 0) -> None:
    await page.locator(selector).nth(number).click()
    await asyncio.sleep(2 * _PAUSE_S)


async def _press_until_gone(page: Page, selector: str) -> None:
    for _ in range(_MOST_PRESSES):
        if not await page.locator(selector).count():
            return
        await _press(page, selector)
