"""Whether a ZIP is sound: names, methods, headers against the directory, what lies where, and the bytes.

Two readers of one ZIP may see different files: one goes by its directory, another by the headers that
stand before the files.  Sound is what all of them see alike (APPNOTE 6.3.10).  Nothing is unpacked to
the disk, and an entry that inflates without end is left off.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol, Self, cast

from snapshotter.conformance.wacz_rules import fault
from snapshotter.model.fixity import Fault
from snapshotter.warc.containers import UNREADABLE
from snapshotter.warc.unpacked import BOMB_BYTES, MAX_RATIO

READ_BYTES = 256 * 1024
_LOCAL = struct.Struct("<4s5H3L2H")
_LOCAL_MAGIC = b"PK\x03\x04"
_END = struct.Struct("<4s4H2LH")
_END_MAGIC = b"PK\x05\x06"
_END64 = struct.Struct("<4sQ2H2L4Q")
_END64_MAGIC = b"PK\x06\x06"
_LOCATOR = struct.Struct("<4sLQL")
_LOCATOR_MAGIC = b"PK\x06\x07"
_MAX_COMMENT_BYTES = 0xFFFF
_MAX_DIRECTORY_BYTES = 128 * 1024 * 1024
_ENCRYPTED, _DESCRIBED_LATER, _UTF8 = 0x1, 0x8, 0x800
_UNIX = 3
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MAX_DESCRIPTOR_BYTES = 24
"""What may follow a file: signature, CRC-32 and two sizes of 8 bytes."""
_IN_32_BITS = 0xFFFFFFFF
_LARGEST_OFFSET = (1 << 63) - 1
"""That a file can have; ZIP64 can name larger ones."""
_NO_PLAIN_NAME = re.compile(r"^/|^[A-Za-z]:|\\|[\x00-\x1f\x7f]|(?:^|/)\.\.?(?:/|$)|//")


class Bomb(Exception):
    """An entry inflates to far more than data does."""


class Taker(Protocol):
    """Takes a file piece by piece: a hash."""

    def update(self, data: bytes, /) -> object: ...


@dataclass(frozen=True, slots=True)
class End:
    """The record at the end of a ZIP."""

    offset: int
    """Of the directory's own end record; of that for ZIP64 where there is one."""
    directory: int
    """Where the directory begins."""
    entries: int
    """How many files it is said to name; without ZIP64, of this number the last 16 bits."""
    directory_bytes: int
    comment: bytes
    trailing_bytes: int


def end_of(file: BinaryIO, size: int) -> End | None:
    """What the end of a ZIP says; None where it has none."""
    start = max(size - _END.size - 2 * _MAX_COMMENT_BYTES, 0)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(_END_MAGIC)
    if at < 0 or len(tail) - at < _END.size:
        return None
    *_, entries, length, directory, comment_bytes = _END.unpack_from(tail, at)
    behind = tail[at + _END.size :]
    offset = start + at
    if larger := _end64(file, offset):
        offset, entries, directory, length = larger
    trailing = max(len(behind) - comment_bytes, 0)
    return End(offset, directory, entries, length, behind[:comment_bytes], trailing)


def _end64(file: BinaryIO, end: int) -> tuple[int, int, int, int] | None:
    """Of the end record for ZIP64: its offset, and of the directory how many files it names, where it is and
    how long."""
    if end < _LOCATOR.size:
        return None
    file.seek(end - _LOCATOR.size)
    magic, _, offset, _ = _LOCATOR.unpack(file.read(_LOCATOR.size))
    if magic != _LOCATOR_MAGIC or offset > end:
        return None
    file.seek(offset)
    data = file.read(_END64.size)
    if len(data) < _END64.size or not data.startswith(_END64_MAGIC):
        return None
    *_, entries, length, directory = _END64.unpack(data)
    return offset, entries, directory, length


def too_large(path: Path) -> str:
    """Why the directory of a ZIP is not to be read at all; empty when it may be."""
    size = path.stat().st_size
    with path.open("rb") as file:
        end = end_of(file, size)
    if end is None:
        return "it has no directory at its end"
    if end.directory_bytes > min(_MAX_DIRECTORY_BYTES, size):
        return f"its directory is said to have {end.directory_bytes} bytes, in a file of {size}"
    return ""


