"""HTTP/2, written by other libraries and by hand."""

from __future__ import annotations

import random

import h2.config
import h2.connection
import h2.events
import h2.settings
import hpack
import pytest
from hyperframe import frame as frames
from hypothesis import given, settings
from hypothesis import strategies as st

from snapshotter.capture.wire.connection import HttpConnection
from snapshotter.capture.wire.draft import MAX_INTERIM_BYTES, MAX_TRAILERS
from snapshotter.capture.wire.h2 import PREFACE
from snapshotter.model import transcript
from tests.unit.capture.journals import Feeds, Pages, body, bytewise, read, read_however_cut

ORIGIN = "https://cited.test"
ASK = [
    (":method", "GET"),
    (":scheme", "https"),
    (":authority", "cited.test"),
    (":path", "/a?b=1"),
    ("accept", "*/*"),
]
OK = [(":status", "200"), ("content-type", "text/html"), ("set-cookie", "a=1"), ("set-cookie", "b=2")]


def frame(kind, stream: int, flags: tuple[str, ...] = (), **values) -> bytes:
    built = kind(stream, **values)
    for flag in flags:
        built.flags.add(flag)
    return built.serialize()


class Ends:
    """Both ends by hand, frame by frame."""

    def __init__(self) -> None:
        self.feeds: Feeds = [("client", PREFACE + frame(frames.SettingsFrame, 0))]
        self.packers = {"client": hpack.Encoder(), "server": hpack.Encoder()}

    def send(self, side: str, data: bytes) -> Ends:
        self.feeds.append((side, data))
        return self

    def block(self, side: str, fields) -> bytes:
        return self.packers[side].encode(fields)

    def headers(self, side: str, stream: int, fields, end: bool = False, **values) -> Ends:
        flags = ("END_HEADERS", *(("END_STREAM",) if end else ()), *values.pop("flags", ()))
        return self.send(
            side, frame(frames.HeadersFrame, stream, flags, data=self.block(side, fields), **values)
        )

    def ask(self, stream: int = 1, fields=None, end: bool = True) -> Ends:
        return self.headers("client", stream, fields or ASK, end)

    def answer(self, stream: int = 1, fields=None, end: bool = False) -> Ends:
        return self.headers("server", stream, fields or OK, end)

    def data(self, side: str, stream: int, data: bytes, end: bool = False) -> Ends:
        return self.send(side, frame(frames.DataFrame, stream, ("END_STREAM",) if end else (), data=data))

    def reset(self, side: str, stream: int = 1) -> Ends:
        return self.send(side, frame(frames.RstStreamFrame, stream, error_code=8))

    def read(self, close: str | None = "server") -> Pages:
        return read_however_cut(self.feeds, close, ORIGIN)


def test_an_exchange_is_written_as_http11():
    pages = Ends().ask().answer().data("server", 1, b"hel").data("server", 1, b"lo", end=True).read()
    draft = pages.only
    assert draft.protocol == "h2"
    assert draft.url == f"{ORIGIN}/a?b=1"
    assert draft.request.head == b"GET /a?b=1 HTTP/1.1\r\nhost: cited.test\r\naccept: */*\r\n\r\n"
    assert draft.response.head == (
        b"HTTP/1.1 200 \r\ncontent-type: text/html\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n\r\n"
    )
    assert body(draft.response) == b"hello"
    assert draft.cut is None
    assert pages.strays == []


