"""The process in which one target is fuzzed: libFuzzer by way of atheris."""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
import time
import traceback
from pathlib import Path
from types import TracebackType

from fuzz.limits import LimitBroken, Limited
from fuzz.target import Target

_TOLD_EVERY_S = 5.0
_SWELL_EVERY = 800
"""Inputs; a large one of these takes as long as hundreds of them."""
_SWOLLEN_FACTOR = 4
_HARD_LIMIT_S = 900
"""Of wall time, after which libFuzzer itself ends the process: a C library that never comes back."""


class Findings:
    """What must not be: kept once for each place in the code, and the fuzzing goes on."""

    def __init__(self, folder: Path, target: str) -> None:
        self._folder = folder
        self._target = target
        self._known: set[str] = set()

    def note(self, data: bytes, trouble: BaseException) -> None:
        place = where(trouble.__traceback__)
        key = f"{type(trouble).__name__} in {place}"
        if key in self._known:
            return
        self._known.add(key)
        name = f"{self._target}-{hashlib.sha256(key.encode()).hexdigest()[:10]}"
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / f"{name}.input").write_bytes(data)
        report = "".join(traceback.format_exception(trouble))[-12_000:]
        (self._folder / f"{name}.txt").write_text(f"{key}\n\n{report}", "utf-8", "replace")

    @property
    def count(self) -> int:
        return len(self._known)


def where(trace: TracebackType | None) -> str:
    """The innermost place in the program, or in whatever raised if it was not the program."""
    place = "?"
    for frame in traceback.extract_tb(trace):
        if "/snapshotter/" in frame.filename or place == "?":
            place = f"{frame.filename.rpartition('/src/')[2]}:{frame.name}"
    return place


class Tally:
    """How far the process has come, written to a file every few seconds: nobody tells of its end."""

    def __init__(self, path: Path, findings: Findings) -> None:
        self._path = path
        self._findings = findings
        self._told_at = 0.0
        self.executions = 0
        self.refused = 0

    def count(self, *, refused: bool) -> None:
        self.executions += 1
        self.refused += refused
        if self.executions % 16 == 0 and time.monotonic() - self._told_at > _TOLD_EVERY_S:
            self.tell()

    def tell(self) -> None:
        self._told_at = time.monotonic()
        told = {"executions": self.executions, "refused": self.refused, "findings": self._findings.count}
        self._path.write_text(json.dumps(told))


def fuzz(target: Target, work: Path, seconds: int) -> None:
    """Fuzz for so many seconds of wall time; never returns."""
    import atheris

    findings = Findings(work / "findings", target.name)
    tally = Tally(work / "status" / f"{target.name}.json", findings)
    read = Limited(target.read, growth_mb=target.growth_mb, output_bytes=target.output_bytes)

    def one_input(data: bytes) -> None:
        take(data, target.limit_s)
        if tally.executions % _SWELL_EVERY == 0:
            source = random.Random(f"{tally.executions} {os.getpid()}")
            take(target.swell(data, source), target.limit_s * _SWOLLEN_FACTOR)

    def take(data: bytes, limit_s: float) -> None:
        refused = False
        try:
            read(data, limit_s)
        except target.allowed:
            refused = True
        except (LimitBroken, Exception) as trouble:
            findings.note(data, trouble)
            if isinstance(trouble, LimitBroken):
                read.settle()
        tally.count(refused=refused)

    def mutated(data: bytes, max_size: int, seed: int) -> bytes:
        source = random.Random(seed)
        if target.mutate is None or source.random() < 0.4:
            return bytes(atheris.Mutate(data, max_size))
        try:
            changed = target.mutate(data, source)
        except Exception as trouble:  # of the harness; the fuzzer would stand still
            findings.note(data, trouble)
            return data
        return changed if len(changed) <= max_size else data

    for folder in ("status", f"corpus/{target.name}", f"seeds/{target.name}", "artifacts"):
        (work / folder).mkdir(parents=True, exist_ok=True)
    write_seeds(target, work / "seeds" / target.name)
    arguments = [
        sys.argv[0],
        f"-max_total_time={seconds}",
        f"-max_len={target.max_bytes}",
        f"-timeout={_HARD_LIMIT_S}",
        "-rss_limit_mb=3000",
        "-print_final_stats=1",
        f"-artifact_prefix={work / 'artifacts'}/{target.name}-",
        str(work / "corpus" / target.name),
        str(work / "seeds" / target.name),
    ]
    if target.words:
        words = work / "status" / f"{target.name}.dict"
        words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words))
        arguments.insert(1, f"-dict={words}")
    tally.tell()
    atheris.Setup(arguments, one_input, custom_mutator=mutated)
    atheris.Fuzz()


def write_seeds(target: Target, folder: Path) -> None:
    """The seeds as files, each by its digest."""
    for seed in target.seeds():
        if len(seed) <= target.max_bytes:
            (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


def main() -> None:
    """``python -m fuzz.worker NAME WORK SECONDS``"""
    import atheris

    name, work, seconds = sys.argv[1:4]
    with atheris.instrument_imports(include=["snapshotter"]):
        from fuzz.targets import target_named

        target = target_named(name)
        warm_up(target)
    fuzz(target, Path(work), int(seconds))


def warm_up(target: Target) -> None:
    """Read each seed once: what is imported late is instrumented then, and is no growth of any input."""
    for seed in target.seeds():
        try:
            Limited(target.read, growth_mb=4096, output_bytes=1 << 40)(seed, 120.0)
        except (LimitBroken, Exception):
            continue  # it is told when it is read as an input


if __name__ == "__main__":
    main()
