"""The text of an OpenDocument file as HTML (ODF 1.3, part 3: OpenDocument Schema)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from snapshotter.figures import whole_number
from snapshotter.posts.readers import xml
from snapshotter.posts.readers.markup import element, link

if TYPE_CHECKING:
    from lxml.etree import _Element

_DROPPED_TEXT = """
    tracked-changes sequence-decls variable-decls user-field-decls forms script scripts font-face-decls
    alphabetical-index-source table-of-content-source index-title-template note-citation change change-start
    change-end bookmark bookmark-start bookmark-end soft-page-break ruby-text shapes
"""
_DROPPED = frozenset(_DROPPED_TEXT.split())
_BLOCKS = frozenset(("p", "h", "list", "table", "section", "table-of-content", "index-body", "text-box"))
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PLAYED = {"video": "video", "audio": "audio"}
_QUOTE = re.compile(r"quotations?|quote|zitat|citation|cita|block quot\w*", re.IGNORECASE)
_CODE = re.compile(r"preformatted text|source_?text|code|verbatim|source code", re.IGNORECASE)
_TITLE = re.compile(r"title|titel|titre", re.IGNORECASE)
_STYLES_DEEP = 12
_MAX_SPACES = 1000

_Block = tuple[str, str]


class Styles:
    """What paragraphs are by their styles: a quotation, program text, the title."""

    def __init__(self, *roots: _Element | None) -> None:
        self._parents: dict[str, str] = {}
        self._shown: dict[str, str] = {}
        for root in roots:
            for style in xml.below(root, "style") if root is not None else ():
                name = xml.attribute(style, "name") or ""
                self._parents[name] = xml.attribute(style, "parent-style-name") or ""
                self._shown[name] = xml.attribute(style, "display-name") or ""

    def tag(self, style: str | None) -> str:
        name = style or ""
        for _ in range(_STYLES_DEEP):
            shown = self._shown.get(name) or _decoded(name)
            for pattern, tag in ((_QUOTE, "blockquote"), (_CODE, "pre"), (_TITLE, "h1")):
                if pattern.fullmatch(shown) or pattern.fullmatch(_decoded(name)):
                    return tag
            name = self._parents.get(name, "")
            if not name:
                break
        return "p"


class Story:
    """Turns a part of the document into blocks; notes and frames come behind the paragraph they stand in."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._behind: list[str] = []
        self.endnotes: list[str] = []
        self.comments: list[str] = []

    def html(self, parent: _Element) -> str:
        parts = []
        for wrapper, group in groupby(self._blocks(parent), key=lambda block: block[0]):
            content = "".join(html for _, html in group)
            parts.append(element(wrapper, content) if wrapper else content)
        return "".join(parts)

    def _blocks(self, parent: _Element) -> Iterator[_Block]:
        for child in parent:
            name = xml.name(child)
            if name in ("p", "h"):
                yield from self._paragraph(name, child)
            elif name in ("list-item", "list-header"):
                yield "", element("li", self.html(child))
            elif name == "list":
                yield "", element("ul", self.html(child))
            elif name == "table":
                yield "", element("table", self.html(child))
            elif name == "table-row":
                yield "", element("tr", self.html(child))
            elif name == "table-cell":
                yield "", element("td", self.html(child))
            elif name in ("frame", "a"):
                out: list[str] = []
                self._inline_one(name, child, out)
                yield "", "".join(out)
                yield from self._waiting()
            elif name and name not in _DROPPED:
                yield from self._blocks(child)

    def _paragraph(self, name: str, paragraph: _Element) -> Iterator[_Block]:
        outer, self._behind = self._behind, []
        out: list[str] = []
        self._inline(paragraph, out)
        content = "".join(out)
        if name == "h":
            level = whole_number(xml.attribute(paragraph, "outline-level") or "")
            yield "", element(f"h{min(max(level or 1, 1), 6)}", content)
        else:
            tag = self._styles.tag(xml.attribute(paragraph, "style-name"))
            if tag == "blockquote":
                yield tag, element("p", content)
            elif tag == "pre":
                yield tag, f"{content}\n"
            else:
                yield "", element(tag, content)
        yield from self._waiting()
        self._behind = outer

    def _waiting(self) -> Iterator[_Block]:
        behind, self._behind = self._behind, []
        return iter([("", each) for each in behind])

    def _inline(self, parent: _Element, out: list[str]) -> None:
        out.append(escape(parent.text or "", quote=False))
        for child in parent:
            name = xml.name(child)
            if name and name not in _DROPPED:
                self._inline_one(name, child, out)
            out.append(escape(child.tail or "", quote=False))

    def _inline_one(self, name: str, child: _Element, out: list[str]) -> None:
        if name == "a":
            self._link(child, out)
        elif name in ("note", "annotation"):
            self._note(name, child)
        elif name == "s":
            count = whole_number(xml.attribute(child, "c") or "1")
            out.append(" " * min(1 if count is None else count, _MAX_SPACES))
        elif name == "tab":
            out.append(" ")
        elif name == "line-break":
            out.append("<br>")
        elif name in ("image", "plugin", "object", "object-ole"):
            out.append(_shown(name, child))
        elif name in _BLOCKS:
            self._behind.append(self._aside(child))
        else:
            if name == "bibliography-mark" and (url := xml.attribute(child, "url")):
                out.append(link(url, escape(xml.text_of(child))))
                return
            self._inline(child, out)

    def _aside(self, child: _Element) -> str:
        """Blocks within a paragraph, as in a text box."""
        if xml.name(child) in ("p", "h"):
            return "".join(html for _, html in self._paragraph(xml.name(child), child))
        return self.html(child)

    def _link(self, child: _Element, out: list[str]) -> None:
        href = xml.attribute(child, "href") or ""
        words: list[str] = []
        self._inline(child, words)
        within = not href or href.startswith("#")
        out.append("".join(words) if within else link(href, "".join(words)))

    def _note(self, name: str, note: _Element) -> None:
        if name == "annotation":
            said = [child for child in note if xml.name(child) in ("p", "list")]
            self.comments += [element("div", self._aside(child)) for child in said]
            return
        for body in xml.children(note, "note-body"):
            content = element("div", self.html(body))
            endnote = xml.attribute(note, "note-class") == "endnote"
            (self.endnotes if endnote else self._behind).append(content)


def _shown(name: str, child: _Element) -> str:
    """A picture, film or embedded page that lies on the web; what lies in the file is none."""
    href = xml.attribute(child, "href") or ""
    if not _SCHEME.match(href):
        return ""
    media = (xml.attribute(child, "mime-type") or "").partition("/")[0]
    if name == "image":
        return f'<img src="{escape(href)}">'
    tag = _PLAYED.get(media, "iframe")
    return f'<{tag} src="{escape(href)}"></{tag}>'


def _decoded(name: str) -> str:
    """A style's name without the escapes of XML names: ``Preformatted_20_Text``."""
    return re.sub(r"_([0-9a-f]{2})_", lambda found: chr(int(found[1], 16)), name)
