"""Safari's ``Bookmarks.plist``: bookmarks and reading list, as XML or binary."""

from __future__ import annotations

import plistlib
import struct
from collections.abc import Iterator
from typing import Any
from xml.parsers.expat import ExpatError

from snapshotter.model.citation import Attribution
from snapshotter.model.post import PostSource
from snapshotter.posts.parts import Reference
from snapshotter.posts.readers.epochs import moment_of
from snapshotter.posts.readers.tables import broken

_FOLDERS = {
    "BookmarksBar": "Favorites",
    "BookmarksMenu": "Bookmarks Menu",
    "com.apple.ReadingList": "Reading List",
}
"""Names that Safari shows for those in the file."""
_DAMAGE = (
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
    struct.error,
)


def entries_of(source: PostSource) -> tuple[str | None, Iterator[Reference]]:
    """The title, which the file does not have, and the entries."""
    try:
        root = plistlib.loads(source.data)
    except (*_DAMAGE, ExpatError) as trouble:
        raise broken(source, f"it is not a property list: {trouble}") from trouble
    return None, _entries(root)


def _entries(root: Any) -> Iterator[Reference]:
    waiting: list[tuple[Any, str | None]] = [(root, None)]
    while waiting:
        node, folder = waiting.pop()
        if not isinstance(node, dict):
            continue
        children = node.get("Children")
        if isinstance(children, list):
            title = _text(node.get("Title"))
            name = _FOLDERS.get(title or "", title) or folder
            waiting += ((child, name) for child in reversed(children))
        href = _text(node.get("URLString"))
        if href is not None:
            yield _reference(node, href, folder)


def _reference(node: dict[str, Any], href: str, folder: str | None) -> Reference:
    about, reading = _inner(node, "URIDictionary"), _inner(node, "ReadingList")
    title = _text(about.get("title")) or _text(node.get("Title")) or ""
    return Reference(
        href=href,
        attribution=Attribution(title=title or None),
        text=title,
        heading=folder,
        note=_text(reading.get("PreviewText")) or _text(node.get("previewText")) or "",
        cited_at=moment_of(reading.get("DateAdded")),
    )


def _inner(node: dict[str, Any], name: str) -> dict[str, Any]:
    value = node.get(name)
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None
