"""Records looked for in other files by the digests of their bytes: copies, exports, WARCs of any tool."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path

from snapshotter import digests
from snapshotter.digests import Digest
from snapshotter.warc.compression import GZIP, LEVEL, STORED
from snapshotter.warc.containers import UNREADABLE, is_packed
from snapshotter.warc.header import decode, header_length
from snapshotter.warc.members import RECORD_END, Member, walk

MAX_REPACKED_BYTES = 64 * 1024 * 1024
"""A larger record is not packed again to see whether it then has the digest that is wanted."""
_LOCAL_HEADER = struct.Struct("<4s22xHH")
"""Of a ZIP entry: signature, lengths of name and extra field (APPNOTE, section 4.3.7)."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a file in which gzip members lie one after the other."""

    path: Path
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Copy:
    """A record that was found."""

    digest: Digest
    path: Path
    offset: int
    length: int
    level: int | None = None
    """Of compression, where it has that digest only when it is packed again: :func:`repacked`."""


def stretches(path: Path) -> list[Stretch]:
    """Where records lie in a WARC, or in the WARCs that a WACZ holds as they are.

    Raises ``OSError``, and ``ValueError`` for a container that cannot be read.
    """
    if not is_packed(path):
        return [Stretch(path, 0, path.stat().st_size)]
    try:
        with zipfile.ZipFile(path) as container:
            return [_stretch(path, info) for info in container.infolist() if _is_warc(info)]
    except (*UNREADABLE, struct.error) as trouble:
        raise ValueError(f"{path}: {trouble}") from trouble


def found(stretches: Iterable[Stretch], wanted: Set[Digest]) -> Iterator[Copy]:
    """The records with these digests, each once.  Stops reading when there are no more to find."""
    missing = set(wanted)
    for stretch in stretches:
        if not missing:
            return
        for member in walk(stretch.path, stretch.start, stretch.end):
            if member.digest in missing:
                missing.discard(member.digest)
                yield Copy(member.digest, stretch.path, member.offset, member.length)
            if not missing:
                return


def packed_again(stretches: Iterable[Stretch], wanted: Set[Digest]) -> Iterator[Copy]:
    """Records of other tools' files which, packed as we pack them, have one of these digests.

    A last resort: the bytes of a member depend on the library that made it.
    """
    missing = set(wanted)
    for stretch in stretches:
        for member in walk(stretch.path, stretch.start, stretch.end) if missing else ():
            for level, data in _packings(stretch.path, member):
                digest = digests.of_bytes(data)
                if digest in missing:
                    missing.discard(digest)
                    yield Copy(digest, stretch.path, member.offset, member.length, level)


def repacked(copy: Copy) -> bytes:
    """The bytes of a record that :func:`packed_again` has found; made anew, for many would fill the memory.

    Raises ``OSError``; of a file that was changed meanwhile they are others, or none.
    """
    record = _inflated(copy.path, copy.offset, copy.length)
    return _packed(record, copy.level or 0) if record is not None else b""


def _stretch(path: Path, info: zipfile.ZipInfo) -> Stretch:
    with path.open("rb") as file:
        file.seek(info.header_offset)
        signature, name, extra = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    if signature != b"PK\x03\x04":
        raise ValueError(f"{info.filename} is not where the container's directory says")
    start = info.header_offset + _LOCAL_HEADER.size + name + extra
    return Stretch(path, start, start + info.file_size)


def _is_warc(info: zipfile.ZipInfo) -> bool:
    """Packed once more, a WARC has none of our members."""
    return info.filename.endswith((".warc.gz", ".warc")) and info.compress_type == zipfile.ZIP_STORED


def _packings(path: Path, member: Member) -> Iterator[tuple[int, bytes]]:
    """Levels, and a record as :func:`snapshotter.warc.compression.write_member` may have packed it."""
    record = _inflated(path, member.offset, member.length) if member.problem is None else None
    length = header_length(record) if record is not None else None
    if record is None or length is None or decode(record[:length]).content_length is None:
        return
    for level in (LEVEL, STORED):
        yield level, _packed(record, level)


def _packed(record: bytes, level: int) -> bytes:
    packer = zlib.compressobj(level, wbits=GZIP)
    return packer.compress(record) + packer.flush()


def _inflated(path: Path, offset: int, length: int) -> bytes | None:
    if length > MAX_REPACKED_BYTES:
        return None
    with path.open("rb") as file:
        file.seek(offset)
        inflate = zlib.decompressobj(GZIP)
        try:
            record = inflate.decompress(file.read(length), MAX_REPACKED_BYTES)
        except zlib.error:  # another program is writing it
            return None
    return record if inflate.eof and record.endswith(RECORD_END) else None
