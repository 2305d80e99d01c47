"""``python -m bench.visits``: whole visits by the program beside bare visits of the same pages.

``archive POST --jobs 2`` of 20 and of 40 ordinary pages, against one bare browser that visits the same
pages with the same scrolling at the same concurrency, in turns; and the lazy page by itself.  The bars
are for captures; a proof is a second visit, and what it adds is told beside them.  CPU seconds are those
of the whole tree, and the origins are processes that nobody counts.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from bench import tree
from bench.sites import MOST_PAGES, urls
from snapshotter.capture.browsers import find_browser
from tests.museum import lazy
from tests.system import readback

PAGES = 20
CPU_BAR, WALL_BAR, PACE_BAR, LAZY_BAR_S = 1.3, 1.3, 0.75, 10.0


@dataclass(frozen=True)
class Round:
    """One side's visit to all pages, and what it saw of them."""

    cost: tree.Cost
    infos: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Bench:
    """What every round has in common."""

    port: str
    browser: Path
    jobs: int
    settings: Sequence[str]
    """Lines for ``config.toml``."""

    def ours(self, pages: Sequence[str], *, proved: bool = False) -> Round:
        with tempfile.TemporaryDirectory(prefix="snapshotter-bench-") as folder:
            home = Path(folder)
            self._configure(home)
            post = home / "post.html"
            cited = "".join(f'<p>See <a href="{url}">this page</a>.</p>' for url in pages)
            post.write_text(f"<!doctype html><title>Post</title><article><h1>Post</h1>{cited}</article>")
            command = self._program(home, "archive", str(post), "--base-url", "https://blog.example/post")
            command += [] if proved else ["--no-proof"]
            return Round(tree.run(command), tuple(readback.page_infos(home)))

    def lazy_page(self) -> dict[str, Any]:
        """The page information of a capture of the lazy page."""
        with tempfile.TemporaryDirectory(prefix="snapshotter-bench-") as folder:
            self._configure(Path(folder))
            tree.run(self._program(Path(folder), "capture", lazy.URL, "--no-proof"))
            (info,) = readback.page_infos(Path(folder))
            return dict(info)

    def bare(self, pages: Sequence[str]) -> Round:
        command = [sys.executable, "-m", "bench.bare_visits", str(self.browser), self.port, str(self.jobs)]
        return Round(tree.run([*command, *pages]))

    def _configure(self, home: Path) -> None:
        lines = ["[archive]", "[capture]", f'browser = "{self.browser}"', *self.settings]
        (home / "config.toml").write_text("\n".join(lines))

    def _program(self, home: Path, *arguments: str) -> list[str]:
        command = [
            sys.executable,
            "-m",
            "snapshotter",
            "--home",
            str(home),
            *arguments,
            "--json",
            "--insecure",
        ]
        pace = ["--jobs", str(self.jobs), "--host-delay", "0"]
        return [*command, *pace, "--connect-to", f":443:127.0.0.1:{self.port}"]


