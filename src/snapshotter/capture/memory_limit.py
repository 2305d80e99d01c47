"""Ends what takes too much memory: a page may eat all that a machine has while it is being looked at."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from pathlib import Path

from snapshotter.capture.process_memory import oversized_helpers

PACE_S = 2.0
"""Between two looks; each takes some milliseconds."""


class MemoryLimit:
    """Over the processes that show pages, in the browsers that have a folder in their command lines.

    One that has more than ``limit_bytes`` is killed: its page crashes, the others and the browser go on.
    """

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self._task: asyncio.Task[None] | None = None
        self._last: float | None = None

    def start(self, folder: Path) -> None:
        """Look from now on at the browsers of a folder.  Idempotent; without a limit nothing happens."""
        if self._task is None and self.limit_bytes:
            self._task = asyncio.ensure_future(self._watch(folder.name))

    def has_ended_one_since(self, moment: float) -> bool:
        """Whether a process was killed at or after a moment of ``time.monotonic``."""
        return self._last is not None and self._last >= moment

    async def close(self) -> None:
        """Look no more.  Idempotent."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _watch(self, folder: str) -> None:
        while True:
            await asyncio.sleep(PACE_S)
            for pid in await asyncio.to_thread(oversized_helpers, self.limit_bytes, folder):
                self._last = time.monotonic()
                with contextlib.suppress(OSError):  # it has ended by itself
                    os.kill(pid, signal.SIGKILL)
