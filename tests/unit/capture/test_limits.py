"""Nothing waits for ever for a browser, a driver or a connection that does not end."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from snapshotter.capture import browser as browser_module
from snapshotter.capture import browsers, profile, tunnel
from snapshotter.capture.browser import BrowserOptions, WarmBrowser, closed
from snapshotter.capture.browsers import Browser
from snapshotter.capture.connector import Connector
from snapshotter.capture.run import unhurried
from snapshotter.capture.tunnel import Tunnel
from snapshotter.errors import BrowserCrashed, ConfigError

LIMIT_S = 10
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
def warm(monkeypatch):
    monkeypatch.setattr(browsers, "browser_version", lambda _: "Chromium 156.0.0.0")
    for name in ("_CLOSE_TIMEOUT_S", "_CONTEXT_TIMEOUT_S", "_LAUNCH_TIMEOUT_S"):
        monkeypatch.setattr(browser_module, name, SHORT_S)
    made = WarmBrowser(BrowserOptions(Browser(Path("/none"), "chromium", "setting"), Path("/none")))
    yield made
    made._dead_end.close()


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
