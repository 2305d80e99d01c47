"""Nothing waits for ever for a browser, a driver or a connection that does not end."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from snapshotter.capture import browser as browser_module
from snapshotter.capture import browsers, profile, run, tunnel, visit
from snapshotter.capture.browser import BrowserOptions, WarmBrowser, closed
from snapshotter.capture.browsers import Browser
from snapshotter.capture.connector import Connector
from snapshotter.capture.outcome import Evidence, outcome_of
from snapshotter.capture.recorder import Recorder
from snapshotter.capture.run import CaptureOptions, unhurried
from snapshotter.capture.tls.keylog import KeyLog
from snapshotter.capture.tunnel import Tunnel
from snapshotter.capture.view import PageView
from snapshotter.capture.visit import Visit, VisitOptions
from snapshotter.errors import BrowserCrashed, ConfigError
from snapshotter.urls import Url

LIMIT_S = 10
URL = Url("https://cited.example/")
SHORT_S = 0.05


async def never(*_args, **_kwargs):
    await asyncio.Event().wait()


class Hanging:
    """A browser, a context and a driver that never answer."""

    contexts = ()
    new_context = close = stop = start = storage_state = never

    def is_connected(self):
        return True


@pytest.fixture
async def warm(monkeypatch):
    monkeypatch.setattr(browsers, "browser_version", lambda _: "Chromium 156.0.0.0")
    for name in ("_CLOSE_TIMEOUT_S", "_CONTEXT_TIMEOUT_S", "_LAUNCH_TIMEOUT_S"):
        monkeypatch.setattr(browser_module, name, SHORT_S)
    made = WarmBrowser(BrowserOptions(Browser(Path("/none"), "chromium", "setting"), Path("/none")))
    yield made
    await made.close()


async def test_a_browser_that_gives_no_context_is_replaced(warm):
    warm._browser = Hanging()
    async with asyncio.timeout(LIMIT_S):
        with pytest.raises(BrowserCrashed, match="no context: not within"):
            await warm.context("socks5://127.0.0.1:1")
    assert warm._browser is None
    assert warm.replaced == 1


async def test_a_driver_that_does_not_start(warm, monkeypatch):
    monkeypatch.setattr("playwright.async_api.async_playwright", Hanging)
    async with asyncio.timeout(LIMIT_S):
        with pytest.raises(BrowserCrashed, match="driver did not start"):
            await warm.context("socks5://127.0.0.1:1")


async def test_neither_browser_nor_driver_holds_up_the_end(warm):
    warm._browser, warm._retired, warm._playwright = Hanging(), [Hanging()], Hanging()
    async with asyncio.timeout(LIMIT_S):
        await warm.close()
    assert (warm._browser, warm._retired, warm._playwright) == (None, [], None)


async def test_a_browser_too_busy_for_one_more_page_ends_with_the_pages_it_has(warm):
    busy = Hanging()
    context = Hanging()
    context.browser = warm._browser = busy
    await warm.retire(context)
    assert (warm._browser, warm._retired, warm.replaced) == (None, [busy], 0)
    context.browser, warm._browser = Hanging(), busy
    await warm.retire(context)
    assert warm._browser is busy, "the browser of now is not the one that is busy"
    async with asyncio.timeout(LIMIT_S):
        await warm.close()


class Pages(Hanging):
    """A context that tells what is asked of it, and gives no page or no session with one."""

    browser = None

    def __init__(self, page: object = None):
        self._page = page

    def on(self, _event, _listener):
        pass

    async def new_page(self):
        return self._page or await never()

    new_cdp_session = never


class Listened:
    def on(self, _event, _listener):
        pass


@pytest.mark.parametrize("context", [Pages(), Pages(Listened())], ids=["no page", "no session"])
async def test_a_page_that_was_not_opened_is_no_answer_of_its_origin(context, monkeypatch, tmp_path):
    monkeypatch.setattr(visit, "_OPEN_S", SHORT_S)
    monkeypatch.setattr(visit, "_LEAST_LOOK_S", SHORT_S)
    traffic = Recorder(Connector(), KeyLog(), tmp_path, 10**6)
    async with asyncio.timeout(LIMIT_S):
        view = await Visit(context, traffic, URL, VisitOptions(), print).run()
    assert view.unopened
    outcome, reason = outcome_of(Evidence(None, view))
    assert (outcome, reason.code) == ("failed", "capture.timeout")
    assert "the browser gave no page" in reason.message


@pytest.mark.parametrize("lost", ["unopened", "browser_lost"])
async def test_a_page_whose_browser_failed_it_is_visited_once_more(lost, monkeypatch, tmp_path):
    views = [PageView(**{lost: True}), PageView(text="read")]
    ways: list[str] = []

    class Fails:
        def __init__(self, *_args, **_kwargs):
            self.view = views[len([way for way in ways if way == "context"]) - 1]

        async def run(self):
            return self.view

    class Warm:
        async def context(self, *_args, **_kwargs):
            ways.append("context")

        async def retire(self, _context):
            ways.append("retire")

        async def give_back(self, _context):
            ways.append("give back")

    monkeypatch.setattr(run, "Visit", Fails)
    options = CaptureOptions(folder=tmp_path, visit=VisitOptions())
    recorder = Recorder(Connector(), KeyLog(), tmp_path, 10**6)
    await recorder.start()
    capturing = run.CaptureRun(URL, recorder, None, browser=Warm(), options=options, key_log=tmp_path)
    finished: list[PageView] = []

    async def keep(view, _got):
        finished.append(view)

    monkeypatch.setattr(capturing, "_finished", keep)
    async with asyncio.timeout(LIMIT_S):
        await capturing._capture()
    await recorder.stop()
    assert finished == [views[1]]
    left = "retire" if lost == "unopened" else "give back"
    assert ways == ["context", left, "context", "give back"]


async def test_what_has_closed_and_what_has_not(warm):
    assert await closed(asyncio.sleep(0))
    assert not await closed(never(), SHORT_S)


async def test_logins_that_are_not_told(monkeypatch, tmp_path):
    monkeypatch.setattr(profile, "_STATE_S", SHORT_S)
    async with asyncio.timeout(LIMIT_S):
        with pytest.raises(ConfigError, match="did not tell"):
            await profile.save_profile(Hanging(), tmp_path / "login.json")
    assert list(tmp_path.iterdir()) == []


async def test_a_person_has_time_and_the_browser_has_not():
    acted = asyncio.Event()

    async def person(_page):
        await asyncio.sleep(4 * SHORT_S)
        acted.set()

    limit = asyncio.timeout(SHORT_S)

    async def visit():
        async with limit:
            await unhurried(person, limit, SHORT_S)(None)
            await never()

    async with asyncio.timeout(LIMIT_S):
        with pytest.raises(TimeoutError):
            await visit()
    assert acted.is_set()
    assert limit.expired()


class Failing:
    """A reader that fails at the end of its connection."""

    def __init__(self):
        self.closes = 0

    def connected(self, ip):
        pass

    def feed(self, side, data):
        pass

    def rest_s(self, size_bytes):
        return 0.0

    def closed(self, by):
        self.closes += 1
        raise RuntimeError("the reader failed")


async def talk_through(opened: Tunnel, port: int):
    """A connection through the tunnel to a port of this machine, established."""
    reader, writer = await asyncio.open_connection("127.0.0.1", opened.port)
    writer.write(b"\x05\x01\x00" + b"\x05\x01\x00\x01\x7f\x00\x00\x01" + port.to_bytes(2, "big"))
    assert (await reader.readexactly(12))[3] == 0
    return reader, writer


@pytest.mark.parametrize("first", ["client", "origin", "tunnel"])
async def test_a_reader_that_fails_keeps_no_connection_open(first, monkeypatch):
    told: list[dict] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    ended = asyncio.Event()

    async def serve(reader, writer):
        if first == "origin":
            writer.close()
        await reader.read()
        writer.close()
        ended.set()

    tap = Failing()
    opened = Tunnel(Connector(allow_private=True), lambda _host, _port: tap)
    async with asyncio.timeout(LIMIT_S):
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        await opened.start()
        reader, writer = await talk_through(opened, server.sockets[0].getsockname()[1])
        if first == "client":
            writer.close()
        if first != "tunnel":
            await reader.read()
            writer.close()
            await ended.wait()
        monkeypatch.setattr(tunnel, "_STOP_S", 2 * LIMIT_S)
        await opened.stop()
        await ended.wait()
        writer.close()
        server.close()
    assert tap.closes == 1
    assert [str(context["exception"]) for context in told] == ["the reader failed"]


async def test_a_connection_that_does_not_end_is_left(monkeypatch):
    class Stuck:
        def abort(self):
            return asyncio.ensure_future(never()) if not aborted else aborted[0]

    monkeypatch.setattr(tunnel, "_STOP_S", SHORT_S)
    aborted: list = []
    opened = Tunnel(Connector(), lambda _host, _port: Failing())
    await opened.start()
    stuck = Stuck()
    aborted.append(stuck.abort())
    opened.enter(stuck)
    async with asyncio.timeout(LIMIT_S):
        await opened.stop()
    aborted[0].cancel()
