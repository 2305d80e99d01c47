"""Writing the plain HTML that readers bring their formats to."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


def link(href: str, words: str) -> str:
    """``words``, which are HTML already, as a link to ``href``."""
    return f'<a href="{escape(href)}">{words}</a>'


def element(tag: str, content: str, **attributes: str) -> str:
    """An element, or nothing when ``content``, which is HTML already, says nothing."""
    if not content.strip():
        return ""
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{written}>{content}</{tag}>\n"


def section(region: str, blocks: Iterable[str]) -> str:
    """Blocks that are not the post itself: ``comments`` or ``footer``."""
    content = "".join(blocks)
    if region == "footer":
        return element("footer", content)
    return element("section", content, **{"class": region})
