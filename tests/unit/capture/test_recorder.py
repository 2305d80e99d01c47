"""Tunnel, tap and recorder from end to end, without a browser."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import resource
import socket
import struct
from pathlib import Path

import pytest

from snapshotter import durable, urls
from snapshotter.capture import recorder as module
from snapshotter.capture.connector import Connector, ConnectTo
from snapshotter.capture.keylog_pipe import KeyLogPipe
from snapshotter.capture.recorder import Recorder, request_outcome
from snapshotter.capture.tls.keylog import KeyLog
from snapshotter.capture.wire.draft import Draft
from snapshotter.capture.wire.websocket import Conversation
from snapshotter.demo.messages import Response, always, typed
from snapshotter.demo.origin import Origin
from snapshotter.demo.papers import zip_size, zip_stream
from snapshotter.errors import (
    AddressRefused,
    CaptureError,
    CaptureTimeout,
    ConnectError,
    DnsError,
    WriteFailed,
)
from snapshotter.http.client import ClientOptions, HttpClient
from tests.full_disk import small_disk

LARGE_BYTES = 50_000_000
LIMIT_S = 30


async def trickle():
    yield b"first words"
    await asyncio.Event().wait()


ROUTES = {
    "a.test": {
        "/": always(typed(b"text/html", b"<p>hello", fields=((b"X-Two", b"1"), (b"x-two", b"caf\xe9")))),
        "/chunked": always(
            Response(body=b"z" * 5000, framing="chunked", piece_bytes=700, trailers=((b"X-Sum", b"1"),))
        ),
        "/close": always(Response(body=b"until the end", framing="close", close=True)),
        "/early": always(Response(body=b"x", interim=((103, ((b"link", b"<a>"),)),))),
        "/cut": always(Response(body=b"only this", length=5000, cut=True)),
        "/moved": always(Response(302, ((b"location", b"/"), (b"retry-after", b"3")), b"moved")),
        "/large": always(Response(body=lambda: zip_stream(LARGE_BYTES), length=zip_size(LARGE_BYTES))),
        "/endless": always(
            Response(fields=((b"content-type", b"text/event-stream"),), body=trickle, framing="chunked")
        ),
        "/slow": always(Response(body=trickle, length=5000)),
    }
}


@pytest.fixture
async def origin():
    async with Origin(ROUTES) as running:
        yield running


@pytest.fixture
async def pipe():
    opened = KeyLogPipe()
    yield opened
    opened.close()


@contextlib.asynccontextmanager
async def recording(folder: Path, connector: Connector, keys: KeyLog | None = None, limit: int = 10**9):
    recorder = Recorder(connector, keys or KeyLog(), folder, limit)
    await recorder.start()
    try:
        async with asyncio.timeout(LIMIT_S):
            yield recorder
    finally:
        await recorder.stop()
        recorder.release()


def leading_to(origin: Origin, port_name: str) -> Connector:
    return Connector(
        connect_to=[ConnectTo.parse(entry) for entry in origin.connect_to(["a.test"], port_name)]
    )


@contextlib.asynccontextmanager
async def client_of(recorder: Recorder, origin: Origin, folder: Path, key_log: Path | None = None):
    bundle = folder / "authority.pem"
    bundle.write_bytes(origin.authority.pem)
    client = HttpClient(
        ClientOptions(proxy=recorder.proxy, key_log=key_log, ca_bundle=str(bundle), user_agent="t/1")
    )
    try:
        yield client
    finally:
        await client.close()


async def fetch(client: HttpClient, url: str) -> bytes:
    async with client.get(urls.parse(url)) as response:
        return b"".join([piece async for piece in response.chunks()])


def whole(message) -> bytes:
    return b"".join(message.body.chunks())


@pytest.mark.parametrize(("port_name", "scheme"), [("h1", "http"), ("tls-h1", "https")])
async def test_exact_bytes(origin, pipe, tmp_path, port_name, scheme):
    paths = ["/", "/chunked", "/early", "/moved", "/", "/close", "/nothing-here"]
    async with recording(tmp_path, leading_to(origin, port_name), pipe.keys) as recorder:
        async with client_of(recorder, origin, tmp_path, pipe.path) as client:
            for path in paths:
                await fetch(client, f"{scheme}://a.test{path}")
        await recorder.stop()
        assert [exchange.url for exchange in recorder.exchanges] == [
            f"{scheme}://a.test{path}" for path in paths
        ]
        for exchange, served in zip(recorder.exchanges, origin.served, strict=True):
            assert exchange.request.head == served.request_head
            assert exchange.response.head == served.response_head
            assert whole(exchange.response) == served.response_body.data
            assert exchange.interim == served.interim
            assert exchange.truncated is None
            assert exchange.tls == ("tls/1.3" if scheme == "https" else None)
            assert exchange.ip == "127.0.0.1"
            assert request_outcome(exchange).outcome == "complete"
        assert recorder.exchanges[3].location == "/"
        assert recorder.exchanges[3].retry_after == "3"
        assert recorder.findings == []
        assert all(connection.error is None for connection in recorder.connections)


async def test_the_evidence_of_a_connection(origin, pipe, tmp_path):
    async with recording(tmp_path, leading_to(origin, "tls-h1"), pipe.keys) as recorder:
        async with client_of(recorder, origin, tmp_path, pipe.path) as client:
            await fetch(client, "https://a.test/")
        await recorder.stop()
        (connection,) = recorder.connections
        assert (connection.host, connection.port, connection.ip) == ("a.test", 443, "127.0.0.1")
        assert (connection.tls, connection.sni, connection.alpn) == ("tls/1.3", "a.test", "http/1.1")
        assert len(connection.certificates) == 2
        assert connection.received_bytes > connection.sent_bytes > 100
        assert recorder.size_bytes == connection.received_bytes + connection.sent_bytes
    assert pipe.keys._secrets == {}


async def test_without_the_key_log_it_is_an_error_not_silence(origin, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_LATE_SECRET_S", 0.0)
    async with recording(tmp_path, leading_to(origin, "tls-h1")) as recorder:
        async with client_of(recorder, origin, tmp_path) as client:
            await fetch(client, "https://a.test/")
        await recorder.stop()
        assert recorder.exchanges == []
        assert [finding.code for finding in recorder.findings] == ["tls.undecryptable"]
        assert [connection.error for connection in recorder.connections] == ["undecryptable"]


async def test_what_cannot_be_read_of_another_program_is_no_gap_of_the_page(origin, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_LATE_SECRET_S", 0.0)
    async with recording(tmp_path, leading_to(origin, "tls-h1")) as recorder:
        recorder.beside_the_page = True
        async with client_of(recorder, origin, tmp_path) as client:
            await fetch(client, "https://a.test/")
        recorder.beside_the_page = False
        async with client_of(recorder, origin, tmp_path) as client:
            await fetch(client, "https://a.test/")
        await recorder.stop()
        found = sorted((finding.code, finding.severity) for finding in recorder.findings)
        assert found == [("tls.undecryptable", "error"), ("tls.undecryptable-beside", "info")]
        assert [connection.error for connection in recorder.connections] == ["undecryptable"] * 2


async def test_secrets_that_come_after_the_end(origin, pipe, tmp_path):
    """The log is read elsewhere and handed over only when everything has passed."""
    keys, log = KeyLog(), tmp_path / "late"
    async with recording(tmp_path, leading_to(origin, "tls-h1"), keys) as recorder:
        async with client_of(recorder, origin, tmp_path, log) as client:
            for path in ("/", "/chunked", "/early"):
                await fetch(client, f"https://a.test{path}")
        assert recorder.exchanges == []
        keys.feed(log.read_bytes())
        await recorder.stop()
        assert [whole(e.response) for e in recorder.exchanges] == [
            s.response_body.data for s in origin.served
        ]
        assert recorder.findings == []


async def test_a_response_that_breaks_off(origin, tmp_path):
    async with recording(tmp_path, leading_to(origin, "h1")) as recorder:
        async with client_of(recorder, origin, tmp_path) as client:
            with pytest.raises(ConnectError):
                await fetch(client, "http://a.test/cut")
        await recorder.stop()
        (exchange,) = recorder.exchanges
        assert (exchange.truncated, whole(exchange.response)) == ("disconnect", b"only this")
        assert request_outcome(exchange).outcome == "truncated"


@pytest.mark.parametrize(("stopping", "truncated"), [(False, "unspecified"), (True, "time")])
async def test_a_client_that_vanishes_in_the_middle(origin, tmp_path, stopping, truncated):
    async with recording(tmp_path, leading_to(origin, "h1")) as recorder:
        async with (
            client_of(recorder, origin, tmp_path) as client,
            client.get(urls.parse("http://a.test/slow")) as got,
        ):
            assert await anext(got.chunks()) == b"first words"
            recorder.stopping = stopping
        while not recorder.exchanges:
            await asyncio.sleep(0)
        await recorder.stop()
        (exchange,) = recorder.exchanges
        assert (exchange.truncated, whole(exchange.response)) == (truncated, b"first words")


async def test_more_than_the_limit_is_passed_on_but_not_kept(origin, tmp_path):
    async with recording(tmp_path, leading_to(origin, "h1"), limit=1000) as recorder:
        async with client_of(recorder, origin, tmp_path) as client:
            assert len(await fetch(client, "http://a.test/chunked")) == 5000
        await recorder.stop()
        (exchange,) = recorder.exchanges
        assert exchange.truncated == "length"
        assert exchange.response.body.size_bytes == 1000


async def test_a_large_body_and_a_slow_reader_in_bounded_memory(origin, tmp_path):
    """The reader pauses; the origin is held up too, and nothing piles up here."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with recording(tmp_path, leading_to(origin, "h1")) as recorder:
        async with (
            client_of(recorder, origin, tmp_path) as client,
            client.get(urls.parse("http://a.test/large")) as got,
        ):
            seen, size = hashlib.sha256(), 0
            async for piece in got.chunks():
                seen.update(piece)
                size += len(piece)
                if size < 300_000:
                    await _until_still(recorder)
                    assert recorder.size_bytes - size < 16_000_000
        await recorder.stop()
        (exchange,) = recorder.exchanges
        assert exchange.response.body.size_bytes == size == zip_size(LARGE_BYTES)
        assert exchange.response.payload_digest == f"sha256:{seen.hexdigest()}"
        assert origin.served[0].response_body.sha256 == seen.hexdigest()
        grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert grown_kb < 40_000
        assert len(list(tmp_path.glob("body-*"))) == 1
    assert list(tmp_path.glob("body-*")) == []


