"""Starting audio and video, in every frame, so that what a reader would hear and see is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from snapshotter.capture.behaviours.steps import Ended
from snapshotter.capture.world import World, script

if TYPE_CHECKING:
    from playwright.async_api import Frame, Page

_SCRIPT = Path(__file__).with_name("media.js")
_HAS_MEDIA = "() => document.querySelector('video, audio') !== null"
_PLAY_MS = 3500
_MOST_FRAMES = 10


async def play_media(page: Page, world: World) -> Ended:
    """In the main frame, and in other frames that hold a player."""
    counts = [await world.call(script(_SCRIPT), {"ms": _PLAY_MS})]
    for frame in page.frames[1 : 1 + _MOST_FRAMES]:
        counts.append(await _in_frame(frame))
    media, started = (sum(count[key] for count in counts) for key in ("media", "started"))
    return Ended("done" if media else "nothing-to-do", detail={"media": media, "started": started})


async def _in_frame(frame: Frame) -> dict[str, Any]:
    from playwright.async_api import Error

    try:
        if await frame.evaluate(_HAS_MEDIA):
            found: dict[str, Any] = await frame.evaluate(script(_SCRIPT), {"ms": _PLAY_MS})
            return found
    except Error:
        pass  # the frame went away, or its document is none
    return {"media": 0, "started": 0}
