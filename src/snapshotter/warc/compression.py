"""One record, one gzip member (WARC 1.1, annex D.2), streamed in constant memory."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from snapshotter import digests
from snapshotter.digests import Digest

GZIP = 31
"""zlib's ``wbits`` for a gzip member; its header holds no time and no name."""
STORED = 0
LEVEL = 6
SAMPLE_BYTES = 16 * 1024
SMALL_BYTES = 1024
WORTH_IT = 0.95
"""A sample that shrinks to no less than this share of itself is stored as it is."""

Write = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Written:
    """What a member turned out to be."""

    length: int
    digest: Digest
    """Of the stored bytes."""
    block_digest: Digest
    block_size_bytes: int


def level_for(sample: bytes) -> int:
    """Pictures, films and compressed transfers do not shrink: trying costs time and gains nothing."""
    if len(sample) < SMALL_BYTES:
        return LEVEL
    sample = sample[:SAMPLE_BYTES]
    return STORED if len(zlib.compress(sample, 1)) > WORTH_IT * len(sample) else LEVEL


def write_member(write: Write, header: bytes, head: bytes, body: Iterable[bytes]) -> Written:
    """Compress a record and hand its member to ``write`` piece by piece."""
    pieces = iter(body)
    first = next(pieces, b"")
    compressor = zlib.compressobj(level_for(first or head), wbits=GZIP)
    block = _Tally()
    stored = _Tally()
    plain = chain((header,), block.seen(chain((head, first), pieces)), (b"\r\n\r\n",))
    for piece in stored.seen(_compressed(compressor, plain)):
        write(piece)
    return Written(stored.size_bytes, stored.digest, block.digest, block.size_bytes)


def _compressed(compressor: zlib._Compress, plain: Iterable[bytes]) -> Iterator[bytes]:
    for piece in plain:
        if output := compressor.compress(piece):
            yield output
    yield compressor.flush()


class _Tally:
    """Counts and digests the pieces that pass."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.size_bytes = 0

    def seen(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._hash.update(piece)
            self.size_bytes += len(piece)
            yield piece

    @property
    def digest(self) -> Digest:
        return digests.of_hash(self._hash)
