"""``make bench``: ratios of whole process trees in one run, and the memory of a large download.

The two sides take turns, so that a noisy machine is noisy for both.  CPU seconds are medians over
the runs.  Ours is the whole program: ``snapshotter capture`` from start to fsynced WARC, index and
catalogue; with ``--no-screenshot`` without the picture, which the floor does not take either.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench import tree
from bench.pages import HOST, MEGABYTE, PAGES
from snapshotter.capture.browsers import find_browser

MEMORY_BAR_BYTES = 150 * MEGABYTE
BARS = {"small-300": 1.25, "images-50mb": 1.30}


@contextmanager
def origin() -> Iterator[dict[str, str]]:
    """The pages, served by a process whose CPU nobody counts."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.pages"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield dict(pair.split("=") for pair in process.stdout.readline().split())
    finally:
        process.stdin.close()
        process.wait()


def ours(port: str, path: str, browser: Path, *, screenshot: bool) -> tree.Cost:
    with tempfile.TemporaryDirectory(prefix="snapshotter-bench-") as home:
        (Path(home) / "config.toml").write_text(
            f'[archive]\n[capture]\nbrowser = "{browser}"\nscreenshot = {str(screenshot).lower()}\n'
        )
        command = [sys.executable, "-m", "snapshotter", "--home", home, "capture", f"https://{HOST}{path}"]
        command += ["--connect-to", f"{HOST}:443:127.0.0.1:{port}", "--insecure", "--json", "--no-proof"]
        return tree.run(command)


def bare(port: str, path: str, browser: Path) -> tree.Cost:
    return tree.run([sys.executable, "-m", "bench.bare", str(browser), port, f"https://{HOST}{path}"])


def compare(page: str, port: str, browser: Path, runs: int, *, screenshot: bool) -> bool:
    """Print one row; whether it is under its bar."""
    floor, program = [], []
    for _ in range(runs):
        floor.append(bare(port, PAGES[page], browser).cpu_s)
        program.append(ours(port, PAGES[page], browser, screenshot=screenshot).cpu_s)
    ratio = median(program) / median(floor)
    print(
        f"{page:12}  bare {_spread(floor)}  snapshotter {_spread(program)}"
        f"  ratio {ratio:.2f}  (bar {BARS[page]:.2f})",
        flush=True,
    )
    return ratio <= BARS[page]


def _spread(seconds: list[float]) -> str:
    return f"{median(seconds):5.2f} s [{min(seconds):.2f}-{max(seconds):.2f}]"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--browser", default="auto", help="auto, chromium, headless-shell or a path")
    parser.add_argument("--no-screenshot", action="store_true")
    chosen = parser.parse_args()
    browser = find_browser(chosen.browser).path
    tree.adopt_orphans()
    print(f"{browser}, {os.cpu_count()} processors")
    print(f"CPU seconds of the whole tree, medians of {chosen.runs} runs [lowest-highest]")
    with origin() as ports:
        port = ports["tls-h2"]
        met = [
            compare(page, port, browser, chosen.runs, screenshot=not chosen.no_screenshot) for page in PAGES
        ]
        large = ours(ports["tls-h1"], "/file.bin", browser, screenshot=True)
    print(f"{'file-300mb':12}  peak {large.peak_bytes / MEGABYTE:.0f} MiB of Python  (bar 150)")
    return 0 if all(met) and large.peak_bytes < MEMORY_BAR_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
