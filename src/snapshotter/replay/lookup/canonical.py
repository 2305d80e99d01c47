"""The body of a request in a form that is the same wherever it says the same."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote_to_bytes

from snapshotter.capture.wire.heads import fields_of

_BOUNDARY = re.compile(rb"""boundary=(?:"([^"]{1,200})"|([^\s;,"]{1,200}))""", re.IGNORECASE)
_FIRST_LINE = re.compile(rb"--([^\r\n]{1,200})\r?\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_MULTIPART_SIGN = b"content-disposition"
_OPERATION = re.compile(r"\s*(?:query|mutation|subscription)\s+([A-Za-z_]\w{0,200})")


def canonical(body: bytes, content_type: bytes) -> bytes | None:
    """JSON with sorted keys and its numbers in one form; a form's pairs sorted; multipart without its
    boundary.  None for other bodies: they say the same only when they are the same.
    """
    kind = content_type.partition(b";")[0].strip().lower()
    if kind.startswith(b"multipart/"):
        return _multipart(body, content_type)
    if kind == b"application/x-www-form-urlencoded":
        return b"form:" + _form(body)
    return _json_form(body)


def operation(body: bytes) -> str | None:
    """What a GraphQL request asks for: ``operationName``, the hash of a stored query, or the name in the
    query itself; of a batch, all of them.  None when it does not look like GraphQL.
    """
    asked = _loaded(body)
    if isinstance(asked, list):
        names = [_operation(each) for each in asked[:100]]
        return "\n".join(name for name in names if name) or None
    return _operation(asked)


def _operation(asked: Any) -> str | None:
    if not isinstance(asked, dict):
        return None
    if isinstance(name := asked.get("operationName"), str) and name:
        return name
    extensions = asked.get("extensions")
    stored = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    if isinstance(stored, dict) and isinstance(digest := stored.get("sha256Hash"), str):
        return digest
    query = asked.get("query")
    named = _OPERATION.match(query) if isinstance(query, str) else None
    return named[1] if named else None


def _json_form(body: bytes) -> bytes | None:
    value = _loaded(body)
    if not isinstance(value, dict | list):
        return None
    try:
        return b"json:" + json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    except RecursionError:
        return None


def _loaded(body: bytes) -> Any:
    """None for what is no JSON object or array."""
    if body.lstrip(b" \t\r\n")[:1] not in (b"{", b"["):
        return None
    try:
        return json.loads(body, parse_float=_number)
    except (ValueError, RecursionError):
        return None


def _number(text: str) -> int | float:
    """``1.0`` and ``1e2`` are whole numbers to JavaScript."""
    value = float(text)
    return int(value) if value.is_integer() and abs(value) < 1 << 53 else value


def _form(body: bytes) -> bytes:
    """URL Standard, section 5.1; each pair in a frame of lengths, so that no two lists look alike."""
    pairs = (each.replace(b"+", b" ").partition(b"=") for each in body.split(b"&") if each)
    plain = sorted((unquote_to_bytes(name), unquote_to_bytes(value)) for name, _, value in pairs)
    return b"".join(b"%d,%d:%s%s" % (len(name), len(value), name, value) for name, value in plain)


def _multipart(body: bytes, content_type: bytes) -> bytes | None:
    """RFC 7578: the parts in their order, their heads' fields sorted."""
    boundary = _boundary(body, content_type)
    if boundary is None:
        return None
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary)
    return b"multipart:" + b"".join(_part(each) for each in parts[1:] if not each.startswith(b"--"))


def _boundary(body: bytes, content_type: bytes) -> bytes | None:
    named = _BOUNDARY.search(content_type)
    if named and body.startswith(b"--" + (named[1] or named[2])):
        return named[1] or named[2]
    shown = _FIRST_LINE.match(body)  # the field was left out, or is not the one of this body
    return shown[1] if shown and _MULTIPART_SIGN in body[:1000].lower() else None


def _part(part: bytes) -> bytes:
    end = _HEAD_END.search(part)
    head, content = (part[: end.start()], part[end.end() :]) if end else (b"", part)
    fields = sorted((name.lower(), value) for name, value in fields_of(head))
    shown = b"".join(b"%s:%s\n" % each for each in fields)
    return b"%d,%d:%s%s" % (len(shown), len(content), shown, content)
