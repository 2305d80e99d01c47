"""Rows that wait on disk until their turn comes: the lost first, however many there are of the others."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO

from snapshotter.report.rows import GROUPS, Group, Row

_IN_MEMORY_BYTES = 2_000_000
"""Of one group."""


class Spool:
    """Takes rows in the order of their posts and gives them back group by group.  Its files are its own."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._files: dict[Group, IO[bytes]] = {}
        self._counts: dict[Group, int] = dict.fromkeys(GROUPS, 0)

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def fill(self, rows: Iterable[Row]) -> None:
        for row in rows:
            pickle.dump(row, self._file(row.group), pickle.HIGHEST_PROTOCOL)
            self._counts[row.group] += 1

    def rows(self, group: Group) -> Iterator[Row]:
        """The rows of a group, in the order in which they came."""
        if group not in self._files:
            return
        file = self._files[group]
        file.seek(0)
        for _ in range(self._counts[group]):
            row = pickle.load(file)
            assert isinstance(row, Row)
            yield row

    def _file(self, group: Group) -> IO[bytes]:
        if group not in self._files:
            made = SpooledTemporaryFile(_IN_MEMORY_BYTES, prefix="snapshotter-")  # noqa: SIM115
            self._files[group] = self._stack.enter_context(made)
        return self._files[group]
