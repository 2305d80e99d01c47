"""The pages in a WARC or ARC file: what somebody looked at, without what the pages loaded.

The file is read twice.  The first time says which records are pages: our own files name the main record
of each (:mod:`~snapshotter.warc.pageinfo`), WACZ lists their addresses, browsers say
``Sec-Fetch-Dest: document`` in their requests.  Where nothing tells, every HTML document with a title is
one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import urljoin

from snapshotter.warc import bodies
from snapshotter.warc.drafts import PAGE_INFO
from snapshotter.warc.header import Header, bare
from snapshotter.warc.streamed import Damage, Streamed, records

MAX_BLOCK_BYTES = 64 * 1024 * 1024
_HEAD_BYTES = 64 * 1024
_MAX_HOPS = 20
_TITLE = re.compile(rb"<title[\s>]", re.IGNORECASE)
_HTML = ("text/html", "application/xhtml+xml")

Open = Callable[[], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A page as it was recorded."""

    uri: str
    media_type: str
    body: bytes
    offset: int


@dataclass(slots=True)
class _Survey:
    """What the first reading found."""

    listed: set[str]
    """Addresses that a list names."""
    mains: set[str] = field(default_factory=set)
    """Ids of main records, from our own files."""
    destinations: dict[str, str] = field(default_factory=dict)
    """``Sec-Fetch-Dest`` by the id of request or response, and by address."""
    requests: dict[str, str] = field(default_factory=dict)
    """Response id -> request id."""
    redirects: dict[str, str] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    own: bool = False

    def follow_redirects(self) -> None:
        """The pages that listed addresses led to are meant, too."""
        fresh = set(self.listed)
        for _ in range(_MAX_HOPS):
            fresh = {self.redirects[uri] for uri in fresh if uri in self.redirects} - self.listed
            self.listed |= fresh

    def chooses(self, record: Streamed) -> bool | None:
        """Whether a document is a page; None when only its title can tell."""
        identity, uri = record.header.record_id or "", _uri(record.header)
        if self.own:
            return identity in self.mains
        if self.listed & self.answered:
            return uri in self.listed
        if not self.destinations:
            return None
        asked = self.destinations.get(identity) or self.destinations.get(self.requests.get(identity, ""))
        return (asked or self.destinations.get(uri)) == "document"


def pages(open_file: Open, listed: Collection[str] = ()) -> Iterator[ArchivedPage | Damage]:
    """The pages of a file in its order, and where it is damaged.

    ``listed`` are addresses of pages that are known from elsewhere.
    """
    with open_file() as file:
        survey = _survey(file, listed)
    seen: set[bytes] = set()
    with open_file() as file:
        for found in records(file, _size_of_page):
            if isinstance(found, Damage):
                yield found
                continue
            page = _page(found, survey.chooses(found)) if _may_be_page(found.header) else None
            if isinstance(page, ArchivedPage):
                digest = hashlib.sha256(page.uri.encode("utf-8", "replace") + b"\n" + page.body).digest()
                if digest in seen:
                    continue
                seen.add(digest)
            if page is not None:
                yield page


def _survey(file: BinaryIO, listed: Collection[str]) -> _Survey:
    survey = _Survey({_without_fragment(uri) for uri in listed})
    for found in records(file, _size_of_head):
        if isinstance(found, Streamed):
            _note(survey, found)
    survey.follow_redirects()
    return survey


def _note(survey: _Survey, record: Streamed) -> None:
    kind, uri = record.header.get("WARC-Type"), bare(record.header.get("WARC-Target-URI")) or ""
    if uri.startswith(PAGE_INFO):
        _note_page_info(survey, record, kind)
    elif kind == "request":
        _note_request(survey, record)
    elif kind in ("response", "revisit"):
        _note_response(survey, record)
    elif kind == "resource" and _is_html(record.header.get("Content-Type")):
        survey.answered.add(_without_fragment(uri))


