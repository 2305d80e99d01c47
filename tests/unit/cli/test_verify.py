"""What ``verify`` says, for people and for programs, and with which exit code."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from snapshotter.chain.log import ChainLog
from snapshotter.cli import verify as module
from snapshotter.cli.progress import ReadingBar
from snapshotter.model.proof import Proof, ReplayMiss
from snapshotter.urls import Url
from snapshotter.warc.archive import WarcArchive
from snapshotter.wiring import proofs
from snapshotter.workflows.verify_replay import Reproved
from tests.builders import NoDigests, capture
from tests.unit.replay.archived import stored

SEALED = Proof(
    "sealed", datetime(2026, 3, 1, tzinfo=UTC), requests=3, exact=3, pixel_diff=0.0, text_ratio=1.0
)
MISS = ReplayMiss("GET", Url("https://cited.example/gone\x1b.png"), "image")
LEAKY = replace(
    SEALED, grade="leaky", missed=1, misses=(MISS, replace(MISS, known=True)), message="why it is"
)


@pytest.fixture
def home(tmp_path):
    archive = WarcArchive(tmp_path, NoDigests(), growth=ChainLog(tmp_path))
    archive.append(capture())
    archive.close()
    return tmp_path


@pytest.fixture
def replays(monkeypatch):
    """What proving again would give."""

    def give(*done):
        async def verify_replay(home, settings, names, *, told):
            for number, each in enumerate(done, start=1):
                told(each, number, len(done))
            return done

        monkeypatch.setattr(proofs, "verify_replay", verify_replay)

    return give


def test_a_sound_archive(invoke, home):
    ran = invoke("--home", str(home), "verify")
    assert ran.exit_code == 0
    assert ran.stdout.startswith("ok ")
    assert "2 files, 0 of them invalid" in ran.stderr


def test_a_damaged_one_is_an_integrity_failure(invoke, home):
    (path,) = (home / "warcs").glob("*.warc.gz")
    path.write_bytes(path.read_bytes()[:-30])
    ran = invoke("--home", str(home), "verify", "--json")
    document = json.loads(ran.stdout)
    assert ran.exit_code == 5
    chain, file = document["files"]
    assert (chain["file"], chain["valid"]) == ("warcs/chain.jsonl", True)
    assert (file["file"], file["valid"], document["snapshots"]) == (path.name, False, [])
    assert {finding["code"] for finding in file["findings"]} >= {"record.torn"}
    assert set(file["findings"][0]) == {"code", "severity", "offset", "message", "hint"}


def test_proofs_are_told_one_by_one(invoke, home, replays):
    replays(Reproved(stored(), SEALED, LEAKY), Reproved(stored(), None, SEALED))
    ran = invoke("--home", str(home), "verify", "--replay")
    assert ran.exit_code == 5
    assert "worse than before: it was sealed, 0 missed" in ran.stdout
    assert ran.stdout.count("missed GET https://cited.example/gone") == 1
    assert "\x1b" not in ran.stdout
    assert "1 leaky, 1 sealed" in ran.stderr


def test_proofs_for_programs(invoke, home, replays):
    replays(Reproved(stored(), None, LEAKY))
    ran = invoke("--home", str(home), "verify", "--replay", "--json")
    (proof,) = json.loads(ran.stdout)["snapshots"]
    assert ran.exit_code == 0, "there is nothing that it could be worse than"
    assert (proof["id"], proof["grade"], proof["before"], proof["worse"]) == ("s-1", "leaky", None, False)
    assert proof["misses"][0]["url"] == MISS.url


def test_a_file_cannot_be_replayed_before_it_is_imported(invoke, home):
    (path,) = (home / "warcs").glob("*.warc.gz")
    ran = invoke("--home", str(home), "verify", "--replay", str(path))
    assert ran.exit_code == 2
    assert "import" in ran.stderr


def test_large_files_are_told_by_tenths(monkeypatch, capsys):
    from snapshotter.cli.invocation import Invocation

    monkeypatch.setattr(module, "_LARGE_BYTES", 10)
    watching = module._Watching(Invocation(), ReadingBar())
    for done in range(0, 101, 2):
        watching.reading("a.warc.gz", done, 100)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 10
    assert lines[-1].endswith("(90 %)")


def test_a_home_that_is_not_there_is_not_called_sound(invoke, tmp_path):
    result = invoke("verify", "--home", str(tmp_path / "mistyped"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no archive at" in result.stderr
