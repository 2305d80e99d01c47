"""Any file of records, read from its first byte to its last."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from snapshotter.conformance.codes import CODES, is_note
from snapshotter.conformance.warc import Tell, Total, check_records
from snapshotter.model.fixity import Fault, FileReport
from snapshotter.wacz import checking as containers
from snapshotter.warc.containers import UNREADABLE, is_packed, packed_files

MOST_FAULTS = 1000
"""Of one file; a file that is damaged throughout is not told record by record."""


def check(path: Path, name: str, tell: Tell = lambda _: None, *, strict: bool = False) -> FileReport:
    """Read a file and hold it against its standard; ``name`` is what the report calls it.

    ``strict`` takes every *should* of the standards for a *shall*: what is a warning else is an error.
    Constant memory, and no exception for what the file holds.  Raises ``OSError`` when it cannot be read.
    """
    faults: list[Fault] = []
    records = size = 0
    remarks: list[str] = []
    for found in _checked(path, tell):
        if isinstance(found, Total):
            records, size = records + found.records, size + found.size_bytes
            remarks += found.remarks
        elif (strict or not is_note(found)) and _has_room(faults, found):
            faults.append(_stricter(found) if strict else found)
    report = FileReport(name, tuple(faults), records, size, tuple(remarks))
    return _as_wacz(path, report) if is_packed(path) else report


def _has_room(faults: list[Fault], found: Fault) -> bool:
    """Warnings leave room for the errors that may come after them."""
    return len(faults) < (MOST_FAULTS if found.severity == "error" else MOST_FAULTS // 2)


def _stricter(found: Fault) -> Fault:
    return replace(found, severity="error") if found.code in CODES else found


def _checked(path: Path, tell: Tell) -> Iterator[Fault | Total]:
    if not is_packed(path):
        with path.open("rb") as file:
            yield from check_records(file, tell)
        return
    try:
        with zipfile.ZipFile(path) as container:
            for inner, opener in packed_files(container):
                with opener() as file:
                    for found in check_records(file, tell):
                        if isinstance(found, Fault):
                            yield replace(found, message=f"{inner}: {found.message}")
                        else:
                            yield found
    except UNREADABLE as trouble:
        yield Fault("file.damaged", "error", None, f"the container cannot be read: {trouble}")


def _as_wacz(path: Path, report: FileReport) -> FileReport:
    """With what the container says of its files, and who vouches for it."""
    found = containers.check(path)
    faults = tuple(
        Fault(each.code, each.severity, None, each.message) for each in found if each.severity != "info"
    )
    remarks = tuple(each.message for each in found if each.severity == "info")
    return replace(report, faults=(*report.faults, *faults)[:MOST_FAULTS], remarks=remarks)
