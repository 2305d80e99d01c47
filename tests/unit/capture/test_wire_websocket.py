"""WebSockets, written by another library and by hand."""

from __future__ import annotations

import itertools
import json
import os
import random
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Ping, TextMessage
from wsproto.extensions import PerMessageDeflate

from snapshotter.capture.spool import MessageSpool, Room
from snapshotter.capture.wire import websocket
from snapshotter.capture.wire.deflate import Deflate, Inflater, TooLarge, agreed
from snapshotter.capture.wire.websocket import Conversation
from snapshotter.model import transcript

ABC = b"\x81\x03abc"


@pytest.fixture
def listen(tmp_path):
    """A conversation whose handshake has been answered, with these extensions."""

    def begin(extensions: str = "") -> Conversation:
        conversation = Conversation(True)
        spool = MessageSpool(Room(tmp_path), b"{}\n", 100_000_000)
        conversation.transcribe(spool, agreed(extensions))
        return conversation

    return begin


def told(conversation: Conversation) -> list[tuple]:
    traffic = conversation.traffic()
    frames = transcript.frames(traffic.transcript.body.chunks())
    return [(frame.sender, frame.kind, frame.data) for frame in frames]


def heard(listen, data: bytes, side: str = "server", extensions: str = "") -> Conversation:
    conversation = listen(extensions)
    conversation.feed(side, data)
    return conversation


def frame(first: int, payload: bytes = b"") -> bytes:
    size = len(payload)
    if size < 126:
        return bytes([first, size]) + payload
    if size < 1 << 16:
        return bytes([first, 126]) + size.to_bytes(2, "big") + payload
    return bytes([first, 127]) + size.to_bytes(8, "big") + payload


# the examples of RFC 6455, section 5.7

HELLO = bytes.fromhex("810548656c6c6f")
MASKED_HELLO = bytes.fromhex("818537fa213d7f9f4d5158")
IN_TWO = bytes.fromhex("010348656c"), bytes.fromhex("80026c6f")
PING = bytes.fromhex("890548656c6c6f")


@pytest.mark.parametrize("side", ["client", "server"])
@pytest.mark.parametrize(
    "data", [HELLO, MASKED_HELLO, b"".join(IN_TWO), IN_TWO[0] + PING + IN_TWO[1], PING + HELLO]
)
def test_hello(listen, data, side):
    conversation = heard(listen, data, side)
    assert told(conversation) == [("page" if side == "client" else "origin", "text", b"Hello")]
    assert conversation.problem is None


