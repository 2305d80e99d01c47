"""Where the records of a file lie, and what an index must say of each: about 80 bytes a record.

The lines of an index come in the order of their keys, records in that of their offsets: one of the two
must be at hand.  Kept of a record are numbers only; what stood in its header is read again where a line
does not agree with it.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from typing import BinaryIO

from snapshotter.conformance.warc import LOSSES, Checked, check_records
from snapshotter.model.fixity import Fault
from snapshotter.warc.containers import UNREADABLE
from snapshotter.warc.header import Header, bare
from snapshotter.warc.members import MAGIC as GZIP_MAGIC
from snapshotter.warc.members import READ_BYTES, RECORD_END
from snapshotter.warc.placed import is_http
from snapshotter.warc.streamed import Streamed, records
from snapshotter.warc.unpacked import ZSTANDARD

Open = Callable[[], AbstractContextManager[BinaryIO]]
MOST_RECORDS = 5_000_000
"""Of all files of one index; the rest is not held against it."""
_MOST_READ_AGAIN = 200
_STATUS_LINE_BYTES = 64
_STATUS = re.compile(rb"(?:HTTP/\d(?:\.\d)?|ICY) +(\d{3})")
_NO_DIGIT = re.compile(r"[^0-9]")
_KINDS = (
    "",
    "warcinfo",
    "response",
    "resource",
    "request",
    "metadata",
    "revisit",
    "conversion",
    "continuation",
)
_LISTED = frozenset(_KINDS.index(kind) for kind in ("response", "resource", "revisit"))
CAPTURES = frozenset(("response", "resource", "revisit", "metadata", "conversion", "continuation"))
"""Kinds of records that an index may list; a request or a warcinfo is none."""


@dataclass(frozen=True, slots=True)
class Found:
    """A record as an index should name it."""

    target: str
    digits: str
    """Its date, digits only."""
    kind: str
    status: str
    """Of the HTTP answer; empty where there is none."""
    digests: tuple[str, ...]
    """Labelled: of the payload, of the block."""


@dataclass(slots=True)
class Records:
    """The records of one file, by their offsets."""

    opener: Open
    offsets: array[int] = field(default_factory=lambda: array("Q"))
    _lengths: array[int] = field(default_factory=lambda: array("Q"))
    _targets: array[int] = field(default_factory=lambda: array("Q"))
    _seconds: array[int] = field(default_factory=lambda: array("Q"))
    _payloads: array[int] = field(default_factory=lambda: array("Q"))
    _claims: array[int] = field(default_factory=lambda: array("Q"))
    """What lines say of the digests of the records' bytes."""
    _claimed: array[int] = field(default_factory=lambda: array("Q"))
    """And of how many bytes."""
    _statuses: array[int] = field(default_factory=lambda: array("H"))
    _kinds: array[int] = field(default_factory=lambda: array("B"))
    _named: bytearray = field(default_factory=bytearray)
    is_whole: bool = True
    """Whether all of the file could be read."""
    is_left_off: bool = False
    """Whether it has more records than are kept."""
    _read_again: int = 0

    def __len__(self) -> int:
        return len(self.offsets)

    def take(self, record: Checked) -> None:
        """Note a record; records come in the order of the file."""
        if self.offsets and record.offset <= self.offsets[-1]:
            return  # a second one in a member: none can be read from there
        if len(self.offsets) >= MOST_RECORDS:
            self.is_whole, self.is_left_off = False, True
            return
        self.offsets.append(record.offset)
        self._lengths.append(record.length)
        self._targets.append(_short(record.target))
        self._seconds.append(int(_digits(record.date)[:14] or 0))
        self._payloads.append(_short(_value(record.payload_digest)))
        self._claims.append(0)
        self._claimed.append(0)
        self._statuses.append(int(record.status or 0))
        is_capture = record.kind in _KINDS and not record.target.startswith("dns:")
        self._kinds.append(_KINDS.index(record.kind) if is_capture else 0)
        self._named.append(0)

    def at(self, offset: int) -> int | None:
        """The number of the record that begins there."""
        place = bisect_left(self.offsets, offset)
        return place if place < len(self.offsets) and self.offsets[place] == offset else None

    def agrees(self, number: int, target: str, digits: str, status: int, digest: str) -> bool:
        """Whether all of it is what the header says, letter by letter; where not, look at it again."""
        return (
            self._targets[number] == _short(target)
            and self._seconds[number] == int(digits)
            and self._statuses[number] == status
            and self._payloads[number] == _short(_value(digest))
            and _KINDS[self._kinds[number]] in CAPTURES
        )

    def has_length(self, number: int, length: int) -> bool:
        """Whether so many bytes are the record; in a file that is not compressed, with the two empty lines
        behind it or without."""
        stored = self._lengths[number]
        if length == stored:
            return True
        if abs(length - stored) > len(RECORD_END):
            return False
        with self.opener() as file:
            file.seek(self.offsets[number])
            if file.read(len(ZSTANDARD)).startswith((GZIP_MAGIC, ZSTANDARD)):
                return False
            file.seek(self.offsets[number] + min(length, stored))
            return not file.read(abs(length - stored)).strip(b"\r\n")

    def name(self, number: int, length: int, record_digest: str | None) -> None:
        """A line names the record, and says this of its bytes."""
        self._named[number] = 1
        if record_digest is not None:
            self._claims[number] = _short(_value(record_digest))
            self._claimed[number] = length

    def unnamed(self) -> Iterator[int]:
        """Offsets of the captures that no line named."""
        for number, named in enumerate(self._named):
            if not named and self._kinds[number] in _LISTED:
                yield self.offsets[number]

    def changed(self) -> Iterator[int]:
        """Offsets of the records whose bytes are not what a line says of them."""
        if not any(self._claims):
            return
        with self.opener() as file:
            for number, claim in enumerate(self._claims):
                if claim and not self._is_claimed(file, number, claim):
                    yield self.offsets[number]

    def _is_claimed(self, file: BinaryIO, number: int, claim: int) -> bool:
        file.seek(self.offsets[number])
        digest, left = sha256(), self._claimed[number]
        while left and (piece := file.read(min(READ_BYTES, left))):
            digest.update(piece)
            left -= len(piece)
        return _short(_value(f"sha256:{digest.hexdigest()}")) == claim

    def read_again(self, number: int) -> Found | None:
        """What the record says; None where that was asked too often, or it cannot be read."""
        self._read_again += 1
        if self._read_again > _MOST_READ_AGAIN:
            return None
        try:
            with self.opener() as file:
                file.seek(self.offsets[number])
                found = next(records(file, _wanted), None)
        except UNREADABLE:
            return None
        return _found(found) if isinstance(found, Streamed) else None


def located(opener: Open) -> Records:
    """All records of a WARC or ARC file, plain or compressed; what is wrong with them is not told."""
    found = Records(opener)
    with opener() as file:
        for each in check_records(file, seen=found.take):
            if isinstance(each, Fault) and each.code in LOSSES:
                found.is_whole = False
    return found


def _wanted(header: Header) -> int:
    return _STATUS_LINE_BYTES if is_http(header) else 0


def _found(record: Streamed) -> Found:
    header = record.header
    match = _STATUS.match(record.start)
    labels = (header.get("WARC-Payload-Digest"), header.get("WARC-Block-Digest"))
    return Found(
        bare(header.get("WARC-Target-URI")) or "",
        _digits(header.get("WARC-Date") or "")[:17],
        (header.get("WARC-Type") or "").lower(),
        match[1].decode() if match else "",
        tuple(label for label in labels if label),
    )


def _short(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _digits(date: str) -> str:
    return _NO_DIGIT.sub("", date)


def _value(label: str) -> str:
    """A digest without its kind, which tools write in several ways or not at all."""
    return label.rpartition(":")[2].strip().lower()
