"""Scrolling to the end and back, so that what loads on sight is loaded.

Steps of 0.9 window, each drawn before the next, load what small steps load in a fraction of the time
and leave less out than a jump does.  Between stretches the wire is given time to catch up; at the end,
time for more page to come.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snapshotter.capture.behaviours.steps import Ended
from snapshotter.capture.traffic import Traffic
from snapshotter.capture.world import World, script
from snapshotter.model.capture import Cut

_SCRIPT = Path(__file__).with_name("scroll.js")
_TO_TOP = """() => {
  const all = [document.scrollingElement, ...document.querySelectorAll("body, body div, main, section")];
  for (const each of all) if (each && each.scrollTop > 0) each.scrollTo({top: 0, behavior: "instant"});
}"""
_TURN = """() => new Promise((done) => {
  setTimeout(done, 1500);
  requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(done, {timeout: 500})));
})"""
"""The page has drawn what there is, and its scripts have had their turn."""
_STRETCH_STEPS = 6
_MOST_IN_FLIGHT = 2
_CATCH_UP_S = 1.0
"""The wire is waited for no longer than this between two stretches."""
_END_IDLE_S = (0.15, 0.4)
"""At the end the wire must be quiet for so long, the second time longer: scripts wait before they ask."""
_END_LENIENCE = 3.0
"""Where the page is slow to have its turn: quiet for so many times as long as that took."""
_END_LONGEST_IDLE_S = 1.5
"""Then, too, quiet for no longer than this."""
_END_WAIT_S = 2.5
"""And no longer than this is it waited for."""
_INNER_SCROLLERS = 40


@dataclass(frozen=True, slots=True)
class ScrollLimits:
    """How far, in how many steps and how long a page is scrolled."""

    pixels: int = 100_000
    steps: int = 200
    seconds: float = 15.0


@dataclass(slots=True)
class _Way:
    """How far it went."""

    steps: int = 0
    top: int = 0
    height: int = 0
    loads: int = 0
    """How often more page came at the end."""
    inner: int = 0


async def scroll(world: World, traffic: Traffic, limits: ScrollLimits) -> Ended:
    """From where the page is to its end, and to the top again."""
    way, begun = _Way(), time.monotonic()
    budget: str | None = None
    ends = 0
    """How often in a row the end was the same."""
    try:
        while budget is None and ends < len(_END_IDLE_S):
            seen = await world.call(script(_SCRIPT), _stretch(way, limits, begun, again=ends > 0))
            grown = seen["height"] > way.height + 2
            way.loads += bool(ends and grown)
            ends = 0 if grown else ends
            _note(way, seen)
            budget = _spent(way, seen, limits, begun)
            if seen["bottom"]:
                turn = time.monotonic()
                await world.call(_TURN)
                turn_s = time.monotonic() - turn
                await traffic.settled(_idle_s(ends, turn_s), _END_WAIT_S)
                ends += 1
            elif traffic.in_flight > _MOST_IN_FLIGHT:
                await traffic.calm(_MOST_IN_FLIGHT, _CATCH_UP_S)
    finally:
        await world.call(_TO_TOP)
    return _ended(way, budget, limits)


def _idle_s(ends: int, turn_s: float) -> float:
    """How long the wire must be quiet at the end: a busy machine asks late for what comes next."""
    return max(_END_IDLE_S[ends], min(_END_LENIENCE * turn_s, _END_LONGEST_IDLE_S))


def _stretch(way: _Way, limits: ScrollLimits, begun: float, *, again: bool) -> dict[str, float]:
    left_s = max(limits.seconds - (time.monotonic() - begun), 0.0)
    return {
        "steps": min(_STRETCH_STEPS, limits.steps - way.steps),
        "pixels": limits.pixels,
        "ms": left_s * 1000,
        "inner": _INNER_SCROLLERS - way.inner,
        "again": again,
    }


def _note(way: _Way, seen: dict[str, Any]) -> None:
    way.steps += seen["steps"]
    way.top = max(way.top, seen["top"] + seen["window"])
    way.height = seen["height"]
    way.inner += seen["inner"]


def _spent(way: _Way, seen: dict[str, Any], limits: ScrollLimits, begun: float) -> str | None:
    """The budget that is used up before the end was reached, or while the end still moves away."""
    if seen["bottom"] and not way.loads:
        return None
    if way.steps >= limits.steps:
        return "scroll-steps"
    if way.top >= limits.pixels:
        return "scroll-pixels"
    return "scroll-time" if time.monotonic() - begun >= limits.seconds else None


def _ended(way: _Way, budget: str | None, limits: ScrollLimits) -> Ended:
    detail = {
        "steps": way.steps,
        "pixels": way.top,
        "height": way.height,
        "loads": way.loads,
        "inner_scrollers": way.inner,
    }
    if budget is None:
        return Ended("done" if way.steps else "nothing-to-do", detail=detail)
    told = {
        "scroll-steps": f"{limits.steps} steps",
        "scroll-pixels": f"{limits.pixels} pixels",
        "scroll-time": f"{limits.seconds:g} s",
    }[budget]
    message = f"scrolling ended after {told} at {way.top} of {way.height} pixels"
    return Ended("over-budget", message, detail, (Cut(budget, message),))
