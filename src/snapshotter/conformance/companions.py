"""Indexes and lists of pages that lie beside WARC files, each a file of its own.

An index is held against the records where their files are at hand: in its own folder, the one above, or
``archive`` or ``warcs`` beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal

from snapshotter.conformance import cdxj, idx, pages
from snapshotter.conformance.located import Records, located
from snapshotter.conformance.wacz_rules import fault, limited
from snapshotter.conformance.warc import Tell, Total
from snapshotter.model.fixity import Fault
from snapshotter.warc.unpacked import Torn, Unpacked

Kind = Literal["index", "blocks", "pages"]
_BY_NAME: tuple[tuple[tuple[str, ...], Kind], ...] = (
    ((".cdxj", ".cdx", ".cdxj.gz", ".cdx.gz"), "index"),
    ((".idx",), "blocks"),
    ((".jsonl", ".jsonl.gz"), "pages"),
)
_START_BYTES = 64 * 1024
_CDXJ_LINE = re.compile(rb"[^ ]+ \d{14}(?:\d{3})? \{")
_NEAR = (".", "..", "../archive", "../warcs")
_MOST_NAME_BYTES = 255
_RECORDS = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz")


def kind_of(path: Path) -> Kind | None:
    """What a file is by its content, else by its name; None for what is neither index nor pages."""
    with path.open("rb") as file:
        try:
            start = Unpacked(file).line(_START_BYTES)
        except Torn:
            start = b""
    if start.startswith((b"WARC/", b"filedesc:", b"PK\x03\x04")):
        return None
    if _CDXJ_LINE.match(start) or start.split()[:1] == [b"CDX"]:
        return "index"
    if _is_pages_header(start):
        return "pages"
    name = path.name.lower()
    return next((kind for ends, kind in _BY_NAME if name.endswith(ends)), None)


def check(path: Path, kind: Kind, tell: Tell = lambda _: None) -> Iterator[Fault | Total]:
    """What is wrong with such a file, which is read whole.  Raises ``OSError``."""
    reading: dict[Kind, Callable[[Path, BinaryIO], Iterator[Fault]]] = {
        "index": _index,
        "blocks": _blocks,
        "pages": _pages,
    }
    with path.open("rb") as file:
        yield from limited(reading[kind](path, file))
    size = path.stat().st_size
    tell(size)
    yield Total(0, size)


def _index(path: Path, file: BinaryIO) -> Iterator[Fault]:
    seen = cdxj.Seen()
    for _ in cdxj.check(file, seen):
        pass  # told below, once it is known which files are at hand
    near = {name: found for name in seen.files if (found := _near(path, name)) is not None}
    files = {name: located(partial(_opened, found)) for name, found in near.items()}
    file.seek(0)
    again = cdxj.Seen()
    for each in cdxj.check(file, again, files.get if files else None):
        yield fault("index.file-elsewhere", each.message) if each.code == "index.no-file" else each
    if not again.lines and again.is_whole:
        yield fault("index.empty", "there is no line in it")
    for name, records in files.items():
        yield from unlisted(records, name, again.lines)


def unlisted(records: Records, name: str, lines: int) -> Iterator[Fault]:
    """What an index does not say of a file's records, and says wrongly of their bytes."""
    missing, first = 0, None
    for offset in records.unnamed():
        missing += 1
        first = offset if first is None else first
    if missing and not lines:
        yield fault("index.empty", f"{name} holds {missing} captures, and no line names one", first)
    elif missing:
        words = f"{missing} captures of {name}, the first at offset {first}, of {len(records)} records"
        yield fault("index.unlisted", words, first)
    if records.is_left_off:
        yield fault(
            "index.unchecked", f"{name}: only the first {len(records)} records were held against lines"
        )
    for offset in records.changed():
        words = f"{name}: the record at offset {offset} is not what recordDigest says"
        yield fault("index.record-digest", words, offset)


def _near(path: Path, name: str) -> Path | None:
    """The file of records that a line names, if it lies where it may."""
    plain = PurePosixPath(name.replace("\\", "/")).name
    if (
        not plain.lower().endswith(_RECORDS)
        or not plain.isprintable()
        or len(plain.encode()) > _MOST_NAME_BYTES
    ):
        return None  # no name that a file can have
    for folder in _NEAR:
        found = path.parent / folder / plain
        if found.is_file() and not found.is_symlink():
            return found
    return None


def _blocks(path: Path, file: BinaryIO) -> Iterator[Fault]:
    for ends in (".cdx.gz", ".cdxj.gz"):
        packed = path.with_name(path.name[: -len(".idx")] + ends)
        if packed.is_file():
            yield from idx.check(file, partial(_opened, packed))
            return
    yield from idx.check(file, None)


def _pages(_: Path, file: BinaryIO) -> Iterator[Fault]:
    yield from pages.check(file, pages.Listed())


def _is_pages_header(start: bytes) -> bool:
    try:
        found = json.loads(start)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and str(found.get("format", "")).startswith("json-pages")


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")
