"""The change of a source as a unified diff, which ``patch`` and ``git apply`` take."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import diff_bytes, unified_diff

from snapshotter.repair.source import source_text

_UNFINISHED = b"\\ No newline at end of file\n"


def unified(before: bytes, after: bytes, name: str) -> bytes:
    """Empty where nothing changed.  In the file's own encoding; of UTF-16 and UTF-32, as UTF-8 to be read."""
    old, new = _lines(before, name), _lines(after, name)
    shown = name.lstrip("/").encode("utf-8", "surrogateescape")
    return b"".join(
        map(_ended, diff_bytes(unified_diff, old, new, b"a/" + shown, b"b/" + shown, lineterm=b"\n"))
    )


def _lines(data: bytes, name: str) -> list[bytes]:
    text = source_text(data, name)
    if text.encoding not in ("utf-8", "latin-1"):
        data = text.text.encode("utf-8", "replace")
    return list(_split(data))


def _split(data: bytes) -> Iterator[bytes]:
    """At line feeds alone, as ``patch`` does."""
    parts = data.split(b"\n")
    yield from (part + b"\n" for part in parts[:-1])
    if parts[-1]:
        yield parts[-1]


def _ended(line: bytes) -> bytes:
    return line if line.endswith(b"\n") else line + b"\n" + _UNFINISHED
