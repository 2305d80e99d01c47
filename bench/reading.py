"""``python -m bench.reading``: how long the reading room takes to open and to answer.

An archive of 10,000 citations in 500 posts is made (or taken: ``--home``), and every page is asked for
twice, first by a process that has just begun and then again.  The bar is 200 ms for each answer.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tests.library import large

BAR_MS = 200.0
POSTS, CITATIONS, PAGES = 500, 20, 2_000
WARM = 20


@contextmanager
def served(home: Path) -> Iterator[tuple[int, float, subprocess.Popen[str]]]:
    """The port, the seconds until it answered, and the process."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "snapshotter", "--home", str(home), "replay", "--no-open", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["url"]
        yield int(address.rstrip("/").rpartition(":")[2]), time.perf_counter() - begun, process
    finally:
        process.terminate()
        process.wait(10)


def paths(home: Path) -> dict[str, str]:
    """One of each kind of page."""
    folder = home / "warcs" / "manifests"
    manifest = sorted(folder.glob("*.json"))[250]
    entry = json.loads(manifest.read_text("utf-8"))["citations"][3]
    snapshot, url = entry["snapshots"][-1]["id"], entry["url"]
    return {
        "home": "/",
        "home, page 9": "/?page=9",
        "search": "/?q=ferry+ledger",
        "filter": "/?outcome=captured&verdict=good",
        "post": f"/posts/{manifest.stem}",
        "snapshot": f"/snapshots/{snapshot}",
        "text": f"/snapshots/{snapshot}/text",
        "record": f"/snapshots/{snapshot}/record",
        "thumbnail": f"/snapshots/{snapshot}/files/thumbnail",
        "address": f"/addresses?url={quote(url, safe='')}",
        "unknown post": "/posts/no-such-post",
        "memento": f"/web/2026/{url}",
        "timegate": f"/timegate/{url}",
        "timemap": f"/timemap/link/{url}",
    }


def asked(port: int, path: str) -> float:
    """Milliseconds from the request to the last byte."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    begun = time.perf_counter()
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    elapsed = (time.perf_counter() - begun) * 1000
    connection.close()
    assert response.status < 500, (path, response.status)
    return elapsed


def cpu_s(process: subprocess.Popen[str]) -> float:
    """User and system time so far: what the machine's other work does not change."""
    fields = Path(f"/proc/{process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(process: subprocess.Popen[str]) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="an archive home that is there already")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="snapshotter-bench-") as folder:
        home = given.home or Path(folder)
        if given.home is None or not (home / "warcs").is_dir():
            large(home, posts=POSTS, citations=CITATIONS, pages=PAGES)
        return _measured(home)


def _measured(home: Path) -> int:
    slowest = 0.0
    with served(home) as (port, opened_s, process):
        print(f"answers after {opened_s:.2f} s")
        for name, path in paths(home).items():
            cold, begun = asked(port, path), cpu_s(process)
            warm = sorted(asked(port, path) for _ in range(WARM))
            slowest, spent_ms = max(slowest, cold, *warm), (cpu_s(process) - begun) * 1000 / WARM
            print(
                f"{name:<14} {cold:7.1f} ms at first, then {warm[WARM // 2]:6.1f} ms ({spent_ms:4.1f} of CPU)"
            )
        print(f"memory {memory_mb(process):.0f} MB; slowest answer {slowest:.0f} ms, bar {BAR_MS:.0f} ms")
    return int(slowest > BAR_MS)


if __name__ == "__main__":
    sys.exit(main())
