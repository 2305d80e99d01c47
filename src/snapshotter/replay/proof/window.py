"""A snapshot in a window of a real browser, at its original address, with the archive as all there is."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from snapshotter.capture.browser import WarmBrowser
from snapshotter.errors import BrowserCrashed
from snapshotter.model.replay import ReplayMaterial
from snapshotter.replay.lookup import SnapshotLookup
from snapshotter.replay.proof.traffic import SealedTraffic
from snapshotter.replay.proof.witness import Witness
from snapshotter.replay.sealed import SealedOrigin

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page


async def show(browser: WarmBrowser, material: ReplayMaterial) -> None:
    """Open the snapshot and return when its last window was closed.

    ``browser`` must have been started with :func:`snapshotter.replay.proof.prover.sealed_arguments`.
    Raises :class:`BrowserCrashed` when it does not start.
    """
    witness = Witness(await asyncio.to_thread(SnapshotLookup, material))
    async with SealedOrigin(witness) as origin:
        traffic = SealedTraffic(origin.port, witness)
        await traffic.start()
        try:
            context = await browser.context(traffic.proxy)
            await _read(context, material)
            await browser.give_back(context)
        finally:
            await traffic.stop()


async def _read(context: BrowserContext, material: ReplayMaterial) -> None:
    """Returns when there is no window left."""
    from playwright.async_api import Error

    windows = _Windows(context)
    try:
        page = await context.new_page()
    except Error as error:
        raise BrowserCrashed(f"the browser opened no window: {error.message.splitlines()[0]}") from error
    with suppress(Error):  # the window says what is wrong, if it has not been closed before
        await page.goto(material.url, wait_until="commit")
    await windows.gone.wait()


class _Windows:
    """The pages of a context: the first, and those that it opens."""

    def __init__(self, context: BrowserContext) -> None:
        self.gone = asyncio.Event()
        self._context = context
        context.on("page", self._opened)
        context.on("close", lambda _: self.gone.set())

    def _opened(self, page: Page) -> None:
        page.on("close", self._closed)

    def _closed(self, page: Page) -> None:
        if all(other is page or other.is_closed() for other in self._context.pages):
            self.gone.set()
