"""HAR files (HTTP Archive 1.1 and 1.2): what a browser's developer tools and load testers write.

A HAR holds fields and contents, not the bytes of the wire: heads are written from its lists of fields, and
as contents are without transfer and content coding, the fields that would say otherwise are left out.  Many
HARs keep no contents at all; then that is said, and no empty body takes their place.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from snapshotter import digests, timestamps
from snapshotter.imports.assembly import Block
from snapshotter.imports.seen import Event, Key, Listed, Loss, Seen, Survey
from snapshotter.imports.stow import Stow
from snapshotter.imports.survey import ReadLinks, address
from snapshotter.model.exchange import Held
from snapshotter.pagemeta.encoding import codec, decode
from snapshotter.warc import visits
from snapshotter.warc.members import MAGIC

MAX_FILE_BYTES = 1024 * 1024 * 1024
MAX_ENTRIES = 200_000
_DESTINATIONS: Mapping[str, str] = {
    "document": "document",
    "stylesheet": "style",
    "image": "image",
    "media": "video",
    "font": "font",
    "script": "script",
    "xhr": "empty",
    "fetch": "empty",
    "manifest": "manifest",
    "websocket": "websocket",
    "texttrack": "track",
}
"""``_resourceType`` of Chromium's developer tools."""
_CODED = ("content-encoding", "transfer-encoding", "content-length")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")
_METHOD = re.compile(r"[A-Za-z-]{1,40}")
_LINE = re.compile(r"[\r\n\x00]+")
_CHARSET = re.compile(r"(charset\s{0,5}=\s{0,5})[\"']?[^\s\"';,]{1,60}[\"']?", re.IGNORECASE)
_IP = re.compile(r"\[?([0-9A-Fa-f.:]{2,45})\]?")
_NO_CONTENT = (101, 204, 205, 304)

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Written:
    """An entry as messages."""

    event: Event
    request: tuple[bytes, bytes]
    response: tuple[bytes, bytes] | None


class HarFile:
    """One HAR file, read whole: it is one JSON document."""

    def __init__(self, path: Path, tick: Callable[[int], None]) -> None:
        self._path = path
        self._tick = tick
        self._written: list[_Written] = []

    def survey(self, read_links: ReadLinks) -> tuple[Survey, visits.Survey]:
        """What is in it.  A file that is no HAR is a loss of the survey."""
        survey = Survey(format="har")
        log = self._log(survey)
        if log is None:
            return survey, visits.Survey()
        survey.software = _software(log)
        survey.listed = list(_pages(log))
        entries = log.get("entries")
        for number, entry in enumerate(_objects(entries)[:MAX_ENTRIES]):
            self._take(survey, number, entry, read_links)
        survey.events = [each.event for each in self._written]
        return survey, _signs(survey.events)

    def blocks(self, wanted: Callable[[Key], Seen | None], stow: Stow) -> Iterator[tuple[Key, Block | Loss]]:
        """The messages, put together."""
        for each in self._written:
            for seen, message in ((each.event.request, each.request), (each.event.response, each.response)):
                if seen is not None and message is not None and wanted(seen.key) is not None:
                    yield seen.key, _block(*message)

    def _log(self, survey: Survey) -> Json | None:
        data = self._content(survey)
        if data is None:
            return None
        try:
            document = json.loads(data.decode("utf-8-sig", "replace"))
            log = document["log"]
            if isinstance(log, dict) and isinstance(log.get("entries"), list):
                return log
            message = "the JSON document has no log with entries"
        except (KeyError, TypeError):
            message = "the JSON document has no log"
        except (ValueError, RecursionError) as trouble:
            message = f"not JSON: {trouble}"
        survey.losses.append(Loss(0, f"this is no HAR file: {message}", 0))
        return None

    def _content(self, survey: Survey) -> bytes | None:
        with self._path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
        self._tick(len(data))
        try:
            if data.startswith(MAGIC):
                data = zlib.decompressobj(31).decompress(data, MAX_FILE_BYTES + 1)
        except zlib.error as trouble:
            survey.losses.append(Loss(0, f"damaged: {trouble}", 0))
            return None
        if len(data) > MAX_FILE_BYTES:
            survey.losses.append(Loss(0, f"a HAR of more than {MAX_FILE_BYTES} bytes cannot be read", 0))
            return None
        return data

    def _take(self, survey: Survey, number: int, entry: Json, read_links: ReadLinks) -> None:
        survey.records += 1
        try:
            written = _written(number, entry, len(self._written))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as trouble:
            survey.losses.append(Loss(number, f"entry {number} is not as HAR has them: {trouble!r}"))
            return
        if not written.event.url.startswith(("http://", "https://")):
            survey.leave_out(written.event.url.partition(":")[0] or "entry")
            return
        response = written.event.response
        if response is not None and written.response is not None and response.status == 200:
            links = read_links(response.url, response.media_type, written.response[1])
            response.references, response.frames = links.urls, links.frames
        self._written.append(written)


