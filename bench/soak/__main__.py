"""``python -m bench.soak --captures N``: one run of ``archive`` over several posts that cite N mixed pages.

The program is watched from outside every few seconds.  Printed at the end: how memory and everything else
went, what was left when the run was over, and every outcome that is not true of its page.  Exits with 0
when memory was flat, nothing was left and every outcome was right.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import tree
from bench.soak.inside import PACE_S
from bench.soak.pages import Visit, complaint, visits
from bench.soak.slopes import growth
from bench.soak.watching import MEGABYTE, Sample, files_below, sample
from tests.system import watched

PYTHON_BAR_MIB = 1.5
"""Growth of Python's own process for every hundred captures, over the later half of the run."""
TREE_BAR_MIB = 25.0
"""The same of all processes: browsers come and go, so that the line is never quite level."""
FEWEST_FOR_SLOPES = 200
"""In fewer captures no browser is replaced, and caches still fill."""
PER_POST = 50
_TIMEOUT_S = 30.0
_GROWN = ("python_threads", "python_files", "python_sockets", "tasks", "temporary_files", "profiles")
"""What must not grow: at most by one for every hundred captures."""


@dataclass
class Soak:
    """A run, and what was seen of it."""

    home: Path
    scraps: Path
    planned: list[Visit]
    code: int = 0
    wall_s: float = 0.0
    cpu_s: float = 0.0
    complaint: str = ""
    samples: list[Sample] = field(default_factory=list)
    left: dict[int, str] = field(default_factory=dict)
    shm_before: int = 0

    @property
    def warcs(self) -> Path:
        return self.home / "warcs"


