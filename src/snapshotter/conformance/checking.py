"""Any file of records, read from its first byte to its last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from snapshotter.conformance import companions, parts, wacz
from snapshotter.conformance.codes import CODES, is_note
from snapshotter.conformance.wacz_rules import MOST_OF_A_CODE, RULES
from snapshotter.conformance.warc import Tell, Total
from snapshotter.model.fixity import Fault, FileReport
from snapshotter.warc.containers import is_packed

MOST_FAULTS = 1000
"""Of one file; a file that is damaged throughout is not told record by record."""


def check(path: Path, name: str, tell: Tell = lambda _: None, *, strict: bool = False) -> FileReport:
    """Read a file and hold it against its standard; ``name`` is what the report calls it.

    ``strict`` takes every *should* of the standards for a *shall*: what is a warning else is an error.
    Constant memory, and no exception for what the file holds.  Raises ``OSError`` when it cannot be read.
    """
    kept = _Kept()
    records = size = 0
    remarks: list[str] = []
    for found in _checked(path, tell):
        if isinstance(found, Total):
            records, size = records + found.records, size + found.size_bytes
            remarks += found.remarks
        elif strict or not is_note(found):
            kept.take(_stricter(found) if strict else found)
    return FileReport(name, kept.all(), records, size, tuple(remarks))


class _Kept:
    """Findings; of warnings, which repeat themselves, a few of a kind: an error tells of a record."""

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


def _stricter(found: Fault) -> Fault:
    return replace(found, severity="error") if found.code in CODES or found.code in RULES else found


def _checked(path: Path, tell: Tell) -> Iterator[Fault | Total]:
    """By what the file is: its content tells, and its name where that is none of these."""
    if is_packed(path) or path.name.lower().endswith(".wacz"):
        yield from wacz.check(path, tell)
    elif (kind := companions.kind_of(path)) is not None:
        yield from companions.check(path, kind, tell)
    else:
        yield from parts.check_file(path, tell)
