"""What a proof missed is fetched as the page would have asked for it, and recorded."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from snapshotter.capture.capturer import BrowserCapturer
from snapshotter.capture.connector import Connector, ConnectTo
from snapshotter.capture.keylog_pipe import KeyLogPipe
from snapshotter.capture.run import CaptureOptions
from snapshotter.capture.supplement import MOST, wanted
from snapshotter.capture.visit import VisitOptions
from snapshotter.demo.messages import always, redirect, typed
from snapshotter.demo.origin import Origin
from snapshotter.model.proof import ReplayMiss
from snapshotter.urls import Url

HOST = "cited.example"
PAGE = Url(f"http://{HOST}/page?a=1#part")
LIMIT_S = 30
ROUTES = {
    "/late.js": always(typed(b"text/javascript", b"late()")),
    "/moved.png": always(redirect(302, "/there.png")),
    "/there.png": always(typed(b"image/png", b"\x89PNG")),
}


def miss(path, destination="script", *, method="GET", known=False):
    return ReplayMiss(method, Url(f"http://{HOST}{path}"), destination, known=known)


@pytest.fixture
async def pipe():
    made = KeyLogPipe()
    yield made
    made.close()


async def supplemented(pipe, folder, *misses):
    browser = SimpleNamespace(user_agent="Mozilla/5.0 (test)", software="Chromium 1.2")
    async with Origin({HOST: ROUTES}) as origin, asyncio.timeout(LIMIT_S):
        connect_to = [ConnectTo.parse(entry) for entry in origin.connect_to([HOST], "h1")]
        options = CaptureOptions(folder, VisitOptions(timeout_s=20))
        capturer = BrowserCapturer(browser, pipe, Connector(connect_to=connect_to), options)
        found = await capturer.supplement(PAGE, misses, PAGE)
        bodies = {
            each.url: b"".join(each.response.body.chunks()) for each in found.exchanges if each.response
        }
        await capturer.release(found)
        return found, bodies, origin.served


async def test_it_is_asked_for_as_the_page_would(pipe, tmp_path):
    found, bodies, served = await supplemented(pipe, tmp_path, miss("/late.js"), miss("/moved.png", "image"))
    assert bodies[f"http://{HOST}/late.js"] == b"late()"
    assert bodies[f"http://{HOST}/there.png"] == b"\x89PNG", "redirects are followed"
    assert sorted(item.target for item in served) == ["/late.js", "/moved.png", "/there.png"]
    (head,) = [item.request_head for item in served if item.target == "/late.js"]
    for field in (
        b"Referer: http://cited.example/page?a=1\r\n",
        b"User-Agent: Mozilla/5.0 (test)\r\n",
        b"Sec-Fetch-Dest: script\r\n",
        b"Sec-Fetch-Mode: no-cors\r\n",
        b"Sec-Fetch-Site: same-origin\r\n",
    ):
        assert field.lower() in head.lower() + b"\r\n", field
    assert (found.url, found.via, found.main_exchange_id) == (PAGE, "fetch", None)


async def test_where_nothing_can_be_fetched_nothing_is_in_it(pipe, tmp_path):
    found, _, served = await supplemented(pipe, tmp_path, miss("/x", method="POST"), miss("/y", known=True))
    assert (found.exchanges, served) == ((), ())


def test_only_what_a_get_can_fetch_is_wanted():
    asked = [
        miss("/a"),
        miss("/a"),
        miss("/b", method="POST"),
        miss("/c", known=True),
        ReplayMiss("GET", Url("ws://cited.example/socket")),
        miss("/d"),
    ]
    assert [each.url for each in wanted(asked)] == [f"http://{HOST}/a", f"http://{HOST}/d"]
    assert len(wanted([miss(f"/{number}") for number in range(MOST + 9)])) == MOST
