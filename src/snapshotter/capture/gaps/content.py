"""Responses as texts: without transfer and content codings (RFC 9110, section 8.4), decoded."""

from __future__ import annotations

import re

from snapshotter.capture.wire import heads
from snapshotter.model.exchange import Exchange
from snapshotter.warc import bodies

MAX_BYTES = 16 << 20
"""Nothing is read out of larger bodies."""
_CHARSET = re.compile(r"charset[ \t]*=[ \t]*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_SHEET_CHARSET = re.compile(rb'@charset "([\w.:-]{1,40})";')
_META_CHARSET = re.compile(rb"<meta[^>]{1,200}?charset[ \t]*=[ \t]*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


def content(exchange: Exchange) -> bytes | None:
    """The body as its sender meant it; None when there is none, or it is too large to be looked into."""
    response = exchange.response
    if response is None or response.body.size_bytes > MAX_BYTES:
        return None
    fields = _fields(exchange)
    raw = b"".join(response.body.chunks())
    if exchange.protocol == "h2":
        fields.pop("transfer-encoding", None)
    return bodies.Message(exchange.status, fields, raw).body()[:MAX_BYTES]


def text(exchange: Exchange) -> str | None:
    """The body in characters: by byte order mark, ``Content-Type``, what it says itself, else UTF-8."""
    data = content(exchange)
    if data is None:
        return None
    named = _CHARSET.search(_fields(exchange).get("content-type", ""))
    own = _SHEET_CHARSET.match(data) or _META_CHARSET.search(data[:1024])
    for charset in (named[1] if named else None, own[1].decode("latin-1") if own else None):
        if charset is None or data.startswith(b"\xef\xbb\xbf"):
            continue
        try:
            return data.decode(charset, "replace")
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8-sig", "replace")


def field(exchange: Exchange, name: str) -> str:
    """A field of the response, values of one name joined with commas; empty when it was not sent."""
    return _fields(exchange).get(name, "")


def _fields(exchange: Exchange) -> dict[str, str]:
    assert exchange.response is not None
    fields: dict[str, list[str]] = {}
    for raw, value in heads.fields_of(exchange.response.head.partition(b"\n")[2]):
        fields.setdefault(raw.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return {name: ", ".join(values) for name, values in fields.items()}
