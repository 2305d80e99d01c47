"""A real Chromium and a page on loopback, for what only a browser can tell."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from snapshotter.capture import browsers
from snapshotter.demo.messages import Route
from snapshotter.demo.origin import ANY, Origin
from snapshotter.errors import SnapshotterError


@asynccontextmanager
async def served(routes: Mapping[str, Route]) -> AsyncIterator[tuple[Origin, str]]:
    """The routes on loopback in the clear, and their base address."""
    async with Origin({ANY: routes}, ports={"h1": None}) as origin:
        yield origin, f"http://127.0.0.1:{origin.ports['h1']}"


@asynccontextmanager
async def chromium() -> AsyncIterator:
    """A browser; the test is skipped where there is none."""
    from playwright.async_api import async_playwright

    try:
        found = browsers.find_browser()
    except SnapshotterError as error:
        pytest.skip(str(error))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=found.path, args=["--no-sandbox", "--hide-scrollbars"]
        )
        try:
            yield browser
        finally:
            await browser.close()
