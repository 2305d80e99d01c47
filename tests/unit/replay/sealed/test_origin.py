"""The sealed origin, spoken to byte by byte."""

from __future__ import annotations

import asyncio
import ssl
import zlib
from dataclasses import replace

import pytest

from snapshotter.model.replay import Frame
from snapshotter.replay.lookup import SnapshotLookup
from snapshotter.replay.sealed import SealedOrigin, pinned_key
from tests.recordings import material, recorded

LIMIT_S = 20
PAGE = "https://news.example/a"


class Client:
    """One connection to the origin."""

    def __init__(self, reader, writer) -> None:
        self.reader, self.writer = reader, writer

    async def ask(self, text: str, body: bytes = b"") -> bytes:
        """A request; returns the head of the answer."""
        self.writer.write(text.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)
        async with asyncio.timeout(LIMIT_S):
            return await self.reader.readuntil(b"\r\n\r\n")

    async def rest(self) -> bytes:
        async with asyncio.timeout(LIMIT_S):
            return await self.reader.read()

    async def exactly(self, size: int) -> bytes:
        async with asyncio.timeout(LIMIT_S):
            return await self.reader.readexactly(size)


@pytest.fixture
async def connected():
    """Opens connections, and closes them all at the end."""
    clients = []

    async def connect(origin, *, name: str | None = "news.example") -> Client:
        context = None
        if name is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        opened = await asyncio.open_connection("127.0.0.1", origin.port, ssl=context, server_hostname=name)
        clients.append(Client(*opened))
        return clients[-1]

    yield connect
    for client in clients:
        client.writer.close()


@pytest.fixture
def serving():
    return lambda *exchanges, **more: SealedOrigin(SnapshotLookup(material(*exchanges)), **more)


async def test_an_answer_is_as_it_was_recorded(serving, connected):
    fields = (("Content-Length", "4"), ("X-ODD", "1"), ("x-odd", "2"), ("Set-Cookie", "a=1"))
    async with serving(recorded(PAGE, b"page", fields=fields, reason=b"Fine")) as origin:
        client = await connected(origin)
        head = await client.ask("GET /a HTTP/1.1\nHost: news.example")
        assert head.startswith(b"HTTP/1.1 200 Fine\r\nX-ODD: 1\r\nx-odd: 2\r\nSet-Cookie: a=1\r\n")
        assert await client.exactly(4) == b"page"
        again = await client.ask("GET /a HTTP/1.1\nHost: news.example")
        assert again == head


async def test_scheme_and_port_tell_origins_apart(serving, connected):
    exchanges = (
        recorded("http://news.example/", b"plain"),
        recorded("https://news.example/", b"under"),
        recorded("http://news.example:8080/", b"other"),
    )
    async with serving(*exchanges) as origin:
        for name, host, expected in (
            (None, "news.example", b"plain"),
            (None, "news.example:80", b"plain"),
            (None, "news.example:8080", b"other"),
            ("news.example", "news.example", b"under"),
            ("news.example", "news.example:443", b"under"),
        ):
            client = await connected(origin, name=name)
            await client.ask(f"GET / HTTP/1.1\nHost: {host}")
            assert expected in await client.exactly(len(b"5\r\n") + len(expected))


async def test_a_body_of_unknown_length_is_sent_in_chunks(serving, connected):
    async with serving(recorded(PAGE, b"page")) as origin:
        client = await connected(origin)
        assert b"Transfer-Encoding: chunked" in await client.ask("GET /a HTTP/1.1\nHost: news.example")
        assert await client.exactly(14) == b"4\r\npage\r\n0\r\n\r\n"


async def test_what_did_not_answer_closes_without_a_byte(serving, connected):
    async with serving(recorded(PAGE, status=None)) as origin:
        client = await connected(origin, name=None)
        client.writer.write(b"GET https://news.example/a HTTP/1.1\r\nHost: news.example\r\n\r\n")
        assert await client.rest() == b""


