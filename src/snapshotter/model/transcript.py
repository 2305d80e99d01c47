"""The transcript of a WebSocket: lines of JSON, the first of which says what it is of.

    {"version":1,"url":"https://...","exchange":"urn:uuid:...","subprotocol":null,"started_at":"..."}
    {"t":0.012,"from":"page","kind":"text","text":"hello"}
    {"t":0.02,"from":"origin","kind":"binary","base64":"AAE="}
    {"t":1.5,"from":"origin","kind":"close","base64":"A+g="}

``t`` is in seconds since the handshake was answered.  A text that is no UTF-8 stands in base64.  Where
the transcript ends before the conversation did, a last line without ``from`` says why.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from snapshotter.model.replay import Frame
from snapshotter.timestamps import warc_date
from snapshotter.urls import Url

VERSION = 1
MEDIA_TYPE = "application/x-ndjson"


def heading(url: Url, exchange_id: str, subprotocol: str | None, started_at: datetime) -> bytes:
    """The first line; ``exchange_id`` is a UUID, ``started_at`` when the handshake was answered."""
    return _line(
        {
            "version": VERSION,
            "url": url,
            "exchange": f"urn:uuid:{exchange_id}",
            "subprotocol": subprotocol,
            "started_at": warc_date(started_at),
        }
    )


def message(frame: Frame) -> bytes:
    """The line of a message."""
    known = {"t": round(frame.at_s, 6), "from": frame.sender, "kind": frame.kind}
    if frame.kind == "text":
        try:
            return _line({**known, "text": frame.data.decode()})
        except UnicodeDecodeError:
            pass  # kept as it came
    return _line({**known, "base64": base64.b64encode(frame.data).decode()})


def ending(at_s: float, kind: str, why: str) -> bytes:
    """The last line of a transcript that is not whole."""
    return _line({"t": round(at_s, 6), "kind": kind, "text": why})


def frames(pieces: Iterable[bytes]) -> tuple[Frame, ...]:
    """The messages of a transcript; lines that are none, as one that was cut off, are passed over."""
    return tuple(_frames(b"".join(pieces)))


def _frames(data: bytes) -> Iterator[Frame]:
    for raw in data.split(b"\n"):
        try:
            given = json.loads(raw)
        except (ValueError, RecursionError):
            continue
        frame = _frame(given) if isinstance(given, dict) else None
        if frame is not None:
            yield frame


def _frame(given: dict[str, Any]) -> Frame | None:
    sender, kind = given.get("from"), given.get("kind")
    if sender not in ("page", "origin") or kind not in ("text", "binary", "close"):
        return None
    try:
        return Frame(sender, kind, _data(given), float(given["t"]))
    except (KeyError, TypeError, ValueError, binascii.Error):
        return None


def _data(given: dict[str, Any]) -> bytes:
    if "text" in given:
        return str(given["text"]).encode("utf-8", "replace")
    return base64.b64decode(given["base64"], validate=True)


def _line(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"
