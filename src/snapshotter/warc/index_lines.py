"""The lines of an index that grows while its file is written."""

from __future__ import annotations

import gzip
import heapq
import io
from collections.abc import Iterable, Iterator

_RUN = 1024


class IndexLines:
    """Lines in any order in, sorted bytes out, each ended by a newline.

    A file of a gigabyte can have some hundred thousand of them, and is open for as long as a run takes: all
    but the newest wait sorted and packed, in a tenth of their size, and are merged when they are read.
    """

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._loose: list[bytes] = []
        self._runs: list[bytes] = []
        self.extend(lines)

    def extend(self, lines: Iterable[str]) -> None:
        self._loose += (f"{line}\n".encode() for line in lines)
        if len(self._loose) >= _RUN:
            self._runs.append(gzip.compress(b"".join(sorted(self._loose)), compresslevel=1, mtime=0))
            self._loose = []

    def __iter__(self) -> Iterator[bytes]:
        return heapq.merge(*map(_unpacked, self._runs), sorted(self._loose))


def _unpacked(run: bytes) -> Iterator[bytes]:
    with gzip.open(io.BytesIO(run)) as lines:
        yield from lines
