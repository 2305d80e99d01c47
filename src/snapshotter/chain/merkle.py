"""The root of a Merkle tree over lines (RFC 9162, section 2.1.1), in memory that grows with its height."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from snapshotter.digests import Digest

_LEAF, _NODE = b"\x00", b"\x01"


def root(leaves: Iterable[bytes]) -> Digest:
    """The tree's hash; of no leaves, that of nothing."""
    peaks: list[tuple[int, bytes]] = []
    for leaf in leaves:
        height, value = 0, hashlib.sha256(_LEAF + leaf).digest()
        while peaks and peaks[-1][0] == height:
            value = _joined(peaks.pop()[1], value)
            height += 1
        peaks.append((height, value))
    if not peaks:
        return Digest(f"sha256:{hashlib.sha256().hexdigest()}")
    _, value = peaks.pop()
    while peaks:
        value = _joined(peaks.pop()[1], value)
    return Digest(f"sha256:{value.hex()}")


def _joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
