"""Files that may be made to do harm are read apart: by a process with bounds, which may die of them.

A library in C that is given a bomb does not raise: it takes all memory there is, or ends the process.
The process reads the file from its standard input and answers in JSON, of which nothing can be run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PASSED_ON = ("PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "PATH")
_WALL_PER_CPU = 4.0
"""A busy machine takes longer for the same work."""
MAX_ANSWER_BYTES = 128 << 20
"""No document says more; what does is a bomb."""
_TIMES_IN_MEMORY = 3
"""So often a file may stand there while it is read in and looked at."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a process may use."""

    memory_bytes: int = 2 << 30
    """Beside the file itself."""
    cpu_s: int = 60


def asked(module: str, given: bytes | Path, bounds: Bounds | None = None) -> Any:
    """What ``module``, run as a program that calls :func:`serve`, answers to a file.

    None when it died: of a file that is broken in a way its library does not survive, or that would
    have taken more than ``bounds``, or said more than :data:`MAX_ANSWER_BYTES`.  Raises ``OSError`` for
    a path that cannot be read.
    """
    if isinstance(given, Path):
        with given.open("rb") as file:
            return _answered(module, os.fstat(file.fileno()).st_size, bounds or Bounds(), stdin=file)
    return _answered(module, len(given), bounds or Bounds(), input=given)


def _answered(module: str, size_bytes: int, bounds: Bounds, **given: Any) -> Any:
    memory_bytes = bounds.memory_bytes + _TIMES_IN_MEMORY * size_bytes
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", module, str(memory_bytes), str(bounds.cpu_s)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=bounds.cpu_s * _WALL_PER_CPU,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            check=False,
            **given,
        )
    except subprocess.TimeoutExpired:
        return None
    return json.loads(done.stdout) if done.returncode == 0 else None


def serve(answer: Callable[[bytes], Any]) -> None:
    """Be such a process: bound ourselves, read standard input, and write what ``answer`` makes of it."""
    _bound(*map(int, sys.argv[1:3]))
    answered = json.dumps(answer(sys.stdin.buffer.read())).encode()
    if len(answered) > MAX_ANSWER_BYTES:
        sys.exit(f"an answer of {len(answered)} bytes")
    sys.stdout.buffer.write(answered)


def _bound(memory_bytes: int, cpu_s: int) -> None:
    """No more memory and time than that, no file written, no image of a dead process.

    macOS refuses a bound for memory.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        if what == resource.RLIMIT_AS and sys.platform == "darwin":
            continue
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