async def _until_still(recorder: Recorder) -> None:
    """Wait until no more bytes come by themselves."""
    still, size = 0, -1
    while still < 20:
        still = still + 1 if recorder.size_bytes == size else 0
        size = recorder.size_bytes
        await asyncio.sleep(0)


async def test_many_connections(origin, pipe, tmp_path):
    async with recording(tmp_path, leading_to(origin, "tls-h1"), pipe.keys) as recorder:
        async with client_of(recorder, origin, tmp_path, pipe.path) as client:
            bodies = await asyncio.gather(*(fetch(client, "https://a.test/chunked") for _ in range(25)))
        await recorder.stop()
        assert set(bodies) == {b"z" * 5000}
        assert len(recorder.exchanges) == len(recorder.connections) == 25
        assert len({exchange.connection_id for exchange in recorder.exchanges}) == 25
        assert recorder.findings == []


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="no /proc to count open files in")
async def test_stopping_while_busy_leaves_nothing_behind(origin, tmp_path):
    tasks, files = asyncio.all_tasks(), open_files()
    recorder = Recorder(leading_to(origin, "h1"), KeyLog(), tmp_path, 10**9)
    await recorder.start()
    clients = [HttpClient(ClientOptions(proxy=recorder.proxy)) for _ in range(4)]
    paths = ["/endless", "/large", "/slow", "/large"]
    busy = [asyncio.create_task(fetch(c, f"http://a.test{p}")) for c, p in zip(clients, paths, strict=True)]
    while recorder.size_bytes < 2_000_000 or recorder.requests < 4:
        await asyncio.sleep(0)
    await recorder.stop()
    assert len(recorder.exchanges) == 4
    assert {exchange.truncated for exchange in recorder.exchanges} == {"time"}
    assert not recorder.tunnel._clients
    for task in busy:
        with pytest.raises(CaptureError):
            await task
    for client in clients:
        await client.close()
    recorder.release()
    await origin.__aexit__(None, None, None)
    assert list(tmp_path.iterdir()) == []
    assert {task for task in asyncio.all_tasks() if not task.done()} <= tasks
    assert open_files() <= files


