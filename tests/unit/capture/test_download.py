"""The single GET, against a client that answers from a table."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from snapshotter.capture import download as module
from snapshotter.capture.download import download, looks_like_file
from snapshotter.errors import CaptureTimeout, ConnectError
from snapshotter.urls import Url

START = Url("https://files.test/paper.pdf")
PDF = {"content-type": "application/pdf"}


@dataclass
class Answer:
    """A canned response; ``pieces`` may be errors to raise, and each takes ``seconds``."""

    status: int = 200
    fields: dict[str, str] = field(default_factory=dict)
    pieces: Iterable[bytes | Exception] = (b"%PDF-1.7",)
    seconds: float = 0.0
    read: int = 0
    url: Url = START
    clock: list[float] = field(default_factory=lambda: [0.0])

    def field(self, name: str) -> str | None:
        return self.fields.get(name)

    async def chunks(self):
        for piece in self.pieces:
            self.clock[0] += self.seconds
            if isinstance(piece, Exception):
                raise piece
            self.read += len(piece)
            yield piece


class Client:
    """:class:`snapshotter.http.client.HttpClient` as far as a download needs it."""

    def __init__(self, clock: list[float], answers: dict[str, Answer | Exception]) -> None:
        self._clock = clock
        self._answers = answers
        self.asked: list[str] = []
        self.open = 0

    @asynccontextmanager
    async def get(self, url, headers=None):
        self.asked.append(url)
        answer = self._answers[url]
        if isinstance(answer, Exception):
            raise answer
        answer.url, answer.clock = url, self._clock
        self.open += 1
        try:
            yield answer
        finally:
            self.open -= 1


@pytest.fixture
def clock(monkeypatch):
    """The module's wall clock, which only answers move."""
    now = [1000.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def get(clock):
    async def run(answers, timeout_s=60.0):
        states = []
        client = Client(clock, answers)
        got = await download(client, START, timeout_s, states.append)
        assert client.open == 0
        assert states == ["downloading"]
        return got, client

    return run


async def test_a_file(get):
    answer = Answer(fields=PDF, pieces=[b"%PDF"] * 100)
    got, _ = await get({START: answer})
    assert (got.result, got.final_url, got.status, answer.read) == ("complete", START, 200, 400)


@pytest.mark.parametrize("status", [200, 404, 410, 500])
async def test_a_status_is_not_judged_here(get, status):
    got, _ = await get({START: Answer(status, PDF)})
    assert (got.result, got.status) == ("complete", status)


@pytest.mark.parametrize("status", [401, 403, 406, 429, 503])
async def test_a_refusal_is_for_the_browser(get, status):
    answer = Answer(status, PDF)
    got, _ = await get({START: answer})
    assert (got.result, got.status, answer.read) == ("refused", status, 0)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects(get, status):
    there = Url("https://files.test/sub/b.pdf")
    moved = Answer(status, {"location": "sub/b.pdf"}, [b"moved"])
    got, client = await get({START: moved, there: Answer(fields=PDF)})
    assert (got.result, got.final_url, client.asked) == ("complete", there, [START, there])
    assert moved.read == 5


@pytest.mark.parametrize(("location", "path"), [("/\xc3\xa9.pdf", "%C3%A9.pdf"), ("/\xe9.pdf", "%E9.pdf")])
async def test_a_redirect_keeps_the_bytes_of_its_target(get, location, path):
    there = Url(f"https://files.test/{path}")
    got, _ = await get({START: Answer(302, {"location": location}), there: Answer(fields=PDF)})
    assert (got.result, got.final_url) == ("complete", there)


async def test_the_body_of_a_redirect_is_read_up_to_a_limit(get):
    there = Url("https://files.test/b.pdf")
    moved = Answer(302, {"location": "/b.pdf"}, [b"x" * 65536] * 1000)
    got, _ = await get({START: moved, there: Answer(fields=PDF)})
    assert got.result == "complete"
    assert moved.read <= (1 << 20) + 65536


async def test_a_redirect_that_breaks_off_is_followed(get):
    there = Url("https://files.test/b.pdf")
    moved = Answer(302, {"location": "/b.pdf"}, [b"x", ConnectError("it broke off")])
    got, _ = await get({START: moved, there: Answer(fields=PDF)})
    assert (got.result, got.final_url) == ("complete", there)


async def test_too_many_redirects(get):
    got, client = await get({START: Answer(302, {"location": str(START)})})
    assert (got.result, got.status, got.error.code) == ("failed", 302, "capture.redirect")
    assert len(client.asked) == 20


@pytest.mark.parametrize(
    "location", ["ftp://files.test/x", "javascript:alert(1)", "http://", "file:///etc/passwd"]
)
async def test_a_redirect_out_of_the_web(get, location):
    got, client = await get({START: Answer(302, {"location": location})})
    assert (got.result, got.error.code) == ("failed", "capture.redirect")
    assert client.asked == [START]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(fields={"content-type": "text/html; charset=utf-8"}),
        Answer(fields={"content-type": "Application/XHTML+xml"}),
        Answer(fields={"content-type": "text/html"}, pieces=[]),
        Answer(pieces=[b"<!doctype html><p>"]),
        Answer(pieces=[b"  \n<!-- a\n comment --> <HTML>"]),
        Answer(pieces=[b"<", b"h", b"ead", b">"]),
        Answer(pieces=[b" " * 500 + b"<title>x</title>"]),
        Answer(fields={"content-encoding": "identity"}, pieces=[b"<body>"]),
    ],
)
async def test_html_is_for_the_browser(get, answer):
    got, _ = await get({START: answer})
    assert got.result == "is-html"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(fields={"content-type": "text/plain"}, pieces=[b"<!doctype html>"]),
        Answer(fields={"content-encoding": "gzip"}, pieces=[b"<html>"]),
        Answer(pieces=[b"<?xml version='1.0'?><rss>"]),
        Answer(pieces=[b"<htmlish>"]),
        Answer(pieces=[b" " * 5000 + b"<html>"]),
        Answer(pieces=[]),
    ],
)
async def test_what_is_no_html(get, answer):
    got, _ = await get({START: answer})
    assert got.result == "complete"


