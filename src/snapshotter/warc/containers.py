"""Files of records, alone or packed: WARC and ARC as they are, and those within a WACZ (a ZIP)."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path
from typing import cast

from snapshotter.warc.streamed import Damage
from snapshotter.warc.visits import Open, Visit, visits

_ZIP = b"PK\x03\x04"
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    OverflowError,
    ValueError,
)
"""What the library raises for containers that are damaged, encrypted, or packed in a way it does not know."""
_NAMES = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz")


def visits_in(path: Path, captures: Collection[str] | None = None) -> Iterator[Visit | Damage]:
    """:func:`~snapshotter.warc.visits.visits` of a WARC, ARC or WACZ file."""
    if not is_packed(path):
        yield from visits(lambda: path.open("rb"), captures)
        return
    try:
        with zipfile.ZipFile(path) as container:
            for _, opener in packed_files(container):
                yield from visits(opener, captures)
    except UNREADABLE as trouble:
        yield Damage(0, f"damaged: the container cannot be read: {trouble}")


def is_folder(info: zipfile.ZipInfo) -> bool:
    """Whether an entry stands for a folder; the library's own answer raises for one without a name."""
    return info.filename.endswith("/")


def is_packed(path: Path) -> bool:
    """Whether a file is a ZIP."""
    with path.open("rb") as file:
        return file.read(len(_ZIP)) == _ZIP


def packed_files(container: zipfile.ZipFile) -> Iterator[tuple[str, Open]]:
    """The files of records in a container: name, and how to open it."""
    for info in container.infolist():
        if info.filename.lower().endswith(_NAMES):
            yield info.filename, cast(Open, partial(container.open, info))
