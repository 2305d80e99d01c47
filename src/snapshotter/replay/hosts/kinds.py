"""Which answers are text that names addresses, and of what kind."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["html", "markup", "code", "none"]
"""``html``: a page; ``markup``: SVG and the like; ``code``: scripts, styles, data, playlists, in which
addresses stand anywhere; ``none``: what stays as it is."""

DOCUMENTS = frozenset(("document", "iframe", "frame", "object", "embed", "fencedframe"))
_SCRIPTS = frozenset(
    (
        "script",
        "worker",
        "sharedworker",
        "serviceworker",
        "audioworklet",
        "paintworklet",
        "style",
        "xslt",
        "json",
    )
)
_HTML = frozenset(("text/html", "application/xhtml+xml"))
_DISPLAYED = frozenset(("text/plain", "text/vtt", "text/csv", "text/calendar", "application/x-subrip"))
_CODE = re.compile(
    r"text/(?!plain|vtt|csv|calendar|html)[\w.+-]+|application/(?:[\w.-]+\+)?(?:json|xml|javascript|ecmascript|x-javascript"
    r"|x-json|ld\+json|manifest\+json|x-mpegurl|vnd\.apple\.mpegurl|dash\+xml|graphql[\w-]*|opensearch.*)"
    r"|(?:audio|video)/(?:x-)?mpegurl|image/svg\+xml|[\w-]+/[\w.-]+\+(?:json|xml)"
)
_PAGE = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype html|html|head|body|script|title|meta|table|div)\b",
    re.I | re.S,
)


def kind_of(media_type: str, destination: str, head: bytes) -> Kind:
    """By the media type (lower case, without parameters), by what the browser asks for (``Sec-Fetch-Dest``;
    empty where it does not say) and, where the origin gave no type, by how the body begins."""
    if media_type in _HTML:
        return "html"
    if media_type == "image/svg+xml":
        return "markup"
    if destination in _SCRIPTS or _CODE.fullmatch(media_type):
        return "code"
    if media_type in _DISPLAYED:
        return "code" if destination == "empty" and _is_data(head) else "none"
    if not media_type:
        return (
            "html" if _PAGE.match(head) else "code" if destination == "empty" and _is_data(head) else "none"
        )
    return "none"


def _is_data(head: bytes) -> bool:
    """JSON under a type that does not say so, or a playlist."""
    start = head.lstrip()[:7]
    return start[:1] in (b"{", b"[") or start == b"#EXTM3U"
