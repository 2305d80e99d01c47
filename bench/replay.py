"""``python -m bench.replay``: ways to replay one recording, side by side.

The torture page (:mod:`tests.museum.replay_torture`) is visited live, captured by the program, and
replayed from that one WARC: by ours, sealed and host-mapped, and by pywb and ReplayWeb.page where they are
at hand (:mod:`bench.replay_peers` says how to bring them).  Counted are the checks whose value is that of
the live visit, as they are and after each way's names were taken back to those of the web, and the time
and CPU seconds of a page of eighty parts: cold contexts, all ways in turn in every round, medians, and
ratios to the live page.  CPU seconds are those of the whole tree: browser, driver, server.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.replay_peers import Missing, Opened, pywb, replay_web_page
from bench.tree import tree_cpu_s
from snapshotter.capture.browsers import find_browser
from snapshotter.replay.lookup import SnapshotLookup
from snapshotter.replay.sealed import SealedOrigin, pinned_key
from snapshotter.urls import Url
from snapshotter.warc.reader import warc_files
from tests.museum.replay_torture import runs
from tests.museum.replay_torture.mapped import served
from tests.museum.replay_torture.recording import Recording, reading, record
from tests.museum.replay_torture.web import BENCH_URL, PAGE_URLS, TortureWeb

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Frame, Page

TIME_BAR, SHARE_BAR = 1.3, 0.95
_FOUND_S = 30.0
_CHECKS_S = 240.0
"""Checks that fail by waiting do so one after the other."""


@dataclass
class Way:
    """One way to see the page."""

    name: str
    context: Callable[[Url], Any]
    """A cold context for an address, as an async context manager."""
    opened: Opened
    results: dict[str, dict[str, Any]] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    wall_s: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)
    failures: int = 0


async def recorded(web: TortureWeb, home: Path) -> Path:
    """The three pages, captured in one go; the WARC file they are in."""
    snapshots = await record([*PAGE_URLS, BENCH_URL], web.connect_to, home)
    print("captured:", ", ".join(f"{each.final_url} {each.outcome.value}" for each in snapshots))
    (warc,) = warc_files(home)
    return warc


async def frame_with(page: Page, test: str, limit_s: float = runs.LIMIT_S) -> Frame:
    """The first frame in which ``test`` becomes true."""
    async with asyncio.timeout(limit_s):
        while True:
            for frame in page.frames:
                if await _holds(frame, test):
                    return frame
            await asyncio.sleep(0.05)


async def _holds(frame: Frame, test: str) -> bool:
    from playwright.async_api import Error

    try:
        return bool(await asyncio.wait_for(frame.evaluate(test), _FOUND_S))
    except Error:  # it was navigated meanwhile
        return False


async def check(way: Way) -> None:
    """The values of all checks in this way, page by page."""
    for url in PAGE_URLS:
        async with way.context(url) as context:
            page = await context.new_page()
            await page.goto(way.opened.address(url), wait_until="commit")
            try:
                frame = await frame_with(page, "window.__done === true", _CHECKS_S)
            except TimeoutError:
                print(f"{way.name}: not all checks of {url} ended; those that did are counted")
                frame = await frame_with(page, "Object.keys(window.__results ?? {}).length > 0")
            way.results[url] = json.loads(await frame.evaluate("JSON.stringify(window.__results)"))
            way.pictures[url] = await runs.picture_of(page)


async def time_once(way: Way) -> None:
    """One cold load of the page of eighty parts."""
    async with way.context(BENCH_URL) as context:
        page = await context.new_page()
        cpu, begun = tree_cpu_s(os.getpid()), asyncio.get_running_loop().time()
        try:
            await page.goto(way.opened.address(BENCH_URL), wait_until="commit")
            await frame_with(page, "window.__bench === 20 && document.readyState === 'complete'")
        except TimeoutError:
            way.failures += 1
            return
        way.wall_s.append(asyncio.get_running_loop().time() - begun)
        way.cpu_s.append(tree_cpu_s(os.getpid()) - cpu)


def say(way: Way, live: Way, *, verbose: bool) -> None:
    """A row of the table."""
    raw = mapped = whole = 0
    missed: dict[str, tuple[Any, Any]] = {}
    for url in PAGE_URLS:
        before, now = live.results[url], way.results.get(url, {})
        now = {name: now.get(name, runs.MISSING) for name in before}
        raw += len(runs.score(before, now).same)
        held = runs.score(before, now, lambda text, page=url: way.opened.unmap(text, page))
        mapped, whole = mapped + len(held.same), whole + len(before)
        missed |= held.different
    pixels = [
        runs.different_pixels(live.pictures[url], way.pictures[url])
        for url in PAGE_URLS
        if url in way.pictures
    ]
    print(
        f"{way.name:24} {raw:4}/{whole} {mapped:6}/{whole}  pixels {pixels}  {_times(way, live)}", flush=True
    )
    if verbose:
        for name, (before, now) in missed.items():
            print(f"{'':6}{name}: {before!r} -> {now!r}")


def _times(way: Way, live: Way) -> str:
    if not way.wall_s:
        return f"load: none of {way.failures} came to its end"
    wall, cpu = median(way.wall_s), median(way.cpu_s)
    failures = f", {way.failures} did not end" if way.failures else ""
    return (
        f"load {wall * 1000:5.0f} ms ({wall / median(live.wall_s):.2f}x),"
        f" CPU {cpu:.2f} s ({cpu / median(live.cpu_s):.2f}x){failures}"
    )


@asynccontextmanager
async def browsers(web: TortureWeb) -> AsyncIterator[tuple[Browser, Path]]:
    """The browser of every way."""
    executable = find_browser().path
    trusted = runs.trusting(web.authority.spki_sha256, pinned_key())
    async with runs.chromium(executable, trusted) as browser:
        yield browser, executable


def unchanged(text: str, _page: Url) -> str:
    return text


def plain_context(browser: Browser) -> Callable[[Url], Any]:
    """A cold context that reaches loopback."""

    @asynccontextmanager
    async def context(_url: Url) -> AsyncIterator[BrowserContext]:
        opened = await browser.new_context(viewport=runs.VIEWPORT)
        try:
            yield opened
        finally:
            await opened.close()

    return context


def sealed_context(browser: Browser, recording: Recording) -> Callable[[Url], Any]:
    """A cold context for which the snapshot of an address is all the web."""

    @asynccontextmanager
    async def context(url: Url) -> AsyncIterator[BrowserContext]:
        async with (
            SealedOrigin(SnapshotLookup(recording.material(url))) as origin,
            runs.context_through(browser, [f"::127.0.0.1:{origin.port}"]) as opened,
        ):
            yield opened

    return context


async def ours(browser: Browser, home: Path, stack: AsyncExitStack) -> list[Way]:
    """Sealed, and host-mapped in a frame as the reading room has it, service workers let in."""
    recording = stack.enter_context(reading(home))
    materials = {url: recording.material(url) for url in (*PAGE_URLS, BENCH_URL)}
    mapped = await stack.enter_async_context(served(materials))
    return [
        Way("snapshotter, sealed", sealed_context(browser, recording), Opened(str, unchanged)),
        Way(
            "snapshotter, in browser",
            plain_context(browser),
            Opened(mapped.room, lambda text, page: mapped.unmap(page)(text)),
        ),
    ]


async def ways_of(
    web: TortureWeb, browser: Browser, home: Path, warc: Path, stack: AsyncExitStack
) -> tuple[Way, list[Way]]:
    """The live page, and every way there is on this machine."""
    live = Way("live", lambda _: runs.context_through(browser, web.connect_to), Opened(str, unchanged))
    peers = {
        "pywb 2.10": lambda: pywb(warc),
        "pywb, client side": lambda: pywb(warc, client_side=True),
        "ReplayWeb.page 2.5.3": lambda: replay_web_page(warc),
    }
    ways = await ours(browser, home, stack)
    for name, open_peer in peers.items():
        try:
            opened = await stack.enter_async_context(open_peer())
        except Missing as missing:
            print(f"{name}: left out, {missing}")
        else:
            ways.append(Way(name, plain_context(browser), opened))
    return live, ways


async def main_async(rounds: int, *, verbose: bool) -> int:
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="snapshotter-bench-")))
        web = await stack.enter_async_context(TortureWeb())
        browser, executable = await stack.enter_async_context(browsers(web))
        print(f"{executable}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
        warc = await recorded(web, home)
        live, ways = await ways_of(web, browser, home, warc, stack)
        for way in (live, *ways):
            await check(way)
        for _ in range(rounds):
            for way in (live, *ways):
                await time_once(way)
        for way in (live, *ways):
            say(way, live, verbose=verbose)
    return 0 if _met(live, *ways[:2]) else 1


def _met(live: Way, sealed: Way, in_browser: Way) -> bool:
    """Whether ours are over their bars: sealed in all checks, pixels and time, in the browser in checks."""
    exact = all(
        sealed.results[url] == live.results[url]
        and not runs.different_pixels(sealed.pictures[url], live.pictures[url])
        for url in PAGE_URLS
    )
    held = [
        runs.score(
            live.results[url],
            in_browser.results[url],
            lambda text, page=url: in_browser.opened.unmap(text, page),
        )
        for url in PAGE_URLS
    ]
    same = sum(len(each.same) for each in held)
    whole = sum(len(live.results[url]) for url in PAGE_URLS)
    quick = median(sealed.wall_s) <= TIME_BAR * median(live.wall_s)
    return exact and quick and same >= SHARE_BAR * whole


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.replay", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="timed loads of each way")
    parser.add_argument("--verbose", action="store_true", help="name every check that differs")
    chosen = parser.parse_args()
    return asyncio.run(main_async(chosen.rounds, verbose=chosen.verbose))


if __name__ == "__main__":
    sys.exit(main())
