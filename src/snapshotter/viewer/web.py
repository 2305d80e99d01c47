"""Memento (RFC 7089) for programs: mementos, their recorded bytes, the TimeGate and TimeMaps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from snapshotter.errors import ArchiveError, UrlError
from snapshotter.model.capture import StoredCapture
from snapshotter.model.timemap import LINK_FORMAT
from snapshotter.timestamps import http_date
from snapshotter.urls import Url, without_fragment
from snapshotter.viewer import memento
from snapshotter.viewer.memento import Addresses
from snapshotter.viewer.pages import Pages, not_archived
from snapshotter.viewer.raw import RawAnswer, raw_answer
from snapshotter.viewer.records import IndexLine
from snapshotter.viewer.room import Room
from snapshotter.viewer.snapshots import NOT_SCRIPTED, Snapshots

_WEB = re.compile(r"(?:(\d{4,14}|\*)([a-z]{2}_)?/)?(.*)", re.DOTALL)
_FRAMED = (None, "if_", "mp_", "fw_")
"""What other archives write for a page; all else there (``im_``, ``js_``, ``id_``) asks for bytes."""
_LISTS = "timemap/"
_TIMEMAP = re.compile(r"(link|json)/(?:(\d{1,6})/)?(.*)", re.DOTALL)
_TYPES = {"link": LINK_FORMAT, "json": "application/json"}
_Handler = Callable[[Request, str], Response]


class Web:
    """Handlers of ``/web``, ``/timegate`` and ``/timemap``."""

    def __init__(self, room: Room, pages: Pages, snapshots: Snapshots) -> None:
        self._room = room
        self._pages = pages
        self._snapshots = snapshots

    def routes(self) -> list[Route]:
        return [
            Route("/web/{rest:path}", self.web),
            Route("/timegate/{rest:path}", self.timegate),
            Route("/timemap/{rest:path}", self.timemap),
        ]

    async def web(self, request: Request) -> Response:
        return await self._answered(request, "/web/", self._web)

    async def timegate(self, request: Request) -> Response:
        return await self._answered(request, "/timegate/", self._timegate)

    async def timemap(self, request: Request) -> Response:
        return await self._answered(request, "/timemap/", self._timemap)

    async def _answered(self, request: Request, start: str, handler: _Handler) -> Response:
        """What follows ``start`` in the address as it was sent, escapes and query and all."""
        raw = request.scope.get("raw_path") or request.scope["path"].encode()
        query = request.scope.get("query_string", b"")
        written = raw.decode("latin-1")[len(start) :] + (f"?{query.decode('latin-1')}" if query else "")
        try:
            return await run_in_threadpool(handler, request, written)
        except (UrlError, ValueError) as trouble:
            return PlainTextResponse(f"{trouble}\n", 400)

    def _web(self, request: Request, written: str) -> Response:
        found = _WEB.fullmatch(written)
        assert found is not None
        digits, raw, address = found[1], found[2] not in _FRAMED, _plain(found[3])
        if digits is None:  # as pywb has it: the archive itself is a TimeGate, and its TimeMaps are below it
            listed = address.removeprefix(_LISTS)
            is_list = listed != address and _TIMEMAP.fullmatch(listed)
            return self._timemap(request, listed) if is_list else self._timegate(request, address)
        url = memento.original(address)
        if digits == "*":
            return self._pages.of_address(url)
        answers = self._room.index.answers(url)
        line = memento.nearest(answers, memento.moment_of_digits(digits), url)
        if line is None:
            return not_archived(self._room, url)
        at = Addresses(_base(request), url)
        if digits != line.digits:
            return _found(at.memento(line, raw=raw), {"Link": memento.links(at, answers, line)})
        return self._raw(at, answers, line) if raw else self._viewer(request, at, answers, line)

    def _viewer(
        self, request: Request, at: Addresses, answers: Sequence[IndexLine], line: IndexLine
    ) -> Response:
        """The snapshot that the record belongs to; for what a page only loaded, a page about the record."""
        record, stored = self._room.holdings.page_of(line)
        if stored is not None and _is_page(stored, line):
            made = self._snapshots.show(request, stored)
            if made.status_code != 200:  # a browser that is led to the snapshot's own name
                return made
        else:
            made = self._room.page(
                "resource.html", line=line, stored=stored, head=record.http_head.decode("latin-1")
            )
        made.headers["Memento-Datetime"] = http_date(line.moment)
        made.headers["Link"] = memento.links(at, answers, line)
        return made

    def _raw(self, at: Addresses, answers: Sequence[IndexLine], line: IndexLine) -> Response:
        record = self._room.holdings.record(line.location)
        payload = self._room.holdings.payload_record(line.location)
        answer = raw_answer(record, payload, line.url)
        response = _streamed(answer)
        response.headers["Memento-Datetime"] = http_date(line.moment)
        response.headers["Link"] = memento.links(at, answers, line, raw=True)
        if answer.location is not None:
            response.headers["Location"] = self._led_on(at, answers, line, answer.location)
        return response

    def _led_on(self, at: Addresses, answers: Sequence[IndexLine], line: IndexLine, target: Url) -> str:
        """The memento of a redirect's target.  One to itself, as sites do to set a cookie, led to the next
        answer."""
        if target == line.url:
            later = [each for each in answers if each.digits > line.digits and not each.is_redirect]
            if later:
                return at.memento(later[0], raw=True)
        return f"{at.base}/web/{line.digits}id_/{target}"

    def _timegate(self, request: Request, written: str) -> Response:
        """302 to the memento nearest to ``Accept-Datetime``, without one to the newest (section 4.1)."""
        url = memento.original(_plain(written))
        wanted = request.headers.get("accept-datetime")
        try:
            moment = memento.moment_of_field(wanted) if wanted is not None else None
        except ValueError as trouble:
            return PlainTextResponse(f"{trouble}\n", 400, {"Vary": "accept-datetime"})
        answers = self._room.index.answers(url)
        line = memento.nearest(answers, moment, url)
        if line is None:
            missing = not_archived(self._room, url)
            missing.headers["Vary"] = "accept-datetime"
            return missing
        at = Addresses(_base(request), url)
        fields = {"Vary": "accept-datetime", "Link": memento.links(at, answers, line)}
        return _found(at.memento(line), fields)

    def _timemap(self, request: Request, written: str) -> Response:
        found = _TIMEMAP.fullmatch(written)
        if found is None:
            return PlainTextResponse(
                "TimeMaps are at /timemap/link/<address> and /timemap/json/<address>\n", 404
            )
        form, page = found[1], int(found[2]) if found[2] else None
        url = memento.original(_plain(found[3]))
        answers = self._room.index.answers(url)
        if not answers or not memento.is_page(answers, page):
            return not_archived(self._room, url)
        at = Addresses(_base(request), url)
        made = memento.link_timemap if form == "link" else memento.json_timemap
        return Response(made(at, answers, page), media_type=_TYPES[form])


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _found(address: str, fields: dict[str, str]) -> Response:
    """302, with the address as it is: what escapes it has are its own."""
    return Response(status_code=302, headers={"Location": address, **fields})


def _plain(written: str) -> str:
    """An address that was escaped as a whole (``https%3A%2F%2F``) without its escapes."""
    head = written[:12].lower()
    return unquote(written) if head.startswith(("http%3a", "https%3a")) else written


def _is_page(stored: StoredCapture, line: IndexLine) -> bool:
    """Whether a record is the cited page of its capture, or the redirect that led to it."""
    pages = (without_fragment(stored.url), without_fragment(stored.final_url or stored.url))
    return line.location == stored.main or line.url in pages


def _streamed(answer: RawAnswer) -> Response:
    """The recorded response, kept from doing anything on our origin."""
    try:
        body = answer.body()
        first = next(body, b"")
    except ArchiveError as trouble:
        return PlainTextResponse(f"{trouble.message}\n", 500)
    if answer.status in (204, 304):
        response: Response = Response(status_code=answer.status)
    else:
        response = StreamingResponse(_rest(first, body), answer.status)
    for name, value in answer.fields:
        response.headers.append(name, value)
    response.headers["Content-Security-Policy"] = NOT_SCRIPTED
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _rest(first: bytes, body: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from body
