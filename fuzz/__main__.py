"""``python -m fuzz TARGET... --seconds N``: fuzz, and log what was done.

Targets take turns in slices; ``all`` is every one of them.  Each slice is one line of JSON in the log:
the target, the digest of its code, executions, CPU seconds, coverage, findings.  ``--sum LOG`` adds a log up,
``--replay TARGET FILE...`` reads single inputs and lets what they raise through.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fuzz.running import Run, run
from fuzz.summary import summary
from fuzz.targets import TARGETS, target_named


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", help=f"all, or of: {', '.join(TARGETS)}")
    parser.add_argument("--seconds", type=int, default=60, help="of wall time, for all targets together")
    parser.add_argument("--slice", type=int, default=60, help="seconds of one turn of a target")
    parser.add_argument("--jobs", type=int, default=1, help="targets at a time")
    parser.add_argument("--work", type=Path, default=Path(".fuzz"), help="corpora, findings and log")
    parser.add_argument("--sum", type=Path, metavar="LOG", help="add up a log, and do nothing else")
    parser.add_argument("--replay", nargs="+", metavar=("TARGET", "FILE"), help="read single inputs")
    asked = parser.parse_args()
    if asked.sum:
        print(summary(asked.sum))
        return 0
    if asked.replay:
        return replay(asked.replay[0], [Path(name) for name in asked.replay[1:]])
    names = list(TARGETS) if asked.targets in ([], ["all"]) else asked.targets
    for name in names:
        target_named(name)
    return run(Run(names, asked.seconds, min(asked.slice, asked.seconds), asked.jobs, asked.work.resolve()))


def replay(name: str, paths: list[Path]) -> int:
    """Read inputs again, without a fuzzer."""
    target = target_named(name)
    for path in paths:
        try:
            size = target.read(path.read_bytes())
        except target.allowed as refused:
            print(f"{path}: {type(refused).__name__}: {refused}")
        else:
            print(f"{path}: {size} came out")
    return 0


if __name__ == "__main__":
    sys.exit(main())
