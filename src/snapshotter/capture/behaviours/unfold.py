"""Opening what is folded up: ``<details>``, and what load-more buttons bring."""

from __future__ import annotations

from pathlib import Path

from snapshotter.capture.behaviours.steps import Ended
from snapshotter.capture.behaviours.words import LOAD_MORE
from snapshotter.capture.traffic import Traffic
from snapshotter.capture.world import World, script
from snapshotter.model.capture import Cut

_SCRIPT = Path(__file__).with_name("unfold.js")
_IDLE_S = 0.2
_WAIT_S = 3.0


async def unfold(world: World, traffic: Traffic, *, most_clicks: int) -> Ended:
    """Press and open until there is nothing more; each press is given time to bring what it brings."""
    opened, pressed = 0, list[str]()
    while True:
        press = len(pressed) < most_clicks
        seen = await world.call(script(_SCRIPT), {"words": LOAD_MORE, "press": press})
        opened += seen["opened"]
        if seen["pressed"] is None:
            break
        pressed.append(seen["pressed"])
        await traffic.settled(_IDLE_S, _WAIT_S)
    detail = {"details_opened": opened, "pressed": pressed}
    if most_clicks and len(pressed) >= most_clicks:
        message = f"no more than {most_clicks} load-more buttons were pressed"
        return Ended("over-budget", message, detail, (Cut("unfold-clicks", message),))
    return Ended("done" if opened or pressed else "nothing-to-do", detail=detail)
