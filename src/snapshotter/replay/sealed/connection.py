"""One connection of a sealed browser: its requests answered as they were at capture (RFC 9112).

An answer that broke off ends early again, and where the origin did not answer, the connection is closed
without a byte.  What the page had not heard to its end at capture (streams, films that it left) is sent as
far as it is recorded and then held open.  An event stream that did end ends again; when its reader comes
back for more than is recorded, it is held in silence, and not told the same events twice.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Protocol

from snapshotter.capture.wire import heads
from snapshotter.errors import ArchiveError
from snapshotter.replay.endings import Ending, Endings
from snapshotter.replay.messages import Fields, ReplayAnswer, ReplayRequest
from snapshotter.replay.sealed.sockets import Conversation, compression, handshake, is_handshake
from snapshotter.urls import Url

_WITHOUT_BODY = frozenset((204, 205, 304))
_MAX_BODY_BYTES = 64 << 20
_AT_ONCE_BYTES = 128 * 1024
_DEFAULT_PORT = {"http": ":80", "https": ":443"}
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
        *,
        differed: Note,
        endings: Endings,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._scheme = scheme
        self._lookup = lookup
        self._differed = differed
        self._endings = endings

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
        if answer.status < 200:  # the origin did not answer, or said only that it would
            if self._endings.of(request, answer) == "hold":
                await self._reader.read(1)  # the page grew tired of waiting, and will again
            return False
        if request.method == "HEAD" or answer.status in _WITHOUT_BODY:
            self._writer.write(_head(answer, _framing(answer)))
            await self._writer.drain()
            return True
        ending = self._endings.of(request, answer)
        is_whole = await self._send(answer, ending)
        if ending in ("hold", "silence") and is_whole is not None:
            await self._reader.read(1)  # nothing comes before the browser leaves
        return ending == "end" and bool(is_whole)

    async def _send(self, answer: ReplayAnswer, ending: Ending) -> bool | None:
        """Whether the body was as long as said; None when the record turned out to be damaged."""
        length = None if ending == "silence" else answer.declared_length
        out = bytearray(_head(answer, (_framed(length),)))
        sent = 0
        try:
            for piece in answer.body.chunks() if ending != "silence" else ():
                data = piece if length is None else piece[: length - sent]
                sent += len(data)
                out += b"%x\r\n%s\r\n" % (len(data), data) if length is None and data else data
                if len(out) >= _AT_ONCE_BYTES:
                    await self._flush(out)
        except ArchiveError:
            await self._flush(out)
            return None
        if length is None and ending == "end":
            out += b"0\r\n\r\n"
        await self._flush(out)
        return length in (None, sent)

    async def _flush(self, out: bytearray) -> None:
        self._writer.write(bytes(out))
        out.clear()
        await self._writer.drain()

    async def _converse(self, request: ReplayRequest, answer: ReplayAnswer) -> None:
        frames = answer.exchange.websocket if answer.exchange is not None else None
        deflate = compression(request, answer)
        self._writer.write(handshake(request, answer, deflate))
        conversation = Conversation(self._reader, self._writer, frames or (), deflate)
        try:
            await conversation.hold()
        finally:
            if conversation.differed or frames is None:
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


def _framed(length: int | None) -> tuple[bytes, bytes]:
    if length is None:
        return b"Transfer-Encoding", b"chunked"
    return b"Content-Length", b"%d" % length


def _is_hexadecimal(line: bytes) -> bool:
    return re.match(rb"[0-9A-Fa-f]{1,8}[ \t]*(;|\r)", line) is not None
