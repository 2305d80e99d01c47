"""How much may still be written to an archive home."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from snapshotter.model.space import Shortage

_SCAN_COST = 20.0
"""Sizes of files are added up again after so many times of what it took the last time."""


def free_bytes(folder: Path) -> int:
    """What the disk of ``folder`` has left for us.  Raises ``OSError``."""
    return shutil.disk_usage(folder).free


class ArchiveSpace:
    """:class:`snapshotter.ports.Space` of ``<home>/warcs``; a limit of 0 is none.

    Blocking: a large archive has many files.
    """

    def __init__(
        self,
        home: Path,
        *,
        max_bytes: int = 0,
        min_free_bytes: int = 0,
        free: Callable[[Path], int] = free_bytes,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._warcs = home / "warcs"
        self._max_bytes = max_bytes
        self._min_free_bytes = min_free_bytes
        self._free = free
        self._clock = clock
        self._size = 0
        self._next_scan = float("-inf")

    def shortage(self) -> Shortage | None:
        """What there is too little of; None when there is room."""
        return self._disk_is_full() or self._archive_is_full()

    def _disk_is_full(self) -> Shortage | None:
        if not self._min_free_bytes:
            return None
        free = self._free(_existing(self._warcs))
        missing = self._min_free_bytes - free
        if missing <= 0:
            return None
        return Shortage(
            f"the disk of {self._warcs} has {free:,} bytes left, "
            f"[archive] min_free_bytes is {self._min_free_bytes:,}",
            missing,
            "free some, or set min_free_bytes lower",
        )

    def _archive_is_full(self) -> Shortage | None:
        if not self._max_bytes:
            return None
        size = self._size_bytes()
        if size <= self._max_bytes:
            return None
        return Shortage(
            f"{self._warcs} holds {size:,} bytes, [archive] max_bytes is {self._max_bytes:,}",
            size - self._max_bytes,
            "set max_bytes higher, or take the older files elsewhere",
        )

    def _size_bytes(self) -> int:
        begun = self._clock()
        if begun >= self._next_scan:
            self._size = _size_of(self._warcs)
            ended = self._clock()
            self._next_scan = ended + (ended - begun) * _SCAN_COST
        return self._size


def _existing(folder: Path) -> Path:
    return next((path for path in (folder, *folder.parents) if path.exists()), folder)


def _size_of(folder: Path) -> int:
    """Of all files below; one that goes while it is looked at counts for nothing."""
    total, folders = 0, [os.fspath(folder)]
    while folders:
        try:
            entries = list(os.scandir(folders.pop()))
        except OSError:
            continue
        for entry in entries:
            try:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    total += entry.stat(follow_symlinks=False).st_size
            except OSError:
                continue
    return total
