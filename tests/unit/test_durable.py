"""Files that are whole or not there."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress

import pytest

from snapshotter import durable


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_old_file_stays_when_the_new_one_fails(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with suppress(RuntimeError), durable.replacing(path) as file:
        file.write(b"half")
        raise RuntimeError
    assert (path.read_bytes(), names(tmp_path)) == (b"old", ["a"])


def test_what_a_killed_writer_left_is_taken_over(tmp_path):
    (tmp_path / ".a.new").write_bytes(b"much longer than what comes")
    durable.write_atomically(tmp_path / "a", b"new")
    assert ((tmp_path / "a").read_bytes(), names(tmp_path)) == (b"new", ["a"])


def test_two_writers_of_one_file_do_not_mix(tmp_path):
    path = tmp_path / "a"
    with durable.replacing(path) as file:
        file.write(b"first")
        with pytest.raises(OSError, match="another process") as refused:
            durable.write_atomically(path, b"second")
        assert refused.value.errno == errno.EBUSY
    assert path.read_bytes() == b"first"
    durable.write_atomically(path, b"second")
    assert path.read_bytes() == b"second"


def test_a_secret_is_never_readable_by_others(tmp_path):
    with durable.replacing(tmp_path / "key", mode=0o600) as file:
        assert stat.S_IMODE(os.fstat(file.fileno()).st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    durable.write_atomically(tmp_path / "page", b"x", mode=0o755)
    assert stat.S_IMODE((tmp_path / "page").stat().st_mode) == 0o755


def test_it_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    """After a power cut a name without its data would be worse than none."""
    done = []
    monkeypatch.setattr(durable.os, "fsync", lambda fd: done.append(os.readlink(f"/proc/self/fd/{fd}")))
    with durable.replacing(tmp_path / "a") as file:
        file.write(b"x")
        assert done == []
    assert done == [str(tmp_path / ".a.new"), str(tmp_path)]


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_a_file_system_that_cannot_sync_folders_is_lived_with(tmp_path, monkeypatch, number):
    def refused(_descriptor):
        raise OSError(number, "no")

    monkeypatch.setattr(durable.os, "fsync", refused)
    durable.sync_folder(tmp_path)


def test_a_folder_that_cannot_be_synced_for_want_of_room_is_told(tmp_path, monkeypatch):
    def refused(_descriptor):
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(durable.os, "fsync", refused)
    with pytest.raises(OSError, match="no room"):
        durable.sync_folder(tmp_path)


def test_new_folders_survive_a_power_cut_too(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(durable, "sync_folder", synced.append)
    durable.make_folder(tmp_path / "a" / "b")
    durable.make_folder(tmp_path / "a" / "b")
    assert synced == [tmp_path, tmp_path / "a"]


def test_a_link_in_the_place_of_the_new_file_is_not_followed(tmp_path):
    (tmp_path / "other").write_bytes(b"somebody's")
    (tmp_path / ".a.new").symlink_to(tmp_path / "other")
    with pytest.raises(OSError, match="symbolic") as refused:
        durable.write_atomically(tmp_path / "a", b"new")
    assert refused.value.errno == errno.ELOOP
    assert (tmp_path / "other").read_bytes() == b"somebody's"
