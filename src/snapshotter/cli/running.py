"""Running a workflow to its end, or to a clean stop."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator
from functools import partial
from typing import Any, TypeVar

Result = TypeVar("Result")

_GC_OBJECTS = 50_000
"""Exchanges and messages come by the thousand and hold no cycles: looking for those seldom is enough."""


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """The result of ``work``.  Ctrl-C and SIGTERM cancel it, wait for it to tidy up, and end as
    ``KeyboardInterrupt``; a second Ctrl-C does not wait."""
    import asyncio
    import contextlib
    import gc
    import signal

    gc.set_threshold(_GC_OBJECTS)

    async def stoppable() -> Result:
        task = asyncio.current_task()
        assert task is not None
        with contextlib.suppress(NotImplementedError):  # Windows has no such handlers
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        return await work

    try:
        return asyncio.run(stoppable())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def run_lightly(work: Coroutine[Any, Any, Result]) -> Result:
    """:func:`run` for work that seldom needs an event loop.

    It begins without one, which saves a third of the start; where it awaits
    :func:`snapshotter.wiring.event_loop`, asyncio takes over.
    """
    try:
        work.send(None)
    except StopIteration as done:
        result: Result = done.value
        return result
    return run(_going_on(work))


async def _going_on(work: Coroutine[Any, Any, Result]) -> Result:
    result: Result = await _Rest(work)
    return result


class _Rest:
    """What is left of a coroutine that was begun elsewhere."""

    def __init__(self, work: Coroutine[Any, Any, Any]) -> None:
        self._work = work

    def __await__(self) -> Generator[Any, Any, Any]:
        step: Callable[[], Any] = partial(self._work.send, None)
        while True:
            try:
                waiting = step()
            except StopIteration as done:
                return done.value
            try:
                step = partial(self._work.send, (yield waiting))
            except BaseException as error:
                step = partial(self._work.throw, error)