def soundness(path: Path, container: zipfile.ZipFile) -> Iterator[Fault]:
    """What is wrong with the ZIP as such, but for the bytes of its files."""
    size = path.stat().st_size
    with path.open("rb") as file:
        entries = container.infolist()
        yield from _around(file, size, len(entries))
        yield from _names(entries)
        for info in entries:
            yield from _entry(file, info)
        yield from _laid_out(file, size, entries)


def _around(file: BinaryIO, size: int, count: int) -> Iterator[Fault]:
    end = end_of(file, size)
    if end is None:
        return
    if (end.entries - count) % (_MAX_COMMENT_BYTES + 1):
        yield fault("zip.directory", f"it names {count} files, its end says {end.entries}")
    if end.trailing_bytes:
        yield fault("zip.trailing", f"{end.trailing_bytes} bytes stand behind the directory")
    if end.comment:
        yield fault("zip.comment", f"a comment of {len(end.comment)} bytes: {end.comment[:40]!r}")


def _names(entries: list[zipfile.ZipInfo]) -> Iterator[Fault]:
    times = Counter(info.filename for info in entries)
    for name in sorted(name for name, count in times.items() if count > 1):
        yield fault("wacz.twice", f"{name!r} is there {times[name]} times")
    folded = Counter(name.casefold() for name in times)
    for name in sorted(name for name in times if folded[name.casefold()] > 1):
        yield fault("zip.case", f"{name!r} has a namesake but for the case of letters")


def _entry(file: BinaryIO, info: zipfile.ZipInfo) -> Iterator[Fault]:
    name = info.orig_filename
    if _NO_PLAIN_NAME.search(name) or not name:
        yield fault("zip.path", f"{name!r} is no name of a file within the package", info.header_offset)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if info.create_system == _UNIX and kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        yield fault("zip.link", f"{name!r} is a symbolic link or a device", info.header_offset)
    if info.flag_bits & _ENCRYPTED:
        yield fault("zip.encrypted", f"{name!r} is encrypted", info.header_offset)
    if info.compress_type not in _METHODS:
        yield fault(
            "zip.method",
            f"{name!r} is packed by method {info.compress_type}, expected STORED (0) or DEFLATED (8)",
            info.header_offset,
        )
    if (wrong := _local_trouble(file, info)) is not None:
        yield fault("zip.local", f"{name!r}: {wrong}", info.header_offset)


def _local_trouble(file: BinaryIO, info: zipfile.ZipInfo) -> str | None:
    """How the header before a file differs from the directory."""
    local = _local_header(file, info.header_offset)
    if local is None:
        return "there is no header where the directory says"
    _, _, flags, method, _, _, crc, packed, size, name_bytes, _ = local
    name = file.read(name_bytes)
    if name != _raw_name(info):
        return f"the header at the file names {name[:80]!r}"
    if method != info.compress_type or (flags ^ info.flag_bits) & _ENCRYPTED:
        return f"the header at the file says method {method}, flags {flags:#x}"
    # else CRC and sizes follow the file (section 4.3.9)
    return None if flags & _DESCRIBED_LATER else _sums_trouble(info, crc, packed, size)


def _sums_trouble(info: zipfile.ZipInfo, crc: int, packed: int, size: int) -> str | None:
    if crc != info.CRC:
        return f"the header at the file says CRC-32 {crc:08x}, the directory {info.CRC:08x}"
    for said, listed in ((packed, info.compress_size), (size, info.file_size)):
        if said not in (listed, _IN_32_BITS):
            return f"the header at the file says {said} bytes, the directory {listed}"
    return None


def _local_header(file: BinaryIO, offset: int) -> tuple[int, ...] | None:
    if offset > _LARGEST_OFFSET:
        return None
    file.seek(offset)
    data = file.read(_LOCAL.size)
    if len(data) < _LOCAL.size or not data.startswith(_LOCAL_MAGIC):
        return None
    return _LOCAL.unpack(data)


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    """As the library decodes names: by the flag for UTF-8, else of the PC's first character set."""
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437", "replace")