@contextmanager
def web() -> Iterator[list[str]]:
    """The web of the soak in a process of its own: the entries of ``--connect-to`` that lead there."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.soak.web"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield list(json.loads(process.stdout.readline()))
    finally:
        process.stdin.close()
        process.wait()


def posts(folder: Path, planned: Sequence[Visit]) -> None:
    """Posts that cite so many pages each."""
    folder.mkdir()
    for number, start in enumerate(range(0, len(planned), PER_POST)):
        cited = "".join(
            f'<p>As <a href="{visit.url}">page {visit.number}</a> says.</p>'
            for visit in planned[start : start + PER_POST]
        )
        title = f"Post {number}"
        address = f'<link rel="canonical" href="https://blog.example/{number}">'
        page = f"<!doctype html><title>{title}</title>{address}<article><h1>{title}</h1>{cited}</article>"
        (folder / f"post-{number:03}.html").write_text(page)


def run(soak: Soak, ways: Sequence[str], options: argparse.Namespace) -> None:
    """The whole run, watched."""
    mine = set(watched.children())
    posts(soak.home / "posts", soak.planned)
    soak.shm_before = sum(path.lstat().st_size for path in files_below(Path("/dev/shm")))
    inside = soak.home / "inside.jsonl"
    settings = "\n".join(["[archive]", *options.set])
    (soak.home / "config.toml").write_text(settings)
    command = [
        sys.executable, "-m", "bench.soak.inside", str(inside), "--home", str(soak.home),
        "archive", str(soak.home / "posts"), "--json", "--insecure", "--jobs", str(options.jobs),
        "--timeout", str(_TIMEOUT_S), "--host-delay", "0", "--retries", "1",
        *([] if options.proof else ["--no-proof"]),
        *(part for way in ways for part in ("--connect-to", way)),
    ]  # fmt: skip
    environ = os.environ | {"TMPDIR": str(soak.scraps), "NO_COLOR": "1"}
    begun = time.monotonic()
    with (soak.home / "stdout").open("wb") as out, (soak.home / "stderr").open("wb") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, env=environ)
        while not _has_ended(process, PACE_S):
            _look(soak, process.pid, time.monotonic() - begun, inside)
    soak.wall_s, soak.code = time.monotonic() - begun, process.returncode
    soak.left = watched.left_over(mine)


def _has_ended(process: subprocess.Popen[bytes], limit_s: float) -> bool:
    try:
        process.wait(limit_s)
    except subprocess.TimeoutExpired:
        return False
    return True


def _look(soak: Soak, pid: int, at_s: float, inside: Path) -> None:
    try:
        soak.cpu_s = tree.tree_cpu_s(pid)
        seen = sample(
            pid, at_s=at_s, captures=captures(soak.warcs), tasks=_tasks(inside), scraps=soak.scraps,
            warcs=soak.warcs,
        )  # fmt: skip
    except (OSError, sqlite3.Error, KeyError):
        return  # it ends, or begins, at this moment
    soak.samples.append(seen)
    with (soak.home / "samples.jsonl").open("a") as lines:
        lines.write(json.dumps(seen.plain()) + "\n")


def captures(warcs: Path) -> int:
    """How many the catalogue knows."""
    catalogue = warcs / "catalogue.sqlite"
    if not catalogue.exists():
        return 0
    with closing(sqlite3.connect(f"file:{catalogue}?mode=ro", uri=True, timeout=5)) as database:
        return int(database.execute("select count(*) from capture").fetchone()[0])


def _tasks(inside: Path) -> int:
    lines = inside.read_text().splitlines() if inside.exists() else []
    return int(json.loads(lines[-1])["tasks"]) if lines else 0


def outcomes(soak: Soak) -> dict[str, tuple[str, str | None]]:
    """By address, what the manifests say: outcome and code."""
    found = {}
    for path in (soak.warcs / "manifests").glob("*.json"):
        for citation in json.loads(path.read_text())["citations"]:
            for snapshot in citation["snapshots"][-1:]:
                reason = snapshot["reason"]
                found[citation["url"]] = (snapshot["outcome"], reason["code"] if reason else None)
    return found


def judge(soak: Soak) -> list[str]:
    """Everything that is wrong with the run."""
    return [*_wrong_outcomes(soak), *_leftovers(soak), *_growths(soak)]


def _wrong_outcomes(soak: Soak) -> Iterator[str]:
    if soak.code != 3:
        yield f"exit code {soak.code}, not 3"
    found = outcomes(soak)
    for visit in soak.planned:
        outcome, code = found.get(visit.url, ("nothing", None))
        said = complaint(visit, outcome, code)
        if said:
            yield said


def _leftovers(soak: Soak) -> Iterator[str]:
    yield from (f"process left: {pid} {command}" for pid, command in soak.left.items())
    yield from (f"temporary file left: {path}" for path in sorted(soak.scraps.rglob("*")))
    for pattern in (".spool*", "*.open"):
        yield from (f"left in the archive: {path.name}" for path in soak.warcs.glob(pattern))
    shm = sum(path.lstat().st_size for path in files_below(Path("/dev/shm")))
    if shm > soak.shm_before:
        yield f"/dev/shm holds {shm - soak.shm_before} bytes more than before"


def slope(samples: Sequence[Sample], name: str, unit: float = 1.0) -> float:
    """How much ``name`` grew for every hundred captures."""
    return growth([(each.captures, getattr(each, name) / unit) for each in samples], 100)


def _growths(soak: Soak) -> Iterator[str]:
    if len(soak.planned) < FEWEST_FOR_SLOPES:
        return
    for name, bar in (("python_bytes", PYTHON_BAR_MIB), ("tree_bytes", TREE_BAR_MIB)):
        grown = slope(soak.samples, name, MEGABYTE)
        if grown > bar:
            yield f"{name} grew by {grown:.2f} MiB for every 100 captures (bar {bar:g})"
    for name in _GROWN:
        grown = slope(soak.samples, name)
        if grown > 1:
            yield f"{name} grew by {grown:.1f} for every 100 captures (bar 1)"


def report(soak: Soak) -> None:
    """Print the numbers."""
    done, samples = len(outcomes(soak)), soak.samples
    cpu, wall = soak.cpu_s / max(done, 1), soak.wall_s / max(done, 1)
    print(f"{done} captures in {soak.wall_s:.0f} s ({wall:.2f} s each), CPU {cpu:.2f} s each")
    print(f"archive: {sum(path.stat().st_size for path in soak.warcs.glob('*.warc.gz')) / MEGABYTE:.0f} MiB")
    if not samples:
        return
    print(f"{'':20} {'first':>10} {'middle':>10} {'last':>10} {'most':>10} {'slope/100':>10}")
    shown = (samples[min(3, len(samples) - 1)], samples[len(samples) // 2], samples[-1])
    for name in samples[0].plain():
        if name in ("at_s", "captures"):
            continue
        unit = MEGABYTE if name.endswith("_bytes") else 1
        values = [
            getattr(each, name) / unit for each in (*shown, max(samples, key=lambda s: getattr(s, name)))
        ]
        row = " ".join(f"{value:10.1f}" for value in (*values, slope(samples, name, unit)))
        print(f"{name.removesuffix('_bytes'):20} {row}")


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--captures", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=4)
    parser.add_argument("--proof", action=argparse.BooleanOptionalAction, default=False)
    parser.add_argument("--set", action="append", default=[], metavar="LINE", help="a line for config.toml")
    parser.add_argument("--keep", type=Path, help="a folder for the archive and the samples; kept")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    options = arguments(given)
    tree.adopt_orphans()
    home = options.keep or Path(tempfile.mkdtemp(prefix="soak-home-"))
    home.mkdir(parents=True, exist_ok=True)
    scraps = Path(tempfile.mkdtemp(prefix="soak-"))  # short: browsers put sockets there
    soak = Soak(home, scraps, visits(options.captures))
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; home {home}", flush=True)
    try:
        with web() as ways:
            run(soak, ways, options)
        report(soak)
        wrong = judge(soak)
    finally:
        shutil.rmtree(scraps)
        if not options.keep:
            shutil.rmtree(home)
    print("\n".join(wrong) or "memory flat, nothing left, every outcome right")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
