"""``audit`` as users run it, on the small web of the tour before and after it has grown old."""

from __future__ import annotations

import asyncio
import json
import os
import signal

import pytest

from snapshotter.demo.web import DemoWeb
from tests.system.conftest import checked_by_others, going_to

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EXPECTED = {
    "supply-road-reopens": "passage-missing",
    "front-march-10.png": "gone",
    "brief/4471": "unchanged",
    "mrdn.example/a7": "unchanged",
    "two-bridges": "redirected-home",
    "river-crossing": "moved",
    "335012": "gone",
    "001942.txt": "unchanged",
    "transit-march": "drifted",
    "wp-2016-07.pdf": "gone",
    "storage-levy": "parked",
    "slow-light": "unchanged",
}


def options(web) -> list[str]:
    return ["--insecure", "--host-delay", "0", "--timeout", "20", *going_to(web.connect_to)]


async def archived(program, web, *more: str) -> None:
    patterns = [part for name in ("*live", "*.zip", "*footage*", "*harbour*") for part in ("--exclude", name)]
    ran = await program("archive", web.post_url, *options(web), *patterns, *more)
    assert ran.code in (0, 3), ran.err


def manifest_of(program) -> dict:
    (path,) = (program.home / "warcs" / "manifests").glob("*.json")
    return json.loads(path.read_text("utf-8"))


def audits(program) -> dict[str, list[dict]]:
    return {one["url"]: one["audits"] for one in manifest_of(program)["citations"] if one.get("audits")}


async def test_ten_years_later(program):
    async with DemoWeb(download_bytes=1000) as web:
        await archived(program, web)
        before = await program("audit", "--json", *options(web))
        web.grow_old()
        ran = await program("audit", "--json", *options(web))
        due = await program("audit", "--json", "--due", *options(web))

    sound = {each["verdict"]["class"] for each in before.json["citations"] if "335012" not in each["url"]}
    assert (before.code, sound) == (10, {"unchanged"}), "of the pages one was gone from the beginning"
    told = {each["url"]: each for each in ran.json["citations"]}
    found = {name: next(told[url] for url in told if name in url)["verdict"]["class"] for name in EXPECTED}
    assert (ran.code, found) == (10, EXPECTED)
    assert not any(
        each["verdict"]["confirmed"] for each in told.values() if each["verdict"]["class"] == "gone"
    )
    lost = next(told[url] for url in told if "supply-road" in url)
    assert [quote["state"] for quote in lost["quotes"]] == ["gone"]
    (post,) = ran.json["posts"]
    assert post["checked"] == len(told) == sum(post["classes"].values())
    assert (due.code, due.json["citations"]) == (0, []), "all have just been asked"

    kept = audits(program)
    assert {url: len(each) for url, each in kept.items()} == dict.fromkeys(told, 2)
    files = sorted((program.home / "warcs").glob("*.warc.gz"))
    assert [complaint for path in files for complaint in checked_by_others(path)] == []
    verified = await program("verify", "--json")
    assert verified.code == 0, verified.out
    again = await program("judge", "--json")
    judged = [each for each in again.json["records"] if "storage-levy" in each["url"]]
    assert [each["verdict"]["class"] for each in judged][-1] == "parked", "offline, from the evidence"
    assert (await program("reindex")).code == 0
    assert audits(program) == kept


async def test_a_network_that_is_down_gives_no_verdict(program):
    async with DemoWeb(download_bytes=1000) as web:
        await archived(program, web, "--limit", "6")
        led = options(web)
    ran = await program("audit", "--json", *led)
    assert ran.code == 7, ran.err
    assert json.loads(ran.err.strip().splitlines()[-1])["error"] == "network.down"
    assert audits(program) == {}


async def test_broken_off_it_keeps_what_it_has(program):
    async with DemoWeb(download_bytes=1000) as web:
        await archived(program, web, "--limit", "8")
        slow = [*options(web), "--host-delay", "2", "--no-browser", "--jobs", "1"]
        process = await asyncio.create_subprocess_exec(
            *program.command("audit", *slow),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            stdin=asyncio.subprocess.DEVNULL,
            env={**os.environ, "NO_COLOR": "1"},
        )
        assert process.stderr is not None
        told = 0
        while told < 2 and (line := await asyncio.wait_for(process.stderr.readline(), 60)):
            told += b"https://" in line or b"http://" in line
        process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.communicate(), 60)
        assert process.returncode == 130
        kept = audits(program)
        assert len(kept) >= 2
        assert (await program("verify")).code == 0
        rest = await program("audit", "--due", "--json", *options(web))
    assert {each["url"] for each in rest.json["citations"]}.isdisjoint(kept), "only what was left is due"
    assert (await program("audit", "no-such-post")).code == 2
