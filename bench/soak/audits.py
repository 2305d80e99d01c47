"""``python -m bench.soak.audits --checks N``: the memory of ``audit`` over N pages of many posts, with and
without evidence."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import audit_hosts, audits, tree
from bench.soak.watching import MEGABYTE, Run, program, watch

BAR_MIB = 3.0
"""Growth of Python's own process for every thousand checks, over the later half of the run."""
PER_POST = 50
_PACE_S = 1.0


@contextmanager
def folders() -> Iterator[Run]:
    """A home and a TMPDIR of their own; gone at the end."""
    home, scraps = (Path(tempfile.mkdtemp(prefix=f"soak-{name}-")) for name in ("home", "tmp"))
    try:
        yield Run(home, scraps)
    finally:
        shutil.rmtree(home)
        shutil.rmtree(scraps)


def audited(checks: int, port: int, *, evidence: bool) -> list[str]:
    """Print what one run took; what is wrong with it."""
    with folders() as run:
        _register(run, checks, port)
        command = program(
            run, "audit", "--jobs", str(audit_hosts.HOSTS), "--no-browser", "--fail-on", "none",
            "--evidence" if evidence else "--no-evidence",
        )  # fmt: skip
        watch(run, command, lambda: _told(run), _PACE_S)
        print(f"\n{checks} checks {'with' if evidence else 'without'} evidence: {run.wall_s:.0f} s", end="")
        print(f", CPU {run.cpu_s:.0f} s\n" + "\n".join(run.table(1000)))
        return [*_wrong(run, checks), *run.leftovers()]


def _told(run: Run) -> int:
    """How many checks the program has said something of: a line each."""
    return (run.home / "stderr").read_bytes().count(b"\n")


def _kept(run: Run) -> int:
    """How many audits the manifests hold."""
    manifests = (json.loads(path.read_text()) for path in (run.warcs / "manifests").glob("*.json"))
    return sum(len(citation["audits"]) for manifest in manifests for citation in manifest["citations"])


def _wrong(run: Run, checks: int) -> Iterator[str]:
    if run.code != 0:
        yield f"exit code {run.code}: {(run.home / 'stderr').read_text()[-500:]}"
    if (kept := _kept(run)) != checks:
        yield f"{kept} audits in the manifests, not {checks}"
    grown = run.slope("python_bytes", 1000, MEGABYTE)
    if grown > BAR_MIB:
        yield f"memory grew by {grown:.2f} MiB for every 1,000 checks (bar {BAR_MIB:g})"


def _register(run: Run, checks: int, port: int) -> None:
    """Posts that cite so many pages each, in an archive that has captured none of them."""
    names = [f"host-{number}.example" for number in range(audit_hosts.HOSTS)]
    ways = [f"{name}:80:{audit_hosts.host(number)}:{port}" for number, name in enumerate(names)]
    (run.home / "config.toml").write_text(f"[archive]\n[network]\nhost_delay_s = 0.0\nconnect_to = {ways}\n")
    (run.home / "posts").mkdir()
    for start in range(0, checks, PER_POST):
        cited = "".join(
            f"As [story {n}](http://{names[n % len(names)]}/s-{n}.html) says.\n\n"
            for n in range(start, min(start + PER_POST, checks))
        )
        address = f"---\ncanonical_url: https://blog.example/{start}\n---\n"
        (run.home / "posts" / f"post-{start}.md").write_text(f"{address}# Post {start}\n\n{cited}")
    command = [sys.executable, "-m", "snapshotter", "--home", str(run.home), "archive", "--limit", "0"]
    tree.run([*command, str(run.home / "posts")])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak.audits", description=__doc__)
    parser.add_argument("--checks", type=int, default=5000)
    chosen = parser.parse_args()
    tree.adopt_orphans()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    with audits.hosts(chosen.checks) as port:
        wrong = [said for kept in (False, True) for said in audited(chosen.checks, port, evidence=kept)]
    print("\n".join(wrong) or "memory flat, nothing left")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
