"""The first reading of WARC and ARC files: what their records are, without their blocks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO, cast, get_args

from snapshotter import timestamps, urls
from snapshotter.errors import UrlError
from snapshotter.imports import artefacts
from snapshotter.imports.messages import MAX_HEAD_BYTES, fields_of, head_length, method_of, status_of
from snapshotter.imports.pairing import paired
from snapshotter.imports.seen import Key, Loss, RefersTo, Seen, Survey
from snapshotter.model.exchange import Truncation
from snapshotter.patterns import Pattern
from snapshotter.urls import Url
from snapshotter.warc import bodies, visits
from snapshotter.warc.drafts import CERTIFICATE_CHAIN, PAGE_INFO, WEBSOCKET
from snapshotter.warc.header import Header, bare
from snapshotter.warc.streamed import Damage, Streamed, records

MAX_BLOCK_BYTES = 4 * 1024**3
"""A larger record is passed over: no page has one."""
MAX_RECORDS = 5_000_000
_READ_BYTES = 2 * 1024 * 1024
"""Of a document or style sheet: what it refers to is looked for in so much of it."""
_MAX_INFO_BYTES = 64 * 1024 * 1024
_REQUEST_BYTES = 256 * 1024
_IP = Pattern(r"[0-9A-Fa-f.:]{2,45}")
_READABLE = ("text/html", "application/xhtml+xml", "text/css", "image/svg+xml")
_EVENT_FIELDS = ("Scoop-Exchange-ID",)


@dataclass(frozen=True, slots=True)
class Links:
    """What a document or style sheet refers to."""

    urls: tuple[Url, ...] = ()
    frames: frozenset[Url] = frozenset()


ReadLinks = Callable[[Url, str, bytes], Links]
"""What a body (codings undone) of an address and a media type refers to."""


def survey_of(
    parts: Iterable[tuple[str, Callable[[], BinaryIO]]], read_links: ReadLinks
) -> tuple[Survey, visits.Survey]:
    """Everything in the parts of a file; with it what tells pages from other responses."""
    reading = _Reading(read_links)
    for number, (name, open_part) in enumerate(parts):
        reading.read(number, name, open_part)
    reading.survey.events = paired(reading.messages)
    _give_transcripts(reading.survey)
    return reading.survey, reading.signs


def _give_transcripts(survey: Survey) -> None:
    """The messages of WebSockets to the handshakes that they name."""
    by_id = {event.response.record_id: event for event in survey.events if event.response is not None}
    rest: list[Seen] = []
    for seen in survey.others:
        named = [by_id[id] for id in seen.concurrent if id and id in by_id]
        if seen.url.startswith(WEBSOCKET) and named:
            named[0].transcript = seen
        else:
            rest.append(seen)
    survey.others = rest


class _Reading:
    def __init__(self, read_links: ReadLinks) -> None:
        self.survey = Survey()
        self.signs = visits.Survey()
        self.messages: list[Seen] = []
        self._read_links = read_links
        self._last_date: datetime | None = None
        self._part = ""

    def read(self, number: int, name: str, open_part: Callable[[], BinaryIO]) -> None:
        self._part = f"{name}: " if name else ""
        with open_part() as file:
            for key, found in numbered(number, records(file, _wanted)):
                if isinstance(found, Damage):
                    self.survey.losses.append(Loss(found.offset, self._part + found.message))
                else:
                    self._take(key, found)

    def _take(self, key: Key, record: Streamed) -> None:
        survey, header = self.survey, record.header
        survey.records += 1
        kind = (header.get("WARC-Type") or "").lower()
        if kind == "warcinfo":
            survey.software = survey.software or _software(record.start)
            return
        trouble = self._trouble(kind, header)
        if trouble:
            survey.losses.append(Loss(record.offset, self._part + trouble))
            return
        visits.note(self.signs, record)
        seen = self._seen(key, kind, record)
        if seen is not None:
            self._sort(seen, record)

    def _trouble(self, kind: str, header: Header) -> str:
        if self.survey.records > MAX_RECORDS:
            return f"more than {MAX_RECORDS} records: split the file, and import its parts"
        if (header.content_length or 0) > MAX_BLOCK_BYTES:
            return f"a block of {header.content_length} bytes, expected at most {MAX_BLOCK_BYTES}"
        if kind not in ("request", "response", "revisit", "resource", "metadata"):
            self.survey.leave_out(kind or "untyped")
        return ""

    def _sort(self, seen: Seen, record: Streamed) -> None:
        """Where a record belongs: an exchange of the web, something about a page, or neither."""
        is_web = seen.url.startswith(("http://", "https://"))
        if seen.kind == "metadata" and seen.url.startswith(PAGE_INFO):
            self._page_info(seen, record.start)
        elif seen.kind in ("request", "response", "revisit", "resource") and is_web:
            self.messages.append(seen)
        elif seen.kind in ("response", "resource") and self._is_about_page(seen, record.start):
            self.survey.others.append(seen)
        else:
            self.survey.leave_out(seen.kind)

    def _is_about_page(self, seen: Seen, start: bytes) -> bool:
        if seen.url.startswith(PAGE_INFO):
            seen.document = _json(start)
            return seen.document is not None
        return artefacts.known(seen) is not None or seen.url.startswith((CERTIFICATE_CHAIN, WEBSOCKET))

    def _page_info(self, seen: Seen, start: bytes) -> None:
        """Ours names its main record; other tools' are of another kind, or have other keys."""
        seen.document = _json(start)
        if seen.document is None:
            self.survey.leave_out("metadata")
        elif seen.page_id and "main" in seen.document and isinstance(seen.document.get("url"), str):
            self.survey.own.append(seen)
        else:
            self.survey.others.append(seen)

    def _seen(self, key: Key, kind: str, record: Streamed) -> Seen | None:
        header = record.header
        if kind not in ("request", "response", "revisit", "resource", "metadata"):
            return None
        if header.get("WARC-Segment-Number") not in (None, "1"):
            self.survey.leave_out("continuation")
            return None
        moment = _moment(header.get("WARC-Date")) or self._last_date
        if moment is None:
            message = f"a {kind} without a date ({header.get('WARC-Date')!r})"
            self.survey.losses.append(Loss(record.offset, self._part + message))
            return None
        self._last_date = moment
        seen = _of_header(key, kind, record, moment)
        if not seen.url and kind != "metadata":
            message = f"a {kind} of {header.get('WARC-Target-URI')!r}, which is no address"
            self.survey.losses.append(Loss(record.offset, self._part + message))
            return None
        if kind in ("request", "response", "revisit"):
            _read_head(seen, record)
        if not is_whole(record) and not _is_of_use_torn(seen, record):
            return None  # the reader reports it as damage
        if kind in ("response", "resource"):
            self._read_body(seen, record)
        return seen

    def _read_body(self, seen: Seen, record: Streamed) -> None:
        if seen.bare_media_type not in _READABLE or seen.status not in (None, 200):
            return
        message = bodies.parse(record.start) if seen.head_bytes else None
        body = message.body() if message is not None else record.start[seen.head_bytes :]
        links = self._read_links(seen.url, seen.media_type, body)
        seen.references, seen.frames = links.urls, links.frames


