"""Writing HTML: the tongue that every markup is brought to.  Addresses stay as they were written."""

from __future__ import annotations

import re
from html import escape

_BRACKETS = re.compile(r"\\.|[\[\]]", re.DOTALL)


def text(written: str) -> str:
    """Plain text as HTML."""
    return escape(written, quote=False)


def link(href: str, inner: str) -> str:
    """A link around ``inner``, which is HTML."""
    return f'<a href="{escape(href)}">{inner}</a>'


def image(src: str, alt: str = "", href: str = "") -> str:
    """An image, in a link if it has one."""
    drawn = f'<img src="{escape(src)}" alt="{escape(alt)}">' if src else text(alt)
    return link(href, drawn) if href else drawn


def embed(src: str) -> str:
    """A page or a player in the post.

    ``object``, for Markdown leaves text after it alone where an ``iframe`` would begin a block of HTML
    (CommonMark, 4.6).
    """
    return f'<object data="{escape(src)}"></object>' if src else ""


def media(tag: str, src: str) -> str:
    """``audio`` or ``video``."""
    return f'<{tag} src="{escape(src)}"></{tag}>' if src else ""


def code(written: str) -> str:
    """A block of code."""
    return f"<pre><code>{text(written)}\n</code></pre>"


def quotation(inner: str, caption: str = "", cite: str = "") -> str:
    """A block quotation, with whom it is by as its caption (HTML Standard, 4.4.4)."""
    source = f' cite="{escape(cite)}"' if cite else ""
    quoted = f"<blockquote{source}>{inner}</blockquote>"
    return f"<figure>{quoted}<figcaption>{caption}</figcaption></figure>" if caption else quoted


def closings(written: str) -> dict[int, int]:
    """Where each square bracket of a text is closed; one that is left open, at the first that closes any."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    first: int | None = None
    for found in _BRACKETS.finditer(written):
        if found[0] == "[":
            opened.append(found.start())
        elif found[0] == "]":
            first = found.start() if first is None else first
            if opened:
                closing[opened.pop()] = found.start()
    if first is not None:
        closing |= {start: first for start in opened if start < first}
    return closing
