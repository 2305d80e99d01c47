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
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench import tree
from bench.soak.inside import PACE_S
from bench.soak.pages import Visit, complaint, visits
from bench.soak.watching import MEGABYTE, Run, program, rows, watch

USED_BAR_MIB = 1.5
"""Growth of what the C library has given out, for every hundred captures, over the later half of the run."""
BLOCKS_BAR = 20_000
"""The same of the blocks that Python's objects have, some 80 bytes each."""
PYTHON_BAR_MIB = 6.0
"""The same of Python's own process as the system sees it: the largest page yet leaves holes behind."""
TREE_BAR_MIB = 25.0
"""The same of all processes: browsers come and go, so that the line is never quite level."""
FEWEST_FOR_SLOPES = 500
"""In fewer captures caches still fill, and most kinds of pages come for the first time."""
PER_POST = 50
_TIMEOUT_S = 60.0
_BARS = {
    "python_threads": 1.0,
    "python_files": 1.0,
    "python_sockets": 1.0,
    "tasks": 1.0,
    "profiles": 0.2,
    "temporary_files": 30.0,
}
"""How much else may grow for every hundred captures.  A browser's profile has some 145 files, and for a
moment there are two of them whenever one browser takes the place of another."""


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


def archive(run: Run, planned: Sequence[Visit], ways: Sequence[str], options: argparse.Namespace) -> None:
    """The whole run, watched."""
    posts(run.home / "posts", planned)
    (run.home / "config.toml").write_text("\n".join(["[archive]", *options.set]))
    command = program(
        run, "archive", str(run.home / "posts"), "--json", "--insecure", "--jobs", str(options.jobs),
        "--timeout", str(_TIMEOUT_S), "--host-delay", "0", "--retries", "1",
        *([] if options.proof else ["--no-proof"]),
        *(part for way in ways for part in ("--connect-to", way)),
    )  # fmt: skip
    watch(run, command, lambda: rows(run, "capture"), PACE_S)


def outcomes(run: Run) -> dict[str, tuple[str, str | None]]:
    """By address, what the manifests say: outcome and code."""
    found = {}
    for path in (run.warcs / "manifests").glob("*.json"):
        for citation in json.loads(path.read_text())["citations"]:
            for snapshot in citation["snapshots"][-1:]:
                reason = snapshot["reason"]
                found[citation["url"]] = (snapshot["outcome"], reason["code"] if reason else None)
    return found


def wrong_outcomes(run: Run, planned: Sequence[Visit]) -> Iterator[str]:
    found = outcomes(run)
    expected = 0 if all(outcome in ("captured", "skipped") for outcome, _ in found.values()) else 3
    if run.code != expected:
        yield f"exit code {run.code}, not {expected}"
    for visit in planned:
        said = complaint(visit, *found.get(visit.url, ("nothing", None)))
        if said:
            yield said


def growths(run: Run) -> Iterator[str]:
    """What grew beyond its bar."""
    for name, bar in (
        ("used_bytes", USED_BAR_MIB),
        ("python_bytes", PYTHON_BAR_MIB),
        ("tree_bytes", TREE_BAR_MIB),
    ):
        grown = run.slope(name, 100, MEGABYTE)
        if grown > bar:
            yield f"{name} grew by {grown:.2f} MiB for every 100 captures (bar {bar:g})"
    if (grown := run.slope("blocks", 100)) > BLOCKS_BAR:
        yield f"Python's objects grew by {grown:.0f} blocks for every 100 captures (bar {BLOCKS_BAR})"
    for name, bar in _BARS.items():
        if (grown := run.slope(name, 100)) > bar:
            yield f"{name} grew by {grown:.1f} for every 100 captures (bar {bar:g})"


def report(run: Run, count: int) -> None:
    """Print the numbers."""
    size = sum(path.stat().st_size for path in run.warcs.glob("*.warc.gz")) / MEGABYTE
    print(f"{count} captures in {run.wall_s:.0f} s ({run.wall_s / count:.2f} s each)", end=", ")
    print(f"CPU {run.cpu_s / count:.2f} s each, archive {size:.0f} MiB")
    print("\n".join(run.table(100)))


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--captures", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=4)
    parser.add_argument("--proof", action=argparse.BooleanOptionalAction, default=False)
    parser.add_argument("--set", action="append", default=[], metavar="LINE", help="a line for config.toml")
    parser.add_argument(
        "--only", action="append", default=[], metavar="KIND", help="pages of this kind alone"
    )
    parser.add_argument("--keep", type=Path, help="a folder for the archive and the samples; kept")
    return parser.parse_args(given)


def soak(options: argparse.Namespace, home: Path, scraps: Path) -> tuple[Run, list[str]]:
    """One soak in these folders, and everything that was wrong with it."""
    run, planned = Run(home, scraps), visits(options.captures, options.only)
    with web() as ways:
        archive(run, planned, ways, options)
    wrong = [*wrong_outcomes(run, planned), *run.leftovers()]
    wrong += growths(run) if len(planned) >= FEWEST_FOR_SLOPES else []
    return run, wrong


def main(given: Sequence[str] | None = None) -> int:
    options = arguments(given)
    tree.adopt_orphans()
    home = options.keep or Path(tempfile.mkdtemp(prefix="soak-home-"))
    home.mkdir(parents=True, exist_ok=True)
    scraps = Path(tempfile.mkdtemp(prefix="soak-"))  # short: browsers put sockets there
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; home {home}", flush=True)
    try:
        run, wrong = soak(options, home, scraps)
        report(run, options.captures)
    finally:
        shutil.rmtree(scraps)
        if not options.keep:
            shutil.rmtree(home)
    print("\n".join(wrong) or "memory flat, nothing left, every outcome right")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
