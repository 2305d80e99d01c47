"""Heads of HTTP/1 messages, read as tolerantly as Chromium reads them.

Sources: RFC 9112; Chromium ``net/http/http_util.cc`` (``LocateStartOfStatusLine``,
``LocateEndOfHeaders``, ``AssembleRawHeaders``) and ``http_response_headers.cc`` for what is
tolerated beyond the RFC: up to four bytes before the status line, bare LF, folded lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from snapshotter.capture.wire.draft import Field, Version

MAX_HEAD_BYTES = 1 << 20
_SLOP_BYTES = 4
_END_OF_HEAD = re.compile(rb"\n\r?\n")
_STATUS_LINE = re.compile(rb"HTTP/?(\d+)?(?:\.(\d+))?[ \t]*(\d{1,3})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ResponseHead:
    version: Version
    status: int
    fields: list[Field]


@dataclass(frozen=True, slots=True)
class RequestHead:
    method: str
    target: str
    fields: list[Field]


def end_of_head(buffer: bytes | bytearray, start: int = 0) -> int:
    """Where the body begins, or -1 while the head is incomplete."""
    found = _END_OF_HEAD.search(buffer, max(start - 2, 0))
    return found.end() if found else -1


def is_status_line(buffer: bytes | bytearray) -> bool | None:
    """Whether a response begins as HTTP/1 does; None while too few bytes have come."""
    start = bytes(buffer[: _SLOP_BYTES + 4]).lower()
    if b"http" in start:
        return True
    return None if len(start) < _SLOP_BYTES + 4 else False


def start_of_status_line(buffer: bytes | bytearray) -> int:
    """How many bytes of junk stand before the status line that :func:`is_status_line` has seen."""
    return bytes(buffer[: _SLOP_BYTES + 4]).lower().find(b"http")


def response_head(head: bytes) -> ResponseHead:
    """Read a response's head; a status line without a number means 200, as in Chromium."""
    line, _, rest = head.partition(b"\n")
    match = _STATUS_LINE.search(line)
    if match is None:
        return ResponseHead("http/1.0", 200, fields_of(rest))
    major, minor, status = match.groups()
    at_least_11 = (int((major or b"1")[:4]), int((minor or b"0")[:4])) >= (1, 1)
    return ResponseHead("http/1.1" if at_least_11 else "http/1.0", int(status or 200), fields_of(rest))


def request_head(head: bytes) -> RequestHead:
    """Read a request's head."""
    line, _, rest = head.partition(b"\n")
    parts = line.rstrip(b"\r").split(b" ")
    method = parts[0].decode("latin-1")
    target = b" ".join(parts[1:-1] if len(parts) > 2 else parts[1:]).decode("latin-1")
    return RequestHead(method, target, fields_of(rest))


def fields_of(lines: bytes) -> list[Field]:
    """Header fields in order, duplicates kept, folded lines joined by one space."""
    fields: list[tuple[bytes, list[bytes]]] = []
    for raw in lines.split(b"\n"):
        line = raw.rstrip(b"\r")
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1][1].append(line.strip(b" \t"))
            continue
        name, colon, value = line.partition(b":")
        if colon and name.strip():
            fields.append((name.strip(b" \t"), [value.strip(b" \t")]))
    return [(name, b" ".join(filter(None, parts)).strip()) for name, parts in fields]


def values(fields: list[Field], name: bytes) -> list[bytes]:
    """All values of a field, ``name`` in lower case."""
    return [value for key, value in fields if key.lower() == name]


def value(fields: list[Field], name: bytes) -> str | None:
    """The first value of a field as text, or None."""
    found = values(fields, name)
    return found[0].decode("latin-1") if found else None


def content_length(fields: list[Field]) -> int | None:
    """``Content-Length`` as Chromium takes it: equal duplicates are one, nonsense is none."""
    found = {part.strip() for raw in values(fields, b"content-length") for part in raw.split(b",")}
    if len(found) != 1:
        return None
    (only,) = found
    return int(only) if only.isdigit() and len(only) < 19 else None


def is_chunked(fields: list[Field]) -> bool:
    """Whether ``Transfer-Encoding`` names chunked."""
    return any(
        coding.strip().lower() == b"chunked"
        for raw in values(fields, b"transfer-encoding")
        for coding in raw.split(b",")
    )


def media_type(fields: list[Field]) -> str | None:
    """``Content-Type`` in lower case, without parameters."""
    raw = value(fields, b"content-type")
    return raw.partition(";")[0].strip().lower() or None if raw else None
