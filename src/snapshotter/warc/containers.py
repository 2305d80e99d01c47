"""Files of records, alone or packed: WARC and ARC as they are, and those within a WACZ (a ZIP)."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path
from typing import cast

from snapshotter.warc.streamed import Damage
from snapshotter.warc.visits import Open, Visit, visits

_ZIP = b"PK\x03\x04"
_NAMES = (".warc", ".warc.gz", ".arc", ".arc.gz")


def visits_in(path: Path, captures: Collection[str] | None = None) -> Iterator[Visit | Damage]:
    """:func:`~snapshotter.warc.visits.visits` of a WARC, ARC or WACZ file."""
    with path.open("rb") as file:
        packed = file.read(len(_ZIP)) == _ZIP
    if not packed:
        yield from visits(lambda: path.open("rb"), captures)
        return
    try:
        with zipfile.ZipFile(path) as container:
            for opener in _openers(container):
                yield from visits(opener, captures)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as trouble:
        yield Damage(0, f"damaged: the container cannot be read: {trouble}")


def _openers(container: zipfile.ZipFile) -> Iterator[Open]:
    for info in container.infolist():
        if info.filename.lower().endswith(_NAMES):
            yield cast(Open, partial(container.open, info))
