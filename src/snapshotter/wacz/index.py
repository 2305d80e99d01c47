"""The index of a WACZ: CDXJ (Crawl Index JSON 0.1.0), plain or in compressed blocks.

No field of a head but media type and status gets in, so there are no cookies to leak.  What a reader
needs to find the answer to a POST does: ``method`` and ``requestBody``.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from snapshotter import digests
from snapshotter.timestamps import digits14
from snapshotter.urls import Url
from snapshotter.wacz import queries
from snapshotter.warc.cdxj import is_indexed, media_type, url_key
from snapshotter.warc.compression import GZIP, LEVEL
from snapshotter.warc.header import bare
from snapshotter.warc.placed import Placed, method_of

BLOCK_LINES = 3000
"""Lines in a compressed block (as pywb's ZipNum has them)."""
PLAIN_LINES = 10_000
"""An index that is longer is compressed: a viewer then loads the blocks that it needs."""

_STATUS = re.compile(rb"HTTP/[\d.]+ +(\d{3})")
_FIELD = re.compile(rb"^content-(type|range)[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_RANGE = re.compile(rb"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a response answers, where that was not a plain GET."""

    method: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One line."""

    line: bytes
    url: Url
    is_whole: bool
    """Whether it is all of what is at the address: a 200, or a range that leaves nothing out."""
    is_part: bool


def entry(record: Placed, asked: Asked | None) -> Entry | None:
    """The line of a record; None for one that has no place in an index."""
    if not is_indexed(record) or record.date is None:
        return None
    status = _STATUS.match(record.http_head)
    document = {
        "url": record.target,
        "mime": media_type(record) or "application/octet-stream",
        "status": status[1].decode() if status else "200",
        "digest": _digest(record),
        "length": str(record.location.length),
        "offset": str(record.location.offset),
        "filename": record.location.file,
        "recordDigest": record.location.digest,
        **_of_request(asked),
    }
    line = f"{_key(record.target, asked)} {digits14(record.date)} {json.dumps(document)}\n".encode()
    whole, part = _extent(document["status"], record.http_head)
    return Entry(line, record.target, whole and asked is None, part)


def asked(request: Placed, body: bytes) -> Asked | None:
    """What a request record says, for the line of its response; None for a GET."""
    method = method_of(request)
    if method in ("", "GET"):
        return None
    return Asked(method, _head_field(request.http_head, b"type").decode("latin-1"), body)


def answers(request: Placed) -> Iterator[str]:
    """The record ids of the responses that a request record belongs to."""
    for response_id in request.header.all("WARC-Concurrent-To"):
        yield bare(response_id) or ""


def lines(entries: Iterable[Entry]) -> list[bytes]:
    """All lines in the order of their bytes (``LC_ALL=C``).

    Parts of what the package also has whole are left out: a viewer takes the line nearest in time,
    and would play the part.
    """
    entries = list(entries)
    whole = {each.url for each in entries if each.is_whole}
    return sorted(each.line for each in entries if not (each.is_part and each.url in whole))


def files(sorted_lines: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    """The files of the folder ``indexes``, by name: ``index.cdx``, or ``index.cdx.gz`` and what leads
    into its blocks, ``index.idx`` (ReplayWeb.page finds nothing in the one without the other)."""
    if len(sorted_lines) <= PLAIN_LINES:
        yield "index.cdx", b"".join(sorted_lines)
        return
    packed, leads = bytearray(), [b'!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n']
    for start in range(0, len(sorted_lines), BLOCK_LINES):
        block = sorted_lines[start : start + BLOCK_LINES]
        data = _compressed(b"".join(block))
        where = {"offset": len(packed), "length": len(data), "digest": digests.of_bytes(data)}
        leads.append(b" ".join(block[0].split(b" ", 2)[:2]) + f" {json.dumps(where)}\n".encode())
        packed += data
    yield "index.cdx.gz", bytes(packed)
    yield "index.idx", b"".join(leads)


def _digest(record: Placed) -> str:
    """Of the payload as labelled; of the stored bytes where another tool labelled none."""
    header = record.header
    return header.get("WARC-Payload-Digest") or header.get("WARC-Block-Digest") or record.location.digest


def _compressed(data: bytes) -> bytes:
    compressor = zlib.compressobj(LEVEL, wbits=GZIP)
    return compressor.compress(data) + compressor.flush()


def _of_request(asked: Asked | None) -> dict[str, str]:
    if asked is None:
        return {}
    query = queries.of_wabac(asked.method, asked.media_type, asked.body)
    return {"method": asked.method} | ({"requestBody": query} if query else {})


def _key(url: Url, asked: Asked | None) -> str:
    if asked is None or not url.startswith(("http:", "https:")):
        return url_key(url)
    query = queries.of_pywb(asked.method, asked.media_type, asked.body)
    return url_key(Url(queries.with_query(url, asked.method, query)))


def _extent(status: str, head: bytes) -> tuple[bool, bool]:
    """Whether a response is all of something, and whether it is a part."""
    if status != "206":
        return status == "200" and bool(head), False
    found = _RANGE.match(_head_field(head, b"range"))
    whole = found is not None and int(found[1]) == 0 and int(found[2]) + 1 == int(found[3])
    return whole, not whole


def _head_field(head: bytes, name: bytes) -> bytes:
    for match in _FIELD.finditer(head):
        if match[1].lower() == name:
            return match[2].strip()
    return b""
