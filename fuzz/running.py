"""Targets taking turns in processes of their own, and the log of it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

import snapshotter
from fuzz.target import Target
from fuzz.targets import TARGETS, target_named

_SOURCE = Path(snapshotter.__file__).resolve().parent
_COVERED = re.compile(rb"cov: (\d+) ft: (\d+) corp: (\d+)/")


@dataclass(frozen=True, slots=True)
class Run:
    """What was asked for."""

    names: Sequence[str]
    seconds: int
    slice_s: int
    jobs: int
    work: Path

    @property
    def log(self) -> Path:
        return self.work / "log.jsonl"


def run(asked: Run) -> int:
    """Fuzz the targets in turns; 1 when anything was found."""
    asked.work.mkdir(parents=True, exist_ok=True)
    turns = _Turns(asked)
    with ThreadPoolExecutor(asked.jobs) as pool:
        waiting = [pool.submit(turns.take_all) for _ in range(asked.jobs)]
        for each in waiting:
            each.result()
    return 1 if turns.found else 0


class _Turns:
    """Who is next: the target, of those at rest, whose group has had the least CPU so far for its share."""

    def __init__(self, asked: Run) -> None:
        self._asked = asked
        self._lock = Lock()
        self._until = time.monotonic() + asked.seconds
        self._spent = spent_s(asked.log, asked.names)
        self._running: set[str] = set()
        self.found = 0

    def take_all(self) -> None:
        while (name := self._next()) is not None:
            left = self._until - time.monotonic()
            line = fuzz_once(
                target_named(name), self._asked.work, max(min(self._asked.slice_s, int(left)), 1)
            )
            with self._lock:
                self._running.discard(name)
                self._spent[name] += line["cpu_s"]
                self.found += line["findings"]
                with self._asked.log.open("a") as log:
                    log.write(json.dumps(line) + "\n")

    def _next(self) -> str | None:
        with self._lock:
            resting = [name for name in self._asked.names if name not in self._running]
            if time.monotonic() >= self._until - 1 or not resting:
                return None
            name = min(resting, key=lambda each: (self._of_group(each), self._spent[each]))
            self._running.add(name)
            return name

    def _of_group(self, name: str) -> float:
        """CPU of its group; of the groups that an hour is asked for, a third counts."""
        group = TARGETS[name].group
        spent = sum(self._spent[each] for each in self._asked.names if TARGETS[each].group == group)
        return spent / (1 if group == "small" else 3)


def spent_s(log: Path, names: Sequence[str]) -> dict[str, float]:
    """CPU seconds so far on the code as it is."""
    spent = dict.fromkeys(names, 0.0)
    digests = {name: code_digest(TARGETS[name]) for name in names}
    for line in read_log(log):
        if digests.get(line["target"]) == line["code"]:
            spent[line["target"]] += line["cpu_s"]
    return spent


def read_log(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def fuzz_once(target: Target, work: Path, seconds: int) -> dict[str, Any]:
    """One turn, and what is to be said of it.  CPU is what the kernel says that the process took."""
    output = work / "output" / f"{target.name}.txt"
    output.parent.mkdir(parents=True, exist_ok=True)
    began, digest = datetime.now(UTC), code_digest(target)
    command = [sys.executable, "-m", "fuzz.worker", target.name, str(work), str(seconds)]
    status = work / "status" / f"{target.name}.json"
    status.unlink(missing_ok=True)
    with output.open("wb") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=subprocess.STDOUT)
        _, code, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(code)
    told = json.loads(status.read_text()) if status.exists() else {}
    said = output.read_bytes()
    covered = _COVERED.findall(said)
    stats = dict(re.findall(rb"stat::(\w+):\s+(\d+)", said))
    return {
        "target": target.name,
        "group": target.group,
        "code": digest,
        "began": f"{began:%Y-%m-%dT%H:%M:%SZ}",
        "seconds": round((datetime.now(UTC) - began).total_seconds(), 1),
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 1),
        "executions": int(stats.get(b"number_of_executed_units", told.get("executions", 0))),
        "refused": told.get("refused", 0),
        "coverage": int(covered[-1][0]) if covered else 0,
        "features": int(covered[-1][1]) if covered else 0,
        "corpus": int(covered[-1][2]) if covered else 0,
        "peak_mb": usage.ru_maxrss // 1024,
        "findings": told.get("findings", 0) + (process.returncode != 0),
        "exit": process.returncode,
    }


def code_digest(target: Target) -> str:
    """Of the source of the packages and modules that the target is about."""
    hashed = hashlib.sha256()
    for name in target.watched:
        place = _SOURCE / name
        paths = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
        for path in paths:
            hashed.update(path.read_bytes())
    return hashed.hexdigest()[:12]
