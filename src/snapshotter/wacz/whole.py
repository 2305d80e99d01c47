"""Records that lie outside a package, written out so that it needs nothing else.

A revisit record whose original is not in the package becomes a whole response: its own head and the
payload of the original, under its own id.  A request that was not stored twice becomes a record again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from snapshotter import digests
from snapshotter.digests import Digest
from snapshotter.errors import CorruptRecord
from snapshotter.model.capture import StoredPayload
from snapshotter.ports import DigestIndex
from snapshotter.urls import Url
from snapshotter.warc.compression import Written, write_member
from snapshotter.warc.header import Header, bare, decode, encode
from snapshotter.warc.members import walk
from snapshotter.warc.placed import Placed
from snapshotter.warc.reader import DAMAGED, Record, read_record, warc_path

_OF_REVISITS = {
    "warc-profile",
    "warc-refers-to",
    "warc-refers-to-target-uri",
    "warc-refers-to-date",
    "warc-truncated",
}
_OF_BLOCK = {"warc-block-digest", "content-length"}


@dataclass(frozen=True, slots=True)
class Whole:
    """A record that is to be written."""

    header: Header
    head: bytes
    body: Callable[[], Iterable[bytes]]

    def write(self, put: Callable[[bytes], None]) -> Written:
        """As one gzip member."""
        return write_member(put, encode(self.header.fields), self.head, self.body())


def original_of(revisit: Placed, index: DigestIndex) -> StoredPayload | None:
    """What a revisit record refers to, or another whole record with the same payload; None when the
    archive has none."""
    header = revisit.header
    digest = header.get("WARC-Payload-Digest")
    if digest is None or "identical-payload-digest" not in (header.get("WARC-Profile") or ""):
        return None
    named = index.find(Digest(digest), Url(bare(header.get("WARC-Refers-To-Target-URI")) or ""))
    if named is not None and named.record_id == bare(header.get("WARC-Refers-To")):
        return named
    return named or index.find(Digest(digest))


def response(home: Path, revisit: Placed, original: StoredPayload) -> Whole:
    """The response that a revisit record stands for.  Raises :class:`CorruptRecord`."""
    record = read_record(warc_path(home, original.location.file), original.location.offset)
    if record.payload_digest != original.digest:
        raise CorruptRecord(
            f"not the payload {original.digest} that a revisit refers to",
            path=record.path,
            offset=record.offset,
            hint=DAMAGED,
        )
    kept = _without(revisit.header, _OF_REVISITS | _OF_BLOCK)
    fields = [(name, "response" if name.lower() == "warc-type" else value) for name, value in kept]
    return _whole(fields, revisit.http_head, record)


def request(home: Path, answered: Placed, original: StoredPayload, request_id: str) -> Whole | None:
    """The request of ``answered``, which is byte for byte that of ``original``; it lies right after it.

    None when another record lies there.
    """
    at = original.location
    path = warc_path(home, at.file)
    member = next(walk(path, at.offset + at.length), None)
    if member is None or member.problem is not None or member.placed(at.file).header.record_id != request_id:
        return None
    record = read_record(path, member.offset)
    own = {name.lower(): value for name, value in answered.header.fields}
    replaced = {
        "warc-record-id": f"<{request_id_for(answered)}>",
        "warc-date": own["warc-date"],
        "warc-concurrent-to": own["warc-record-id"],
        "warc-page-id": own.get("warc-page-id"),
        "warc-warcinfo-id": own.get("warc-warcinfo-id"),
        "warc-ip-address": own.get("warc-ip-address"),
    }
    kept = _without(record.header, _OF_BLOCK)
    fields = [(name, replaced.get(name.lower(), value)) for name, value in kept]
    return _whole(((name, value) for name, value in fields if value), record.http_head, record)


def request_id_for(answered: Placed) -> str:
    """A record id that is the same whenever it is made."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'request of {answered.header.record_id}')}"


def _whole(fields: Iterable[tuple[str, str]], head: bytes, record: Record) -> Whole:
    size = len(head)

    def counted() -> Iterator[bytes]:
        nonlocal size
        for piece in record.payload():
            size += len(piece)
            yield piece

    digest = digests.of_chunks(chain((head,), counted()))
    sized = (("WARC-Block-Digest", digest), ("Content-Length", str(size)))
    # read again, so that the header is what a reader of the bytes will see
    header = decode(encode((*fields, *sized)))
    return Whole(header, head, record.payload)


def _without(header: Header, names: set[str]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in header.fields if name.lower() not in names]
