"""CPU seconds of a whole process tree, and the peak memory of its first process."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_SAMPLE_S = 0.05


@dataclass(frozen=True)
class Cost:
    """One run: CPU seconds of all its processes, wall seconds, peak resident bytes of the first."""

    cpu_s: float
    wall_s: float
    peak_bytes: int
    first_cpu_s: float = 0.0
    """CPU seconds of the first process alone; a little of its end is not seen."""


def adopt_orphans() -> None:
    """Become the parent of orphaned descendants, so that their CPU seconds are counted (Linux)."""
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def run(command: Sequence[str], environ: dict[str, str] | None = None) -> Cost:
    """Run a command to the end of its last descendant.  Raises ``CalledProcessError``."""
    mine = _child_pids()
    before, begun = _children(), time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environ)
    peak = _Peak(process.pid)
    assert process.stderr is not None
    complaint = process.stderr.read()
    code = process.wait()
    peak.stop()
    _reap_orphans(mine)
    wall_s = time.monotonic() - begun
    if code not in (0, 3):
        raise subprocess.CalledProcessError(code, command, stderr=complaint[-2000:])
    return Cost(_children() - before, wall_s, peak.bytes, peak.cpu_s)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _reap_orphans(mine: set[int]) -> None:
    """Wait for what the run left behind, which is ours now; ``mine`` were children before it."""
    for pid in _child_pids() - mine:
        os.waitpid(pid, 0)


def _child_pids() -> set[int]:
    me = str(os.getpid())
    return {int(path.parent.name) for path in Path("/proc").glob("[0-9]*/stat") if _parent(path) == me}


def _parent(stat: Path) -> str | None:
    try:
        return stat.read_text().rpartition(")")[2].split()[1]
    except OSError:
        return None


class _Peak:
    """Watches memory's high-water mark and the CPU seconds of one process; they are gone once it is."""

    def __init__(self, pid: int) -> None:
        self.bytes = 0
        self.cpu_s = 0.0
        self._status = Path(f"/proc/{pid}/status")
        self._stat = Path(f"/proc/{pid}/stat")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_SAMPLE_S):
            try:
                lines = self._status.read_text().splitlines()
                ticks = self._stat.read_text().rpartition(")")[2].split()[11:13]
            except OSError:
                return
            self.cpu_s = max(self.cpu_s, sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK"))
            found = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
            self.bytes = max([self.bytes, *(int(kilobytes) * 1024 for kilobytes in found)])


def tree_cpu_s(root: int) -> float:
    """CPU seconds so far of a living process and all its descendants, those that ended included."""
    stats = _stats()
    ticks = sum(sum(map(int, stats[pid][11:15])) for pid in _tree(root, stats) if pid in stats)
    return ticks / os.sysconf("SC_CLK_TCK")


def tree_of(root: int) -> list[int]:
    """A living process and all its descendants, itself first."""
    return _tree(root, _stats())


def _tree(root: int, stats: dict[int, list[str]]) -> list[int]:
    children: dict[int, list[int]] = {}
    for pid, fields in stats.items():
        children.setdefault(int(fields[1]), []).append(pid)
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def _stats() -> dict[int, list[str]]:
    return {
        int(path.parent.name): fields
        for path in Path("/proc").glob("[0-9]*/stat")
        if (fields := _fields(path))
    }


def _fields(stat: Path) -> list[str]:
    """What ``/proc/PID/stat`` holds behind the name: state, parent, ..."""
    try:
        return stat.read_text().rpartition(")")[2].split()
    except OSError:
        return []