def _written(number: int, entry: Json, place: int) -> _Written:
    at = timestamps.parse(entry["startedDateTime"])
    asked, answered = entry["request"], entry["response"]
    request = _seen(number, 0, "request", entry, at)
    response = _seen(number, 1, "response", entry, at)
    if not request.url:
        raise ValueError(f"{asked['url']!r} is no address")
    head, body = _request(asked)
    fields = dict(_fields(asked.get("headers")))
    request.method = str(asked["method"]).upper()
    request.referer = fields.get("referer") or _initiator(entry)
    request.destination = fields.get("sec-fetch-dest") or _destination(entry)
    request.user_agent = fields.get("user-agent", "")
    request.head_bytes = len(head)
    status = int(answered.get("status") or 0)
    if not 100 <= status <= 999:
        return _Written(Event(place, request, None), (head, body), None)
    message = _response(response, answered, status)
    return _Written(Event(place, request, response), (head, body), message)


def _seen(number: int, side: int, kind: str, entry: Json, at: datetime) -> Seen:
    ip = _IP.fullmatch(str(entry.get("serverIPAddress") or entry.get("_ip_addr") or ""))
    version = str((entry["response"].get("httpVersion") or entry["request"].get("httpVersion")) or "")
    return Seen(
        key=Key(0, 2 * number + side),
        offset=number,
        kind=kind,
        record_id="",
        url=address(str(entry["request"]["url"])),
        at=at,
        page_id=str(entry.get("pageref") or ""),
        ip=ip[1] if ip else None,
        protocols=(_version(version),),
    )


def _version(said: str) -> str:
    """``h2``, ``http/2.0``, ``HTTP/1.1``, ``1.1``: every tool says it otherwise."""
    plain = said.strip().lower()
    return f"http/{plain}" if plain in ("1.0", "1.1", "2", "2.0", "3") else plain


def _request(asked: Json) -> tuple[bytes, bytes]:
    parts = urlsplit(str(address(str(asked["url"]))))
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    method = str(asked["method"])
    if not _METHOD.fullmatch(method):
        raise ValueError(f"a method {method[:40]!r}")
    given = list(_fields(asked.get("headers")))
    authority = next((value for name, value in given if name == ":authority"), parts.netloc)
    fields = [(name, value) for name, value in given if not name.startswith(":")]
    if all(name.lower() != "host" for name, _ in fields):
        fields.insert(0, ("host", authority.rpartition("@")[2]))
    body = _posted(asked.get("postData"))
    return _head(f"{method} {target} HTTP/1.1", fields), body


def _posted(data: object) -> bytes:
    """The body of a request: its text, else its form fields as a form would send them."""
    if not isinstance(data, dict):
        return b""
    text = data.get("text")
    if isinstance(text, str) and text:
        if data.get("encoding") == "base64" or data.get("_encoding") == "base64":
            return _unbased(text) or b""
        return text.encode("utf-8", "replace")
    params = [each for each in _objects(data.get("params")) if isinstance(each.get("name"), str)]
    if "multipart" in str(data.get("mimeType")) or not params:
        return b""
    from urllib.parse import urlencode

    return urlencode([(str(each["name"]), str(each.get("value") or "")) for each in params]).encode()


def _response(seen: Seen, answered: Json, status: int) -> tuple[bytes, bytes]:
    """The message; notes in ``seen`` what its head says, and whether its content was kept."""
    content = answered.get("content")
    content = content if isinstance(content, dict) else {}
    fields = [(name, value) for name, value in _fields(answered.get("headers")) if name[:1] != ":"]
    by_name = {name.lower(): value for name, value in reversed(fields)}
    media_type = by_name.get("content-type") or str(content.get("mimeType") or "")
    body, media_type = _body(content, media_type)
    seen.lacks_body = body is None and _had_body(answered, content, status, by_name)
    seen.status = status
    seen.location = by_name.get("location") or str(answered.get("redirectURL") or "") or None
    seen.media_type = media_type
    if seen.lacks_body:
        seen.truncated = "unspecified"
    kept = [(name, value) for name, value in fields if name.lower() not in _CODED]
    kept = _with_type(kept, media_type, by_name)
    if seen.location and "location" not in by_name and 300 <= status < 400:
        kept.append(("location", seen.location))
    if body is not None and status not in _NO_CONTENT:
        kept.append(("content-length", str(len(body))))
    head = _head(f"HTTP/1.1 {status} {_plain(answered.get('statusText'))}", kept)
    seen.head_bytes = len(head)
    return head, body or b""


