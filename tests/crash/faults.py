"""Faults at the n-th call by which the program changes a file: a small library that is preloaded.

The program knows nothing of it.  The same seed hits the same call as far as the program does the same.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("faults.c")


@functools.cache
def library() -> Path | None:
    """The compiled library; None where it cannot be had."""
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    built = Path(tempfile.gettempdir()) / f"snapshotter-faults-{os.getuid()}-{SOURCE.stat().st_mtime_ns}.so"
    if not built.exists():
        made = built.with_name(f"{built.name}.{os.getpid()}")
        command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(made), str(SOURCE), "-ldl"]
        subprocess.run(command, check=True, timeout=120)
        made.replace(built)
    return built


def clock(off_s: int, *, root: Path, then: tuple[int, int] | None = None) -> dict[str, str]:
    """The environment of a run whose time of day is off by so many seconds; with ``then`` by another number
    from so many calls on that change a file below ``root``."""
    found = library()
    assert found is not None, "no compiler: ask library() first"
    later = f",{then[0]}:{then[1]}" if then is not None else ""
    return {
        "LD_PRELOAD": str(found),
        "FAULT_ROOTS": str(root.resolve()),
        "FAULT_CLOCK": f"{off_s}{later}",
    }


@dataclass(frozen=True)
class Fault:
    """What happens at the n-th call that changes a file below ``roots``."""

    at: int
    """From 1; 0: nothing happens, and the calls are counted."""
    act: str = "kill-group"
    """``kill``, ``kill-group``, ``torn``, ``stop``, an error number, or ``once:`` and one."""

    def environment(self, roots: Sequence[Path], *, count: Path | None = None, trace: Path | None = None):
        found = library()
        assert found is not None, "no compiler: ask library() first"
        more = {"FAULT_COUNT": count, "FAULT_TRACE": trace}
        return {
            "LD_PRELOAD": str(found),
            "FAULT_ROOTS": ":".join(str(root.resolve()) for root in roots),
            "FAULT_AT": str(self.at),
            "FAULT_DO": self.act,
            **{name: str(path) for name, path in more.items() if path is not None},
        }
