"""How a page looked when it was audited: the small picture that the check's evidence holds.

A manifest knows where the closing record of a check lies, and the picture lies shortly before it: what
a check leaves is written in one piece.  So the file is read backwards a little, and not from its start.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

from snapshotter.errors import ArchiveError
from snapshotter.model.capture import RecordLocation
from snapshotter.warc.reader import Record, page_info, read_record, warc_path

WINDOW_BYTES = 8_000_000
"""Before a closing record; large pictures of whole pages lie between."""
_MEMBER = b"\x1f\x8b\x08"
"""The start of a gzip member with deflated data (RFC 1952, section 2.3)."""
_HEADER_BYTES = 2_000
_RECORD_ID = b"WARC-Record-ID: "


def picture_of_check(home: Path, closing: RecordLocation) -> bytes | None:
    """The thumbnail of the last visit by a browser; None where no browser was asked, or nothing is here."""
    path = warc_path(home, closing.file)
    try:
        tries = page_info(home, closing).get("tries") or ()
        visits = [each["page_info"] for each in tries if each["way"] == "browser"]
        if not visits:
            return None
        near = _records_before(path, closing.offset)
        told = _document(_record(path, near, visits[-1]))
        found = _record(path, near, told.get("artefacts", {}).get("thumbnail"))
        return found.block_bytes() if found is not None else None
    except (ArchiveError, OSError, KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return None  # not here, damaged, or another program's: the report does without


def _record(path: Path, near: dict[str, int], id: str | None) -> Record | None:
    offset = near.get(id.strip("<>")) if id else None
    return read_record(path, offset) if offset is not None else None


def _document(record: Record | None) -> dict[str, Any]:
    return dict(json.loads(record.block_bytes())) if record is not None else {}


def _records_before(path: Path, end: int) -> dict[str, int]:
    """Offsets of the records that end at or before ``end``, by their ids; as far back as the window."""
    start = max(0, end - WINDOW_BYTES)
    with path.open("rb") as file:
        file.seek(start)
        data = file.read(end - start)
    found = {}
    at = data.find(_MEMBER)
    while at >= 0:
        id = _id_at(data, at)
        if id is not None:
            found[id] = start + at
        at = data.find(_MEMBER, at + 1)
    return found


def _id_at(data: bytes, at: int) -> str | None:
    """The id of the record that begins here; None where three bytes only look like the start of one."""
    try:
        head = zlib.decompressobj(wbits=31).decompress(data[at : at + _HEADER_BYTES], _HEADER_BYTES)
    except zlib.error:
        return None
    if not head.startswith(b"WARC/"):
        return None
    _, _, rest = head.partition(_RECORD_ID)
    id, ended, _ = rest.partition(b"\r\n")
    return id.decode("ascii", "replace").strip("<> ") if ended else None
