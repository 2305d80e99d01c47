"""Whether files are still as they were read: what is listed costs a look at each, and no reading."""

from __future__ import annotations

import os
from pathlib import Path

Stamp = tuple[int, int, int]
"""Time of change in nanoseconds, size in bytes, and which file it is."""


def stamp(path: Path) -> Stamp | None:
    """None for what is not there."""
    try:
        return _stamp(path.stat())
    except (FileNotFoundError, NotADirectoryError):
        return None


def stamps(folder: Path, ending: str) -> dict[str, Stamp]:
    """The files of a folder whose names end so, hidden ones left out."""
    try:
        with os.scandir(folder) as entries:
            listed = [each for each in entries if each.name.endswith(ending) and each.name[:1] != "."]
    except (FileNotFoundError, NotADirectoryError):
        return {}
    found = {}
    for entry in listed:
        try:
            found[entry.name] = _stamp(entry.stat())
        except FileNotFoundError:  # it went meanwhile
            continue
    return found


def _stamp(about: os.stat_result) -> Stamp:
    return about.st_mtime_ns, about.st_size, about.st_ino
