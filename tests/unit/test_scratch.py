"""Folders for what passes through, and what killed runs leave of them."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tempfile

import pytest

from snapshotter import scratch
from snapshotter.scratch import ScratchFolder


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    scratch._swept.cache_clear()
    yield tmp_path
    scratch._swept.cache_clear()


@pytest.fixture
def dead():
    """The number of a process that has ended and was waited for."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait(60)
    return process.pid


def test_it_goes_with_all_that_is_in_it(temporary):
    folder = ScratchFolder("keys")
    (folder.path / "a").mkdir()
    folder.close()
    folder.close()
    assert list(temporary.iterdir()) == []


def test_what_a_dead_run_left_goes(temporary, dead):
    (temporary / f"snapshotter-browser-{dead}-abc" / "profile").mkdir(parents=True)
    folder = ScratchFolder("keys")
    assert list(temporary.iterdir()) == [folder.path]
    folder.close()


@pytest.mark.parametrize("name", ["snapshotter-demo-abc", "snapshotter-abc.log", "another-browser-1-a", "x"])
def test_what_is_not_ours_stays(temporary, name):
    (temporary / name).mkdir()
    ScratchFolder("keys").close()
    assert [path.name for path in temporary.iterdir()] == [name]


def test_a_live_run_keeps_its_own(temporary):
    mine = temporary / f"snapshotter-keys-{os.getppid()}-abc"
    mine.mkdir()
    ScratchFolder("keys").close()
    assert mine.exists()


def test_a_process_that_cannot_be_seen_has_the_lock(temporary, dead):
    other = temporary / f"snapshotter-keys-{dead}-abc"
    other.mkdir()
    descriptor = os.open(other, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    ScratchFolder("keys").close()
    assert other.exists()
    os.close(descriptor)


def test_a_link_leads_nowhere(temporary, dead, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "kept").write_text("x")
    (temporary / f"snapshotter-keys-{dead}-abc").symlink_to(elsewhere)
    ScratchFolder("keys").close()
    assert (elsewhere / "kept").exists()
