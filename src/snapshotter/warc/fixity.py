"""Whether files of records are what they say: every record read, every digest made again.

Any tool's WARC or ARC, alone or in a WACZ; constant memory.  Of our own archive homes also the places of
records, by which index and manifests find them.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from snapshotter import digests
from snapshotter.digests import Digest
from snapshotter.model.fixity import Fault, FileReport
from snapshotter.warc.cdxj import INDEXED
from snapshotter.warc.containers import UNREADABLE, is_packed, packed_files
from snapshotter.warc.header import Header
from snapshotter.warc.members import TORN, Member, walk
from snapshotter.warc.openfile import OPEN_SUFFIX
from snapshotter.warc.placed import Placed, http_head, is_http
from snapshotter.warc.streamed import Damage, Streamed, records

MOST_FAULTS = 1000
"""Of one file; a file that is damaged throughout is not told record by record."""
_HEAD_BYTES = 512 * 1024
Tell = Callable[[int], None]
"""Is told how many bytes of records were read since it was last told."""


@dataclass(frozen=True, slots=True)
class Place:
    """A whole record in one of our files."""

    length: int
    digest: Digest
    """SHA-256 of the stored bytes."""
    is_indexed: bool
    refers_to: str | None = None
    """Of a revisit: the digest of the payload that lies elsewhere."""
    holds: str | None = None
    """The digest of the payload that it holds whole."""


def check(path: Path, name: str, tell: Tell = lambda _: None) -> FileReport:
    """Read every record of a file and hold it against its length and digests."""
    faults: list[Fault] = []
    count = size = 0
    for found in _checked(path, tell):
        if isinstance(found, Fault):
            if len(faults) < MOST_FAULTS:
                faults.append(found)
        else:
            count += 1
            size += found
    if not count and not faults:
        faults.append(Fault("file.empty", "warning", None, "there is no record in it"))
    return FileReport(name, tuple(faults), count, size)


def places(path: Path) -> tuple[dict[int, Place], list[Fault]]:
    """Where the whole records of one of our files lie, by offset; and what in it is none.

    That tells as well what :func:`check`, which must take any tool's file, passes over: zeros.
    """
    name = path.name.removesuffix(OPEN_SUFFIX)
    found, faults = {}, []
    for member in walk(path):
        if member.problem is None:
            found[member.offset] = _place(member, member.placed(name))
        else:
            code = "record.torn" if member.problem == TORN else "record.damaged"
            faults.append(Fault(code, "error", member.offset, member.problem))
    return found, faults


def _place(member: Member, record: Placed) -> Place:
    header = record.header
    payload = header.get("WARC-Payload-Digest")
    return Place(
        member.length,
        member.digest,
        is_indexed=record.kind in INDEXED and bool(record.target),
        refers_to=payload if record.kind == "revisit" else None,
        holds=(payload or header.get("WARC-Block-Digest"))
        if record.kind in ("response", "resource")
        else None,
    )


def check_index(path: Path, placed: Mapping[int, Place]) -> Iterator[Fault]:
    """Hold the CDXJ of one of our closed files against where its records are."""
    index = path.parent / "index" / f"{path.name}.cdxj"
    try:
        lines = index.read_text("utf-8").splitlines()
    except FileNotFoundError:
        yield Fault("index.missing", "error", None, f"index/{index.name} is not there")
        return
    except (OSError, UnicodeDecodeError) as trouble:
        yield Fault("index.unreadable", "error", None, f"index/{index.name} cannot be read: {trouble}")
        return
    indexed = set()
    for number, line in enumerate(lines, start=1):
        offset, wrong = _held_against(line, path.name, placed)
        indexed.add(offset)
        if wrong:
            yield Fault("index.mismatch", "error", offset, f"index/{index.name}, line {number}: {wrong}")
    for offset, place in placed.items():
        if place.is_indexed and offset not in indexed:
            yield Fault(
                "index.missing-record", "error", offset, f"index/{index.name} does not list this record"
            )


def _held_against(line: str, file: str, placed: Mapping[int, Place]) -> tuple[int | None, str]:
    """The offset that a line names, and what is wrong with the line."""
    try:
        given = json.loads(line.split(" ", 2)[2])
        offset, length = int(given["offset"]), int(given["length"])
        name, digest = given["filename"], given.get("recordDigest")
    except (IndexError, KeyError, TypeError, ValueError, RecursionError):
        return None, "not a line of an index"
    place = placed.get(offset)
    if name != file or place is None:
        return offset, f"expected a record of {name} at offset {offset}, got none"
    if length != place.length or digest not in (None, place.digest):
        return offset, f"expected {length} bytes with {digest}, got {place.length} with {place.digest}"
    return offset, ""


def _checked(path: Path, tell: Tell) -> Iterator[Fault | int]:
    """Faults, and for every record the size of its block."""
    if not is_packed(path):
        with path.open("rb") as file:
            yield from _records(file, tell, "")
        return
    try:
        with zipfile.ZipFile(path) as container:
            for name, opener in packed_files(container):
                with opener() as file:
                    yield from _records(file, tell, f"{name}: ")
    except UNREADABLE as trouble:
        yield Fault("file.damaged", "error", None, f"the container cannot be read: {trouble}")


def _records(file: BinaryIO, tell: Tell, where: str) -> Iterator[Fault | int]:
    blocks = _Blocks(tell)
    before, shared = -1, False
    packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    for found in records(file, lambda header: _HEAD_BYTES if is_http(header) else 0, blocks.begin):
        if isinstance(found, Damage):
            code = "record.torn" if found.message.startswith("torn") else "record.damaged"
            yield Fault(code, "error", found.offset, where + found.message)
            continue
        yield found.size_bytes
        if found.size_bytes == found.header.content_length:
            yield from blocks.faults(found, where)
        shared = shared or (packed and found.offset == before)
        before = found.offset
    if shared:
        words = "more than one record in a gzip member: no record can be read by itself"
        yield Fault("file.members", "warning", None, where + words)


class _Blocks:
    """Makes the digests of one block after the other."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._block: hashlib._Hash | None = None
        self._kept = bytearray()
        self._payload: hashlib._Hash | None = None
        self._header = Header("", ())
        self._head_open = False

    def begin(self, header: Header) -> Callable[[bytes], None]:
        """What the next block is to be given to."""
        self._header = header
        label = header.get("WARC-Block-Digest")
        self._block = digests.hash_for(label) if label else None
        payload = header.get("WARC-Payload-Digest") if self._block is None else None
        is_whole = header.get("WARC-Type") in ("response", "resource", "request")
        self._payload = digests.hash_for(payload) if payload and is_whole else None
        self._kept.clear()
        self._head_open = self._payload is not None and is_http(header)
        return self._take

    def _take(self, piece: bytes) -> None:
        self._tell(len(piece))
        if self._block is not None:
            self._block.update(piece)
        if self._payload is None:
            return
        if not self._head_open:
            self._payload.update(piece)
            return
        self._kept += piece
        head = http_head(self._header, bytes(self._kept))
        if head or len(self._kept) > _HEAD_BYTES:
            self._payload.update(self._kept[len(head) :])
            self._kept.clear()
            self._head_open = False

    def faults(self, record: Streamed, where: str) -> Iterator[Fault]:
        """What is wrong with the block that has been given."""
        if self._block is not None:
            label = record.header.get("WARC-Block-Digest") or ""
            if not digests.agrees(label, self._block):
                yield _not(label, self._block, "record.digest", record.offset, f"{where}the block")
        elif self._payload is not None and not self._head_open and not _is_coded(record.start):
            label = record.header.get("WARC-Payload-Digest") or ""
            if not digests.agrees(label, self._payload):
                yield _not(
                    label, self._payload, "record.payload-digest", record.offset, f"{where}the payload"
                )


def _is_coded(start: bytes) -> bool:
    """Tools disagree whether a payload is digested with its codings or without: that is no fault."""
    head = start.partition(b"\r\n\r\n")[0].lower()
    return b"transfer-encoding" in head or b"content-encoding" in head


def _not(label: str, got: hashlib._Hash, code: str, offset: int, what: str) -> Fault:
    return Fault(code, "error", offset, f"{what} is {got.hexdigest()} ({got.name}), expected {label}")
