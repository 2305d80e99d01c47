"""``python -m bench.chain``: what the chain costs: a run that writes, a start, and a verification.

``writing``: 300 captures of four records each, committed and their manifest saved after each, with the
chain and without, in turns; the best of ``--rounds`` counts.  ``start`` and ``reading``: a chain of
200,000 manifests and 1,000 WARCs.  ``verify``: the files that ``writing`` left, with the chain and without.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from snapshotter import digests
from snapshotter.chain.entries import Closed, Written
from snapshotter.chain.log import ChainLog
from snapshotter.chain.reading import chain_path, read
from snapshotter.manifest.store import ManifestFiles
from snapshotter.model.post import Post
from snapshotter.model.snapshot import CitationEntry, Manifest
from snapshotter.urls import Url
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.reader import warc_files
from snapshotter.workflows.adopting import AdoptFiles
from snapshotter.workflows.post_work import snapshot_of
from snapshotter.workflows.verify_archive import VerifyArchive, scope_of
from snapshotter.workflows.verify_chain import HeldChain
from tests.builders import NoDigests, capture, exchange
from tests.unit.manifest.test_manifest import citation

CAPTURES = 300
POSTS = 200_000
WARCS = 1_000


def measured(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds by the wall and of the processor, and the result."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - wall, time.process_time() - cpu, result


def written(home: Path, growth: ChainLog | None) -> None:
    """A run: a capture, then the manifest of its post, and so on."""
    archive = WarcArchive(home, NoDigests(), max_file_bytes=20_000_000, growth=growth)
    manifests = ManifestFiles(home, growth)
    post = Post(Url("https://blog.example/a"), "a.html", "html", "A post", None, None, "0" * 64)
    entries: tuple[CitationEntry, ...] = ()
    for number in range(CAPTURES):
        main = exchange(f"https://cited.example/{number}", seed=number, body=os.urandom(60_000))
        part = exchange(f"https://cited.example/{number}.png", seed=(number, 1), body=os.urandom(140_000))
        made = capture(main, part, seed=number, url=f"https://cited.example/{number}")
        entries = (*entries[-20:], CitationEntry(citation(number), (snapshot_of(archive.append(made)),)))
        manifests.save(Manifest("a", post, entries))
    archive.close()


def writing(folder: Path, rounds: int) -> Path:
    """Prints what a run costs with and without; returns the home with a chain."""
    best: dict[str, tuple[float, float]] = {}
    for number in range(rounds):
        for name in ("without", "with"):
            home = folder / f"{name}-{number}"
            growth = ChainLog(home) if name == "with" else None
            wall, cpu, _ = measured(lambda home=home, growth=growth: written(home, growth))
            best[name] = min(best.get(name, (wall, cpu)), (wall, cpu))
            if number:
                shutil.rmtree(folder / f"{name}-{number}")
    (wall, cpu), (more, more_cpu) = best["without"], best["with"]
    size = sum(path.stat().st_size for path in warc_files(folder / "with-0")) / 1e6
    each = (more - wall) / CAPTURES * 1000
    print(f"writing   {CAPTURES} captures, {size:.0f} MB: {wall:.2f} s, {cpu:.2f} s CPU without the chain")
    print(f"          {more:.2f} s, {more_cpu:.2f} s CPU with it: {each:.2f} ms a capture and manifest")
    return folder / "with-0"


def large(folder: Path) -> Path:
    """A chain of many posts."""
    home = folder / "large"
    one = digests.of_bytes(b"one")
    log = ChainLog(home)
    posts = (Written(f"a-post-with-a-slug-of-its-own-{number}", one) for number in range(POSTS))
    log.begin(posts)
    log.begin()
    for number in range(WARCS):
        name = f"snapshotter-20260301123045-1a2b3c4d-{number:05d}.warc.gz"
        log._append(Closed(name, 1_000_000_000, one, one, 60_000, one))
    return home


def reading(folder: Path) -> None:
    home = large(folder)
    size = chain_path(home).stat().st_size / 1e6
    wall, _, _ = measured(lambda: list(AdoptFiles(home, ChainLog(home)).run()))
    print(f"start     {POSTS + WARCS + 1} entries, {size:.0f} MB: {wall * 1000:.1f} ms")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    wall, cpu, chain = measured(lambda: read(chain_path(home)))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert chain.is_whole
    print(f"reading   all of them: {wall:.2f} s, {cpu:.2f} s CPU, memory {before:.0f} -> {after:.0f} MiB")


def verify(home: Path, rounds: int) -> None:
    size = sum(path.stat().st_size for path in warc_files(home)) / 1e6
    best = {}
    for _ in range(rounds):
        for name, chain in (("without", None), ("with", HeldChain(home))):
            manifests = ManifestFiles(home)
            scope = scope_of((), manifests, warc_files(home))
            use_case = VerifyArchive(manifests, chain=chain)
            _, cpu, reports = measured(lambda use_case=use_case, scope=scope: list(use_case.run(scope)))
            assert all(report.is_valid for report in reports)
            best[name] = min(best.get(name, cpu), cpu)
    print(
        f"verify    {size:.0f} MB: {size / best['without']:.0f} MB a second of CPU without, "
        f"{size / best['with']:.0f} MB with the chain"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(dir=os.environ.get("SNAPSHOTTER_BENCH_FOLDER")) as folder:
        reading(Path(folder))
        home = writing(Path(folder), rounds)
        verify(home, rounds)


if __name__ == "__main__":
    main()