async def test_stopping_while_connecting_leaves_no_task(tmp_path):
    class Never(Connector):
        async def connect(self, host, port):
            await asyncio.Event().wait()

    tasks = asyncio.all_tasks()
    recorder = Recorder(Never(), KeyLog(), tmp_path, 10**9)
    await recorder.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", recorder.tunnel.port)
    writer.write(b"\x05\x01\x00" + connect_request("a.test", 80))
    assert await reader.readexactly(2) == b"\x05\x00"
    while not any(client._opening for client in recorder.tunnel._clients):
        await asyncio.sleep(0)
    await recorder.stop()
    assert {task for task in asyncio.all_tasks() if not task.done()} <= tasks
    with contextlib.suppress(ConnectionError):
        assert await reader.read() == b""
    writer.close()


# SOCKS5 by hand


def connect_request(host: str, port: int, command: int = 1) -> bytes:
    return bytes([5, command, 0, 3, len(host)]) + host.encode("latin-1") + struct.pack(">H", port)


async def asked(recorder: Recorder, request: bytes) -> tuple[int, asyncio.StreamReader, asyncio.StreamWriter]:
    """The reply's code, after greeting and request in one piece."""
    reader, writer = await asyncio.open_connection("127.0.0.1", recorder.tunnel.port)
    writer.write(b"\x05\x01\x00" + request)
    assert await reader.readexactly(2) == b"\x05\x00"
    reply = await reader.readexactly(10)
    return reply[1], reader, writer


