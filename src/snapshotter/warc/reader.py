"""Single records and whole files, read back.  Records of other tools are welcome."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import NoneType
from typing import Any, Protocol, TypeVar

from snapshotter import digests
from snapshotter.digests import Digest
from snapshotter.errors import CorruptRecord
from snapshotter.model.audit import StoredCheck
from snapshotter.model.capture import RecordLocation, StoredCapture, StoredPayload, StoredProof
from snapshotter.warc import audits, pageinfo, proofs
from snapshotter.warc.header import Header, bare
from snapshotter.warc.members import walk
from snapshotter.warc.openfile import OPEN_SUFFIX
from snapshotter.warc.placed import Placed, http_head

HELD_BYTES = 8 * 1024 * 1024
"""A block up to this size is read once and held; a larger one is read again for every use."""
_LONGEST_NAME_BYTES = 200
_FILE_NAME = re.compile(r"(?![.~-])[^/\\\x00-\x1f\x7f\ud800-\udfff]+")
_NO_FILE_NAME = re.compile(r"[/\\\x00-\x1f\x7f\ud800-\udfff]")
HEAD_BYTES = 1024 * 1024
"""Where the search for the end of an HTTP head ends."""
READ_BYTES = 256 * 1024
LARGEST_OFFSET = (1 << 63) - 1
"""That a file can have."""
_LISTS = {
    "requests": ("url", "outcome", "error", "record_id"),
    "missing": ("url",),
    "findings": ("code",),
}
"""What page information lists, and which of each entry is text."""
T = TypeVar("T")
DAMAGED = "run `snapshotter verify`: it says what else is damaged and where a good copy would help"


class PayloadLocator(Protocol):
    """Finds the record that holds a payload."""

    def locate(self, payload_digest: Digest) -> RecordLocation | None:
        """Where the whole response with this payload lies; None when it is not known."""
        ...


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a WARC file."""

    path: Path
    offset: int
    header: Header
    http_head: bytes
    """Start line to empty line of the HTTP message in the block; empty for other blocks."""
    block_size_bytes: int
    _held: bytes | None = field(repr=False)

    @property
    def kind(self) -> str:
        """``WARC-Type``."""
        return self.header.get("WARC-Type") or ""

    @property
    def payload_digest(self) -> str | None:
        """As labelled; a record whose whole block is its payload need not say it twice."""
        header = self.header
        block = header.get("WARC-Block-Digest") if self.kind == "resource" else None
        return header.get("WARC-Payload-Digest") or block

    @property
    def target_uri(self) -> str | None:
        return bare(self.header.get("WARC-Target-URI"))

    def block(self) -> Iterator[bytes]:
        """The exact bytes of the block.

        Raises :class:`CorruptRecord` when they are not what length and block digest promise; for a
        large block only after its last piece.
        """
        if self._held is None:
            with _opened(self.path, self.offset) as (header, stream):
                yield from _checked(stream, header, self.path, self.offset)
        elif self._held:
            yield self._held

    def payload(self) -> Iterator[bytes]:
        """The block without its HTTP head; transfer and content codings as on the wire."""
        to_skip = len(self.http_head)
        for piece in self.block():
            rest = piece[to_skip:]
            to_skip -= len(piece) - len(rest)
            if rest:
                yield rest

    def block_bytes(self) -> bytes:
        return b"".join(self.block())

    def payload_bytes(self) -> bytes:
        return b"".join(self.payload())


def warc_path(home: Path, file: str) -> Path:
    """The WARC of a :class:`RecordLocation`, also while it is still being written.

    Manifests, indexes and records of an archive that somebody sent name files as they like: what is
    no name of a file in ``warcs/`` leads to one that is not there.
    """
    name = _NO_FILE_NAME.sub("_", file).encode()[:_LONGEST_NAME_BYTES].decode("utf-8", "ignore")
    if name != file or not _FILE_NAME.fullmatch(file):
        name += "?"
    path = home / "warcs" / name
    return path if path.exists() else path.with_name(name + OPEN_SUFFIX)


def read_record(path: Path, offset: int) -> Record:
    """The record that begins at ``offset``, compressed or not.  Raises :class:`CorruptRecord`."""
    with _opened(path, offset) as (header, stream):
        size = header.content_length
        if size is None:
            raise _corrupt(path, offset, "the record has no Content-Length")
        pieces = _checked(stream, header, path, offset)
        held = b"".join(pieces) if size <= HELD_BYTES else None
        start = held if held is not None else _first(pieces, HEAD_BYTES)
        return Record(path, offset, header, http_head(header, start), size, held)


def read_whole(home: Path, location: RecordLocation, payloads: PayloadLocator) -> Record:
    """The record that holds the payload of the one at ``location``: itself, unless that is a revisit."""
    path = warc_path(home, location.file)
    record = read_record(path, location.offset)
    if record.kind != "revisit":
        return record
    digest = record.header.get("WARC-Payload-Digest")
    original = payloads.locate(Digest(digest)) if digest else None
    if original is None:
        raise CorruptRecord(
            f"the record it refers to ({record.header.get('WARC-Refers-To')}, payload {digest}) is not known",
            path=path,
            offset=location.offset,
            hint="run `snapshotter reindex`; if that does not find it, a WARC file is missing from warcs/",
        )
    found = read_record(warc_path(home, original.file), original.offset)
    if found.payload_digest != digest:
        raise _corrupt(found.path, found.offset, f"not the payload {digest} that a revisit refers to")
    return found


def payload(home: Path, location: RecordLocation, payloads: PayloadLocator) -> bytes:
    """The payload of a record, revisits followed.  Raises :class:`CorruptRecord`."""
    return read_whole(home, location, payloads).payload_bytes()


