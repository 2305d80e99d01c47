"""One WARC of an archive home put back from copies: whole, or record by record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from snapshotter import digests
from snapshotter.chain import lists
from snapshotter.chain.entries import Closed
from snapshotter.digests import Digest
from snapshotter.model.capture import RecordLocation
from snapshotter.model.growth import ClosedWarc
from snapshotter.warc import cdxj
from snapshotter.warc.copies import Copy, Stretch, found, packed_again, repacked, stretches
from snapshotter.warc.members import walk
from snapshotter.warc.openfile import OPEN_SUFFIX
from snapshotter.workflows.adopting import closed
from snapshotter.workflows.replacing import (
    DAMAGED,
    READ_BYTES,
    Replacing,
    Write,
    digest_of,
    of_bytes,
    of_file,
    pieces,
)


@dataclass(frozen=True, slots=True)
class Restored:
    """Something that was put back, or would be."""

    file: str
    what: Literal["chain", "file", "records", "list", "index", "manifest"]
    records: int = 0
    """How many came from copies; of a whole file all of them."""


@dataclass(frozen=True, slots=True)
class Unmended:
    """Something that no copy has."""

    file: str
    message: str
    places: tuple[tuple[int, int], ...] = ()
    """Offset and length of records that stay damaged."""


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """Something that is not as the chain, or a copy of it, says, and is sound all the same."""

    file: str
    message: str


Outcome = Restored | Unmended | LeftAlone


@dataclass(frozen=True, slots=True)
class Copies:
    """Where to look."""

    homes: tuple[Path, ...] = ()
    """Second copies of the archive home."""
    files: tuple[Path, ...] = ()
    """WARC and WACZ files."""

    def named(self, name: str) -> Iterator[Path]:
        """The files of this name in all copies."""
        paths = [home / "warcs" / name for home in self.homes]
        paths += [path for path in self.files if path.name == name]
        return (path for path in paths if path.is_file())

    def stretches(self) -> Iterator[Stretch]:
        """Everything that may hold records.  Raises ``ValueError`` for a container that cannot be read."""
        for path in self.files:
            yield from stretches(path)
        for home in self.homes:
            for path in sorted((home / "warcs").glob("*.warc.gz")):
                yield Stretch(path, 0, path.stat().st_size)


@dataclass(frozen=True, slots=True)
class _Bytes:
    """Where a record's bytes are; ``packed`` where it has to be packed again to have them."""

    path: Path
    offset: int
    packed: Copy | None = None


