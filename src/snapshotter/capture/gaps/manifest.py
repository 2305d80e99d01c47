"""Addresses in a web application manifest (W3C Web Application Manifest, sections 1.7 and 1.11)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from snapshotter.capture.gaps.reference import Mention, Use

_MAX_CHARS = 1 << 20
_MAX_IMAGES = 200


def mentions_in_manifest(text: str) -> list[Mention]:
    """Icons, screenshots, and the icons of shortcuts; nothing when it is no manifest."""
    try:
        manifest = json.loads(text[:_MAX_CHARS].removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return []
    if not isinstance(manifest, dict):
        return []
    holders = [manifest, *_objects(manifest.get("shortcuts"))]
    addresses = [
        image["src"]
        for holder in holders
        for key in ("icons", "screenshots")
        for image in _objects(holder.get(key))
        if isinstance(image.get("src"), str)
    ]
    return [Mention(address, "icon", Use.ALTERNATE) for address in addresses[:_MAX_IMAGES]]


def _objects(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))
