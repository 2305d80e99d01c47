"""Whatever goes wrong becomes words, a document and an exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from snapshotter import errors
from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.sources import exit_code_of


def test_an_error_tells_what_and_what_next(wiring, invoke):
    wiring.answers["reindex"] = errors.Locked("another run holds it", hint="Wait for it.")
    result = invoke("reindex")
    assert result.exit_code == 6
    assert result.stdout == ""
    assert result.stderr == "snapshotter: another run holds it\n  Wait for it.\n"


def test_an_error_in_json(wiring, invoke):
    wiring.answers["reindex"] = errors.CorruptRecord(
        "no", path=Path("a.warc.gz"), offset=7, hint="Restore it."
    )
    result = invoke("--json", "reindex")
    assert result.exit_code == 5
    assert json.loads(result.stderr) == {
        "message_type": "exit_error",
        "code": 5,
        "error": "warc.corrupt",
        "message": "a.warc.gz, offset 7: no",
        "hint": "Restore it.",
    }


@pytest.mark.parametrize(
    "arguments",
    [("nonesuch",), ("archive",), ("archive", "p.html", "--nonesuch"), ("archive", "p.html", "--jobs", "0")],
)
def test_usage(invoke, arguments):
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "snapshotter: " in result.stderr
    as_json = invoke(*arguments, "--json")
    assert as_json.exit_code == 2
    document = json.loads(as_json.stderr)
    assert (document["code"], document["error"]) == (2, "usage.invalid")


def test_a_misspelt_command_names_the_nearest(invoke):
    assert "Did you mean 'archive'?" in invoke("archiev").stderr


def test_no_command_is_help_and_a_usage_error(invoke):
    result = invoke()
    assert result.exit_code == 2
    assert "Commands:" in result.stderr


def test_a_wrong_proxy_is_a_usage_error(wiring, invoke):
    result = invoke("archive", "p.html", "--proxy", "nowhere")
    assert result.exit_code == 2
    assert "network.proxy" in result.stderr


def test_a_wrong_config_is_exit_4(wiring, invoke, tmp_path):
    (tmp_path / "config.toml").write_text("[archive]\nscop = 'all'\n")
    result = invoke("list")
    assert result.exit_code == 4
    assert "Did you mean archive.scope?" in result.stderr


def test_a_bug_leaves_a_log_with_the_traceback(wiring, invoke, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    wiring.answers["reindex"] = ZeroDivisionError("by zero")
    result = invoke("reindex")
    assert result.exit_code == 1
    (log,) = tmp_path.glob("*.log")
    assert str(log) in result.stderr
    assert "ZeroDivisionError: by zero" in log.read_text()
    assert "Traceback" not in result.stderr


def test_interrupted(wiring, invoke):
    wiring.answers["archive"] = KeyboardInterrupt()
    result = invoke("archive", "p.html")
    assert result.exit_code == 130
    assert "interrupted" in result.stderr


def test_every_error_class_has_a_known_exit_code():
    def tree(root):
        yield root
        for child in root.__subclasses__():
            yield from tree(child)

    for each in tree(errors.SnapshotterError):
        assert each.exit_code in set(ExitCode)
        assert exit_code_of(each.code) == each.exit_code


def test_the_exit_code_of_an_unlisted_code_is_its_familys():
    assert exit_code_of("post.too-large") == 2
    assert exit_code_of("warc.strange") == 5
    assert exit_code_of("nobody.knows") == 1


SCRIPT = """
import asyncio, os, signal, sys, types
import snapshotter
from snapshotter.cli.main import program
wiring = types.ModuleType("snapshotter.wiring")
async def archive(*sources, **options):
    try:
        os.kill(os.getpid(), getattr(signal, os.environ["KILL_WITH"]))
        await asyncio.Event().wait()
    finally:
        print("tidied up", flush=True)
def show(*args):
    return {"lines": ["x" * 1000] * 5000}
wiring.archive, wiring.show = archive, show
sys.modules["snapshotter.wiring"] = snapshotter.wiring = wiring
program.main(sys.argv[1:])
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_lets_the_workflow_tidy_up(tmp_path, name):
    assert hasattr(signal, name)
    environ = {**os.environ, "KILL_WITH": name}
    command = [sys.executable, "-c", SCRIPT, "archive", "p.html"]
    result = subprocess.run(
        command, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=60, check=False
    )
    assert (result.returncode, result.stdout) == (130, "tidied up\n"), result.stderr


def test_a_reader_that_goes_away_is_no_error(tmp_path):
    command = [sys.executable, "-c", SCRIPT, "show", "p"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "lines:\n"
        process.stdout.close()
        complaint = process.stderr.read()
        assert process.wait(60) == 0
    assert complaint == ""
