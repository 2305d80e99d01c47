"""The shell that ends a browser whose program was killed."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from snapshotter.capture.watchdog import Watchdog

LIMIT_S = 120
pytestmark = pytest.mark.skipif(shutil.which("pkill") is None, reason="needs pkill (procps)")


@pytest.fixture
def folder(tmp_path):
    """Below one whose name would be no pattern of its own name."""
    made = tmp_path / "c++ (old" / f"snapshotter-browser-{tmp_path.name}"
    made.mkdir(parents=True)
    (made / "profile").write_text("")
    return made


@pytest.fixture
def named(folder):
    """A process in whose command line the folder stands."""
    command = [sys.executable, "-c", "import sys; sys.stdin.read()", f"--user-data-dir={folder}/profile"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        yield process
        process.kill()


def test_when_nobody_holds_it_any_more_it_ends_what_names_the_folder_and_removes_it(folder, named):
    watchdog = Watchdog(folder)
    shell = watchdog._process
    shell.stdin.close()  # as the end of the process that held it does
    assert named.wait(LIMIT_S) == -9
    assert shell.wait(LIMIT_S) == 0
    assert not folder.exists()


async def test_let_go_it_leaves_everything(folder, named):
    watchdog = Watchdog(folder)
    shell = watchdog._process
    await watchdog.close()
    await watchdog.close()
    assert shell.returncode == 0
    assert named.poll() is None
    assert (folder / "profile").exists()
