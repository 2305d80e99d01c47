"""One writer at a time: the lock of an archive home."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from snapshotter.errors import Locked, WriteFailed

FILE = ".lock"


@contextmanager
def archive_lock(home: Path, what: str) -> Iterator[None]:
    """Hold ``warcs/.lock`` for as long as the block lasts.

    The operating system frees it when its owner dies, so a crash never leaves it behind.  ``what``
    is the command that holds it, for the message that others get.  Raises :class:`Locked`, and
    :class:`WriteFailed` when the folder cannot be written.
    """
    path = home / "warcs" / FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise WriteFailed(
            f"{path}: {error.strerror}", hint="Name a folder that can be written with --home."
        ) from error
    try:
        _acquire(descriptor, path)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} {what}\n".encode(), 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, path: Path) -> None:
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        owner = os.pread(descriptor, 200, 0).decode("ascii", "replace").split()
        held = f"process {owner[0]} ({' '.join(owner[1:])})" if owner else "another run"
        raise Locked(
            f"{path.parent} is being written by {held}",
            hint="Wait for it to end, or stop it; the lock goes with the process.",
        ) from error
