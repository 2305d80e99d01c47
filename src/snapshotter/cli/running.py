"""Running a workflow to its end, or to a clean stop."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import asyncio
    import signal

Result = TypeVar("Result")

_MALLOPT = {"M_ARENA_MAX": (-8, 2), "M_MMAP_THRESHOLD": (-3, 1 << 20), "M_TRIM_THRESHOLD": (-1, 4 << 20)}
"""Numbers and values of mallopt(3): few heaps, large buffers apart from them, and free ends given back."""

_GC_OBJECTS = 50_000
"""Exchanges and messages come by the thousand and hold no cycles: looking for those seldom is enough."""

_GC_PACE_S = 20.0
"""Pages do hold some, with their bytes.  Python looks for old ones only once there is a quarter more."""


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """The result of ``work``.  Ctrl-C, SIGTERM and SIGHUP cancel it, wait for it to tidy up, and end as
    ``KeyboardInterrupt``; a second Ctrl-C does not wait."""
    import asyncio
    import contextlib
    import gc

    gc.set_threshold(_GC_OBJECTS)
    _give_memory_back()

    async def stoppable() -> Result:
        task = asyncio.current_task()
        assert task is not None
        _collect_now_and_then(asyncio.get_running_loop())
        for number in stopping():
            with contextlib.suppress(NotImplementedError):  # Windows has no such handlers
                asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        return await work

    try:
        return asyncio.run(stoppable())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def stopping() -> list[signal.Signals]:
    """The signals that stop a run as Ctrl-C does.  ``nohup`` ignores one, and so do we then."""
    import signal

    wanted = [getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP")]
    return [each for each in wanted if each is not None and signal.getsignal(each) is not signal.SIG_IGN]


def stop_as_ctrl_c() -> None:
    """Make them so for work outside an event loop as well, which they would end without tidying up."""
    import signal

    for number in stopping():
        signal.signal(number, signal.default_int_handler)


def _give_memory_back() -> None:
    """Have the GNU C library return what a long run has freed.

    By itself it keeps a heap for each of many threads, and puts buffers of up to 32 MiB into them once such a
    one has been freed: pictures and bodies come and go, and what lies between them holds the rest.  What is
    free within a heap goes back whenever Python has looked for cycles among what is no longer new.
    """
    import ctypes
    import gc
    import sys

    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None)
    if hasattr(library, "mallinfo2"):  # another library's numbers may mean other things
        for number, value in _MALLOPT.values():
            library.mallopt(number, value)
        gc.callbacks.append(lambda phase, info: _trim(library, phase, info))


def _trim(library: Any, phase: str, info: dict[str, int]) -> None:
    if phase == "stop" and info["generation"] > 0:
        library.malloc_trim(0)


def _collect_now_and_then(loop: asyncio.AbstractEventLoop) -> None:
    """Have cycles looked for among all objects while the loop runs, which takes a fraction of a second."""
    import gc

    def collect() -> None:
        gc.collect()
        loop.call_later(_GC_PACE_S, collect)

    loop.call_later(_GC_PACE_S, collect)


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