def _laid_out(file: BinaryIO, size: int, entries: list[zipfile.ZipInfo]) -> Iterator[Fault]:
    """Whether files lie one behind the other, and nothing between them."""
    end = end_of(file, size)
    reached, before = 0, "the beginning"
    for info in sorted(entries, key=lambda each: each.header_offset):
        begins, data = info.header_offset, _data_begin(file, info)
        if data is None:
            continue
        ends = data + info.compress_size
        if begins < reached:
            yield fault("zip.overlap", f"{info.orig_filename!r} lies upon {before}", begins)
        else:
            yield from _between(file, reached, begins, before)
        reached, before = max(reached, ends), repr(info.orig_filename)
    if end is not None and entries and reached > end.offset:
        yield fault("zip.overlap", f"{before} lies upon the directory", reached)
    elif end is not None:
        yield from _between(file, reached, end.directory, before)


def _between(file: BinaryIO, begins: int, ends: int, before: str) -> Iterator[Fault]:
    """Bytes that belong to no file that the directory names."""
    if ends - begins <= _MAX_DESCRIPTOR_BYTES:
        return
    file.seek(begins)
    start = file.read(_MAX_DESCRIPTOR_BYTES + _LOCAL.size)
    if _LOCAL_MAGIC in start:
        yield fault("zip.unlisted", f"a file stands behind {before} that the directory does not name", begins)
    else:
        yield fault("zip.hidden", f"{ends - begins} bytes behind {before} belong to no file", begins)


def _data_begin(file: BinaryIO, info: zipfile.ZipInfo) -> int | None:
    local = _local_header(file, info.header_offset)
    return info.header_offset + _LOCAL.size + local[-2] + local[-1] if local is not None else None


def pieces(container: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of an entry, held against its CRC-32.

    Raises :class:`Bomb`, or one of :data:`~snapshotter.warc.containers.UNREADABLE`.
    """
    size = 0
    with container.open(info) as file:
        while piece := file.read(READ_BYTES):
            size += len(piece)
            if size > BOMB_BYTES and size > MAX_RATIO * max(info.compress_size, 1):
                raise Bomb(f"{info.compress_size} bytes inflate to more than {size}")
            yield piece
    if size != info.file_size:
        raise zipfile.BadZipFile(f"it has {size} bytes, the directory says {info.file_size}")


def read_through(container: zipfile.ZipFile, info: zipfile.ZipInfo, *takers: Taker) -> Fault | None:
    """Read an entry to its end; what is wrong with its bytes."""
    try:
        for piece in pieces(container, info):
            for taker in takers:
                taker.update(piece)
    except Bomb as trouble:
        return fault("zip.bomb", f"{info.orig_filename!r}: {trouble}", info.header_offset)
    except UNREADABLE as trouble:
        return fault("zip.damaged", f"{info.orig_filename!r} cannot be read: {trouble}", info.header_offset)
    return None


def open_part(path: Path, container: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    """A file of the package to read in; one that is stored as it is can be read from anywhere quickly.

    Its CRC-32 is not looked at.  Raises as :func:`pieces`, or ``zipfile.BadZipFile`` for a bomb.
    """
    if info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & _ENCRYPTED:
        with path.open("rb") as file:
            begins = _data_begin(file, info)
        if begins is not None:
            return io.BufferedReader(_Part(path, begins, info.compress_size), READ_BYTES)
    return cast(BinaryIO, _Inflated(container, info))


class _Part(io.RawIOBase):
    """A stretch of a file, as a file."""

    def __init__(self, path: Path, offset: int, size: int) -> None:
        self._file = path.open("rb", buffering=0)
        self._offset, self._size, self._at = offset, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(base + offset, 0)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        view = memoryview(buffer)
        wanted = min(len(view), max(self._size - self._at, 0))
        if not wanted:
            return 0
        self._file.seek(self._offset + self._at)
        data = self._file.read(wanted)
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


class _Inflated:
    """A compressed file of the package, as a file that ends where a bomb shows itself."""

    def __init__(self, container: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        self._file = container.open(info)
        self._packed_bytes = max(info.compress_size, 1)
        self._size = 0

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size if size >= 0 else READ_BYTES)
        self._size += len(data)
        if self._size > BOMB_BYTES and self._size > MAX_RATIO * self._packed_bytes:
            raise zipfile.BadZipFile(f"{self._packed_bytes} bytes inflate to more than {self._size}")
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
