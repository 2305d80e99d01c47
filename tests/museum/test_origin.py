"""The origins log exactly what they receive and send, over each protocol."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from contextlib import asynccontextmanager

import httpx
import pytest

from snapshotter.demo.certificates import TlsOptions
from snapshotter.demo.messages import Response, always, typed
from snapshotter.demo.origin import LOOPBACK, Origin
from snapshotter.demo.papers import zip_size, zip_stream
from tests.museum.oddities import odd_routes

PORTS = ("h1", "tls-h1", "tls-h2")
LARGE_BYTES = 20_000_000
AWKWARD = (
    "reason",
    "no-reason",
    "non-ascii",
    "obs-fold",
    "bare-lf",
    "mixed-line-ends",
    "spaces",
    "no-colon",
    "chunk-extensions",
    "twice-the-same-length",
    "http-1.0-keep-alive",
)


async def echo(request) -> Response:
    return typed(b"text/plain", request.body)


async def endless(_request) -> Response:
    async def stream():
        while True:
            yield b"more " * 200
            await asyncio.sleep(0)

    return Response(body=stream, framing="chunked")


ROUTES = {
    "a.test": {
        **odd_routes(),
        "/echo": echo,
        "/never": endless,
        "/large": always(Response(body=lambda: zip_stream(LARGE_BYTES), length=zip_size(LARGE_BYTES))),
    },
    "b.test": {"/": always(typed(b"text/plain", b"b"))},
}


@pytest.fixture
async def origin():
    async with Origin(ROUTES) as running:
        yield running


@asynccontextmanager
async def client_of(origin: Origin, port_name: str):
    """A client whose every request goes to one port, under the host's own name."""
    scheme = "http" if port_name == "h1" else "https"
    async with httpx.AsyncClient(
        verify=origin.authority.client_context(),
        http2=port_name == "tls-h2",
        base_url=f"{scheme}://{LOOPBACK}:{origin.ports[port_name]}",
        headers={"host": "a.test"},
    ) as client:
        yield client


NAMED = {"sni_hostname": "a.test"}


@pytest.mark.parametrize("port_name", PORTS)
async def test_hosts_share_the_ports(origin, port_name):
    async with client_of(origin, port_name) as client:
        answer = await client.get("/", headers={"host": "b.test"}, extensions={"sni_hostname": "b.test"})
        nothing = await client.get("/no", headers={"host": "b.test"}, extensions={"sni_hostname": "b.test"})
    assert (answer.status_code, answer.content) == (200, b"b")
    assert nothing.status_code == 404
    assert [exchange.host for exchange in origin.served] == ["b.test", "b.test"]


@pytest.mark.parametrize("port_name", PORTS)
async def test_a_post_is_logged_whole(origin, port_name):
    data = bytes(range(256)) * 300
    async with client_of(origin, port_name) as client:
        answer = await client.post("/echo?a=%C3%A9", content=data, extensions=NAMED)
    (exchange,) = origin.served
    assert answer.content == data
    assert (exchange.method, exchange.target, exchange.status) == ("POST", "/echo?a=%C3%A9", 200)
    assert exchange.request_body.data == exchange.response_body.data == data
    assert exchange.request_body.sha256 == hashlib.sha256(data).hexdigest()
    assert exchange.complete


async def test_http1_heads_are_the_bytes_of_the_wire(origin):
    reader, writer = await asyncio.open_connection(LOOPBACK, origin.ports["h1"])
    head = b"GET /raw/obs-fold HTTP/1.1\r\nHost: a.test\r\nX-Odd:   caf\xe9  \r\nConnection: close\r\n\r\n"
    writer.write(head)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    (exchange,) = origin.served
    assert exchange.request_head == head
    assert exchange.response_head + exchange.response_body.data == answer
    assert b"X-Folded: one\r\n  two\r\n\tthree\r\n" in exchange.response_head


async def test_an_answer_that_nobody_waited_for_was_not_heard():
    asked, left = asyncio.Event(), asyncio.Event()

    async def late(_request):
        asked.set()
        await left.wait()
        return Response(204)

    async with Origin({"a.test": {"/late": late}}) as origin, asyncio.timeout(30):
        _, writer = await asyncio.open_connection(LOOPBACK, origin.ports["h1"])
        writer.write(b"GET /late HTTP/1.1\r\nHost: a.test\r\n\r\n")
        await asked.wait()
        writer.close()
        await writer.wait_closed()
        left.set()
        while not origin.served:
            await asyncio.sleep(0)
    (exchange,) = origin.served
    assert exchange.ending == "client"


async def test_the_log_is_the_wire_byte_for_byte(origin):
    targets = [f"/raw/{name}" for name in AWKWARD] + [
        "/chunks/one-byte",
        "/chunks/empty",
        "/early-hints",
        "/etag",
    ]
    asked = b"".join(b"GET %s HTTP/1.1\r\nHost: a.test\r\n\r\n" % target.encode() for target in targets)
    last = b"POST /close-delimited HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\n\r\nbye"
    reader, writer = await asyncio.open_connection(LOOPBACK, origin.ports["h1"])
    writer.write(asked + last)
    answered = await reader.read(-1)
    writer.close()
    await writer.wait_closed()
    log = origin.served
    assert len(log) == len(targets) + 1
    assert b"".join(item.request_head + item.request_body.data for item in log) == asked + last
    answers = (b"".join(item.interim) + item.response_head + item.response_body.data for item in log)
    assert b"".join(answers) == answered


