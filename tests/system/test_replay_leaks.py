"""A hostile archived page reaches nobody outside: sealed, and in the reader's own browser."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from snapshotter.demo.origin import Origin
from snapshotter.replay.lookup import SnapshotLookup
from snapshotter.replay.sealed import SealedOrigin, pinned_key
from tests.museum.hostile_replay import pages
from tests.museum.hostile_replay.listener import Listener
from tests.museum.replay_torture import runs
from tests.museum.replay_torture.mapped import served
from tests.museum.replay_torture.recording import reading, record

pytestmark = [pytest.mark.browser, pytest.mark.museum, pytest.mark.slow]

LEAVING = f"{pages.URL}leaving.html"
LIMIT_S = 60.0
GRACE_S = 1.5
"""What was under way has arrived by then: over loopback it takes milliseconds."""
RESOLVING_ALL = "--host-resolver-rules=MAP *.example 127.0.0.1"
"""So that a name that leaks would be found; the last of two arguments counts."""
SEALED = (runs.trusting(pinned_key()), "--webrtc-ip-handling-policy=disable_non_proxied_udp")


@dataclass(frozen=True)
class Hostile:
    home: Path
    listener_port: int
    """Whoever comes here has leaked; taken again by every test."""
    at_capture: tuple[str, ...]


@pytest.fixture(scope="session")
def hostile(browser, tmp_path_factory) -> Hostile:
    """The page and one that leads itself away, captured; and who was reached while that was done."""
    home = tmp_path_factory.mktemp("hostile")

    async def made() -> Hostile:
        async with Listener() as listener:
            site = pages.routes(f"http://127.0.0.1:{listener.port}")
            async with Origin({pages.HOST: site}) as origin:
                connect_to = origin.connect_to([pages.HOST], "tls-h1")
                await record([pages.URL, LEAVING], connect_to, home)
            return Hostile(home, listener.port, tuple(listener.arrivals))

    return asyncio.run(asyncio.wait_for(made(), 120))


def reached(hostile) -> Listener:
    """The listener that the archived page knows."""
    return Listener(hostile.listener_port)


async def attack(page, frame, listener, *, at_least=80) -> dict[str, str]:
    """Click, as a reader does, wait until every channel was tried, and click for the last ones."""
    await frame.wait_for_selector("h1", state="attached", timeout=LIMIT_S * 1000)
    listener.arrivals.clear()
    await page.mouse.click(60, 200)
    tried = "window.__done && window.__tried"
    handle = await frame.wait_for_function(tried, timeout=LIMIT_S * 1000)
    outcomes = await handle.json_value()
    assert len(outcomes) >= at_least
    await page.mouse.click(60, 200)
    await asyncio.sleep(GRACE_S)
    return outcomes


async def test_live_the_page_does_reach_the_listener(browser):
    async with Listener() as listener:
        site = pages.routes(f"http://127.0.0.1:{listener.port}")
        async with Origin({pages.HOST: site}) as origin:
            rules = f"--host-resolver-rules=MAP {pages.HOST}:443 127.0.0.1:{origin.ports['tls-h1']}"
            trust = runs.trusting(origin.authority.spki_sha256)
            async with runs.chromium(browser, trust, rules) as chromium:
                page = await chromium.new_page()
                await page.goto(pages.URL)
                await attack(page, page.main_frame, listener)
    assert len(listener.channels) >= 50
    assert {"UDP", "fetch", "beacon", "window-open", "worker-fetch", "form-post"} <= listener.channels


def test_nobody_is_reached_while_it_is_captured(hostile):
    assert hostile.at_capture == ()


async def test_sealed_nobody_is_reached(hostile, browser):
    with reading(hostile.home) as recording:
        async with (
            reached(hostile) as listener,
            runs.chromium(browser, *SEALED) as chromium,
            SealedOrigin(SnapshotLookup(recording.material(pages.URL))) as origin,
            runs.context_through(chromium, [f"::127.0.0.1:{origin.port}"]) as context,
        ):
            page = await context.new_page()
            await page.goto(pages.URL)
            await attack(page, page.main_frame, listener)
            assert listener.arrivals == []


async def test_in_the_readers_browser_nobody_is_reached(hostile, browser):
    with reading(hostile.home) as recording:
        materials = {url: recording.material(url) for url in (pages.URL, LEAVING)}
        async with (
            reached(hostile) as listener,
            served(materials, service_workers=False) as mapped,
            runs.chromium(browser, RESOLVING_ALL) as chromium,
        ):
            page = await chromium.new_page()
            await page.goto(mapped.room(pages.URL))
            room = page.url
            frame = await framed(page)
            await attack(page, frame, listener)
            assert listener.arrivals == [], sorted(listener.channels)
            assert page.url == room
            assert [each.url for each in page.context.pages] == [room]
            registered = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
            assert await frame.evaluate(registered) == 0
            assert mapped.application.tally(mapped.label(pages.URL)).blocked > 10

            await page.goto(mapped.room(LEAVING))
            await (await framed(page)).wait_for_url("**/*", timeout=LIMIT_S * 1000)
            await asyncio.sleep(GRACE_S)
            assert listener.arrivals == []


async def framed(page):
    return await (await page.wait_for_selector("iframe")).content_frame()