@pytest.mark.parametrize("size", [0, 125, 126, 256, 65_535, 65_536, 1_000_000])
def test_sizes_and_every_cut_of_the_wire(listen, size):
    payload = random.Random(size).randbytes(size)
    wire = frame(0x82, payload) + ABC
    conversation = listen()
    places = sorted({0, 1, 2, 3, 9, 10, 11, size // 2, size, len(wire) - 1, len(wire)})
    for start, end in itertools.pairwise(places):
        conversation.feed("server", wire[start:end])
    assert told(conversation) == [("origin", "binary", payload), ("origin", "text", b"abc")]


# compression: the examples of RFC 7692, section 7.2.3

DEFLATE = "permessage-deflate"


@pytest.mark.parametrize(
    "wire",
    [
        "c107f248cdc9c90700",
        "4103f248cd8004c9c90700",
        "c10b000500faff48656c6c6f00",
        "c108f348cdc9c9070000",
        "c10df24805000000ffffcac9c90700",
    ],
    ids=["one block", "fragmented", "stored block", "final block", "two blocks"],
)
def test_the_examples_of_compression(listen, wire):
    assert told(heard(listen, bytes.fromhex(wire), extensions=DEFLATE)) == [("origin", "text", b"Hello")]


def test_the_examples_of_a_window_that_goes_on(listen):
    wire = bytes.fromhex("c107f248cdc9c90700" + "c105f200110000")
    assert told(heard(listen, wire, extensions=DEFLATE)) == [("origin", "text", b"Hello")] * 2


def test_a_window_outlives_a_final_block(listen):
    first = bytes.fromhex("f348cdc9c9070000")
    deflater = zlib.compressobj(wbits=-15, zdict=b"Hello")
    second = deflater.compress(b"Hello Hello") + deflater.flush(zlib.Z_SYNC_FLUSH)
    wire = frame(0xC1, first) + frame(0xC1, second[:-4])
    assert [data for *_, data in told(heard(listen, wire, extensions=DEFLATE))] == [b"Hello", b"Hello Hello"]


@pytest.mark.parametrize(
    ("extensions", "expected"),
    [
        ("", None),
        ("x-webkit-deflate-frame", None),
        ("permessage-deflate", Deflate()),
        ("foo; bar, Permessage-Deflate ; Server_No_Context_Takeover", Deflate(server_takeover=False)),
        ("permessage-deflate; client_no_context_takeover; server_max_window_bits=9", Deflate(False, True)),
    ],
)
def test_what_was_agreed_on(extensions, expected):
    assert agreed(extensions) == expected


@pytest.mark.parametrize("client", ["", "; client_no_context_takeover", "; client_max_window_bits=9"])
@pytest.mark.parametrize("server", ["", "; server_no_context_takeover", "; server_max_window_bits=10"])
def test_what_another_library_sends(listen, client, server):
    parameters = f"{DEFLATE}{client}{server}"
    ends = {
        "client": Connection(ConnectionType.CLIENT, [_extension(parameters, ConnectionType.CLIENT)]),
        "server": Connection(ConnectionType.SERVER, [_extension(parameters, ConnectionType.SERVER)]),
    }
    chance = random.Random(parameters)
    texts = ["Grüße " * chance.randrange(400) for _ in range(12)]
    conversation, expected = listen(parameters), []
    for number, text in enumerate(texts):
        side = chance.choice(["client", "server"])
        sender = "page" if side == "client" else "origin"
        for piece, last in ((text[:5], False), (text[5:], True)):
            wire = ends[side].send(TextMessage(piece, message_finished=last)) + ends[side].send(Ping(b"?"))
            for at in range(0, len(wire), 7):
                conversation.feed(side, wire[at : at + 7])
        conversation.feed(side, ends[side].send(BytesMessage(bytes([number]) * 300)))
        expected += [(sender, "text", text.encode()), (sender, "binary", bytes([number]) * 300)]
    conversation.feed("server", ends["server"].send(CloseConnection(4001, "enough")))
    assert told(conversation) == [*expected, ("origin", "close", b"\x0f\xa1enough")]
    assert conversation.traffic().truncated is None


def _extension(parameters: str, side: ConnectionType) -> PerMessageDeflate:
    extension = PerMessageDeflate()
    if side is ConnectionType.CLIENT:
        extension.finalize(parameters)
    else:
        extension.accept(parameters.replace("; server_max_window_bits=10", ""))
    extension._enabled = True
    return extension


# the end


def test_nothing_is_read_after_a_close(listen):
    conversation = heard(listen, frame(0x88, b"\x03\xe8") + ABC)
    conversation.feed("server", ABC)
    conversation.feed("client", MASKED_HELLO)
    assert told(conversation) == [("origin", "close", b"\x03\xe8"), ("page", "text", b"Hello")]
    assert (conversation.received_bytes, conversation.problem) == (14, None)


@pytest.mark.parametrize(
    "bad",
    [
        frame(0x80, b"a"),
        frame(0x01, b"a") + ABC,
        frame(0x83, b"a"),
        frame(0x8B),
        frame(0x89, b"a" * 126),
        frame(0x09, b"a"),
        frame(0xC1, b"a"),
        frame(0xA1, b"a"),
        frame(0x01, b"a") + frame(0xC0, b"b"),
    ],
    ids=[
        "continues nothing", "within another", "data opcode", "control opcode", "long ping", "ping in parts",
        "not agreed on", "reserved", "reserved in a continuation",
    ],
)  # fmt: skip
def test_a_bad_frame_ends_the_transcript_and_not_the_count(listen, bad):
    conversation = heard(listen, ABC + bad)
    conversation.feed("client", MASKED_HELLO)
    assert told(conversation) == [("origin", "text", b"abc")]
    traffic = conversation.traffic()
    assert (traffic.received_bytes, traffic.sent_bytes) == (5 + len(bad), len(MASKED_HELLO))
    assert traffic.truncated == "unspecified"
    last = b"".join(traffic.transcript.body.chunks()).splitlines()[-1]
    assert json.loads(last) == {
        "t": pytest.approx(0, abs=60),
        "kind": "unreadable",
        "text": conversation.problem,
    }


@pytest.mark.parametrize("damage", [b"\xff\xff\xff", b"\x06\x80\x99\x13"])
def test_what_cannot_be_inflated(listen, damage):
    conversation = heard(listen, ABC + frame(0xC1, damage), extensions=DEFLATE)
    assert told(conversation) == [("origin", "text", b"abc")]
    assert "compressed" in conversation.problem


@pytest.mark.parametrize("end", [b"\x81", b"\x81\x05abc", b"\x01\x03abc"])
def test_a_message_that_was_not_all_there(listen, end):
    conversation = heard(listen, ABC + end)
    assert told(conversation) == [("origin", "text", b"abc")]
    assert "middle" in conversation.problem


def test_only_so_many_messages(listen):
    conversation = heard(listen, ABC * (websocket.MAX_MESSAGES + 5))
    assert len(told(conversation)) == websocket.MAX_MESSAGES
    assert conversation.traffic().truncated == "length"


def test_only_so_many_bytes(listen, monkeypatch):
    monkeypatch.setattr(websocket, "MAX_BYTES", 1000)
    conversation = heard(listen, frame(0x82, b"a" * 600) + frame(0x82, b"b" * 600))
    assert [len(data) for *_, data in told(conversation)] == [600]
    assert conversation.traffic().truncated == "length"


@pytest.mark.parametrize("announced", [1001, 1 << 40, (1 << 64) - 1])
def test_a_frame_that_announces_too_much_is_not_waited_for(listen, monkeypatch, announced):
    monkeypatch.setattr(websocket, "MAX_BYTES", 1000)
    conversation = heard(listen, b"\x82\x7f" + announced.to_bytes(8, "big"))
    assert conversation.traffic().truncated == "length"


def test_a_message_in_too_many_pieces(listen, monkeypatch):
    monkeypatch.setattr(websocket, "MAX_BYTES", 1000)
    conversation = heard(listen, frame(0x01, b"a" * 400) + frame(0x00, b"a" * 400) + frame(0x00, b"a" * 400))
    assert told(conversation) == []
    assert conversation.traffic().truncated == "length"


def test_a_bomb_is_not_inflated():
    deflater = zlib.compressobj(wbits=-15)
    bomb = deflater.compress(bytes(64 << 20)) + deflater.flush(zlib.Z_SYNC_FLUSH)
    with pytest.raises(TooLarge):
        Inflater(True).message(bomb[:-4], 1 << 20)


# anything


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["client", "server"]), st.binary(max_size=60)), max_size=12))
def test_no_bytes_do_harm(tmp_path_factory, feeds):
    conversation = Conversation(True)
    spool = MessageSpool(Room(tmp_path_factory.getbasetemp()), b"{}\n", 1000)
    conversation.transcribe(spool, Deflate())
    for side, data in feeds:
        conversation.feed(side, data)
    traffic = conversation.traffic()
    assert traffic.sent_bytes + traffic.received_bytes == sum(len(data) for _, data in feeds)
    for line in b"".join(traffic.transcript.body.chunks()).splitlines():
        json.loads(line)