@pytest.mark.parametrize("side", ["client", "server"])
@pytest.mark.parametrize("pieces", [1, 2, 7])
def test_continuation(side, pieces):
    ends = Ends()
    if side == "server":
        ends.ask()
    block = ends.block(side, ASK if side == "client" else OK)
    cuts = [
        block[len(block) * n // (pieces + 1) : len(block) * (n + 1) // (pieces + 1)]
        for n in range(pieces + 1)
    ]
    flags = ("END_STREAM",) if side == "client" else ()
    ends.send(side, frame(frames.HeadersFrame, 1, flags, data=cuts[0]))
    for n, cut in enumerate(cuts[1:], 1):
        last = ("END_HEADERS",) if n == pieces else ()
        ends.send(side, frame(frames.ContinuationFrame, 1, last, data=cut))
    if side == "client":
        ends.answer()
    draft = ends.data("server", 1, b"hello", end=True).read().only
    assert draft.status == 200
    assert body(draft.response) == b"hello"


def test_padding_and_priority():
    ends = Ends().headers(
        "client", 1, ASK, True, flags=("PADDED", "PRIORITY"), pad_length=20, depends_on=3, stream_weight=9
    )
    ends.send("client", frame(frames.PriorityFrame, 5, depends_on=1, stream_weight=3))
    ends.headers("server", 1, OK, flags=("PADDED",), pad_length=255)
    ends.send("server", frame(frames.DataFrame, 1, ("PADDED",), data=b"hel", pad_length=100))
    ends.send("server", frame(frames.DataFrame, 1, ("PADDED", "END_STREAM"), data=b"lo", pad_length=0))
    draft = ends.read().only
    assert body(draft.response) == b"hello"
    assert draft.request.head.endswith(b"accept: */*\r\n\r\n")


def test_large_tables_and_many_evictions():
    """The peer allows 65536 bytes of table; thousands of fields turn it over, and it shrinks and grows."""
    ends = Ends()
    sides = random.Random(2)
    for number in range(400):
        if number in (100, 200, 300):
            for packer in ends.packers.values():
                packer.header_table_size = {100: 65536, 200: 0, 300: 4096}[number]
        stream = 2 * number + 1
        path = f"/{number}/{sides.randrange(50)}"
        ends.ask(stream, [*ASK[:3], (":path", path), ("x-long", "v" * sides.randrange(900))])
        ends.answer(stream, [*OK, ("etag", f"{number % 90}" * 40)], end=True)
    pages = read(ends.feeds, "server", ORIGIN)
    assert len(pages.ended_) == 400
    assert pages.strays == []
    for number, draft in enumerate(pages.begun_):
        assert draft.url.startswith(f"{ORIGIN}/{number}/")
        assert draft.response.head.endswith(b"etag: " + f"{number % 90}".encode() * 40 + b"\r\n\r\n")


class TestResets:
    def test_by_the_client_with_data_still_coming(self):
        """Chromium resets redirects at their head; their bodies come all the same."""
        ends = Ends().ask().answer(fields=[(":status", "301"), ("location", "/b"), ("content-length", "5")])
        draft = ends.reset("client").data("server", 1, b"hello", end=True).read().only
        assert (draft.cut, body(draft.response)) == (None, b"hello")

    def test_by_the_client_and_nothing_comes_any_more(self):
        ends = Ends().ask().answer().data("server", 1, b"hel").reset("client")
        draft = ends.read().only
        assert (draft.cut, body(draft.response), draft.abandoned) == ("client", b"hel", True)

    def test_by_the_client_when_all_of_its_length_had_come(self):
        ends = (
            Ends()
            .ask()
            .answer(fields=[*OK, ("content-length", "5")])
            .data("server", 1, b"hello")
            .reset("client")
        )
        assert ends.read().only.cut is None

    def test_by_the_server(self):
        draft = Ends().ask().answer().data("server", 1, b"hel").reset("server").read(close="client").only
        assert (draft.cut, body(draft.response)) == ("server", b"hel")

    def test_by_the_server_before_any_answer(self):
        draft = Ends().ask().reset("server").read().only
        assert (draft.cut, draft.status, draft.response) == ("server", None, None)

    @pytest.mark.parametrize("side", ["client", "server"])
    def test_after_the_end(self, side):
        draft = Ends().ask().answer(end=True).reset(side).read().only
        assert draft.cut is None

    @pytest.mark.parametrize("side", ["client", "server"])
    def test_after_an_answer_to_half_a_request(self, side):
        """The exchange is over at once, not only with the connection."""
        ends = Ends().ask(end=False).data("client", 1, b"half").answer(end=True).reset(side)
        draft = ends.read(close=None).only
        assert (draft.cut, draft.status, body(draft.request)) == (None, 200, b"half")

    def test_frames_of_a_gone_stream_begin_nothing(self):
        ends = Ends().ask(end=False).reset("server").data("client", 1, b"late")
        pages = ends.headers("client", 1, [("x-sum", "1")], end=True).ask(3).answer(3, end=True).read()
        assert [draft.url for draft in pages.ended_] == [f"{ORIGIN}/a?b=1"] * 2


def test_goaway_and_unanswered_streams():
    ends = Ends().ask(1).ask(3).answer(1).data("server", 1, b"x", end=True)
    pages = ends.send("server", frame(frames.GoAwayFrame, 0, last_stream_id=1)).read()
    assert [draft.cut for draft in pages.begun_] == [None, "server"]


def test_a_pushed_response():
    ends = Ends().ask()
    block = ends.block("server", [*ASK[:3], (":path", "/pushed.css")])
    ends.send("server", frame(frames.PushPromiseFrame, 1, ("END_HEADERS",), promised_stream_id=2, data=block))
    pages = ends.answer(2).data("server", 2, b"css", end=True).answer(1, end=True).read()
    assert {draft.url: body(draft.response) for draft in pages.ended_} == {
        f"{ORIGIN}/pushed.css": b"css",
        f"{ORIGIN}/a?b=1": b"",
    }


def test_a_promise_that_goes_on():
    ends = Ends().ask()
    block = ends.block("server", [*ASK[:3], (":path", "/pushed.css")])
    ends.send("server", frame(frames.PushPromiseFrame, 1, promised_stream_id=2, data=block[:4]))
    ends.send("server", frame(frames.ContinuationFrame, 1, ("END_HEADERS",), data=block[4:]))
    pages = ends.answer(2, end=True).answer(1, end=True).read()
    assert len(pages.ended_) == 2
    assert pages.strays == []


def test_trailers_and_interim_responses():
    ends = (
        Ends().ask().answer(fields=[(":status", "103"), ("link", "<a>")]).answer().data("server", 1, b"hello")
    )
    draft = ends.headers("server", 1, [("grpc-status", "0")], end=True).read().only
    assert draft.interim == [b"HTTP/1.1 103 \r\nlink: <a>\r\n\r\n"]
    assert draft.trailers == [(b"grpc-status", b"0")]
    assert draft.status == 200


def test_floods_of_heads_and_trailers_are_heard_for_a_while_only():
    """A byte of a compressed head may stand for kilobytes of it."""
    early = [(":status", "103"), ("link", "x" * 4000)]
    ends = Ends().ask()
    for _ in range(500):
        ends.headers("server", 1, early)
    ends.answer()
    for number in range(50):
        ends.headers("server", 1, [(f"t-{number}", "x")] * 100)
    for _ in range(1000):
        ends.send("server", frame(frames.PingFrame, 0, opaque_data=b"12345678"))
        ends.send("server", frame(frames.SettingsFrame, 0))
        ends.send("server", frame(frames.WindowUpdateFrame, 0, window_increment=1))
    draft = read(ends.feeds, "server", ORIGIN).only
    assert sum(map(len, draft.interim)) <= MAX_INTERIM_BYTES + 5000
    assert len(draft.trailers) == MAX_TRAILERS
    assert draft.status == 200


@pytest.mark.parametrize("close", ["client", "server"])
def test_a_web_socket(close):
    ask = [(":method", "CONNECT"), (":protocol", "websocket"), *ASK[1:]]
    ends = Ends().ask(fields=ask, end=False).answer(fields=[(":status", "200")])
    masked = b"\x81\x83\x01\x02\x03\x04" + bytes((ord("a") ^ 1, ord("b") ^ 2, ord("c") ^ 3))
    draft = ends.data("client", 1, masked).data("server", 1, b"\x82\x03def").read(close).only
    traffic = draft.websocket.traffic()
    assert (traffic.sent_bytes, traffic.received_bytes, traffic.truncated) == (9, 5, None)
    told = transcript.frames(traffic.transcript.body.chunks())
    assert [(one.sender, one.kind, one.data) for one in told] == [
        ("page", "text", b"abc"),
        ("origin", "binary", b"def"),
    ]
    assert draft.cut is None
    assert body(draft.response) == b""


@pytest.mark.parametrize(("said", "told"), [(b"3", True), (b"9", True), (b"5", False)])
def test_a_length_that_does_not_add_up(said, told):
    ends = Ends().ask().answer(fields=[*OK, ("content-length", said)]).data("server", 1, b"hello", end=True)
    draft = ends.read().only
    assert (draft.malformed is not None) is told
    assert draft.cut is None
    assert body(draft.response) == b"hello"


@pytest.mark.parametrize("status", ["204", "304"])
def test_a_length_without_a_body_is_in_order(status):
    draft = Ends().ask().answer(fields=[(":status", status), ("content-length", "9")], end=True).read().only
    assert draft.malformed is None


def test_head():
    ends = Ends().ask(fields=[(":method", "HEAD"), *ASK[1:]])
    draft = ends.answer(fields=[*OK, ("content-length", "900")], end=True).read().only
    assert (draft.malformed, draft.cut) == (None, None)


def test_interleaved_streams():
    ends = Ends()
    for stream in (1, 3, 5, 7):
        ends.ask(stream, [*ASK[:3], (":path", f"/{stream}")])
    for stream in (7, 1, 5, 3):
        ends.answer(stream)
    for part in (b"a", b"b", b"c"):
        for stream in (3, 7, 1, 5):
            ends.data("server", stream, part * stream, end=part == b"c")
    pages = ends.read()
    assert {draft.url: body(draft.response) for draft in pages.ended_} == {
        f"{ORIGIN}/{n}": b"a" * n + b"b" * n + b"c" * n for n in (1, 3, 5, 7)
    }


@pytest.mark.parametrize("status", [b"", b"abc", b"-1", b"2" * 6000, b"\xb2\xb2\xb2"])
def test_a_status_that_is_none(status):
    ends = Ends().ask().answer(fields=[(b":status", status)], end=True)
    assert read(ends.feeds, "server", ORIGIN).only.status == 0


class TestWrittenHeads:
    """A field cannot break out of its line."""

    EVIL = b"x\r\nSet-Cookie: evil=1\r\n\r\n<script>"

    def lines(self, head: bytes) -> list[bytes]:
        assert head.endswith(b"\r\n\r\n")
        assert head.count(b"\r\n\r\n") == 1
        assert head.replace(b"\r\n", b"").count(b"\n") == head.replace(b"\r\n", b"").count(b"\r") == 0
        return head[:-4].split(b"\r\n")

    def test_values_and_names_of_a_response(self):
        fields = [(b":status", b"200"), (b"a", self.EVIL), (self.EVIL, b"b"), (b"c", b"\n"), (b"d", b"\r")]
        assert len(self.lines(Ends().ask().answer(fields=fields, end=True).read().only.response.head)) == 5

    def test_the_request_line_of_a_promise(self):
        ends = Ends().ask()
        fields = [
            (b":method", b"GET\r\nA: b"),
            (b":scheme", b"https"),
            (b":authority", b"a\r\nC: d"),
            (b":path", self.EVIL),
        ]
        block = ends.block("server", fields)
        ends.send(
            "server", frame(frames.PushPromiseFrame, 1, ("END_HEADERS",), promised_stream_id=2, data=block)
        )
        pushed = ends.read().begun_[1]
        assert len(self.lines(pushed.request.head)) == 2

    @settings(max_examples=100, deadline=None)
    @given(st.lists(st.tuples(st.binary(min_size=1, max_size=30), st.binary(max_size=30)), max_size=5))
    def test_any_bytes(self, fields):
        plain = [(name, value) for name, value in fields if not name.startswith(b":")]
        ends = Ends().ask().answer(fields=[(b":status", b"200"), *plain], end=True)
        assert len(self.lines(read(ends.feeds, "server", ORIGIN).only.response.head)) == 1 + len(plain)


class TestUnreadable:
    """Lost compression state is told, once, and what was open ends."""

    def told(self, ends: Ends) -> Pages:
        pages = ends.ask(5).read()
        assert len(pages.strays) == 1
        assert "cannot be read further" in pages.strays[0]
        return pages

    def test_broken_hpack(self):
        ends = (
            Ends()
            .ask()
            .send("server", frame(frames.HeadersFrame, 1, ("END_HEADERS",), data=b"\xff\xff\xff\xff\xff"))
        )
        pages = self.told(ends)
        assert (pages.only.status, pages.only.cut) == (None, "server")

    def test_an_index_that_is_not_there(self):
        self.told(Ends().ask().send("server", frame(frames.HeadersFrame, 1, ("END_HEADERS",), data=b"\xfe")))

    def test_a_bomb(self):
        """One entry of 4 kB, referred to a hundred thousand times."""
        block = b"\x40\x01a\x7f\xa1\x1e" + b"v" * 4000 + b"\xbe" * 100_000
        ends = Ends().ask().send("server", frame(frames.HeadersFrame, 1, ("END_HEADERS",), data=block))
        pages = read(ends.feeds, "server", ORIGIN)
        assert len(pages.strays) == 1

    def test_a_continuation_of_nothing(self):
        self.told(
            Ends().ask().send("server", frame(frames.ContinuationFrame, 1, ("END_HEADERS",), data=b"\x88"))
        )

    def test_a_header_block_that_is_broken_off(self):
        ends = Ends().ask().send("server", frame(frames.HeadersFrame, 1, data=b"\x88"))
        self.told(ends.data("server", 1, b"x"))

    def test_a_continuation_on_another_stream(self):
        ends = Ends().ask().send("server", frame(frames.HeadersFrame, 1, data=b"\x88"))
        self.told(ends.send("server", frame(frames.ContinuationFrame, 3, ("END_HEADERS",), data=b"")))

    def test_a_header_block_without_end(self):
        ends = Ends().ask().send("server", frame(frames.HeadersFrame, 1, data=b""))
        piece = frame(frames.ContinuationFrame, 1, data=b"\0" * 16000)
        pages = Pages()
        connection = HttpConnection(ORIGIN, pages)
        for feed in ends.feeds:
            connection.feed(*feed)
        for _ in range(100):
            connection.feed("server", piece)
        assert len(pages.strays) == 1
        assert not connection._inner._buffers["server"]

    def test_promises_without_end(self):
        ends = Ends().ask()
        for number in range(1, 1100):
            stream = 2 * number
            promise = frame(frames.PushPromiseFrame, 1, ("END_HEADERS",), data=b"", promised_stream_id=stream)
            ends.send("server", promise)
        pages = read(ends.feeds, "server", ORIGIN)
        assert "more than 1000 promises" in pages.strays[0]
        assert len(pages.begun_) == 1001

    def test_fields_that_a_byte_stands_for(self):
        ends = Ends().ask().answer(fields=[*OK, ("x", "y" * 4000)])
        again = ends.block("server", [("x", "y" * 4000)] * 200)
        for _ in range(100):
            ends.send("server", frame(frames.HeadersFrame, 1, ("END_HEADERS",), data=again))
        pages = read(ends.feeds, "server", ORIGIN)
        assert "bytes of header fields" in pages.strays[0]
        assert sum(len(value) for _, value in pages.begun_[0].trailers) < 64 << 20

    @pytest.mark.parametrize("flags", [b"\x08", b"\x0c"])
    def test_more_padding_than_frame(self, flags):
        self.told(Ends().ask().send("server", b"\0\0\x02\0" + flags + b"\0\0\0\x01\x09x"))

    def test_an_answer_that_was_whole_stays_so(self):
        ends = Ends().ask().answer(end=True).ask(3)
        pages = self.told(ends.send("server", frame(frames.ContinuationFrame, 3, data=b"x")))
        assert [draft.cut for draft in pages.begun_] == [None, "server"]


class Peers:
    """Two real HTTP/2 libraries that talk to each other."""

    def __init__(self) -> None:
        self.feeds: Feeds = []
        self.client = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        self.server = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self.client.local_settings[h2.settings.SettingCodes.HEADER_TABLE_SIZE] = 65536
        self.client.initiate_connection()
        self.server.initiate_connection()
        self.carry()

    def carry(self) -> None:
        moved = True
        while moved:
            moved = False
            for side, speaker, listener in (
                ("client", self.client, self.server),
                ("server", self.server, self.client),
            ):
                data = speaker.data_to_send()
                if data:
                    moved = True
                    self.feeds.append((side, data))
                    for event in listener.receive_data(data):
                        if isinstance(event, h2.events.DataReceived):
                            listener.acknowledge_received_data(event.flow_controlled_length, event.stream_id)


def conversation() -> tuple[Feeds, dict[str, tuple[bytes, bytes]]]:
    """Uploads and downloads of two real libraries, and what was said by address."""
    peers, said = Peers(), {}
    noise = random.Random(4)
    for number in range(12):
        stream = 2 * number + 1
        upload, download = noise.randbytes(number * 300), noise.randbytes(number * 5000)
        asked = [(":method", "POST"), *ASK[1:3], (":path", f"/{number}"), ("x-n", f"{number}" * 30)]
        peers.client.send_headers(stream, asked)
        peers.client.send_data(stream, upload, end_stream=True, pad_length=number)
        peers.carry()
        peers.server.send_headers(stream, [*OK, ("content-length", str(len(download)))])
        for start in range(0, len(download), 16000):
            peers.server.send_data(stream, download[start : start + 16000])
            peers.carry()
        peers.server.end_stream(stream)
        peers.carry()
        said[f"{ORIGIN}/{number}"] = (upload, download)
    return peers.feeds, said


FEEDS, SAID = conversation()


def test_two_libraries_talking():
    for feeds in (FEEDS, bytewise(FEEDS)):
        pages = read(feeds, "client", ORIGIN)
        assert {draft.url: (body(draft.request), body(draft.response)) for draft in pages.ended_} == SAID
        assert all(draft.cut is None and draft.malformed is None for draft in pages.ended_)
        assert pages.strays == []


SMALL = Ends().ask().answer().data("server", 1, b"hello").ask(3).reset("client", 1).answer(3, end=True).feeds
SIDES = st.sampled_from(["client", "server"])


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_fuzz_of_changed_bytes(data):
    feeds = [(side, bytearray(piece)) for side, piece in SMALL]
    for _ in range(data.draw(st.integers(1, 6))):
        _, piece = feeds[data.draw(st.integers(0, len(feeds) - 1))]
        piece[data.draw(st.integers(0, len(piece) - 1))] = data.draw(st.integers(0, 255))
    plain = [(side, bytes(piece)) for side, piece in feeds]
    assert read(bytewise(plain), "server", ORIGIN).told() == read(plain, "server", ORIGIN).told()


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(SIDES, st.integers(0, 10), st.integers(0, 255), st.integers(0, 5), st.binary(max_size=40)),
        max_size=12,
    ),
    SIDES,
)
def test_fuzz_of_frames(made, by):
    feeds = [("client", PREFACE)]
    for side, kind, flags, stream, payload in made:
        feeds.append(
            (
                side,
                len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload,
            )
        )
    pages = read(feeds, by, ORIGIN)
    assert len(pages.strays) <= 1


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(SIDES, st.binary(max_size=100)), max_size=8), SIDES)
def test_fuzz_of_bytes(made, by):
    pages = Pages()
    connection = HttpConnection(ORIGIN, pages)
    connection.feed("client", PREFACE)
    for side, data in made:
        connection.feed(side, data)
    kept = sum(map(len, connection._inner._buffers.values()))
    assert kept <= sum(len(data) for _, data in made)
    connection.close(by)
    pages.check_all_ended()
