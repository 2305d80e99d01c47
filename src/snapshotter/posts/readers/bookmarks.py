"""Bookmarks and reading lists, in the forms that browsers and services export.

The form is told by the content: Netscape HTML, JSON (also mozLz4), CSV, XML, property list.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from snapshotter.errors import PostError
from snapshotter.model.post import PostSource
from snapshotter.posts.parts import Facts, Part, Reference, References
from snapshotter.posts.readers.lists import listed

_FORMS = {
    "bookmarks": "html",
    "bookmarks-json": "json",
    "bookmarks-csv": "csv",
    "bookmarks-xml": "xml",
    "bookmarks-plist": "plist",
}
_BLANK = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_READERS = "snapshotter.posts.readers.bookmark_"


def read(source: PostSource) -> Iterator[Part]:
    """The one list of a bookmark export.  Its entries are in the order of the file, folder by folder."""
    form = form_of(source.data)
    module = import_module(_READERS + form)
    title, entries = module.entries_of(source)
    found: tuple[Reference, ...] = listed(source, entries)
    if not found and form != "html":
        raise PostError(
            f"{source.source}: there is no bookmark in it",
            hint="Export the bookmarks once more; a folder or a list without entries cites nothing.",
            code="post.none",
        )
    name = next(name for name, each in _FORMS.items() if each == form)
    yield References(source.source, name, found, source.data, Facts(source.base_url, title))


def form_of(data: bytes) -> str:
    """Which of the five forms an export has."""
    head = data[:4096].replace(b"\0", b"").lstrip(_BLANK)  # as ASCII, also of UTF-16
    start = head[:2048].lower()
    if data.startswith(b"mozLz40\0") or head.startswith((b"{", b"[")):
        return "json"
    if data.startswith(b"bplist00") or b"<plist" in start:
        return "plist"
    if start.startswith(b"<?xml") or any(mark in start for mark in (b"<posts", b"<xbel")):
        return "html" if any(mark in start for mark in (b"<html", b"<dl", b"<dt")) else "xml"
    return "html" if start.startswith(b"<") else "csv"