async def test_what_was_cut_short_ends_early_again(serving, connected):
    cut = recorded(PAGE, b"half", fields=(("Content-Length", "8"),), truncated="disconnect")
    async with serving(cut) as origin:
        client = await connected(origin)
        assert b"Content-Length: 8" in await client.ask("GET /a HTTP/1.1\nHost: news.example")
        assert await client.rest() == b"half"


async def test_all_that_there_is_of_a_cut_body_arrives(serving, connected):
    data = bytes(range(256)) * 4000
    cut = recorded(PAGE, data, fields=(("Content-Length", "2000000"),), truncated="length")
    async with serving(cut) as origin:
        client = await connected(origin)
        await client.ask("GET /a HTTP/1.1\nHost: news.example")
        assert await client.rest() == data


async def test_more_than_was_declared_is_no_other_answer(serving, connected):
    class Revisited:
        size_bytes = 0

        def chunks(self):
            yield b"page and more"

    longer = replace(recorded(PAGE, fields=(("Content-Length", "4"),)), body=Revisited())
    async with serving(longer) as origin:
        client = await connected(origin)
        for _ in range(2):
            await client.ask("GET /a HTTP/1.1\nHost: news.example")
            assert await client.exactly(4) == b"page"


async def is_silent(client) -> bool:
    """Nothing comes for a while, not even an end."""
    try:
        async with asyncio.timeout(0.1):
            await client.reader.read(1)
    except TimeoutError:
        return True
    return False


@pytest.mark.parametrize("truncated", ["time", "unspecified"])
@pytest.mark.parametrize("media_type", ["text/event-stream", "multipart/x-mixed-replace", "video/mp4"])
async def test_what_the_page_did_not_hear_to_its_end_is_held_open(serving, connected, truncated, media_type):
    stream = recorded(PAGE, b"data: 1\n\n", fields=(("Content-Type", media_type),), truncated=truncated)
    async with serving(stream) as origin:
        client = await connected(origin)
        await client.ask("GET /a HTTP/1.1\nHost: news.example")
        assert await client.exactly(14) == b"9\r\ndata: 1\n\n\r\n"
        assert await is_silent(client)
    assert await client.rest() == b""  # until the origin ends


async def test_nobody_waits_for_ever_for_a_script_that_was_cut_somehow(serving, connected):
    async with serving(recorded(PAGE, b"let a", truncated="unspecified")) as origin:
        client = await connected(origin)
        await client.ask("GET /a HTTP/1.1\nHost: news.example\nSec-Fetch-Dest: script")
        assert await client.rest() == b"5\r\nlet a\r\n"


async def test_events_that_ended_are_heard_once(serving, connected):
    events = (("Content-Type", "text/event-stream"),)
    streams = [recorded(PAGE, text, fields=events) for text in (b"data: 1\n\n", b"data: 2\n\n")]
    ask = "GET /a HTTP/1.1\nHost: news.example\nAccept: text/event-stream"
    async with serving(*streams) as origin:
        client = await connected(origin)
        for number in (b"1", b"2"):
            await client.ask(ask)
            assert await client.exactly(19) == b"9\r\ndata: %s\n\n\r\n0\r\n\r\n" % number
        await client.ask(ask)
        assert await is_silent(client)
        other = await connected(origin)
        await other.ask("GET /a HTTP/1.1\nHost: news.example")
        assert (await other.exactly(19)).endswith(b"0\r\n\r\n")  # a script that reads it to its end


async def test_no_body_where_there_is_none(serving, connected):
    exchanges = (
        recorded(PAGE, b"page", fields=(("Content-Length", "4"),)),
        recorded(f"{PAGE}?gone", status=204),
    )
    async with serving(*exchanges) as origin:
        client = await connected(origin)
        assert b"Content-Length: 4" in await client.ask("HEAD /a HTTP/1.1\nHost: news.example")
        assert b"Content-Length" not in await client.ask("GET /a?gone HTTP/1.1\nHost: news.example")
        assert b"404 Not Found" in await client.ask("GET /none HTTP/1.1\nHost: news.example")