# as it is written down


def test_a_text_that_is_no_text_comes_back_as_it_was(listen):
    conversation = heard(listen, frame(0x81, b"\xff\xfe\n") + frame(0x81, "é\u2028\n".encode()))
    assert [data for *_, data in told(conversation)] == [b"\xff\xfe\n", "é\u2028\n".encode()]


def test_lines_that_are_no_messages_are_passed_over():
    lines = [
        b'{"version":1}', b"", b"[]", b"[" * 100_000, b'{"t":1,"from":"page","kind":"ping","text":""}',
        b'{"from":"page","kind":"text","text":"no time"}',
        b'{"t":1,"from":"page","kind":"binary","base64":"?"}',
        b'{"t":0.5,"from":"page","kind":"text","text":"here"}', b'{"t":1,"from":"page","kind":"te',
    ]  # fmt: skip
    (frame,) = transcript.frames([b"\n".join(lines)])
    assert (frame.sender, frame.kind, frame.data, frame.at_s) == ("page", "text", b"here", 0.5)


def test_large_random_messages_survive_the_way_to_the_disk(listen):
    payload = os.urandom(3_000_000)
    conversation = heard(listen, frame(0x82, payload) + frame(0x82, payload[::-1]))
    assert [data for *_, data in told(conversation)] == [payload, payload[::-1]]
