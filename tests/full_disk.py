"""A disk of a few megabytes, to be filled."""

from __future__ import annotations

import contextlib
import os
import subprocess
from pathlib import Path

import pytest


@contextlib.contextmanager
def small_disk(folder: Path, size_bytes: int):
    """A tmpfs at ``folder``; skips where this user may not mount one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size_bytes}", "tmpfs", str(folder)]
    done = None
    with contextlib.suppress(FileNotFoundError):
        done = subprocess.run(mount, capture_output=True, text=True, timeout=30, check=False)
    if done is None or done.returncode:
        pytest.skip(f"no tmpfs can be mounted here: {done.stderr.strip() if done else 'no mount'}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True, timeout=30)


class Ballast:
    """A file that takes all the room that is left but ``but_bytes``."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "ballast"

    def fill(self, but_bytes: int = 0) -> None:
        room = os.statvfs(self._path.parent)
        with contextlib.suppress(OSError), self._path.open("ab") as file:
            file.write(bytes(max(room.f_bavail * room.f_frsize - but_bytes, 0)))

    def drop(self) -> None:
        self._path.unlink(missing_ok=True)