@pytest.mark.parametrize("framing", ["Content-Length: 7", "Transfer-Encoding: chunked"])
async def test_requests_bring_bodies(serving, connected, framing):
    sent = recorded(
        PAGE, b"got", method="POST", sent=b'{"a":1}', asked=(("Content-Type", "application/json"),)
    )
    body = b'7\r\n{"a":1}\r\n0\r\n\r\n' if "chunked" in framing else b'{"a":1}'
    async with serving(sent, recorded(PAGE, b"other", method="POST", sent=b"{}")) as origin:
        client = await connected(origin)
        head = f"POST /a HTTP/1.1\nHost: news.example\nContent-Type: application/json\n{framing}"
        await client.ask(head, body)
        assert await client.exactly(8) == b"3\r\ngot\r\n"


async def test_what_is_said_over_a_socket_is_said_again(serving, connected):
    frames = (
        Frame("origin", "text", b"hello", 0.1),
        Frame("page", "text", b"one", 0.2),
        Frame("origin", "binary", b"\x00\x01", 0.3),
        Frame("origin", "close", b"\x03\xe8bye", 0.4),
    )
    upgrade = recorded(PAGE, status=101, fields=(("Sec-WebSocket-Protocol", "chat"),), websocket=frames)
    differed = []
    async with serving(upgrade, differed=differed.append) as origin:
        for said in (b"one", b"two"):
            client = await connected(origin)
            head = await client.ask(
                "GET /a HTTP/1.1\nHost: news.example\nUpgrade: websocket\nConnection: Upgrade\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13"
            )
            assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in head  # RFC 6455, section 1.3
            assert b"Sec-WebSocket-Protocol: chat" in head
            assert await client.exactly(7) == b"\x81\x05hello"
            client.writer.write(b"\x81\x83\0\0\0\0" + said)
            assert await client.exactly(4) == b"\x82\x02\x00\x01"
            assert await client.exactly(7) == b"\x88\x05\x03\xe8bye"
            client.writer.write(b"\x88\x82\0\0\0\0\x03\xe8")
            assert await client.rest() == b""
    assert [request.url for request in differed] == [PAGE]


async def test_a_compressed_socket_is_compressed_again(serving, connected):
    agreed = "permessage-deflate; server_no_context_takeover"
    frames = (Frame("origin", "text", b"hello " * 100, 0.1), Frame("origin", "close", b"", 0.2))
    upgrade = recorded(PAGE, status=101, fields=(("Sec-WebSocket-Extensions", agreed),), websocket=frames)
    async with serving(upgrade) as origin:
        client = await connected(origin)
        head = await client.ask(
            "GET /a HTTP/1.1\nHost: news.example\nUpgrade: websocket\nConnection: Upgrade\n"
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13"
        )
        assert f"Sec-WebSocket-Extensions: {agreed}\r\n".encode() in head
        first = await client.exactly(2)
        assert first[0] == 0xC1  # text, compressed
        coded = await client.exactly(first[1])
        assert zlib.decompressobj(-15).decompress(coded + b"\0\0\xff\xff") == b"hello " * 100
        assert await client.exactly(2) == b"\x88\x00"


async def test_a_socket_of_which_nothing_was_kept_differs(serving, connected):
    differed = []
    async with serving(recorded(PAGE, status=101), differed=differed.append) as origin:
        client = await connected(origin)
        await client.ask(
            "GET /a HTTP/1.1\nHost: news.example\nUpgrade: websocket\nConnection: Upgrade\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13"
        )
        assert await is_silent(client)
    assert len(differed) == 1


async def test_rubbish_ends_its_own_connection_alone(serving, connected):
    async with serving(recorded(PAGE, b"page")) as origin:
        for rubbish in (b"\x16\x03\x01\x00\x05rubbish", b"\r\n\r\n", b"GET\r\n\r\n", b"\x00" * 100):
            client = await connected(origin, name=None)
            client.writer.write(rubbish)
            client.writer.write_eof()
            await client.rest()
        client = await connected(origin)
        assert b"200" in await client.ask("GET /a HTTP/1.1\nHost: news.example")


def test_the_key_is_the_same_as_long_as_the_process_lasts():
    assert pinned_key() == pinned_key()
    assert len(pinned_key()) == 44
