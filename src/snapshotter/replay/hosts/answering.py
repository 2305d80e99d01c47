"""One request answered: found, made to fit the snapshot's names, and sent."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import NamedTuple

from snapshotter.errors import ArchiveError
from snapshotter.replay.hosts import asgi
from snapshotter.replay.hosts.asgi import Receive, Scope, Send
from snapshotter.replay.hosts.bodies import Body, Told, told
from snapshotter.replay.hosts.fields import charset_named
from snapshotter.replay.hosts.kinds import DOCUMENTS, Kind, kind_of
from snapshotter.replay.hosts.names import Origin
from snapshotter.replay.hosts.stage import Stage
from snapshotter.replay.messages import ReplayAnswer, ReplayRequest

_WITHOUT_BODY = frozenset((204, 205, 304))
_STREAM = re.compile(r"text/event-stream|multipart/x-mixed-replace")
_HELD_BYTES = 1 << 20
"""Bodies up to this size are read at once; of larger ones piece after piece."""
_HIGHEST_STATUS = 599
"""The server knows no higher ones; some origins do (999)."""
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

    async def answer(self, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        fields = tuple(scope["headers"])
        request = self.stage.request(scope["method"], self._origin, target_of(scope), fields, body)
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
        if answer.status < 200:
            refused = ((b"Location", _NO_ADDRESS), (b"Content-Length", b"0"), *self.stage.seal)
            await asgi.start(send, 307, refused)
            await asgi.piece(send, b"")
        elif answer.how == "missed" and destination in DOCUMENTS:
            await self._not_archived(request, headers, send)
        elif request.method == "HEAD" or answer.status in _WITHOUT_BODY:
            await self._head(answer, headers, send)
        elif _STREAM.match(said.media_type):
            await self._stream(answer, said, headers, receive, send)
        else:
            accepted = dict(request.fields).get(b"accept-encoding", b"").decode("latin-1")
            await self._whole(answer, said, headers, _Asker(destination, accepted), send)

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

    async def _stream(
        self, answer: ReplayAnswer, said: Told, headers: Headers, receive: Receive, send: Send
    ) -> None:
        """What is recorded, and then nothing until the page leaves: a stream that ends is asked for anew."""
        await asgi.start(send, answer.status, tuple(headers))
        body = await self._looked_through(answer, said, "code", page=False)
        if body is not None and body.is_changed and not said.coding:
            await asgi.piece(send, body.data, more=True)
        else:
            await _pieces(answer, send)
        await asgi.left(receive)

    async def _whole(
        self, answer: ReplayAnswer, said: Told, headers: Headers, asker: _Asker, send: Send
    ) -> None:
        kind = _kind(answer, said, asker.destination)
        page = kind == "html" and (asker.destination in DOCUMENTS or not asker.destination)
        body = await self._looked_through(answer, said, kind, page=page)
        if body is not None and (body.is_changed or not asker.accepts(said.coding)):
            headers = [each for each in headers if each[0].lower() != b"content-encoding"]
            headers = charset_named(headers, body.charset) if body.charset else headers
            headers.append((b"Content-Length", b"%d" % len(body.data)))
            await asgi.start(send, _status(answer), tuple(headers))
            await asgi.piece(send, body.data)
        else:
            await self._as_it_is(answer, headers, send)

    async def _looked_through(
        self, answer: ReplayAnswer, said: Told, kind: Kind, *, page: bool
    ) -> Body | None:
        if kind == "none" or answer.exchange is None or answer.status in (206, 416):
            return None  # a part of the recorded body, or none of it
        make = self.stage.bodies.of
        return await asyncio.to_thread(make, answer.exchange, answer.body, said, kind, page=page)

    async def _as_it_is(self, answer: ReplayAnswer, headers: Headers, send: Send) -> None:
        size = await asyncio.to_thread(lambda: answer.body.size_bytes)
        headers.append((b"Content-Length", b"%d" % size))
        if size <= _HELD_BYTES:
            data = await asyncio.to_thread(lambda: b"".join(answer.body.chunks()))
            headers[-1] = (b"Content-Length", b"%d" % len(data))
            await asgi.start(send, _status(answer), tuple(headers))
            await asgi.piece(send, data)
            return
        await asgi.start(send, _status(answer), tuple(headers))
        await _pieces(answer, send)
        await asgi.piece(send, b"")


async def _pieces(answer: ReplayAnswer, send: Send) -> None:
    """The body piece after piece, as far as its record can be read."""
    pieces: Iterator[bytes] = answer.body.chunks()
    try:
        while piece := await asyncio.to_thread(next, pieces, b""):
            await asgi.piece(send, piece, more=True)
    except ArchiveError:
        return


def _kind(answer: ReplayAnswer, said: Told, destination: str) -> Kind:
    if said.media_type and kind_of(said.media_type, destination, b"") != "none":
        return kind_of(said.media_type, destination, b"")
    if said.media_type not in ("", "text/plain") or answer.body.size_bytes == 0:
        return "none"
    head = b"" if said.coding else next(iter(answer.body.chunks()), b"")[:_HEAD_BYTES]
    return kind_of(said.media_type, destination, head)


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
