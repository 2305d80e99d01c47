"""What must be known of a file's records until it is closed, held in little memory.

A file of a gigabyte can have some hundred thousand records, and is open for as long as a run takes.
"""

from __future__ import annotations

import gzip
import heapq
import io
import struct
from collections.abc import Iterable, Iterator

from snapshotter.digests import Digest
from snapshotter.model.capture import RecordLocation

_RUN = 1024
_PLACE = struct.Struct("<QQ32s")
_SHA256 = "sha256:"


class IndexLines:
    """Lines in any order in, sorted bytes out, each ended by a newline.

    All but the newest wait sorted and packed, in a tenth of their size, and are merged when they are read.
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


class Places:
    """Where the records of one file lie, in 48 bytes each."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._packed = bytearray()

    def extend(self, locations: Iterable[RecordLocation]) -> None:
        for each in locations:
            self._packed += _PLACE.pack(each.offset, each.length, _digest_bytes(each.digest))

    def __iter__(self) -> Iterator[RecordLocation]:
        for offset, length, digest in _PLACE.iter_unpack(self._packed):
            yield RecordLocation(self._file, offset, length, Digest(f"{_SHA256}{digest.hex()}"))


def _digest_bytes(digest: Digest) -> bytes:
    return bytes.fromhex(digest.removeprefix(_SHA256))


def _unpacked(run: bytes) -> Iterator[bytes]:
    with gzip.open(io.BytesIO(run)) as lines:
        yield from lines
