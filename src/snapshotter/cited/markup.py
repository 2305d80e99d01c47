"""Markup taken apart into tags and what is between them, as the HTML tokenizer does (HTML Standard, 13.2.5),
so that a page can be written again with some tags changed and everything else as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

_NAME = re.compile(r"[a-zA-Z][^\t\n\f\r />]*")
_ATTRIBUTE = re.compile(
    r"[\t\n\f\r /]*([^\t\n\f\r />][^\t\n\f\r />=]*+)"
    r"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:\"([^\"]*)\"|'([^']*)'|(?![\"'])([^\t\n\f\r >]*)))?"
)
_UNENDED = re.compile(r"[\t\n\f\r ]*+=[\t\n\f\r ]*+[\"']")
_TAG_END = re.compile(r"[\t\n\f\r /]*>")
_EMPTY_END = re.compile(r"/[\t\n\f\r ]*>\Z")
RAW = frozenset(("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"))
"""Elements whose content is text up to their end tag; ``noscript`` is, where scripts would have run."""
_FOREIGN = frozenset(("svg", "math"))


@dataclass(slots=True)
class Tag:
    """A start tag; names of attributes in lower case, the first of each, values unescaped."""

    name: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    empty: bool = False
    """Written ``<x/>`` in SVG or MathML, where it means that there is no content."""
    content: str | None = None
    """Of an element whose content is raw text."""

    def get(self, name: str) -> str:
        return self.attributes.get(name) or ""

    def written(self) -> str:
        """The start tag as the standard serialises it."""
        pairs = "".join(
            f" {name}" if value is None else f' {name}="{escaped(value)}"'
            for name, value in self.attributes.items()
        )
        return f"<{self.name}{pairs}{'/' if self.empty else ''}>"


@dataclass(frozen=True, slots=True)
class End:
    name: str


@dataclass(frozen=True, slots=True)
class Text:
    """As it stands in the markup, character references included."""

    markup: str


@dataclass(frozen=True, slots=True)
class Doctype:
    markup: str


Token = Tag | End | Text | Doctype


def escaped(value: str) -> str:
    """An attribute's value for double quotes."""
    return (
        value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
        if any(sign in value for sign in '&"<>')
        else value
    )


def tokens(markup: str) -> Iterator[Token]:
    """The tags of ``markup`` and the text between them; comments are left out.  Never raises."""
    at, depth = 0, 0
    lowered = _Lowered(markup)
    while at < len(markup):
        opening = markup.find("<", at)
        if opening < 0:
            yield Text(markup[at:])
            return
        if opening > at:
            yield Text(markup[at:opening])
        at = opening
        follows = markup[at + 1 : at + 2]
        if follows == "/" and _NAME.match(markup, at + 2):
            name = _NAME.match(markup, at + 2)
            assert name is not None
            end = markup.find(">", name.end())
            depth -= name[0].lower() in _FOREIGN and depth > 0
            yield End(name[0].lower())
            at = len(markup) if end < 0 else end + 1
        elif follows in ("!", "?", "/"):
            end = _after_declaration(markup, at)
            if markup[at : at + 9].lower() == "<!doctype":
                yield Doctype(markup[at:end])
            at = end
        elif (name := _NAME.match(markup, at + 1)) is not None:
            tag, at = _tag(markup, name)
            if tag is None:
                return
            tag.empty = tag.empty and (depth > 0 or tag.name in _FOREIGN)
            depth += tag.name in _FOREIGN and not tag.empty
            if tag.name in RAW and not tag.empty:
                end = lowered.find(f"</{tag.name}", at)
                tag.content = markup[at:end]
                close = markup.find(">", end)
                at = len(markup) if close < 0 else close + 1
            yield tag
        else:
            yield Text("&lt;")
            at += 1


class _Lowered:
    """Finds end tags in any case; a tag that is not there is looked for once."""

    def __init__(self, markup: str) -> None:
        self._length = len(markup)
        self._text = markup.translate(_LOWER)
        self._none_after: dict[str, int] = {}

    def find(self, tag: str, at: int) -> int:
        """Where ``tag`` stands next; the end of the text when it does not."""
        if at >= self._none_after.get(tag, self._length + 1):
            return self._length
        found = self._text.find(tag, at)
        while found >= 0 and self._text[found + len(tag) : found + len(tag) + 1] not in _AFTER_NAME:
            found = self._text.find(tag, found + 1)
        if found < 0:
            self._none_after[tag] = at
            return self._length
        return found


_LOWER = {ord(sign): ord(sign.lower()) for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_AFTER_NAME = frozenset(("", " ", "\t", "\n", "\f", "\r", "/", ">"))


def _tag(markup: str, name: re.Match[str]) -> tuple[Tag | None, int]:
    """The start tag whose name this is, and where it ends; None for one that never ends."""
    tag = Tag(name[0].lower())
    at = name.end()
    while (end := _TAG_END.match(markup, at)) is None:
        found = _ATTRIBUTE.match(markup, at)
        if found is None or _UNENDED.match(markup, found.end()):
            return None, len(markup)
        key = found[1].lower()
        value = next((group for group in found.groups()[1:] if group is not None), None)
        if key not in tag.attributes:
            tag.attributes[key] = unescape(value) if value is not None and "&" in value else value
        at = found.end()
    tag.empty = _EMPTY_END.search(markup[end.start() : end.end()]) is not None
    return tag, end.end()


def _after_declaration(markup: str, at: int) -> int:
    """Where a comment, doctype or other declaration ends."""
    if markup.startswith("<!--", at):
        short = re.compile(r"<!--(?:-?>)").match(markup, at)
        if short:
            return short.end()
        ends = [(found, mark) for mark in ("-->", "--!>") if (found := markup.find(mark, at + 4)) >= 0]
        return min(found + len(mark) for found, mark in ends) if ends else len(markup)
    end = markup.find(">", at)
    return len(markup) if end < 0 else end + 1
