"""Markdown (CommonMark with tables, footnotes and definition lists), by way of HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from snapshotter.patterns import Pattern

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_MAX_NESTING = 100
_MANY_BRACKETS = 300
_BRACKET = Pattern(r"\\.|[\[\]]", re.DOTALL)
_BLANK = Pattern(r"(\n[ \t]*\n)")
_PIECE_CHARS = 1_000_000
_ATTRIBUTES = Pattern(
    r"[ \t]*\{:?[ \t]*(?:[#.:][\w:.-]+|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[\w-]+))[^{}\n]{0,500}\}"
)
"""``{#id .class}`` behind a heading, ``{: .class}`` behind anything (Pandoc, kramdown)."""
_MARKED = Pattern(r"==([^=\n]{1,500})==")
_DEFINED = Pattern(r"^[ ]{0,3}\[[^\]\n]{1,300}\]:[ \t]*\S[^\n]*$", re.MULTILINE)
_NOTE = Pattern(r"^[ ]{0,3}\[\^([^\]\s]{1,100})\]:", re.MULTILINE)
_MANY_NOTES = 1000
_DEFINITION_LIST = Pattern(r"^[ ]{0,3}[:~][ \t]+\S", re.MULTILINE)
_BREAK = Pattern(r"\n[ \t]*\n(?=[^\s>*+\-\d])")
_ENCODED = str.maketrans({"\\": "%5C", "[": "%5B", "]": "%5D"})
_AUTHORITY = Pattern(r"[a-z][a-z0-9+.-]*:(?://[^/?#]*)?|//[^/?#]*", re.IGNORECASE)


def to_html(text: str) -> str:
    """Rendered with raw HTML let through and every address as written."""
    if "{{" in text or "{%" in text:
        from snapshotter.posts.markups.shortcodes import expanded

        text = expanded(text)
    text = _calmed(_with_lone_notes(text))
    renderer = _renderer(text)
    if len(text) <= 2 * _PIECE_CHARS:
        return str(renderer.render(text))
    return "\n".join(str(renderer.render(piece)) for piece in _pieces(text))


def _with_lone_notes(text: str) -> str:
    """``text`` with a mark behind it for every footnote that has none: the renderer leaves them out."""
    if "[^" not in text or len(text) > 2 * _PIECE_CHARS:
        return text
    notes = dict.fromkeys(found[1] for found in _NOTE.finditer(text))
    lone = [name for name in notes if text.count(f"[^{name}]") == 1]
    return f"{text}\n\n{' '.join(f'[^{name}]' for name in lone)}\n" if 0 < len(lone) <= _MANY_NOTES else text


def _pieces(text: str) -> Iterator[str]:
    """A very long text in pieces that end between paragraphs, each with all the references."""
    references = "\n".join(found[0] for found in _DEFINED.finditer(text))[:_PIECE_CHARS]
    at = 0
    while at < len(text):
        found = _BREAK.search(text, at + _PIECE_CHARS)
        end = found.end() if found else len(text)
        yield f"{text[at:end]}\n\n{references}\n"
        at = end


def _calmed(text: str) -> str:
    """``text`` with the brackets escaped that lead nowhere, where there are very many.

    For each bracket that opens, the renderer looks through the rest of its paragraph.
    """
    if text.count("[") <= _MANY_BRACKETS:
        return text
    blocks = _BLANK.split(text)
    return "".join(_balanced(block) if block.count("[") > _MANY_BRACKETS else block for block in blocks)


def _balanced(block: str) -> str:
    opened: list[int] = []
    lone = set[int]()
    for found in _BRACKET.finditer(block):
        if found[0] == "[":
            opened.append(found.start())
        elif found[0] == "]" and opened:
            start = opened.pop()
            lone |= {start} if len(opened) > _MAX_NESTING // 10 else set()
    lone.update(opened)
    return _BRACKET.sub(lambda found: f"\\{found[0]}" if found.start() in lone else found[0], block)


def _renderer(text: str) -> MarkdownIt:
    from markdown_it import MarkdownIt

    renderer = MarkdownIt("commonmark", {"html": True, "maxNesting": _MAX_NESTING})
    renderer.enable(["table", "strikethrough"])
    if "[^" in text or "^[" in text:
        _add_footnotes(renderer)
    if _DEFINITION_LIST.search(text):
        from mdit_py_plugins.deflist import deflist_plugin

        renderer.use(deflist_plugin)
    # Addresses are judged later: none is refused or rewritten here.
    renderer.validateLink = lambda url: True  # type: ignore[method-assign]
    renderer.normalizeLink = as_published  # type: ignore[method-assign]
    renderer.add_render_rule("text", _text)
    return renderer


def _add_footnotes(renderer: MarkdownIt) -> None:
    from mdit_py_plugins.footnote import footnote_plugin

    renderer.use(footnote_plugin)
    # The renderer's own links between a footnote and its mark stand nowhere in the post.
    for rule in ("footnote_ref", "footnote_anchor"):
        renderer.add_render_rule(rule, lambda *_: "")


def as_published(url: str) -> str:
    """An address as written, but for the signs that browsers would read in another way than renderers,
    which encode them: a backslash is no slash, brackets in a path are no part of a host.
    """
    if "\\" not in url and "[" not in url and "]" not in url:
        return url
    host = _AUTHORITY.match(url)
    end = host.end() if host else 0
    return url[:end] + url[end:].translate(_ENCODED)


def _text(_: Any, tokens: Sequence[Any], at: int, *__: Any) -> str:
    from markdown_it.common.utils import escapeHtml

    content = tokens[at].content
    if "{" in content:
        content = _ATTRIBUTES.sub("", content)
    written = escapeHtml(content)
    return _MARKED.sub(r"<mark>\1</mark>", written) if "==" in written else written
