"""``python -m bench.kills --times 200 --seed S``: the program killed at random moments, and run again.

A quarter of the moments each for ``archive``, ``audit``, ``import`` and ``export``, on a small loopback web
with real Chromium.  Half of them lie at a call by which the program changes a file (the n-th, by a
preloaded library, the write itself torn in two in a third of them), the others at a time; the
signal goes to the process group or to the Python process alone.  After each the same command is run
to its end, and everything is held to the property of ``tests/crash``: what was acknowledged is there,
nothing is there twice, every file is valid by three checkers, and nothing is left over.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.crash import faults
from tests.crash.moments import Models, Subject, killed, measured, moments
from tests.crash.stage import Web

OLD = b"what stood there before\n" * 100


def main() -> int:
    arguments = _arguments()
    if faults.library() is None:
        print("no C compiler, or not Linux: there is nothing to inject faults with", file=sys.stderr)
        return 2
    failed = 0
    with Web() as web, tempfile.TemporaryDirectory(prefix="k") as folder:
        models = Models(Path(folder), web, pages=not arguments.files, proofs=arguments.proofs)
        for subject, over, share in _subjects(models, arguments.only):
            times = max(1, round(arguments.times * share / len(arguments.only)))
            failed += _run(subject, over, times, random.Random(f"{arguments.seed} {subject.name}"))
    print(f"seed {arguments.seed}: {failed} moments failed")
    return 1 if failed else 0


def _subjects(models: Models, names: Sequence[str]) -> Iterator[tuple[Subject, bytes | None, float]]:
    """What is killed, what stands at the place of its output before, and the share of its moments."""
    if "archive" in names:
        yield models.archive(), None, 1.0
    if "audit" in names:
        yield models.audit(), None, 1.0
    if "import" in names:
        yield models.import_(), None, 1.0
    if "export" in names:
        yield models.export(over=None), None, 0.5
        yield models.export(over=OLD), OLD, 0.5


def _run(subject: Subject, over: bytes | None, times: int, chance: random.Random) -> int:
    measured(subject)
    print(f"{subject.name}: {subject.calls} calls, {subject.seconds:.1f} s", flush=True)
    done, failed = 0, 0
    for moment in moments(subject, times, chance):
        result = killed(subject, moment, over)
        if result.killed:
            done += 1
            failed += bool(result.complaints)
        if result.complaints:
            print(json.dumps({"moment": str(moment), "complaints": result.complaints}, indent=1), flush=True)
        if done % 10 == 0 and result.killed:
            print(f"{subject.name}: {done} moments, {failed} failed", flush=True)
        if done >= times:
            break
    print(f"{subject.name}: killed at {done} moments, {failed} failed", flush=True)
    return failed


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", action="store_true", help="no pages, so no browser: many moments quickly")
    parser.add_argument("--proofs", action="store_true", help="captures are proved, as they are for users")
    parser.add_argument(
        "--only", nargs="+", default=["archive", "audit", "import", "export"], help="these commands alone"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
