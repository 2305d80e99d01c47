"""Records looked through while they are handed out."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from snapshotter.disclosure.scan import excerpt, scan
from snapshotter.redaction import REDACTED, redacted_body
from snapshotter.redaction.fields import is_secret
from snapshotter.redaction.names import is_secret_name
from snapshotter.warc import bodies
from snapshotter.warc.header import Header, bare, decode, header_length

MOST_BYTES = 16 * 1024 * 1024
"""Of one record no more is looked through."""
MOST_TOLD = 1000
_MOST_WAITING = 100
"""Pages whose information has not come yet; records come page by page, those of other tools without any."""
_NO_TEXT = re.compile(
    r"(?:image/(?!svg)|video/|audio/|font/|application/(?:pdf|zip|gzip|wasm|x-font|font|vnd\.ms-fontobject))"
)
_SNIFFED_BYTES = 1024
_PIECE_BYTES = 1 << 20
_SIGNATURES = frozenset(("sig", "signature", "hmac", "xamzsignature", "xgoogsignature", "xamzsecuritytoken"))
_MARKS = re.compile(r"[^a-z0-9]+")
_SHORTEST_TOKEN = 12
_INFOS = ("urn:pageinfo:", "urn:auditpage:")


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Something that who gets the records can use or know, and where it is."""

    code: str
    what: str
    part: str
    """``request``, ``response``, ``address``, ...: in what of the record it stands."""
    url: str
    record_id: str
    excerpt: str
    times: int = 1
    """How often the same was found, this first one included."""


class Looking:
    """Takes gzip members, each of them one record, in pieces of any size."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, ...], Disclosure] = {}
        self._inflate = zlib.decompressobj(31)
        self._record = bytearray()
        self._cookies: dict[str, list[Disclosure]] = {}
        """Of responses whose page info has not come yet, by page."""
        self.untold = 0
        """Kinds of finds beyond :data:`MOST_TOLD`."""

    @property
    def found(self) -> tuple[Disclosure, ...]:
        return tuple(self._found.values())

    def write(self, data: bytes) -> None:
        """Take the next bytes of the file."""
        while data:
            plain = self._inflate.decompress(data, _PIECE_BYTES)
            if len(self._record) < MOST_BYTES:
                self._record += plain
            data = self._inflate.unconsumed_tail or self._inflate.unused_data
            if self._inflate.eof:
                self._end()

    def look(self, part: str, data: bytes) -> None:
        """What is handed out beside the records: a manifest."""
        for hit in scan(data):
            self._tell(Disclosure(hit.code, hit.what, part, "", "", hit.excerpt))

    def _end(self) -> None:
        record, self._record, self._inflate = bytes(self._record), bytearray(), zlib.decompressobj(31)
        end = header_length(record)
        if end is None:
            return
        header = decode(record[:end])
        block = record[end : end + (header.content_length or 0)]
        for each in disclosures(header, block):
            self._tell(each) if each.code != "response.cookie" else self._keep(header, each)
        self._of_page(header, block)

    def _keep(self, header: Header, cookie: Disclosure) -> None:
        waiting = self._cookies.setdefault(header.get("WARC-Page-ID") or "", [])
        waiting += [cookie] if len(waiting) < MOST_TOLD else []
        if len(self._cookies) > _MOST_WAITING:
            del self._cookies[next(iter(self._cookies))]

    def _of_page(self, header: Header, block: bytes) -> None:
        """A login was used for the page: what came may be for its user alone, and so are its cookies."""
        url = bare(header.get("WARC-Target-URI")) or ""
        if not url.startswith(_INFOS):
            return
        cookies = self._cookies.pop(header.get("WARC-Page-ID") or "", [])
        if _document(block).get("session") is not True:
            return
        what = "page that a login was used for"
        self._tell(Disclosure("session", what, "snapshot", url.split(":", 2)[2], header.record_id or "", ""))
        for cookie in cookies:
            self._tell(cookie)

    def _tell(self, found: Disclosure) -> None:
        key = (found.code, found.part, found.excerpt, found.url if not found.excerpt else "")
        known = self._found.get(key)
        if known is not None:
            self._found[key] = replace(known, times=known.times + 1)
        elif len(self._found) < MOST_TOLD:
            self._found[key] = found
        else:
            self.untold += 1


def disclosures(header: Header, block: bytes) -> Iterator[Disclosure]:
    """What one record would give away.  Cookies that a response sets are among it."""
    url, kind = bare(header.get("WARC-Target-URI")) or "", header.get("WARC-Type") or ""
    if kind == "request":
        found = _of_request(block)
    elif kind in ("response", "revisit"):
        found = _of_response(block)
    else:
        media_type = header.get("Content-Type") or ""
        found = ((kind, *each) for each in _of_text(block, media_type))
    for part, code, what, shown in (*_of_address(url), *found):
        yield Disclosure(code, what, part, url, header.record_id or "", shown)


_Found = Iterator[tuple[str, str, str, str]]
"""Part, code, what it is, excerpt."""


def _of_address(url: str) -> _Found:
    if not url.startswith(("http:", "https:", "ws:", "wss:")):
        return
    for hit in scan(url.encode("utf-8", "replace")):
        yield "address", hit.code, hit.what, hit.excerpt
    for name, value in parse_qsl(url.partition("?")[2].partition("#")[0], max_num_fields=None):
        if len(value) < _SHORTEST_TOKEN:
            continue
        shown = f"{name[:40]}={excerpt(value.encode('utf-8', 'replace'))}"
        if _MARKS.sub("", name.lower()) in _SIGNATURES:
            yield "address", "url.signature", "signature that opens an address", shown
        elif is_secret_name(name):
            yield "address", "url.token", "token in an address", shown


def _of_request(block: bytes) -> _Found:
    message = bodies.parse(block)
    if message is None:
        return
    for name, value in message.fields.items():
        if is_secret(name) and value.replace(REDACTED.decode(), "").strip(" ,"):
            yield (
                "request",
                f"request.{name}",
                f"{name} of a request",
                excerpt(value.encode("latin-1", "replace")),
            )
    media_type = message.fields.get("content-type", "").encode("latin-1", "replace")
    _, names = redacted_body(message.raw.replace(REDACTED, b""), media_type)
    for name in names:
        yield "request", "request.body", "password or token that was sent", name
    for hit in scan(message.raw):
        yield "request", hit.code, hit.what, hit.excerpt


def _of_response(block: bytes) -> _Found:
    message = bodies.parse(block)
    if message is None:
        return
    if "set-cookie" in message.fields:
        yield (
            "response",
            "response.cookie",
            "cookie of a login",
            excerpt(message.fields["set-cookie"].encode()),
        )
    head = block[: len(block) - len(message.raw)]
    for hit in scan(head):
        yield "response", hit.code, hit.what, hit.excerpt
    media_type = message.fields.get("content-type", "")
    if not _NO_TEXT.match(media_type.lower()):
        yield from (("response", *each) for each in _of_text(message.body(), media_type))


def _of_text(data: bytes, media_type: str) -> Iterator[tuple[str, str, str]]:
    if _NO_TEXT.match(media_type.lower()) or b"\0" in data[:_SNIFFED_BYTES]:
        return
    for hit in scan(data[:MOST_BYTES]):
        yield hit.code, hit.what, hit.excerpt


def _document(block: bytes) -> dict[str, Any]:
    try:
        document = json.loads(block)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
