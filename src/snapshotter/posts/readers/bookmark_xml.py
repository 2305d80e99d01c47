"""Bookmarks as XML: the ``posts`` of Delicious and Pinboard, and XBEL (XML Bookmark Exchange Language)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from snapshotter.model.citation import Attribution
from snapshotter.model.post import PostSource
from snapshotter.posts.parts import Reference
from snapshotter.posts.readers import xml
from snapshotter.posts.readers.bookmark_json import reference_of
from snapshotter.posts.readers.epochs import moment_of

if TYPE_CHECKING:
    from lxml.etree import _Element


def entries_of(source: PostSource) -> tuple[str | None, Iterator[Reference]]:
    """The title of the file, and its entries."""
    root = xml.parsed(source.data, source.source)
    title = xml.text_of(root.find("title")) if xml.name(root) == "xbel" else ""
    return title or None, _entries(root)


def _entries(root: _Element) -> Iterator[Reference]:
    for element in root.iter():
        if xml.name(element) == "post":
            found = reference_of(dict(element.attrib.items()))
            if found is not None:
                yield found
        elif xml.name(element) == "bookmark" and element.get("href"):
            yield _from_xbel(element)


def _from_xbel(bookmark: _Element) -> Reference:
    above = bookmark.getparent()
    title = xml.text_of(bookmark.find("title"))
    return Reference(
        href=bookmark.get("href"),
        attribution=Attribution(title=title or None),
        text=title,
        heading=(xml.text_of(above.find("title")) or None) if xml.name(above) == "folder" else None,
        note=xml.text_of(bookmark.find("desc")),
        cited_at=moment_of(bookmark.get("added")),
    )
