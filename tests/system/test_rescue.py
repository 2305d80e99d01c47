"""``rescue`` as users run it: dead citations, a Wayback Machine of our own, and the reading room."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from snapshotter.catalogue import open_catalogue
from snapshotter.manifest import ManifestFiles
from snapshotter.model.audit import Audit, AuditVerdict
from snapshotter.model.audit_plain import audit_to_plain
from snapshotter.model.capture import Outcome, Reason
from snapshotter.model.verdict import Verdict
from snapshotter.wiring.stores import sources
from tests.interop.programs import fetched
from tests.library import cited, library, skipped, snapshot
from tests.unit.rescue.loopback import serving
from tests.unit.rescue.machine import Kept, Machine
from tests.unit.rescue.test_search import GOOD, QUOTE, SOFT_404, WITHOUT, article

LIMIT_S = 60
GONE, DIED, ALIVE = (
    "https://cited.example/gone",
    "https://cited.example/died?a=1",
    "https://cited.example/alive",
)
BLOCKED, NEVER, PICTURE = (
    "https://cited.example/blocked",
    "https://cited.example/never",
    "https://cited.example/p.png",
)
PNG = b"\x89PNG that nobody draws"
PAGE = Kept("20160302110000", article(QUOTE, head="<img src=/p.png>"), coding="gzip")
MACHINE = {
    GONE: [Kept("20160301000000", WITHOUT), PAGE, Kept("20190101000000", SOFT_404)],
    DIED: [Kept("20160309000000", SOFT_404), Kept("20150101000000", WITHOUT)],
    BLOCKED: [Kept("20160301000000", GOOD)],
    ALIVE: [Kept("20160301000000", WITHOUT)],
    PICTURE: [Kept("20160101000000", PNG, media_type="image/png")],
}


def dead(audit_class="gone"):
    verdict = AuditVerdict(audit_class, 0.9, "rule", 1, {})
    return audit_to_plain(Audit(datetime(2026, 4, 1, tzinfo=UTC), verdict, f"check-{audit_class}"))


def a_home(folder, *numbers):
    """A post with citations that are gone, dead by an audit, alive, blocked, unknown, and never visited."""
    made = library(folder)
    failed = {
        "outcome": Outcome.FAILED,
        "reason": Reason("http.404", "the origin answered 404"),
        "verdict": Verdict("gone", 1.0, "status", 1, {}),
        "status": 404,
    }
    gone, blocked, never = (
        made.page(url, seed=url, body=SOFT_404, **failed) for url in (GONE, BLOCKED, NEVER)
    )
    died, alive = (made.page(url, seed=url, body=GOOD) for url in (DIED, ALIVE))
    entries = (
        cited(1, GONE, snapshot(gone), quotes=(QUOTE,)),
        cited(
            2,
            DIED,
            snapshot(died),
            audits=(dead("unchanged"), {**dead(), "checked_at": "2026-05-01T00:00:00Z"}),
        ),
        cited(3, ALIVE, snapshot(alive), audits=(dead("unchanged"),)),
        cited(4, BLOCKED, snapshot(blocked)),
        cited(5, NEVER, snapshot(never)),
        cited(6, "https://cited.example/skipped", skipped("limit")),
    )
    wanted = [each for each in entries if not numbers or each.citation.ordinal in numbers]
    made.post("a-post", wanted, published="2016-03-10")
    made.close()
    return folder


class Rescue:
    def __init__(self, home, served):
        self._home, self._served = home, served

    def __call__(self, *options, archives=("wayback",), environ=None):
        named = [part for each in archives for part in ("--memento-archive", each)]
        going = [part for each in self._served.connect_to for part in ("--connect-to", each)]
        command = [sys.executable, "-m", "snapshotter", "--home", str(self._home), "--json", "rescue"]
        return subprocess.run(
            [*command, *named, *going, "--ca-bundle", str(self._served.ca_bundle), *options],
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=False,
            env={**os.environ, **(environ or {})},
        )


def a_machine():
    return Machine(captures=MACHINE, blocked=(BLOCKED,), blocks_with_200=True)


@pytest.fixture
def home(tmp_path):
    return a_home(tmp_path / "home")


@pytest.fixture
def machine():
    return a_machine()


@pytest.fixture
def rescue(home, machine, tmp_path):
    with serving(machine, tmp_path) as served:
        yield Rescue(home, served)


@dataclass
class Rescued:
    """A home after one run."""

    home: Path
    rescue: Rescue
    ran: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def rescued(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rescued")
    home = a_home(folder / "home")
    with serving(a_machine(), folder) as served:
        run = Rescue(home, served)
        yield Rescued(home, run, run())


def snapshots(home):
    manifest = ManifestFiles(home).load("a-post")
    return {entry.citation.url: entry.snapshots for entry in manifest.entries}


def test_what_is_lost_gets_what_the_archive_has(rescued):
    ran = rescued.ran
    assert ran.returncode == 3, ran.stderr  # one was refused
    said = json.loads(ran.stdout)
    assert said["posts"] == [
        {
            "slug": "a-post",
            "manifest": "warcs/manifests/a-post.json",
            "looked": 4,
            "rescued": 2,
            "not_found": 1,
            "refused": 1,
        }
    ]
    came = {each["url"]: each for each in said["citations"]}
    assert list(came) == [GONE, DIED, BLOCKED, NEVER]
    assert came[GONE]["found"]["uri_m"] == f"https://web.archive.org/web/20160302110000/{GONE}"
    assert came[GONE]["found"]["datetime"] == "2016-03-02T11:00:00Z"
    assert came[GONE]["found"]["archive"] == "web.archive.org"
    assert [each["found"] for each in came[GONE]["found"]["quotes"]] == [True]
    assert came[DIED]["found"]["datetime"] == "2015-01-01T00:00:00Z"
    assert (came[BLOCKED]["found"], came[BLOCKED]["reason"]) == (None, "remote.refused")
    assert (came[NEVER]["found"], came[NEVER]["reason"]) == (None, "remote.no-memento")
    kept = snapshots(rescued.home)
    (memento,) = [each for each in kept[GONE] if each.provenance == "memento"]
    assert memento.source["uri_m"] == came[GONE]["found"]["uri_m"]
    assert memento.captured_at == datetime(2016, 3, 2, 11, tzinfo=UTC)
    assert memento.id == came[GONE]["found"]["snapshot"]
    assert memento.verdict.is_good
    assert memento.quotes[0].found
    assert [each.provenance for each in kept[GONE]] == ["memento", "own"]
    assert [each.provenance for each in kept[DIED]] == ["memento", "own"]
    assert all(each.provenance == "own" for url in (ALIVE, BLOCKED, NEVER) for each in kept[url])


def test_a_second_run_brings_nothing_new(rescued):
    home = rescued.home
    before = {path: path.read_bytes() for path in (home / "warcs").glob("*.warc.gz")}
    manifest = (home / "warcs/manifests/a-post.json").read_bytes()
    again = json.loads(rescued.rescue().stdout)
    assert again["posts"][0]["looked"] == 2
    assert again["posts"][0]["rescued"] == 0
    assert {path: path.read_bytes() for path in (home / "warcs").glob("*.warc.gz")} == before
    assert (home / "warcs/manifests/a-post.json").read_bytes() == manifest


def test_a_rescued_page_can_be_read_and_verified(rescued):
    command = [sys.executable, "-m", "snapshotter", "--home", str(rescued.home), "--json"]
    verified = subprocess.run([*command, "verify"], capture_output=True, timeout=LIMIT_S, check=False)
    assert verified.returncode == 0, verified.stdout
    serving_room = subprocess.Popen([*command, "replay", "--no-open"], stdout=subprocess.PIPE, text=True)
    try:
        room = json.loads(serving_room.stdout.readline())["url"]
        assert fetched(f"{room}web/20160302110000id_/{GONE}") == PAGE.stored
        assert fetched(f"{room}web/20160302110000id_/{PICTURE}") == PNG
        assert b'datetime="Wed, 02 Mar 2016 11:00:00 GMT"' in fetched(f"{room}timemap/link/{GONE}")
    finally:
        serving_room.terminate()
        serving_room.communicate(timeout=20)


def test_a_catalogue_made_anew_knows_where_it_comes_from(rescued):
    (rescued.home / "warcs/catalogue.sqlite").unlink()
    catalogue = open_catalogue(rescued.home, sources=sources())
    (memento,) = [each for each in catalogue.captures() if each.url == GONE and each.origin is not None]
    catalogue.close()
    assert memento.origin.provenance == "memento"
    assert memento.origin.source["uri_m"].endswith(f"/20160302110000/{GONE}")


def test_a_rehearsal_writes_nothing(rescue, home):
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    said = json.loads(rescue("--dry-run").stdout)
    assert said["posts"][0]["rescued"] == 2
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*")} == before


def test_all_are_looked_for_when_asked(tmp_path, machine):
    home = a_home(tmp_path / "some", 3, 6)
    with serving(machine, tmp_path) as served:
        rescue = Rescue(home, served)
        assert json.loads(rescue().stdout)["posts"][0]["looked"] == 0
        assert json.loads(rescue("--all").stdout)["posts"][0]["looked"] == 2
    assert [each.provenance for each in snapshots(home)[ALIVE]] == ["memento", "own"]


def test_nobody_is_asked_unless_named(rescue, home):
    ran = rescue(archives=())
    assert ran.returncode == 4
    assert json.loads(ran.stderr.splitlines()[-1])["error"] == "config.no-archive"
    (home / "config.toml").write_text('[archive]\n[rescue]\narchives = ["https://memento.example/web"]\n')
    assert json.loads(rescue("--host-delay", "0", archives=()).stdout)["posts"][0]["looked"] == 4


def test_a_second_witness_is_asked_for_what_is_alive(rescue, machine):
    machine.submits.append({"url": ALIVE, "job_id": "spn2-1"})
    machine.jobs["spn2-1"] = [{"status": "success", "timestamp": "20260501000000", "original_url": ALIVE}]
    ran = rescue("--submit", archives=(), environ={"SNAPSHOTTER_SPN_KEY": "access:secret"})
    said = {each["url"]: each.get("submitted") for each in json.loads(ran.stdout)["citations"]}
    assert said[ALIVE]["uri_m"] == f"https://web.archive.org/web/20260501000000/{ALIVE}"
    assert "secret" not in ran.stdout + ran.stderr
    refused = rescue("--submit", archives=(), environ={"SNAPSHOTTER_SPN_KEY": ""})
    assert refused.returncode == 4


def test_a_name_that_is_no_post_is_told(rescue):
    ran = rescue("no-such-post")
    assert ran.returncode == 2
    assert "no-such-post" in ran.stderr
