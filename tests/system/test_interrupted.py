"""Killed in the middle, the same command again: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter

import pytest

from snapshotter.demo.web import DemoWeb
from tests.system import readback
from tests.system.conftest import checked_by_others, going_to
from tests.system.test_archive_run import latest, manifest_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def command(program, web):
    return program.command(
        "archive", web.post_url, "--insecure", "--host-delay", "0.1", "--timeout", "30", "--jobs", "2",
        *going_to(web.connect_to),
    )  # fmt: skip


async def run_until(program, web, captures, how):
    """Start the command and send it a signal after so many finished captures."""
    process = await asyncio.create_subprocess_exec(
        *command(program, web),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        stdin=asyncio.subprocess.DEVNULL,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert process.stderr is not None
    seen = []
    while len(seen) < captures and (line := await asyncio.wait_for(process.stderr.readline(), 60)):
        if line.startswith((b"captured", b"partial", b"failed")):
            seen.append(line.split()[-1].decode())
    process.send_signal(how)
    await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, seen


@pytest.mark.parametrize("moments", [(1, 3, 2), (5,), (9, 1)])
async def test_killed_and_run_again(proving, moments):
    async with DemoWeb(download_bytes=500_000) as web:
        stored_before = set()
        for captures in moments:
            code, seen = await run_until(proving, web, captures, signal.SIGKILL)
            assert code == -signal.SIGKILL
            stored_before |= set(seen)
        before = Counter(item.url for item in web.served)
        ran = await proving(*command(proving, web)[5:])
        after = Counter(item.url for item in web.served) - before
    assert ran.code == 3, ran.err
    again = {url for url in stored_before if after[url]}
    assert not {url for url in again if "rt-daily" not in url}, "a page that was stored was asked for again"
    manifest = manifest_of(proving)
    outcomes = Counter(latest(citation)["outcome"] for citation in manifest["citations"])
    assert (outcomes["captured"], outcomes["partial"], outcomes["failed"]) == (15, 1, 1), ran.err
    for citation in manifest["citations"]:
        kept = [s["id"] for s in citation["snapshots"] if s["outcome"] in ("captured", "partial")]
        assert len(kept) == len(set(kept)) <= 1, citation["url"]
    infos = Counter(info["url"] for info in readback.page_infos(proving.home) if info["outcome"] != "failed")
    assert set(infos.values()) == {1}
    leftovers = [
        path.name
        for path in (proving.home / "warcs").iterdir()
        if path.suffix == ".open" or "spool" in path.name
    ]
    assert leftovers == []
    for path in readback.warcs(proving.home):
        assert checked_by_others(path) == []


async def test_ctrl_c_stops_cleanly(proving):
    async with DemoWeb() as web:
        code, seen = await run_until(proving, web, 2, signal.SIGINT)
    assert code == 130
    assert not list((proving.home / "warcs").glob("*.open"))
    manifest = manifest_of(proving)
    kept = [
        citation for citation in manifest["citations"] if latest_outcome(citation) in ("captured", "partial")
    ]
    assert len(kept) >= len(seen)


def latest_outcome(citation):
    return latest(citation)["outcome"] if citation["snapshots"] else None


async def test_two_runs_at_once_are_refused(proving):
    async with DemoWeb() as web:
        process = await asyncio.create_subprocess_exec(
            *command(proving, web), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
        )
        assert process.stderr is not None
        await process.stderr.readline()
        second = await proving(*command(proving, web)[5:])
        process.send_signal(signal.SIGINT)
        await process.communicate()
    assert second.code == 6
    assert "being written by process" in second.err
