"""Any file of records, read from its first byte to its last."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from snapshotter.model.fixity import Fault, FileReport
from snapshotter.wacz import checking as containers
from snapshotter.warc import fixity
from snapshotter.warc.containers import is_packed
from snapshotter.warc.fixity import Tell


def check(path: Path, name: str, tell: Tell = lambda _: None) -> FileReport:
    """Read a file and hold it against its standard; ``name`` is what the report calls it.

    Constant memory, and no exception for what the file holds.  Raises ``OSError`` when it cannot be read.
    """
    report = fixity.check(path, name, tell)
    return _as_wacz(path, report) if is_packed(path) else report


def _as_wacz(path: Path, report: FileReport) -> FileReport:
    """With what the container says of its files, and who vouches for it."""
    found = containers.check(path)
    faults = tuple(
        Fault(each.code, each.severity, None, each.message) for each in found if each.severity != "info"
    )
    remarks = tuple(each.message for each in found if each.severity == "info")
    return replace(report, faults=(*report.faults, *faults)[: fixity.MOST_FAULTS], remarks=remarks)
