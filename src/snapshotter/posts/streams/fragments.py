"""The HTML that readers of catalogues write around and instead of what posts are kept in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from snapshotter.pagemeta.tree import bounded

_MARKUP = re.compile(
    r"</?[A-Za-z][A-Za-z0-9]{0,20}(?:\s[^<>]*)?/?>|&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|\w{2,31});"
)
_ELEMENT = re.compile(
    r"</?(?:a|abbr|b|blockquote|br|code|div|em|figure|h[1-6]|hr|i|iframe|img|li|ol|p|pre|q|s|small|span|strong"
    r"|sub|sup|table|tbody|td|tr|u|ul|video)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*")
_BLANK_LINE_OR_VERBATIM = re.compile(
    r"<(pre|script|style|textarea)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|\n[ \t]*\n\s*", re.I | re.S
)
_STRUCTURED = re.compile(r"<(?:p|!-- wp:)[\s>p]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Comment:
    """A reader's comment on a post, as an export has it."""

    content: str
    """HTML."""
    author: str = ""
    href: str = ""
    """The address that the author left, as written."""


def has_markup(text: str) -> bool:
    """Whether a text that may be HTML or not is: it holds a tag or a character reference."""
    return _MARKUP.search(text) is not None


def has_elements(text: str) -> bool:
    """Whether a text holds tags that posts are written with."""
    return _ELEMENT.search(text) is not None


def text_to_html(text: str) -> str:
    """Plain text as HTML: a paragraph where there was an empty line, a line where there was a line."""
    paragraphs = _PARAGRAPH_END.split(text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return "".join(
        f"<p>{escape(each, quote=False).replace(chr(10), '<br>')}</p>" for each in paragraphs if each
    )


def to_text(markup: str) -> str:
    """What a piece of HTML says, on one line."""
    from selectolax.lexbor import LexborHTMLParser

    if "<" not in markup and "&" not in markup:
        return " ".join(markup.split())
    body = LexborHTMLParser(bounded(markup)).body
    return " ".join((body.text(separator="") if body is not None else "").split())


def with_paragraphs(html: str) -> str:
    """HTML in which empty lines part paragraphs, as WordPress keeps it, with tags that say so."""
    html = html.replace("\r\n", "\n").replace("\r", "\n")
    if _STRUCTURED.search(html):
        return html
    return _BLANK_LINE_OR_VERBATIM.sub(lambda found: found[0] if found[0].strip() else "\n<p>", html)


def with_comments(html: str, comments: Iterable[Comment]) -> str:
    """A post with its readers' comments behind it, in a section that says what they are."""
    written = "".join(map(_comment, comments))
    if not written:
        return html
    return f'{closed(html)}\n<section class="comments">{written}</section>'


def closed(html: str) -> str:
    """HTML behind which more may be put: no comment is left open in it."""
    return f"{html}-->" if html.rfind("<!--") > html.rfind("-->") else html


def shows(html: str, href: str) -> bool:
    """Whether an element of a piece of HTML names an address, in just these letters."""
    return any(f"{quote}{form}{quote}" in html for form in (href, escape(href)) for quote in ('"', "'"))


def link(href: str, text: str = "") -> str:
    """A paragraph that is a link."""
    return f'<p><a href="{escape(href)}">{escape(text or href, quote=False)}</a></p>'


def _comment(comment: Comment) -> str:
    name = escape(comment.author, quote=False)
    by = (
        f'<a href="{escape(comment.href)}">{name or escape(comment.href, quote=False)}</a>'
        if comment.href
        else name
    )
    return f'<div class="comment"><p>{by}</p><div>{closed(comment.content)}</div></div>'
