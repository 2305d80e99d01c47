"""Manifests as they stand in a package: every location leads into its WARC."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from snapshotter.model.capture import RecordLocation
from snapshotter.wacz.records import Place

_LOCATION = {"file", "offset", "length", "record_digest"}


def moved(document: Mapping[str, Any], places: Mapping[Place, RecordLocation]) -> bytes:
    """The manifest with its locations changed; null where the record is not in the package.

    Of a source on somebody's machine the name alone stays: packages are made to be published.
    """
    changed = _moved(document, places)
    source = changed["post"].get("source")
    if isinstance(source, str) and not source.startswith(("http://", "https://")):
        changed["post"]["source"] = PurePath(source).name or source
    text = json.dumps(changed, ensure_ascii=False, indent=2)
    return f"{text}\n".encode("utf-8", "replace")


def _moved(value: Any, places: Mapping[Place, RecordLocation]) -> Any:
    if isinstance(value, list):
        return [_moved(each, places) for each in value]
    if not isinstance(value, Mapping):
        return value
    if value.keys() >= _LOCATION:
        return _location(value, places.get((value["file"], value["offset"])))
    return {name: _moved(each, places) for name, each in value.items()}


def _location(old: Mapping[str, Any], now: RecordLocation | None) -> dict[str, Any] | None:
    if now is None:
        return None
    where = {"file": now.file, "offset": now.offset, "length": now.length, "record_digest": now.digest}
    return {**old, **where}
