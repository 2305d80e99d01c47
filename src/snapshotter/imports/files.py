"""Which files are meant, what kind each is, and the parts of a container, which is never unpacked."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal, cast

from snapshotter import timestamps
from snapshotter.imports.salvage import SalvagedPart, part_at, salvaged
from snapshotter.imports.seen import Listed, Loss
from snapshotter.patterns import Pattern
from snapshotter.warc.containers import UNREADABLE
from snapshotter.warc.members import MAGIC

Kind = Literal["warc", "wacz", "har"]
Tick = Callable[[int], None]
"""Told how many bytes were read; may raise to stop."""

SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz", ".wacz", ".har", ".har.gz", ".warc.gz.open")
_PARTS = Pattern(r"archive/[^/\\\x00]{1,500}\.w?arc(?:\.gz|\.zst)?", 2)
_LISTS = ("pages/pages.jsonl", "pages/extrapages.jsonl")
_PACKAGE = "datapackage.json"
_MAX_PARTS = 10_000
_MAX_LIST_BYTES = 512 * 1024 * 1024
_MAX_RATIO = 200
_BOMB_BYTES = 256 * 1024 * 1024
_SMALL_BOMB_BYTES = 16 * 1024 * 1024
"""Of what is held whole: a list of pages, the description of a package."""
_MAX_LISTED = 1_000_000
_ENCRYPTED = 0x1

Part = tuple[str, Callable[[], BinaryIO]]


@dataclass(slots=True)
class Parts:
    """The files of records that one file holds, and what it says of its pages."""

    kind: Kind
    parts: Sequence[Part]
    listed: list[Listed] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    software: str = ""


def found_in(path: Path) -> Iterator[Path]:
    """The file itself, or the archives in a folder, sorted; links in it are not followed."""
    if not path.is_dir():
        yield path
        return
    for each in sorted(path.rglob("*")):
        if each.is_file() and not each.is_symlink() and each.name.lower().endswith(SUFFIXES):
            yield each


def kind_of(path: Path) -> Kind:
    """By its first bytes; what is none of the others is read as a WARC, which says what is wrong."""
    with path.open("rb") as file:
        start = file.read(1024)
    if start.startswith(b"PK"):
        return "wacz"
    if start.startswith(MAGIC):
        try:
            start = zlib.decompressobj(31).decompress(start, 256)
        except zlib.error:
            return "warc"
    return "har" if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "warc"


@contextmanager
def opened(path: Path, kind: Kind, tick: Tick) -> Iterator[Parts]:
    """The parts of a WARC, ARC or WACZ file; they can be opened as often as wanted until it is closed."""
    if kind != "wacz":
        yield Parts("warc", [("", lambda: cast(BinaryIO, _Ticking(path.open("rb"), tick)))])
        return
    try:
        container = zipfile.ZipFile(path)
    except UNREADABLE as trouble:
        yield _salvaged_parts(path, tick, str(trouble))
        return
    with container:
        yield _packed_parts(path, container, tick)


def _packed_parts(path: Path, container: zipfile.ZipFile, tick: Tick) -> Parts:
    found = Parts("wacz", [])
    infos = [info for info in container.infolist() if _PARTS.fullmatch(info.filename)]
    parts: list[Part] = []
    for info in infos[:_MAX_PARTS]:
        if info.flag_bits & _ENCRYPTED:
            found.losses.append(Loss(info.header_offset, f"{info.filename}: it is encrypted"))
        else:
            parts.append((info.filename, _opener(path, container, info, tick, found.losses)))
    found.parts = parts
    if len(infos) > _MAX_PARTS:
        found.losses.append(Loss(0, f"it has {len(infos)} parts, of which {_MAX_PARTS} are read"))
    first = {name.lower(): name for name in reversed(container.namelist())}
    for name in _LISTS:
        if name in first:
            found.listed += _listed(_content(container, first[name], found.losses))
    if _PACKAGE in first:
        found.software = _software(_content(container, first[_PACKAGE], found.losses), found.losses)
    for name in first.values():
        if name.lower().endswith(".wacz"):
            found.losses.append(Loss(0, f"{name}: a WACZ inside another: unpack it, and import it by itself"))
    if not parts and not found.losses:
        found.losses.append(Loss(0, "it has no archive/*.warc.gz: it is a ZIP file, and no WACZ"))
    return found


def _opener(
    path: Path, container: zipfile.ZipFile, info: zipfile.ZipInfo, tick: Tick, losses: list[Loss]
) -> Callable[[], BinaryIO]:
    """Reads a part as it lies there: a checksum at its end says that it is damaged, but not which of its
    records, and those that are sound are wanted."""
    told: list[bool] = []

    def open_part() -> BinaryIO:
        part = part_at(path, info.header_offset)
        if part is None:
            return cast(BinaryIO, _Ticking(_unpacked(container, info), tick, max(info.compress_size, 1)))
        part = replace(part, size_bytes=info.compress_size)
        return cast(BinaryIO, _Ticking(part.open(), tick, max(info.compress_size, 1), damaged(info.CRC)))

    def damaged(expected: int) -> Callable[[int], None]:
        def compare(found: int) -> None:
            if found != expected and not told:
                told.append(True)
                losses.append(Loss(info.header_offset, f"{info.filename}: it is damaged (CRC-32)", 0))

        return compare

    return open_part


def _unpacked(container: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    try:
        return cast(BinaryIO, container.open(info))
    except UNREADABLE as trouble:
        return cast(BinaryIO, _Unreadable(str(trouble)))


def _salvaged_parts(path: Path, tick: Tick, why: str) -> Parts:
    """What is sound of a damaged ZIP file: its parts one after the other, without its directory."""
    found = Parts(
        "wacz", [], losses=[Loss(0, f"the container is damaged ({why}); its parts were looked for")]
    )
    parts: list[Part] = []
    read: set[str] = set()
    for part in salvaged(path):
        if _PARTS.fullmatch(part.name) and len(parts) < _MAX_PARTS:
            parts.append((part.name, _salvaged_opener(part, tick)))
        elif part.name.lower() in _LISTS and part.name.lower() not in read:
            read.add(part.name.lower())
            found.listed += _listed(_salvaged_list(part, found.losses))
    found.parts = parts
    return found


def _salvaged_opener(part: SalvagedPart, tick: Tick) -> Callable[[], BinaryIO]:
    return lambda: cast(BinaryIO, _Ticking(part.open(), tick, max(part.size_bytes, 1)))


def _salvaged_list(part: SalvagedPart, losses: list[Loss]) -> bytes:
    """A list of pages; empty, and a loss, where it inflates beyond reason."""
    packed = max(part.size_bytes, 1)
    try:
        with part.open() as stream:
            ticking = _Ticking(stream, lambda size: None, packed, most_bytes=_SMALL_BOMB_BYTES)
            return _all(cast(BinaryIO, ticking))
    except UNREADABLE as trouble:
        losses.append(Loss(0, f"{part.name}: {trouble}", 0))
        return b""


def _all(stream: BinaryIO) -> bytes:
    """A part as a whole, as far as lists go."""
    pieces: list[bytes] = []
    size = 0
    while size < _MAX_LIST_BYTES and (piece := stream.read(64 * 1024)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _content(container: zipfile.ZipFile, name: str, losses: list[Loss]) -> bytes:
    """A small part as a whole; empty, and a loss, where it cannot be read."""
    try:
        with container.open(name) as stream:
            packed = max(container.getinfo(name).compress_size, 1)
            ticking = _Ticking(
                cast(BinaryIO, stream), lambda size: None, packed, most_bytes=_SMALL_BOMB_BYTES
            )
            return _all(cast(BinaryIO, ticking))
    except UNREADABLE as trouble:
        losses.append(Loss(0, f"{name}: {trouble}", 0))
        return b""


def _listed(data: bytes) -> list[Listed]:
    """The pages of a list; a line that is none counts for nothing, as does the head line."""
    found: list[Listed] = []
    for line in islice(io.BytesIO(data), _MAX_LISTED):  # a list of lines takes eight times as much memory
        try:
            page = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(page, dict) and isinstance(page.get("url"), str):
            found.append(
                Listed(
                    _string(page.get("id")) or "",
                    page["url"],
                    _moment(page.get("ts")),
                    _string(page.get("title")),
                    _string(page.get("text")),
                )
            )
    return found


def _software(data: bytes, losses: list[Loss]) -> str:
    try:
        package = json.loads(data) if data else {}
    except (ValueError, RecursionError):
        losses.append(Loss(0, f"{_PACKAGE} is no JSON", 0))
        return ""
    named = package.get("software") if isinstance(package, dict) else None
    return " ".join(named.split())[:200] if isinstance(named, str) else ""


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _moment(value: object) -> datetime | None:
    try:
        return timestamps.parse(value) if isinstance(value, str) else None
    except ValueError:
        return None


class _Unreadable(io.RawIOBase):
    """A part that cannot be opened: reading it says why."""

    def __init__(self, why: str) -> None:
        self._why = why

    def read(self, size: int = -1) -> bytes:
        raise zipfile.BadZipFile(self._why)


class _Ticking:
    """A stream that tells how much of it was read, and ends where it inflates beyond reason.

    ``at_end`` is told the CRC-32 of a stream that was read in one go.
    """

    def __init__(
        self,
        stream: BinaryIO,
        tick: Tick,
        packed_bytes: int | None = None,
        at_end: Callable[[int], None] | None = None,
        most_bytes: int | None = None,
    ) -> None:
        self._stream = stream
        self._tick = tick
        self._packed = packed_bytes
        self._most_bytes = _BOMB_BYTES if most_bytes is None else most_bytes
        self._read = 0
        self._at_end = at_end
        self._checksum = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._read += len(data)
        if self._packed is not None and self._read > max(self._most_bytes, _MAX_RATIO * self._packed):
            raise zipfile.BadZipFile(f"{self._packed} bytes inflate to more than {self._read}")
        self._tick(len(data))
        if self._at_end is not None:
            self._checksum = zlib.crc32(data, self._checksum)
            if not data:
                self._at_end(self._checksum)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at_end = None
        return self._stream.seek(offset, whence)

    def __enter__(self) -> _Ticking:
        return self

    def __exit__(self, *error: object) -> None:
        self._stream.close()
