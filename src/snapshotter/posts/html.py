"""Reading an HTML page: its text, what it says of itself, and every address it mentions, in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from snapshotter.model.citation import Kind
from snapshotter.posts import jsonld, tree
from snapshotter.posts.addresses import addresses_in
from snapshotter.posts.citations import Mention
from snapshotter.posts.metadata import PageFacts
from snapshotter.posts.passages import Passages
from snapshotter.posts.places import Element, path_of
from snapshotter.posts.regions import UNPLACED, Placement, place
from snapshotter.posts.targets import Attributes, targets

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_BLOCKS_TEXT = """
    address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup
    option p pre section summary table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCKS_TEXT.split())
_WORD_PARTS = frozenset(("wbr", "b", "i", "em", "strong", "mark", "u"))
"""Elements that an address in the text may run through."""
_QUOTES = frozenset(("blockquote", "q"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_UNREAD = frozenset(("script", "style", "textarea", "title", "iframe", "noembed", "noframes"))
_BYLINES = frozenset(("byline", "p-author", "author-name", "post-author", "entry-author"))
_IN_HEAD = Placement("head", 1.0)
_MAIN_SHARE = 0.5
"""What holds more of a page's text than this is its body, whatever its class says."""


@dataclass(slots=True)
class _Found:
    """A mention while the page is still being walked."""

    order: int
    href: str
    target: str
    kind: Kind
    placement: Placement
    element: Element
    heading: int
    block: int
    start: int
    end: int
    label: str = ""
    rel: tuple[str, ...] = ()
    quotes: bool = False


@dataclass(slots=True)
class _Run:
    """Text outside links in which an address may stand."""

    order: int
    start: int
    end: int
    element: Element
    placement: Placement
    heading: int
    block: int


@dataclass(slots=True)
class _Level:
    """What has to be undone when an element is left."""

    element: Element
    placement: Placement
    unread: bool
    verbatim: bool
    is_link: bool = False
    began: int = 0
    closing: list[_Found] = field(default_factory=list)


class Page:
    """A page that was read.  ``outermost`` is the placement that nothing in the page speaks for."""

    def __init__(self, root: LexborNode | None, outermost: Placement = UNPLACED) -> None:
        self.passages = Passages()
        self.facts = PageFacts()
        self._found: list[_Found] = []
        self._runs: list[_Run] = []
        self._headings: list[tuple[int, int]] = []
        self._ids: Counter[str] = Counter()
        self._order = 0
        self._links: list[_Found] = []
        self._run_open = False
        self._byline: tuple[int, int] | None = None
        self._named: list[tuple[Placement, Placement, int]] = []
        self._mistaken: dict[int, Placement] = {}
        top = Element("", None, None, 1)
        self._levels = [_Level(top, outermost, unread=False, verbatim=False)]
        if root is not None:
            self._read(root)
        self._settle()

    def mentions(self, *, css: bool = True) -> Iterator[Mention]:
        """All mentions in document order; without ``css``, no paths into a page that is not public."""
        names = self._heading_names()
        both = sorted([*self._found, *self._bare()], key=lambda found: (found.order, found.start))
        for found in both:
            yield Mention(
                href=found.href,
                target=found.target,
                kind=found.kind,
                placement=self._mistaken.get(id(found.placement), found.placement),
                start=found.start,
                end=found.end,
                block=found.block,
                label=found.label,
                heading=names[found.heading],
                css=path_of(found.element, self._ids) if css else None,
                rel=found.rel,
                quote=(found.start, found.end) if found.quotes else None,
            )

    def _read(self, root: LexborNode) -> None:
        for node, entered in tree.walk(root):
            if node.is_element_node:
                if entered:
                    self._enter(node)
                else:
                    self._leave(self._levels.pop())
            elif entered and node.is_text_node:
                self._add_text(node.text_content or "")

    def _enter(self, node: LexborNode) -> None:
        tag, attributes = node.tag or "", node.attributes
        above = self._levels[-1]
        element = above.element.child(tag, attributes.get("id"))
        placement = place(tag, attributes, above.placement)
        level = _Level(
            element,
            placement,
            unread=above.unread or tag in _UNREAD,
            verbatim=above.verbatim or tag == "pre",
        )
        self._levels.append(level)
        if element.id:
            self._ids[element.id] += 1
        self._separate(tag)
        level.began = self.passages.length
        if tag in _QUOTES:
            self.passages.begin_quote()
        self._note(node, tag, attributes, placement)
        self._mention(level, attributes, above.placement)
        if tag in _HEADINGS:
            self._headings.append((self.passages.length, self.passages.length))

    def _leave(self, level: _Level) -> None:
        tag = level.element.tag
        above = self._levels[-1].placement
        if tag in _QUOTES:
            self.passages.end_quote()
        if level.placement is not above and level.placement.by_name:
            self._named.append((level.placement, above, self.passages.length - level.began))
        for found in level.closing:
            found.end = self.passages.length
        if level.is_link:
            self._links.pop()
        if tag in _HEADINGS:
            self._headings[-1] = (self._headings[-1][0], self.passages.length)
        if self._byline is not None and self._byline[1] == -len(self._levels):
            self._byline = (self._byline[0], self.passages.length)
        if tag != "br":
            self._separate(tag)

    def _separate(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.passages.break_block()
        elif tag == "br":
            self.passages.break_line()
        if tag not in _WORD_PARTS:
            self._run_open = False

    def _note(self, node: LexborNode, tag: str, attributes: Attributes, placement: Placement) -> None:
        """What the element says of the page as a whole."""
        self.facts.add(tag, attributes)
        inside = node.first_child
        if tag == "title" and inside is not None and self.facts.title is None and not self._in_drawing():
            self.facts.title = " ".join((inside.text_content or "").split()) or None
        elif tag == "script" and attributes.get("type") == jsonld.MEDIA_TYPE and inside is not None:
            self._note_jsonld(inside.text_content or "")
        elif placement.region != "comments":
            self._note_origin(tag, attributes, placement)

    def _in_drawing(self) -> bool:
        """Whether the place is inside SVG, where ``title`` is a tooltip."""
        return any(level.element.tag == "svg" for level in self._levels)

    def _note_jsonld(self, text: str) -> None:
        objects = jsonld.load(text)
        self.facts.jsonld += objects
        for href in jsonld.addresses(objects):
            self._add(href, "jsonld", self._levels[-1].element, _IN_HEAD)

    def _note_origin(self, tag: str, attributes: Attributes, placement: Placement) -> None:
        moment = attributes.get("datetime")
        if tag == "time" and moment:
            self.facts.times.append((placement.in_article, moment))
        names = set((attributes.get("class") or "").split())
        owned = "author" in (attributes.get("rel"), attributes.get("itemprop")) or names & _BYLINES
        if owned and self._byline is None and tag not in ("link", "meta"):
            self._byline = (self.passages.length, -len(self._levels) + 1)

    def _mention(self, level: _Level, attributes: Attributes, above: Placement) -> None:
        """The addresses that the element names."""
        element = level.element
        parent = self._levels[-2].element.tag
        label = attributes.get("alt") or attributes.get("title") or attributes.get("aria-label") or ""
        if element.tag == "img" and label and self._links and not self._links[-1].label:
            self._links[-1].label = label
        for kind, href in targets(element.tag, attributes, parent):
            placement = _IN_HEAD if element.tag == "link" else above
            found = self._add(href, kind, element, placement)
            found.label = "" if element.tag == "link" else label
            found.rel = tuple((attributes.get("rel") or "").lower().split())
            found.quotes = kind == "quote-cite"
            if found.quotes or element.tag == "a":
                level.closing.append(found)
            if element.tag == "a":
                level.is_link = True
                self._links.append(found)

    def _add(self, href: str, kind: Kind, element: Element, placement: Placement) -> _Found:
        self._order += 1
        at, block, heading = self.passages.length, self.passages.block, len(self._headings)
        heading += element.tag in _HEADINGS
        found = _Found(self._order, href, href, kind, placement, element, heading, block, at, at)
        self._found.append(found)
        return found

    def _add_text(self, text: str) -> None:
        level = self._levels[-1]
        if level.unread:
            return
        start = self.passages.length
        self.passages.add(text, verbatim=level.verbatim)
        if self._links or self.passages.length == start:
            return
        if self._run_open:
            self._runs[-1].end = self.passages.length
            return
        self._order += 1
        self._run_open = True
        where = (level.element, level.placement, len(self._headings), self.passages.block)
        self._runs.append(_Run(self._order, start, self.passages.length, *where))

    def _bare(self) -> Iterator[_Found]:
        for run in self._runs:
            text = self.passages.text[run.start : run.end]
            for address in addresses_in(text):
                yield _Found(
                    order=run.order,
                    href=address.written,
                    target=address.target,
                    kind=address.kind,
                    placement=run.placement,
                    element=run.element,
                    heading=run.heading,
                    block=run.block,
                    start=run.start + address.start,
                    end=run.start + address.end,
                )

    def _heading_names(self) -> Mapping[int, str | None]:
        """By number, 0 for none; a heading without text leaves the one before it in force."""
        names: dict[int, str | None] = {0: None}
        for number, (start, end) in enumerate(self._headings, 1):
            names[number] = self.passages.clean(start, end) or names[number - 1]
        return names

    def _settle(self) -> None:
        for placement, above, length in self._named:
            if placement.region != "comments" and length > _MAIN_SHARE * self.passages.length:
                self._mistaken[id(placement)] = above
        first = next(self._texts(self._headings), None)
        byline = next(self._texts([self._byline] if self._byline else []), "")
        self.facts.heading = first
        self.facts.byline = byline or None

    def _texts(self, spans: Iterable[tuple[int, int]]) -> Iterator[str]:
        cleaned = (self.passages.clean(start, end) for start, end in spans if start < end)
        return (text for text in cleaned if text)
