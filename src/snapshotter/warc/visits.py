"""The responses in a WARC, ARC or WACZ file that may be pages, each with what is known of it.

The file is read twice.  The first reading notes what tells pages from their parts: the closing records of
our own captures, ``Sec-Fetch-Dest`` and ``Accept`` of the requests, redirects.  The second hands out the
responses, one after the other, whatever their status.

In our own files a page is the main record of a capture, and its title, text and shape are those that the
browser saw.  In files of other tools a page is what was asked for as a document; where no request tells,
every response but style sheets, scripts, fonts, and the pictures, sounds and films of other pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from urllib.parse import urljoin

from snapshotter.warc import bodies
from snapshotter.warc.drafts import AUDIT_PAGE, PAGE_INFO
from snapshotter.warc.header import Header, bare
from snapshotter.warc.streamed import Damage, Streamed, records

MAX_BLOCK_BYTES = 12 * 1024 * 1024
"""Of a response no more is kept: what a page is shows at its beginning."""
_INFOS = (PAGE_INFO, AUDIT_PAGE)
_MAX_INFO_BYTES = 64 * 1024 * 1024
_HEAD_BYTES = 64 * 1024
_MAX_HOPS = 20
_REDIRECTS = (301, 302, 303, 307, 308)
_PART_TYPES = re.compile(
    r"text/css|(?:application|text)/(?:x-)?(?:java|ecma)script|font/|application/(?:x-)?font|application/vnd\.ms-fontobject|application/manifest\+json"
)
_MEDIA_TYPES = re.compile(r"image/|audio/|video/")
_PART_NAMES = re.compile(r"\.(?:css|m?js|woff2?|ttf|otf|eot|ico|map)$", re.IGNORECASE)
_MEDIA_NAMES = re.compile(
    r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp|mp[34]|webm|ogg|m4[av]|ts|m3u8)$", re.IGNORECASE
)

Open = Callable[[], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A response as it lies in a record."""

    uri: str
    record_id: str
    offset: int
    header: Header
    block: bytes
    """At most :data:`MAX_BLOCK_BYTES` of it."""

    @property
    def is_revisit(self) -> bool:
        """Whether the payload lies in another record."""
        return self.header.get("WARC-Type") == "revisit"


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect on the way."""

    uri: str
    status: int


@dataclass(frozen=True, slots=True)
class Visit:
    """A response that may be a page."""

    url: str
    """What was asked for: where the redirects began."""
    response: Recorded | None
    """None where a capture of ours got no answer."""
    hops: tuple[Hop, ...] = ()
    info: Mapping[str, Any] | None = None
    """The closing record of our own capture."""
    text: str | None = None
    probe: Recorded | None = None


@dataclass(slots=True)
class Survey:
    """What the first reading found: what tells pages from their parts."""

    infos: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """Our closing records by their page id."""
    destinations: dict[str, str] = field(default_factory=dict)
    """``Sec-Fetch-Dest`` by the id of a request or of its response."""
    accepts: dict[str, str] = field(default_factory=dict)
    methods: dict[str, str] = field(default_factory=dict)
    has_documents: bool = False


def visits(open_file: Open, captures: Collection[str] | None = None) -> Iterator[Visit | Damage]:
    """The pages of a file in its order, and where it is damaged.

    ``captures`` are ids of captures of ours: only these, then.
    """
    with open_file() as file:
        survey = _surveyed(file)
    with open_file() as file:
        if survey.infos:
            yield from _own(file, survey, captures)
        elif captures is None:
            yield from _foreign(file, survey)


def _surveyed(file: BinaryIO) -> Survey:
    survey = Survey()
    for found in records(file, _size_of_head):
        if isinstance(found, Streamed):
            note(survey, found)
    return survey


def note(survey: Survey, record: Streamed) -> None:
    """Take in a record of the first reading, with the beginning of its block."""
    kind = record.header.get("WARC-Type")
    if kind == "metadata" and _uri(record.header).startswith(_INFOS):
        _note_page_info(survey, record)
    elif kind == "request":
        _note_request(survey, record)
    elif kind in ("response", "resource") and not survey.has_documents:
        message = bodies.parse(record.start)
        declared = (
            message.fields.get("content-type", "") if message else record.header.get("Content-Type") or ""
        )
        survey.has_documents = "html" in declared.lower()


def _note_page_info(survey: Survey, record: Streamed) -> None:
    try:
        document = json.loads(record.start)
    except (ValueError, RecursionError):
        return
    page_id = record.header.get("WARC-Page-ID")
    if isinstance(document, dict) and page_id and "main" in document and isinstance(document.get("url"), str):
        survey.infos[page_id] = document


def _note_request(survey: Survey, record: Streamed) -> None:
    message = bodies.parse(record.start)
    if message is None:
        return
    for name in (record.header.record_id, *map(bare, record.header.all("WARC-Concurrent-To"))):
        if not name:
            continue
        survey.methods[name] = record.start.partition(b" ")[0].decode("latin-1").upper()
        if asked := message.fields.get("sec-fetch-dest", "").lower():
            survey.destinations[name] = asked
        if accept := message.fields.get("accept", "").lower():
            survey.accepts[name] = accept


def _own(file: BinaryIO, survey: Survey, captures: Collection[str] | None) -> Iterator[Visit | Damage]:
    """The captures whose closing record is there; each when that record is reached."""
    wanted = {_id(id) for info in survey.infos.values() for id in _parts_of(info)}
    held: dict[str, Recorded] = {}
    for found in records(file, lambda header: MAX_BLOCK_BYTES if (header.record_id or "") in wanted else 0):
        if isinstance(found, Damage):
            yield found
            continue
        if (found.header.record_id or "") in wanted:
            held[found.header.record_id or ""] = _recorded(found)
        page_id = found.header.get("WARC-Page-ID")
        closes = found.header.get("WARC-Type") == "metadata" and _uri(found.header).startswith(_INFOS)
        if closes and page_id in survey.infos:
            info = survey.infos[page_id]
            if captures is None or str(info.get("id")) in captures:
                yield _own_visit(info, held)
            held.clear()


def _parts_of(info: Mapping[str, Any]) -> list[str]:
    """Ids of the records that a verdict looks at."""
    artefacts = info.get("artefacts")
    text = artefacts.get("text") if isinstance(artefacts, dict) else info.get("text")
    return [id for id in (info.get("main"), text, info.get("probe")) if isinstance(id, str)]


def _own_visit(info: Mapping[str, Any], held: Mapping[str, Recorded]) -> Visit:
    artefacts = info.get("artefacts")
    text_id = artefacts.get("text") if isinstance(artefacts, dict) else info.get("text")
    text = held.get(_id(text_id))
    words = text.block.decode("utf-8", "replace") if text is not None and not text.is_revisit else None
    return Visit(
        url=str(info["url"]),
        response=held.get(_id(info.get("main"))),
        hops=_own_hops(info),
        info=info,
        text=words,
        probe=held.get(_id(info.get("probe"))),
    )


def _own_hops(info: Mapping[str, Any]) -> tuple[Hop, ...]:
    """The redirects at the start of the list of requests, up to the main record."""
    hops: list[Hop] = []
    requests = info.get("requests")
    for each in requests if isinstance(requests, list) else ():
        if not isinstance(each, dict) or each.get("record_id") == info.get("main") or len(hops) >= _MAX_HOPS:
            break
        if each.get("status") in _REDIRECTS and each.get("destination") in ("document", None):
            hops.append(Hop(str(each.get("url")), int(each["status"])))
    return tuple(hops)


def _foreign(file: BinaryIO, survey: Survey) -> Iterator[Visit | Damage]:
    """Responses that may be pages; a redirect is followed to the response that comes next."""
    chain: list[Hop] = []
    expected = ""
    for found in records(file, _size_of_page):
        if isinstance(found, Damage):
            yield found
            continue
        if not _may_be_page(found.header):
            continue
        message = bodies.parse(found.start)
        if not _is_page(found, message, survey):
            continue
        uri = _uri(found.header)
        hops = tuple(chain) if chain and _same(uri, expected) else ()
        yield Visit(hops[0].uri if hops else uri, _recorded(found), hops)
        target = _target(uri, message)
        if target is None or len(hops) >= _MAX_HOPS:
            chain, expected = [], ""
        else:
            chain = [*hops, Hop(uri, (message.status or 0) if message else 0)]
            expected = target


def _target(uri: str, message: bodies.Message | None) -> str | None:
    """Where a redirect leads."""
    if message is None or message.status not in _REDIRECTS or not message.fields.get("location"):
        return None
    try:
        return urljoin(uri, message.fields["location"])
    except ValueError:
        return None


def _is_page(record: Streamed, message: bodies.Message | None, survey: Survey) -> bool:
    names = (
        record.header.record_id or "",
        *(bare(id) or "" for id in record.header.all("WARC-Concurrent-To")),
    )
    declared = message.fields.get("content-type", "") if message else ""
    return may_be_asked_for(survey, names, _uri(record.header), declared)


def may_be_asked_for(survey: Survey, names: Collection[str], uri: str, declared: str) -> bool:
    """Whether a response was asked for as a page, or may have been.

    ``names`` are the ids of its record and of its request's, ``declared`` is its media type.
    """
    if _first(survey.methods, names) in ("OPTIONS", "HEAD", "PUT", "DELETE", "CONNECT"):
        return False
    asked = _first(survey.destinations, names)
    if asked:
        return asked == "document"
    path = uri.partition("?")[0].partition("#")[0]
    declared = declared.lower()
    if path.lower().endswith(("/robots.txt", "/favicon.ico")) or _PART_NAMES.search(path):
        return False
    if _PART_TYPES.match(declared.strip()) and "html" not in declared:
        return False
    accept = _first(survey.accepts, names)
    if accept and not accept.startswith(
        ("text/html", "*/*", "application/xhtml", "text/", "application/xml")
    ):
        return False
    is_media = _MEDIA_TYPES.match(declared) is not None and _MEDIA_NAMES.search(path) is not None
    return not (is_media and survey.has_documents)


def _first(found: Mapping[str, str], names: Collection[str]) -> str:
    return next((found[name] for name in names if name in found), "")


def _may_be_page(header: Header) -> bool:
    kind = header.get("WARC-Type")
    if kind == "resource" and "html" not in (header.get("Content-Type") or "").lower():
        return False
    if kind not in ("response", "resource", "revisit"):
        return False
    if header.get(
        "WARC-Segment-Number",
    ) not in (None, "1"):
        return False
    return _uri(header).lower().startswith(("http://", "https://"))


def _size_of_page(header: Header) -> int:
    return MAX_BLOCK_BYTES if _may_be_page(header) else 0


def _size_of_head(header: Header) -> int:
    if header.get("WARC-Type") == "metadata" and _uri(header).startswith(_INFOS):
        return _MAX_INFO_BYTES
    return _HEAD_BYTES if header.get("WARC-Type") in ("request", "response", "resource") else 0


def _recorded(record: Streamed) -> Recorded:
    return Recorded(
        _uri(record.header), record.header.record_id or "", record.offset, record.header, record.start
    )


def _uri(header: Header) -> str:
    return bare(header.get("WARC-Target-URI")) or ""


def _id(name: object) -> str:
    return bare(name) or "" if isinstance(name, str) else ""


def _same(one: str, other: str) -> bool:
    """Whether two addresses are the same but for their fragments and an escaped letter's case."""
    return one.partition("#")[0].lower() == other.partition("#")[0].lower()
