"""What a WordprocessingML text refers to: relationships, styles, field codes (ECMA-376, parts 1 and 2)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from snapshotter.figures import whole_number
from snapshotter.posts.readers import xml
from snapshotter.posts.readers.container import Container

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADING = re.compile(
    r"(?:heading|überschrift|titre|título|titulo|titolo|kop|rubrik|overskrift|otsikko|nagłówek|nadpis|заголовок|title"
    r"|標題|标题|見出し|제목)[ _]*([1-9])"
)
_TITLES = frozenset(("title", "titel", "titre", "título", "titolo", "название", "标题", "表題"))
_QUOTES = re.compile(
    r"(?:intense |block )?(?:quote|quotations?|citation|zitat|cita|citazione|citaat|citat|цитата)|block text"
    r"|(?:intensives zitat|citation intense|cita destacada|citazione intensa)"
)
_CODE = re.compile(
    r"(?:html )?preformatted(?: text)?|source code|code(?: block)?|macro text|verbatim|programlisting"
)
_HYPERLINK = re.compile(r"\s*HYPERLINK\b", re.IGNORECASE)
_PICTURE = re.compile(r"\s*INCLUDEPICTURE\b", re.IGNORECASE)
_WORD = re.compile(r'\\([A-Za-z])|"((?:[^"\\]|\\.)*)"|([^\s\\"]+(?:\\[^\s"]+)*)')
_TAKING = frozenset("ltocd")
"""Switches of both fields that take the word behind them."""
_STYLES_DEEP = 12
_MAX_CODE_CHARS = 100_000


@dataclass(frozen=True, slots=True)
class Relationship:
    """One line of a ``.rels`` part."""

    target: str
    external: bool
    kind: str
    """The last word of its type: ``hyperlink``, ``image``, ``footer``."""


@dataclass(frozen=True, slots=True)
class Field:
    """What a field's code links to or shows."""

    href: str | None
    is_picture: bool = False


def relationships(container: Container, part: str) -> Mapping[str, Relationship]:
    """The relationships of a part, by their ids."""
    folder, name = posixpath.split(part)
    root = container.root_or_none(posixpath.join(folder, "_rels", f"{name}.rels"))
    found = {}
    for each in xml.below(root, "Relationship") if root is not None else ():
        target, external = each.get("Target", ""), each.get("TargetMode", "").lower() == "external"
        kind = each.get("Type", "").rpartition("/")[2]
        inside = (
            posixpath.normpath(posixpath.join(folder, target)) if not target.startswith("/") else target[1:]
        )
        found[each.get("Id", "")] = Relationship(target if external else inside, external, kind)
    return found


def external(relation: Relationship | None, anchor: str | None, base: str | None) -> str | None:
    """The address of a relationship; None for a place within the document."""
    if relation is None or not relation.external or not relation.target:
        return None
    href = relation.target
    if base and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", href):
        href = urljoin(base, href)
    return f"{href}#{anchor}" if anchor and "#" not in href else href


def field(code: str) -> Field:
    """What ``HYPERLINK "address" \\l "place"`` and ``INCLUDEPICTURE "address"`` lead to."""
    is_picture = _PICTURE.match(code) is not None
    start = _PICTURE.match(code) or _HYPERLINK.match(code)
    if start is None:
        return Field(None)
    address = place = switch = None
    for word in _WORD.finditer(code, start.end()):
        if word[1]:
            switch = word[1].lower()
            continue
        said = word[2] if word[2] is not None else word[3]
        if switch in _TAKING:
            place = said if switch == "l" else place
        elif address is None:
            address = re.sub(r"\\(.)", r"\1", said)
        switch = None
    if not address:
        return Field(None, is_picture)
    return Field(
        f"{address}#{place}" if place and not is_picture and "#" not in address else address, is_picture
    )


class OpenField:
    """A complex field between its beginning and its end."""

    def __init__(self) -> None:
        self.code = ""
        self.href: str | None = None
        self.shown = False

    def add(self, code: str) -> None:
        """More of its code, which may be divided among many runs."""
        if len(self.code) < _MAX_CODE_CHARS:
            self.code += code

    def show(self) -> str:
        """What its code says has been read; its result follows."""
        found = field(self.code)
        self.href, self.shown = None if found.is_picture else found.href, True
        return opening(found)

    def close(self) -> str:
        if self.shown:
            return "</a>" if self.href else ""
        found = field(self.code)
        return opening(found) + ("</a>" if found.href and not found.is_picture else "")


def opening(found: Field) -> str:
    """What a field begins with: a link, or the picture that it is."""
    if not found.href:
        return ""
    return f'<img src="{escape(found.href)}">' if found.is_picture else f'<a href="{escape(found.href)}">'


class Styles:
    """What paragraphs are by their styles, whatever language these are named in."""

    def __init__(self, root: _Element | None) -> None:
        self._names: dict[str, str] = {}
        self._bases: dict[str, str] = {}
        self._levels: dict[str, int] = {}
        for style in xml.children(root, "style") if root is not None else ():
            self._add(style)

    def tag(self, style: str | None, level: int | None) -> str:
        """``h1`` to ``h6``, ``blockquote``, ``pre`` or ``p``; ``level`` is the paragraph's own."""
        if level is not None and level < 9:
            return f"h{min(level + 1, 6)}"
        for _ in range(_STYLES_DEEP):
            if style is None:
                break
            found = _tag_of(self._names.get(style, _spaced(style)), self._levels.get(style))
            if found:
                return found
            style = self._bases.get(style)
        return "p"

    def _add(self, style: _Element) -> None:
        identity = xml.attribute(style, "styleId") or ""
        for child in style:
            kind, value = xml.name(child), xml.attribute(child, "val") or ""
            if kind == "name":
                self._names[identity] = value.lower()
            elif kind == "basedOn":
                self._bases[identity] = value
        level = next(xml.below(style, "outlineLvl"), None)
        number = whole_number(xml.attribute(level, "val") or "") if level is not None else None
        if number is not None:
            self._levels[identity] = number


def _tag_of(name: str, level: int | None) -> str | None:
    heading = _HEADING.fullmatch(name)
    if heading:
        return f"h{min(int(heading[1]), 6)}"
    if name in _TITLES:
        return "h1"
    if level is not None and level < 9:
        return f"h{min(level + 1, 6)}"
    if _QUOTES.fullmatch(name):
        return "blockquote"
    return "pre" if _CODE.fullmatch(name) else None


def _spaced(identity: str) -> str:
    """A style's id as a name, for files without styles: ``IntenseQuote``, ``Heading1``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", identity).lower()
