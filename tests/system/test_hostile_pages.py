"""Pages that do their worst, all cited in one post with five ordinary ones: each ends in its time with a
true outcome, the ordinary ones are whole, and nothing is left behind."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from snapshotter.demo.messages import ServedExchange
from snapshotter.demo.origin import Origin
from tests.museum import ordinary
from tests.museum.completeness import completeness
from tests.museum.hostile_pages import HOSTILE, MEGABYTE, HostilePage, routes
from tests.system import readback
from tests.system.conftest import checked_by_others, going_to

RUN_LIMIT_S = 900.0
pytestmark = [
    pytest.mark.browser,
    pytest.mark.museum,
    pytest.mark.slow,
    pytest.mark.timeout(RUN_LIMIT_S + 60),  # the first one waits for the run that all of them look at
]

TIMEOUT_S = 12.0
GRACE_S = 40.0
"""Of one page, after its wall clock: looking, leaving, closing a browser that hangs, on a busy machine."""
PEAK_BYTES = 600 * MEGABYTE
ORDINARY = 5


@dataclass(frozen=True)
class Run:
    """What came of the post."""

    code: int
    left: dict
    """What :mod:`tests.system.watched` saw."""
    scraps: list[Path]
    """Temporary files that are still there."""
    infos: dict[str, dict]
    """Page information by host."""
    texts: dict[str, str]
    """By the id of their records."""
    served: tuple[ServedExchange, ...]
    home: Path


@pytest.fixture(scope="module")
def archived(browser, tmp_path_factory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("hostile")
    scraps = Path(tempfile.mkdtemp(prefix="hostile-"))  # short: browsers put sockets there
    yield asyncio.run(run(folder, scraps))
    shutil.rmtree(scraps)


def posted(folder: Path, friends) -> Path:
    """The post: an ordinary page after every few hostile ones."""
    urls = [page.url for page in HOSTILE]
    step = len(urls) // len(friends)
    for number, friend in enumerate(friends):
        urls.insert(number * (step + 1) + 2, friend.url)
    cited = "".join(f'<p>See <a href="{url}">this page</a>.</p>' for url in urls)
    post = folder / "post.html"
    post.write_text(f"<!doctype html><title>Hostile</title><article><h1>Hostile</h1>{cited}</article>")
    return post


async def run(folder: Path, scraps: Path) -> Run:
    friends = ordinary.pages(ORDINARY)
    hosts = routes() | ordinary.shared_routes() | {h: p for each in friends for h, p in each.routes.items()}
    home = folder / "home"
    async with Origin(hosts) as origin:
        command = [
            "--home", str(home), "archive", str(posted(folder, friends)), "--json", "--insecure",
            "--base-url", "https://blog.example/hostile", "--jobs", "3", "--timeout", str(TIMEOUT_S),
            "--host-delay", "0", "--retries", "0", "--no-proof",
            *going_to(origin.connect_to(hosts, "tls-h1")),
        ]  # fmt: skip
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.system.watched", *command,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(scraps), "NO_COLOR": "1"},
        )  # fmt: skip
        _, err = await asyncio.wait_for(process.communicate(), RUN_LIMIT_S)
        served = origin.served
    (folder / "stderr.txt").write_bytes(err)
    records = readback.records(home)
    infos = [json.loads(record.block) for record in records if readback.is_page_info(record)]
    return Run(
        code=process.returncode or 0,
        left=json.loads(err.decode().strip().splitlines()[-1]),
        scraps=[path for path in scraps.rglob("*") if path.is_file()],
        infos={info["url"].split("/")[2]: info for info in infos},
        texts={record.id: record.block.decode() for record in records if is_text(record)},
        served=served,
        home=home,
    )


def is_text(record: readback.Read) -> bool:
    return record.fields.get("WARC-Target-URI", "").startswith("urn:text:")


def curtailed(info: dict) -> bool:
    """Whether the snapshot says that something was cut short."""
    gone_wrong = [step for step in info["steps"] if step["outcome"] not in ("done", "nothing-to-do")]
    return info["outcome"] != "captured" or bool(info["cuts"]) or bool(gone_wrong)


@pytest.mark.parametrize("page", HOSTILE, ids=lambda page: page.name)
def test_it_ends_in_its_time_with_a_true_outcome(archived: Run, page: HostilePage):
    info = archived.infos[page.host]
    taken = datetime.fromisoformat(info["finished_at"]) - datetime.fromisoformat(info["started_at"])
    assert taken.total_seconds() < TIMEOUT_S + GRACE_S
    assert info["outcome"] in page.outcomes, info["reason"]
    if info["outcome"] == "captured":
        assert info["reason"] is None
        assert page.heading in archived.texts[info["artefacts"]["text"]]
        assert "full-page" in info["artefacts"] or curtailed(info), "nothing says why there is no picture"
    else:
        assert info["reason"]["code"] in (page.reasons or (info["reason"]["code"],)), info["reason"]
    if page.is_cut:
        assert curtailed(info), "nothing says that there was no end to it"


async def test_the_ordinary_pages_among_them_are_whole(archived: Run):
    friends = ordinary.pages(ORDINARY)
    for friend in friends:
        info = archived.infos[friend.url.split("/")[2]]
        assert info["outcome"] == "captured", info["reason"]
        assert info["cuts"] == []
    hosts = {host for friend in friends for host in friend.routes}
    sent = [exchange for exchange in archived.served if exchange.host in hosts]
    origin = Origin({host: paths for friend in friends for host, paths in friend.routes.items()})
    found = await completeness(sent, sent, readback.exchanges(archived.home), origin.answer)
    assert found.wanted > 150
    assert found.lacks == (), str(found)


def test_nothing_is_left_behind(archived: Run):
    assert archived.code == 3
    assert archived.left["processes"] == {}
    assert archived.scraps == []
    warcs = archived.home / "warcs"
    assert [path.name for path in warcs.iterdir() if path.name.startswith(".spool")] == []
    assert list(warcs.glob("*.open")) == []
    assert len(archived.infos) == len(HOSTILE) + ORDINARY


def test_memory_stays_small(archived: Run):
    assert archived.left["peak_bytes"] < PEAK_BYTES


def test_the_warcs_are_sound(archived: Run):
    for path in readback.warcs(archived.home):
        assert checked_by_others(path) == []
