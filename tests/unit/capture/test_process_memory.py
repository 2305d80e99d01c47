"""The memory of a process tree, and which process a browser is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from snapshotter.capture.process_memory import find_process, oversized_helpers, tree_bytes

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc here")

KEY = f"--key=/tmp/{os.getpid()} b"
HOLDER = "import sys; held = b'x' * int(sys.argv[1]); print('ready', flush=True); sys.stdin.read()"
PARENT = (
    "import subprocess, sys\n"
    "held = b'y' * int(sys.argv[1])\n"
    "child = subprocess.Popen([sys.executable, '-c', sys.argv[2], sys.argv[1]], stdin=subprocess.PIPE)\n"
    "sys.stdin.read()\n"
    "child.communicate()\n"
)


@pytest.fixture
def tree():
    """A process that holds 30 MB and has a child that does; both do when the child says that it is ready."""
    command = [sys.executable, "-c", PARENT, "30000000", HOLDER, KEY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        yield process
        process.communicate()


def test_a_tree_is_measured_whole(tree):
    assert 60_000_000 < tree_bytes(tree.pid) < 120_000_000


def test_a_process_that_is_gone_has_no_memory(tree):
    tree.communicate()
    assert tree_bytes(tree.pid) is None


def test_a_process_is_known_by_its_argument(tree):
    assert find_process(KEY) == tree.pid
    assert find_process(KEY.removesuffix(" b")) is None
    assert find_process(KEY, frozenset({tree.pid})) is None


def entry(proc, pid, parent, *, name=b"chrome", arguments=(), statm=b"900 500 100 1 0 1 0\n"):
    folder = proc / str(pid)
    folder.mkdir()
    (folder / "stat").write_bytes(b"%d (%s) S %d 1 1 0" % (pid, name, parent))
    (folder / "cmdline").write_bytes(b"\0".join(arguments) + b"\0")
    (folder / "statm").write_bytes(statm)
    return folder


def test_names_that_look_like_something_else(tmp_path):
    """Where the exact size cannot be seen, what a process has for itself alone is taken."""
    page = os.sysconf("SC_PAGE_SIZE")
    entry(tmp_path, 10, 1)
    entry(tmp_path, 11, 10, name=b"x) S 99 (y")
    (entry(tmp_path, 12, 11) / "smaps_rollup").write_bytes(b"55 [rollup]\nRss: 9 kB\nPss:       7 kB\n")
    entry(tmp_path, 13, 99)
    (tmp_path / "14").mkdir()
    assert tree_bytes(10, tmp_path) == 2 * 400 * page + 7 * 1024


def test_helpers_of_a_browser_are_not_the_browser(tmp_path):
    us, key = os.getpid(), b"--ssl-key-log-file=/k"
    entry(tmp_path, 20, us, arguments=(b"chromium", key, b"--x"))
    entry(tmp_path, 21, 20, arguments=(b"chromium", b"--type=renderer", key))
    entry(tmp_path, 22, us, arguments=(b"chromium " + key + b" --headless",))
    assert find_process(key.decode(), proc=tmp_path) == 22
    assert find_process(key.decode(), frozenset({22}), proc=tmp_path) == 20


def test_what_shows_pages_and_is_too_large(tmp_path):
    us, ours, page = os.getpid(), b"--user-data-dir=/tmp/browser-ab/profile", os.sysconf("SC_PAGE_SIZE")
    large, renderer = b"9000 8000 100 1 0 1 0\n", (b"chromium", b"--type=renderer", b"--lang=en")
    entry(tmp_path, 30, us, arguments=(b"chromium", ours, b"--x"), statm=large)
    entry(tmp_path, 31, 30, arguments=(b"chromium", b"--type=zygote", b"--x"))
    entry(tmp_path, 32, 31, arguments=renderer, statm=large)
    entry(tmp_path, 33, 31, arguments=renderer)
    entry(tmp_path, 34, 30, arguments=(b"chromium --type=gpu-process --lang=en",), statm=large)
    entry(tmp_path, 35, 31, arguments=renderer, statm=b"9000 8000 7900 1 0 1 0\n")
    entry(tmp_path, 36, 30, arguments=(b"chromium", b"--type=utility", b"--x"), statm=large)
    entry(tmp_path, 40, us, arguments=(b"chromium", b"--user-data-dir=/tmp/browser-cd/profile", b"--x"))
    entry(tmp_path, 41, 40, arguments=renderer, statm=large)
    entry(tmp_path, 42, 1, arguments=(b"chromium", b"--type=renderer", ours), statm=large)

    assert sorted(oversized_helpers(1000 * page, "browser-ab", tmp_path)) == [32, 34]
    assert oversized_helpers(1000 * page, "browser-cd", tmp_path) == [41]
    assert oversized_helpers(9000 * page, "browser-ab", tmp_path) == []
