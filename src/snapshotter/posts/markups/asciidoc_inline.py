"""Inline AsciiDoc: links, images, footnotes and passthroughs in a run of text, as HTML.

AsciiDoc Language, "Macros", "Links", "Passthroughs".  What is only formatting loses its marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from snapshotter.posts.address.addresses import trimmed
from snapshotter.posts.markups import embeds, writing
from snapshotter.posts.markups.asciidoc_attributes import Attributes, listed

_SPAN = 2000
_SCHEME = r"(?:https?|ftp|irc)://"
_TOKEN = re.compile(
    rf"\\(?P<escaped>(?:{_SCHEME}[^\s\[\]<>]+|[a-z]{{1,20}}:(?=\S{{0,300}}\[)|<<|\[\[|\(\(|[*_`#+]+))"
    rf"|\+\+\+(?P<raw>.{{1,{_SPAN}}}?)\+\+\+"
    r"|(?:pass|stem|latexmath|asciimath):(?P<passing>[a-z,+]*)(?P<pass>\[)"
    rf"|`\+(?P<typed>.{{1,{_SPAN}}}?)\+`"
    r"|\"`(?P<quoted>[^`]{1,1000})`\"|``(?P<quoted2>[^`']{1,1000}(?:'(?!')[^`']{1,1000})?)''"
    r"|(?<![\w`])`(?P<quoted3>[^`'\n]{1,300})'(?![\w'`])"
    r"|``(?P<mono2>[^`]+)``|(?<![\w`])`(?P<mono>[^`\s](?:[^`]*[^`\s])?)`(?![\w`])"
    rf"|<(?P<angled>{_SCHEME}[^\s<>]+)>"
    rf"|(?<![\w/])(?P<url>{_SCHEME}[^\s\[\]<>\"]+)(?P<urltext>\[)?"
    rf"|(?<![\w/])link:(?:\+\+(?P<held>.{{1,{_SPAN}}}?)\+\+|(?P<target>[^\s\[\]<>]{{1,{_SPAN}}}))(?P<linktext>\[)"
    r"|(?<![\w/:])(?P<macro>[a-z][\w-]{0,30}):(?P<of>[^\s\[\]:<>][^\s\[\]<>]{0,500})?(?P<rest>\[)"
    rf"|\+\+(?P<literal2>.{{1,{_SPAN}}}?)\+\+|(?<![\w+])\+(?P<literal>[^+\s](?:[^+]*[^+\s])?)\+(?![\w+])"
    r"|<<(?P<cross>[^<>]{1,500})>>"
    r"|\[\[[^\[\]]{1,200}\]\]"
    r"|\(\(\((?P<index>[^()]{1,200})\)\)\)|\(\((?P<term>[^()]{1,200})\)\)"
    r"|(?:\[[^\[\]\n]{0,200}\])?(?:"
    r"\*\*(?P<strong2>[^*]+)\*\*|(?<![\w*])\*(?P<strong>[^*\s](?:[^*]*[^*\s])?)\*(?![\w*])"
    r"|__(?P<em2>[^_]+)__|(?<![\w_])_(?P<em>[^_\s](?:[^_]*[^_\s])?)_(?![\w_])"
    r"|##(?P<mark2>[^#]+)##|(?<![\w#&])\#(?P<mark>[^#\s](?:[^#]*[^#\s])?)\#(?![\w#]))"
    r"|[ \t]\+$",
    re.MULTILINE | re.DOTALL,
)
_CHARACTER = re.compile(r"&amp;(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,20});")
_ATTRIBUTE = re.compile(r"(?:^|,)\s*[a-z][\w-]*\s*=")
_TAGS = {"mono": "code", "strong": "strong", "mark": "mark", "em": "em"}
_UNSEEN = frozenset(("footnote", "footnoteref", "icon", "anchor", "indexterm"))
_WORDED = frozenset(("xref", "indexterm2", "kbd", "btn", "menu"))
_MAX_DEPTH = 8


class Inline:
    """Turns runs of text into HTML, and gathers the footnotes that stand in them."""

    def __init__(self, attributes: Attributes) -> None:
        self.attributes = attributes
        self._notes: list[str] = []

    def html(self, text: str) -> str:
        """``text`` with its attribute references resolved."""
        return self._run(self.attributes.resolve(text), 0)

    def notes(self) -> str:
        """The footnotes since the last call, each a paragraph."""
        notes, self._notes = self._notes, []
        return "".join(f"<p>{note}</p>" for note in notes)

    def _run(self, text: str, depth: int) -> str:
        if depth > _MAX_DEPTH:
            return writing.text(text)
        closing = writing.closings(text) if "[" in text else {}
        written, at = [], 0
        while found := _TOKEN.search(text, at):
            written.append(_text(text[at : found.start()]))
            html, at = self._token(found, closing, depth + 1)
            written.append(html)
        written.append(_text(text[at:]))
        return "".join(written)

    def _token(self, found: re.Match[str], closing: dict[int, int], depth: int) -> tuple[str, int]:
        """The HTML of one token, and where the text goes on."""
        kind = found.lastgroup or ""
        end = found.end()
        if kind in ("pass", "urltext", "linktext", "rest"):
            close = closing.get(found.start(kind))
            if close is None:
                return self._unclosed(found)
            inside = found.string[found.end(kind) : close]
            return self._with_brackets(found, kind, inside.replace("\\]", "]"), depth), close + 1
        if kind == "url":
            return self._bare(found)
        simple = self._simple(found, kind, depth)
        return simple, end

    def _unclosed(self, found: re.Match[str]) -> tuple[str, int]:
        """A macro whose bracket is never closed is text; an address before it is one all the same."""
        if found["url"]:
            return writing.link(found["url"], writing.text(found["url"])), found.end("url")
        return _text(found[0]), found.end()

    def _simple(self, found: re.Match[str], kind: str, depth: int) -> str:
        inside = found[kind] if kind else ""
        plain: dict[str, Callable[[str], str]] = {
            "escaped": _escaped,
            "raw": str,
            "typed": _typed,
            "literal": _typed,
            "literal2": _typed,
            "angled": self._angled,
            "cross": lambda words: self._run(words.partition(",")[2].strip() or _name(words), depth),
            "index": lambda words: "",
            "": lambda words: "<br>" if found[0].strip() == "+" else "",
        }
        if kind in plain:
            return plain[kind](inside)
        inner = self._run(inside, depth)
        if kind.startswith("quoted"):
            return f"‘{inner}’" if kind == "quoted3" else f"“{inner}”"
        tag = _TAGS.get(kind.removesuffix("2"))
        return f"<{tag}>{inner}</{tag}>" if tag else inner

    def _bare(self, found: re.Match[str]) -> tuple[str, int]:
        href = trimmed(found["url"].rstrip("_`"))
        return writing.link(href, writing.text(href)), found.start() + len(href)

    def _angled(self, address: str) -> str:
        href, bracket, words = address.partition("[")
        return writing.link(href, _text(words.rstrip("]") if bracket else href))

    def _with_brackets(self, found: re.Match[str], kind: str, inside: str, depth: int) -> str:
        if kind == "pass":
            return self._passed(found, inside, depth)
        if kind == "urltext":
            return self._link(found["url"], inside, depth)
        if kind == "linktext":
            return self._link(found["held"] or found["target"], inside, depth)
        return self._macro(found["macro"], found["of"] or "", inside, depth)

    def _passed(self, found: re.Match[str], inside: str, depth: int) -> str:
        if not found[0].startswith("pass"):
            return _typed(inside)
        how = found["passing"]
        if not how:
            return inside
        return _typed(inside) if how in ("c", "specialchars", "v", "verbatim") else self._run(inside, depth)

    def _link(self, href: str, inside: str, depth: int) -> str:
        words = inside
        if _ATTRIBUTE.search(inside) or inside.startswith('"'):
            positional, _ = listed(inside)
            words = positional[0] if positional else ""
        words = words.strip().removesuffix("^").strip()
        return writing.link(href, self._run(words, depth) if words else writing.text(href))

    def _macro(self, name: str, target: str, inside: str, depth: int) -> str:
        if name == "image":
            return self.image(target, inside)
        if name == "mailto":
            return self._link(f"mailto:{target}", inside.partition(",")[0], depth)
        if name in _UNSEEN:
            self._note(name, inside, depth)
            return ""
        if name in _WORDED:
            return self._run(" ".join(filter(None, (target if name == "menu" else "", inside))), depth)
        service = embeds.service_of(name)
        address = embeds.address(service, target) if service and target else None
        unknown = f"{writing.text(f'{name}:{target}[')}{self._run(inside, depth)}]"
        return writing.embed(address) if address else unknown

    def _note(self, name: str, inside: str, depth: int) -> None:
        if not name.startswith("footnote"):
            return
        words = inside.partition(",")[2] if name == "footnoteref" else inside
        if words.strip():
            self._notes.append(self._run(words.strip(), depth))

    def image(self, target: str, inside: str) -> str:
        """An image with the list behind it: its text, and ``link=``."""
        positional, named = listed(inside)
        alt = named.get("alt") or (positional[0] if positional else "")
        drawn = writing.image(self.attributes.image(target), alt, named.get("link", ""))
        titled = named.get("title")
        return f"{drawn} {self._run(titled, 1)}" if titled else drawn


def _escaped(written: str) -> str:
    """What was kept from being a macro is text, and the bracket behind an address no part of it."""
    return f"{writing.text(written)}<span></span>"


def _typed(written: str) -> str:
    return f"<code>{writing.text(written)}</code>"


def _name(reference: str) -> str:
    return reference.strip().rpartition("#")[2].strip("_")


def _text(written: str) -> str:
    """Text, in which character references are what they stand for."""
    escaped = writing.text(written)
    return _CHARACTER.sub(r"&\1;", escaped) if "&" in escaped else escaped
