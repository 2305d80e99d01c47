"""Answers that no server should give: each an outcome, none an exception."""

from __future__ import annotations

import pytest

from tests.museum.raw import raw_routes
from tests.unit.audit.probe.talking import Checking, Server, body_of, closing, endless, ok, url

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
AWKWARD = {
    "http-0.9": (closing(b"<html>no head at all"), 200, None),
    "banner": (closing(b"SSH-2.0-OpenSSH_9.2\r\n"), 200, None),
    "garbage": (closing(bytes(range(256)) * 20), 200, None),
    "nothing": (closing(b""), None, "capture.no-answer"),
    "half a status line": (closing(b"HTTP/1.1 2"), None, "capture.no-answer"),
    "half a head": (closing(HEAD), None, "capture.no-answer"),
    "length too long": (
        closing(HEAD + b"Content-Length: 100\r\n\r\nabc"),
        200,
        "capture.truncated-disconnect",
    ),
    "length too short": (HEAD + b"Content-Length: 2\r\n\r\nabcdef", 200, None),
    "lengths that differ": (closing(HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nab"), 200, None),
    "length that is none": (closing(HEAD + b"Content-Length: -1\r\n\r\nab"), 200, None),
    "chunk size that is none": (
        closing(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nab"),
        200,
        "capture.truncated-disconnect",
    ),
    "chunks without end": (
        closing(HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"),
        200,
        "capture.truncated-disconnect",
    ),
    "status 999": (b"HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n", 999, "http.999"),
    "status 0": (closing(b"HTTP/1.1 000 No\r\nContent-Length: 0\r\n\r\n"), 0, None),
    "switching protocols": (b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\nabc", 101, None),
    "early hints": (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + ok(), 200, None),
    "redirect without a place": (b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", 302, "http.redirect"),
    "no content": (b"HTTP/1.1 204 No Content\r\n\r\n", 204, "http.no-content"),
    "interim flood": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), None, "capture.timeout"),
    "head without end": (endless(HEAD, b"X-A: " + b"b" * 4000 + b"\r\n"), 200, "capture.truncated-length"),
    "slow head": (endless(b"HTTP/1.1 200 OK\r\n", b"X", 0.01), None, "capture.timeout"),
}


@pytest.mark.parametrize("name", AWKWARD)
async def test_an_awkward_answer_is_an_outcome(tmp_path, name):
    said, status, code = AWKWARD[name]
    async with Server() as server, Checking(tmp_path, server, timeout_s=1.0, max_body_bytes=100_000) as check:
        server.answers["/"] = said
        checked = await check(url("/"), suffices=lambda _: True)
        await check.checker.release(checked)
    capture = checked.answer
    assert capture.status == status
    assert (capture.reason.code if capture.reason else None) == code


@pytest.mark.parametrize("path", sorted(raw_routes()))
async def test_the_museums_raw_answers_are_kept_to_the_byte(tmp_path, path):
    from snapshotter.demo.messages import Request

    request = Request("http/1.1", "http", "cited.example", "GET", path, (), b"")
    raw = await raw_routes()[path](request)
    data = raw.head + raw.body
    async with Server() as server, Checking(tmp_path, server) as check:
        server.answers["/"] = closing(data)
        checked = await check(url("/"), suffices=lambda _: True)
        (exchange,) = checked.answer.exchanges
        assert exchange.response.head + body_of(checked) == data


async def test_the_next_page_is_not_harmed_by_a_bad_answer(tmp_path):
    async with Server() as server, Checking(tmp_path, server) as check:
        server.answers |= {"/bad": HEAD + b"Content-Length: 2\r\n\r\nabcdef", "/good": ok(b"<p>good")}
        await check(url("/bad"), suffices=lambda _: True)
        checked = await check(url("/good"))
        assert body_of(checked) == b"<p>good"
