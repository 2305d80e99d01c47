"""HTTP/1, HTTP/2 and WebSockets as the recorder reads them: :mod:`snapshotter.capture.wire`."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

from fuzz.talk import Talk, heard, talk_mutated, talk_swollen, written
from fuzz.target import Target
from snapshotter.capture.wire.draft import Draft
from tests.unit.capture.journals import Pages

SIDES = ("client", "server")
_WATCHED = ("capture/wire", "capture/spool", "model/transcript")
_GET = b"GET /a?b=1 HTTP/1.1\r\nHost: cited.test\r\nCookie: a=b\r\n\r\n"
_POST = b"POST /a HTTP/1.1\r\nHost: cited.test\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello"
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_ANSWERS = (
    _OK + b"Content-Length: 5\r\n\r\nhello",
    _OK + b"Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" + _OK + b"\r\nuntil close",
    b"HTTP/1.0 304 Not Modified\r\nETag: x\r\n\r\n",
    b"<html>\n\nfrom 1991\n\n</html>",
    b"\r\n" + _OK + b"Content-Length: 5, 5\r\nX: a\r\n folded\r\n\r\nhello",
    b"HTTP/1.1 204\r\n\r\n",
)
_WORDS_1 = (
    b"HTTP/1.1 ", b"HTTP/1.0 200", b"Transfer-Encoding: chunked\r\n", b"Content-Length: ", b"\r\n\r\n",
    b"Upgrade: websocket\r\n", b"HEAD ", b"CONNECT ", b"101 Switching", b"100 Continue\r\n\r\n", b"0\r\n\r\n",
    b"ffffffffffffffff\r\n", b"\n\t", b"Connection: ",
)  # fmt: skip
_UPGRADE = b"GET /ws HTTP/1.1\r\nHost: cited.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
_SWITCH = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n%s\r\n"
_DEFLATE = b"Sec-WebSocket-Extensions: permessage-deflate%s\r\n"
_HELLO_DEFLATED = base64.b64decode("8kjNycnXUSjPL8pJUQQA")


def read(data: bytes) -> int:
    """The first byte says who closes; the talk behind it is read twice, cut differently.

    Both readings must tell the same, and the journal's own rules hold (each exchange begins and ends once).
    """
    by = SIDES[data[0] % 2] if data else "client"
    talk = heard(data[1:], 2)
    told, size = _told(talk, by, Path(_folder().name))
    cut, _ = _told(_cut(talk, Random(len(data))), by, Path(_folder().name))
    assert told == cut, "the same bytes, cut differently, read differently"
    return size


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="fuzz-")


class _Journal(Pages):
    """The rules of every journal, also where there are many thousands of exchanges."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        super().__init__(folder, limit_bytes)
        self._begun: set[int] = set()
        self._ended: set[int] = set()

    def begun(self, draft: Draft) -> None:
        assert id(draft) not in self._begun
        self._begun.add(id(draft))
        self.begun_.append(draft)

    def ended(self, draft: Draft) -> None:
        assert id(draft) in self._begun
        assert id(draft) not in self._ended
        self._ended.add(id(draft))
        self.ended_.append(draft)


def _told(talk: Talk, by: str, folder: Path) -> tuple[list[tuple[object, ...]], int]:
    from snapshotter.capture.wire.connection import HttpConnection

    pages = _Journal(folder, limit_bytes=1 << 20)
    connection = HttpConnection("https://cited.test", pages)
    for who, piece in talk:
        connection.feed(SIDES[who], piece)
    connection.close(by)
    pages.check_all_ended()
    told = pages.told()
    messages = [
        each for draft in pages.begun_ for each in (draft.request, draft.response) if each is not None
    ]
    size = sum(len(each.head) + each.body.size_bytes for each in messages)
    size += sum(len(name) + len(value) for draft in pages.begun_ for name, value in draft.trailers)
    pages.release()
    return told, size


def _cut(talk: Talk, source: Random) -> Talk:
    """The same bytes in the same order, in other pieces.

    Where the origin speaks before the client has finished, it depends on the client's pieces what had been
    asked when its words were read: then they stay as they are.
    """
    found: Talk = []
    orderly = all(who for who, _ in talk[next((at for at, (who, _) in enumerate(talk) if who), 0) :])
    for who, piece in talk:
        at = 0
        while at < len(piece):
            size = source.choice((1, 2, 3, 9, 50, 4000)) if who or orderly else len(piece)
            found.append((who, piece[at : at + size]))
            at += size
    return found


def _http1() -> Iterator[bytes]:
    for answer in _ANSWERS:
        yield b"\1" + written([(0, _GET), (1, answer)])
    yield b"\0" + written([(0, _POST), (1, _ANSWERS[2]), (0, _GET), (1, _ANSWERS[0])])
    yield b"\1" + written([(0, b"HEAD / HTTP/1.1\r\n\r\n" + _GET), (1, _ANSWERS[0][:-5] + _ANSWERS[1])])
    yield b"\1" + written([(1, _ANSWERS[0]), (0, _GET)])


