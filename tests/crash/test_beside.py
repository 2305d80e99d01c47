"""A run that stands still in the middle of writing, and what others do beside it meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import zipfile
from contextlib import contextmanager

import pytest

from tests.crash.faults import Fault
from tests.crash.stage import LIMIT_S
from tests.full_disk import small_disk

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("injected")]


@contextmanager
def standing_still(stage, at, *arguments):
    """A run that is stopped before its n-th call that changes a file, and then let go on to its end."""
    environment = Fault(at, "stop").environment([stage.home])
    _, process = stage.start(*arguments, environment=environment)
    ended = os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
    assert ended.si_code == os.CLD_STOPPED, "it came to its end before: count the calls anew"
    try:
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        out, err = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 0, (out, err)


def test_readers_see_whole_things_and_another_writer_is_told_who_writes(stage):
    sources = stage.sources
    with standing_still(stage, 200, "archive", *sources) as process:
        verified = stage.run("verify", "--json")
        listed = stage.run("list", "--json")
        shown = stage.run("show", "first", "--json")
        exported = stage.run("export", "--all", "-o", str(stage.output / "F.wacz"))
        refused = [
            stage.run(*other, "--json") for other in (("audit",), ("import", sources[0]), ("reindex",))
        ]
    assert verified.code == 0, verified.out
    assert (listed.code, shown.code) == (0, 0), (listed.err, shown.err)
    assert json.loads(shown.out)["post"]["source"] == "../first.html"
    assert exported.code == 0, exported.err
    with zipfile.ZipFile(stage.output / "F.wacz") as package:
        assert package.testzip() is None
    assert os.listdir(stage.output) == ["F.wacz"]
    for each in refused:
        error = json.loads(each.err.splitlines()[-1])
        assert (each.code, error["error"]) == (6, "archive.locked")
        assert f"process {process.pid} on " in error["message"]
        assert "(archive, since " in error["message"]


def read_only(folder):
    return ["mount", "-o", "remount,ro", str(folder)]


def test_what_cannot_be_written_can_be_read(models, stage):
    """Also with a log of the catalogue beside it that no run has taken in."""
    archived = models.archived()
    with small_disk(stage.folder / "disk", 32 << 20) as disk:
        shutil.copytree(archived.home, disk, dirs_exist_ok=True)
        (disk / "warcs/catalogue.sqlite").unlink()
        subprocess.run(read_only(disk), check=True, timeout=60)
        home = ["--home", str(disk)]
        for words in (["list"], ["show", "first"], ["verify"], ["report", "--format", "csv"], ["judge"]):
            done = stage.run(*home, *words)
            assert done.code == 0, (words, done.err)
        exported = stage.run(*home, "export", "--all", "-o", str(stage.output / "F.wacz"))
        assert exported.code == 0, exported.err
        asked = stage.web.asked()
        for words in (["archive", *stage.sources], ["audit"], ["reindex"], ["import", stage.sources[0]]):
            done = stage.run(*home, *words, "--json")
            error = json.loads(done.err.splitlines()[-1])
            assert (done.code, error["error"]) == (5, "warc.write-failed"), (words, done.err)
            assert "Read-only file system" in error["message"]
            assert "--home" in error["hint"]
        assert stage.web.asked() == asked, "no page was asked for"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_told_to_stop_stops_as_by_ctrl_c(stage, number):
    if signal.getsignal(number) is signal.SIG_IGN:
        pytest.skip(f"{number.name} is ignored here, as under nohup, and so it is by the program")
    sources = stage.sources
    environment = Fault(150, "stop").environment([stage.home])
    _, process = stage.start("archive", *sources, environment=environment)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
    process.send_signal(number)
    process.send_signal(signal.SIGCONT)
    _, err = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 130, err
    warcs = stage.home / "warcs"
    assert not [path for path in warcs.iterdir() if path.suffix == ".open" or "spool" in path.name]
    assert (warcs / ".lock").read_bytes() == b""


def test_a_lost_catalogue_and_half_an_index_change_no_answer(models, stage):
    stage.like(models.archived())
    warcs = stage.home / "warcs"
    exported = ["export", "--all", "-o", str(stage.output / "F.wacz")]
    before = answers(stage, exported)
    (warcs / "catalogue.sqlite").write_bytes((warcs / "catalogue.sqlite").read_bytes()[:20_000])
    whole, missing, *_ = sorted((warcs / "index").glob("*.cdxj"))
    whole.write_bytes(whole.read_bytes()[:300])
    missing.unlink()
    assert stage.run("verify").code == 5, "an index that does not tell what the file holds"
    done = stage.run("reindex")
    assert done.code == 0, done.err
    assert answers(stage, exported) == before
    assert stage.run("verify").code == 0


def answers(stage, exported):
    (stage.output / "F.wacz").unlink(missing_ok=True)
    done = stage.run(*exported)
    assert done.code == 0, done.err
    told = [stage.run(*words, "--json").out for words in (["list"], ["show", "first"])]
    return told, (stage.output / "F.wacz").read_bytes()
