"""Passwords and tokens in the bodies of requests: forms, JSON, multipart.

What is none keeps its form byte for byte, and what is malformed is read as far as it goes.

Sources: URL Standard, section 5 (forms), RFC 7578 (multipart), RFC 8259 (JSON).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from snapshotter.redaction.json_text import redacted_json
from snapshotter.redaction.names import SIGN, is_secret_name
from snapshotter.redaction.word import REDACTED

MAX_BODY_BYTES = 1024 * 1024
"""A larger body is no login; it is stored as it was sent."""

_FORM_SHAPE = re.compile(rb"[^\s=&{}<>\"]{1,200}=[^\s{}<>]*")
_NAMED = re.compile(rb'(?i)content-disposition:[^\r\n]{0,200}?[; ]name="?([^";\r\n]{1,200})')
_HEAD_BYTES = 4000
_BOUNDARY = re.compile(rb"--[^\r\n]{1,200}")

_Rewriting = Callable[[bytes, list[str]], bytes]


def redacted_body(body: bytes, content_type: bytes) -> tuple[bytes, list[str]]:
    """A request's body, and the names of what was blanked in it."""
    if len(body) > MAX_BODY_BYTES or SIGN.search(body) is None:
        return body, []
    names: list[str] = []
    return _rewriting(body, content_type)(body, names), names


def _rewriting(body: bytes, content_type: bytes) -> _Rewriting:
    """By what the body is: beacons and ``no-cors`` requests call everything plain text."""
    kind = content_type.partition(b";")[0].strip().lower()
    if body.lstrip()[:1] in (b"{", b"["):
        return redacted_json
    if body.startswith(b"--") and (kind.startswith(b"multipart/") or b"isposition:" in body[:_HEAD_BYTES]):
        return _multipart
    if kind == b"application/x-www-form-urlencoded" or _FORM_SHAPE.match(body):
        return _form
    return lambda body, names: body


def _form(body: bytes, names: list[str]) -> bytes:
    return b"&".join(_pair(pair, names) for pair in body.split(b"&"))


def _pair(pair: bytes, names: list[str]) -> bytes:
    raw, equals, value = pair.partition(b"=")
    name = unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8", "replace").strip()
    if not value.strip() or not is_secret_name(name):
        return pair
    names.append(name[:200])
    return raw + equals + REDACTED


def _multipart(body: bytes, names: list[str]) -> bytes:
    boundary = _BOUNDARY.match(body)
    if boundary is None:
        return body
    return boundary[0].join(_part(part, names) for part in body.split(boundary[0]))


def _part(part: bytes, names: list[str]) -> bytes:
    head, empty, content = part.partition(b"\r\n\r\n")
    named, value = _NAMED.search(head[:_HEAD_BYTES]), content.removesuffix(b"\r\n")
    name = named[1].decode("utf-8", "replace") if named else ""
    if not value:
        return part
    end = content[len(value) :]
    if is_secret_name(name):
        names.append(name)
        return head + empty + REDACTED + end
    return head + empty + (redacted_json(value, names) if value[:1] in (b"{", b"[") else value) + end