class Failing(Connector):
    def __init__(self, error: CaptureError) -> None:
        super().__init__()
        self._error = error

    async def connect(self, host, port):
        raise self._error


@pytest.mark.parametrize(
    ("error", "code", "name"),
    [
        (AddressRefused("no"), 2, "private-address"),
        (DnsError("no"), 4, "dns"),
        (ConnectError("no"), 5, "connect"),
        (CaptureTimeout("no"), 6, "timeout"),
    ],
)
async def test_refusals(tmp_path, error, code, name):
    async with recording(tmp_path, Failing(error)) as recorder:
        got, reader, writer = await asked(recorder, connect_request("a.test", 443))
        assert got == code
        assert await reader.read() == b""
        writer.close()
        assert recorder.connection_error("a.test", 443) is error
        assert recorder.connection_error("a.test", 80) is None
        assert recorder.last_connection_error() is error
        assert [connection.error for connection in recorder.connections] == [name]


@pytest.mark.parametrize(
    "request_", [connect_request("a.test", 80, command=2), b"\x05\x01\x00\x09\x00\x00\x00"]
)
async def test_what_is_no_connection_is_refused(tmp_path, request_):
    async with recording(tmp_path, Connector()) as recorder:
        got, reader, writer = await asked(recorder, request_)
        assert got == 7
        assert await reader.read() == b""
        writer.close()
        assert recorder.connections == []


@contextlib.asynccontextmanager
async def raw_server(serve):
    running = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield running.sockets[0].getsockname()[1]
    finally:
        running.close()


@pytest.mark.parametrize("kind", ["name", "ipv4"])
async def test_a_server_that_speaks_first_and_hangs_up(tmp_path, kind):
    """All it said reaches the client, and is told as what nobody asked for."""

    async def serve(_, writer):
        writer.write(b"HTTP/1.1 408 Too late\r\n\r\n")
        writer.close()

    async with raw_server(serve) as port, recording(tmp_path, Connector(allow_private=True)) as recorder:
        address = b"\x05\x01\x00\x01" + socket.inet_aton("127.0.0.1") + struct.pack(">H", port)
        request = address if kind == "ipv4" else connect_request("127.0.0.1", port)
        code, reader, writer = await asked(recorder, request)
        assert code == 0
        assert await reader.read() == b"HTTP/1.1 408 Too late\r\n\r\n"
        writer.close()
        await recorder.stop()
        assert [finding.code for finding in recorder.findings] == ["http.stray-bytes"]
        assert recorder.connections[0].received_bytes == 25


async def test_the_handshake_may_come_byte_by_byte(origin, tmp_path):
    async with recording(tmp_path, leading_to(origin, "h1")) as recorder:
        reader, writer = await asyncio.open_connection("127.0.0.1", recorder.tunnel.port)
        question = b"GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"
        for byte in b"\x05\x01\x00" + connect_request("a.test", 80) + question:
            writer.write(bytes([byte]))
            await asyncio.sleep(0)
        assert (await reader.read()).endswith(b"<p>hello")
        writer.close()
        await recorder.stop()
        assert recorder.exchanges[0].request.head == question


async def test_another_protocol_is_sent_away(tmp_path):
    async with recording(tmp_path, Connector()) as recorder:
        reader, writer = await asyncio.open_connection("127.0.0.1", recorder.tunnel.port)
        writer.write(b"GET http://a.test/ HTTP/1.1\r\n" + b"x" * 200)
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()


