"""What a running program takes, seen from outside: memory, threads, processes, sockets, files (Linux)."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.soak.slopes import growth
from bench.tree import tree_cpu_s, tree_of
from tests.system import watched

PROC = Path("/proc")
SHM = Path("/dev/shm")
_OF_BROWSERS = (".org.chromium.", ".com.google.Chrome.")
_STAYS_S = 30.0
MEGABYTE = 1 << 20
_PSS = re.compile(rb"^Pss:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True)
class Sample:
    """One look.  Bytes of memory are proportional set sizes but for ``python_rss``."""

    at_s: float
    done: int
    """Captures, checks or files so far."""
    python_bytes: int
    python_rss_bytes: int
    tree_bytes: int
    python_threads: int
    threads: int
    processes: int
    python_files: int
    python_sockets: int
    sockets: int
    tasks: int
    blocks: int
    """Of memory that Python's small objects have."""
    used_bytes: int
    """By the C library's count: larger objects, and what other libraries have."""
    held_bytes: int
    """Free, and not given back by the C library."""
    temporary_files: int
    """Below TMPDIR."""
    profiles: int
    """Of browsers, below TMPDIR."""
    spool_bytes: int
    shm_bytes: int
    """Of everybody on the machine."""

    def plain(self) -> dict[str, float]:
        return asdict(self)


