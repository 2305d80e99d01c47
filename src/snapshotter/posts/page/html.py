"""Reading an HTML page: its text, what it says of itself, and every address it mentions, in one pass."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from snapshotter.model.citation import Kind, Signal
from snapshotter.pagemeta import jsonld
from snapshotter.posts.address.addresses import addresses_in
from snapshotter.posts.citations import Mention
from snapshotter.posts.context.passages import Passages
from snapshotter.posts.page.article import count_paragraph
from snapshotter.posts.page.boxes import Box, path_of
from snapshotter.posts.page.metadata import PageFacts
from snapshotter.posts.page.names import SILENT, hint_of
from snapshotter.posts.page.regions import BLOCKS, IN_HEAD, Link, Placement, Regions, Vote
from snapshotter.posts.page.targets import Attributes, names_any, targets

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_WORD_PARTS = frozenset(("wbr", "b", "i", "em", "strong", "mark", "u"))
"""Elements that an address in the text may run through."""
_QUOTES = frozenset(("blockquote", "q"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_UNREAD = frozenset(("script", "style", "textarea", "title", "iframe", "noembed", "noframes"))
_EASTERN_COMMAS = "،，、"
_FACTS = frozenset(("meta", "base", "link", "title", "script"))
_HOST = re.compile(r"\s*(?:https?:)?//(?:[^/?#@]*@)?([^/?#:\s]+)", re.IGNORECASE)
_SAID = Placement("body", 0.9, (Signal("jsonld:cited", "body", 1.0),))
"""What a page's metadata say that it cites."""
_GUESSED = 0.5
_HIDDEN_STYLES = ("display:none", "visibility:hidden")


@dataclass(slots=True)
class _Found:
    """A mention while the page is still being walked."""

    order: int
    href: str
    target: str
    kind: Kind
    box: Box
    heading: int
    block: int
    start: int
    end: int
    label: str = ""
    rel: tuple[str, ...] = ()
    quotes: bool = False
    image: bool = False
    region: Placement | None = None
    """Where there is no vote."""
    guessed: bool = False
    """Whether its scheme had to be supplied."""


@dataclass(slots=True)
class _Run:
    """Text outside links in which an address may stand."""

    order: int
    start: int
    end: int
    box: Box
    heading: int
    block: int


