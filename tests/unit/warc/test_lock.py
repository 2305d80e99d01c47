"""The lock of an archive home: who holds it, whom it keeps out, and when it may be broken."""

from __future__ import annotations

import json
import os
import socket
from dataclasses import asdict, replace

import pytest

from snapshotter.errors import Locked, WriteFailed
from snapshotter.warc import lock
from snapshotter.warc.lock import Owner, archive_lock, break_lock

HERE = Owner(os.getpid(), socket.gethostname(), "archive", "2026-03-01T12:00:00Z", lock._boot())
THERE = replace(HERE, host="elsewhere", boot="another")

ODD = ['{"pid": Infinity}', '{"pid": -1e999, "host": 1}', "[" * 4000]


def left(home, owner) -> None:
    """What a run that was killed leaves in the file."""
    (home / "warcs").mkdir(exist_ok=True)
    (home / "warcs/.lock").write_text(json.dumps(asdict(owner)))


@pytest.fixture
def shared_disk(monkeypatch):
    """Where locks may not reach other machines."""
    monkeypatch.setattr(lock, "_reaches_all", lambda path: False)


def test_a_second_run_is_told_who_has_it(tmp_path):
    with archive_lock(tmp_path, "import"):
        told = f"process {os.getpid()} on {socket.gethostname()}"
        with pytest.raises(Locked, match=told) as refused, archive_lock(tmp_path, "archive"):
            pass
        assert "(import, since 20" in refused.value.message
    with archive_lock(tmp_path, "archive"):
        pass
    assert (tmp_path / "warcs/.lock").read_bytes() == b"", "nobody is named when nobody has it"


def test_it_is_free_after_an_error(tmp_path):
    with pytest.raises(RuntimeError), archive_lock(tmp_path, "archive"):
        raise RuntimeError
    assert (tmp_path / "warcs/.lock").read_bytes() == b""
    with archive_lock(tmp_path, "archive"):
        pass


@pytest.mark.parametrize(
    "text", ["", "{", "12 archive", "[]", '{"pid": "x"}', "\x00" * 50, '{"pid": 1}', *ODD]
)
def test_what_is_not_understood_names_nobody(tmp_path, shared_disk, text):
    (tmp_path / "warcs").mkdir()
    (tmp_path / "warcs/.lock").write_text(text)
    with archive_lock(tmp_path, "archive"):
        assert json.loads((tmp_path / "warcs/.lock").read_text())["command"] == "archive"


@pytest.mark.parametrize("dead", [HERE, replace(HERE, host="an old name"), replace(HERE, boot="before")])
def test_a_dead_run_of_this_machine_is_taken_over(tmp_path, shared_disk, dead):
    left(tmp_path, dead)
    with archive_lock(tmp_path, "archive"):
        pass


def test_a_run_of_another_machine_on_a_shared_disk_is_respected_until_it_is_named(tmp_path, shared_disk):
    left(tmp_path, THERE)
    with pytest.raises(Locked, match="on elsewhere") as refused, archive_lock(tmp_path, "archive"):
        pass
    assert refused.value.hint.endswith("snapshotter unlock --host elsewhere")
    for wrong in (None, "another"):
        with pytest.raises(Locked):
            break_lock(tmp_path, wrong)
    assert break_lock(tmp_path, "elsewhere") == THERE
    assert break_lock(tmp_path) is None
    with archive_lock(tmp_path, "archive"):
        pass


def test_on_a_disk_of_this_machine_a_name_of_another_means_nothing(tmp_path, monkeypatch):
    """As when the disk was carried here: the kernel's own lock is all there is to know."""
    monkeypatch.setattr(lock, "_reaches_all", lambda path: True)
    left(tmp_path, THERE)
    with archive_lock(tmp_path, "archive"):
        pass


def test_a_live_run_is_never_broken(tmp_path):
    with archive_lock(tmp_path, "archive"), pytest.raises(Locked):
        break_lock(tmp_path, socket.gethostname())


def test_there_is_nothing_to_break(tmp_path):
    assert break_lock(tmp_path, "elsewhere") is None
    assert not (tmp_path / "warcs").exists(), "and nothing is made for it"


def test_a_full_disk_names_nobody_and_locks_all_the_same(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(lock.os, "pwrite", full)
    refused = pytest.raises(Locked, match="another run")
    with archive_lock(tmp_path, "archive"), refused, archive_lock(tmp_path, "archive"):
        pass


def test_where_nothing_can_be_written_it_says_so(tmp_path):
    (tmp_path / "warcs").write_text("in the way")
    with pytest.raises(WriteFailed, match="warcs") as refused, archive_lock(tmp_path, "archive"):
        pass
    assert "--home" in refused.value.hint


def test_names_on_the_way_to_a_terminal_are_harmless(tmp_path, shared_disk):
    left(tmp_path, replace(THERE, command="\x1b[2Jarchive"))
    with pytest.raises(Locked) as refused, archive_lock(tmp_path, "archive"):
        pass
    assert "\x1b" not in refused.value.message


def test_who_was_killed_is_known_until_what_it_left_is_mended(tmp_path):
    """A run that mends nothing, as on a full disk, passes it on."""
    killed = replace(HERE, command="import")
    left(tmp_path, killed)
    (tmp_path / "warcs/a.warc.gz.open").write_bytes(b"half")
    for _ in range(2):
        with archive_lock(tmp_path, "restore") as found:
            assert found == killed
    with archive_lock(tmp_path, "import"):
        (tmp_path / "warcs/a.warc.gz.open").unlink()
        (tmp_path / "warcs/b.warc.gz.open").write_bytes(b"of this run")
    with archive_lock(tmp_path, "archive") as found:
        assert found is None
