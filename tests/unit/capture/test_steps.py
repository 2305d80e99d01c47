"""Steps end in time, whatever they do, and say how."""

from __future__ import annotations

import asyncio
import time

import pytest
from playwright.async_api import Error

from snapshotter.capture.behaviours.steps import Ended, Steps
from snapshotter.capture.world import ScriptFailed
from snapshotter.model.capture import Cut


@pytest.fixture
def steps():
    return Steps(time.monotonic() + 60, asyncio.Event())


async def test_a_step_says_how_it_ended(steps):
    async def work():
        return Ended("over-budget", "far", {"pixels": 9}, (Cut("scroll-pixels", "far"),))

    await steps.run("scroll", work, 1)

    (step,) = steps.done
    assert (step.name, step.outcome, step.message, step.detail) == (
        "scroll",
        "over-budget",
        "far",
        {"pixels": 9},
    )
    assert steps.cuts == [Cut("scroll-pixels", "far")]


async def test_a_step_that_hangs_is_out_of_time(steps):
    stopped = asyncio.Event()

    async def work():
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()
        return Ended()

    ended = await steps.run("media", work, 0.05)

    assert ended.outcome == "out-of-time"
    await asyncio.wait_for(stopped.wait(), 1)


@pytest.mark.parametrize("trouble", [Error("Target closed\nCall log:"), ScriptFailed("TypeError: x")])
async def test_trouble_of_the_page_is_a_failed_step(steps, trouble):
    async def work():
        raise trouble

    ended = await steps.run("look", work, 1)

    assert (ended.outcome, ended.message) == ("failed", str(trouble).splitlines()[0])


async def test_a_mistake_of_ours_is_not_hidden(steps):
    async def work():
        raise KeyError("top")

    with pytest.raises(KeyError):
        await steps.run("look", work, 1)


async def test_a_crash_ends_the_running_step():
    crashed = asyncio.Event()
    steps = Steps(time.monotonic() + 60, crashed)

    async def work():
        crashed.set()
        await asyncio.Event().wait()
        return Ended()

    ended = await steps.run("scroll", work, 30)

    assert ended.outcome == "failed"
    assert "crashed" in ended.message


def test_a_deadline_in_the_past_leaves_hardly_anything():
    steps = Steps(time.monotonic() - 1, asyncio.Event())

    assert steps.is_late
    assert 0 < steps.left() < 0.1
