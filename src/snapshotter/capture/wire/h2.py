"""HTTP/2 read passively (RFC 9113), header compression by the hpack library (RFC 7541)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snapshotter.capture.wire import heads
from snapshotter.capture.wire.draft import Draft, Field, Journal, Side
from snapshotter.capture.wire.opening import open_websocket
from snapshotter.capture.wire.websocket import Conversation

if TYPE_CHECKING:
    from hpack import Decoder

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

_DATA, _HEADERS, _RST_STREAM, _PUSH_PROMISE, _CONTINUATION = 0, 1, 3, 5, 9
_END_STREAM, _END_HEADERS, _PADDED, _PRIORITY = 0x1, 0x4, 0x8, 0x20
_FRAME_HEADER_BYTES = 9
_MAX_HEADER_BLOCK_BYTES = 1 << 20
_MAX_TABLE_BYTES = 1 << 20
_MAX_FIELDS_BYTES = 64 << 20
"""Of all header fields of a connection, uncompressed: a byte on the wire can stand for a megabyte of them."""
_MAX_PROMISES = 1000
"""Chromium takes none (``SETTINGS_ENABLE_PUSH``), and each is an exchange of 13 bytes on the wire."""
_OK = 200
_BODILESS = {204, 205, 304}


class Unreadable(Exception):
    """The connection's header compression state is lost; nothing after this can be read."""


class _Block:
    """A header block that may go on in CONTINUATION frames."""

    def __init__(
        self, stream: int, ends_stream: bool, data: memoryview, promised_on: int | None = None
    ) -> None:
        self.stream = stream
        self.stream_of_frames = stream if promised_on is None else promised_on
        """The stream that the frames name; a promise is made on another one."""
        self.ends_stream = ends_stream
        self.data = bytearray(data)
        self.promised = promised_on is not None


