"""Named steps with a limit, a log and an outcome: nothing on a page is awaited without a deadline."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from snapshotter.capture.world import ScriptFailed
from snapshotter.model.capture import Cut, Step

Ending = Literal["done", "nothing-to-do", "out-of-time", "over-budget", "failed"]

_LEAST_S = 0.05


@dataclass(frozen=True, slots=True)
class Ended:
    """How a step ended by itself, and the budgets that it used up."""

    outcome: Ending = "done"
    message: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    cuts: tuple[Cut, ...] = ()


class Steps:
    """The steps of one visit, in order.

    ``crashed`` ends whatever step is running.  ``deadline`` is on the clock of ``time.monotonic``.
    """

    def __init__(self, deadline: float, crashed: asyncio.Event) -> None:
        self.done: list[Step] = []
        self.cuts: list[Cut] = []
        self.deadline = deadline
        self._crashed = crashed

    def left(self) -> float:
        """Seconds until the page's wall clock runs out; never quite nothing."""
        return max(self.deadline - time.monotonic(), _LEAST_S)

    @property
    def is_late(self) -> bool:
        return self.left() <= _LEAST_S

    async def run(self, name: str, work: Callable[[], Awaitable[Ended]], limit_s: float) -> Ended:
        """Do it, within ``limit_s`` and whatever comes, and write down what became of it."""
        from playwright.async_api import Error

        begun = time.monotonic()
        try:
            ended = await self._within(work(), limit_s)
        except Error as error:
            ended = Ended("failed", _first_line(error.message))
        except ScriptFailed as error:
            ended = Ended("failed", str(error))
        self.cuts += ended.cuts
        elapsed_s = round(time.monotonic() - begun, 3)
        self.done.append(Step(name, ended.outcome, elapsed_s, ended.message, ended.detail))
        return ended

    async def _within(self, work: Awaitable[Ended], limit_s: float) -> Ended:
        task = asyncio.ensure_future(work)
        crash = asyncio.ensure_future(self._crashed.wait())
        try:
            await asyncio.wait({task, crash}, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return task.result()
            if crash.done():
                return Ended("failed", "the page crashed")
            return Ended("out-of-time", f"not done after {limit_s:.0f} s")
        finally:
            crash.cancel()
            if not task.done():
                task.cancel()


def _first_line(message: str) -> str:
    return message.strip().splitlines()[0] if message.strip() else "the browser gave no reason"