def warc_files(home: Path) -> list[Path]:
    """The WARC files of an archive home, closed and open, oldest first by their names."""
    warcs = home / "warcs"
    return sorted([*warcs.glob("*.warc.gz"), *warcs.glob(f"*.warc.gz{OPEN_SUFFIX}")])


def stored_captures(path: Path) -> Iterator[StoredCapture]:
    """The captures of a file, as :func:`stored_in` has them."""
    return (each for each in stored_in(path) if isinstance(each, StoredCapture))


def stored_in(path: Path) -> Iterator[StoredCapture | StoredProof | StoredCheck]:
    """The captures, proofs and checks of a file, each with the payloads that it adds to the digest index.

    What has no closing record, and every damaged record, is passed over.  A proof may be of a capture
    in an earlier file.  Raises :class:`CorruptRecord` for a closing record that cannot be understood.
    """
    name = path.name.removesuffix(OPEN_SUFFIX)
    pending: dict[str, list[Placed]] = {}
    tried: list[Placed] = []
    for member in walk(path):
        if member.problem is not None:
            continue
        record = member.placed(name)
        page_id = record.header.get("WARC-Page-ID")
        if page_id is None:
            continue
        records = pending.setdefault(page_id, [])
        records.append(record)
        if pageinfo.is_page_info(record):
            yield _closed(path, pending.pop(page_id), pageinfo.stored)
        elif proofs.is_proof(record):
            yield _closed(path, pending.pop(page_id), proofs.stored)
        elif audits.is_check(record):
            yield _closed(path, [*tried, *pending.pop(page_id)], audits.stored)
            tried = []
        elif audits.is_try(record):
            tried += pending.pop(page_id)


def responses(path: Path) -> Iterator[StoredPayload]:
    """What a file adds to the digest index: whole payloads of captures that count."""
    for stored in stored_in(path):
        yield from stored.payloads


def page_info(home: Path, location: RecordLocation) -> dict[str, Any]:
    """The document of a capture's closing record: requests, connections, findings and all.

    Raises :class:`CorruptRecord`, also for lists in it that are none, or hold other things than ours do.
    """
    path = warc_path(home, location.file)
    document = _document(path, location.offset)
    for name, texts in _LISTS.items():
        listed = document.get(name)
        if listed is not None and not _is_list_of_objects(listed, texts):
            raise _corrupt(path, location.offset, f"page info whose {name!r} are not those of a page")
    return document


def _is_list_of_objects(listed: object, texts: Sequence[str]) -> bool:
    """Whether each has an address, where that is among ``texts``, and text or nothing for the others."""
    return isinstance(listed, list) and all(
        isinstance(each, dict)
        and all(isinstance(each.get(name), str if name == "url" else (str, NoneType)) for name in texts)
        for each in listed
    )


def _closed(path: Path, records: list[Placed], read: Callable[[dict[str, Any], list[Placed]], T]) -> T:
    """What ``records`` amount to, the last of them being the one that closes them."""
    offset = records[-1].location.offset
    document = _document(path, offset)
    try:
        return read(document, records)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as trouble:
        raise _corrupt(path, offset, f"page info without what it must have: {trouble!r}") from trouble


def _document(path: Path, offset: int) -> dict[str, Any]:
    try:
        document = json.loads(read_record(path, offset).block_bytes())
    except (ValueError, RecursionError) as trouble:
        raise _corrupt(path, offset, f"page info that is not JSON: {trouble}") from trouble
    if not isinstance(document, dict):
        raise _corrupt(path, offset, f"page info is a {type(document).__name__}, expected an object")
    return document


@contextmanager
def _opened(path: Path, offset: int) -> Iterator[tuple[Header, Any]]:
    """The header and the block's stream of the record at ``offset``, through warcio."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    if not 0 <= offset <= LARGEST_OFFSET:
        raise _corrupt(path, offset, "no file reaches so far")
    try:
        with path.open("rb") as file:
            file.seek(offset)
            record = next(ArchiveIterator(file, no_record_parse=True, arc2warc=True), None)
            if record is None:
                raise _corrupt(path, offset, "no record, expected one")
            fields = tuple((str(name), str(value)) for name, value in record.rec_headers.headers)
            yield Header(record.rec_headers.protocol, fields), record.raw_stream
    except (FileNotFoundError, IsADirectoryError) as trouble:
        hint = "bring the file back into warcs/ from a copy, then run `snapshotter verify`"
        raise CorruptRecord("the file is missing", path=path, offset=offset, hint=hint) from trouble
    except (ArchiveLoadFailed, zlib.error, EOFError) as trouble:
        raise _corrupt(path, offset, str(trouble).strip() or type(trouble).__name__) from trouble


def _checked(stream: Any, header: Header, path: Path, offset: int) -> Iterator[bytes]:
    """The block's pieces, held against ``Content-Length`` and ``WARC-Block-Digest``."""
    label = header.get("WARC-Block-Digest")
    digest = digests.hash_for(label) if label else None
    got = 0
    while piece := stream.read(READ_BYTES):
        got += len(piece)
        if digest is not None:
            digest.update(piece)
        yield piece
    if got != header.content_length:
        raise _corrupt(path, offset, f"the block has {got} bytes, expected {header.content_length}")
    if label and digest is not None and not digests.agrees(label, digest):
        raise _corrupt(path, offset, f"the block is {digest.hexdigest()} ({digest.name}), expected {label}")


def _first(pieces: Iterator[bytes], size: int) -> bytes:
    start = b""
    while len(start) < size and (piece := next(pieces, b"")):
        start += piece
    return start


def _corrupt(path: Path, offset: int, message: str) -> CorruptRecord:
    return CorruptRecord(message, path=path, offset=offset, hint=DAMAGED)
