"""Labelled digests, ``algorithm:value``, as WARC and WACZ write them (WARC 1.1, section 5.8)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from typing import NewType

Digest = NewType("Digest", str)
"""``sha256:`` and 64 lower-case hex digits."""
_SIZES = frozenset((16, 20, 28, 32, 48, 64))
"""Octets of the digests in use."""


def of_hash(digest: hashlib._Hash) -> Digest:
    """The label of a finished SHA-256 hash object."""
    return Digest(f"sha256:{digest.hexdigest()}")


def of_bytes(data: bytes) -> Digest:
    """SHA-256 of ``data``."""
    return of_hash(hashlib.sha256(data))


def of_chunks(chunks: Iterable[bytes]) -> Digest:
    """SHA-256 of a stream, in constant memory."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return of_hash(digest)


def hash_for(label: str) -> hashlib._Hash | None:
    """A fresh hash of the algorithm that any tool's label names; None for one that is unknown here."""
    name = label.partition(":")[0].strip().lower().replace("sha-", "sha")
    return hashlib.new(name) if name in hashlib.algorithms_guaranteed and "shake" not in name else None


def agrees(label: str, digest: hashlib._Hash) -> bool:
    """Whether a label in hex, base 32 or base 64 (all three are in use) is that of ``digest``."""
    value = label.partition(":")[2].strip()
    return digest.digest() in _readings(value)


def are_same(one: str, other: str) -> bool | None:
    """Whether two labels are of one digest, however they are written; None where they cannot be compared:
    they are of different kinds, or one is none.
    """
    readings, others = (_readings(label.rpartition(":")[2].strip()) for label in (one, other))
    if readings & others:
        return True
    sizes = {_size(label) for label in (one, other)}
    if None not in sizes:
        return False if len(sizes) == 1 else None
    lengths = {len(value) for value in readings} & {len(value) for value in others} & _SIZES
    return False if lengths else None


def _size(label: str) -> int | None:
    digest = hash_for(label) if ":" in label else None
    return digest.digest_size if digest is not None else None


def _readings(value: str) -> set[bytes]:
    readings = set()
    for decode in (_base16, _base32, base64.b64decode, base64.urlsafe_b64decode):
        try:
            readings.add(decode(value))
        except (binascii.Error, ValueError):
            continue
    return readings


def _base16(value: str) -> bytes:
    return base64.b16decode(value, casefold=True)


def _base32(value: str) -> bytes:
    return base64.b32decode(value + "=" * (-len(value) % 8), casefold=True)