async def test_chunk_framing_is_logged_both_ways(origin):
    reader, writer = await asyncio.open_connection(LOOPBACK, origin.ports["h1"])
    head = b"POST /raw/chunk-extensions HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = b"3;x=y\r\nabc\r\n0\r\n\r\n"
    writer.write(head + chunks)
    answer = await reader.readuntil(b"X-More: yes\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    (exchange,) = origin.served
    assert exchange.request_body.data == chunks
    assert exchange.response_head + exchange.response_body.data == answer


async def test_http2_fields_are_logged_in_order(origin):
    async with client_of(origin, "tls-h2") as client:
        answer = await client.get("/cookies", headers={"x-asked": "yes"}, extensions=NAMED)
    (exchange,) = origin.served
    assert answer.http_version == "HTTP/2"
    assert exchange.protocol == "h2"
    assert exchange.request_fields[0] == (b":method", b"GET")
    assert (b"x-asked", b"yes") in exchange.request_fields
    assert [name for name, _ in exchange.response_fields[2:6]] == [b"set-cookie", b"x-dup"] * 2
    assert exchange.request_head == exchange.response_head == b""


async def test_interim_responses_and_trailers_of_http2(origin):
    async with client_of(origin, "tls-h2") as client:
        await client.get("/early-hints", extensions=NAMED)
        await client.get("/raw/chunk-extensions", extensions=NAMED)
    hinted, trailed = origin.served
    assert len(hinted.interim) == 2
    assert hinted.interim[0].startswith(b"HTTP/1.1 103 \r\nlink: ")
    assert trailed.trailers == ((b"x-sum", b"11"),)


@pytest.mark.parametrize("port_name", PORTS)
@pytest.mark.parametrize("method", ["HEAD", "GET"])
async def test_a_bodiless_answer_has_no_body(origin, port_name, method):
    async with client_of(origin, port_name) as client:
        answer = await client.request(method, "/no-content", extensions=NAMED)
        head = await client.head("/download.bin", extensions=NAMED)
    assert answer.status_code == 204
    assert head.headers["content-length"] == "102400"
    assert [exchange.response_body.size_bytes for exchange in origin.served] == [0, 0]


@pytest.mark.parametrize("port_name", PORTS)
async def test_a_large_stream_is_counted_and_not_kept(origin, port_name):
    digest, size = hashlib.sha256(), 0
    async with (
        client_of(origin, port_name) as client,
        client.stream("GET", "/large", extensions=NAMED) as answer,
    ):
        async for piece in answer.aiter_raw():
            digest.update(piece)
            size += len(piece)
    (exchange,) = origin.served
    assert size == exchange.response_body.size_bytes == zip_size(LARGE_BYTES)
    assert exchange.response_body.sha256 == digest.hexdigest()
    assert exchange.response_body.data is None


@pytest.mark.parametrize("port_name", PORTS)
async def test_what_the_client_ends_is_logged_as_its_doing(origin, port_name):
    async with (
        client_of(origin, port_name) as client,
        client.stream("GET", "/never", extensions=NAMED) as answer,
    ):
        seen = await anext(answer.aiter_raw())
    async with asyncio.timeout(5):
        while origin.under_way:
            await asyncio.sleep(0)
    (exchange,) = origin.served
    assert exchange.ending == "client"
    assert exchange.response_body.size_bytes >= len(seen)


@pytest.mark.parametrize("port_name", PORTS)
async def test_what_the_origin_cuts_is_logged_as_its_doing(origin, port_name):
    async with client_of(origin, port_name) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get("/reset-stream", extensions=NAMED)
    (exchange,) = origin.served
    assert exchange.ending == "origin"


async def test_an_endless_answer_ends_with_the_origin():
    async with Origin(ROUTES) as origin:
        reader, writer = await asyncio.open_connection(LOOPBACK, origin.ports["h1"])
        writer.write(b"GET /endless HTTP/1.1\r\nHost: a.test\r\n\r\n")
        await reader.readuntil(b"and so on")
        assert origin.under_way == 1
    writer.close()
    (exchange,) = origin.served
    assert exchange.ending == "origin"


async def test_a_port_of_tls_12_with_a_chosen_cipher():
    options = TlsOptions(
        alpn=("http/1.1",), maximum=ssl.TLSVersion.TLSv1_2, ciphers="ECDHE-RSA-AES256-GCM-SHA384", key="rsa"
    )
    async with Origin(ROUTES, ports={"old": options}) as origin, client_of(origin, "old") as client:
        assert (await client.get("/no-content", extensions=NAMED)).status_code == 204
    (exchange,) = origin.served
    assert (exchange.tls, exchange.cipher) == ("TLSv1.2", "ECDHE-RSA-AES256-GCM-SHA384")


async def test_connect_to_names_the_usual_ports():
    async with Origin(ROUTES) as origin:
        assert origin.connect_to(["a.test"], "h1") == (f"a.test:80:127.0.0.1:{origin.ports['h1']}",)
        assert origin.connect_to(["a.test"], "tls-h2") == (f"a.test:443:127.0.0.1:{origin.ports['tls-h2']}",)
