"""PDF documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from snapshotter.errors import PostError
from snapshotter.model.post import PostSource
from snapshotter.pagemeta.apart import asked
from snapshotter.pagemeta.dates import normalised
from snapshotter.pagemeta.pdf import date_of, is_program_title
from snapshotter.posts.parts import Facts, Part, Prose
from snapshotter.posts.readers import xml
from snapshotter.posts.readers.container import damaged, encrypted

if TYPE_CHECKING:
    from lxml.etree import _Element

_READER = "snapshotter.posts.readers.pdfium"
_XMP_BYTES = 1024 * 1024


def read(source: PostSource) -> Iterator[Part]:
    """The one post of a document."""
    found = _document(source)
    if not found["html"].strip():
        raise PostError(
            f"{source.source}: there is no text in its {found['length']} pages, only pictures, if anything",
            hint="It may be a scan: have its text recognised (OCR) and saved with it, and give that.",
            code="post.empty",
        )
    yield Prose(source.source, "pdf", found["html"], "fragment", source.data, _facts(source, found["info"]))


def _document(source: PostSource) -> Mapping[str, Any]:
    """What :mod:`snapshotter.posts.readers.pdfium` reads in it."""
    try:
        found = asked(_READER, source.path if source.path is not None else source.data)
    except OSError as trouble:
        raise damaged(source.source, str(trouble)) from trouble
    if found is None:
        raise damaged(source.source, "its pages take more memory or time than those of any text")
    if "trouble" not in found:
        return dict(found)
    if "password" in found["trouble"].lower():
        raise encrypted(source.source)
    raise damaged(source.source, f"it is not a whole PDF: {found['trouble']}")


def _facts(source: PostSource, info: Mapping[str, str]) -> Facts:
    """What the information dictionary says, else the metadata stream (ISO 32000-1, 14.3)."""
    said = _metadata(source.data)
    titles = (info.get("Title", ""), said.get("title", ""))
    title = next((text for text in titles if text.strip() and not is_program_title(text)), None)
    author = info.get("Author", "").strip() or said.get("creator", "")
    return Facts(
        uri=source.base_url,
        title=" ".join(title.split()) if title else None,
        author=author or None,
        published=date_of(info.get("CreationDate", "")) or normalised(said.get("CreateDate", "")),
    )


def _metadata(data: bytes) -> Mapping[str, str]:
    """The last XMP packet that lies open in the file."""
    end = data.rfind(b"</x:xmpmeta>")
    start = data.rfind(b"<x:xmpmeta", max(0, end - _XMP_BYTES), end) if end >= 0 else -1
    if start < 0:
        return {}
    try:
        root = xml.parsed(data[start : end + len(b"</x:xmpmeta>")], "XMP")
    except PostError:
        return {}
    found = {}
    for name in ("title", "creator", "CreateDate"):
        element = next(xml.below(root, name), None)
        items = [xml.text_of(item) for item in xml.below(element, "li")] if element is not None else []
        text = (
            ", ".join(filter(None, items)) if name == "creator" else next(iter(items), xml.text_of(element))
        )
        found[name] = text or _described(root, name)
    return found


def _described(root: _Element, name: str) -> str:
    """A simple value may stand as an attribute of ``rdf:Description``."""
    return next(
        (value for each in xml.below(root, "Description") if (value := xml.attribute(each, name))), ""
    )
