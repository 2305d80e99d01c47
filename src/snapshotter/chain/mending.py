"""A damaged chain made whole from several copies of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from snapshotter import digests
from snapshotter.chain.entries import MAX_LINE_BYTES, Begin, Entry, Event, decode
from snapshotter.digests import Digest


@dataclass(frozen=True, slots=True)
class _Line:
    data: bytes
    entry: Entry


def mended(paths: Sequence[Path], holds: Callable[[Event], bool]) -> bytes | None:
    """The longest chain that lines of all files together give; None where they do not give all of it.

    Every line must be the one that its successor names, so it is no matter where it comes from.  Nothing
    vouches for the last line: where files differ in it, the one that ``holds`` is taken, and where none can
    be read, it is given up.  The first file says which chain it is; files of other chains are passed over.
    Memory grows with the number of lines.
    """
    lines: dict[Digest, _Line] = {}
    chain_id: str | None = None
    least = 0
    for path in paths:
        found, count = _lines(path)
        begins = {line.entry.event.id for line in found.values() if isinstance(line.entry.event, Begin)}
        chain_id = chain_id or next(iter(begins), None)
        if begins <= {chain_id}:
            lines |= found
            least = max(least, count - 1)
    for last in _candidates(lines.values(), holds):
        if last.entry.number + 1 < least:  # nor is any of those that follow long enough
            return None
        chain = _back_from(last, lines)
        if chain is not None:
            return b"".join(chain)
    return None


def _candidates(lines: Iterable[_Line], holds: Callable[[Event], bool]) -> Iterator[_Line]:
    """Lines that may be the last one, best first."""
    by_number = sorted(lines, key=lambda line: -line.entry.number)
    for _, same in groupby(by_number, key=lambda line: line.entry.number):
        rivals = list(same)
        yield from sorted(rivals, key=lambda line: not holds(line.entry.event)) if rivals[1:] else rivals


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


def _lines(path: Path) -> tuple[dict[Digest, _Line], int]:
    """The lines of a file that are entries, and how many lines it has."""
    found, count = {}, 0
    try:
        with path.open("rb") as file:
            while data := file.readline(MAX_LINE_BYTES):
                whole = data.endswith(b"\n")
                count += whole
                if whole and (entry := _entry(data)) is not None:
                    found[digests.of_bytes(data)] = _Line(data, entry)
    except (FileNotFoundError, NotADirectoryError):
        pass
    return found, count


def _entry(data: bytes) -> Entry | None:
    try:
        return decode(data)
    except ValueError:
        return None
