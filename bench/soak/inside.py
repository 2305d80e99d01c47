"""``python -m bench.soak.inside FILE ARGUMENTS``: the program, telling of itself while it runs.

Every few seconds a line of JSON is added to FILE: how many asyncio tasks there are, how many blocks Python
has given to objects, and how much memory the C library has given out and holds back; with
``SNAPSHOTTER_SOAK_TRACE`` set more: ``objects`` tells of which types those are that the collector knows,
``places`` also where the memory that Python itself has given out was asked for, and ``trim`` what is left
once the C library has given back what it holds.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import os
import sys
import threading
import tracemalloc
from collections import Counter
from pathlib import Path
from typing import Any

PACE_S = 5.0
_TRACE_PACE_S = 20.0
_MOST = 40


class _Loops(asyncio.DefaultEventLoopPolicy):
    """The usual loops, and the last of them for others to look at."""

    last: asyncio.AbstractEventLoop | None = None

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        self.last = super().new_event_loop()
        return self.last


def _tell(loops: _Loops, file: Path, over: threading.Event, trace: str) -> None:
    with file.open("a") as lines:
        while not over.wait(_TRACE_PACE_S if trace else PACE_S):
            loop = loops.last
            tasks = len(asyncio.all_tasks(loop)) if loop is not None else 0
            said: dict[str, Any] = {"tasks": tasks, "blocks": sys.getallocatedblocks(), **_given_out()}
            if trace == "trim":
                said["trimmed_from"], said["trimmed_to"] = _pss(), _trimmed()
            elif trace:
                said |= _traced()
            lines.write(json.dumps(said) + "\n")
            lines.flush()


class _Mallinfo2(ctypes.Structure):
    """As in mallinfo2(3)."""

    _names = (
        "arena",
        "ordblks",
        "smblks",
        "hblks",
        "hblkhd",
        "usmblks",
        "fsmblks",
        "uordblks",
        "fordblks",
        "keepcost",
    )
    _fields_ = [(name, ctypes.c_size_t) for name in _names]


def _given_out() -> dict[str, int]:
    """What the C library has given out and not got back, and what it holds back itself, in bytes.

    Python's small objects are not among it: ``blocks`` counts those.
    """
    library = ctypes.CDLL(None)
    if not hasattr(library, "mallinfo2"):
        return {"used_bytes": 0, "held_bytes": 0}
    library.mallinfo2.restype = _Mallinfo2
    found = library.mallinfo2()
    return {"used_bytes": found.uordblks + found.hblkhd, "held_bytes": found.fordblks}


def _pss() -> int:
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) // 1024


def _trimmed() -> int:
    """MiB once what the C library holds back has gone to the system (malloc_trim(3))."""
    ctypes.CDLL(None).malloc_trim(0)
    return _pss()


def _traced() -> dict[str, Any]:
    gc.collect()
    types = Counter(type(each).__qualname__ for each in gc.get_objects())
    found = tracemalloc.take_snapshot().statistics("lineno")[:_MOST] if tracemalloc.is_tracing() else []
    places = {
        f"{each.traceback[0].filename.rsplit('site-packages/')[-1]}:{each.traceback[0].lineno}": each.size
        for each in found
    }
    return {"objects": types.most_common(_MOST), "places": places}


def main() -> None:
    file, sys.argv[1:] = Path(sys.argv[1]), sys.argv[2:]
    wanted = os.environ.pop("SNAPSHOTTER_SOAK_TRACE", "")
    if wanted == "places":
        tracemalloc.start()
    loops, over = _Loops(), threading.Event()
    asyncio.set_event_loop_policy(loops)
    threading.Thread(target=_tell, args=(loops, file, over, wanted), daemon=True).start()
    from snapshotter.cli.main import main as program

    try:
        program()
    finally:
        over.set()


if __name__ == "__main__":
    main()
