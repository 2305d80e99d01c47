"""What a rewrite keeps of the file that it replaces: everything this program does not know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from snapshotter.manifest.document import LATER_KEYS

GENERATED = frozenset({"@context"})
"""Written whole every time; nothing in it is anybody's data."""


def preserving(new: Any, old: Any) -> Any:
    """``new``, with the keys that only ``old`` has, at every level.

    Items of lists belong together by their ``id``.  A finding about a snapshot (``verdict``,
    ``quotes``, ``proof``) is not replaced by the blank that stands for "not looked at yet".
    """
    if isinstance(new, dict) and isinstance(old, dict):
        return _preserving_keys(new, old)
    if isinstance(new, list) and isinstance(old, list):
        by_id = _by_id(old)
        return [preserving(item, by_id[item["id"]]) if _has_id(item, by_id) else item for item in new]
    return new


def _preserving_keys(new: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    kept = {
        name: value if name in GENERATED else preserving(_found(name, value, new, old), old.get(name))
        for name, value in new.items()
    }
    return kept | {name: value for name, value in old.items() if name not in new}


def _found(name: str, value: Any, new: dict[str, Any], old: dict[str, Any]) -> Any:
    blank = name in LATER_KEYS and value == LATER_KEYS[name]
    return old[name] if blank and "provenance" in new and name in old else value


def _by_id(items: Iterable[Any]) -> dict[Any, Any]:
    return {item["id"]: item for item in items if isinstance(item, dict) and isinstance(item.get("id"), str)}


def _has_id(item: Any, by_id: dict[Any, Any]) -> bool:
    return isinstance(item, dict) and isinstance(item.get("id"), str) and item["id"] in by_id
