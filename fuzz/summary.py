"""A log added up, by group and by target."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from fuzz.running import code_digest, read_log
from fuzz.targets import TARGETS

_ROW = "{:<16} {:>6} {:>8} {:>8} {:>12} {:>6} {:>9}"


def summary(log: Path) -> str:
    """A table: CPU minutes in all and on the code as it is, executions, coverage, slices with findings."""
    lines = read_log(log)
    digests = {name: code_digest(target) for name, target in TARGETS.items()}
    by_group: dict[str, list[dict[str, Any]]] = defaultdict(list)
    by_target: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        by_group[line["group"]].append(line)
        by_target[line["target"]].append(line)
    head = _ROW.format("", "slices", "cpu min", "as it is", "executions", "cov", "findings")
    rows = [head, *(_row(name, by_group[name], digests) for name in sorted(by_group)), ""]
    rows += [_row(name, by_target[name], digests) for name in sorted(by_target)]
    return "\n".join(rows)


def _row(name: str, lines: list[dict[str, Any]], digests: dict[str, str]) -> str:
    now = [line for line in lines if digests.get(line["target"]) == line["code"]]
    return _ROW.format(
        name,
        len(lines),
        f"{sum(line['cpu_s'] for line in lines) / 60:.1f}",
        f"{sum(line['cpu_s'] for line in now) / 60:.1f}",
        sum(line["executions"] for line in lines),
        max(line["coverage"] for line in lines),
        sum(line["findings"] for line in now),
    )
