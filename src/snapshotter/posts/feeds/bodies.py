"""The body of an item: which of its texts, and what is meant by them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import TYPE_CHECKING

from snapshotter.pagemeta.encoding import decode
from snapshotter.posts.citations import Mention
from snapshotter.posts.parts import Attachment
from snapshotter.posts.streams.fragments import closed, has_elements, has_markup, text_to_html, to_text
from snapshotter.posts.streams.xmlstream import children, inner_html, name_of, text_in

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

BODIES = ("content:encoded", "xhtml:body", "body", "xhtml:div", "fullitem", "content", "atom:content")
"""Texts that are the post itself, the fullest first."""
SUMMARIES = (
    "description",
    "summary",
    "atom:summary",
    "dc:description",
    "dcterms:abstract",
    "media:description",
    "itunes:summary",
)
_HTML_TYPES = frozenset(("html", "xhtml", "text/html", "application/xhtml+xml"))
_TEXT_TYPES = frozenset(("text", "plain", "text/plain"))
_TYPED = frozenset(("content", "summary", "title", "atom:content", "atom:summary", "atom:title"))
"""Atom's constructs say of themselves what they hold; RSS holds HTML, escaped or not."""


def body_of(element: Element) -> tuple[str, tuple[Attachment, ...]]:
    """The item as one piece of HTML, and what only its other texts cite."""
    texts = [html for each in _texts(element) if (html := html_of(each)).strip()]
    if not texts:
        return "", ()
    body, *others = texts
    more: list[Attachment] = []
    for other in others:
        if not _names_addresses(other):
            continue
        known, named = _addresses(body), _addresses(other)
        if known.isdisjoint(named):
            body = f"{closed(body)}\n<section>{closed(other)}</section>"
        else:
            more += [Attachment(m.href, m.kind, label) for m, label in named_by(other) if m.href not in known]
    return body, tuple(more)


def _texts(element: Element) -> Iterator[Element]:
    for name in (*BODIES, *SUMMARIES):
        yield from (each for each in children(element, name) if not each.get("src"))
    for group in children(element, "media:group"):
        yield from children(group, "media:description")


def html_of(element: Element) -> str:
    """What a text construct means, as HTML (RFC 4287, 3.1 and 4.1.3.3; Atom 0.3, 3.1)."""
    kind = (element.get("type") or "").partition(";")[0].strip().lower()
    if (element.get("mode") or "").lower() == "base64":
        return _meant(_unpacked(text_in(element)), kind)
    if len(element):
        return inner_html(element)
    text = text_in(element)
    if not text:
        return ""
    if name_of(element) in _TYPED and kind not in _HTML_TYPES:
        return _meant(text if _is_text(kind) else _unpacked(text) or text, kind)
    return text if has_markup(text) else text_to_html(text)


def plain_of(element: Element | None) -> str:
    """A title: what a text construct says, on one line."""
    if element is None:
        return ""
    kind = (element.get("type") or "").partition(";")[0].strip().lower()
    text = text_in(element)
    if (element.get("mode") or "").lower() == "base64" or not _is_text(kind):
        text = _unpacked(text) or text
        return to_text(text) if has_markup(text) else " ".join(text.split())
    literal = (
        kind in _TEXT_TYPES or len(element) or (name_of(element) == "atom:title" and kind not in _HTML_TYPES)
    )
    return " ".join(text.split()) if literal or not has_markup(text) else to_text(text)


def _is_text(kind: str) -> bool:
    """Whether content of a type stands as it is; all else is in base64 (RFC 4287, 4.1.3.3)."""
    written = not kind or kind in _TEXT_TYPES or kind in _HTML_TYPES
    return written or kind.startswith("text/") or kind.endswith(("+xml", "/xml"))


def _meant(text: str, kind: str) -> str:
    """Text without a type is plain by the letter, but whoever writes tags into it means them."""
    if kind in _HTML_TYPES or (kind not in _TEXT_TYPES and has_elements(text)):
        return text
    return text_to_html(text)


def _unpacked(text: str) -> str:
    """Base64 as text; empty when it is not base64, or something that is no text."""
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return "" if b"\0" in data else decode(data, None, markup=True)


def _names_addresses(html: str) -> bool:
    lowered = html.lower()
    return any(sign in lowered for sign in ("href", "src", "http", "www.", "doi"))


def _addresses(html: str) -> set[str]:
    return {mention.href for mention, _ in named_by(html)}


def named_by(html: str) -> list[tuple[Mention, str]]:
    """What a piece of HTML mentions, and the words that it does so with."""
    from snapshotter.pagemeta import tree
    from snapshotter.posts.page.html import Page

    page = Page(tree.parse(html))
    return [
        (each, page.passages.clean(each.start, each.end) or each.label) for each in page.mentions(css=False)
    ]