@dataclass(slots=True)
class RestoreWarc:
    """Puts back one WARC after the other.  ``entered`` is told where an index is not as it was."""

    warcs: Path
    copies: Copies
    replacing: Replacing
    entered: Callable[[ClosedWarc], None]
    _asides: dict[str, list[Path]] = field(default_factory=dict)

    def run(self, entry: Closed) -> Iterator[Outcome]:
        """What was done with a file, its list and its index."""
        path = self.warcs / entry.name
        records = self._list(entry)
        if not _is(path, entry.size_bytes, entry.digest):
            outcomes = list(self._file(path, entry, records))
            yield from outcomes
            if not any(isinstance(each, Unmended) for each in outcomes):
                self.replacing.forget(path, path.with_name(path.name + OPEN_SUFFIX))
        if lists.vouched(self.warcs, entry.name, entry.root) is None:
            yield self._put_list(path, entry, records)
        yield from self._index(path, entry)

    def _list(self, entry: Closed) -> list[RecordLocation] | None:
        """The list that the chain vouches for, here or in a copy."""
        folders = (self.warcs, *(home / "warcs" for home in self.copies.homes))
        all_lists = (lists.vouched(folder, entry.name, entry.root) for folder in folders)
        return next((records for records in all_lists if records is not None), None)

    def _put_list(self, path: Path, entry: Closed, records: list[RecordLocation] | None) -> Outcome:
        if records is None:
            made = closed(path) if path.exists() else None
            records = list(made.records) if made is not None else None
        if records is None or lists.root_of(records) != entry.root:
            return Unmended(entry.name, "no copy has the list of its records")
        data = lists.encode(records)
        self.replacing.replace(lists.list_path(self.warcs, entry.name), of_bytes(data))
        return Restored(entry.name, "list", len(records))

    def _file(self, path: Path, entry: Closed, records: list[RecordLocation] | None) -> Iterator[Outcome]:
        for copy in (*self.copies.named(entry.name), *self._put_aside(path)):
            if _is(copy, entry.size_bytes, entry.digest):
                self.replacing.replace(path, of_file(copy), entry.digest)
                yield Restored(entry.name, "file", entry.records)
                return
        if records is None:
            yield Unmended(entry.name, "no copy has it whole, and nobody has the list of its records")
            return
        yield from self._record_by_record(path, entry, records)

    def _record_by_record(
        self, path: Path, entry: Closed, records: Sequence[RecordLocation]
    ) -> Iterator[Outcome]:
        sources = self._sources(path, records)
        lost = [record for record in records if record.offset not in sources]
        mended = sum(1 for each in sources.values() if each.path != path)
        if mended or (not lost and path.exists()):

            def make(write: Write) -> None:
                for record in records:
                    for data in _taken(record, sources.get(record.offset), path):
                        write(data)

            self.replacing.replace(path, make, None if lost else entry.digest, keep=bool(lost))
            yield Restored(entry.name, "records", mended)
        if lost:
            places = tuple((record.offset, record.length) for record in lost)
            yield Unmended(entry.name, f"no copy has {len(lost)} of its {len(records)} records", places)

    def _sources(self, path: Path, records: Sequence[RecordLocation]) -> dict[int, _Bytes]:
        """Where each record can be had, by its offset: first of all in the file itself."""
        sources: dict[int, _Bytes] = {}
        for source in (path, *self.copies.named(path.name), *self._put_aside(path)):
            if source.exists():
                missing = [record for record in records if record.offset not in sources]
                sources |= {each.offset: _Bytes(source, each.offset) for each in _sound(source, missing)}
        for look in (found, packed_again):
            wanted = {record.digest: record for record in records if record.offset not in sources}
            for copy in look(self.copies.stretches(), wanted.keys()) if wanted else ():
                sources |= _of_copy(copy, records, sources)
        return sources

    def _put_aside(self, path: Path) -> list[Path]:
        """What an interrupted restoration has put aside, and a run that was killed at its very end."""
        aside = sorted(path.parent.glob(f"{path.name}{DAMAGED}*"))
        return [*aside, path.with_name(path.name + OPEN_SUFFIX)]

    def _index(self, path: Path, entry: Closed) -> Iterator[Outcome]:
        index = self.warcs / "index" / f"{entry.name}.cdxj"
        wanted = entry.index_digest
        if index.exists() and (wanted is None or digest_of(index) == wanted):
            return
        for copy in self.copies.named(f"index/{index.name}"):
            if wanted is not None and digest_of(copy) == wanted:
                self.replacing.replace(index, of_file(copy), wanted)
                yield Restored(entry.name, "index")
                return
        if not path.exists():
            return
        placed = [member.placed(path.name) for member in walk(path) if member.problem is None]
        data = cdxj.encoded(cdxj.lines(placed))
        self.replacing.replace(index, of_bytes(data))
        yield Restored(entry.name, "index")
        if wanted is not None and digests.of_bytes(data) != wanted and not self.replacing.rehearse:
            # a program of another version wrote it; only of a whole file the new one counts
            made = closed(path)
            if made is not None and made.digest == entry.digest:
                self.entered(made)


def _is(path: Path, size_bytes: int, digest: Digest) -> bool:
    """Also a file that its disk does not give out is not the one that is wanted."""
    try:
        return path.is_file() and path.stat().st_size == size_bytes and digest_of(path) == digest
    except OSError:
        return False


def _sound(path: Path, records: Iterable[RecordLocation]) -> Iterator[RecordLocation]:
    """The records that lie in a file where they should."""
    return (record for record in records if _digest_at(path, record) == record.digest)


def _digest_at(path: Path, place: RecordLocation) -> Digest | None:
    """Of the bytes at a place; None where the file ends before, or its disk does not give them out."""
    hashed, rest = hashlib.sha256(), place.length
    try:
        for data in pieces(path, place.offset, place.length):
            hashed.update(data)
            rest -= len(data)
    except OSError:
        return None
    return digests.of_hash(hashed) if not rest else None


def _of_copy(copy: Copy, records: Iterable[RecordLocation], known: dict[int, _Bytes]) -> dict[int, _Bytes]:
    """All records that have these bytes."""
    place = _Bytes(copy.path, copy.offset, copy if copy.level is not None else None)
    return {each.offset: place for each in records if each.digest == copy.digest and each.offset not in known}


def _taken(record: RecordLocation, source: _Bytes | None, path: Path) -> Iterator[bytes]:
    """A record's bytes.  Of one that nobody has, what is there, and zeros: the others keep their places."""
    if source is not None and source.packed is not None:
        yield repacked(source.packed)
        return
    if source is not None:
        yield from pieces(source.path, source.offset, record.length)
        return
    rest = record.length
    with suppress(OSError):  # no such file, or bytes that its disk does not give out
        for data in pieces(path, record.offset, record.length):
            rest -= len(data)
            yield data
    while rest:
        zeros = bytes(min(READ_BYTES, rest))
        rest -= len(zeros)
        yield zeros