@contextmanager
def origin() -> Iterator[str]:
    """The port of all hosts, served by a process whose CPU nobody counts."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.sites"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdin.close()
        process.wait()


def compare(bench: Bench, count: int, runs: int) -> bool:
    """Print the rows of one number of pages; whether they are under their bars."""
    pages = urls(count)
    floor, program, proved = [], [], []
    for _ in range(runs):
        floor.append(bench.bare(pages))
        program.append(bench.ours(pages))
        proved.append(bench.ours(pages, proved=True))
    print(f"\n{count} pages, {bench.jobs} at a time, {runs} runs")
    _say("bare", floor, count)
    _say("snapshotter", program, count)
    _say("and proved", proved, count)
    cpu = _ratio(program, floor, "cpu_s")
    wall = _ratio(program, floor, "wall_s")
    pace = 1 / wall
    print(
        f"ratios: CPU {cpu:.2f} (bar {CPU_BAR}), wall {wall:.2f} (bar {WALL_BAR}),"
        f" pages a minute {pace:.2f} (bar {PACE_BAR})"
    )
    more = _ratio(proved, floor, "cpu_s"), _ratio(proved, floor, "wall_s")
    print(f"with proofs: CPU {more[0]:.2f}, wall {more[1]:.2f} of bare")
    captured = [info for one in program for info in one.infos if info["outcome"] == "captured"]
    print(f"captured whole: {len(captured)} of {count * runs}")
    _say_steps(program, count)
    whole = len(captured) == count * runs
    return whole and (pace >= PACE_BAR if count > PAGES else cpu <= CPU_BAR and wall <= WALL_BAR)


def _say(side: str, rounds: Sequence[Round], count: int) -> None:
    costs = [one.cost for one in rounds]
    cpu, wall = median(cost.cpu_s for cost in costs), median(cost.wall_s for cost in costs)
    spread = f"[{min(cost.cpu_s for cost in costs):.1f}-{max(cost.cpu_s for cost in costs):.1f}]"
    own = median(cost.first_cpu_s for cost in costs)
    print(
        f"{side:12} CPU {cpu:6.1f} s {spread} ({cpu / count:.2f} a page; Python {own:.1f}, browser and driver"
        f" {cpu - own:.1f}), wall {wall:5.1f} s, {60 * count / wall:.1f} pages a minute"
    )


def _ratio(program: Sequence[Round], floor: Sequence[Round], name: str) -> float:
    ours, bare = (median(getattr(one.cost, name) for one in rounds) for rounds in (program, floor))
    return ours / bare


def _say_steps(rounds: Sequence[Round], count: int) -> None:
    """Wall seconds of a page in each step, by the snapshots' own logs."""
    spent: dict[str, float] = defaultdict(float)
    for one in rounds:
        for info in one.infos:
            for step in info["steps"]:
                spent[step["name"]] += step["elapsed_s"] / (count * len(rounds))
            spent["(all)"] += _seconds(info) / (count * len(rounds))
    if spent:
        print("seconds a page: " + ", ".join(f"{name} {seconds:.2f}" for name, seconds in spent.items()))


def _seconds(info: dict[str, Any]) -> float:
    begun, ended = (datetime.fromisoformat(info[name]) for name in ("started_at", "finished_at"))
    return (ended - begun).total_seconds()


def lazy_page(bench: Bench, runs: int) -> bool:
    """Print the row of the lazy page; whether all of it came in time."""
    infos = [bench.lazy_page() for _ in range(runs)]
    came = [
        lazy.Came.of(r["url"] for r in info["requests"] if r["outcome"] == "complete" and r["status"] == 200)
        for info in infos
    ]
    seconds = median(map(_seconds, infos))
    scroll = median(
        sum(step["elapsed_s"] for step in info["steps"] if step["name"] == "scroll") for info in infos
    )
    print(
        f"\nlazy page: {came[0]}, visit {seconds:.1f} s (bar {LAZY_BAR_S:g}), of it scrolling {scroll:.1f} s,"
        f" {infos[0]['outcome']}"
    )
    return all(each == lazy.EVERYTHING for each in came) and seconds <= LAZY_BAR_S


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.visits", description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--browser", default="auto", help="auto, chromium, headless-shell or a path")
    parser.add_argument("--pages", type=int, nargs="*", default=[PAGES, MOST_PAGES], help="at most 40")
    parser.add_argument("--set", action="append", default=[], metavar="LINE", help="a line for config.toml")
    chosen = parser.parse_args()
    browser = find_browser(chosen.browser).path
    tree.adopt_orphans()
    print(f"{browser}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    try:
        with origin() as port:
            bench = Bench(port, browser, chosen.jobs, chosen.set)
            met = [lazy_page(bench, chosen.runs)]
            met += [compare(bench, count, chosen.runs) for count in chosen.pages]
    except subprocess.CalledProcessError as error:
        print(f"{error}\n{error.stderr.decode(errors='replace')}", file=sys.stderr)
        return 2
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
