"""``warcs/index/<name>.records``: where every record of a closed WARC lies, and its SHA-256.

A line a record, ``<offset> <length> sha256:<hex>``, in the order of the file.  The chain holds the root
of a Merkle tree whose leaves are these lines, so that the list needs no other witness, and one line of
it can be proved to somebody who has the root alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from snapshotter.chain import merkle
from snapshotter.digests import Digest
from snapshotter.durable import make_folder, write_atomically
from snapshotter.model.capture import RecordLocation

SUFFIX = ".records"
_LINE = re.compile(rb"(\d{1,15}) (\d{1,15}) (sha256:[0-9a-f]{64})")
_MAX_LINE_BYTES = 128


def list_path(warcs: Path, name: str) -> Path:
    """Where the list of a WARC lies."""
    return warcs / "index" / f"{name}{SUFFIX}"


def root_of(records: Iterable[RecordLocation]) -> Digest:
    """What the chain says of a list."""
    return merkle.root(map(_line, records))


def write(warcs: Path, name: str, records: Iterable[RecordLocation]) -> None:
    """Write the list of a WARC in one step."""
    path = list_path(warcs, name)
    make_folder(path.parent)
    write_atomically(path, encode(records))


def encode(records: Iterable[RecordLocation]) -> bytes:
    """The bytes of a list."""
    return b"".join(_line(record) + b"\n" for record in records)


def read(path: Path, name: str) -> list[RecordLocation]:
    """The records of a list.  Raises ``OSError``, and ``ValueError`` for a line that is none."""
    with path.open("rb") as file:
        return list(_read(iter(lambda: file.readline(_MAX_LINE_BYTES), b""), name))


def vouched(warcs: Path, name: str, root: Digest) -> list[RecordLocation] | None:
    """The list of a WARC, if it is the one with this root; None for another one, or none."""
    try:
        records = read(list_path(warcs, name), name)
    except (OSError, ValueError):
        return None
    return records if root_of(records) == root else None


def _line(record: RecordLocation) -> bytes:
    return f"{record.offset} {record.length} {record.digest}".encode()


def _read(lines: Iterable[bytes], name: str) -> Iterator[RecordLocation]:
    for number, line in enumerate(lines, start=1):
        match = _LINE.fullmatch(line.rstrip(b"\n"))
        if match is None:
            raise ValueError(f"line {number} is not a place of a record")
        yield RecordLocation(name, int(match[1]), int(match[2]), Digest(match[3].decode()))
