"""What an archive home grows by, as its chain notes it."""

from __future__ import annotations

from dataclasses import dataclass

from snapshotter.digests import Digest
from snapshotter.model.capture import RecordLocation


@dataclass(frozen=True, slots=True)
class ClosedWarc:
    """A WARC file that will not change any more."""

    name: str
    """As it is called once closed."""
    size_bytes: int
    digest: Digest
    """SHA-256 of the file."""
    index_digest: Digest | None
    """SHA-256 of its CDXJ; None where there is none."""
    records: tuple[RecordLocation, ...]
    """All of them, requests and metadata too, one after the other from the first byte to the last."""
