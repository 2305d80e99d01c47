"""Files replaced by others that are known to be right; what was there stays until that is sure."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from snapshotter import digests
from snapshotter.digests import Digest
from snapshotter.durable import make_folder, replacing, sync_folder
from snapshotter.errors import WriteFailed
from snapshotter.timestamps import digits14, now

Write = Callable[[bytes], object]
Make = Callable[[Write], None]
"""Writes the bytes of a file, piece by piece."""
DAMAGED = ".damaged-"
READ_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Replacing:
    """Puts files in place.  A rehearsal makes and checks them, and writes nothing."""

    rehearse: bool = False
    clock: Callable[[], datetime] = now

    def replace(self, path: Path, make: Make, digest: Digest | None = None, *, keep: bool = False) -> None:
        """Put what ``make`` writes in the place of ``path``, if it has this digest.

        The old file is called ``<name>.damaged-<time>`` until the new one was read again, and with ``keep``
        for good.  A crash leaves the old file or the new one under its name, and loses neither.  Raises
        :class:`WriteFailed` when the bytes are others, and ``OSError``.
        """
        if self.rehearse:
            _require(path, _made(make, lambda _: None), digest)
            return
        make_folder(path.parent)
        with replacing(path) as file:
            made = _made(make, file.write)
            _require(path, made, digest)
            aside = self._put_aside(path)
        _require(path, digest_of(path), made)
        if aside is not None and not keep:
            aside.unlink()

    def forget(self, path: Path, *others: Path) -> None:
        """Remove what was put aside of a file that is right now, in this run or an interrupted one, and
        ``others`` that would take its place later."""
        for aside in () if self.rehearse else (*path.parent.glob(f"{path.name}{DAMAGED}*"), *others):
            aside.unlink(missing_ok=True)

    def _put_aside(self, path: Path) -> Path | None:
        """A second name for the old file, so that there is no moment without one under the first."""
        if not path.exists():
            return None
        aside = path.with_name(f"{path.name}{DAMAGED}{digits14(self.clock())}")
        aside.unlink(missing_ok=True)
        try:
            os.link(path, aside)
        except OSError:  # a file system without second names
            path.rename(aside)
        sync_folder(path.parent)
        return aside


def of_bytes(data: bytes) -> Make:
    """What writes these bytes."""

    def make(write: Write) -> None:
        write(data)

    return make


def of_file(path: Path) -> Make:
    """What writes the bytes of a file."""

    def make(write: Write) -> None:
        for data in pieces(path):
            write(data)

    return make


def pieces(path: Path, offset: int = 0, length: int | None = None) -> Iterator[bytes]:
    """A part of a file, or all of it from ``offset`` on; less where the file ends before."""
    with path.open("rb") as file:
        file.seek(offset)
        rest = length
        while data := file.read(READ_BYTES if rest is None else min(READ_BYTES, rest)):
            rest = rest - len(data) if rest is not None else None
            yield data


def digest_of(path: Path) -> Digest:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return digests.of_hash(hashlib.file_digest(file, "sha256"))


def _made(make: Make, write: Write) -> Digest:
    hashed = hashlib.sha256()

    def both(data: bytes) -> None:
        hashed.update(data)
        write(data)

    make(both)
    return digests.of_hash(hashed)


def _require(path: Path, got: Digest, expected: Digest | None) -> None:
    if expected is not None and got != expected:
        raise WriteFailed(
            f"{path}: what was to take its place is {got}, expected {expected}",
            hint="check the disks, and run it again: nothing was lost",
        )
