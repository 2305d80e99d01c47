"""Archived hosts asked over ASGI."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from snapshotter.errors import ArchiveError, CorruptRecord
from snapshotter.model.replay import Frame
from snapshotter.replay.hosts.app import HostMappedReplay
from tests.recordings import material, recorded

LABEL, PORT, LIMIT_S = "1b4e28ba2fa1", 8080, 10
ID = "1b4e28ba-2fa1-41d2-883f-0016d3cca427"
PAGE = "https://news.example/a"
HERE = f"news.example.{LABEL}.localhost:{PORT}"


class Answer:
    def __init__(self) -> None:
        self.status = 0
        self.fields: list[tuple[str, str]] = []
        self.body = b""
        self.ended = False
        self.sent: list[dict] = []

    def field(self, name: str) -> str | None:
        return next((value for key, value in self.fields if key.lower() == name), None)

    async def take(self, message) -> None:
        self.sent.append(message)
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.fields = [(name.decode(), value.decode()) for name, value in message["headers"]]
        elif message["type"] == "http.response.body":
            self.body += message["body"]
            self.ended = not message.get("more_body", False)


async def ask(
    replay, path="/a", host=HERE, *, method="GET", body=b"", client="127.0.0.1", **fields
) -> Answer:
    raw, _, query = path.partition("?")
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in fields.items()]
    scope = {
        "type": "http",
        "method": method,
        "path": raw,
        "raw_path": raw.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", host.encode()), *named],
        "client": (client, 1234),
    }
    messages = [{"type": "http.request", "body": body, "more_body": False}]
    answer = Answer()

    async def receive():
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async with asyncio.timeout(LIMIT_S):
        await replay(scope, receive, answer.take)
    return answer


def replaying(*exchanges, **options) -> HostMappedReplay:
    held = replace(material(*exchanges), snapshot_id=ID, url=PAGE, final_url=PAGE)
    return HostMappedReplay({LABEL: held}.get, PORT, **options)


def web(url=PAGE, body=b"x", media_type="text/html", *more, **rest):
    return recorded(url, body, fields=(("Content-Type", media_type), *more), **rest)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost:8080",
        f"{LABEL}.localhost.evil.example:8080",
        f"news.example.{LABEL}.localhost:81",
        f"news.example.{LABEL}.localhost",
        "127.0.0.1:8080",
        "",
    ],
)
async def test_other_names_are_refused(host):
    answer = await ask(replaying(web()), host=host)
    assert answer.status == 421


async def test_other_machines_are_refused():
    assert (await ask(replaying(web()), client="192.0.2.7")).status == 421
    assert (await ask(replaying(web()), client="::1")).status == 200


async def test_unknown_snapshots_and_hosts():
    assert (await ask(replaying(web()), host=f"news.example.ffffffffffff.localhost:{PORT}")).status == 404
    assert (await ask(replaying(web()), host=f"other.example.{LABEL}.localhost:{PORT}")).status == 404


def test_whom_it_answers():
    assert replaying().answers(HERE, "/")
    assert replaying().answers(f"{LABEL}.localhost:{PORT}", "/-/blocked")
    assert not replaying().answers(f"{LABEL}.localhost:{PORT}", "/")
    assert not replaying().answers(f"localhost:{PORT}", "/")


async def test_every_answer_is_sealed():
    replay = replaying(web(), recorded(f"{PAGE}/gone", status=None))
    for path in ("/a", "/nothing", "/a/gone"):
        answer = await ask(replay, path, sec_fetch_dest="image")
        policy = answer.field("content-security-policy")
        assert f"default-src http://*.{LABEL}.localhost:{PORT} " in policy
        assert f"report-uri http://{LABEL}.localhost:{PORT}/-/blocked" in policy
        assert answer.field("cache-control") == "no-store"
        assert "camera=()" in answer.field("permissions-policy")


async def test_requests_are_as_the_page_would_have_made_them():
    asked = (("Content-Type", "application/json"),)
    sent = b'{"page":"https://news.example/a"}'
    replay = replaying(
        web(),
        web(f"{PAGE}?u=https%3A%2F%2Fnews.example", b"asked", "text/plain"),
        web(f"{PAGE}/post", b"heard", "text/plain", method="POST", sent=sent, asked=asked),
    )
    assert (await ask(replay, f"/a?u=http%3A%2F%2F{HERE.replace(':', '%3A')}")).body == b"asked"
    body = f'{{"page":"http://{HERE}/a"}}'.encode()
    answer = await ask(replay, "/a/post", method="POST", body=body, content_type="application/json")
    assert answer.body == b"heard"
    assert replay.tally(LABEL).missed == 0


async def test_misses_are_counted_until_the_page_is_loaded_again():
    replay = replaying(web())
    assert (await ask(replay, "/b", sec_fetch_mode="cors")).status == 404
    assert (await ask(replay, "/c", method="PUT", sec_fetch_mode="cors")).field("x-replay-miss") == "1"
    tally = replay.tally(LABEL)
    assert (tally.missed, tally.misses) == (2, ("GET https://news.example/b", "PUT https://news.example/c"))
    await ask(replay, "/a", sec_fetch_mode="navigate")
    assert replay.tally(LABEL).missed == 0
    assert replay.tally("ffffffffffff").requests == 0


async def test_blocked_requests_are_reported():
    replay = replaying(web())
    room = f"{LABEL}.localhost:{PORT}"
    for report in (
        b'{"csp-report": {"blocked-uri": "https://live.example/a.js"}}',
        b'{"csp-report": {"blocked-uri": "inline"}}',
        b"[" * 50_000,
        b"\xff",
        b'{"csp-report": 1}',
    ):
        answer = await ask(replay, "/-/blocked", room, method="POST", body=report)
        assert answer.status == 204
    assert replay.tally(LABEL).blocked_urls == ("https://live.example/a.js",)
    for number in range(300):
        report = json.dumps({"csp-report": {"blocked-uri": f"https://live.example/{number}"}}).encode()
        await ask(replay, "/-/blocked", room, method="POST", body=report)
    tally = replay.tally(LABEL)
    assert tally.blocked == 301
    assert len(tally.blocked_urls) == 200


async def test_service_workers_by_option_alone():
    script = web("https://news.example/sw.js", b"x", "text/javascript")
    assert (await ask(replaying(script), "/sw.js", service_worker="script")).status == 404
    allowing = replaying(script, service_workers=True)
    assert (await ask(allowing, "/sw.js", service_worker="script")).status == 200


async def test_methods_that_pages_have():
    assert (await ask(replaying(web()), method="CONNECT")).status == 405


async def test_what_is_not_changed_goes_as_it_is():
    coded = web(PAGE, b"\x1f\x8b not really", "image/png", ("Content-Encoding", "gzip"))
    answer = await ask(replaying(coded), accept_encoding="gzip", sec_fetch_dest="image")
    assert (answer.body, answer.field("content-encoding")) == (b"\x1f\x8b not really", "gzip")
    assert answer.field("content-length") == str(len(answer.body))


async def test_what_is_not_accepted_is_undone():
    import gzip

    coded = web(PAGE, gzip.compress(b"let a"), "text/javascript", ("Content-Encoding", "gzip"))
    answer = await ask(replaying(coded), accept_encoding="br", sec_fetch_dest="script")
    assert (answer.body, answer.field("content-encoding")) == (b"let a", None)
    answer = await ask(replaying(coded), accept_encoding="br, gzip;q=0.5", sec_fetch_dest="script")
    assert answer.field("content-encoding") == "gzip"


async def test_head_and_range():
    film = web(PAGE, b"0123456789", "video/mp4", ("Content-Length", "10"))
    replay = replaying(film)
    answer = await ask(replay, method="HEAD")
    assert (answer.body, answer.field("content-length")) == (b"", "10")
    answer = await ask(replay, range="bytes=2-3")
    assert (answer.status, answer.body, answer.field("content-range")) == (206, b"23", "bytes 2-3/10")


async def test_high_statuses():
    assert (await ask(replaying(web(status=999)))).status == 599


async def test_who_did_not_answer_is_a_network_error():
    answer = await ask(replaying(recorded(PAGE, status=None)), sec_fetch_dest="empty")
    assert (answer.status, answer.field("location")) == (307, "about:invalid")


async def test_mixed_content_is_a_network_error():
    host = f"http--plain.example.{LABEL}.localhost:{PORT}"
    origin = f"http://{HERE}"
    mixed = await ask(replaying(web()), "/x", host, origin=origin, sec_fetch_dest="empty")
    assert mixed.status == 307
    image = await ask(replaying(web()), "/x", host, origin=origin, sec_fetch_dest="image")
    assert image.status == 404


async def test_where_the_snapshot_ends():
    answer = await ask(replaying(web()), "/b?<x>", sec_fetch_dest="iframe", sec_fetch_mode="navigate")
    assert answer.status == 404
    assert b"https://news.example/b?&lt;x&gt;" in answer.body


async def test_damaged_records():
    class Damaged:
        size_bytes = 5

        def chunks(self):
            raise CorruptRecord("torn", path=Path("a.warc.gz"), offset=7)

    answer = await ask(replaying(replace(web(), body=Damaged())))
    assert answer.status == 502
    assert b"torn" in answer.body


async def test_damaged_snapshots_are_tried_again():
    tried = []

    def material_of(label):
        tried.append(label)
        raise ArchiveError("unreadable")

    replay = HostMappedReplay(material_of, PORT)
    assert (await ask(replay)).status == 502
    assert (await ask(replay)).status == 502
    assert tried == [LABEL, LABEL]
    assert replay.tally(LABEL).requests == 0


async def test_too_large_a_request(monkeypatch):
    monkeypatch.setattr("snapshotter.replay.hosts.asgi.MAX_BODY_BYTES", 3)
    assert (await ask(replaying(web()), method="POST", body=b"1234")).status == 413


async def converse(replay, said, path="/live", host=HERE):
    fields = [(b"host", host.encode()), (b"upgrade", b"websocket"), (b"sec-websocket-key", b"x")]
    scope = {
        "type": "websocket",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": fields,
        "client": ("127.0.0.1", 1),
        "subprotocols": ["a", "b"],
    }
    messages = [{"type": "websocket.connect"}, *said, {"type": "websocket.disconnect"}]
    answer = Answer()

    async def receive():
        return messages.pop(0)

    async with asyncio.timeout(LIMIT_S):
        await replay(scope, receive, answer.take)
    return answer.sent


async def test_sockets():
    frames = (
        Frame("origin", "text", b"hello", 0),
        Frame("page", "text", b"https://news.example/a", 1),
        Frame("origin", "binary", b"\x00", 2),
        Frame("origin", "close", b"\x03\xe9bye", 3),
    )
    live = web(
        "https://news.example/live", b"", "x", ("Sec-WebSocket-Protocol", "b"), status=101, websocket=frames
    )
    sent = await converse(replaying(live), [{"type": "websocket.receive", "text": f"http://{HERE}/a"}])
    assert sent == [
        {"type": "websocket.accept", "subprotocol": "b", "headers": []},
        {"type": "websocket.send", "text": "hello"},
        {"type": "websocket.send", "bytes": b"\x00"},
        {"type": "websocket.close", "code": 1001, "reason": "bye"},
    ]
    refused = [{"type": "websocket.close", "code": 1008}]
    assert await converse(replaying(live), [], "/other") == refused
    assert await converse(replaying(live), [], host="evil.example") == refused
