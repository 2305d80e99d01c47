"""HTTP/1 as it is found in the wild."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snapshotter.capture.wire import heads
from snapshotter.capture.wire.connection import HttpConnection
from snapshotter.capture.wire.framing import Chunked
from snapshotter.model import transcript
from snapshotter.model.exchange import WebSocketTraffic
from tests.unit.capture.journals import GET, ORIGIN, Pages, body, bytewise, read, read_however_cut


def answered(response: bytes, request: bytes = GET, close: str | None = "server") -> Pages:
    return read_however_cut([("client", request), ("server", response)], close)


@dataclass(frozen=True)
class Oddity:
    """A response to GET, and what is to come of it."""

    wire: bytes
    status: int | None = 200
    head: bytes | None = None
    body: bytes | None = b"hello"
    cut: str | None = None
    protocol: str = "http/1.1"
    malformed: str | None = None
    strays: int = 0
    interim: tuple[bytes, ...] = ()
    fields: dict[bytes, bytes] = field(default_factory=dict)


OK = b"HTTP/1.1 200 OK\r\n"
FIVE = OK + b"Content-Length: 5\r\n\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"

ODDITIES = {
    "plain": Oddity(FIVE + b"hello", head=FIVE),
    "obs-fold": Oddity(
        OK + b"X: one\r\n\t two\r\n   three\r\nContent-Length: 5\r\n\r\nhello",
        fields={b"X": b"one two three"},
    ),
    "bare LF": Oddity(
        b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", head=b"HTTP/1.1 200 OK\nContent-Length: 5\n\n"
    ),
    "mixed line ends": Oddity(b"HTTP/1.1 200 OK\nContent-Length: 5\r\n\nhello"),
    "no reason": Oddity(b"HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello"),
    "no number": Oddity(b"HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"),
    "words for a number": Oddity(b"HTTP/1.1 OK\r\nContent-Length: 5\r\n\r\nhello"),
    "lower case": Oddity(b"http/1.1 404 nope\r\ncontent-length: 5\r\n\r\nhello", status=404),
    "reason not ASCII": Oddity(b"HTTP/1.1 200 \xc3\x96k\xff\r\nContent-Length: 5\r\n\r\nhello"),
    "enormous version": Oddity(
        b"HTTP/" + b"1" * 6000 + b".1 404 No\r\nContent-Length: 5\r\n\r\nhello", status=404
    ),
    "HTTP/2.0 in words": Oddity(b"HTTP/2.0 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
    "equal lengths": Oddity(OK + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
    "equal lengths in one": Oddity(OK + b"Content-Length: 5, 5\r\n\r\nhello"),
    "lengths that differ": Oddity(
        OK + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\nhello", malformed="several Content-Length"
    ),
    "length that is none": Oddity(OK + b"Content-Length: five\r\n\r\nhello"),
    "negative length": Oddity(OK + b"Content-Length: -5\r\n\r\nhello"),
    "space before the colon": Oddity(
        OK + b"Content-Length : 5\r\n\r\nhello", fields={b"Content-Length": b"5"}
    ),
    "field without colon": Oddity(OK + b"nonsense\r\nContent-Length: 5\r\n\r\nhello"),
    "field not ASCII": Oddity(
        OK + b"X: caf\xe9\r\nContent-Length: 5\r\n\r\nhello", fields={b"X": b"caf\xe9"}
    ),
    "100 first": Oddity(
        b"HTTP/1.1 100 Continue\r\n\r\n" + FIVE + b"hello", interim=(b"HTTP/1.1 100 Continue\r\n\r\n",)
    ),
    "103 twice": Oddity(
        b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" * 2 + FIVE + b"hello",
        interim=(b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n",) * 2,
    ),
    "chunked": Oddity(
        CHUNKED + b"3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", head=CHUNKED, body=b"3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"
    ),
    "trailers": Oddity(
        CHUNKED + b"5\r\nhello\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n",
        body=b"5\r\nhello\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n",
    ),
    "chunk extensions": Oddity(
        CHUNKED + b"5;a=b;c\r\nhello\r\n0;last\r\n\r\n", body=b"5;a=b;c\r\nhello\r\n0;last\r\n\r\n"
    ),
    "upper-case and spacey sizes": Oddity(
        CHUNKED + b"0A  \r\n0123456789\r\n 0 \r\n\r\n", body=b"0A  \r\n0123456789\r\n 0 \r\n\r\n"
    ),
    "chunks with bare LF": Oddity(CHUNKED + b"5\nhello\n0\n\n", body=b"5\nhello\n0\n\n"),
    "many zeros": Oddity(CHUNKED + b"0005\r\nhello\r\n000\r\n\r\n", body=b"0005\r\nhello\r\n000\r\n\r\n"),
    "chunk size that is none": Oddity(CHUNKED + b"hello", body=b"hello", cut="server"),
    "chunk size of C": Oddity(
        CHUNKED + b"0x5\r\nhello\r\n0\r\n\r\n",
        body=b"0x5\r\nhello\r\n0\r\n\r\n",
        malformed="chunk size that is none",
        cut="server",
    ),
    "chunk longer than its size": Oddity(
        CHUNKED + b"3\r\nhello\r\n0\r\n\r\n",
        body=b"3\r\nhello\r\n0\r\n\r\n",
        malformed="longer than its size",
        cut="server",
    ),
    "no last chunk": Oddity(CHUNKED + b"5\r\nhello\r\n", body=b"5\r\nhello\r\n", cut="server"),
    "chunked and a length": Oddity(
        OK + b"Content-Length: 3\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        body=b"5\r\nhello\r\n0\r\n\r\n",
    ),
    "chunked in HTTP/1.0": Oddity(
        b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        body=b"5\r\nhello\r\n0\r\n\r\n",
        protocol="http/1.0",
    ),
    "cut short of its length": Oddity(OK + b"Content-Length: 50\r\n\r\nhello", cut="server"),
    "until close": Oddity(OK + b"\r\nhello"),
    "HTTP/1.0 until close": Oddity(
        b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\nhello", protocol="http/1.0"
    ),
    "more than its length": Oddity(FIVE + b"hello and more", strays=1),
    "CRLF too many at the end": Oddity(FIVE + b"hello\r\n", strays=1),
    "no content": Oddity(b"HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n", status=204, body=b""),
    "reset content": Oddity(b"HTTP/1.1 205 No\r\nContent-Length: 5\r\n\r\n", status=205, body=b""),
    "not modified": Oddity(b"HTTP/1.1 304 No\r\nContent-Length: 5\r\n\r\n", status=304, body=b""),
    "empty": Oddity(OK + b"Content-Length: 0\r\n\r\n", body=b""),
    "nothing": Oddity(b"", status=None, body=None, cut="server"),
    "half a head": Oddity(OK + b"Content-Le", status=None, body=None, cut="server", strays=1),
    "half a status line": Oddity(b"HTT", status=None, body=None, cut="server", strays=1),
    "interim alone": Oddity(
        b"HTTP/1.1 100 Continue\r\n\r\n",
        status=None,
        body=None,
        cut="server",
        interim=(b"HTTP/1.1 100 Continue\r\n\r\n",),
    ),
    "HTTP/0.9": Oddity(
        b"<html>\n\nfrom 1991\n\n</html>",
        head=b"",
        body=b"<html>\n\nfrom 1991\n\n</html>",
        protocol="http/0.9",
    ),
    "HTTP/0.9, tiny": Oddity(b"<p>hi", head=b"", body=b"<p>hi", protocol="http/0.9"),
    "line feeds before the status line": Oddity(
        b"\r\n" + b"HTTP/1.1 404 No\r\nContent-Length: 5\r\n\r\nhello",
        status=404,
        head=b"HTTP/1.1 404 No\r\nContent-Length: 5\r\n\r\n",
        malformed="before the status line",
    ),
    "empty lines before the status line": Oddity(
        b"\r\n\r\n" + b"HTTP/1.1 404 No\r\nContent-Length: 5\r\n\r\nhello",
        status=404,
        head=b"HTTP/1.1 404 No\r\nContent-Length: 5\r\n\r\n",
        malformed="before the status line",
    ),
    "junk before the status line": Oddity(
        b"junk" + FIVE + b"hello", head=FIVE, malformed="before the status line: b'junk'"
    ),
}


@pytest.mark.parametrize("odd", ODDITIES.values(), ids=ODDITIES.keys())
def test_oddities(odd):
    pages = answered(odd.wire)
    draft = pages.only
    assert draft.status == odd.status
    assert body(draft.response) == odd.body
    assert draft.cut == odd.cut
    assert tuple(draft.interim) == odd.interim
    assert len(pages.strays) == odd.strays
    if odd.status is not None:
        assert draft.protocol == odd.protocol
        assert odd.head is None or draft.response.head == odd.head
    if odd.malformed is None:
        assert draft.malformed is None or odd.cut
    else:
        assert odd.malformed in draft.malformed
    got = dict(draft.response_fields)
    assert {name: got[name] for name in odd.fields} == odd.fields


def test_nothing_of_the_wire_is_lost_or_added():
    """Heads and bodies together are the bytes that passed."""
    for odd in ODDITIES.values():
        if odd.status is None or odd.strays or odd.malformed:
            continue
        draft = answered(odd.wire).only
        assert b"".join(draft.interim) + draft.response.head + body(draft.response) == odd.wire
        assert draft.request.head == GET


@pytest.mark.parametrize(
    "wire", [OK + b"\r\nhello", OK + b"Content-Length: 50\r\n\r\nhello", CHUNKED + b"5\r\nhe"]
)
def test_a_client_that_hangs_up_cuts(wire):
    assert answered(wire, close="client").only.cut == "client"


def test_a_whole_response_is_not_cut_by_hanging_up():
    assert answered(FIVE + b"hello", close="client").only.cut is None


def test_head_has_no_body():
    request = b"HEAD /a HTTP/1.1\r\nHost: cited.test\r\n\r\n"
    wire = OK + b"Content-Length: 5000\r\n\r\n"
    pages = read_however_cut(
        [("client", request), ("server", wire), ("client", GET), ("server", FIVE + b"hello")]
    )
    assert [body(draft.response) for draft in pages.ended_] == [b"", b"hello"]
    assert all(draft.cut is None for draft in pages.ended_)


def test_a_web_socket_is_counted_and_its_messages_are_kept():
    upgrade = GET.replace(b"\r\n\r\n", b"\r\nUpgrade: websocket\r\n\r\n")
    switching = b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n"
    feeds = [
        ("client", upgrade),
        ("server", switching + b"\x81\x02hi"),
        ("client", b"\x81\n\n GET / HTTP/1.1\r\n\r\n"),
    ]
    pages = read_however_cut([*feeds, ("server", FIVE)])
    draft = pages.only
    assert draft.status == 101
    assert draft.response.head == switching
    assert draft.websocket.sent_bytes == len(feeds[2][1])
    assert draft.websocket.received_bytes == 4 + len(FIVE)
    assert draft.cut is None
    told = draft.websocket.traffic().transcript
    first, second = transcript.frames(told.body.chunks())
    assert (first.sender, first.kind, first.data) == ("origin", "text", b"hi")
    assert (second.sender, second.kind, second.data) == ("page", "text", b"\n GET / HT")
    heading = json.loads(told.head)
    assert (heading["url"], heading["exchange"]) == (draft.url, f"urn:uuid:{draft.id}")
    assert draft.websocket.traffic().truncated == "unspecified"


def test_another_protocol_after_an_upgrade_is_counted_alone():
    switching = b"HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\n"
    draft = read([("client", GET), ("server", switching + b"\x81\x02hi")]).only
    assert draft.websocket.traffic() == WebSocketTraffic(0, 4)


def test_an_upgrade_while_the_request_is_still_being_sent_ends_once():
    post = b"POST /a HTTP/1.1\r\nHost: cited.test\r\nContent-Length: 10\r\n\r\n12345"
    pages = read([("client", post), ("server", b"HTTP/1.1 101 Switching\r\n\r\n"), ("client", b"67890")])
    assert pages.only.websocket.sent_bytes == 5


def test_an_answer_before_the_request_has_ended():
    post = b"POST /up HTTP/1.1\r\nHost: cited.test\r\nContent-Length: 10\r\n\r\n12345"
    feeds = [
        ("client", post),
        ("server", b"HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n"),
        ("client", b"67890"),
    ]
    pages = read_however_cut([*feeds, ("client", GET), ("server", FIVE + b"hello")])
    first, second = pages.begun_
    assert (first.status, body(first.request)) == (413, b"1234567890")
    assert (second.status, body(second.response)) == (200, b"hello")


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n", OK + b"\r\nhel"])
@pytest.mark.parametrize("by", ["client", "server"])
def test_an_upload_that_breaks_off_ends_once(answer, by):
    post = b"POST /up HTTP/1.1\r\nHost: cited.test\r\nContent-Length: 10\r\n\r\n12345"
    pages = read_however_cut([("client", post), *([("server", answer)] if answer else [])], close=by)
    assert body(pages.only.request) == b"12345"


def test_a_chunked_upload():
    post = (
        b"POST /up HTTP/1.1\r\nHost: cited.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    )
    pages = read_however_cut([("client", post + GET), ("server", FIVE + b"hello" + FIVE + b"world")])
    assert [body(draft.request) for draft in pages.ended_] == [b"5\r\nhello\r\n0\r\n\r\n", b""]


def test_pipelining():
    requests = b"".join(GET.replace(b"/a", b"/%d" % n) for n in range(4))
    answers = FIVE + b"one.." + CHUNKED + b"0\r\n\r\n" + b"HTTP/1.1 304 No\r\n\r\n" + FIVE + b"four."
    pages = read_however_cut([("client", requests), ("server", answers)])
    assert [draft.url for draft in pages.ended_] == [f"{ORIGIN}/{n}" for n in range(4)]
    assert [body(draft.response) for draft in pages.ended_] == [b"one..", b"0\r\n\r\n", b"", b"four."]


def test_what_was_said_before_the_question_is_its_answer():
    """A 408 that crosses the next request is what the client reads as the response to it."""
    late = b"HTTP/1.1 408 Too late\r\nContent-Length: 0\r\n\r\n"
    pages = read_however_cut(
        [("client", GET), ("server", FIVE + b"hello"), ("server", late), ("client", GET)]
    )
    assert [draft.status for draft in pages.begun_] == [200, 408]
    assert pages.strays == []


def test_what_answers_nothing_is_stray():
    pages = answered(FIVE + b"hello" + b"HTTP/1.1 408 Too late\r\n\r\n")
    assert pages.only.status == 200
    assert pages.strays == ["25 bytes from http://cited.test that are no answer"]


@pytest.mark.parametrize(
    ("target", "url"),
    [
        (b"/a?b=http://x/", f"{ORIGIN}/a?b=http://x/"),
        (b"/web/2020/http://x.test/", f"{ORIGIN}/web/2020/http://x.test/"),
        (b"http://other.test/p", "http://other.test/p"),
        (b"*", f"{ORIGIN}/*"),
        (b"/with space", f"{ORIGIN}/with space"),
    ],
)
def test_targets(target, url):
    assert (
        answered(FIVE + b"hello", b"GET " + target + b" HTTP/1.1\r\nHost: cited.test\r\n\r\n").only.url == url
    )


def test_without_a_host_the_origin_stands_in():
    assert answered(FIVE + b"hello", b"GET /a HTTP/1.0\r\n\r\n").only.url == f"{ORIGIN}/a"


def test_bytes_to_the_server_that_are_no_request_are_stray():
    pages = read([("client", GET + b"\x00\x01nonsense"), ("server", FIVE + b"hello")])
    assert len(pages.strays) == 1


class TestBounds:
    """Neither side can fill the memory with what is no message."""

    @pytest.mark.parametrize("side", ["client", "server"])
    def test_a_head_without_end(self, side, tmp_path):
        pages = Pages(tmp_path)
        connection = HttpConnection(ORIGIN, pages)
        connection.feed("client", b"X" if side == "client" else GET)
        connection.feed("server", b"HTTP/1.1 200")
        for _ in range(40):
            connection.feed(side, b"x" * (1 << 16))
        inner = connection._inner
        assert sum(map(len, inner._buffers.values())) <= heads.MAX_HEAD_BYTES + (1 << 16)
        assert len(connection._server) <= heads.MAX_HEAD_BYTES
        pages.release()

    def test_bytes_that_answer_nothing(self):
        pages = Pages()
        connection = HttpConnection(ORIGIN, pages)
        connection.feed("client", GET)
        connection.feed("server", FIVE + b"hello")
        for _ in range(40):
            connection.feed("server", b"x" * (1 << 16))
        assert len(connection._inner._buffers["server"]) <= heads.MAX_HEAD_BYTES
        connection.close("server")
        assert pages.strays == [f"{40 << 16} bytes from {ORIGIN} that are no answer"]

    def test_a_server_that_speaks_before_it_is_asked(self):
        pages = Pages()
        connection = HttpConnection(ORIGIN, pages)
        for _ in range(40):
            connection.feed("server", b"x" * (1 << 16))
        assert len(connection._server) <= heads.MAX_HEAD_BYTES
        connection.close("server")
        assert str(40 << 16) in pages.strays[0]

    def test_interim_responses_without_end(self):
        pages = read([("client", GET), ("server", b"HTTP/1.1 103 Hint\r\n\r\n" * 5000 + FIVE + b"hello")])
        assert pages.only.status == 200
        assert len(pages.only.interim) < 100

    def test_a_head_too_long_is_recorded_as_it_is_and_told(self, tmp_path):
        wire = OK + b"X: " + b"x" * (heads.MAX_HEAD_BYTES + 10)
        pages = Pages(tmp_path)
        connection = HttpConnection(ORIGIN, pages)
        connection.feed("client", GET)
        connection.feed("server", wire)
        (draft,) = pages.begun_
        assert "a head of more than" in draft.malformed
        assert draft.response.size_bytes == len(wire)
        pages.release()

    def test_a_chunk_line_without_end(self):
        framing = Chunked()
        line = memoryview(b"5;" + b"x" * 50_000)
        assert framing.feed(line) == len(line)
        assert framing.malformed == "a chunk line without an end"


REQUESTS = [
    GET,
    b"HEAD /h HTTP/1.1\r\nHost: cited.test\r\n\r\n",
    b"POST /p HTTP/1.1\r\nHost: cited.test\r\nContent-Length: 4\r\n\r\nbody",
]
RESPONSES = [odd.wire for odd in ODDITIES.values()]
SIDES = st.sampled_from(["client", "server"])


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(SIDES, st.one_of(st.binary(max_size=60), st.sampled_from(REQUESTS + RESPONSES))),
        max_size=10,
    ),
    SIDES,
)
def test_fuzz(feeds, by):
    """Never raises, and what has begun ends once; whatever the cut."""
    pages = read(feeds, by)
    other = read(bytewise(feeds), by)
    assert other.told() == pages.told()
    assert sum(len(body(draft.request)) for draft in pages.begun_) <= sum(len(data) for _, data in feeds)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(RESPONSES), st.data())
def test_fuzz_of_changed_bytes(wire, data):
    changed = bytearray(wire + FIVE + b"hello")
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    feeds = [("client", GET + GET), ("server", bytes(changed))]
    assert read(feeds).told() == read(bytewise(feeds)).told()


def test_any_cut_of_a_long_conversation():
    random.seed(3)
    wire = b"".join(
        CHUNKED + b"".join(b"%x\r\n%s\r\n" % (n, b"z" * n) for n in range(1, 40)) + b"0\r\n\r\n"
        for _ in range(5)
    )
    whole = read([("client", GET * 5), ("server", wire)]).told()
    for _ in range(50):
        cuts = sorted(random.sample(range(len(wire)), 12))
        parts = [wire[a:b] for a, b in zip([0, *cuts], [*cuts, len(wire)], strict=True)]
        assert read([("client", GET * 5), *(("server", part) for part in parts)]).told() == whole
