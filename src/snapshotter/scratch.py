"""Folders for what passes through: gone with the run, and with the next one where it was killed."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import tempfile
from pathlib import Path

_PREFIX = "snapshotter-"
_NAME = re.compile(r"snapshotter-[a-z]+-(\d+)-[^-]+")


class ScratchFolder:
    """A new folder of this user alone, among the machine's temporary files.

    Its name tells the process that made it, and that process holds a lock on it: both go with the process,
    so that a later run knows what nobody uses any more, and removes it.
    """

    def __init__(self, kind: str) -> None:
        """``kind``: a word of small letters.  Raises ``OSError``."""
        parent = Path(tempfile.gettempdir())
        _swept(parent)
        self.path = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{kind}-{os.getpid()}-", dir=parent))
        self._descriptor: int | None = os.open(self.path, os.O_RDONLY)
        _is_locked(self._descriptor)

    def close(self) -> None:
        """Remove it with all that is in it.  Idempotent."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


@functools.cache
def _swept(parent: Path) -> None:
    """Remove what killed runs have left; once in a process."""
    with contextlib.suppress(OSError):
        for path in parent.glob(f"{_PREFIX}*"):
            made = _NAME.fullmatch(path.name)
            if made is not None and not _is_alive(int(made[1])):
                _remove(path)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _remove(path: Path) -> None:
    """A process of this number may live where we cannot see it, as in another container: it has the lock."""
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            if os.fstat(descriptor).st_uid == os.getuid() and _is_locked(descriptor):
                shutil.rmtree(path, ignore_errors=True)
        finally:
            os.close(descriptor)


def _is_locked(descriptor: int) -> bool:
    """Whether we got the lock; it goes when the descriptor is closed."""
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
