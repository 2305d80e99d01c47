"""Mends what a dead writer left behind: every whole record of it, never a torn one."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from snapshotter import digests
from snapshotter.durable import replacing, sync_folder
from snapshotter.model.capture import RecordLocation
from snapshotter.model.growth import ClosedWarc
from snapshotter.warc import audits, cdxj, pageinfo, proofs
from snapshotter.warc.growing import IndexLines
from snapshotter.warc.header import bare
from snapshotter.warc.lock import Owner
from snapshotter.warc.members import walk
from snapshotter.warc.openfile import OPEN_SUFFIX
from snapshotter.warc.placed import Placed

if TYPE_CHECKING:
    from snapshotter.ports import GrowthLog

COPY_BYTES = 1024 * 1024
_COMES_AGAIN = ("import", "rescue")
"""Commands whose records have ids that follow from their sources."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What became of one ``.open`` file."""

    file: str
    """Its final name; nothing has this name when no record was whole."""
    records: int
    dropped_bytes: int


def recover(home: Path, growth: GrowthLog | None = None, *, killed: Owner | None = None) -> list[Recovered]:
    """Close every ``warcs/*.warc.gz.open`` under its final name, with its index.

    Only for the holder of the archive's lock: a file that is being written looks just the same.
    A torn tail is cut off; a file without a whole record is removed.  A damaged stretch in the middle
    (a power cut can leave one among bytes that were not on the disk yet) is taken out.  A file that
    is compressed otherwise than a member a record is another program's and is left alone.  May be
    interrupted and called again.  ``growth`` is told of each.  ``killed`` is whose files these are: what an
    import had not finished is cut off as well, for it will be there again, under the same record ids, when
    the import goes on.  Raises ``OSError`` when the folder cannot be written.
    """
    paths = sorted((home / "warcs").glob(f"*.warc.gz{OPEN_SUFFIX}"))
    again = killed is not None and killed.command in _COMES_AGAIN
    return [recovered for path in paths if (recovered := _recover(path, growth, again)) is not None]


def reindex_file(path: Path) -> Path:
    """Write the CDXJ of a closed WARC again, from its whole records."""
    records = [member.placed(path.name) for member in walk(path) if member.problem is None]
    return cdxj.write_index(path.parent, path.name, IndexLines(cdxj.lines(records)))


def closed_file(path: Path, index: Path, name: str, records: Iterable[Placed]) -> ClosedWarc:
    """What is to be said of a WARC that will not change any more; reads it once."""
    with path.open("rb") as file:
        digest = digests.of_hash(hashlib.file_digest(file, "sha256"))
    listed = digests.of_bytes(index.read_bytes()) if index.exists() else None
    places = tuple(record.location for record in records)
    return ClosedWarc(name, path.stat().st_size, digest, listed, places)


def index_anew(home: Path) -> list[Path]:
    """Write the index of every closed file again that has none, or another than its records give.

    Returns these files.  Where no record is whole, what is there is left alone.
    """
    mended = []
    for path in sorted((home / "warcs").glob("*.warc.gz")):
        records = [member.placed(path.name) for member in walk(path) if member.problem is None]
        if records and cdxj.read_index(path.parent, path.name) != cdxj.encoded(lines := cdxj.lines(records)):
            cdxj.write_index(path.parent, path.name, IndexLines(lines))
            mended.append(path)
    return mended


def _recover(path: Path, growth: GrowthLog | None, comes_again: bool) -> Recovered | None:
    name = path.name.removesuffix(OPEN_SUFFIX)
    size = path.stat().st_size
    if any(member.problem is not None and member.inflates for member in walk(path)):
        return None
    whole = _whole(path, name)
    if comes_again:
        whole = _finished(whole)
    kept = sum(record.location.length for record in whole)
    if whole:
        _keep(path, whole)
        moved = _moved_together(whole)
        index = cdxj.write_index(path.parent, name, IndexLines(cdxj.lines(moved)))
        if growth is not None:
            growth.warc_closed(closed_file(path, index, name, moved))
        path.rename(path.with_name(name))
    else:
        path.unlink()
    sync_folder(path.parent)
    return Recovered(name, len(whole), size - kept)


def _whole(path: Path, name: str) -> list[Placed]:
    """The file's own whole records.

    A torn record may hold an archived WARC: the records inside that name another warcinfo.
    """
    records = [member.placed(name) for member in walk(path) if member.problem is None]
    first = records[0].header.record_id if records and records[0].kind == "warcinfo" else None
    if first is None:
        return records
    return [records[0], *(record for record in records[1:] if _warcinfo(record) == first)]


def _finished(whole: list[Placed]) -> list[Placed]:
    """Without what follows the last closing record; nothing where there is none."""
    closing = (pageinfo.is_page_info, proofs.is_proof, audits.is_check)
    ends = [number for number, record in enumerate(whole) if any(closes(record) for closes in closing)]
    return whole[: ends[-1] + 1] if ends else []


def _warcinfo(record: Placed) -> str | None:
    return bare(record.header.get("WARC-Warcinfo-ID"))


def _keep(path: Path, whole: Sequence[Placed]) -> None:
    """Leave only the whole records in the file, in their order."""
    end = whole[-1].location.offset + whole[-1].location.length
    if sum(record.location.length for record in whole) == end:
        with path.open("r+b") as file:
            file.truncate(end)
            os.fsync(file.fileno())
        return
    with path.open("rb") as source, replacing(path) as target:
        for record in whole:
            _copy(source, target, record.location)


def _copy(source: BinaryIO, target: BinaryIO, location: RecordLocation) -> None:
    source.seek(location.offset)
    for done in range(0, location.length, COPY_BYTES):
        target.write(source.read(min(COPY_BYTES, location.length - done)))


def _moved_together(whole: Iterable[Placed]) -> list[Placed]:
    """The records at their offsets once the damaged stretches between them are gone."""
    moved, offset = [], 0
    for record in whole:
        moved.append(replace(record, location=replace(record.location, offset=offset)))
        offset += record.location.length
    return moved