async def test_a_trickle_runs_out_of_time(get):
    answer = Answer(fields=PDF, pieces=(b"x" for _ in range(10_000)), seconds=5)
    got, _ = await get({START: answer})
    assert got.result == "out-of-time"
    assert answer.read == 13


async def test_what_flows_may_take_longer(get):
    answer = Answer(fields=PDF, pieces=(b"x" * (1 << 20) for _ in range(100)), seconds=5)
    got, _ = await get({START: answer})
    assert (got.result, answer.read) == ("complete", 100 << 20)


async def test_but_not_for_ever(get):
    answer = Answer(fields=PDF, pieces=(b"x" * (1 << 20) for _ in range(10_000)), seconds=5)
    got, _ = await get({START: answer})
    assert got.result == "out-of-time"
    assert answer.read == 121 << 20


@pytest.mark.parametrize("error", [ConnectError("refused"), CaptureTimeout("too long")])
async def test_trouble_is_a_value(get, error):
    got, _ = await get({START: error})
    assert (got.result, got.error) == ("failed", error)
    got, _ = await get({START: Answer(fields=PDF, pieces=[b"x", error])})
    assert (got.result, got.status, got.error) == ("failed", 200, error)


async def test_a_head_that_never_comes_is_bounded():
    class Silent:
        @asynccontextmanager
        async def get(self, url, headers=None):
            await asyncio.Event().wait()
            yield

    got = await download(Silent(), START, 0.01, lambda state: None)
    assert (got.result, got.error.code) == ("failed", "capture.timeout")


@pytest.mark.parametrize(
    ("path", "does"),
    [
        ("/a.pdf", True),
        ("/a.PDF?x=1#y", True),
        ("/a.tar.gz", True),
        ("/feed.xml", True),
        ("/a.jpeg", True),
        ("/", False),
        ("/a", False),
        ("/a.html", False),
        ("/a.php?f=b.pdf", False),
        ("/pdf", False),
        ("/a.pdf/", False),
    ],
)
def test_addresses_that_name_files(path, does):
    assert looks_like_file(Url(f"https://files.test{path}")) is does