class Http2Connection:
    """One HTTP/2 connection; feed both directions without the client's preface."""

    def __init__(self, origin: str, journal: Journal) -> None:
        self._origin = origin
        self._journal = journal
        self._buffers: dict[Side, bytearray] = {"client": bytearray(), "server": bytearray()}
        self._decoders: dict[Side, Decoder] = {"client": _decoder(), "server": _decoder()}
        self._blocks: dict[Side, _Block | None] = {"client": None, "server": None}
        self._streams: dict[int, Draft] = {}
        self._fields_bytes = 0
        self._promises = 0
        self._newest_stream = 0
        self._lost = False

    def feed(self, side: Side, data: bytes) -> None:
        if self._lost:
            return
        view = memoryview(data)
        try:
            at = self._complete(side, view)
            while (end := at + _frame_bytes(view[at:])) <= len(view):
                self._frame(side, view[at:end])
                at = end
            self._buffers[side] += view[at:]
        except Unreadable as error:
            self._lose(str(error))

    def _complete(self, side: Side, view: memoryview) -> int:
        """Finish the frame that was cut by the end of the bytes before; how many it took of these."""
        buffer, at = self._buffers[side], 0
        while buffer:
            wanted = _frame_bytes(buffer)
            piece = view[at : at + wanted - len(buffer)]
            at += len(piece)
            buffer += piece
            if len(buffer) < wanted:
                break
            if wanted == _frame_bytes(buffer):
                frame = memoryview(bytes(buffer))
                buffer.clear()
                self._frame(side, frame)
        return at

    def close(self, by: Side) -> None:
        """The connection ended, first on the side of ``by``."""
        for stream, draft in list(self._streams.items()):
            if not _is_whole(draft):
                draft.cut = draft.cut or by
            self._end(stream, draft)

    def _lose(self, why: str) -> None:
        self._lost = True
        self._journal.stray(f"HTTP/2 from {self._origin} cannot be read further: {why}")

    def _frame(self, side: Side, frame: memoryview) -> None:
        kind, flags, payload = frame[3], frame[4], frame[_FRAME_HEADER_BYTES:]
        stream = int.from_bytes(frame[5:9], "big") & 0x7FFFFFFF
        block = self._blocks[side]
        if block is not None and (kind != _CONTINUATION or stream != block.stream_of_frames):
            raise Unreadable(f"the {side} side broke off a header block")
        if kind == _DATA:
            self._data(side, flags, stream, payload)
        elif kind in (_HEADERS, _PUSH_PROMISE):
            self._begin_block(side, kind, flags, stream, payload)
        elif kind == _CONTINUATION:
            self._continue_block(side, flags, payload)
        elif kind == _RST_STREAM:
            self._reset(side, stream)

    # bodies

    def _data(self, side: Side, flags: int, stream: int, payload: memoryview) -> None:
        draft = self._streams.get(stream)
        if draft is None:
            return
        if flags & _PADDED:
            payload = _unpadded(payload)
        if draft.websocket is not None:
            draft.websocket.feed(side, bytes(payload))
        elif side == "client":
            draft.request.write(payload)
        elif draft.response is not None:
            draft.response.write(payload)
        if flags & _END_STREAM:
            self._end_of_side(side, stream, draft)

    # header blocks

    def _begin_block(self, side: Side, kind: int, flags: int, stream: int, payload: memoryview) -> None:
        if flags & _PADDED:
            payload = _unpadded(payload)
        if kind == _PUSH_PROMISE:
            self._promises += 1
            if self._promises > _MAX_PROMISES:
                raise Unreadable(f"more than {_MAX_PROMISES} promises")
            promised = int.from_bytes(payload[:4], "big") & 0x7FFFFFFF
            block = _Block(promised, False, payload[4:], promised_on=stream)
        else:
            if flags & _PRIORITY:
                payload = payload[5:]
            block = _Block(stream, bool(flags & _END_STREAM), payload)
        self._blocks[side] = block
        if flags & _END_HEADERS:
            self._finish_block(side)

    def _continue_block(self, side: Side, flags: int, payload: memoryview) -> None:
        block = self._blocks[side]
        if block is None:
            raise Unreadable("a CONTINUATION frame that continues nothing")
        block.data += payload
        if len(block.data) > _MAX_HEADER_BLOCK_BYTES:
            raise Unreadable(f"a header block of more than {_MAX_HEADER_BLOCK_BYTES} bytes")
        if flags & _END_HEADERS:
            self._finish_block(side)

    def _finish_block(self, side: Side) -> None:
        block, self._blocks[side] = self._blocks[side], None
        assert block is not None
        fields = self._decode(side, bytes(block.data))
        if side == "client" or block.promised:
            self._request_fields(block, fields)
        else:
            self._response_fields(block, fields)

    def _decode(self, side: Side, data: bytes) -> list[Field]:
        from hpack.exceptions import HPACKError

        try:
            decoded = self._decoders[side].decode(data, raw=True)
        except (HPACKError, ValueError, IndexError) as error:
            raise Unreadable(f"header compression of the {side} side ({type(error).__name__})") from error
        fields = [(bytes(name), bytes(value)) for name, value in decoded]
        self._fields_bytes += sum(len(name) + len(value) for name, value in fields)
        if self._fields_bytes > _MAX_FIELDS_BYTES:
            raise Unreadable(f"more than {_MAX_FIELDS_BYTES} bytes of header fields")
        return fields

    def _request_fields(self, block: _Block, fields: list[Field]) -> None:
        draft = self._streams.get(block.stream)
        if draft is None:
            if not block.promised and block.stream <= self._newest_stream:
                return  # trailers of a stream that the origin has ended
            draft = self._begin(block.stream, fields)
        elif not block.promised:
            draft.add_trailers(fields)
        if block.promised:
            draft.request_done = True
        if block.ends_stream:
            self._end_of_side("client", block.stream, draft)

    def _begin(self, stream: int, fields: list[Field]) -> Draft:
        pseudo = {name: value for name, value in fields if name.startswith(b":")}
        method = pseudo.get(b":method", b"").decode("latin-1")
        path = pseudo.get(b":path", b"").decode("latin-1")
        scheme, _, authority = self._origin.partition("://")
        scheme = pseudo.get(b":scheme", scheme.encode()).decode("latin-1")
        authority = pseudo.get(b":authority", authority.encode()).decode("latin-1")
        plain = [(name, value) for name, value in fields if not name.startswith(b":")]
        if not heads.values(plain, b"host"):
            plain.insert(0, (b"host", authority.encode("latin-1")))
        head = _written_head(f"{method} {path} HTTP/1.1".encode("latin-1"), plain)
        draft = Draft(method, f"{scheme}://{authority}{path}", "h2", plain, self._journal.spool(head))
        if b":protocol" in pseudo:
            draft.websocket = Conversation(pseudo[b":protocol"] == b"websocket")
        self._streams[stream] = draft
        if stream % 2:
            self._newest_stream = stream
        self._journal.begun(draft)
        return draft

    def _response_fields(self, block: _Block, fields: list[Field]) -> None:
        draft = self._streams.get(block.stream)
        if draft is None:
            return
        raw_status = next((value for name, value in fields if name == b":status"), None)
        plain = [(name, value) for name, value in fields if not name.startswith(b":")]
        if raw_status is None or draft.response is not None:
            draft.add_trailers(plain)
        else:
            self._begin_response(draft, raw_status, plain)
        if block.ends_stream:
            self._end_of_side("server", block.stream, draft)

    def _begin_response(self, draft: Draft, raw_status: bytes, fields: list[Field]) -> None:
        status = int(raw_status) if raw_status.isdigit() and len(raw_status) == 3 else 0
        head = _written_head(b"HTTP/1.1 %d " % status, fields)
        if 100 <= status < 200:
            draft.add_interim(head)
            return
        draft.status, draft.response_fields = status, fields
        draft.response = self._journal.spool(head)
        draft.expected_bytes = heads.content_length(fields)
        if status == _OK:
            open_websocket(draft, self._journal)  # RFC 8441, section 5

    # ends

    def _end_of_side(self, side: Side, stream: int, draft: Draft) -> None:
        if side == "client":
            draft.request_done = True
        else:
            draft.response_done = True
            draft.cut = None
            draft.malformed = draft.malformed or _mismatch(draft)
        if draft.is_over:
            self._end(stream, draft)

    def _reset(self, side: Side, stream: int) -> None:
        """RST_STREAM.  After the client's the origin may still be sending: what comes is kept."""
        draft = self._streams.get(stream)
        if draft is None:
            return
        if side == "client":
            draft.cut, draft.abandoned, draft.request_done = "client", True, True
            if draft.is_over:
                self._end(stream, draft)
            return
        if not draft.response_done:
            draft.cut = "server"
        self._end(stream, draft)

    def _end(self, stream: int, draft: Draft) -> None:
        self._streams.pop(stream, None)
        if draft.cut == "client" and _is_whole(draft):
            draft.cut = None
        draft.request_done = draft.response_done = True
        self._journal.ended(draft)


