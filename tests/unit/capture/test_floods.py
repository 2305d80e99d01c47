"""A flood of messages is slowed down once no more of it is kept; nothing else is."""

from __future__ import annotations

import asyncio

import pytest

from snapshotter.capture import tunnel
from snapshotter.capture.spool import MessageSpool, Room
from snapshotter.capture.tap import EVENTS_BYTES, FLOOD_BYTES_PER_S, ConnectionTap
from snapshotter.capture.wire.websocket import MAX_MESSAGES

ASKED = b"GET /flood HTTP/1.1\r\nHost: cited.example\r\n\r\n"
UPGRADE = (
    b"GET /flood HTTP/1.1\r\nHost: cited.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
SWITCHED = (
    b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
)
FRAME = b"\x81\x01a"


class Sink:
    keys = None

    def __init__(self, folder) -> None:
        self._room = Room(folder)
        self.spools = []

    def spool(self, head):
        self.spools.append(MessageSpool(self._room, head, 1 << 30))
        return self.spools[-1]

    def touched(self, size_bytes):
        assert size_bytes

    def begun(self, draft, tap): ...

    def ended(self, draft, tap): ...


@pytest.fixture
def tap(tmp_path):
    sink = Sink(tmp_path)
    yield ConnectionTap("cited.example", 80, sink)
    for spool in sink.spools:
        spool.body.release()


def answer(media_type: bytes, size_bytes: int) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: " + media_type + b"\r\n\r\n" + b"data: x\n" * (size_bytes // 8)


def test_an_event_stream_is_slowed_down_once_it_is_long(tap):
    tap.feed("client", ASKED)
    tap.feed("server", answer(b"text/event-stream; charset=utf-8", EVENTS_BYTES))
    assert tap.rest_s(1000) == 0
    tap.feed("server", b"data: x\n")
    assert tap.rest_s(FLOOD_BYTES_PER_S) == 1


def test_what_is_no_stream_of_events_is_not(tap):
    tap.feed("client", ASKED)
    tap.feed("server", answer(b"text/html", 2 * EVENTS_BYTES))
    assert tap.rest_s(1000) == 0


def test_a_socket_is_slowed_down_once_no_more_of_it_is_kept(tap):
    tap.feed("client", UPGRADE)
    tap.feed("server", SWITCHED + FRAME * MAX_MESSAGES)
    assert tap.rest_s(1000) == 0
    tap.feed("server", FRAME)
    assert tap.rest_s(FLOOD_BYTES_PER_S) == 1


def test_it_is_over_with_its_exchange(tap):
    tap.feed("client", ASKED)
    body = b"data: x\n" * (EVENTS_BYTES // 8 + 1)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: %d\r\n\r\n" % (
        len(body) + 1
    )
    tap.feed("server", head + body)
    assert tap.rest_s(1000) > 0
    tap.feed("server", b"\n")
    assert tap.rest_s(1000) == 0


class Transport(asyncio.Transport):
    reads = True

    def is_closing(self):
        return False

    def pause_reading(self):
        self.reads = False

    def resume_reading(self):
        self.reads = True


async def test_an_origin_rests_whatever_the_browser_has_room_for():
    origin, transport = tunnel._Origin(None), Transport()
    origin.connection_made(transport)
    rested = asyncio.Event()
    asyncio.get_running_loop().call_later(0, rested.set)
    origin.rest(0)
    origin.pause_reading()
    origin.resume_reading()
    assert not transport.reads
    await asyncio.wait_for(rested.wait(), 20)
    await asyncio.sleep(0)
    assert transport.reads
    origin.pause_reading()
    assert not transport.reads
