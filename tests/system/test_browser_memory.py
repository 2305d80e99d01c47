"""A browser that has grown too large is replaced once its pages are done; a page that does is ended."""

from __future__ import annotations

import asyncio
import time

import pytest

from snapshotter.capture.browser import BrowserOptions, WarmBrowser
from snapshotter.capture.browsers import find_browser
from snapshotter.capture.keylog_pipe import KeyLogPipe
from snapshotter.capture.memory_limit import PACE_S
from snapshotter.capture.process_memory import tree_bytes

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PROXY = "socks5://127.0.0.1:9"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def warm(browser):
    pipe, clock, measured = KeyLogPipe(), Clock(), []

    def measure(pid):
        measured.append((pid, tree_bytes(pid)))
        return measured[-1][1]

    def make(browser_max_bytes, **more):
        options = BrowserOptions(find_browser(), pipe.path, browser_max_bytes=browser_max_bytes, **more)
        made.append(WarmBrowser(options, measure=measure, clock=clock))
        return made[-1], clock, measured

    made = []
    yield make
    for each in made:
        await each.close()
    pipe.close()


async def test_too_large_a_browser_ends_when_its_pages_are_done(warm):
    browser, clock, measured = warm(1_000_000)
    first = await browser.context(PROXY)
    second = await browser.context(PROXY)
    assert first.browser is second.browser
    page = await first.new_page()
    # Of its own: what is shared with other browsers may count for little.
    await page.evaluate("void (globalThis.kept = new Uint8Array(6e7).fill(7))")
    assert measured == [], "it is not looked at all the time"
    clock.now += 6.0
    third = await browser.context(PROXY)
    assert len(measured) == 1
    assert measured[0][1] > 50_000_000
    assert third.browser is not first.browser
    assert first.browser.is_connected(), "it still has pages"
    await first.close()
    await second.close()
    old = second.browser
    clock.now += 1.0
    fourth = await browser.context(PROXY)
    assert fourth.browser is third.browser
    assert not old.is_connected()
    clock.now += 6.0
    await browser.context(PROXY)
    assert measured[1][0] != measured[0][0], "the second is the new one's process"
    assert browser.replaced == 0, "nothing was wrong with it"


async def test_a_browser_within_bounds_stays(warm):
    browser, clock, measured = warm(8_000_000_000)
    first = await browser.context(PROXY)
    clock.now += 6.0
    second = await browser.context(PROXY)
    assert first.browser is second.browser
    assert measured[0][1] is not None


async def test_without_a_limit_nothing_is_measured(warm):
    browser, clock, measured = warm(0)
    await browser.context(PROXY)
    clock.now += 60.0
    await browser.context(PROXY)
    assert measured == []


EATING = "() => { const kept = []; setInterval(() => kept.push(new Uint8Array(2e7).fill(7)), 10); }"


async def test_a_page_that_eats_memory_is_ended_and_the_others_stay(warm):
    browser, _, _ = warm(0, process_max_bytes=500_000_000)
    began, crashed = time.monotonic(), asyncio.Event()
    eating = await (await browser.context(PROXY)).new_page()
    eating.on("crash", lambda _: crashed.set())
    other = await (await browser.context(PROXY)).new_page()
    assert not browser.memory.has_ended_one_since(began)

    await eating.evaluate(EATING)
    await asyncio.wait_for(crashed.wait(), 60)

    assert browser.memory.has_ended_one_since(began)
    assert not browser.memory.has_ended_one_since(time.monotonic() + 1)
    assert await other.evaluate("1 + 1") == 2


async def test_without_a_limit_a_page_may_have_what_it_wants(warm):
    browser, _, _ = warm(0)
    page = await (await browser.context(PROXY)).new_page()

    await page.evaluate("void (globalThis.kept = new Uint8Array(6e8).fill(7))")
    await asyncio.sleep(2 * PACE_S)

    assert await page.evaluate("kept.length") == 6e8
