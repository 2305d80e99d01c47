"""TimeMaps as files, to be published beside WACZ files (RFC 7089)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from urllib.parse import quote

from snapshotter.model.timemap import Part, TimeMap, json_format, link_format
from snapshotter.urls import Url

INDEX = "timemap/index.json"
MAX_NAME_LENGTH = 200
"""File systems take 255 bytes; room is left for an ending."""


def files(timemaps: Iterable[TimeMap], base: str) -> dict[str, bytes]:
    """All files by their paths below ``base``, the public address of their folder; an index says which
    file is of which address."""
    found: dict[str, bytes] = {}
    index: dict[str, dict[str, str]] = {}
    for timemap in timemaps:
        name = file_name(timemap.original)
        paths = {"link": f"timemap/link/{name}.link", "json": f"timemap/json/{name}.json"}
        addresses = {form: f"{base}/{quote(path)}" for form, path in paths.items()}
        whole = Part(addresses, 0, len(timemap.mementos))
        found[paths["link"]] = link_format(timemap, whole).encode()
        found[paths["json"]] = json_format(timemap, whole).encode() + b"\n"
        index[timemap.original] = paths
    found[INDEX] = json.dumps({"schema_version": 1, "timemaps": index}, indent=2).encode() + b"\n"
    return found


def file_name(original: Url) -> str:
    """An address as a file name: percent-encoded, and cut where it is too long, with a digest for the rest.

    Addresses as paths would not do: ``/a`` would be a file and a folder, and servers read ``?`` and ``//``.
    """
    name = quote(original, safe="")
    if len(name) <= MAX_NAME_LENGTH:
        return name
    return f"{name[:MAX_NAME_LENGTH]}-{hashlib.sha256(original.encode()).hexdigest()[:16]}"
