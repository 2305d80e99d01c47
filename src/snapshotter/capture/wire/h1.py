"""HTTP/1 read passively (RFC 9112), as tolerantly as Chromium reads it."""

from __future__ import annotations

import re
from collections import deque

from snapshotter.capture.spool import MessageSpool
from snapshotter.capture.wire import heads
from snapshotter.capture.wire.draft import Draft, Field, Journal, Side
from snapshotter.capture.wire.framing import Chunked, Framing, Length, NoBody, UntilClose
from snapshotter.capture.wire.opening import open_websocket
from snapshotter.capture.wire.websocket import Conversation

_BODILESS = {204, 205, 304}
_SWITCHING_PROTOCOLS = 101
_ABSOLUTE_FORM = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


class Http1Connection:
    """One HTTP/1 connection: feed both directions, exchanges go to the journal.

    ``origin`` is ``scheme://host[:port]``, used where a request names no host.
    """

    def __init__(self, origin: str, journal: Journal) -> None:
        self._origin = origin
        self._journal = journal
        self._queue: deque[Draft] = deque()
        self._buffers: dict[Side, bytearray] = {"client": bytearray(), "server": bytearray()}
        self._scanned: dict[Side, int] = {"client": 0, "server": 0}
        """How far the end of the head that is coming in has been looked for in vain."""
        self._unread: dict[Side, int] = {"client": 0, "server": 0}
        """Bytes given up: too many for a head."""
        self._request_framing: Framing | None = None
        self._response_framing: Framing | None = None
        self._sending: Draft | None = None
        self._upgraded: Draft | None = None

    def feed(self, side: Side, data: bytes) -> None:
        if self._upgraded is not None and self._upgraded.websocket is not None:
            self._upgraded.websocket.feed(side, data)
            return
        if self._unread[side]:
            self._unread[side] += len(data)
            return
        buffer = self._buffers[side]
        buffer += data
        advance = self._advance_request if side == "client" else self._advance_response
        while buffer and self._upgraded is None and advance(buffer):
            pass
        if side == "client":
            self._read_ahead_of_time()
        if self._is_idle(side) and len(buffer) > heads.MAX_HEAD_BYTES:
            self._unread[side] = len(buffer)
            buffer.clear()

    def sent(self, draft: Draft) -> None:
        """A whole request without a body went out that the caller has made, so that nobody need read it."""
        draft.request_done = True
        self._queue.append(draft)
        self._journal.begun(draft)

    def _read_ahead_of_time(self) -> None:
        """What the origin said before it was asked is the answer: the client reads it so."""
        waiting = self._buffers["server"]
        while waiting and self._upgraded is None and self._advance_response(waiting):
            pass

    def _is_idle(self, side: Side) -> bool:
        """Whether what comes from ``side`` is no part of a message yet."""
        return self._request_framing is None if side == "client" else not self._queue

    def close(self, by: Side) -> None:
        """The connection ended, first on the side of ``by``."""
        if self._upgraded is not None:
            self._finish(self._upgraded)
        if self._queue and self._response_framing is None:
            self._begin_short_http09(self._queue[0])
        framing = self._response_framing
        ends_well = by == "server" and framing is not None and framing.ends_at_close
        answered = self._sending if self._sending is not None and self._sending.response_done else None
        for draft in list(self._queue):
            if not (ends_well and draft is self._queue[0]):
                draft.cut = by
            draft.request_done = draft.response_done = True
            self._journal.ended(draft)
        self._queue.clear()
        if answered is not None:
            self._finish(answered)
        self._sending = None
        self._stray_bytes()

    def _stray_bytes(self) -> None:
        answers = len(self._buffers["server"]) + self._unread["server"]
        if answers:
            self._journal.stray(f"{answers} bytes from {self._origin} that are no answer")
        requests = len(self._buffers["client"]) + self._unread["client"]
        if requests:
            self._journal.stray(f"{requests} bytes to {self._origin} that are no request")
        self._buffers = {"client": bytearray(), "server": bytearray()}
        self._unread = {"client": 0, "server": 0}

    # requests

    def _advance_request(self, buffer: bytearray) -> bool:
        if self._request_framing is None:
            return self._begin_request(buffer)
        assert self._sending is not None
        taken = _feed_body(self._request_framing, buffer, self._sending.request)
        self._end_request_if_done()
        return taken > 0

    def _begin_request(self, buffer: bytearray) -> bool:
        raw = self._whole_head("client", buffer)
        if raw is None:
            return False
        head = heads.request_head(raw)
        draft = Draft(head.method, self._url(head), "http/1.1", head.fields, self._journal.spool(raw))
        self._sending = draft
        self._queue.append(draft)
        self._request_framing = _request_framing(head)
        self._journal.begun(draft)
        self._end_request_if_done()
        return True

    def _whole_head(self, side: Side, buffer: bytearray) -> bytes | None:
        """The head at the start of the buffer, taken out of it; None while it is incomplete."""
        end = heads.end_of_head(buffer, self._scanned[side])
        if end < 0:
            self._scanned[side] = len(buffer)
            return None
        raw = bytes(buffer[:end])
        del buffer[:end]
        self._scanned[side] = 0
        return raw

    def _end_request_if_done(self) -> None:
        if self._request_framing is None or not self._request_framing.done or self._sending is None:
            return
        draft, self._sending, self._request_framing = self._sending, None, None
        draft.request_done = True
        if draft.response_done:
            self._finish(draft)

    def _url(self, head: heads.RequestHead) -> str:
        if _ABSOLUTE_FORM.match(head.target):
            return head.target
        host = heads.value(head.fields, b"host")
        scheme, _, authority = self._origin.partition("://")
        path = head.target if head.target.startswith("/") else f"/{head.target}"
        return f"{scheme}://{host or authority}{path}"

    # responses

    def _advance_response(self, buffer: bytearray) -> bool:
        if not self._queue:
            return False
        draft = self._queue[0]
        if self._response_framing is None:
            return self._begin_response(draft, buffer)
        assert draft.response is not None
        taken = _feed_body(self._response_framing, buffer, draft.response)
        self._end_response_if_done(draft)
        return taken > 0

    def _begin_response(self, draft: Draft, buffer: bytearray) -> bool:
        recognised = heads.is_status_line(buffer)
        if recognised is False:
            return self._begin_http09(draft)
        if recognised is None:
            return False
        junk = heads.start_of_status_line(buffer)
        if junk:
            draft.malformed = f"bytes before the status line: {bytes(buffer[:junk])!r}"
            del buffer[:junk]
            self._scanned["server"] = 0
        raw = self._whole_head("server", buffer)
        if raw is None:
            return len(buffer) > heads.MAX_HEAD_BYTES and self._begin_endless_head(draft)
        head = heads.response_head(raw)
        if 100 <= head.status < 200 and head.status != _SWITCHING_PROTOCOLS:
            draft.add_interim(raw)
            return True
        draft.status, draft.response_fields, draft.protocol = head.status, head.fields, head.version
        draft.response = self._journal.spool(raw)
        draft.expected_bytes = heads.content_length(head.fields)
        self._response_framing = _response_framing(draft, head)
        if head.status == _SWITCHING_PROTOCOLS:
            self._upgrade(draft, buffer)
        else:
            self._end_response_if_done(draft)
        return True

    def _begin_http09(self, draft: Draft) -> bool:
        draft.protocol, draft.status = "http/0.9", 200
        draft.response = self._journal.spool(b"")
        self._response_framing = UntilClose()
        self._scanned["server"] = 0
        return True

    def _begin_endless_head(self, draft: Draft) -> bool:
        draft.malformed = f"a head of more than {heads.MAX_HEAD_BYTES} bytes"
        return self._begin_http09(draft)

    def _begin_short_http09(self, draft: Draft) -> None:
        """A response without a head that was too short to be known for one."""
        buffer = self._buffers["server"]
        if buffer.strip() and heads.is_status_line(buffer) is None and not b"http".startswith(buffer.lower()):
            self._begin_http09(draft)
            self._advance_response(buffer)

    def _upgrade(self, draft: Draft, buffer: bytearray) -> None:
        self._queue.popleft()
        self._upgraded = draft
        self._response_framing = self._request_framing = self._sending = None
        draft.websocket = Conversation(_upgrades_to(draft.response_fields) == "websocket")
        open_websocket(draft, self._journal)
        draft.websocket.feed("client", bytes(self._buffers["client"]))
        draft.websocket.feed("server", bytes(buffer))
        self._buffers["client"].clear()
        buffer.clear()

    def _end_response_if_done(self, draft: Draft) -> None:
        framing = self._response_framing
        if framing is None or draft.response is None:
            return
        draft.malformed = draft.malformed or framing.malformed
        if framing.done:
            self._response_framing = None
            self._queue.popleft()
            draft.response_done = True
            if draft.request_done:
                self._finish(draft)

    def _finish(self, draft: Draft) -> None:
        draft.request_done = draft.response_done = True
        self._journal.ended(draft)


def _upgrades_to(fields: list[Field]) -> str:
    return (heads.value(fields, b"upgrade") or "").strip().lower()


def _request_framing(head: heads.RequestHead) -> Framing:
    if heads.is_chunked(head.fields):
        return Chunked()
    return Length(heads.content_length(head.fields) or 0)


def _response_framing(draft: Draft, head: heads.ResponseHead) -> Framing:
    if draft.method == "HEAD" or head.status in _BODILESS or head.status == _SWITCHING_PROTOCOLS:
        return NoBody()
    if head.version == "http/1.1" and heads.is_chunked(head.fields):
        return Chunked()
    lengths = {value.strip() for value in heads.values(head.fields, b"content-length")}
    if len(lengths) > 1:
        draft.malformed = "several Content-Length fields that differ"
    return UntilClose() if draft.expected_bytes is None else Length(draft.expected_bytes)


def _feed_body(framing: Framing, buffer: bytearray, message: MessageSpool) -> int:
    with memoryview(buffer) as view:
        taken = framing.feed(view)
        piece = bytes(view[:taken])
    del buffer[:taken]
    if piece:
        message.write(piece)
    return taken
