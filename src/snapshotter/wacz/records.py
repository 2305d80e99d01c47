"""The WARC within a package: records of an archive home, copied byte for byte wherever that will do."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from snapshotter.errors import ArchiveError, CorruptRecord
from snapshotter.model.capture import Extent, RecordLocation, StoredCapture, StoredPayload
from snapshotter.ports import DigestIndex
from snapshotter.timestamps import parse
from snapshotter.urls import Url
from snapshotter.wacz import index, whole
from snapshotter.warc import drafts, reader
from snapshotter.warc.compression import write_member
from snapshotter.warc.header import bare
from snapshotter.warc.members import Member, walk
from snapshotter.warc.placed import Placed
from snapshotter.warc.reader import read_record, warc_path

FILE = "data.warc.gz"
MAX_REQUEST_BYTES = 1024 * 1024
"""Of a request's body no more is read for the index, which uses some kilobytes of it."""
_READ_BYTES = 256 * 1024

Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A record that is not in the package, or not as it should be, and why."""

    file: str
    offset: int
    message: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """A revisit record that stands in the package as a whole response."""

    record_id: str
    original: str
    """Record id of what it referred to."""
    url: Url
    """Of the original."""
    date: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """The response that is a capture's page, as the package has it."""

    url: Url
    moment: datetime
    """To the second that of its index line."""


def shown(home: Path, main: RecordLocation) -> Shown:
    """What a capture's main record shows.  Raises :class:`CorruptRecord`."""
    header = read_record(warc_path(home, main.file), main.offset).header
    target = Url(bare(header.get("WARC-Target-URI")) or "")
    return Shown(target, parse(header.get("WARC-Date") or ""))