def numbered(part: int, found: Iterable[Streamed | Damage]) -> Iterator[tuple[Key, Streamed | Damage]]:
    """Each record with its key; damage has that of the record that would come next."""
    number = 0
    for each in found:
        yield Key(part, number), each
        number += isinstance(each, Streamed)


def is_whole(record: Streamed) -> bool:
    """Whether the file does not end within it."""
    return record.size_bytes == record.header.content_length


def _is_of_use_torn(seen: Seen, record: Streamed) -> bool:
    """Whether what there is of a record at the torn end of a file can be taken; it is marked as a part,
    unless the message says itself that nothing is missing."""
    if seen.kind != "response" or not seen.head_bytes or len(record.start) <= seen.head_bytes:
        return False
    length = fields_of(record.start[: seen.head_bytes]).get("content-length", "")
    complete = (
        length.isascii() and length.isdigit() and record.size_bytes - seen.head_bytes >= int(length[:15])
    )
    seen.truncated = seen.truncated or (None if complete else "unspecified")
    return True


def address(text: str | None) -> Url:
    """As the URL Standard writes it, without fragment; empty for what is no address."""
    try:
        return urls.without_fragment(urls.parse(bare((text or "").strip()) or ""))
    except UrlError:
        return Url("")


def _of_header(key: Key, kind: str, record: Streamed, moment: datetime) -> Seen:
    header = record.header
    ip = (header.get("WARC-IP-Address") or "").strip()
    return Seen(
        key=key,
        offset=record.offset,
        kind=kind,
        record_id=header.record_id or "",
        url=address(header.get("WARC-Target-URI")),
        at=moment,
        concurrent=tuple(bare(id) or "" for id in header.all("WARC-Concurrent-To")),
        event_id=next((value for name in _EVENT_FIELDS if (value := header.get(name))), ""),
        page_id=header.get("WARC-Page-ID") or "",
        ip=ip if _IP.fullmatch(ip) else None,
        protocols=tuple(value.strip().lower() for value in header.all("WARC-Protocol")),
        truncated=_truncated(header),
        media_type=_declared(kind, header),
        block_digest=header.get("WARC-Block-Digest"),
        payload_digest=header.get("WARC-Payload-Digest"),
        refers_to=_refers_to(header) if kind == "revisit" else None,
        about=bare(header.get("WARC-Refers-To-Target-URI")) or "" if kind != "revisit" else "",
    )


