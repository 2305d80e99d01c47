"""The notes of a scrub."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from snapshotter.chain.verified import FILE, VerifiedFiles

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def notes(home, at=NOW):
    return VerifiedFiles(home, lambda: at)


def made(home, name="a.warc.gz", data=b"x"):
    (home / "warcs").mkdir(exist_ok=True)
    path = home / "warcs" / name
    path.write_bytes(data)
    return path


def test_a_file_is_known_as_long_as_it_is_the_same(tmp_path):
    path = made(tmp_path)
    assert notes(tmp_path).when(path) is None
    notes(tmp_path).note(path, path.stat())
    assert notes(tmp_path, NOW + timedelta(days=1)).when(path) == NOW
    before = path.stat().st_ctime_ns
    while path.stat().st_ctime_ns == before:  # the clock of the file system is coarse
        path.write_bytes(b"y")
    os.utime(path, (0, 0))
    assert notes(tmp_path, NOW + timedelta(days=1)).when(path) is None


def test_a_note_from_the_future_does_not_count(tmp_path):
    path = made(tmp_path)
    notes(tmp_path, NOW + timedelta(days=9)).note(path, path.stat())
    assert notes(tmp_path).when(path) is None


def test_a_copy_is_another_file(tmp_path):
    path = made(tmp_path)
    notes(tmp_path).note(path, path.stat())
    other = tmp_path / "other"
    other.mkdir()
    copy = made(other)
    (other / "warcs" / FILE).write_bytes((tmp_path / "warcs" / FILE).read_bytes())
    while copy.stat().st_ctime_ns == path.stat().st_ctime_ns:  # the clock of the file system is coarse
        os.utime(copy, ns=(path.stat().st_mtime_ns, path.stat().st_mtime_ns))
    assert notes(other).when(copy) is None


def test_notes_that_are_damaged_or_cannot_be_kept_are_none(tmp_path):
    path = made(tmp_path)
    notes(tmp_path).note(path, path.stat())
    with (tmp_path / "warcs" / FILE).open("ab") as file:
        file.write(b'{"file": "a.warc.gz", "at": "x"}\n[]\n\xff\n{"file"')
    assert notes(tmp_path).when(path) == NOW
    (tmp_path / "warcs" / FILE).unlink()
    (tmp_path / "warcs" / FILE).mkdir()
    found = notes(tmp_path)
    found.note(path, path.stat())
    assert found.when(path) == NOW, "in this run"


def test_outdated_notes_are_written_away(tmp_path):
    path = made(tmp_path)
    found = notes(tmp_path)
    for _ in range(1200):
        found.note(path, path.stat())
    assert notes(tmp_path).when(path) == NOW
    assert (tmp_path / "warcs" / FILE).read_bytes().count(b"\n") == 1


@pytest.mark.parametrize("name", [FILE, f".{FILE}.new"])
def test_no_link_leads_a_note_out_of_the_folder(tmp_path, name):
    path = made(tmp_path)
    found = notes(tmp_path)
    for _ in range(1200):
        found.note(path, path.stat())
    (tmp_path / "precious").write_bytes(b"mine")
    (tmp_path / "warcs" / name).unlink(missing_ok=True)
    (tmp_path / "warcs" / name).symlink_to(tmp_path / "precious")
    notes(tmp_path).note(path, path.stat())
    assert (tmp_path / "precious").read_bytes() == b"mine"
