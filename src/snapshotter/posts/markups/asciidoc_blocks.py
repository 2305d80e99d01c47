"""Blocks of AsciiDoc as HTML, line by line: what a reader would see, with code and quotations as such.

AsciiDoc Language, "Blocks".  Nothing is an error: what is not understood is a paragraph.  Both sides of
a conditional are kept, nothing is included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from snapshotter.posts.markups import embeds, writing
from snapshotter.posts.markups.asciidoc_attributes import Attributes, listed
from snapshotter.posts.markups.asciidoc_inline import Inline
from snapshotter.posts.markups.asciidoc_tables import rows

_MAX_DEPTH = 24
_FENCE = re.compile(
    r"(?:-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|\"\"|--|[|,:!]={3,})[ \t]*$|`{3,}[^`]*$"
)
_DIRECTIVE = re.compile(r"(?:ifdef|ifndef|ifeval|endif)::[^\[\s]*\[(.*)\][ \t]*$")
_INCLUDE = re.compile(r"include::[^\[]*\[.*\][ \t]*$")
_ANCHOR = re.compile(r"\[\[.*\]\][ \t]*$")
_LIST_OF_ATTRIBUTES = re.compile(r"\[([^\[\]].*|)\][ \t]*$")
_CAPTION = re.compile(r"\.([^\s.].*)$")
_HEADING = re.compile(r"(={1,6}|\#{1,6})[ \t]+(\S.*)$")
_UNDERLINE = re.compile(r"(=+|-+|~+|\^+|\++)[ \t]*$")
_MACRO = re.compile(r"([a-z][\w-]*)::(\S*?)\[(.*)\][ \t]*$")
_ITEM = re.compile(
    r"[ \t]*(?:\*{1,10}|-|•|\.{1,10}|\d{1,9}\.|[a-zA-Z]\.|[ivxIVX]{1,10}\)|<[\d.]+>)[ \t]+(\S.*)$"
)
_TERM = re.compile(r"[ \t]*(\S.*?)(?::{2,4}|;;)(?:[ \t]+(\S.*))?[ \t]*$")
_CHECK = re.compile(r"\[[ x*]\][ \t]+")
_RULE = re.compile(r"(?:'{3,}|<<<+|\*{3}|-{3}|- - -|\* \* \*|toc::\[\])[ \t]*$")
_SAID_BY = re.compile(r">?[ \t]*(?:--|—)[ \t]+(\S.*)$")
_CODE_STYLES = frozenset(("source", "listing", "literal", "stem", "latexmath", "asciimath"))
_QUOTES = frozenset(("quote", "verse"))


@dataclass(slots=True)
class _About:
    """What the lines above a block say of it."""

    positional: list[str] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)
    caption: str = ""

    @property
    def style(self) -> str:
        return re.split(r"[#.%]", self.positional[0], maxsplit=1)[0].strip() if self.positional else ""


class Blocks:
    """Writes the blocks of a document."""

    def __init__(self, attributes: Attributes) -> None:
        self.attributes = attributes
        self.inline = Inline(attributes)
        self._open_list = ""

    def html(self, lines: Sequence[str], depth: int = 0) -> Iterator[str]:
        """The blocks in ``lines``."""
        at, about, lines = 0, _About(), list(lines)
        while at < len(lines):
            line = lines[at].rstrip()
            if not line or self._is_about(line, about):
                at += 1
            elif (conditional := _DIRECTIVE.match(line)) is not None:
                # The content of a conditional on one line takes its place.
                lines[at] = "" if line.startswith("ifeval") else conditional[1]
            else:
                html, at = self._block(lines, at, about, depth)
                yield from self._after_list(line)
                yield html
                yield self.inline.notes()
                about = _About()
        yield self._end_list()

    def _is_about(self, line: str, about: _About) -> bool:
        """Whether a line is no block of its own; what it says of the next is noted."""
        if (line.startswith("//") and not line.startswith("///")) or self.attributes.enter(line):
            return True
        if line in ("+", "\\") or _INCLUDE.match(line) or _ANCHOR.match(line) or _RULE.match(line):
            return True
        found = _LIST_OF_ATTRIBUTES.match(line)
        if found:
            positional, named = listed(self.attributes.resolve(found[1]))
            about.positional = about.positional or positional
            about.named |= named
            return True
        caption = _CAPTION.match(line)
        if caption and not _FENCE.match(line) and not _ITEM.match(line):
            about.caption = caption[1]
            return True
        return False

    def _block(self, lines: Sequence[str], at: int, about: _About, depth: int) -> tuple[str, int]:
        """One block, and the line after it."""
        line = lines[at].rstrip()
        caption = f"<p>{self.inline.html(about.caption)}</p>" if about.caption else ""
        if _FENCE.match(line):
            html, at = self._delimited(lines, at, about, depth)
            return caption + html, at
        one_line = self._macro(line) or self._heading(line)
        if one_line is not None:
            return caption + one_line, at + 1
        if self._is_underlined(lines, at):
            level = min(6, 1 + "=-~^+".index(lines[at + 1][0]))
            return f"{caption}<h{level}>{self.inline.html(line)}</h{level}>", at + 2
        html, at = self._text(lines, at, about)
        return caption + html, at

    def _heading(self, line: str) -> str | None:
        found = _HEADING.match(line)
        if found is None:
            return None
        level, words = len(found[1]), found[2].removesuffix(f" {found[1]}")
        return f"<h{level}>{self.inline.html(words)}</h{level}>"

    def _is_underlined(self, lines: Sequence[str], at: int) -> bool:
        """Whether a title stands here with a line of signs below that is as long (two-line titles)."""
        if at + 1 >= len(lines) or not _UNDERLINE.match(lines[at + 1]):
            return False
        title, below = lines[at].rstrip(), lines[at + 1].rstrip()
        return len(below) > 1 and abs(len(title) - len(below)) <= 1 and title[0].isalnum()

    def _macro(self, line: str) -> str | None:
        """A block macro: ``image::``, ``video::``, ``audio::``, and extensions."""
        found = _MACRO.match(line) if line.endswith("]") else None
        if found is None:
            return None
        name, target, inside = found[1], self.attributes.resolve(found[2]), self.attributes.resolve(found[3])
        if name == "image":
            return f"<p>{self.inline.image(target, inside)}</p>"
        if name in ("video", "audio"):
            return f"<p>{self._recording(name, target, inside)}</p>"
        service = embeds.service_of(name)
        address = embeds.address(service, target) if service else None
        if address:
            return f"<p>{writing.embed(address)}</p>"
        named = [target, *listed(inside)[1].values()]
        links = [writing.link(value, writing.text(value)) for value in named if embeds.is_address(value)]
        return f"<p>{' '.join(links)} {self.inline.html(inside)}</p>"

    def _recording(self, name: str, target: str, inside: str) -> str:
        positional, named = listed(inside)
        poster = writing.image(named.get("poster", ""))
        service = embeds.service_of(positional[0]) if positional and positional[0] else None
        if service is None:
            return writing.media(name, self.attributes.image(target)) + poster
        first = re.split(r"[,/]", target)[0] if not embeds.is_address(target) else target
        return writing.embed(embeds.address(service, first) or "") + poster

    def _delimited(self, lines: Sequence[str], at: int, about: _About, depth: int) -> tuple[str, int]:
        """A block between two lines that are the same; without the second it runs to the end."""
        fence = lines[at].rstrip()
        closing = re.match(r"`+", fence)
        fence = closing[0] if closing else fence
        end = next((n for n in range(at + 1, len(lines)) if lines[n].rstrip() == fence), len(lines))
        inside = lines[at + 1 : end]
        return self._enclosed(fence, inside, about, depth), end + 1

    def _enclosed(self, fence: str, inside: Sequence[str], about: _About, depth: int) -> str:
        style = about.style
        if fence.startswith("////"):
            return ""
        if fence[0] in "|,:!":
            return self._table(fence[0], inside, about, depth)
        if fence.startswith("++++") and style not in _CODE_STYLES:
            text = "\n".join(inside)
            return self.attributes.resolve(text) if "attributes" in about.named.get("subs", "") else text
        is_code = fence.startswith(("----", "....", "```", "++++")) or style in _CODE_STYLES
        return writing.code("\n".join(inside)) if is_code else self._nested(fence, inside, about, depth)

    def _nested(self, fence: str, inside: Sequence[str], about: _About, depth: int) -> str:
        if about.style == "verse" or depth >= _MAX_DEPTH:
            inner = f"<p>{self._lines(inside)}</p>"
        else:
            inner = "".join(Blocks(self.attributes).html(inside, depth + 1))
        is_quoted = fence.startswith("____") or fence == '""' or about.style in _QUOTES
        return self._quotation(inner, about) if is_quoted else f"<div>{inner}</div>"

    def _table(self, mark: str, inside: Sequence[str], about: _About, depth: int) -> str:
        form = about.named.get("format", {",": "csv", ":": "dsv"}.get(mark, "psv"))
        sign = about.named.get("separator", "!" if mark == "!" else "|")
        written = []
        for row in rows(inside, form, sign):
            cells = (self._cell(cell, depth) for cell in row)
            written.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        return f"<table>{''.join(written)}</table>"

    def _cell(self, cell: str, depth: int) -> str:
        if depth < _MAX_DEPTH and "\n" in cell.strip():
            return "".join(Blocks(self.attributes).html(cell.strip().split("\n"), depth + 1))
        return self.inline.html(cell.strip()) + self.inline.notes()

    def _quotation(self, inner: str, about: _About) -> str:
        said_by = [part for part in (*about.positional[1:3], about.named.get("attribution", "")) if part]
        said_by += [about.named[name] for name in ("citetitle", "cite") if about.named.get(name)]
        notes = self.inline.notes()
        return writing.quotation(inner, ", ".join(map(self.inline.html, said_by))) + notes

    def _text(self, lines: Sequence[str], at: int, about: _About) -> tuple[str, int]:
        """A paragraph, an item of a list, or indented text."""
        line = lines[at].rstrip()
        item, term = _ITEM.match(line), _TERM.match(line)
        if term and not embeds.is_address(term[0].strip()) and not item:
            return self._item("dl", lines, at, term[2] or "", term[1])
        if item:
            return self._item("ul", lines, at, _CHECK.sub("", item[1], count=1))
        end = self._end_of_paragraph(lines, at)
        words = [text for text in lines[at:end] if not text.startswith("//")]
        if line[0] in " \t" or about.style in _CODE_STYLES:
            return writing.code("\n".join(words)), end
        if about.style == "pass":
            return "\n".join(words), end
        return self._paragraph(words, about), end

    def _paragraph(self, words: list[str], about: _About) -> str:
        said_by = _SAID_BY.match(words[-1]) if len(words) > 1 else None
        is_marked = words[0].startswith("> ")
        if is_marked or (words[0].startswith('"') and said_by):
            kept = words[:-1] if said_by else words
            inner = self._lines([re.sub(r"^>[ \t]?", "", word) if is_marked else word for word in kept])
            about.positional = ["quote", said_by[1] if said_by else ""]
            return self._quotation(f"<p>{inner.strip().strip(chr(34))}</p>", about)
        inner = self._lines(words)
        return self._quotation(f"<p>{inner}</p>", about) if about.style in _QUOTES else f"<p>{inner}</p>"

    def _lines(self, lines: Sequence[str]) -> str:
        return self.inline.html("\n".join(line.rstrip() for line in lines))

    def _item(
        self, kind: str, lines: Sequence[str], at: int, words: str, term: str | None = None
    ) -> tuple[str, int]:
        end = self._end_of_paragraph(lines, at)
        text = self._lines([words, *(line.strip() for line in lines[at + 1 : end])])
        opening = self._begin_list(kind)
        if term is None:
            return f"{opening}<li>{text}</li>", end
        return f"{opening}<dt>{self.inline.html(term)}</dt><dd>{text}</dd>", end

    def _end_of_paragraph(self, lines: Sequence[str], at: int) -> int:
        in_list = bool(_ITEM.match(lines[at]) or _TERM.match(lines[at]))
        for end in range(at + 1, len(lines)):
            line = lines[end].rstrip()
            ends = not line or line == "+" or _FENCE.match(line) or _LIST_OF_ATTRIBUTES.match(line)
            if ends or _DIRECTIVE.match(line) or _INCLUDE.match(line):
                return end
            if in_list and (_ITEM.match(line) or _TERM.match(line)):
                return end
        return len(lines)

    def _begin_list(self, kind: str) -> str:
        if self._open_list == kind:
            return ""
        ended = self._end_list()
        self._open_list = kind
        return f"{ended}<{kind}>"

    def _end_list(self) -> str:
        kind, self._open_list = self._open_list, ""
        return f"</{kind}>" if kind else ""

    def _after_list(self, line: str) -> Iterator[str]:
        if self._open_list and not (_ITEM.match(line) or _TERM.match(line)):
            yield self._end_list()