def _note_page_info(survey: _Survey, record: Streamed, kind: str | None) -> None:
    """Ours is a metadata record that names its main record; other tools' are resources."""
    if kind != "metadata":
        survey.listed.add(
            _without_fragment((bare(record.header.get("WARC-Target-URI")) or "")[len(PAGE_INFO) :])
        )
        return
    survey.own = True
    try:
        document = json.loads(record.start)
    except (ValueError, RecursionError):
        return
    main = document.get("main") if isinstance(document, dict) else None
    if isinstance(main, str):
        survey.mains.add(bare(main) or "")


def _note_request(survey: _Survey, record: Streamed) -> None:
    message = bodies.parse(record.start)
    asked = message.fields.get("sec-fetch-dest", "").lower() if message else ""
    if not asked:
        return
    names = (record.header.record_id, *map(bare, record.header.all("WARC-Concurrent-To")))
    for name in names:
        survey.destinations[name or ""] = asked
    uri = _uri(record.header)
    if survey.destinations.get(uri) != "document":
        survey.destinations[uri] = asked


def _note_response(survey: _Survey, record: Streamed) -> None:
    for request in record.header.all("WARC-Concurrent-To"):
        survey.requests[record.header.record_id or ""] = bare(request) or ""
    message = bodies.parse(record.start)
    if message is None or message.status is None:
        return
    uri = _uri(record.header)
    location = message.fields.get("location")
    if 300 <= message.status < 400 and location:
        try:
            survey.redirects[uri] = _without_fragment(urljoin(uri, location))
        except ValueError:
            return
    elif message.status == 200 and _is_html(message.fields.get("content-type")):
        survey.answered.add(uri)


def _page(record: Streamed, chosen: bool | None) -> ArchivedPage | Damage | None:
    """The page in a record that may be one; ``chosen`` is None when its title decides."""
    if chosen is False:
        return None
    found = _document(record)
    if found is None:
        return None
    if len(record.start) < record.size_bytes:
        limit = f"{record.size_bytes} bytes, more than {MAX_BLOCK_BYTES}"
        return Damage(record.offset, f"the page {_uri(record.header)} has {limit}")
    media_type, body = found
    if chosen is None and not _TITLE.search(body):
        return None
    return ArchivedPage(bare(record.header.get("WARC-Target-URI")) or "", media_type, body, record.offset)


def _document(record: Streamed) -> tuple[str, bytes] | None:
    """Media type and body of an HTML document that was there."""
    if record.header.get("WARC-Type") == "resource":
        media_type = record.header.get("Content-Type") or ""
        return (media_type, record.start) if _is_html(media_type) else None
    message = bodies.parse(record.start)
    if message is None:
        return _unheaded(record)
    media_type = message.fields.get("content-type", "")
    if message.status != 200 or not _is_html(media_type):
        return None
    cut_short = record.size_bytes < (record.header.content_length or 0) and not message.is_complete
    return None if cut_short else (media_type, message.body())


def _unheaded(record: Streamed) -> tuple[str, bytes] | None:
    """An ARC record may hold a page without an HTTP head, and say its type in its own line."""
    media_type = record.header.get("WARC-Identified-Payload-Type") or ""
    is_arc = record.header.version.startswith("ARC/")
    return (media_type, record.start) if is_arc and _is_html(media_type) else None


def _may_be_page(header: Header) -> bool:
    if header.get("WARC-Type") not in ("response", "resource"):
        return False
    return _uri(header).lower().startswith(("http://", "https://"))


def _size_of_page(header: Header) -> int:
    return MAX_BLOCK_BYTES if _may_be_page(header) else 0


def _size_of_head(header: Header) -> int:
    if (bare(header.get("WARC-Target-URI")) or "").startswith(PAGE_INFO):
        return MAX_BLOCK_BYTES if header.get("WARC-Type") == "metadata" else 0
    return _HEAD_BYTES if header.get("WARC-Type") in ("request", "response", "revisit") else 0


def _is_html(media_type: str | None) -> bool:
    return re.split(r"[;,\s]", (media_type or "").strip(), maxsplit=1)[0].lower() in _HTML


def _uri(header: Header) -> str:
    return _without_fragment(bare(header.get("WARC-Target-URI")) or "")


def _without_fragment(uri: str) -> str:
    return uri.partition("#")[0]