@dataclass
class Run:
    """A run of the program, and what was seen of it."""

    home: Path
    scraps: Path
    """Its TMPDIR."""
    code: int = 0
    wall_s: float = 0.0
    cpu_s: float = 0.0
    """Of the whole tree, but for the last seconds."""
    samples: list[Sample] = field(default_factory=list)
    left: dict[int, str] = field(default_factory=dict)
    """Processes that outlived it, and their command lines."""
    shm_before: frozenset[str] = frozenset()

    @property
    def warcs(self) -> Path:
        return self.home / "warcs"

    def slope(self, name: str, per: float, unit: float = 1.0) -> float:
        """How much ``name`` grew for every ``per`` that were done, over the later half."""
        return growth([(each.done, getattr(each, name) / unit) for each in self.samples], per)

    def leftovers(self) -> Iterator[str]:
        """Everything that should not be there any more."""
        yield from (f"process left: {pid} {command}" for pid, command in self.left.items())
        yield from (f"temporary file left: {path}" for path in sorted(self.scraps.rglob("*")))
        for pattern in (".spool*", "*.open"):
            yield from (f"left in the archive: {path.name}" for path in self.warcs.glob(pattern))
        yield from (f"left in shared memory: {name}" for name in sorted(_staying(self.shm_before)))

    def table(self, per: int) -> Iterator[str]:
        """What was seen, a line each."""
        samples = self.samples
        if not samples:
            return
        yield f"{'':20} {'early':>10} {'middle':>10} {'last':>10} {'most':>10} {f'per {per}':>10}"
        shown = (samples[min(3, len(samples) - 1)], samples[len(samples) // 2], samples[-1])
        for name in samples[0].plain():
            if name in ("at_s", "done"):
                continue
            unit = MEGABYTE if name.endswith("_bytes") else 1
            values = [getattr(each, name) / unit for each in shown]
            most = max(getattr(each, name) for each in samples) / unit
            row = " ".join(f"{value:10.1f}" for value in (*values, most, self.slope(name, per, unit)))
            yield f"{name.replace('_bytes', ' MiB'):20} {row}"


def program(run: Run, *arguments: str) -> list[str]:
    """The command that runs the program so that it tells of itself."""
    own = [sys.executable, "-m", "bench.soak.inside", str(_own_words(run))]
    return [*own, "--home", str(run.home), *arguments]


def watch(run: Run, command: Sequence[str], done: Callable[[], int], pace_s: float) -> None:
    """Run a command of :func:`program` to its end, and look at it every ``pace_s``."""
    mine = set(watched.children())
    run.shm_before = _of_browsers()
    environ = os.environ | {"TMPDIR": str(run.scraps), "NO_COLOR": "1"}
    begun = time.monotonic()
    with (run.home / "stdout").open("wb") as out, (run.home / "stderr").open("wb") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, env=environ)
        while not _has_ended(process, pace_s):
            _look(run, process.pid, time.monotonic() - begun, done)
    run.wall_s, run.code = time.monotonic() - begun, process.returncode
    run.left = watched.left_over(mine)


def rows(run: Run, table: str) -> int:
    """How many rows a table of the run's catalogue has."""
    catalogue = run.warcs / "catalogue.sqlite"
    if not catalogue.exists():
        return 0
    with closing(sqlite3.connect(f"file:{catalogue}?mode=ro", uri=True, timeout=5)) as database:
        return int(database.execute(f"select count(*) from {table}").fetchone()[0])


def _has_ended(process: subprocess.Popen[bytes], limit_s: float) -> bool:
    try:
        process.wait(limit_s)
    except subprocess.TimeoutExpired:
        return False
    return True


def _look(run: Run, pid: int, at_s: float, done: Callable[[], int]) -> None:
    try:
        run.cpu_s = tree_cpu_s(pid)
        seen = sample(pid, at_s=at_s, done=done(), told=_told(run), scraps=run.scraps, warcs=run.warcs)
    except (OSError, sqlite3.Error, KeyError):
        return  # it begins, or ends, at this moment
    if not seen.python_bytes:
        return  # it has ended, and nobody has asked yet
    run.samples.append(seen)
    with (run.home / "samples.jsonl").open("a") as lines:
        lines.write(json.dumps(seen.plain()) + "\n")


def _own_words(run: Run) -> Path:
    return run.home / "inside.jsonl"


def _told(run: Run) -> dict[str, int]:
    """What the program told of itself last; it may be writing.  Raises ``KeyError`` before it has."""
    path = _own_words(run)
    lines = path.read_text().splitlines(keepends=True) if path.exists() else []
    told = [line for line in lines if line.endswith("\n")]
    if not told:
        raise KeyError("tasks")
    return dict(json.loads(told[-1]))


def _of_browsers() -> frozenset[str]:
    """What browsers have put into shared memory."""
    return frozenset(each.name for name in _OF_BROWSERS for each in SHM.glob(f"{name}*"))


def _staying(before: frozenset[str]) -> frozenset[str]:
    """What is there that was not ``before``, and stays: other browsers of the machine put their files there
    as well, for a moment each."""
    found = _of_browsers() - before
    deadline = time.monotonic() + _STAYS_S
    while found and time.monotonic() < deadline:
        time.sleep(0.1)
        found &= _of_browsers()
    return found


def sample(root: int, *, at_s: float, done: int, told: dict[str, int], scraps: Path, warcs: Path) -> Sample:
    """Look at the program ``root``, at its folder of temporary files and at its archive."""
    tree = tree_of(root)
    sizes = {pid: _memory_bytes(pid) for pid in tree}
    files = {pid: list(_open_files(pid)) for pid in tree}
    sockets = {pid: sum(each.startswith("socket:") for each in files[pid]) for pid in tree}
    statuses = {pid: _status(pid) for pid in tree}
    return Sample(
        at_s=round(at_s, 1),
        done=done,
        python_bytes=sizes[root],
        python_rss_bytes=statuses[root].get("VmRSS", 0) * 1024,
        tree_bytes=sum(sizes.values()),
        python_threads=statuses[root].get("Threads", 0),
        threads=sum(each.get("Threads", 0) for each in statuses.values()),
        processes=len(tree),
        python_files=len(files[root]),
        python_sockets=sockets[root],
        sockets=sum(sockets.values()),
        tasks=told["tasks"],
        blocks=told["blocks"],
        used_bytes=told["used_bytes"],
        held_bytes=told["held_bytes"],
        temporary_files=sum(1 for _ in files_below(scraps)),
        profiles=sum(1 for each in scraps.rglob("playwright_chromiumdev_profile-*") if each.is_dir()),
        spool_bytes=sum(
            map(_size, (each for folder in warcs.glob(".spool*") for each in files_below(folder)))
        ),
        shm_bytes=sum(map(_size, files_below(SHM))),
    )


def files_below(folder: Path) -> Iterator[Path]:
    """Everything below it that is no folder; what vanishes meanwhile is left out."""
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name) for name in names)


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _memory_bytes(pid: int) -> int:
    """Its proportional set size; 0 once it is gone."""
    try:
        found = _PSS.search((PROC / str(pid) / "smaps_rollup").read_bytes())
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0


def _open_files(pid: int) -> Iterator[str]:
    """What its descriptors lead to, as in ``socket:[12345]``."""
    try:
        descriptors = os.listdir(PROC / str(pid) / "fd")
    except OSError:
        return
    for each in descriptors:
        try:
            yield os.readlink(PROC / str(pid) / "fd" / each)
        except OSError:
            continue


def _status(pid: int) -> dict[str, int]:
    try:
        lines = (PROC / str(pid) / "status").read_text().splitlines()
    except OSError:
        return {}
    parts = (line.split() for line in lines)
    return {words[0].rstrip(":"): int(words[1]) for words in parts if len(words) > 1 and words[1].isdigit()}
