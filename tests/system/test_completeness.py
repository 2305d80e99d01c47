"""What a person gets who reads a page to its end is in the WARC, every byte of it."""

from __future__ import annotations

import asyncio

import pytest

from snapshotter.demo.messages import ServedExchange
from snapshotter.demo.origin import Origin
from tests.museum import lazy, visitor
from tests.museum.awkward import EXHIBITS
from tests.museum.awkward.exhibit import Exhibit
from tests.museum.completeness import completeness
from tests.museum.torture import resolver_rules
from tests.system import readback
from tests.system.conftest import going_to

pytestmark = [pytest.mark.browser, pytest.mark.museum, pytest.mark.slow]

LEAST_RATIO = 0.995
READERS = 3
RUN_LIMIT_S = 600.0
SCROLL_S = 20.0
"""Twice what the scroll may take on a machine of its own; ``python -m bench.visits`` holds the bar."""


def origin_of(exhibits) -> tuple[Origin, list[str]]:
    routes = {host: paths for each in exhibits for host, paths in each.routes.items()}
    return Origin(routes), list(routes)


def ways_to(origin: Origin, hosts: list[str]) -> tuple[str, ...]:
    return (*origin.connect_to(hosts, "h1"), *origin.connect_to(hosts, "tls-h2"))


async def read_by_people(executable, exhibits) -> tuple[ServedExchange, ...]:
    """What the origin sent to readers of these pages."""
    origin, hosts = origin_of(exhibits)
    places = asyncio.Semaphore(READERS)

    async def read(chromium, each: Exhibit) -> None:
        async with places:
            await visitor.read(chromium, each.url, once=each.once, until_gone=each.until_gone)

    async with origin, visitor.browser(executable, resolver_rules(ways_to(origin, hosts))) as chromium:
        await asyncio.gather(*(read(chromium, each) for each in exhibits))
        return origin.served


async def archived(program, exhibits):
    """The same pages by the program, all cited in one post; what the origin sent it."""
    post = program.home.parent / "post.html"
    cited = "".join(f'<p>As <a href="{each.url}">{each.name}</a> has it.</p>' for each in exhibits)
    post.write_text(f"<!doctype html><title>Awkward</title><article><h1>Awkward</h1>{cited}</article>")
    origin, hosts = origin_of(exhibits)
    async with origin:
        command = program.command(
            "archive", str(post), "--base-url", "https://blog.example/awkward", "--json", "--insecure",
            "--jobs", "2", "--host-delay", "0", *going_to(ways_to(origin, hosts)),
        )  # fmt: skip
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
        await asyncio.wait_for(process.wait(), RUN_LIMIT_S)
        return origin.served, origin.answer


async def test_everything_that_readers_of_awkward_pages_get_is_in_the_warc(program, browser):
    reader = await read_by_people(browser, EXHIBITS)
    assert len({exchange.url for exchange in reader}) > 600
    sent, answer = await archived(program, EXHIBITS)
    found = await completeness(reader, sent, readback.exchanges(program.home), answer)
    print(found)
    assert found.ratio >= LEAST_RATIO, str(found)
    infos = {info["url"]: info for info in readback.page_infos(program.home)}
    assert set(infos) == {each.url for each in EXHIBITS}
    assert {url: info["reason"] for url, info in infos.items() if info["outcome"] != "captured"} == {}


async def test_the_lazy_page_comes_whole_and_soon(program):
    async with Origin(lazy.routes()) as origin:
        to = going_to(origin.connect_to([lazy.HOST], "tls-h2"))
        ran = await program("capture", lazy.URL, "--insecure", "--json", *to)
        served = origin.served
    assert ran.json["outcome"] == "captured", ran.json
    assert lazy.Came.from_log(served) == lazy.EVERYTHING
    records = readback.exchanges(program.home)
    whole = [record.url for record in records if record.status == 200 and record.truncated is None]
    assert lazy.Came.of(whole) == lazy.EVERYTHING
    (info,) = readback.page_infos(program.home)
    (scroll,) = [step for step in info["steps"] if step["name"] == "scroll"]
    assert scroll["outcome"] == "done"
    assert scroll["elapsed_s"] < SCROLL_S
    assert info["cuts"] == []
