"""The post that cites the small web, as Markdown and as a page of its blog."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Template

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Document:
    """A text with the ``key: value`` lines that stand before it."""

    about: Mapping[str, str]
    body: str


def read_document(text: str) -> Document:
    """Split a text at its first empty line; the lines of a ``---`` block are read likewise."""
    head, _, body = text.partition("\n\n")
    lines = (line.partition(": ") for line in head.splitlines() if line != "---")
    return Document({key: value.strip('"') for key, _, value in lines}, body)


def blog_page(markdown: str, template: str, *, address: str, long_date: str) -> str:
    """The post as its blog shows it."""
    post = read_document(markdown)
    about = {key: html.escape(value) for key, value in post.about.items()}
    return Template(template).substitute(
        about, body=body_html(post.body), address=address, long_date=long_date
    )


def body_html(markdown: str) -> str:
    """The few forms that the post is written in: paragraphs, headings, quotes and links."""
    return "\n".join(_block(block) for block in markdown.strip().split("\n\n"))


def _block(block: str) -> str:
    if block.startswith("## "):
        return f"<h2>{_inline(block[3:])}</h2>"
    if block.startswith("> "):
        return f"<blockquote><p>{_inline(block[2:])}</p></blockquote>"
    return f"<p>{_inline(block)}</p>"


def _inline(text: str) -> str:
    return _LINK.sub(r'<a href="\2">\1</a>', html.escape(text, quote=False))
