"""The snapshots that are kept ready: the last few that somebody looked at."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable

from snapshotter.errors import ArchiveError
from snapshotter.model.replay import ReplayMaterial
from snapshotter.replay.hosts.stage import Stage
from snapshotter.replay.hosts.tally import Tally

MaterialOf = Callable[[str], ReplayMaterial | None]
"""The snapshot that a label stands for; None for none, or more than one.  May raise :class:`ArchiveError`."""
_KEPT = 6


class Stages:
    """Makes each stage once, however many requests come at the same time."""

    def __init__(self, material: MaterialOf, port: int) -> None:
        self._material = material
        self._port = port
        self._stages: OrderedDict[tuple[str, bool], asyncio.Task[Stage | None]] = OrderedDict()

    async def of(self, label: str, *, by_path: bool) -> Stage | None:
        """None where no snapshot has the label.  Raises :class:`ArchiveError` when it cannot be read."""
        key = (label, by_path)
        task = self._stages.get(key)
        if task is None:
            task = self._stages[key] = asyncio.create_task(self._made(label, by_path))
            while len(self._stages) > _KEPT:
                self._stages.popitem(last=False)
        self._stages.move_to_end(key)
        try:
            stage = await asyncio.shield(task)
        except ArchiveError:
            self._stages.pop(key, None)
            raise
        if stage is None:
            self._stages.pop(key, None)
        return stage

    def tally(self, label: str) -> Tally:
        """Of the way that was asked last."""
        for (held, _), task in reversed(self._stages.items()):
            if held == label and task.done() and not task.cancelled() and task.exception() is None:
                stage = task.result()
                return stage.counter.tally if stage is not None else Tally()
        return Tally()

    async def _made(self, label: str, by_path: bool) -> Stage | None:
        material = await asyncio.to_thread(self._material, label)
        if material is None:
            return None
        return await asyncio.to_thread(Stage, label, self._port, material, by_path=by_path)
