"""One index over several WACZ files: a ``multi-wacz-package``, as wabac.js and ReplayWeb.page load it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from snapshotter.digests import Digest

NAME = "index.json"


@dataclass(frozen=True, slots=True)
class Part:
    """A WACZ file beside the index."""

    name: str
    digest: Digest
    size_bytes: int
    title: str


def encode(title: str, parts: Iterable[Part]) -> bytes:
    """The index; paths are relative to it."""
    resources = [
        {
            "name": part.name,
            "path": part.name,
            "hash": part.digest,
            "bytes": part.size_bytes,
            "title": part.title,
        }
        for part in parts
    ]
    document = {"profile": "multi-wacz-package", "title": title, "resources": resources}
    return json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"
