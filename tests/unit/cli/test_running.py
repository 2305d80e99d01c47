"""Work that begins without an event loop, and goes on with one."""

from __future__ import annotations

import asyncio
import gc
import weakref
from contextlib import aclosing

import pytest

from snapshotter.cli import running
from snapshotter.cli.running import run, run_lightly
from snapshotter.wiring import event_loop


def is_running():
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def test_work_that_awaits_nothing_needs_no_event_loop():
    async def work():
        return is_running()

    assert run_lightly(work()) is False


def test_an_event_loop_is_started_where_it_is_asked_for():
    seen = []

    async def posts():
        yield is_running()
        await event_loop()
        await asyncio.sleep(0)
        yield is_running()
        await event_loop()

    async def work():
        async with aclosing(posts()) as each:
            seen.extend([found async for found in each])
        return await asyncio.wait_for(asyncio.sleep(0, "done"), 5)

    assert run_lightly(work()) == "done"
    assert seen == [False, True]


@pytest.mark.parametrize("late", [False, True])
def test_errors_come_out_of_either_half(late):
    async def work():
        if late:
            await event_loop()
        raise ValueError("told")

    with pytest.raises(ValueError, match="told"):
        run_lightly(work())


def test_errors_go_into_the_second_half():
    async def work():
        await event_loop()
        try:
            async with asyncio.timeout(0.001):
                await asyncio.sleep(10)
        except TimeoutError:
            return "in time"

    assert run_lightly(work()) == "in time"


def test_what_holds_itself_is_let_go_while_the_run_goes_on(monkeypatch):
    class Page:
        def __init__(self):
            self.itself = self

    async def work():
        old = Page()
        gc.collect()
        gone = weakref.ref(old)
        del old
        for _ in range(500):
            await asyncio.sleep(0.01)
            if gone() is None:
                return True
        return False

    monkeypatch.setattr(running, "_GC_PACE_S", 0.02)

    assert run(work())
