"""What a running program takes, seen from outside: memory, threads, processes, sockets, files (Linux)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.tree import tree_of

PROC = Path("/proc")
MEGABYTE = 1 << 20
_PSS = re.compile(rb"^Pss:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True)
class Sample:
    """One look.  Bytes of memory are proportional set sizes but for ``python_rss``."""

    at_s: float
    captures: int
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
    temporary_files: int
    """Below TMPDIR."""
    profiles: int
    """Of browsers, below TMPDIR."""
    spool_bytes: int
    shm_bytes: int

    def plain(self) -> dict[str, float]:
        return asdict(self)


def sample(root: int, *, at_s: float, captures: int, tasks: int, scraps: Path, warcs: Path) -> Sample:
    """Look at the program ``root``, at its folder of temporary files and at its archive."""
    tree = tree_of(root)
    sizes = {pid: _memory_bytes(pid) for pid in tree}
    files = {pid: list(_open_files(pid)) for pid in tree}
    sockets = {pid: sum(each.startswith("socket:") for each in files[pid]) for pid in tree}
    statuses = {pid: _status(pid) for pid in tree}
    return Sample(
        at_s=round(at_s, 1),
        captures=captures,
        python_bytes=sizes[root],
        python_rss_bytes=statuses[root].get("VmRSS", 0) * 1024,
        tree_bytes=sum(sizes.values()),
        python_threads=statuses[root].get("Threads", 0),
        threads=sum(each.get("Threads", 0) for each in statuses.values()),
        processes=len(tree),
        python_files=len(files[root]),
        python_sockets=sockets[root],
        sockets=sum(sockets.values()),
        tasks=tasks,
        temporary_files=sum(1 for _ in files_below(scraps)),
        profiles=sum(1 for each in scraps.rglob("playwright_chromiumdev_profile-*") if each.is_dir()),
        spool_bytes=sum(
            map(_size, (each for folder in warcs.glob(".spool*") for each in files_below(folder)))
        ),
        shm_bytes=sum(map(_size, files_below(Path("/dev/shm")))),
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
