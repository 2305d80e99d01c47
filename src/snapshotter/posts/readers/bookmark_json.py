"""Bookmarks as JSON: Chrome, Firefox, Pinboard, Delicious, wallabag, Omnivore, Readability, and what
looks like them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import unescape
from typing import Any

from snapshotter.model.citation import Attribution
from snapshotter.model.post import PostSource
from snapshotter.posts.parts import Reference
from snapshotter.posts.readers import mozlz4
from snapshotter.posts.readers.epochs import moment_of
from snapshotter.posts.readers.tables import broken, json_of, name_of

_HREF = (
    "url", "uri", "href", "link", "articleurl", "resolvedurl", "givenurl", "originalurl", "bookmarkurl",
    "address",
)  # fmt: skip
_TITLE = ("title", "name", "articletitle", "resolvedtitle", "giventitle", "documenttitle")
_NOTE = (
    "extended",
    "note",
    "notes",
    "description",
    "selection",
    "comments",
    "excerpt",
    "articleexcerpt",
    "desc",
)
_CITED = (
    "createdat", "created", "dateadded", "savedat", "time", "timeadded", "timestamp", "added", "addedat",
    "saveddate", "createddate", "date", "dt",
)  # fmt: skip
_PUBLISHED = ("publishedat", "publisheddate", "published", "articledatepublished")
_AUTHOR = ("author", "authors", "articleauthor", "publishedby", "byline")
_PUBLISHER = ("sitename", "site", "publisher")
_FOLDER = ("folder", "collection", "foldername", "list")
_LISTS = (
    "bookmarks", "items", "entries", "links", "list", "posts", "data", "embedded", "children", "roots",
    "folders",
)  # fmt: skip
_SEPARATOR = "text/x-moz-place-separator"


def entries_of(source: PostSource) -> tuple[str | None, Iterator[Reference]]:
    """The title, which such files do not have, and the entries."""
    if source.data.startswith(mozlz4.MAGIC):
        try:
            source = replace(source, data=mozlz4.unpacked(source.data))
        except ValueError as trouble:
            raise broken(source, f"its compression is damaged: {trouble}") from trouble
    return None, _entries(json_of(source))


def reference_of(fields: Mapping[str, Any], folder: str | None = None) -> Reference | None:
    """The bookmark that ``fields`` say, by names without spaces in lower case; None if they say none."""
    href = _text(fields, _HREF)
    title = _text(fields, _TITLE)
    note = _text(fields, _NOTE)
    if title is None and "href" in fields:  # Pinboard and Delicious call the title a description
        title = _text(fields, ("description",))
        note = _text(fields, ("extended",))
    if href is None and title is None:
        return None
    title = " ".join(unescape(title or "").split())
    return Reference(
        href=href,
        attribution=Attribution(
            publisher=_text(fields, _PUBLISHER),
            author=_text(fields, _AUTHOR),
            title=title or None,
            date=_date(fields, _PUBLISHED),
        ),
        text=title,
        heading=_text(fields, _FOLDER) or folder,
        note=unescape(note or _annotation(fields) or ""),
        cited_at=_date(fields, _CITED),
    )


def _entries(value: Any) -> Iterator[Reference]:
    """All bookmarks below ``value``, in order; walked with a stack, as folders may nest without end."""
    waiting: list[tuple[Any, str | None]] = [(value, None)]
    while waiting:
        each, folder = waiting.pop()
        if isinstance(each, list):
            waiting += ((item, folder) for item in reversed(each))
        elif isinstance(each, dict):
            fields = {name_of(str(name)): inner for name, inner in each.items()}
            below = _below(each, fields)
            if below:
                name = _text(fields, _TITLE) or folder
                waiting += ((item, name) for item in reversed(below))
            elif fields.get("type") not in (_SEPARATOR, "folder", "text/x-moz-place-container"):
                found = reference_of(fields, folder)
                if found is not None:
                    yield found
        elif isinstance(each, str) and "://" in each:
            yield Reference(href=each, text=each, heading=folder)


def _below(value: Mapping[str, Any], fields: Mapping[str, Any]) -> list[Any]:
    """What a folder or an envelope holds; empty for a bookmark."""
    if _text(fields, _HREF) is not None:
        return []
    folders = [each for each in value.values() if isinstance(each, dict) and "children" in each]
    named = folders or [fields[name] for name in _LISTS if isinstance(fields.get(name), list | dict)]
    if named:
        return named
    by_key = list(value.values())
    return by_key if by_key and all(isinstance(each, dict) for each in by_key) else []


def _text(fields: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = fields.get(name)
        if isinstance(value, list):
            value = ", ".join(each for each in value if isinstance(each, str))
        if isinstance(value, dict):
            value = value.get("title") or value.get("name")
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def _date(fields: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    return next((date for name in names if (date := moment_of(fields.get(name)))), None)


def _annotation(fields: Mapping[str, Any]) -> str | None:
    """The description that Firefox keeps among a bookmark's annotations."""
    notes = fields.get("annos")
    for note in notes if isinstance(notes, list) else ():
        if isinstance(note, dict) and note.get("name") == "bookmarkProperties/description":
            return str(note.get("value") or "")
    return None
