"""One connection of a sealed browser: its requests answered as they were at capture (RFC 9112).

An answer that was cut short ends early again, and where the origin did not answer, the connection is
closed without a byte.  What had not ended when the capture did (event streams, pictures that replace each
other) is sent as far as it is recorded and then held open: who closed it would have the page ask again.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Protocol

from snapshotter.capture.wire import heads
from snapshotter.errors import ArchiveError
from snapshotter.replay.messages import Fields, ReplayAnswer, ReplayRequest
from snapshotter.replay.sealed.sockets import Conversation, handshake, is_handshake
from snapshotter.urls import Url

_WITHOUT_BODY = frozenset((204, 205, 304))
_MAX_BODY_BYTES = 64 << 20
_STREAM = re.compile(rb"text/event-stream|multipart/x-mixed-replace", re.IGNORECASE)
_DEFAULT_PORT = {"http": ":80", "https": ":443"}
_ENDED_BY_US = ("time", "unspecified")

Note = Callable[[ReplayRequest], None]


class Lookup(Protocol):
    """What a snapshot answers to a request (:class:`snapshotter.replay.lookup.SnapshotLookup`)."""

    def find(self, request: ReplayRequest) -> ReplayAnswer: ...


class Connection:
    """Serves requests until either side has had enough."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        scheme: str,
        lookup: Lookup,
        differed: Note,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._scheme = scheme
        self._lookup = lookup
        self._differed = differed

    async def serve(self) -> None:
        """Raises ``OSError`` or ``EOFError`` when the browser has gone."""
        while (request := await self._request()) is not None:
            answer = self._lookup.find(request)
            if is_handshake(request) and answer.exchange is not None and answer.status == 101:
                await self._converse(request, answer)
                return
            if not await self._answer(request, answer):
                return

    async def _request(self) -> ReplayRequest | None:
        try:
            raw = await self._reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return None
        head = heads.request_head(raw)
        fields = tuple((name.lower(), value) for name, value in head.fields)
        url = self._address(head.target, heads.value(head.fields, b"host") or "")
        return ReplayRequest(head.method, url, fields, await self._body(head.fields))

    def _address(self, target: str, host: str) -> Url:
        host = host.removesuffix(_DEFAULT_PORT[self._scheme])
        return Url(f"{self._scheme}://{host}{target}" if target.startswith("/") else target)

    async def _body(self, fields: list[tuple[bytes, bytes]]) -> bytes:
        if heads.is_chunked(fields):
            return await self._chunks()
        size = heads.content_length(fields) or 0
        if size > _MAX_BODY_BYTES:
            raise EOFError("the request is too large")
        return await self._reader.readexactly(size)

    async def _chunks(self) -> bytes:
        body = bytearray()
        while True:
            line = await self._reader.readuntil(b"\r\n")
            size = int(line.partition(b";")[0].strip() or b"0", 16) if _is_hexadecimal(line) else 0
            if len(body) + size > _MAX_BODY_BYTES:
                raise EOFError("the request is too large")
            body += (await self._reader.readexactly(size + 2))[:size]
            if not size:
                return bytes(body)

    async def _answer(self, request: ReplayRequest, answer: ReplayAnswer) -> bool:
        """Whether the connection can go on."""
        if answer.status < 200:
            return False  # the origin did not answer, or said only that it would
        if request.method == "HEAD" or answer.status in _WITHOUT_BODY:
            self._writer.write(_head(answer, _framing(answer)))
            await self._writer.drain()
            return True
        is_held = _is_stream(answer)
        length = None if is_held else answer.declared_length
        framing = (
            (b"Transfer-Encoding", b"chunked") if length is None else (b"Content-Length", b"%d" % length)
        )
        self._writer.write(_head(answer, (framing,)))
        sent = await self._send(answer, chunked=length is None)
        if is_held:
            await self._reader.read(1)  # nothing comes before the browser leaves
            return False
        if sent is None or _is_cut(answer) or length not in (None, sent):
            return False
        if length is None:
            self._writer.write(b"0\r\n\r\n")
        await self._writer.drain()
        return True

    async def _send(self, answer: ReplayAnswer, *, chunked: bool) -> int | None:
        """How many bytes of the body were sent; None when the record turned out to be damaged."""
        sent = 0
        try:
            for piece in answer.body.chunks():
                self._writer.write(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked and piece else piece)
                sent += len(piece)
                await self._writer.drain()
        except ArchiveError:
            await self._writer.drain()
            return None
        return sent

    async def _converse(self, request: ReplayRequest, answer: ReplayAnswer) -> None:
        frames = (answer.exchange.websocket if answer.exchange is not None else None) or ()
        self._writer.write(handshake(request, answer))
        conversation = Conversation(self._reader, self._writer, frames)
        try:
            await conversation.hold()
        finally:
            if conversation.differed:
                self._differed(request)


def _head(answer: ReplayAnswer, framing: Fields) -> bytes:
    lines = (*answer.fields, *framing)
    start = b"HTTP/1.1 %d %s\r\n" % (answer.status, answer.reason)
    return start + b"".join(b"%s: %s\r\n" % each for each in lines) + b"\r\n"


def _framing(answer: ReplayAnswer) -> Fields:
    """Of an answer without a body: the length of the one that was not sent."""
    if answer.declared_length is None or answer.status == 204:
        return ()
    return ((b"Content-Length", b"%d" % answer.declared_length),)


def _is_cut(answer: ReplayAnswer) -> bool:
    return answer.how == "exact" and answer.exchange is not None and answer.exchange.truncated is not None


def _is_stream(answer: ReplayAnswer) -> bool:
    """Whether it had no end: by its type, or because it was still coming when the page was left."""
    if any(name.lower() == b"content-type" and _STREAM.match(value) for name, value in answer.fields):
        return True
    without_end = answer.declared_length is None
    return _is_cut(answer) and without_end and _truncation(answer) in _ENDED_BY_US


def _truncation(answer: ReplayAnswer) -> str | None:
    return answer.exchange.truncated if answer.exchange is not None else None


def _is_hexadecimal(line: bytes) -> bool:
    return re.match(rb"[0-9A-Fa-f]{1,8}[ \t]*(;|\r)", line) is not None
