"""One story of a WordprocessingML document - its body, a note, a comment, a page header - as HTML.

Tracked insertions count and deletions do not; what stands in a text box or a footnote comes behind the
paragraph that it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from snapshotter.figures import whole_number
from snapshotter.posts.readers import xml
from snapshotter.posts.readers.docx_parts import (
    OpenField,
    Relationship,
    Styles,
    external,
    field,
    opening,
)
from snapshotter.posts.readers.markup import element, link

if TYPE_CHECKING:
    from lxml.etree import _Element

_DROPPED_TEXT = """
    del moveFrom delText delInstrText pPr rPr tblPr tblGrid trPr tcPr sectPr sdtPr sdtEndPr rt annotationRef
    footnoteRef endnoteRef commentReference bookmarkStart bookmarkEnd proofErr
"""
_DROPPED = frozenset(_DROPPED_TEXT.split())
_SIGNS = {"tab": " ", "br": "<br>", "cr": "<br>", "noBreakHyphen": "\u2011", "softHyphen": "", "ptab": " "}
_DRAWINGS = frozenset(("drawing", "pict", "object"))
_FRAME = re.compile(r"""\bsrc\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


_Block = tuple[str, str]
"""What the block stands in (``ul``, ``blockquote``, ``pre`` or nothing), and its HTML."""


class Stories:
    """What the stories of one document share: its styles, and notes that wait to be put in."""

    def __init__(self, styles: Styles, base: str | None) -> None:
        self.styles = styles
        self.base = base
        self.footnotes: dict[str, str] = {}
        self.endnotes: dict[str, str] = {}
        self.cited_endnotes: list[str] = []

    def story(self, root: _Element, relations: Mapping[str, Relationship]) -> str:
        """The HTML of what is below ``root``."""
        return _joined(_Story(self, relations).blocks(root))


