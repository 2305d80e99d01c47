"""A full disk pauses a run; it does not end it, and it loses nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from snapshotter import durable
from snapshotter.errors import SnapshotterError, WriteFailed
from snapshotter.model.events import Paused, Resumed
from snapshotter.model.space import Shortage

if TYPE_CHECKING:
    from snapshotter.ports import Space, Watch

LOOK_S = 5.0
"""Between two looks at the disk."""
LONGEST_LOOK_S = 60.0
T = TypeVar("T")


@dataclass(slots=True)
class Room:
    """Whoever wants to write asks here first, and comes back here when the disk refused.

    One waits for all: the pause is told once, and so is its end.
    """

    space: Space
    watch: Watch
    wait_s: float
    """So long the run waits for room before it stops."""
    look_s: float = LOOK_S
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def available(self) -> None:
        """Returns once there is room.  Raises :class:`WriteFailed` when there is none for too long."""
        async with self._one:
            shortage = await self._shortage()
            if shortage is not None:
                await self._wait(shortage, self.clock() + self.wait_s, None)

    async def keeping(self, write: Callable[[], Awaitable[T]]) -> T:
        """What ``write`` returns; where it finds the disk full, once more when there is room.

        ``write`` must leave nothing behind when it fails.  Raises :class:`WriteFailed` when the disk
        stays full for too long, and what ``write`` raises for other reasons.
        """
        deadline: float | None = None
        pause_s = self.look_s
        while True:
            try:
                return await write()
            except (SnapshotterError, OSError) as error:
                if not durable.is_full(error):
                    raise
                deadline = self.clock() + self.wait_s if deadline is None else deadline
                async with self._one:
                    shortage = await self._shortage() or refused(error)
                    await self._wait(shortage, deadline, error, pause_s)
                pause_s = min(pause_s * 2, LONGEST_LOOK_S)

    async def _wait(
        self, shortage: Shortage, deadline: float, error: Exception | None, pause_s: float | None = None
    ) -> None:
        """Look again every few seconds until there is room; at least once where a write was refused."""
        self.watch(Paused(f"paused: {shortage.what}: {told(shortage)}", self.wait_s))
        last: Shortage | None = shortage
        while last is not None:
            if self.clock() >= deadline:
                raise WriteFailed(
                    f"{last.what}; no room was made within {self.wait_s:g} s",
                    hint=f"{last.remedy[:1].upper()}{last.remedy[1:]}, then run the same command again: "
                    "it goes on where it stopped.",
                ) from error
            await self.sleep(min(pause_s or self.look_s, max(deadline - self.clock(), 0.0)))
            last = await self._shortage()
        self.watch(Resumed("there is room again; going on"))

    async def _shortage(self) -> Shortage | None:
        return await asyncio.to_thread(self.space.shortage)


def refused(error: Exception) -> Shortage:
    """What a write that found the disk full says of it, where the numbers say nothing (a quota)."""
    message = error.message if isinstance(error, SnapshotterError) else str(error)
    return Shortage(message, 0, "free some room, or raise the quota")


def told(shortage: Shortage) -> str:
    missing = f"{shortage.missing_bytes:,} bytes are missing; " if shortage.missing_bytes else ""
    return f"{missing}{shortage.remedy}"
