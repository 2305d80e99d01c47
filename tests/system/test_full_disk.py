"""A disk that is full: the run waits, goes on by itself, and never takes it for the page's fault."""

from __future__ import annotations

import asyncio
import json
import os

import pytest

from snapshotter.demo.messages import always, html, typed
from snapshotter.demo.origin import ANY, Origin
from tests.full_disk import Ballast, small_disk
from tests.system import readback
from tests.system.conftest import Program, checked_by_others, going_to

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MEGABYTE = 1 << 20
LARGE = 20 * MEGABYTE
HOSTS = [f"h{number}.example" for number in range(3)]
PAGE = {"/": always(html("<title>t</title><p>A page of few words")), ANY: always(html("none", status=404))}
WEB = dict.fromkeys(HOSTS, PAGE) | {
    "large.example": {ANY: always(typed(b"application/zip", os.urandom(LARGE)))}
}


@pytest.fixture
def disk(tmp_path, browser):
    with small_disk(tmp_path / "disk", 16 * MEGABYTE) as folder:
        yield folder


def configured(disk, **settings):
    lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
    (disk / "config.toml").write_text(f"[archive]\n{lines}")
    return Program(disk)


def command(program, origin, *addresses):
    to = going_to(origin.connect_to(WEB, "h1"))
    return program.command("capture", *addresses, "--json", "--host-delay", "0", "--timeout", "20", *to)


async def started(program, origin, *addresses):
    return await asyncio.create_subprocess_exec(
        *command(program, origin, *addresses), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )


async def ended(process):
    out, err = await asyncio.wait_for(process.communicate(), 90)
    return process.returncode, [json.loads(line) for line in out.splitlines()], err.decode()


async def test_a_run_waits_for_room_and_goes_on(disk):
    program, ballast = configured(disk, min_free_bytes=8 * MEGABYTE), Ballast(disk)
    ballast.fill(but_bytes=3 * MEGABYTE)
    async with Origin(WEB) as origin:
        process = await started(program, origin, *(f"http://{host}/" for host in HOSTS))
        said = json.loads(await asyncio.wait_for(process.stderr.readline(), 60))
        asked = [item for item in origin.served if item.target == "/"]
        ballast.drop()
        code, snapshots, err = await ended(process)
    assert said["message_type"] == "paused"
    assert "min_free_bytes is 8,388,608" in said["message"]
    assert "bytes are missing; free some" in said["message"]
    assert asked == [], "no capture is begun without room"
    assert json.loads(err.splitlines()[0])["message_type"] == "resumed"
    assert (code, [one["outcome"] for one in snapshots]) == (0, ["captured"] * 3)
    infos = [info["url"] for info in readback.page_infos(disk)]
    assert sorted(infos) == [f"http://{host}/" for host in HOSTS], "nothing is there twice"
    assert [path for path in readback.warcs(disk) if checked_by_others(path)] == []


async def test_a_run_that_waits_in_vain_ends_and_can_be_gone_on_with(disk):
    program, ballast = configured(disk, min_free_bytes=8 * MEGABYTE, disk_wait_s=1), Ballast(disk)
    ballast.fill(but_bytes=3 * MEGABYTE)
    async with Origin(WEB) as origin:
        code, snapshots, err = await ended(await started(program, origin, f"http://{HOSTS[0]}/"))
        error = json.loads(err.splitlines()[-1])
        assert (code, error["error"], snapshots) == (5, "warc.write-failed", [])
        assert "no room was made within 1 s" in error["message"]
        assert "run the same command again" in error["hint"]
        ballast.drop()
        code, snapshots, err = await ended(await started(program, origin, f"http://{HOSTS[0]}/"))
    assert (code, snapshots[0]["outcome"]) == (0, "captured")
    assert len(readback.page_infos(disk)) == 1


async def test_a_body_that_the_disk_cannot_hold_is_not_the_origins_fault(disk):
    """The page is not called failed or truncated: nothing is recorded of it, and the run says why."""
    program = configured(disk, min_free_bytes=0, disk_wait_s=1)
    async with Origin(WEB) as origin:
        process = await started(program, origin, f"http://{HOSTS[0]}/", "http://large.example/a.zip")
        code, _, err = await ended(process)
    error = json.loads(err.splitlines()[-1])
    assert (code, error["error"]) == (5, "warc.write-failed"), err
    assert "No space left on device" in error["message"]
    assert {info["url"] for info in readback.page_infos(disk)} <= {f"http://{HOSTS[0]}/"}
    assert not list((disk / "warcs").glob(".spool-*"))
    assert [path for path in readback.warcs(disk) if checked_by_others(path)] == []
