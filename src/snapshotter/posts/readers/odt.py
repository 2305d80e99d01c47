"""Texts of LibreOffice and others (OpenDocument, ISO/IEC 26300), packaged or flat."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from snapshotter.model.post import PostSource
from snapshotter.pagemeta.dates import normalised
from snapshotter.posts.parts import Facts, Part, Prose
from snapshotter.posts.readers import xml
from snapshotter.posts.readers.container import damaged, encrypted, opened
from snapshotter.posts.readers.markup import section
from snapshotter.posts.readers.odt_story import Story, Styles

if TYPE_CHECKING:
    from lxml.etree import _Element

_TOP_PARAGRAPHS = 12
_EDGES = ("header", "footer", "header-left", "footer-left", "header-first", "footer-first")


def read(source: PostSource) -> Iterator[Part]:
    """The one post of a text."""
    content, styles, meta = _roots(source)
    story = Story(Styles(styles, content))
    body = next(xml.below(content, "body"), None)
    if body is None:
        raise damaged(source.source, "there is no office:body in it")
    text = story.html(body)
    edges = Story(Styles(styles, content))
    around = [
        edges.html(edge) for edge in (styles.iter() if styles is not None else ()) if xml.name(edge) in _EDGES
    ]
    written = "".join(
        (text, *story.endnotes, section("comments", story.comments), section("footer", dict.fromkeys(around)))
    )
    yield Prose(source.source, "odt", written, "fragment", source.data, _facts(meta, source, body))


def _roots(source: PostSource) -> tuple[_Element, _Element | None, _Element | None]:
    """Content, styles and what is said of the document; one and the same in a flat file."""
    if not source.data.startswith(b"PK"):
        flat = xml.parsed(source.data, source.source)
        return flat, flat, flat
    with opened(source) as container:
        manifest = container.root_or_none("META-INF/manifest.xml")
        if manifest is not None and next(xml.below(manifest, "encryption-data"), None) is not None:
            raise encrypted(source.source)
        roots = (container.root_or_none("styles.xml"), container.root_or_none("meta.xml"))
        return container.root("content.xml"), *roots


def _facts(meta: _Element | None, source: PostSource, body: _Element) -> Facts:
    return Facts(
        uri=source.base_url,
        title=_said(meta, "title"),
        author=_said(meta, "initial-creator") or _said(meta, "creator"),
        published=_shown_date(body) or normalised(_said(meta, "creation-date") or _said(meta, "date") or ""),
    )


def _shown_date(body: _Element) -> str | None:
    """What stands under the title in the style ``Date``: a converted post is older than its file."""
    top = islice(xml.below(body, "p"), _TOP_PARAGRAPHS)
    dated = (paragraph for paragraph in top if xml.attribute(paragraph, "style-name") == "Date")
    return next((normalised(xml.text_of(paragraph)) for paragraph in dated), None)


def _said(root: _Element | None, name: str) -> str | None:
    meta = next(xml.below(root, "meta"), None) if root is not None else None
    found = next(xml.below(meta, name), None) if meta is not None else None
    return xml.text_of(found) or None