class TestQuiet:
    """When the wire is quiet: nothing begins and nothing is awaited."""

    @pytest.fixture
    def clock(self, monkeypatch):
        now = [1000.0]
        monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
        return now

    @pytest.fixture
    def recorder(self, clock, tmp_path):
        return Recorder(Connector(), KeyLog(), tmp_path, 10**9)

    def begin(self, recorder, *fields, response=True, **more) -> Draft:
        draft = Draft("GET", "http://a.test/", "http/1.1", [], recorder.spool(b"GET"), **more)
        if response:
            draft.response, draft.response_fields = recorder.spool(b"HTTP"), list(fields)
        recorder.begun(draft, None)
        return draft

    async def is_quiet(self, recorder, idle_s=1.0) -> bool:
        waiting = asyncio.ensure_future(recorder.quiet(idle_s))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        done = waiting.done()
        waiting.cancel()
        return done

    async def test_after_a_while_of_nothing(self, recorder, clock):
        assert not await self.is_quiet(recorder)
        clock[0] += 1
        assert await self.is_quiet(recorder)

    async def test_an_open_request_is_awaited(self, recorder, clock):
        self.begin(recorder, response=False)
        clock[0] += 10
        assert not await self.is_quiet(recorder)

    async def test_until_it_stalls(self, recorder, clock):
        draft = self.begin(recorder, response=True, expected_bytes=10**6)
        for _ in range(5):
            clock[0] += 10
            draft.response.write(b"more")
            assert not await self.is_quiet(recorder)
        clock[0] += 16
        assert await self.is_quiet(recorder)
        draft.response.write(b"and on it goes")
        assert not await self.is_quiet(recorder)

    @pytest.mark.parametrize("media_type", [b"text/event-stream; charset=x", b"multipart/x-mixed-replace"])
    async def test_streams_are_not_awaited(self, recorder, clock, media_type):
        self.begin(recorder, (b"Content-Type", media_type))
        clock[0] += 1
        assert await self.is_quiet(recorder)

    async def test_nor_responses_without_end(self, recorder, clock):
        draft = self.begin(recorder, (b"Content-Type", b"text/html"))
        for quiet in (False, False, True):
            clock[0] += 2.5
            draft.response.write(b"more")
            assert await self.is_quiet(recorder) is quiet

    async def test_what_is_under_way_tells_its_size(self, recorder):
        self.begin(recorder, (b"Content-Type", b"video/mp4"), expected_bytes=5)
        draft = self.begin(recorder, (b"Content-Range", b"bytes 0-9/100"), (b"Content-Type", b"audio/ogg"))
        draft.status = 206
        unknown = self.begin(recorder, (b"Content-Range", b"bytes 0-9/*"))
        unknown.status = 206
        found = [(each.media_type, each.size_bytes) for each in recorder.under_way]
        assert found == [("video/mp4", 5), ("audio/ogg", 100), (None, None)]

    @pytest.mark.parametrize("how", [{"abandoned": True}, {"websocket": Conversation(True)}])
    async def test_nor_what_the_client_gave_up_or_made_a_socket(self, recorder, clock, how):
        self.begin(recorder, response=False, **how)
        clock[0] += 1
        assert await self.is_quiet(recorder)


class TestKeyLogPipe:
    async def test_lines_arrive_as_they_are_written(self, pipe):
        with open(pipe.path, "wb", buffering=0) as log:
            log.write(b"CLIENT_RANDOM 0a0b 01\nCLIENT_RAN")
            log.write(b"DOM 0c0d 02\n")
        async with asyncio.timeout(LIMIT_S):
            while pipe.keys.secret(b"\x0c\x0d", "CLIENT_RANDOM") is None:
                await asyncio.sleep(0)
        assert pipe.keys.secret(b"\x0a\x0b", "CLIENT_RANDOM") == b"\x01"

    async def test_nobody_else_may_read_it_and_nothing_is_left(self):
        opened = KeyLogPipe()
        folder = opened.path.parent
        assert opened.path.is_fifo()
        assert opened.path.stat().st_mode & 0o077 == 0
        assert folder.stat().st_mode & 0o077 == 0
        opened.close()
        assert not folder.exists()


async def test_a_full_disk_is_not_the_origins_fault(origin, tmp_path):
    """The connections end, and stopping says why: once, for whoever cleans up stops again."""
    with small_disk(tmp_path / "disk", 8_000_000) as disk:
        recorder = Recorder(leading_to(origin, "h1"), KeyLog(), disk, 10**9)
        await recorder.start()
        async with asyncio.timeout(LIMIT_S), client_of(recorder, origin, tmp_path) as client:
            with pytest.raises(CaptureError):
                await fetch(client, "http://a.test/large")
        with pytest.raises(WriteFailed, match="a body could not be kept: No space left on device") as caught:
            await recorder.stop()
        assert durable.is_full(caught.value)
        assert str(disk) in caught.value.hint
        assert recorder.size_bytes < LARGE_BYTES, "the rest was not let in"
        await recorder.stop()
        recorder.release()
        assert list(disk.iterdir()) == []
