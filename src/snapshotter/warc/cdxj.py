"""CDXJ lines: the index of one WARC file (field names as pywb and cdxj-indexer write them).

``<SURT> <14 digits> {"url": ..., ...}``, sorted as bytes.  No field of a request's or response's head
but the media type and the status gets in, so there are no cookies to leak.  An exchange with another
method than GET has ``__wb_method=<method>`` in its key, and thus never answers a GET.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from snapshotter.durable import make_folder, replacing
from snapshotter.errors import UrlError
from snapshotter.timestamps import digits14
from snapshotter.urls import Url
from snapshotter.warc.growing import IndexLines
from snapshotter.warc.placed import Placed, methods

INDEXED = ("response", "revisit", "resource", "metadata")

_STATUS = re.compile(rb"HTTP/[\d.]+ +(\d{3})")
_CONTENT_TYPE = re.compile(rb"^content-type[ \t]*:[ \t]*([^;\s]+)", re.IGNORECASE | re.MULTILINE)


def lines(records: Sequence[Placed]) -> list[str]:
    """The lines of records that belong together: requests tell the methods of their responses."""
    asked_by = methods(records)
    found = []
    for record in records:
        if is_indexed(record):
            found.append(_line(record, asked_by.get(record.header.record_id or "", "GET")))
    return found


def is_indexed(record: Placed) -> bool:
    """Whether a record gets a line: of a kind that is asked for, with an address and a time."""
    return record.kind in INDEXED and bool(record.target) and record.date is not None


def write_index(warcs: Path, file: str, entries: IndexLines) -> Path:
    """Write ``index/<file>.cdxj`` below the folder of WARCs, sorted, in one step."""
    path = _path(warcs, file)
    make_folder(path.parent)
    with replacing(path) as new:
        new.writelines(entries)
    return path


def read_index(warcs: Path, file: str) -> bytes | None:
    """The index of a WARC file as it stands; None when there is none."""
    try:
        return _path(warcs, file).read_bytes()
    except FileNotFoundError:
        return None


def encoded(entries: Iterable[str]) -> bytes:
    """The bytes of an index: its lines sorted as bytes."""
    return b"".join(IndexLines(entries))


def _path(warcs: Path, file: str) -> Path:
    return warcs / "index" / f"{file}.cdxj"


def url_key(url: Url, method: str = "GET") -> str:
    """SURT of an http(s) address; other addresses, and what is none, are their own key."""
    if method != "GET":
        url = Url(f"{url}{'&' if '?' in url else '?'}__wb_method={method}")
    if not url.startswith(("http:", "https:")):
        return url.replace(" ", "%20")
    from snapshotter.urls import surt

    try:
        return surt(url)
    except UrlError:
        return url.replace(" ", "%20")


def media_type(record: Placed) -> str | None:
    """``mime`` of the line: of the payload, without parameters."""
    if record.kind == "revisit":
        return "warc/revisit"
    if record.http_head:
        match = _CONTENT_TYPE.search(record.http_head)
        return match[1].decode("latin-1").lower() if match else None
    declared = (record.header.get("Content-Type") or "").partition(";")[0].strip().lower()
    return declared if declared and not declared.startswith("application/http") else None


def _line(record: Placed, method: str) -> str:
    header, location = record.header, record.location
    status = _STATUS.match(record.http_head)
    digest = header.get("WARC-Payload-Digest") or header.get("WARC-Block-Digest")
    document = {
        "url": record.target,
        "mime": media_type(record),
        "status": status[1].decode() if status else None,
        "digest": digest,
        "length": str(location.length),
        "offset": str(location.offset),
        "filename": location.file,
        "recordDigest": location.digest,
        "method": method if method != "GET" else None,
    }
    present = {name: value for name, value in document.items() if value is not None}
    assert record.date is not None
    return f"{url_key(record.target, method)} {digits14(record.date)} {json.dumps(present)}"