def _read_head(seen: Seen, record: Streamed) -> None:
    start = record.start
    whole = len(start) == record.size_bytes
    seen.head_bytes = head_length(start, whole=whole, request=seen.kind == "request")
    head = start[: seen.head_bytes]
    fields = fields_of(head)
    if seen.kind == "request":
        seen.method = method_of(head)
        seen.referer = fields.get("referer", "")
        seen.destination = fields.get("sec-fetch-dest", "").lower() or None
        seen.user_agent = fields.get("user-agent", "")
    elif seen.head_bytes:
        seen.status = status_of(head)
        seen.location = fields.get("location")
        seen.media_type = fields.get("content-type", "")
        if seen.status == 101:
            seen.destination = "websocket"


def _declared(kind: str, header: Header) -> str:
    """The media type of a payload without an HTTP head."""
    identified = header.get("WARC-Identified-Payload-Type") or ""
    return identified if kind != "resource" else header.get("Content-Type") or identified


def _truncated(header: Header) -> Truncation | None:
    said = (header.get("WARC-Truncated") or "").strip().lower()
    if not said:
        return "length" if header.get("WARC-Segment-Number") else None
    return cast(Truncation, said) if said in get_args(Truncation) else "unspecified"


def _refers_to(header: Header) -> RefersTo:
    uri = header.get("WARC-Refers-To-Target-URI")
    return RefersTo(
        bare(header.get("WARC-Refers-To")) or "",
        address(uri) if uri else None,
        header.get("WARC-Payload-Digest") or "",
        "server-not-modified" in (header.get("WARC-Profile") or ""),
    )


def _moment(text: str | None) -> datetime | None:
    """A ``WARC-Date``, also one that is only a day, a month or a year (WARC 1.1, section 5.4)."""
    plain = (text or "").strip()
    try:
        return timestamps.parse(plain)
    except ValueError:
        pass
    for form in ("%Y-%m-%dT%H:%MZ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d", "%Y-%m", "%Y"):
        try:
            return datetime.strptime(plain, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _software(block: bytes) -> str:
    """``software`` of an ``application/warc-fields`` block."""
    return " ".join(fields_of(b"\n" + block).get("software", "").split())[:200]


def _json(block: bytes) -> dict[str, Any] | None:
    try:
        document = json.loads(block)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _wanted(header: Header) -> int:
    kind = (header.get("WARC-Type") or "").lower()
    if (bare(header.get("WARC-Target-URI")) or "").startswith(PAGE_INFO):
        return _MAX_INFO_BYTES
    if kind in ("response", "resource"):
        return _READ_BYTES
    return {"request": _REQUEST_BYTES, "revisit": MAX_HEAD_BYTES, "warcinfo": 64 * 1024}.get(kind, 0)
