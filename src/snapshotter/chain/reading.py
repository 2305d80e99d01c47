"""The chain, read from its first line to its last, each held against the one before."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from snapshotter import digests
from snapshotter.chain.entries import MAX_LINE_BYTES, Begin, Closed, Entry, Noted, Written, decode
from snapshotter.digests import Digest
from snapshotter.model.fixity import Fault

FILE = "chain.jsonl"
MOST_FAULTS = 100
_TAIL_BYTES = 64 * 1024
_AGAIN = "bring warcs/chain.jsonl back from a copy: snapshotter restore --from COPY"


def chain_path(home: Path) -> Path:
    """Where the chain of an archive home lies."""
    return home / "warcs" / FILE


@dataclass(slots=True)
class Chain:
    """What a chain says, and what is wrong with it."""

    id: str | None = None
    entries: int = 0
    head: Digest | None = None
    """SHA-256 of its last line."""
    size_bytes: int = 0
    """Up to the end of its last whole line."""
    warcs: dict[str, Closed] = field(default_factory=dict)
    """By name."""
    manifests: dict[str, Written] = field(default_factory=dict)
    """By slug, as they were last written."""
    checkpoints: list[tuple[Entry, Noted]] = field(default_factory=list)
    heads: dict[int, Digest] = field(default_factory=dict)
    """Of the numbers of entries that were asked for: the digest of the last of so many."""
    last: Entry | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether every entry vouches for the one before it."""
        return not any(fault.severity == "error" for fault in self.faults)


def read(path: Path, heads_at: Collection[int] = ()) -> Chain:
    """Read a chain; ``heads_at`` are numbers of entries whose heads are wanted.

    Memory grows with the number of WARCs and posts, not with that of entries.  Raises ``OSError``.
    """
    with path.open("rb") as file:
        return read_from(file, heads_at)


def read_from(file: BinaryIO, heads_at: Collection[int] = ()) -> Chain:
    """As :func:`read`, from an open file."""
    chain = Chain()
    offset = 0
    for line in _lines(file):
        _take(chain, line, offset)
        offset += len(line)
        if line.endswith(b"\n"):
            chain.size_bytes = offset
            if chain.entries in heads_at and chain.head is not None:
                chain.heads[chain.entries] = chain.head
    return chain


def tail(path: Path) -> Chain:
    """The end of a chain: its last entry, number, head and size; neither files nor what is wrong earlier.

    Reads no more than the last lines, whatever their number.  Raises ``OSError``, and ``ValueError`` when
    the last whole line is no entry.
    """
    chain = Chain()
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        found = b""
        for length in (_TAIL_BYTES, 2 * MAX_LINE_BYTES):
            file.seek(max(size - length, 0))
            found = file.read(length)
            whole = found[: found.rfind(b"\n") + 1]
            begin = whole[:-1].rfind(b"\n") + 1
            if begin or length >= size:
                break
        else:
            raise ValueError(f"a line of more than {MAX_LINE_BYTES} bytes")
    if not whole:
        return chain
    chain.last = decode(whole[begin:])
    chain.entries = chain.last.number + 1
    chain.head = digests.of_bytes(whole[begin:])
    chain.size_bytes = size - len(found) + len(whole)
    return chain


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines, and of one that is too long its parts."""
    while line := file.readline(MAX_LINE_BYTES):
        yield line


def _take(chain: Chain, line: bytes, offset: int) -> None:
    if not line.endswith(b"\n"):
        if len(line) < MAX_LINE_BYTES:
            words = "the last line is torn: a run was killed while it wrote it, and the next run takes it out"
            _note(chain, Fault("chain.torn", "warning", offset, words))
            return
        _broken(chain, offset, f"a line of more than {MAX_LINE_BYTES} bytes")
    head, chain.head = chain.head, digests.of_bytes(line)
    number, chain.entries = chain.entries, chain.entries + 1
    try:
        entry = decode(line)
    except ValueError as trouble:
        _broken(chain, offset, f"entry {number}: {trouble}")
        return
    if entry.number != number:
        _broken(chain, offset, f"expected entry {number}, got entry {entry.number}")
        chain.entries = entry.number + 1
    elif entry.previous != head:
        said = f"entry {number} names {entry.previous} as the digest of the line before it, got {head}"
        _broken(chain, offset, said)
    _enter(chain, entry, offset)


def _enter(chain: Chain, entry: Entry, offset: int) -> None:
    chain.last = entry
    match entry.event:
        case Begin(id=chain_id):
            if entry.number or chain.id is not None:
                _broken(chain, offset, f"entry {entry.number} begins another chain")
            chain.id = chain.id or chain_id
        case Closed() as closed:
            _closed(chain, closed, offset)
        case Written() as written:
            chain.manifests[written.slug] = written
        case Noted() as noted:
            chain.checkpoints.append((entry, noted))
    if not entry.number and not isinstance(entry.event, Begin):
        _broken(chain, offset, "the first entry begins no chain")


def _closed(chain: Chain, closed: Closed, offset: int) -> None:
    """A file is closed once.  A run that was killed right before the end of that says it again."""
    before = chain.warcs.get(closed.name, closed)
    if (before.size_bytes, before.digest, before.root) == (closed.size_bytes, closed.digest, closed.root):
        chain.warcs[closed.name] = closed
    else:
        said = f"{closed.name} is entered again, as {closed.size_bytes} bytes with {closed.digest}; at first "
        words = f"{said}it was {before.size_bytes} bytes with {before.digest}: a closed file never changes"
        _note(chain, Fault("chain.entered-again", "error", offset, words, _AGAIN))


def _broken(chain: Chain, offset: int, message: str) -> None:
    _note(chain, Fault("chain.broken", "error", offset, message, _AGAIN))


def _note(chain: Chain, fault: Fault) -> None:
    if len(chain.faults) < MOST_FAULTS:
        chain.faults.append(fault)