def _with_type(
    fields: list[tuple[str, str]], media_type: str, by_name: Mapping[str, str]
) -> list[tuple[str, str]]:
    if not media_type or by_name.get("content-type") == media_type:
        return fields
    return [*((n, v) for n, v in fields if n.lower() != "content-type"), ("content-type", media_type)]


def _body(content: Json, media_type: str) -> tuple[bytes | None, str]:
    """The bytes of a content, and the media type that goes with them; None where it was not kept."""
    text = content.get("text")
    if not isinstance(text, str):
        return None, media_type
    if content.get("encoding") == "base64":
        return _unbased(text), media_type
    return _encoded(text, media_type)


def _encoded(text: str, media_type: str) -> tuple[bytes, str]:
    """In the encoding that whoever reads the page takes it to be in; if that cannot be, in UTF-8."""
    data = text.encode("utf-8", "replace")
    if text.isascii() or decode(data, media_type, markup="html" in media_type) == text:
        return data, media_type
    declared = _CHARSET.search(media_type)
    name = codec(declared[0].partition("=")[2].strip(" \"'")) if declared else None
    if name is not None:
        try:
            return text.encode(name), media_type
        except (UnicodeEncodeError, LookupError):
            pass
    if declared:
        return data, _CHARSET.sub(r"\1utf-8", media_type)
    return data, f"{media_type}; charset=utf-8" if media_type else media_type


def _had_body(answered: Json, content: Json, status: int, fields: Mapping[str, str]) -> bool:
    """Whether there was a content that the file does not have."""
    if status in _NO_CONTENT or not (200 <= status < 300 or status >= 400):
        return False  # nobody sees what a redirect says
    if fields.get("content-length", "").strip() == "0":
        return False
    sizes = (content.get("size"), answered.get("bodySize"), answered.get("_objectSize"))
    if any(isinstance(size, (int, float)) and size > 0 for size in sizes):
        return True
    return status < 300


def _unbased(text: str) -> bytes | None:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return None


def _head(start: str, fields: Iterable[tuple[str, str]]) -> bytes:
    lines = [start.rstrip(), *(f"{name}: {value}" for name, value in fields), "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace")


def _fields(listed: object) -> Iterator[tuple[str, str]]:
    """Name and value of each field.  Some tools join several values of a name with line feeds."""
    for each in _objects(listed):
        name, value = each.get("name"), each.get("value")
        if not isinstance(name, str) or not _TOKEN.fullmatch(name.removeprefix(":")):
            continue
        for line in _LINE.split(str(value if value is not None else "")):
            yield (name.lower() if name.startswith(":") else name), line.strip()


def _block(head: bytes, body: bytes) -> Block:
    return Block(head, Held(body), digests.of_bytes(head + body), digests.of_bytes(body))


def _plain(value: object) -> str:
    return _LINE.sub(" ", value).strip()[:200] if isinstance(value, str) else ""


def _destination(entry: Json) -> str | None:
    return _DESTINATIONS.get(str(entry.get("_resourceType") or "").lower())


def _initiator(entry: Json) -> str:
    """The address of what made the browser ask, as far as the tool says."""
    said = entry.get("_initiator")
    if isinstance(said, dict):
        said = said.get("url")
    return said if isinstance(said, str) and said.startswith(("http:", "https:")) else ""


def _pages(log: Json) -> Iterator[Listed]:
    for page in _objects(log.get("pages")):
        title = page.get("title")
        is_address = isinstance(title, str) and title.startswith(("http:", "https:"))
        yield Listed(str(page.get("id") or ""), "", None, None if is_address else _plain(title) or None)


def _software(log: Json) -> str:
    tools = [tool for tool in (log.get("creator"), log.get("browser")) if isinstance(tool, dict)]
    return ", ".join(f"{_plain(tool.get('name'))} {_plain(tool.get('version'))}".strip() for tool in tools)


def _objects(value: object) -> list[Json]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _signs(events: Iterable[Event]) -> visits.Survey:
    signs = visits.Survey()
    signs.has_documents = any("html" in event.media_type for event in events)
    return signs