def _is_whole(draft: Draft) -> bool:
    """Whether the response is all there, even if nobody said END_STREAM."""
    if draft.response_done:
        return True
    if draft.response is None:
        return False
    if draft.method == "HEAD" or draft.status in _BODILESS or draft.websocket is not None:
        return True
    return draft.expected_bytes is not None and draft.response.size_bytes >= draft.expected_bytes


def _mismatch(draft: Draft) -> str | None:
    """RFC 9113, section 8.1.1: the DATA of a response must add up to its Content-Length."""
    if draft.response is None or draft.method == "HEAD" or draft.status in _BODILESS:
        return None
    size, said = draft.response.size_bytes, draft.expected_bytes
    return None if said in (None, size) else f"{size} bytes where Content-Length says {said}"


def _decoder() -> Decoder:
    from hpack import Decoder

    decoder = Decoder(max_header_list_size=_MAX_HEADER_BLOCK_BYTES)
    decoder.max_allowed_table_size = _MAX_TABLE_BYTES
    return decoder


def _frame_bytes(start: memoryview | bytearray) -> int:
    """The size of the frame that begins here; that of its header while it is not whole."""
    if len(start) < _FRAME_HEADER_BYTES:
        return _FRAME_HEADER_BYTES
    return _FRAME_HEADER_BYTES + int.from_bytes(start[:3], "big")


def _unpadded(payload: memoryview) -> memoryview:
    if not payload or payload[0] >= len(payload):
        raise Unreadable("a frame with more padding than bytes")
    return payload[1 : len(payload) - payload[0]]


def _written_head(start_line: bytes, fields: list[Field]) -> bytes:
    """A field list written as an HTTP/1.1 head.  CR and LF, which RFC 9113 forbids, become spaces."""
    lines = [_one_line(start_line)]
    lines += [_one_line(name) + b": " + _one_line(value) for name, value in fields]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _one_line(raw: bytes) -> bytes:
    return raw.replace(b"\r", b" ").replace(b"\n", b" ")
