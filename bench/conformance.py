"""How other checkers judge the corpus: ``python -m bench.conformance [--with NAME=COMMAND]``.

Every file of ``tests/conformance`` is given to ``snapshotter verify`` (in this process), ``warcio check`` and
``fastwarc check``, and to any command named with ``--with`` (it is given the file as its last argument).  A
checker holds a file for invalid when it exits with another status than 0.  Only WARC and ARC files are given
to tools that know no others.
"""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from snapshotter.conformance.checking import check
from tests.conformance.case import Case
from tests.conformance.corpus import CASES

_TIMEOUT_S = 60
_RECORDS = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz")
Verdict = Callable[[Path], bool]


@dataclass(slots=True)
class Score:
    """What a checker made of the corpus."""

    missed: list[str] = field(default_factory=list)
    """Invalid files that passed."""
    flagged: list[str] = field(default_factory=list)
    """Valid files that did not."""
    crashed: list[str] = field(default_factory=list)
    valid: int = 0
    invalid: int = 0
    took_s: float = 0.0

    def row(self, name: str) -> str:
        found = self.invalid - len(self.missed)
        return (
            f"{name:24} {found:4} of {self.invalid:<4} invalid found   {len(self.flagged):3} of "
            f"{self.valid:<3} valid flagged   {len(self.crashed):2} crashes   {self.took_s:6.1f} s"
        )


def ours(path: Path) -> bool:
    """Whether the door of ``verify`` holds it for valid."""
    return check(path, path.name).is_valid


def other(command: list[str], score: Score) -> Verdict:
    def verdict(path: Path) -> bool:
        try:
            ran = subprocess.run(
                [*command, str(path)],
                capture_output=True,
                text=True,
                timeout=_TIMEOUT_S,
                check=False,
                errors="replace",
            )
        except subprocess.TimeoutExpired:
            score.crashed.append(path.parent.name)
            return False
        if "Traceback (most recent call last)" in ran.stderr or ran.returncode < 0:
            score.crashed.append(path.parent.name)
        return ran.returncode == 0

    return verdict


def judge(score: Score, verdict: Verdict, cases: list[tuple[Case, Path]]) -> Score:
    began = time.perf_counter()
    for case, path in cases:
        passed = verdict(path)
        if case.is_valid:
            score.valid += 1
            score.flagged += [] if passed else [case.name]
        else:
            score.invalid += 1
            score.missed += [case.name] if passed else []
    score.took_s = time.perf_counter() - began
    return score


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.conformance", description=__doc__)
    parser.add_argument("--with", dest="others", action="append", default=[], metavar="NAME=COMMAND")
    parser.add_argument("--names", action="store_true", help="name what each got wrong")
    chosen = parser.parse_args()
    scripts = Path(sys.executable).parent
    commands = {
        "warcio check": f"{scripts / 'warcio'} check",
        "fastwarc check": f"{scripts / 'fastwarc'} check -q",
    }
    commands |= dict(each.split("=", 1) for each in chosen.others)
    with tempfile.TemporaryDirectory(prefix="snapshotter-bench-") as folder:
        cases = [(case, case.write(Path(folder) / case.name)) for case in CASES]
        records = [(case, path) for case, path in cases if case.file.endswith(_RECORDS)]
        scores = {
            "snapshotter, all": judge(Score(), ours, cases),
            "snapshotter": judge(Score(), ours, records),
        }
        for name, command in commands.items():
            score = Score()
            scores[name] = judge(score, other(shlex.split(command), score), records)
    for name, score in scores.items():
        print(score.row(name))
        if chosen.names:
            print(f"  missed:  {' '.join(score.missed)}")
            print(f"  flagged: {' '.join(score.flagged)}")
            print(f"  crashed: {' '.join(score.crashed)}")
    whole = scores["snapshotter, all"]
    return 1 if whole.missed or whole.flagged else 0


if __name__ == "__main__":
    sys.exit(main())
