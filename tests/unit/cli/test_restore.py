"""What ``checkpoint`` and ``restore`` say, and ``verify`` of damage: for people and for programs."""

from __future__ import annotations

import io
import json
import shutil

import pytest

from snapshotter.cli.progress import LiveReadingBar


@pytest.fixture
def copy(home, tmp_path):
    shutil.copytree(home.folder, tmp_path / "copy")
    return str(tmp_path / "copy")


def test_damage_is_told_by_citation(invoke, home):
    home.damage(0, "response", "https://cited.example/logo.png")
    home.damage(0, "resource", "urn:view:https://cited.example/1")
    ran = invoke("--home", str(home.folder), "verify")
    assert ran.exit_code == 5
    lines = [line for line in ran.stdout.splitlines() if line.startswith("damage")]
    assert len(lines) == 4
    assert any("one: https://cited.example/1: the picture of the window (" in line for line in lines)
    assert any(
        "two: https://cited.example/2: a part of the page, https://cited.example/logo.png" in line
        for line in lines
    )
    assert "snapshotter restore --from COPY" in ran.stderr
    ran = invoke("--home", str(home.folder), "verify", "--json")
    damage = json.loads(ran.stdout)["damage"]
    assert len(damage) == 4
    assert set(damage[0]) == {
        "post", "citation", "url", "snapshot", "what", "file", "offset", "code", "target",
    }  # fmt: skip


def test_restoring_for_people(invoke, home, copy):
    home.damage(0, "response", "https://cited.example/1")
    home.files[1].unlink()
    ran = invoke("--home", str(home.folder), "restore", "--from", copy, "--dry-run")
    assert (ran.exit_code, home.files[1].exists()) == (0, False)
    assert "2 would be put back" in ran.stderr
    ran = invoke("--home", str(home.folder), "restore", "--from", copy)
    assert ran.exit_code == 0
    assert f"restored  {home.files[0].name}: the whole file" in ran.stdout
    assert invoke("--home", str(home.folder), "verify").exit_code == 0
    ran = invoke("--home", str(home.folder), "restore", "--from", copy)
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert "nothing is damaged" in ran.stderr


def test_restoring_for_programs(invoke, home, copy):
    home.damage(0, "response", "https://cited.example/1")
    ran = invoke("--home", str(home.folder), "restore", "--from", str(home.files[1]), "--json")
    assert ran.exit_code == 5
    document = json.loads(ran.stdout)
    assert (document["dry_run"], document["restored"], document["left_alone"]) == (False, [], [])
    (unmended,) = document["unmended"]
    assert (unmended["file"], len(unmended["places"])) == (home.files[0].name, 1)


def test_without_a_copy_nothing_is_restored(invoke, home):
    ran = invoke("--home", str(home.folder), "restore")
    assert ran.exit_code == 2
    assert "--from" in ran.stderr


def test_a_checkpoint_for_people_and_for_programs(invoke, home, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    out = tmp_path / "site" / "checkpoint.txt"
    ran = invoke("--home", str(home.folder), "checkpoint", "--sign", "-o", str(out))
    assert ran.exit_code == 0
    assert ran.stdout == out.read_text()
    assert "A new key was made" in ran.stderr
    ran = invoke("--home", str(home.folder), "checkpoint", "--sign", "--json")
    document = json.loads(ran.stdout)
    assert document["text"].startswith("snapshotter checkpoint 1\n")
    assert (document["time_stamped"], document["edited"]) == (False, [])
    key = document["public_key"]
    ran = invoke("--home", str(home.folder), "verify", "--checkpoint", str(out), "--trust", key)
    assert ran.exit_code == 0
    assert f"2 checkpoints are signed with the key {key}" in ran.stdout
    ran = invoke("--home", str(home.folder), "checkpoint", "--key", "x.pem")
    assert ran.exit_code == 2


def test_edited_manifests_are_told_by_a_checkpoint(invoke, home):
    path = home.manifest_path("one")
    path.write_text(path.read_text().replace("As a source says.", "As a source said."))
    ran = invoke("--home", str(home.folder), "checkpoint")
    assert "--take-edited enters it" in ran.stderr
    ran = invoke("--home", str(home.folder), "checkpoint", "--take-edited")
    assert "entered as it is" in ran.stderr


def test_a_scrub_says_what_it_passed_over(invoke, home):
    assert invoke("--home", str(home.folder), "verify").exit_code == 0
    ran = invoke("--home", str(home.folder), "verify", "--scrub")
    assert ran.exit_code == 0
    assert ran.stdout.count("and not read again") == 2


def test_the_bar_counts_the_bytes_of_all_files():
    shown = io.StringIO()
    with LiveReadingBar(no_color=True, file=shown) as bar:
        bar.begin(300)
        bar.reading("a\x1b.warc.gz", 0, 100)
        bar.reading("a\x1b.warc.gz", 500, 100)
        assert bar.completed == 100, "what is compressed has more bytes than its disk"
        bar.finished()
        bar.reading("b.warc.gz", 0, 200)
        bar.reading("b.warc.gz", 50, 200)
        assert bar.completed == 150
        bar.finished()
        assert bar.completed == 300
    assert "\x1b.warc" not in shown.getvalue()
