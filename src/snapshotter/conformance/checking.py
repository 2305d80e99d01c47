"""Any file of records, read from its first byte to its last."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from snapshotter.conformance import companions, wacz
from snapshotter.conformance.wacz_rules import MOST_OF_A_CODE
from snapshotter.conformance.warc import Tell, Total, check_records
from snapshotter.model.fixity import Fault, FileReport
from snapshotter.warc.containers import is_packed

MOST_FAULTS = 1000
"""Of one file; a file that is damaged throughout is not told record by record."""


def check(path: Path, name: str, tell: Tell = lambda _: None, *, strict: bool = False) -> FileReport:
    """Read a file and hold it against its standard; ``name`` is what the report calls it.

    ``strict`` takes every *should* of the standards for a *shall*: what is a warning else is an error.
    Constant memory, and no exception for what the file holds.  Raises ``OSError`` when it cannot be read.
    """
    report = _report(path, name, tell, strict=strict)
    if not strict:
        return report
    return replace(report, faults=tuple(replace(fault, severity="error") for fault in report.faults))


def _report(path: Path, name: str, tell: Tell, *, strict: bool) -> FileReport:
    if is_packed(path) or path.name.lower().endswith(".wacz"):
        return wacz.check(path, name, tell, strict=strict)
    if (kind := companions.kind_of(path)) is not None:
        return companions.check(path, name, kind, tell)
    return _records(path, name, tell, strict=strict)


def _records(path: Path, name: str, tell: Tell, *, strict: bool) -> FileReport:
    kept = _Kept()
    total = Total(0, 0)
    with path.open("rb") as file:
        for found in check_records(file, tell, strict=strict):
            if isinstance(found, Total):
                total = found
            else:
                kept.take(found)
    return FileReport(name, kept.all(), total.records, total.size_bytes, total.remarks)


class _Kept:
    """Findings, errors before all: each tells of a record that is lost, and warnings repeat themselves."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._warned: Counter[str] = Counter()

    def take(self, found: Fault) -> None:
        if found.severity == "warning":
            self._warned[found.code] += 1
            if self._warned[found.code] > MOST_OF_A_CODE:
                return
        if len(self._faults) < MOST_FAULTS:
            self._faults.append(found)

    def all(self) -> tuple[Fault, ...]:
        """In the order of the file; then how many were left out."""
        more = (
            Fault(code, "warning", None, f"and {count - MOST_OF_A_CODE} more of these")
            for code, count in self._warned.items()
            if count > MOST_OF_A_CODE
        )
        return (*self._faults, *more)