class Page:
    """A page that was read.

    ``outermost`` is the placement of everything in a document that is the post and nothing else;
    without it, the page's regions are voted on.
    """

    def __init__(self, root: LexborNode | None, outermost: Placement | None = None) -> None:
        self.passages = Passages()
        self.facts = PageFacts()
        self._outermost = outermost
        self._found: list[_Found] = []
        self._runs: list[_Run] = []
        self._headings: list[tuple[int, int]] = []
        self._ids: Counter[str] = Counter()
        self._order = 0
        self._links: list[_Found] = []
        self._run_open = False
        self._byline: tuple[int, int] | None = None
        self._byline_box: Box | None = None
        self._boxes: list[Box] = []
        self._box = Box("", None)
        self._unread = 0
        self._verbatim = 0
        self._noscript = 0
        self._pictures: tuple[set[str], set[str]] = set(), set()
        self._articles = 0
        if root is not None:
            self._read(root)
        self._settle()

    def mentions(self, *, css: bool = True, own: Collection[str] = ()) -> Iterator[Mention]:
        """All mentions in document order; without ``css``, no paths into a page that is not public.

        ``own`` are the hosts that the page is published on.
        """
        names = self._heading_names()
        both = self._in_order()
        regions = self._regions(both, own)
        self.passages.lay_out(regions.layout())
        for found in both:
            yield Mention(
                href=found.href,
                target=found.target,
                kind=found.kind,
                placement=_placement(found, regions),
                start=found.start,
                end=found.end,
                block=found.block,
                label=found.label,
                heading=names[found.heading],
                css=path_of(found.box, self._ids) if css else None,
                rel=found.rel,
                quote=(found.start, found.end) if found.quotes else None,
            )

    def ballots(self, own: Collection[str] = ()) -> Iterator[tuple[str, Kind, list[Vote]]]:
        """What is voted on: every address, its kind, and the votes (for fitting their weights)."""
        both = self._in_order()
        regions = self._regions(both, own)
        for found in both:
            if found.region is None:
                yield found.target, found.kind, regions.votes(_link(found))

    def _in_order(self) -> list[_Found]:
        return sorted([*self._found, *self._bare()], key=lambda found: (found.order, found.start))

    def _regions(self, found: Iterable[_Found], own: Collection[str]) -> Regions:
        links = (_link(each) for each in found if each.kind == "link" and each.region is None)
        return Regions(self._boxes, self.passages.text, links, own, self._outermost)

    def _read(self, root: LexborNode) -> None:
        """Every node in document order, without recursion: elements are entered and left."""
        node: LexborNode | None = root
        open_boxes: list[Box] = []
        while node is not None:
            if node.is_element_node:
                self._enter(node)
                below = node.first_child
                if below is not None:
                    open_boxes.append(self._box)
                    node = below
                    continue
                self._leave(self._box)
            elif node.is_text_node:
                self._add_text(node.text_content or "")
            following = node.next
            while following is None and open_boxes:
                self._leave(open_boxes.pop())
                above = node.parent
                assert above is not None
                node = above
                following = node.next if open_boxes else None
            node = following

    def _enter(self, node: LexborNode) -> None:
        tag, above = node.tag or "", self._box
        attributes: Attributes = node.attributes
        if tag in BLOCKS:
            above.has_blocks = True
            self.passages.break_block()
            self._run_open = False
        elif tag == "br":
            self.passages.break_line()
            self._run_open = False
        elif tag not in _WORD_PARTS:
            self._run_open = False
        box = Box(tag, above, self.passages.length)
        above.kids.append(box)
        self._boxes.append(box)
        self._box = box
        box.hint = hint = hint_of(tag, attributes)
        if hint is not SILENT and hint.container:
            self._articles += 1
        if tag in _UNREAD:
            self._unread += 1
        elif tag == "pre":
            self._verbatim += 1
        elif tag in _QUOTES:
            self.passages.begin_quote()
        elif tag == "noscript":
            self._noscript += 1
        elif tag in _HEADINGS:
            self._headings.append((self.passages.length, self.passages.length))
        if attributes or tag in _FACTS:
            self._attend(node, box, attributes)

    def _attend(self, node: LexborNode, box: Box, attributes: Attributes) -> None:
        """What an element's attributes say."""
        name = attributes.get("id")
        if name:
            box.id = name
            self._ids[name] += 1
        style = attributes.get("style")
        if (
            "hidden" in attributes
            or attributes.get("aria-hidden") == "true"
            or (style and any(each in style.replace(" ", "").lower() for each in _HIDDEN_STYLES))
        ):
            box.hidden = True
        if box.tag in _FACTS:
            self._note(node, box.tag, attributes)
        if box.hint.byline or box.tag == "time" or attributes.get("rel") == "author":
            self._note_origin(box, attributes)
        if names_any(box.tag, attributes):
            self._mention(box, attributes)

    def _leave(self, box: Box) -> None:
        tag, above = box.tag, box.parent
        assert above is not None
        end = box.end = self.passages.length
        if tag in _UNREAD:
            self._unread -= 1
        elif tag == "pre":
            self._verbatim -= 1
        elif tag in _QUOTES:
            self.passages.end_quote()
        elif tag == "noscript":
            self._noscript -= 1
        if self._found and (tag == "a" or tag in _QUOTES or tag in ("ins", "del")):
            self._close(box, end)
        if box.hint.container:
            self._articles -= 1
        above.link_chars += box.link_chars
        above.commas += box.commas
        count_paragraph(box)
        if tag in _HEADINGS:
            self._headings[-1] = (self._headings[-1][0], end)
        if box is self._byline_box:
            self._byline, self._byline_box = (box.start, end), None
        self._box = above
        if tag in BLOCKS:
            self.passages.break_block()
            self._run_open = False
        elif tag != "br" and tag not in _WORD_PARTS:
            self._run_open = False

    def _close(self, box: Box, end: int) -> None:
        """The text of a link, or of what a ``cite`` quotes, ends."""
        if self._links and self._links[-1].box is box:
            link = self._links.pop()
            link.end = end
            if not self._links:
                box.link_chars = end - box.start
        for found in reversed(self._found):
            if found.box is box and found.quotes:
                found.end = end
            if found.start < box.start or found.box is box:
                break

    def _note(self, node: LexborNode, tag: str, attributes: Attributes) -> None:
        """What the element says of the page as a whole."""
        self.facts.add(tag, attributes)
        inside = node.first_child
        if inside is None:
            return
        if tag == "title" and self.facts.title is None and not self._in_drawing():
            self.facts.title = " ".join((inside.text_content or "").split()) or None
        elif tag == "script" and attributes.get("type") == jsonld.MEDIA_TYPE:
            self._note_jsonld(inside.text_content or "")

    def _in_drawing(self) -> bool:
        """Whether the place is inside SVG, where ``title`` is a tooltip."""
        node: Box | None = self._box
        while node is not None:
            if node.tag == "svg":
                return True
            node = node.parent
        return False

    def _note_jsonld(self, text: str) -> None:
        objects = jsonld.load(text)
        self.facts.jsonld += objects
        for named in jsonld.named_in(objects):
            self._add(named.href, "jsonld", self._box).region = _SAID if named.cited else IN_HEAD

    def _note_origin(self, box: Box, attributes: Attributes) -> None:
        moment = attributes.get("datetime")
        if moment and box.tag == "time" and not _in_comments(box):
            self.facts.times.append((self._articles > 0, moment))
        if self._byline is not None or self._byline_box is not None or box.tag in ("link", "meta"):
            return
        owned = box.hint.byline or attributes.get("rel") == "author"
        if owned and not _in_comments(box):
            self._byline_box = box

    def _mention(self, box: Box, attributes: Attributes) -> None:
        """The addresses that the element names."""
        tag = box.tag
        above = box.parent
        assert above is not None
        if tag == "img" and self._links:
            link = self._links[-1]
            link.image = True
            link.label = link.label or attributes.get("alt") or attributes.get("title") or ""
        for kind, href in targets(tag, attributes, above.tag):
            if kind == "image" and self._is_shown(href):
                continue
            found = self._add(href, kind, box)
            relations = attributes.get("rel")
            found.rel = tuple(relations.lower().split()) if relations else ()
            found.quotes = kind == "quote-cite"
            if tag == "a":
                self._links.append(found)
            if tag == "link":
                found.region = None if _is_microdata(attributes) else IN_HEAD
            else:
                found.label = _label(tag, attributes)

    def _is_shown(self, href: str) -> bool:
        """Whether a picture is there twice: once in a ``noscript``, once for readers with scripts."""
        here, other = (0, 1) if self._noscript else (1, 0)
        if href in self._pictures[other]:
            return True
        self._pictures[here].add(href)
        return False

    def _add(self, href: str, kind: Kind, box: Box) -> _Found:
        self._order += 1
        at, block, heading = self.passages.length, self.passages.block, len(self._headings)
        found = _Found(self._order, href, href, kind, box, heading, block, at, at)
        self._found.append(found)
        return found

    def _add_text(self, text: str) -> None:
        if self._unread:
            return
        passages, box = self.passages, self._box
        start = passages.length
        passages.add(text, verbatim=self._verbatim > 0)
        if passages.length == start:
            return
        box.commas += text.count(",")
        if not text.isascii():
            box.commas += sum(map(text.count, _EASTERN_COMMAS))
        if self._links:
            return
        if self._run_open:
            self._runs[-1].end = passages.length
            return
        self._order += 1
        self._run_open = True
        where = (box, len(self._headings), passages.block)
        self._runs.append(_Run(self._order, start, passages.length, *where))

    def _bare(self) -> Iterator[_Found]:
        whole = self.passages.text
        for run in self._runs:
            for address in addresses_in(whole[run.start : run.end]):
                yield _Found(
                    order=run.order,
                    href=address.written,
                    target=address.target,
                    kind=address.kind,
                    box=run.box,
                    heading=run.heading,
                    block=run.block,
                    start=run.start + address.start,
                    end=run.start + address.end,
                    guessed=address.target == f"http://{address.written}",
                )

    def _heading_names(self) -> Mapping[int, str | None]:
        """By number, 0 for none; a heading without text leaves the one before it in force."""
        names: dict[int, str | None] = {0: None}
        for number, (start, end) in enumerate(self._headings, 1):
            names[number] = self.passages.clean(start, end) or names[number - 1]
        return names

    def _settle(self) -> None:
        self._box.end = self.passages.length
        first = next(self._texts(self._headings), None)
        byline = next(self._texts([self._byline] if self._byline else []), "")
        self.facts.heading = first
        self.facts.byline = byline or None

    def _texts(self, spans: Iterable[tuple[int, int]]) -> Iterator[str]:
        cleaned = (self.passages.clean(start, end) for start, end in spans if start < end)
        return (text for text in cleaned if text)


def _link(found: _Found) -> Link:
    host = _HOST.match(found.href)
    name = host[1].lower().removeprefix("www.") if host else ""
    return Link(found.box, found.start, found.end, found.kind, name, found.rel, found.image)


def _placement(found: _Found, regions: Regions) -> Placement:
    placed = found.region or regions.place(_link(found))
    return placed._replace(confidence=min(placed.confidence, _GUESSED)) if found.guessed else placed


def _label(tag: str, attributes: Attributes) -> str:
    """What stands for the anchor text where there is none."""
    named = attributes.get("alt") if tag == "img" else None
    return named or attributes.get("title") or attributes.get("aria-label") or ""


def _is_microdata(attributes: Attributes) -> bool:
    """Whether a ``link`` says what the text around it cites, and not what the page as a whole does."""
    names = attributes.get("class")
    return "itemprop" in attributes or bool(names and "u-" in names)


def _in_comments(box: Box) -> bool:
    node: Box | None = box
    while node is not None:
        if node.hint.region == "comments" and node.hint.strong:
            return True
        node = node.parent
    return False
