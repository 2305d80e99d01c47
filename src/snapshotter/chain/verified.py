"""``warcs/verified.jsonl``: when each WARC was last found to be sound, so that a scrub can go on.

A note counts for the file that it was made of: its size and the time of its inode's last change
(``st_ctime``), which no copy takes along and a replaced file has not.  Losing the notes costs reading.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from snapshotter.durable import write_atomically
from snapshotter.timestamps import iso, now, parse

FILE = "verified.jsonl"
_MAX_LINE_BYTES = 4096
_APPENDING = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
"""A copy that somebody sent may have a link here that leads to any file of ours."""
_SPARE_LINES = 1000
"""Outdated notes that are left standing before the file is written anew."""


@dataclass(frozen=True, slots=True)
class _Note:
    at: datetime
    size_bytes: int
    changed_ns: int


class VerifiedFiles:
    """The notes of one archive home; none where they cannot be written, as on a read-only disk."""

    def __init__(self, home: Path, clock: Callable[[], datetime] = now) -> None:
        self._path = home / "warcs" / FILE
        self._clock = clock
        self._notes, lines = _read(self._path)
        if lines > 2 * len(self._notes) + _SPARE_LINES:
            self._write_anew()

    def when(self, path: Path) -> datetime | None:
        """When a file was last found sound, as it is now; None when it was not, or in the future."""
        note = self._notes.get(path.name)
        about = path.stat()
        if note is None or (note.size_bytes, note.changed_ns) != (about.st_size, about.st_ctime_ns):
            return None
        return note.at if note.at <= self._clock() else None

    def note(self, path: Path, about: os.stat_result) -> None:
        """A file is sound that was so (``about``) before it was read: what came after that is not noted."""
        note = _Note(self._clock(), about.st_size, about.st_ctime_ns)
        self._notes[path.name] = note
        try:
            descriptor = os.open(self._path, _APPENDING, 0o644)
        except OSError:
            return
        try:
            os.write(descriptor, _line(path.name, note))
        except OSError:
            return
        finally:
            os.close(descriptor)

    def _write_anew(self) -> None:
        try:
            write_atomically(self._path, b"".join(_line(*each) for each in self._notes.items()))
        except OSError:
            return


def _line(name: str, note: _Note) -> bytes:
    document = {"file": name, "at": iso(note.at), "size": note.size_bytes, "changed_ns": note.changed_ns}
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"


def _read(path: Path) -> tuple[dict[str, _Note], int]:
    """The newest note of each file, and the number of lines; a line that is none is passed over."""
    notes: dict[str, _Note] = {}
    lines = 0
    try:
        with path.open("rb") as file:
            while line := file.readline(_MAX_LINE_BYTES):
                lines += 1
                if (found := _note_in(line)) is not None:
                    notes[found[0]] = found[1]
    except OSError:
        return {}, 0
    return notes, lines


def _note_in(line: bytes) -> tuple[str, _Note] | None:
    try:
        given = json.loads(line)
        note = _Note(parse(str(given["at"])), int(given["size"]), int(given["changed_ns"]))
        return str(given["file"]), note
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError):
        return None
