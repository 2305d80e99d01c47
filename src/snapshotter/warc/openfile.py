"""The one WARC file that a writer has open."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from snapshotter import digests
from snapshotter.durable import sync_folder
from snapshotter.errors import WriteFailed
from snapshotter.model.capture import RecordLocation
from snapshotter.model.growth import ClosedWarc
from snapshotter.warc import cdxj
from snapshotter.warc.compression import write_member
from snapshotter.warc.drafts import Draft
from snapshotter.warc.growing import IndexLines, Places
from snapshotter.warc.header import decode
from snapshotter.warc.placed import Placed

if TYPE_CHECKING:
    from snapshotter.ports import GrowthLog

OPEN_SUFFIX = ".open"


class OpenFile:
    """The WARC file that is being written: ``<name>.open`` until it is sealed."""

    def __init__(self, warcs: Path, name: str) -> None:
        self.name = name
        self._warcs = warcs
        self._path = warcs / (name + OPEN_SUFFIX)
        self._entries = IndexLines()
        self._captures = 0
        self.size_bytes = 0
        self.usable = True
        """False when the disk refused even to take back half a record."""
        self._closed = self._entered = self._moved = False
        """What of sealing is done: the disk may refuse in between."""
        self._warcinfo_id: str | None = None
        self._records = Places(name)
        self._written = hashlib.sha256()
        self._kept = self._written.copy()
        """The digest up to where the file goes back to."""
        self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)

    def introduce(self, warcinfo: Draft) -> None:
        """Write the first record, which all others name."""
        self._records.extend([self.put(warcinfo, None).location])
        self._kept = self._written.copy()
        self._warcinfo_id = warcinfo.record_id
        sync_folder(self._warcs)

    def put(self, draft: Draft, page_id: str | None) -> Placed:
        """Append one record.  Its block is checked against the digest that its header promises."""
        header = draft.header(page_id, self._warcinfo_id)
        offset = self.size_bytes
        written = write_member(self._write, header, draft.head, draft.body.chunks())
        if (written.block_digest, written.block_size_bytes) != (draft.block_digest, draft.block_size_bytes):
            raise WriteFailed(
                f"the bytes of {draft.target} changed between capture and storage: got "
                f"{written.block_size_bytes} bytes with {written.block_digest}, expected "
                f"{draft.block_size_bytes} bytes with {draft.block_digest}",
                hint="check the disk that holds temporary files, then capture the page again",
            )
        http_head = draft.head if draft.kind in ("request", "response", "revisit") else b""
        location = RecordLocation(self.name, offset, written.length, written.digest)
        return Placed(decode(header), http_head, location)

    def commit(self, records: Sequence[Placed]) -> None:
        """Put a capture's records on the disk and remember their index lines."""
        os.fsync(self._file)
        self._entries.extend(cdxj.lines(records))
        self._records.extend(record.location for record in records)
        self._kept = self._written.copy()
        self._captures += 1

    def roll_back(self, size_bytes: int) -> None:
        """Drop what was written after ``size_bytes``."""
        self.usable = False
        os.ftruncate(self._file, size_bytes)
        os.lseek(self._file, size_bytes, os.SEEK_SET)
        self.size_bytes = size_bytes
        self._written = self._kept.copy()
        self.usable = True

    def abandon(self) -> None:
        """Let go of a file that cannot be written any more; recovery finds what is whole in it."""
        self._closed = True
        os.close(self._file)

    def discard(self) -> None:
        """Let go of a file that holds nothing, and remove it."""
        self.abandon()
        self._path.unlink(missing_ok=True)

    def seal(self, growth: GrowthLog | None = None) -> None:
        """Close the file under its final name, its index first, then its entry in the log of the archive's
        growth; without a capture, remove it.

        May be called again when the disk refused.
        """
        if not self._closed:
            os.fsync(self._file)
            self.abandon()
        if not self._moved:
            self._move(growth)
            self._moved = True
        sync_folder(self._warcs)

    def _move(self, growth: GrowthLog | None) -> None:
        if not self._captures:
            self._path.unlink()
            return
        index = cdxj.write_index(self._warcs, self.name, self._entries)
        if growth is not None and not self._entered:
            growth.warc_closed(self._as_closed(index))
        self._entered = True
        self._path.rename(self._warcs / self.name)

    def _as_closed(self, index: Path) -> ClosedWarc:
        digest = digests.of_hash(self._written)
        listed = digests.of_bytes(index.read_bytes())
        return ClosedWarc(self.name, self.size_bytes, digest, listed, tuple(self._records))

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._file, rest) :]
        self.size_bytes += len(data)
        self._written.update(data)
