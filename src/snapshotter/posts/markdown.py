"""Markdown (CommonMark with tables, footnotes and front matter), by way of HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_MAX_NESTING = 100
_LIQUID = re.compile(
    r"(\]\(\s*|\]:[ \t]+|(?:href|src)=[\"']?)"
    r"(?:\{\{-?\s*(?:[\"']([^\"'{}]*)[\"']|site\.(?:base)?url)\s*(?:\|[^{}]*)?\}\}"
    r"|\{%-?\s*(?:link|post_url)\s+([^\s{}%]+)\s*-?%\})"
)


def to_html(text: str) -> str:
    """Rendered with raw HTML let through and every address exactly as written."""
    return str(_renderer().render(without_templates(text)))


def without_templates(text: str) -> str:
    """Liquid in the place of an address, as Jekyll has it, made into the path that it stands for."""
    return _LIQUID.sub(lambda found: found[1] + (found[2] or found[3] or ""), text)


def _renderer() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    renderer = MarkdownIt("commonmark", {"html": True, "maxNesting": _MAX_NESTING})
    renderer.enable(["table", "strikethrough"]).use(footnote_plugin)
    # Addresses are judged later: none is refused or rewritten here.
    renderer.validateLink = lambda url: True  # type: ignore[method-assign]
    renderer.normalizeLink = lambda url: url  # type: ignore[method-assign]
    # The renderer's own links between a footnote and its mark stand nowhere in the post.
    for rule in ("footnote_ref", "footnote_anchor"):
        renderer.add_render_rule(rule, lambda *_: "")
    return renderer
