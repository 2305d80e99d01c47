"""Runs the program in a process whose leftovers and memory are seen.

``python -m tests.system.watched ARGUMENTS`` runs ``snapshotter ARGUMENTS`` to its end and then prints,
as the last line of standard error, what it left: its peak memory, and the processes that outlived it.
Being their reaper (Linux), it sees those too that were started away from it.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import time
from collections.abc import Container
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_GRACE_S = 5.0
_RUN = """
import runpy, sys
code = 0
try:
    runpy.run_module("snapshotter", run_name="__main__")
except SystemExit as end:
    code = end.code
words = open("/proc/self/status").read().split()
print("peak", words[words.index("VmHWM:") + 1], file=sys.stderr)
sys.exit(code)
"""


def children() -> dict[int, str]:
    """The processes that are ours and still run, with their command lines."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            command = (stat.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if int(parent) == os.getpid() and state != "Z":
            found[int(stat.parent.name)] = command[:200]
    return found


def left_over(expected: Container[int] = ()) -> dict[int, str]:
    """What still runs, besides what is expected, once everything had a moment to end; ended here."""
    deadline = time.monotonic() + _GRACE_S
    while (found := _unexpected(expected)) and time.monotonic() < deadline:
        time.sleep(0.1)
    for pid in found:
        os.kill(pid, 9)
    return found


def _unexpected(expected: Container[int]) -> dict[int, str]:
    return {pid: command for pid, command in children().items() if pid not in expected}


def main() -> int:
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    command = [sys.executable, "-c", _RUN, *sys.argv[1:]]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    _, complaints = process.communicate()
    said, _, peak = complaints.rpartition("peak ")
    sys.stderr.write(said)
    kilobytes = int(peak) if peak.strip().isdigit() else 0
    left = {"code": process.returncode, "peak_bytes": kilobytes * 1024, "processes": left_over()}
    print(json.dumps(left), file=sys.stderr)
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