class Records:
    """Takes captures; afterwards knows where everything lies, and what must be said of it."""

    def __init__(
        self, home: Path, known: DigestIndex, captures: Sequence[StoredCapture], put: Callable[[bytes], None]
    ) -> None:
        self._home = home
        self._known = known
        self._put = put
        self._taken = _Extents(each for one in captures for each in (one.extent, *one.additions))
        self._files: set[str] = set()
        self._offset = 0
        self.count = 0
        self.moved: dict[Place, RecordLocation] = {}
        """Where a record lies now, by where it lay."""
        self.entries: list[index.Entry] = []
        self.shown: dict[str, Shown] = {}
        """By capture id."""
        self.resolved: list[Resolved] = []
        self.left_out: list[LeftOut] = []

    def introduce(self, moment: datetime, software: str, name: str) -> None:
        """The first record."""
        draft = drafts.warcinfo(FILE, moment, software=software, operator=None)
        draft = replace(draft, record_id=f"urn:uuid:{uuid5(NAMESPACE_URL, f'warcinfo of {name}')}")
        written = write_member(self._write, draft.header(None, None), draft.head, draft.body.chunks())
        self._wrote(written.length)

    def add(self, capture: StoredCapture) -> None:
        """All records of a capture, and before them what it needs from elsewhere."""
        info = self._page_info(capture)
        self._bring_along(capture, info)
        repeated = {
            f"urn:uuid:{one['id']}": one["request"] for one in info.get("exchanges", ()) if "request" in one
        }
        for extent in (capture.extent, *capture.additions):
            self._copy_extent(extent, repeated)
        self._note_page(capture)

    def _page_info(self, capture: StoredCapture) -> Mapping[str, Any]:
        """Empty when it cannot be read; that is then told of its record."""
        try:
            return reader.page_info(self._home, capture.page_info)
        except CorruptRecord:
            return {}

    def _copy_extent(self, extent: Extent, repeated: Mapping[str, str]) -> None:
        path = warc_path(self._home, extent.file)
        if not path.exists():
            self.left_out.append(LeftOut(extent.file, extent.offset, "there is no such file"))
            return
        self._bring_file(extent.file)
        group = _Group()
        copied: set[str] = set()
        for member in walk(path, extent.offset, extent.offset + extent.length):
            if member.problem is not None:
                self.left_out.append(LeftOut(extent.file, member.offset, member.problem))
                continue
            record = member.placed(extent.file)
            if not _concurrent_to(record) <= copied:
                self.left_out.append(_at(record, "the record that it belongs to is not in the package"))
                continue
            copied.add(record.header.record_id or "")
            outside = self._outside(record)
            if outside is None:
                group.add(self._copy(member, record), self._asked(record))
                continue
            for written in self._resolve(record, outside, repeated.get(record.header.record_id or "")):
                group.add(written)
        self.entries += group.entries()

    def _outside(self, record: Placed) -> StoredPayload | None:
        """The original of a revisit that does not come along by itself."""
        if record.kind != "revisit":
            return None
        original = whole.original_of(record, self._known)
        if original is None:
            self.left_out.append(_at(record, "the record that this revisit refers to is not in the archive"))
            return None
        return None if self._comes_along(original.location.file, original.location.offset) else original

    def _comes_along(self, file: str, offset: int) -> bool:
        return (file, offset) in self.moved or self._taken.have(file, offset)

    def _resolve(self, revisit: Placed, original: StoredPayload, request_id: str | None) -> Iterator[Placed]:
        try:
            response = whole.response(self._home, revisit, original)
        except ArchiveError as trouble:
            self.left_out.append(_at(revisit, f"its payload cannot be read: {trouble.message}"))
            return
        self.resolved.append(
            Resolved(revisit.header.record_id or "", original.record_id, original.url, original.date)
        )
        yield self._write_whole(response, revisit.location)
        request = whole.request(self._home, revisit, original, request_id) if request_id else None
        if request is not None:
            yield self._write_whole(request, None)

    def _write_whole(self, record: whole.Whole, was_at: RecordLocation | None) -> Placed:
        start = self._offset
        written = record.write(self._write)
        self._wrote(written.length)
        location = RecordLocation(FILE, start, written.length, written.digest)
        if was_at is not None:
            self.moved[was_at.file, was_at.offset] = location
        return Placed(record.header, record.head, location)

    def _copy(self, member: Member, record: Placed) -> Placed:
        at = record.location
        location = RecordLocation(FILE, self._offset, at.length, at.digest)
        with warc_path(self._home, at.file).open("rb") as file:
            file.seek(at.offset)
            for done in range(0, at.length, _READ_BYTES):
                self._write(file.read(min(_READ_BYTES, at.length - done)))
        self._wrote(member.length)
        self.moved[at.file, at.offset] = location
        return replace(record, location=location)

    def _bring_file(self, file: str) -> None:
        """The record about the file that others come from, which all of them name."""
        if file not in self._files:
            self._files.add(file)
            self._bring(file, 0, "warcinfo")

    def _bring_along(self, capture: StoredCapture, info: Mapping[str, Any]) -> None:
        """What was not stored again: pictures and texts, and the certificates of its connections."""
        places = {(one["file"], one["offset"]) for one in info.get("elsewhere", {}).values()}
        places |= set(self._chains(info))
        group = _Group()
        for file, offset in sorted(places):
            if (brought := self._bring(file, offset)) is not None:
                group.add(brought)
        self.entries += group.entries()

    def _chains(self, info: Mapping[str, Any]) -> Iterator[Place]:
        for digest in {one.get("chain") for one in info.get("connections", ())} - {None}:
            found = self._known.find(digest, drafts.chain_address(digest))
            if found is not None:
                yield found.location.file, found.location.offset

    def _bring(self, file: str, offset: int, kind: str = "") -> Placed | None:
        """One record from anywhere, unless it comes along by itself or is not what it should be."""
        path = warc_path(self._home, file)
        if self._comes_along(file, offset):
            return None
        if not path.exists():
            self.left_out.append(LeftOut(file, offset, "there is no such file"))
            return None
        member = next(walk(path, offset), None)
        if member is None or member.problem is not None:
            self.left_out.append(
                LeftOut(file, offset, member.problem if member and member.problem else "no record")
            )
            return None
        record = member.placed(file)
        return self._copy(member, record) if kind in ("", record.kind) else None

    def _asked(self, record: Placed) -> index.Asked | None:
        if record.kind != "request" or record.http_head.startswith(b"GET "):
            return None
        return index.asked(record, self._payload_start(record) if record.payload_size_bytes else b"")

    def _payload_start(self, request: Placed) -> bytes:
        found = bytearray()
        for piece in read_record(
            warc_path(self._home, request.location.file), request.location.offset
        ).payload():
            found += piece
            if len(found) >= MAX_REQUEST_BYTES:
                break
        return bytes(found)

    def _note_page(self, capture: StoredCapture) -> None:
        if capture.main is not None and (capture.main.file, capture.main.offset) in self.moved:
            self.shown[capture.id] = shown(self._home, capture.main)

    def _write(self, data: bytes) -> None:
        self._put(data)

    def _wrote(self, length: int) -> None:
        self._offset += length
        self.count += 1


class _Group:
    """Records that belong together, requests with their responses."""

    def __init__(self) -> None:
        self._records: list[Placed] = []
        self._asked: dict[str, index.Asked] = {}

    def add(self, record: Placed, asked: index.Asked | None = None) -> None:
        self._records.append(record)
        if asked is not None:
            self._asked |= dict.fromkeys(index.answers(record), asked)

    def entries(self) -> Iterator[index.Entry]:
        for record in self._records:
            line = index.entry(record, self._asked.get(record.header.record_id or ""))
            if line is not None:
                yield line


class _Extents:
    """Stretches of files."""

    def __init__(self, extents: Iterable[Extent]) -> None:
        self._by_file: dict[str, list[tuple[int, int]]] = {}
        for extent in sorted(extents):
            ends = extent.offset + extent.length
            self._by_file.setdefault(extent.file, []).append((extent.offset, ends))

    def have(self, file: str, offset: int) -> bool:
        """Whether a record that begins there lies in one of them."""
        stretches = self._by_file.get(file, [])
        at = bisect_right(stretches, offset, key=lambda each: each[0]) - 1
        return at >= 0 and offset < stretches[at][1]


def _concurrent_to(record: Placed) -> set[str]:
    """Ids of the records of the same event: they stand before this one."""
    return {bare(id) or "" for id in record.header.all("WARC-Concurrent-To")}


def _at(record: Placed, message: str) -> LeftOut:
    return LeftOut(record.location.file, record.location.offset, message)
