"""Images that a page has in several sizes (HTML Standard, 4.8.4.2.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from snapshotter.cited.embedding import Embedding
from snapshotter.urls import Url

MAX_CANDIDATES = 100
_ADDRESS = re.compile(r"[\s,]*([^\s]+)")
_DESCRIPTORS = re.compile(r"((?:[^,(]|\([^)]*+\)?)*+)(?:,|\Z)")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)([wx])(?!\S)")


def best(srcset: str, base: Url, into: Embedding) -> str | None:
    """A ``srcset`` of the largest candidate that can be in the copy, with its own descriptor, so that it
    is shown at the size that it had; None when there is none."""
    ranked = sorted(_candidates(srcset), key=lambda candidate: -candidate[2])
    for href, descriptor, _ in ranked:
        data = into.data(href, base)
        if data:
            return f"{data.replace(' ', '%20')} {descriptor}".strip()
    return None


def _candidates(srcset: str) -> Iterator[tuple[str, str, float]]:
    """Address, descriptor, and what it says of the size (1 when it says nothing)."""
    at = 0
    for _ in range(MAX_CANDIDATES):
        found = _ADDRESS.match(srcset, at)
        if found is None:
            return
        at = found.end()
        href = found[1].rstrip(",")
        descriptor = ""
        if href == found[1]:
            described = _DESCRIPTORS.match(srcset, at)
            if described is None:
                return
            descriptor, at = described[1].strip(), described.end()
        size = _SIZE.search(descriptor)
        if href:
            yield href, descriptor, float(size[1]) if size else 1.0
