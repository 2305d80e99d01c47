"""Further views of a page: loaded once more as another device would, scrolled and pictured.

What the other device asks for is recorded with the rest, so that its view can be replayed as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from snapshotter.capture import pictures
from snapshotter.capture.behaviours.scroll import ScrollLimits, scroll
from snapshotter.capture.behaviours.steps import Ended
from snapshotter.capture.traffic import Traffic
from snapshotter.capture.world import World
from snapshotter.model.capture import Artefact
from snapshotter.urls import Url

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

_LOAD_S = 15.0
_SETTLE_S = 5.0
_HEIGHT = "() => (document.scrollingElement || document.documentElement).scrollHeight"


@dataclass(frozen=True, slots=True)
class Viewport:
    """A window in CSS pixels, of a desktop or of a telephone."""

    name: str
    width_px: int
    height_px: int
    is_mobile: bool = False

    @classmethod
    def parse(cls, written: str) -> Viewport:
        """``mobile``, or ``WIDTHxHEIGHT``; raises ``ValueError`` for anything else."""
        if written == "mobile":
            return cls("mobile", 412, 915, is_mobile=True)
        width, _, height = written.partition("x")
        return cls(written, int(width), int(height))


async def further_view(
    context: BrowserContext,
    traffic: Traffic,
    url: Url,
    viewport: Viewport,
    *,
    limits: ScrollLimits | None,
    max_height_px: int,
) -> tuple[Ended, list[Artefact]]:
    """The window and the whole page in ``viewport``; in a page of its own that is closed again."""
    page = await context.new_page()
    try:
        return await _seen(context, traffic, url, page, viewport, limits, max_height_px)
    finally:
        await page.close()


async def _seen(  # noqa: PLR0917
    context: BrowserContext,
    traffic: Traffic,
    url: Url,
    page: Page,
    viewport: Viewport,
    limits: ScrollLimits | None,
    max_height_px: int,
) -> tuple[Ended, list[Artefact]]:
    session = await context.new_cdp_session(page)
    world = World(session)
    await _become(page, world, viewport)
    await page.goto(url, wait_until="load", timeout=_LOAD_S * 1000)
    await traffic.settled(0.3, _SETTLE_S)
    if limits is not None:
        await scroll(world, traffic, limits)
    height = int(await world.call(_HEIGHT))
    shown = min(height, max_height_px)
    taken = [
        await pictures.window(session, label=viewport.name),
        await pictures.whole_page(session, viewport.width_px, shown, label=viewport.name),
    ]
    return Ended(detail={"width": viewport.width_px, "height": height}), taken


async def _become(page: Page, world: World, viewport: Viewport) -> None:
    metrics = {
        "width": viewport.width_px,
        "height": viewport.height_px,
        "deviceScaleFactor": 1,
        "mobile": viewport.is_mobile,
    }
    await world.session.send("Emulation.setDeviceMetricsOverride", metrics)
    if not viewport.is_mobile:
        return
    await world.session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    agent = await page.evaluate("navigator.userAgent")
    await world.session.send("Emulation.setUserAgentOverride", _telephone(agent))


def _telephone(desktop: str) -> dict[str, object]:
    """What Chrome on Android says of itself, with the version of this browser."""
    found = re.search(r"Chrome/(\d+)", desktop)
    major = found[1] if found else "150"
    brands = [{"brand": brand, "version": major} for brand in ("Chromium", "Google Chrome")]
    return {
        "userAgent": f"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"Chrome/{major}.0.0.0 Mobile Safari/537.36",
        "userAgentMetadata": {
            "brands": [*brands, {"brand": "Not.A/Brand", "version": "24"}],
            "platform": "Android",
            "platformVersion": "10.0.0",
            "architecture": "",
            "model": "K",
            "mobile": True,
        },
    }
