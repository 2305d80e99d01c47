"""``export`` from the command line to the files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile

import pytest

from snapshotter.conformance.checking import check
from tests.unit.wacz.homes import Home, page

BASE = ("--base-url", "https://blog.example/archive/")


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path / "home")
    made.store(page("/a", seed=1), page("/b", seed=2)).post("one", made.stored[0]).post("two", made.stored[1])
    yield made
    made.close()


@pytest.fixture
def export(invoke, home):
    def run(*arguments):
        return invoke("export", "--home", str(home.path), *arguments)

    return run


def test_one_post(export, tmp_path):
    result = export("one")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("one.wacz  1 pages, ")
    assert check(tmp_path / "one.wacz", "a.wacz").faults == ()


@pytest.mark.parametrize("name", ["https://blog.example/one", "warcs/manifests/one.json"])
def test_a_post_by_other_names(export, tmp_path, name):
    assert export(name).exit_code == 0
    assert (tmp_path / "one.wacz").exists()


def test_in_json(export, tmp_path):
    result = export("one", "-o", "x.wacz", "--json")
    (file,) = json.loads(result.stdout)["files"]
    assert (file["file"], file["posts"], file["pages"], file["left_out"]) == ("x.wacz", ["one"], 1, [])
    assert file["bytes"] == (tmp_path / "x.wacz").stat().st_size


@pytest.mark.parametrize("arguments", [("one", "two", "-o", "out"), ("--all", "-o", "out/")])
def test_several(export, tmp_path, arguments):
    result = export(*arguments)
    assert result.exit_code == 0, result.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "index.json",
        "one.wacz",
        "two.wacz",
    ]
    assert "index.json  the index over 2 files" in result.stdout


def test_all_in_one_file(export, tmp_path):
    assert export("--all", "-o", "all.wacz").exit_code == 0
    with zipfile.ZipFile(tmp_path / "all.wacz") as container:
        assert json.loads(container.read("snapshotter/export.json"))["posts"] == ["one", "two"]


def test_signed(export, tmp_path):
    made = export("one", "--sign", "--key", "key.pem", "--created", "2026-05-01T00:00:00Z")
    assert made.exit_code == 0, made.stderr
    assert "A new key was made" in made.stderr
    assert "/.well-known/" in made.stderr
    again = export("one", "-o", "2.wacz", "--sign", "--key", "key.pem", "--json")
    key = json.loads(again.stdout)["public_key"]
    assert f"Signed with the public key {key}" in made.stderr
    (remark,) = check(tmp_path / "one.wacz", "one.wacz").remarks
    assert f"signed 2026-05-01T00:00:00Z with the key {key}" in remark


def test_timemaps_alone(export, tmp_path):
    result = export("one", "--timemaps", "out", *BASE)
    assert result.exit_code == 0, result.stderr
    assert not list(tmp_path.glob("*.wacz"))
    (link,) = (tmp_path / "out" / "timemap" / "link").iterdir()
    assert "<https://blog.example/archive/web/20260301123045/https://cited.example/a>" in link.read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Give POSTs, or --all"),
        (("one", "--all"), "Give POSTs, or --all"),
        (("one", "two"), "Several posts need -o DIR/"),
        (("one", "two", "-o", "x.wacz"), "2 posts need a folder"),
        (("one", "-o", "-"), "cannot go to standard output"),
        (("one", "--key", "k.pem"), "are for --sign"),
        (("one", "--sign", "--key", "k.pem", "--created", "soon"), "expected a time such as"),
        (("one", "--timemaps", "out"), "needs --base-url"),
        (
            ("one", "--timemaps", "out", *BASE, "--memento", "{host}"),
            "expected {base}, {ts}, {url} and {wacz}",
        ),
        (("one", "--timemaps", "out", *BASE, "--memento", "{base.__class__}"), "got {base.__class__}"),
        (("one", "--timemaps", "out", *BASE, "--memento", "{ts:>99999999999}"), "got {ts}"),
        (("three",), "no post here is called 'three'"),
    ],
)
def test_what_makes_no_sense(export, tmp_path, arguments, words):
    result = export(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_where_there_is_no_archive(invoke, tmp_path):
    result = invoke("export", "one")
    assert result.exit_code == 2
    assert "no archive here" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_damage_makes_the_exit_code(export, home):
    main = home.stored[0].main
    path = home.path / "warcs" / main.file
    data = bytearray(path.read_bytes())
    data[main.offset + main.length // 2] ^= 0xFF
    path.write_bytes(data)
    result = export("one")
    assert result.exit_code == 5
    assert "2 left out" in result.stdout  # the response, and the request that belongs to it
    assert f"{main.file}, offset {main.offset}" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_export_leaves_nothing(home, tmp_path, way):
    """Many captures, so that the signal comes while they are being copied."""
    home.store(*(page(f"/{number}", seed=number) for number in range(10, 210)))
    home.post("many", *home.stored)
    command = [sys.executable, "-m", "snapshotter", "export", "--home", home.path, "many", "-o", "many.wacz"]
    running = subprocess.Popen(command, cwd=tmp_path, env=os.environ, stderr=subprocess.PIPE, text=True)
    temporary = tmp_path / ".many.wacz.new"
    deadline = time.monotonic() + 30
    while not temporary.exists() and running.poll() is None and time.monotonic() < deadline:
        time.sleep(0.001)  # another process tells of its file in no other way
    running.send_signal(way)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 130, said
    assert "interrupted" in said
    assert not list(tmp_path.glob("*.wacz")) + list(tmp_path.glob(".*.new"))
