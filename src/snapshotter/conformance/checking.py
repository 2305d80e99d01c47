"""Any file of records, read from its first byte to its last."""

from __future__ import annotations

from pathlib import Path

from snapshotter.conformance import companions, wacz
from snapshotter.model.fixity import FileReport
from snapshotter.warc import fixity
from snapshotter.warc.containers import is_packed
from snapshotter.warc.fixity import Tell


def check(path: Path, name: str, tell: Tell = lambda _: None) -> FileReport:
    """Read a file and hold it against its standard; ``name`` is what the report calls it.

    Constant memory, and no exception for what the file holds.  Raises ``OSError`` when it cannot be read.
    """
    if is_packed(path) or path.name.lower().endswith(".wacz"):
        return wacz.check(path, name, tell)
    if (kind := companions.kind_of(path)) is not None:
        return companions.check(path, name, kind, tell)
    return fixity.check(path, name, tell)
