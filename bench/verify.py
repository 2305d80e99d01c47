"""How fast a file is verified, next to ``fastwarc check`` on the same file in the same run.

``python -m bench.verify``: two shapes of some 500 MB of payload, half of it text and half incompressible:
45,000 records, and 2,000 large ones; each as ``.warc.gz``, and the first as ``.warc`` too.  The sides take
turns, so that a noisy machine is noisy for both; MB are of payload, and medians count.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PAYLOAD_BYTES = 505_000_000
BAR = 0.7
SHAPES = {"45,000 small": 45_000, "2,000 large": 2_000}
_WORDS = ["harbour", "bridge", "supply", "road", "convoy", "river", "district", "crossing", "market"]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took."""

    wall_s: float
    cpu_s: float


def texts(chosen: random.Random, size: int) -> Iterator[bytes]:
    """Bodies without end, by turns of words and of noise."""
    pool = " ".join(chosen.choice(_WORDS) + str(chosen.randrange(100_000)) for _ in range(400_000)).encode()
    while True:
        at = chosen.randrange(len(pool) - 1)
        yield (pool[at:] + pool * (size // len(pool) + 1))[:size]
        yield chosen.randbytes(size)


def _label(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def record(number: int, body: bytes) -> bytes:
    """A response as the common tools write it, with both digests."""
    kind = "text/html" if number % 2 == 0 else "image/jpeg"
    head = (
        f"HTTP/1.1 200 OK\r\nDate: Thu, 10 Mar 2016 12:00:00 GMT\r\nServer: Apache/2.4\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\nCache-Control: max-age=600\r\n"
        f'ETag: "{number:x}"\r\nVary: Accept-Encoding\r\nX-Cache: HIT\r\nConnection: close\r\n\r\n'
    ).encode()
    fields = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{uuid.UUID(int=number + 1)}>\r\n"
        f"WARC-Date: 2016-03-10T12:00:00.123456Z\r\n"
        f"WARC-Target-URI: https://host{number % 97}.example/{number}\r\n"
        f"WARC-IP-Address: 192.0.2.1\r\nContent-Type: application/http; msgtype=response\r\n"
        f"WARC-Block-Digest: {_label(head + body)}\r\nWARC-Payload-Digest: {_label(body)}\r\n"
        f"Content-Length: {len(head) + len(body)}\r\n\r\n"
    ).encode()
    return fields + head + body + b"\r\n\r\n"


def write(path: Path, count: int) -> None:
    """Fill ``path``, and the same without compression beside it."""
    chosen = random.Random(7)
    bodies = texts(chosen, PAYLOAD_BYTES // count)
    with path.open("wb") as packed, path.with_suffix("").open("wb") as plain:
        for number in range(count):
            data = record(number, next(bodies))
            plain.write(data)
            deflate = zlib.compressobj(6, wbits=31)
            packed.write(deflate.compress(data) + deflate.flush())


def run(command: list[str]) -> Cost:
    """Wall clock and CPU of a command that must succeed."""
    before, began = os.times(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after, wall = os.times(), time.perf_counter() - began
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return Cost(wall, cpu)


def compare(path: Path, runs: int, *, payloads: bool) -> float:
    """Print a row; the ratio of the wall clocks, ours as a share of theirs in MB/s."""
    fastwarc = str(Path(sys.executable).with_name("fastwarc"))
    theirs = [fastwarc, "check", "-q", *(["-p"] if payloads else []), str(path)]
    ours = [sys.executable, "-m", "snapshotter", "-q", "verify", str(path)]
    their_costs, our_costs = [], []
    for _ in range(runs):
        their_costs.append(run(theirs))
        our_costs.append(run(ours))
    wall = [median(cost.wall_s for cost in costs) for costs in (their_costs, our_costs)]
    cpu = [median(cost.cpu_s for cost in costs) for costs in (their_costs, our_costs)]
    rate = [PAYLOAD_BYTES / 1e6 / seconds for seconds in wall]
    name = f"{path.name}{' (their -p)' if payloads else ''}"
    print(
        f"{name:36}  fastwarc {rate[0]:5.0f} MB/s, {cpu[0]:5.2f} s CPU   snapshotter {rate[1]:5.0f} MB/s, "
        f"{cpu[1]:5.2f} s CPU   ratio {wall[0] / wall[1]:.2f} of wall, {cpu[0] / cpu[1]:.2f} of CPU",
        flush=True,
    )
    return wall[0] / wall[1]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.verify", description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="where the files are, or are to stay")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="snapshotter-bench-") as folder:
        room = chosen.keep or Path(folder)
        met = []
        for name, count in SHAPES.items():
            path = room / f"{name.replace(',', '').replace(' ', '-')}.warc.gz"
            if not path.exists():
                write(path, count)
            for each in (path, path.with_suffix("")):
                for payloads in (False, True):
                    ratio = compare(each, chosen.runs, payloads=payloads)
                    if each == path:
                        met.append(ratio >= BAR)
    print(f"bar: {BAR} of wall clock for .warc.gz")
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
