"""What extraction costs: ``python -m bench.citations [FOLDER...]``.

CPU seconds of citing every page of the folders (``NAME/source.html.gz``; those of the test data when none
is named) in one process, beside parsing the same bytes with lxml and iterating over their links; and of the
start of ``citations FILE.md`` beside ``--help``.  Both sides in turns, medians.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from bench import tree
from snapshotter.model.post import PostSource
from snapshotter.posts.extract import extract

DATA = Path(__file__).parents[2] / "shared/data/links/readability"
EXTRACTION_BAR, START_BAR = 12.0, 3.0
POST = """---
title: A post
date: 2016-03-10
---
# A post

As [the paper](https://paper.example/a) said, “nothing of the kind has been seen here before”.
"""


def by_lxml(pages: Sequence[bytes]) -> int:
    from lxml import html

    return sum(1 for page in pages for _ in html.document_fromstring(page).iterlinks())


def by_us(pages: Sequence[bytes]) -> int:
    return sum(len(extract(PostSource("page.html", page)).citations) for page in pages)


def cost_s(work: Callable[[Sequence[bytes]], int], pages: Sequence[bytes]) -> float:
    begun = time.process_time()
    work(pages)
    return time.process_time() - begun


def extraction(pages: Sequence[bytes], runs: int) -> bool:
    for work in (by_lxml, by_us):  # imports and patterns are made ready before anything is measured
        work(pages[:3])
    floor, ours = [], []
    for _ in range(runs):
        floor.append(cost_s(by_lxml, pages))
        ours.append(cost_s(by_us, pages))
    size = sum(map(len, pages)) / 1_000_000
    ratio = median(ours) / median(floor)
    print(
        f"{len(pages)} pages, {size:.1f} MB: lxml {median(floor):.2f} s, citations {median(ours):.2f} s,"
        f" ratio {ratio:.1f} (bar {EXTRACTION_BAR:g})"
    )
    return ratio <= EXTRACTION_BAR


def start(runs: int) -> bool:
    program = [sys.executable, "-m", "snapshotter"]
    with tempfile.TemporaryDirectory(prefix="snapshotter-bench-") as folder:
        file = Path(folder) / "post.md"
        file.write_text(POST, "utf-8")
        floor, ours = [], []
        for _ in range(runs):
            floor.append(tree.run([*program, "--help"]).cpu_s)
            ours.append(tree.run([*program, "--home", folder, "citations", str(file)]).cpu_s)
    ratio = median(ours) / median(floor)
    print(
        f"start: --help {median(floor):.3f} s, citations FILE.md {median(ours):.3f} s,"
        f" ratio {ratio:.2f} (bar {START_BAR:g})"
    )
    return ratio <= START_BAR


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    files = sorted(file for folder in asked.folders or [DATA] for file in folder.glob("*/source.html.gz"))
    if not files:
        print("there are no pages to measure with", file=sys.stderr)
        return 2
    pages = [gzip.decompress(file.read_bytes()) for file in files]
    met = [extraction(pages, asked.runs), start(asked.runs * 3)]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
