"""The places of records in the files of our own archive homes, by which index and manifests find them.

Whether a file keeps to its standard is the business of the room for conformance.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from snapshotter.digests import Digest
from snapshotter.model.fixity import Fault
from snapshotter.warc.cdxj import is_indexed
from snapshotter.warc.members import TORN, Member, walk
from snapshotter.warc.openfile import OPEN_SUFFIX
from snapshotter.warc.placed import Placed

MOST_FAULTS = 1000
"""Of one file; a file that is damaged throughout is not told record by record."""


@dataclass(frozen=True, slots=True)
class Place:
    """A whole record in one of our files."""

    length: int
    digest: Digest
    """SHA-256 of the stored bytes."""
    is_indexed: bool
    refers_to: str | None = None
    """Of a revisit: the digest of the payload that lies elsewhere."""
    holds: str | None = None
    """The digest of the payload that it holds whole."""


def places(path: Path) -> tuple[dict[int, Place], list[Fault]]:
    """Where the whole records of one of our files lie, by offset; and what in it is none.

    Zeros are none, though the standard's reader, which must take any tool's file, passes over them.
    """
    name = path.name.removesuffix(OPEN_SUFFIX)
    found, faults = {}, []
    for member in walk(path):
        if member.problem is None:
            found[member.offset] = _place(member, member.placed(name))
        else:
            code = "record.torn" if member.problem == TORN else "record.damaged"
            faults.append(Fault(code, "error", member.offset, member.problem))
    return found, faults


def _place(member: Member, record: Placed) -> Place:
    header = record.header
    payload = header.get("WARC-Payload-Digest")
    return Place(
        member.length,
        member.digest,
        is_indexed=is_indexed(record),
        refers_to=payload if record.kind == "revisit" else None,
        holds=(payload or header.get("WARC-Block-Digest"))
        if record.kind in ("response", "resource")
        else None,
    )


def check_index(path: Path, placed: Mapping[int, Place]) -> Iterator[Fault]:
    """Hold the CDXJ of one of our closed files against where its records are."""
    index = path.parent / "index" / f"{path.name}.cdxj"
    try:
        lines = index.read_text("utf-8").splitlines()
    except FileNotFoundError:
        yield Fault("index.missing", "error", None, f"index/{index.name} is not there")
        return
    except (OSError, UnicodeDecodeError) as trouble:
        yield Fault("index.unreadable", "error", None, f"index/{index.name} cannot be read: {trouble}")
        return
    indexed = set()
    for number, line in enumerate(lines, start=1):
        offset, wrong = _held_against(line, path.name, placed)
        indexed.add(offset)
        if wrong:
            yield Fault("index.mismatch", "error", offset, f"index/{index.name}, line {number}: {wrong}")
    for offset, place in placed.items():
        if place.is_indexed and offset not in indexed:
            yield Fault(
                "index.missing-record", "error", offset, f"index/{index.name} does not list this record"
            )


def _held_against(line: str, file: str, placed: Mapping[int, Place]) -> tuple[int | None, str]:
    """The offset that a line names, and what is wrong with the line."""
    try:
        given = json.loads(line.split(" ", 2)[2])
        offset, length = int(given["offset"]), int(given["length"])
        name, digest = given["filename"], given.get("recordDigest")
    except (IndexError, KeyError, TypeError, ValueError, OverflowError, RecursionError):
        return None, "not a line of an index"
    place = placed.get(offset)
    if name != file or place is None:
        return offset, f"expected a record of {name} at offset {offset}, got none"
    if length != place.length or digest not in (None, place.digest):
        return offset, f"expected {length} bytes with {digest}, got {place.length} with {place.digest}"
    return offset, ""
