"""Chromium and its driver, when the program is killed while they start."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.crash.stage import LIMIT_S, PAGES, survivors

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def until(true):
    deadline = time.monotonic() + LIMIT_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_named(folder: Path) -> bool:
    """Whether the folder stands in a command line: the browser begins."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if os.fsencode(folder) in path.read_bytes():
                return True
        except OSError:
            continue
    return False


def test_no_process_and_no_profile_is_left(stage):
    """The whole group at once: nobody is left who could say that it is over."""
    mark, process = stage.start("capture", PAGES[0], "--no-proof")
    until(lambda: any(map(is_named, stage.temporary.glob("snapshotter-browser-*"))))
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=LIMIT_S)
    assert survivors(mark, LIMIT_S) == []
    until(lambda: not list(stage.temporary.glob("snapshotter-browser-*")))
    done = stage.run("capture", PAGES[0], "--no-proof")
    assert done.code == 0, done.err
    assert list(stage.temporary.iterdir()) == []