def _http2() -> Iterator[bytes]:
    import hpack
    from hyperframe import frame as frames

    from snapshotter.capture.wire.h2 import PREFACE

    pack = hpack.Encoder()
    ask = [(":method", "GET"), (":scheme", "https"), (":authority", "cited.test"), (":path", "/a")]
    ok = [(":status", "200"), ("content-type", "text/html"), ("content-length", "5"), ("x", "y" * 200)]

    def headers(
        stream: int, fields: list[tuple[str, str]], *flags: str, kind: type = frames.HeadersFrame
    ) -> bytes:
        made = kind(stream, data=pack.encode(fields))
        for flag in ("END_HEADERS", *flags):
            made.flags.add(flag)
        return bytes(made.serialize())

    def data(stream: int, content: bytes, *flags: str) -> bytes:
        made = frames.DataFrame(stream, data=content)
        for flag in flags:
            made.flags.add(flag)
        return bytes(made.serialize())

    start = PREFACE + frames.SettingsFrame(0).serialize()
    first = headers(1, ask, "END_STREAM")
    yield b"\1" + written([(0, start + first), (1, headers(1, ok) + data(1, b"hello", "END_STREAM"))])
    again = headers(3, ask) + data(3, b"body", "END_STREAM")
    trailers = headers(3, ok) + data(3, b"he") + headers(3, [("x-sum", "1")], "END_STREAM")
    yield b"\0" + written([(0, start + first + again), (1, headers(1, [(":status", "103")])), (1, trailers)])
    reset = frames.RstStreamFrame(1, error_code=8).serialize()
    yield b"\1" + written([(0, start + first), (1, headers(1, ok)), (0, reset), (1, data(1, b"late"))])
    push = frames.PushPromiseFrame(1, promised_stream_id=2, data=pack.encode(ask))
    push.flags.add("END_HEADERS")
    yield b"\1" + written([(0, start + first), (1, push.serialize() + headers(2, ok, "END_STREAM"))])
    socket = headers(5, [(":method", "CONNECT"), (":protocol", "websocket"), *ask[1:]])
    yield b"\1" + written(
        [(0, start + socket), (1, headers(5, [(":status", "200")])), (0, data(5, b"\x81\x02hi"))]
    )


def _websocket() -> Iterator[bytes]:
    masked = b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"
    plain = b"\x01\x03Hel\x80\x02lo\x89\x02hi\x8a\x02hi\x82\x7e\x01\x00" + bytes(256) + b"\x88\x02\x03\xe8"
    yield b"\1" + written([(0, _UPGRADE), (1, _SWITCH % b""), (0, masked), (1, plain)])
    for parameters in (b"", b"; server_no_context_takeover; client_no_context_takeover"):
        deflated = bytes([0xC1, len(_HELLO_DEFLATED)]) + _HELLO_DEFLATED
        head = _SWITCH % (_DEFLATE % parameters)
        yield b"\1" + written([(0, _UPGRADE), (1, head + deflated), (1, deflated), (0, b"\x88\x80aaaa")])
    yield b"\0" + written(
        [(0, _UPGRADE), (1, _SWITCH % b""), (1, b"\x82\x7f" + bytes(5) + b"\1\0\0" + bytes(70))]
    )


def _mutate(words: tuple[bytes, ...]):  # noqa: ANN202
    def change(data: bytes, source: Random) -> bytes:
        first = data[:1] or b"\0"
        return first + talk_mutated(data[1:], source, 2, words)

    return change


def _mutate_frames(data: bytes, source: Random) -> bytes:
    """HTTP/2 frame by frame: another type, flag, stream or payload, and lengths that agree."""
    talk = heard(data[1:], 2)
    if not talk or source.random() < 0.3:
        return data[:1] + talk_mutated(data[1:], source, 2, ())
    at = source.randrange(len(talk))
    who, said = talk[at]
    start = 24 if said.startswith(b"PRI *") else 0
    frames = list(_frames(said[start:]))
    if not frames:
        return data[:1] + talk_mutated(data[1:], source, 2, ())
    place = source.randrange(len(frames))
    frames[place] = _frame_mutated(frames[place], source)
    if source.random() < 0.3:
        frames.insert(source.randint(0, len(frames)), source.choice(frames))
    talk[at] = (who, said[:start] + b"".join(frames))
    return data[:1] + written(talk)


def _frames(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        size = 9 + int.from_bytes(data[at : at + 3], "big")
        yield data[at : at + size]
        at += size


def _frame_mutated(frame: bytes, source: Random) -> bytes:
    from fuzz.mutations import mutated

    head, payload = bytearray(frame[:9].ljust(9, b"\0")), frame[9:]
    way = source.randrange(5)
    if way == 0:
        head[3] = source.randrange(11)
    elif way == 1:
        head[4] = source.choice((0, 1, 4, 5, 8, 0x20, 0x2D, source.randrange(256)))
    elif way == 2:
        head[8] = source.randrange(8)
    else:
        payload = mutated(payload, source)[: 1 << 16]
    head[:3] = len(payload).to_bytes(3, "big")
    return bytes(head) + payload


def _swell(data: bytes, source: Random) -> bytes:
    """Of what the origin says: the client is the recorder's own browser."""
    return data[:1] + talk_swollen(data[1:], source, 2, (1,))


def targets() -> Iterator[Target]:
    shared = {"group": "wire", "watched": _WATCHED, "read": read, "swell": _swell, "allowed": ()}
    yield Target(name="http1", seeds=_http1, mutate=_mutate(_WORDS_1), words=_WORDS_1, **shared)
    yield Target(name="http2", seeds=_http2, mutate=_mutate_frames, **shared)
    yield Target(
        name="websocket", seeds=_websocket, mutate=_mutate((b"\xc1", b"\x03\x00", b"\x81\x7e")), **shared
    )
