"""Files that change and go while they are listed."""

from __future__ import annotations

import os

from snapshotter.viewer.stamps import stamp, stamps


def test_a_file_has_another_stamp_once_it_is_another(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("{}")
    before = stamps(tmp_path, ".json")
    assert before == {"a.json": stamp(path)}
    (tmp_path / "b").write_text("[]")
    os.replace(tmp_path / "b", path)
    assert stamps(tmp_path, ".json") != before


def test_hidden_files_and_others_are_left_out(tmp_path):
    for name in (".a.json", "a.jsonl", "b.json"):
        (tmp_path / name).write_text("{}")
    assert list(stamps(tmp_path, ".json")) == ["b.json"]


def test_what_goes_meanwhile_hides_nothing_else(tmp_path):
    (tmp_path / "gone.json").symlink_to(tmp_path / "nowhere")
    for name in "abc":
        (tmp_path / f"{name}.json").write_text("{}")
    assert sorted(stamps(tmp_path, ".json")) == ["a.json", "b.json", "c.json"]


def test_a_folder_that_is_not_there_is_empty(tmp_path):
    assert stamps(tmp_path / "none", ".json") == {}
    assert stamp(tmp_path / "none") is None
