"""One request answered: found, made to fit the snapshot's names, and sent."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import NamedTuple

from snapshotter.errors import ArchiveError
from snapshotter.replay.endings import Ending
from snapshotter.replay.hosts import asgi
from snapshotter.replay.hosts.asgi import Call, Receive, Scope, Send
from snapshotter.replay.hosts.bodies import Body, Told, told
from snapshotter.replay.hosts.fields import charset_named
from snapshotter.replay.hosts.kinds import DOCUMENTS, Kind, kind_of
from snapshotter.replay.hosts.names import Origin
from snapshotter.replay.hosts.stage import Stage
from snapshotter.replay.messages import ReplayAnswer, ReplayRequest

_WITHOUT_BODY = frozenset((204, 205, 304))
_HELD_BYTES = 1 << 20
"""Bodies up to this size are read at once; of larger ones piece after piece."""
_HIGHEST_STATUS = 599
"""The server knows no higher ones; some origins do (999)."""
_MIXABLE = frozenset(("", "document", "image", "audio", "video", "track"))
"""Destinations that are asked for all the same, if need be under https."""
_NO_ADDRESS = b"about:invalid"
"""A redirect to it is a network error to the page (Fetch Standard, section 4.4), as no answer was."""
_HEAD_BYTES = 2048
Headers = list[tuple[bytes, bytes]]


def target_of(scope: Scope) -> str:
    """Path and query as they were sent, one character a byte."""
    raw = scope.get("raw_path") or scope["path"].encode()
    query = scope.get("query_string") or b""
    whole: bytes = raw + b"?" + query if query else raw
    return whole.decode("latin-1")


class Answering:
    """Answers for one origin of a snapshot."""

    def __init__(self, stage: Stage, origin: Origin) -> None:
        self.stage = stage
        self._origin = origin

    async def answer(self, call: Call, target: str, body: bytes) -> None:
        """``target`` is path and query at the origin."""
        scope, receive, send = call
        fields = tuple(scope["headers"])
        request = self.stage.request(scope["method"], self._origin, target, fields, body)
        destination = asgi.field(scope, b"sec-fetch-dest")
        is_navigation = asgi.field(scope, b"sec-fetch-mode") in ("navigate", "")
        answer = self.stage.find(request, is_navigation=is_navigation)
        try:
            await self._send(request, answer, destination, receive, send)
        except ArchiveError as trouble:
            self.stage.counter.missed(request.method, request.url)
            await asgi.say(send, 502, f"The record cannot be read: {trouble.message}\n", self.stage.seal)

    async def _send(
        self, request: ReplayRequest, answer: ReplayAnswer, destination: str, receive: Receive, send: Send
    ) -> None:
        said = told(answer.fields)
        headers = self.stage.fields(answer, self._origin)
        ending = self.stage.endings.of(request, answer)
        if answer.status < 200 or _is_mixed(request, answer, destination):
            if ending == "hold":
                await asgi.left(receive)  # the page grew tired of waiting, and will again
                return
            refused = ((b"Location", _NO_ADDRESS), (b"Content-Length", b"0"), *self.stage.seal)
            await asgi.start(send, 307, refused)
            await asgi.piece(send, b"")
        elif answer.how == "missed" and destination in DOCUMENTS:
            await self._not_archived(request, headers, send)
        elif request.method == "HEAD" or answer.status in _WITHOUT_BODY:
            await self._head(answer, headers, send)
        elif ending == "silence":
            await asgi.start(send, answer.status, tuple(headers))
            await asgi.piece(send, b"", more=True)
            await asgi.left(receive)
        else:
            accepted = dict(request.fields).get(b"accept-encoding", b"").decode("latin-1")
            out = Out(send, receive, ending)
            await self._whole(answer, said, headers, _Asker(destination, accepted), out)

    async def _not_archived(self, request: ReplayRequest, headers: Headers, send: Send) -> None:
        """Where a reader went and the snapshot ends, or what a frame should have shown."""
        page = (files("snapshotter.replay.hosts") / "missing.html").read_text()
        data = page.replace("{address}", escape(request.url)).encode("utf-8", "replace")
        own = [(b"Content-Type", b"text/html; charset=utf-8"), (b"Content-Length", b"%d" % len(data))]
        await asgi.start(send, 404, (*headers, *own))
        await asgi.piece(send, data)

    async def _head(self, answer: ReplayAnswer, headers: Headers, send: Send) -> None:
        if answer.declared_length is not None and answer.status not in (204, 205):
            headers.append((b"Content-Length", b"%d" % answer.declared_length))
        await asgi.start(send, answer.status, tuple(headers))
        await asgi.piece(send, b"")

    async def _whole(
        self, answer: ReplayAnswer, said: Told, headers: Headers, asker: _Asker, out: Out
    ) -> None:
        kind = _kind(answer, said, asker.destination)
        page = kind == "html" and (asker.destination in DOCUMENTS or not asker.destination)
        body = await self._looked_through(answer, said, kind, page=page)
        if body is not None and (body.is_changed or not asker.accepts(said.coding)):
            headers = [each for each in headers if each[0].lower() != b"content-encoding"]
            headers = charset_named(headers, body.charset) if body.charset else headers
            await out.start(_status(answer), headers, len(body.data))
            await out.piece(body.data)
            await out.end()
        else:
            await self._as_it_is(answer, headers, out)

    async def _looked_through(
        self, answer: ReplayAnswer, said: Told, kind: Kind, *, page: bool
    ) -> Body | None:
        if kind == "none" or answer.exchange is None or answer.status in (206, 416):
            return None  # a part of the recorded body, or none of it
        make = self.stage.bodies.of
        return await asyncio.to_thread(make, answer.exchange, answer.body, said, kind, page=page)

    async def _as_it_is(self, answer: ReplayAnswer, headers: Headers, out: Out) -> None:
        size = await asyncio.to_thread(lambda: answer.body.size_bytes)
        if size <= _HELD_BYTES:
            data = await asyncio.to_thread(lambda: b"".join(answer.body.chunks()))
            await out.start(_status(answer), headers, len(data))
            await out.piece(data)
        else:
            await out.start(_status(answer), headers, size)
            if not await _pieces(answer, out):
                return
        await out.end()


class Out:
    """An answer on its way to the browser, whose end is as it was at capture."""

    def __init__(self, send: Send, receive: Receive, ending: Ending) -> None:
        self._send = send
        self._receive = receive
        self._ending = ending

    async def start(self, status: int, headers: Headers, size: int) -> None:
        """``size`` is said only of a body that has an end."""
        sized = [(b"Content-Length", b"%d" % size)] if self._ending == "end" else []
        await asgi.start(self._send, status, (*headers, *sized))

    async def piece(self, data: bytes) -> None:
        await asgi.piece(self._send, data, more=True)

    async def end(self) -> None:
        """A body that broke off is left without an end: the server closes the connection."""
        if self._ending == "end":
            await asgi.piece(self._send, b"")
        elif self._ending == "hold":
            await asgi.left(self._receive)


async def _pieces(answer: ReplayAnswer, out: Out) -> bool:
    """The body piece after piece, as far as its record can be read; whether that was all of it."""
    pieces: Iterator[bytes] = answer.body.chunks()
    try:
        while piece := await asyncio.to_thread(next, pieces, b""):
            await out.piece(piece)
    except ArchiveError:
        return False
    return True


def _kind(answer: ReplayAnswer, said: Told, destination: str) -> Kind:
    if said.media_type and kind_of(said.media_type, destination, b"") != "none":
        return kind_of(said.media_type, destination, b"")
    if said.media_type not in ("", "text/plain") or answer.body.size_bytes == 0:
        return "none"
    head = b"" if said.coding else next(iter(answer.body.chunks()), b"")[:_HEAD_BYTES]
    return kind_of(said.media_type, destination, head)


def _is_mixed(request: ReplayRequest, answer: ReplayAnswer, destination: str) -> bool:
    """Whether a page of https asks in the clear for what browsers give only to others (Mixed Content,
    section 5.3): it was refused at capture, and so nothing of it is recorded."""
    if answer.how != "missed" or not request.url.startswith("http:") or destination in _MIXABLE:
        return False
    fields = dict(request.fields)
    return (fields.get(b"origin") or fields.get(b"referer", b"")).startswith(b"https:")


def _status(answer: ReplayAnswer) -> int:
    return min(answer.status, _HIGHEST_STATUS)


class _Asker(NamedTuple):
    """What the browser says of itself."""

    destination: str
    """``Sec-Fetch-Dest``: what it wants to do with the answer."""
    codings: str
    """``Accept-Encoding``."""

    def accepts(self, coding: str) -> bool:
        """Whether a body so coded can be sent on."""
        named = {each.partition(";")[0].strip().lower() for each in self.codings.split(",")}
        return all(
            each.strip() in named for each in coding.split(",") if each.strip() not in ("", "identity")
        )