class _Story:
    def __init__(self, shared: Stories, relations: Mapping[str, Relationship]) -> None:
        self._shared = shared
        self._relations = relations
        self._fields: list[OpenField] = []
        """Fields may begin in one run or paragraph and end in another."""
        self._behind: list[str] = []
        """What comes behind the current paragraph."""

    def blocks(self, parent: _Element) -> Iterator[_Block]:
        for child in parent:
            name = xml.name(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield "", self._table(child)
            elif name == "AlternateContent":
                yield from self._alternatives(child)
            elif name and name not in _DROPPED:
                yield from self.blocks(child)

    def _alternatives(self, parent: _Element) -> Iterator[_Block]:
        chosen = _chosen(parent)
        if chosen is not None:
            yield from self.blocks(chosen)

    def _paragraph(self, paragraph: _Element) -> Iterator[_Block]:
        style, level, listed = _properties(paragraph)
        out = [f'<a href="{escape(each.href)}">' for each in self._fields if each.href and each.shown]
        self._inline(paragraph, out)
        out += ["</a>" for each in self._fields if each.href and each.shown]
        content, behind = "".join(out), self._behind
        self._behind = []
        tag = self._shared.styles.tag(style, level)
        if tag in ("blockquote", "pre"):
            yield tag, element("p", content) if tag == "blockquote" else f"{content}\n"
        elif listed and tag == "p":
            yield "ul", element("li", content)
        else:
            yield "", element(tag, content)
        yield from (("", each) for each in behind)

    def _table(self, table: _Element) -> str:
        rows = []
        for row in _rows(table):
            outer, self._behind = self._behind, []
            cells = [element("td", _joined(self.blocks(cell))) for cell in _cells(row)]
            rows.append(element("tr", "".join(cells)))
            self._behind = outer
        return element("table", "".join(rows))

    def _inline(self, parent: _Element, out: list[str]) -> None:
        for child in parent:
            name = xml.name(child)
            if name == "t":
                out.append(escape(child.text or "", quote=False))
            elif name in _SIGNS:
                out.append(_SIGNS[name])
            elif name in _DRAWINGS:
                self._draw(child, out)
            elif name == "hyperlink":
                self._hyperlink(child, out)
            elif name in ("fldChar", "instrText", "fldSimple"):
                self._field(name, child, out)
            elif name in ("footnoteReference", "endnoteReference"):
                self._note(name, xml.attribute(child, "id") or "")
            elif name == "sym":
                out.append(_symbol(xml.attribute(child, "char") or ""))
            elif name == "AlternateContent":
                chosen = _chosen(child)
                if chosen is not None:
                    self._inline(chosen, out)
            elif name and name not in _DROPPED:
                self._inline(child, out)

    def _hyperlink(self, hyperlink: _Element, out: list[str]) -> None:
        relation = self._relations.get(xml.attribute(hyperlink, "id") or "")
        anchor = xml.attribute(hyperlink, "anchor") or xml.attribute(hyperlink, "docLocation")
        words: list[str] = []
        self._inline(hyperlink, words)
        href = external(relation, anchor, self._shared.base)
        out.append(link(href, "".join(words)) if href else "".join(words))

    def _field(self, name: str, mark: _Element, out: list[str]) -> None:
        if name == "fldSimple":
            found = field(xml.attribute(mark, "instr") or "")
            out.append(opening(found))
            self._inline(mark, out)
            out.append("</a>" if found.href and not found.is_picture else "")
            return
        kind = (xml.attribute(mark, "fldCharType") or "") if name == "fldChar" else name
        if kind == "begin":
            self._fields.append(OpenField())
        elif self._fields and kind == "instrText":
            self._fields[-1].add(mark.text or "")
        elif self._fields and kind == "separate":
            out.append(self._fields[-1].show())
        elif self._fields and kind == "end":
            out.append(self._fields.pop().close())

    def _note(self, name: str, identity: str) -> None:
        if name == "footnoteReference":
            note = self._shared.footnotes.pop(identity, None)
            if note is not None:
                self._behind.append(note)
        elif identity in self._shared.endnotes:
            self._shared.cited_endnotes.append(self._shared.endnotes.pop(identity))

    def _draw(self, parent: _Element, out: list[str]) -> None:
        drawing = _Drawing()
        self._look(parent, drawing)
        shown = "".join(f'<img src="{escape(src)}" alt="{escape(drawing.alt)}">' for src in drawing.images)
        shown = shown or escape(drawing.alt)
        out.append(link(drawing.href, shown) if drawing.href else shown if drawing.images else "")
        out += [f'<iframe src="{escape(src)}"></iframe>' for src in drawing.frames]

    def _look(self, parent: _Element, drawing: _Drawing) -> None:
        for child in parent:
            name = xml.name(child)
            if name == "txbxContent":
                self._behind.append(_joined(_Story(self._shared, self._relations).blocks(child)))
                continue
            if name == "AlternateContent":
                chosen = _chosen(child)
                if chosen is not None:
                    self._look(chosen, drawing)
                continue
            self._look_at(name, child, drawing)
            self._look(child, drawing)

    def _look_at(self, name: str, child: _Element, drawing: _Drawing) -> None:
        if name in ("docPr", "cNvPr"):
            drawing.alt = drawing.alt or child.get("descr") or ""
        elif name == "hlinkClick":
            drawing.href = drawing.href or self._related(child, "id")
        elif name == "blip":
            drawing.add_image(self._related(child, "link"))
        elif name == "imagedata":
            drawing.add_image(self._related(child, "href") or child.get("src"))
        elif name == "webVideoPr":
            drawing.frames += _FRAME.findall(child.get("embeddedHtml") or "")
        elif child.get("href"):  # a shape of VML
            drawing.href = drawing.href or child.get("href")

    def _related(self, child: _Element, name: str) -> str | None:
        return external(self._relations.get(xml.attribute(child, name) or ""), None, self._shared.base)


class _Drawing:
    def __init__(self) -> None:
        self.alt = ""
        self.href: str | None = None
        self.images: list[str] = []
        self.frames: list[str] = []

    def add_image(self, src: str | None) -> None:
        if src and src not in self.images:
            self.images.append(src)


def _properties(paragraph: _Element) -> tuple[str | None, int | None, bool]:
    """Style, outline level, and whether it is an item of a list."""
    style = level = None
    listed = False
    for properties in xml.children(paragraph, "pPr"):
        for each in properties:
            name, value = xml.name(each), xml.attribute(each, "val") or ""
            if name == "pStyle":
                style = value
            elif name == "outlineLvl":
                level = whole_number(value)
            elif name == "numPr":
                listed = True
    return style, level, listed


def _chosen(alternatives: _Element) -> _Element | None:
    """Of alternatives that say the same, the first (ECMA-376, part 3)."""
    return next((each for each in alternatives if xml.name(each) in ("Choice", "Fallback")), None)


def _rows(table: _Element) -> Iterator[_Element]:
    return _wrapped(table, "tr")


def _cells(row: _Element) -> Iterator[_Element]:
    return _wrapped(row, "tc")


def _wrapped(parent: _Element, name: str) -> Iterator[_Element]:
    """Children of that name, also those in content controls and tracked insertions."""
    for child in parent:
        found = xml.name(child)
        if found == name:
            yield child
        elif found in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _wrapped(child, name)


def _symbol(code: str) -> str:
    try:
        sign = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return escape(sign) if sign.isprintable() and not 0xE000 <= ord(sign) <= 0xF8FF else ""


def _joined(blocks: Iterable[_Block]) -> str:
    """Blocks that stand in the same kind of thing one behind the other stand in one."""
    parts = []
    for wrapper, group in groupby(blocks, key=lambda block: block[0]):
        content = "".join(html for _, html in group)
        parts.append(element(wrapper, content) if wrapper else content)
    return "".join(parts)
