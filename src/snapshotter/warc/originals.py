"""The payloads that revisit records refer to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from snapshotter.digests import Digest
from snapshotter.errors import ArchiveError, CorruptRecord
from snapshotter.warc.header import bare
from snapshotter.warc.reader import PayloadLocator, read_record, warc_path
from snapshotter.warc.streamed import Streamed, records
from snapshotter.warc.visits import Recorded


class Originals:
    """Finds what a revisit record does not repeat: in the archive home, else in its own file.

    ``locator`` is opened when the first revisit needs it.
    """

    def __init__(self, home: Path, locator: Callable[[], PayloadLocator]) -> None:
        self._home = home
        self._open = locator
        self._locator: PayloadLocator | None = None
        self._offsets: tuple[Path, dict[str, int]] | None = None

    def payload(self, file: Path, revisit: Recorded) -> bytes | None:
        """The original's payload, codings as on the wire; None when it is not to be had."""
        try:
            return self._from_home(file, revisit) or self._from_file(file, revisit)
        except (ArchiveError, OSError):
            return None

    def _from_home(self, file: Path, revisit: Recorded) -> bytes | None:
        digest = revisit.header.get("WARC-Payload-Digest")
        if digest is None or file.resolve().parent != (self._home / "warcs").resolve():
            return None
        if self._locator is None:
            self._locator = self._open()
        found = self._locator.locate(Digest(digest))
        if found is None:
            return None
        return _payload(warc_path(self._home, found.file), found.offset, digest)

    def _from_file(self, file: Path, revisit: Recorded) -> bytes | None:
        if self._offsets is None or self._offsets[0] != file:
            self._offsets = file, _responses(file)
        digest = revisit.header.get("WARC-Payload-Digest")
        for name in (bare(revisit.header.get("WARC-Refers-To")), digest):
            offset = self._offsets[1].get(name or "")
            if offset is not None and (payload := _payload(file, offset, digest)) is not None:
                return payload
        return None


def _payload(path: Path, offset: int, digest: str | None) -> bytes | None:
    """None where the record is another: files of other tools pack many into one member."""
    try:
        record = read_record(path, offset)
    except CorruptRecord:
        return None
    stated = record.header.get("WARC-Payload-Digest")
    return record.payload_bytes() if record.kind == "response" and stated in (None, digest) else None


def _responses(path: Path) -> dict[str, int]:
    """Where the responses of a file lie, by record id and by payload digest."""
    found: dict[str, int] = {}
    with path.open("rb") as file:
        for record in records(file, lambda header: 0):
            if isinstance(record, Streamed) and record.header.get("WARC-Type") == "response":
                for name in (record.header.record_id, record.header.get("WARC-Payload-Digest")):
                    found.setdefault(name or "", record.offset)
    return found
