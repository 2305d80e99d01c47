"""Recorded responses handed out as they are: ``/web/<14 digits>id_/<URI-R>``.

As in pywb and Wayback the status, the type and the codings of the content are those of the record, and
every other field is there under ``X-Archive-Orig-``: what a cookie, a policy or a redirect did to its own
site must not be done to ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from snapshotter.errors import UrlError
from snapshotter.urls import Url, parse, without_fragment
from snapshotter.warc.bodies import dechunking
from snapshotter.warc.reader import Record

PREFIX = "X-Archive-Orig-"
KEPT = ("content-type", "content-encoding", "content-language")
_DROPPED = ("transfer-encoding", "connection", "keep-alive", "trailer", "upgrade", "proxy-connection", "te")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
MAX_FIELDS = 200
MAX_VALUE_CHARS = 8_000


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """A recorded response, made safe to hand out."""

    status: int
    fields: tuple[tuple[str, str], ...]
    location: Url | None
    """Where a redirect led, at its original address."""
    payload: Record
    is_chunked: bool

    def body(self) -> Iterator[bytes]:
        """Without the framing of the connection; content codings as recorded."""
        pieces = self.payload.payload()
        return dechunking(pieces) if self.is_chunked else pieces


def raw_answer(record: Record, payload: Record, url: Url) -> RawAnswer:
    """The response of ``record``, whose payload may lie in another one."""
    head = record.http_head
    status = _STATUS.match(head)
    fields = list(_fields(head)) if head else [("Content-Type", record.header.get("Content-Type") or "")]
    code = int(status[1]) if status else 200
    framing = ",".join(
        value for name, value in _fields(payload.http_head) if name.lower() == "transfer-encoding"
    )
    return RawAnswer(
        status=code if 200 <= code <= 599 else 200,
        fields=tuple(_selected(fields)),
        location=_location(code, fields, url),
        payload=payload,
        is_chunked="chunked" in framing.lower(),
    )


def _fields(head: bytes) -> Iterator[tuple[str, str]]:
    """Names and values of an HTTP head; lines that are no field are left out."""
    text = re.sub(rb"\r?\n[ \t]+", b" ", head).decode("latin-1")
    for line in text.split("\n")[1 : MAX_FIELDS + 1]:
        name, colon, value = line.partition(":")
        if colon and _NAME.fullmatch(name.strip()):
            yield name.strip(), value.strip()


def _selected(fields: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    typed = False
    for name, value in fields:
        if name.lower() in _DROPPED or len(value) > MAX_VALUE_CHARS:
            continue
        safe = _CONTROL.sub(" ", value)
        if name.lower() in KEPT and not (typed and name.lower() == "content-type"):
            typed = typed or name.lower() == "content-type"
            yield name, safe
        else:
            yield PREFIX + name, safe
    if not typed:  # a browser that is told nothing would guess
        yield "Content-Type", "application/octet-stream"


def _location(status: int, fields: list[tuple[str, str]], url: Url) -> Url | None:
    if not 300 <= status < 400:
        return None
    written = next((value for name, value in fields if name.lower() == "location"), None)
    if not written:
        return None
    try:
        target = without_fragment(parse(urljoin(url, written), url))
    except (UrlError, ValueError):
        return None
    return target if target.startswith(("http:", "https:")) else None
