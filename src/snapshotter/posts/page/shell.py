"""Recognising a page that is empty until its scripts have run."""

from __future__ import annotations

from snapshotter.model.post import PostSource
from snapshotter.pagemeta import tree
from snapshotter.pagemeta.encoding import decode
from snapshotter.posts.intake.formats import format_of

_MUCH_TEXT_CHARS = 200
_SILENT_TEXT = """
    script style noscript title textarea iframe svg head
"""
_SILENT = frozenset(_SILENT_TEXT.split())


def needs_scripts(source: PostSource) -> bool:
    """Whether a page has scripts, but next to no text and no links without them.

    False for whatever is not HTML.  Raises :class:`PostError` as the extractor does.
    """
    if format_of(source) != "html":
        return False
    root = tree.parse(decode(source.data, source.media_type, markup=True))
    scripts = text_chars = silent = 0
    for node, entered in tree.walk(root) if root is not None else ():
        if node.is_text_node:
            text_chars += len((node.text_content or "").strip()) if entered and not silent else 0
            continue
        tag = node.tag or ""
        silent += (1 if entered else -1) if tag in _SILENT else 0
        scripts += tag == "script" and entered and node.attributes.get("type") != "application/ld+json"
        if (tag == "a" and not silent and node.attributes.get("href")) or text_chars > _MUCH_TEXT_CHARS:
            return False
    return scripts > 0
