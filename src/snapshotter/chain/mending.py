"""A damaged chain made whole from several copies of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from snapshotter import digests
from snapshotter.chain.entries import MAX_LINE_BYTES, Begin, Entry, Event, decode
from snapshotter.digests import Digest


@dataclass(frozen=True, slots=True)
class _Line:
    data: bytes
    entry: Entry


def mended(paths: Sequence[Path], holds: Callable[[Event], bool]) -> bytes | None:
    """The longest chain that lines of all files together give; None where they give none.

    Every line must be the one that its successor names, so it is no matter where it comes from.  Nothing
    vouches for the last line: where files differ in it, the one that ``holds`` is taken.  The first file
    says which chain it is; files of other chains are passed over.  Memory grows with the number of lines.
    """
    lines: dict[Digest, _Line] = {}
    chain_id: str | None = None
    for path in paths:
        found = dict(_lines(path))
        begins = {line.entry.event.id for line in found.values() if isinstance(line.entry.event, Begin)}
        chain_id = chain_id or next(iter(begins), None)
        if begins <= {chain_id}:
            lines |= found
    last = sorted(lines.values(), key=lambda line: (-line.entry.number, not holds(line.entry.event)))
    return next((b"".join(chain) for line in last if (chain := _back_from(line, lines)) is not None), None)


def _back_from(last: _Line, lines: Mapping[Digest, _Line]) -> list[bytes] | None:
    """The chain that ends with a line, first line first."""
    found = [last.data]
    line = last
    while line.entry.number:
        before = lines.get(line.entry.previous) if line.entry.previous is not None else None
        if before is None or before.entry.number != line.entry.number - 1:
            return None
        line = before
        found.append(line.data)
    return found[::-1] if isinstance(line.entry.event, Begin) else None


def _lines(path: Path) -> Iterable[tuple[Digest, _Line]]:
    """The lines of a file that are entries."""
    try:
        with path.open("rb") as file:
            while data := file.readline(MAX_LINE_BYTES):
                if data.endswith(b"\n") and (entry := _entry(data)) is not None:
                    yield digests.of_bytes(data), _Line(data, entry)
    except (FileNotFoundError, NotADirectoryError):
        return


def _entry(data: bytes) -> Entry | None:
    try:
        return decode(data)
    except ValueError:
        return None
