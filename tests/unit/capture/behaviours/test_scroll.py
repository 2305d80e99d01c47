"""How long the end of a page is waited at."""

from __future__ import annotations

import asyncio

from snapshotter.capture.behaviours import scroll as scrolling
from snapshotter.capture.behaviours.scroll import ScrollLimits, scroll

BOTTOM = {"steps": 3, "top": 2000, "window": 900, "height": 2900, "bottom": True, "inner": 0}


class World:
    """A page whose end is reached at once, and whose scripts have their turn after so many seconds."""

    def __init__(self, turn_s):
        self.turn_s = turn_s

    async def call(self, source, argument=None):
        if source == scrolling._TURN:
            await asyncio.sleep(self.turn_s)
        return BOTTOM


class Traffic:
    in_flight = 0

    def __init__(self):
        self.waited_s = []

    async def settled(self, idle_s, limit_s):
        assert idle_s < limit_s
        self.waited_s.append(idle_s)
        return True


async def waits_s(turn_s):
    traffic = Traffic()
    ended = await scroll(World(turn_s), traffic, ScrollLimits())
    assert ended.outcome == "done"
    return traffic.waited_s


async def test_the_end_of_a_quick_page_is_left_soon():
    assert await waits_s(0.0) == [0.15, 0.4]


async def test_a_page_that_is_slow_to_have_its_turn_gets_longer():
    first, second = await waits_s(0.3)
    assert 0.9 <= first <= 1.5
    assert 0.9 <= second <= 1.5


async def test_and_not_without_end():
    assert await waits_s(0.7) == [1.5, 1.5]
