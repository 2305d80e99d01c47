"""Which part of a page a link belongs to: a vote.

Every signal that speaks for or against the article's own text is a vote with a weight; their sum,
through the logistic function, is how sure it is that the link is the author's own.  When they say it
is not, the heaviest vote against names the region.  The weights were fitted (``WEIGHTS``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from math import exp
from typing import NamedTuple

from snapshotter.model.citation import Kind, Region, Signal
from snapshotter.posts.article import find_article
from snapshotter.posts.boxes import Box
from snapshotter.posts.weights import BIAS, WEIGHTS

ASSUMED = {"article:none": 2.5, "media": 1.5}
"""Weights that are not fitted: of a page with hardly any text, of pictures and players."""


class Placement(NamedTuple):
    """A region, how sure that is (0..1), and the votes behind it, heaviest first."""

    region: Region
    confidence: float
    signals: tuple[Signal, ...] = ()


UNPLACED = Placement("body", 0.6)
IN_HEAD = Placement("head", 1.0, (Signal("element:head", "head", 1.0),))
THRESHOLD = 0.5
"""A link is body from this probability on."""

_SHARE_ADDRESS = re.compile(
    r"https?://(?:[\w-]+\.)*(?:(?:twitter|x)\.com/(?:intent/|share\b|home\?status)|facebook\.com/(?:sharer|share\.php|dialog/)"
    r"|linkedin\.com/(?:shareArticle|sharing/|cws/share)|pinterest\.[a-z.]+/pin/create|reddit\.com/submit"
    r"|tumblr\.com/(?:share|widgets/share)|whatsapp\.com/send|wa\.me/\?text|t\.me/share|telegram\.me/share"
    r"|news\.ycombinator\.com/submitlink|addtoany\.com/|addthis\.com/bookmark|getpocket\.com/(?:save|edit)"
    r"|plus\.google\.com/share|digg\.com/submit|bsky\.app/intent|threads\.net/intent|stumbleupon\.com/submit"
    r"|delicious\.com/(?:save|post)|del\.icio\.us/post|vk\.com/share|line\.me/R/msg|social-plugins\.line\.me"
    r"|b\.hatena\.ne\.jp/entry|flipboard\.com/.*[?&]url=|instapaper\.com/(?:edit|hello2)|mix\.com/(?:add|mixit)"
    r"|xing\.com/(?:spi/shares|app/user)|service\.weibo\.com/share|connect\.ok\.ru/|share\.flipboard\.com"
    r"|facebook\.com/v\d[\d.]*/dialog)",
    re.IGNORECASE,
)
_BLOCKS_TEXT = """
    address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup
    option p pre section summary table tbody td tfoot th thead tr ul
"""
BLOCKS = frozenset(_BLOCKS_TEXT.split())
"""Elements that stand in a block of their own."""
_TEXT_BLOCKS = frozenset(("p", "li", "td", "div", "dd", "dt", "th"))
_SETTINGS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **{tag: tag for tag in ("table", "figcaption", "blockquote", "figure", "details", "address")},
}
_HOLDERS_TEXT = "ul ol dl div section table aside form header footer nav figure details center"
_HOLDERS = frozenset(_HOLDERS_TEXT.split())
_WHOLE = frozenset(("body", "html", "main", "article"))
_LISTS = frozenset(("ul", "ol", "dl", "menu"))
_LOOSE_CONTAINERS = frozenset(("element:main", "name:entry"))
"""Containers that hold more than the article: what stands around it inside them still counts."""
_NAV_RELATIONS = frozenset(("tag", "author", "category", "bookmark", "home", "next", "prev"))
_MEDIA = frozenset(("image", "video", "audio", "embed", "feed-enclosure"))
_WRITTEN = frozenset(("bare", "doi"))
_AROUND_CHARS = (5, 30, 80, 200)
_HOLDERS_UP = 6
_BARE = 0.85
_DENSE = 0.4
_TYPED = frozenset(("code", "samp", "kbd", "tt", "var"))
_TYPEWRITTEN_CHARS = 1500
"""A page with more than this in ``pre``, and little else, is text and not code."""
_MUCH_CHARS = 60
_MAIN_SHARE = 0.5
"""What holds more of a page's text than this is its body, whatever its class says (comments are comments)."""


def by_address(placement: Placement, url: str | None) -> Placement:
    """The placement of a citation of ``url``: a sharing service's form is a share button wherever it is."""
    if url is None or placement.region != "body" or not _SHARE_ADDRESS.match(url):
        return placement
    return Placement("share", 0.95, (Signal("address:share", "share", 1.0), *placement.signals))


class Link(NamedTuple):
    """What the vote is about: an address at a place in a page."""

    box: Box
    start: int
    end: int
    kind: Kind
    host: str
    """Empty when the address is relative."""
    rel: Sequence[str] = ()
    image: bool = False
    """Whether a picture stands for it."""


class _Chain(NamedTuple):
    """What the boxes around a block say, nearest first."""

    block: Box
    votes: tuple[tuple[str, Region], ...]
    verbatim: bool
    """Whether it is code."""
    comments: str
    """The signal that makes it a comment by somebody else; empty when it is none."""


class _List(NamedTuple):
    """A list, and where its items lead."""

    items: int
    own: int
    hosts: set[str]


class Regions:
    """The regions of one page, once it was read.

    ``boxes`` are its elements in document order, ``text`` its text, ``links`` the links of the whole
    page, ``own`` the hosts that it is published on, ``outermost`` the placement that needs no vote.
    """

    def __init__(
        self,
        boxes: Sequence[Box],
        text: str,
        links: Iterable[Link] = (),
        own: Collection[str] = (),
        outermost: Placement | None = None,
    ) -> None:
        self._text = text
        self._own = own
        self._outermost = outermost
        self._chains: dict[int, _Chain] = {}
        self._article: list[Box] = []
        self._lists: dict[int, _List] = {}
        if outermost is None:
            self._article = find_article(boxes)
            self._count_lists(links)
        self._inside = {id(box) for box in self._article}
        self._main_chars = _MAIN_SHARE * len(text)
        typed = sum(box.chars for box in boxes if box.tag == "pre") if outermost is None else 0
        self._typewritten = typed > max(self._main_chars, _TYPEWRITTEN_CHARS)
        self._span = self._paragraphs(boxes)

    def place(self, link: Link) -> Placement:
        """The placement of a link."""
        chain = self._chain(link.box)
        if chain.comments:
            return Placement("comments", 0.9, (Signal(chain.comments, "comments", 1.0),))
        verbatim = "pre" if chain.verbatim else link.kind in _WRITTEN and _typed_in(link.box)
        if verbatim:
            return Placement("code", 0.95, (Signal(f"element:{verbatim}", "code", 1.0),))
        return self._outermost or decided(list(self.votes(link)))

    def votes(self, link: Link) -> Iterator[tuple[str, Region]]:
        """All that speaks for or against, as ``(signal, region)``."""
        chain = self._chain(link.box)
        yield from chain.votes
        if link.kind in _MEDIA:
            yield "media", "body"
            return
        yield from self._shape(chain.block, link)
        if link.start < self._span[0]:
            yield "before:text", "nav"
        elif link.start > self._span[1]:
            yield "after:text", "footer"
        yield from _relations(link.rel)
        if chain.block.link_density > _BARE:
            own = not link.host or link.host in self._own
            yield f"bare:{'own-site' if own else 'elsewhere'}", "nav" if own else "body"

    def _chain(self, box: Box) -> _Chain:
        block = _block_of(box)
        found = self._chains.get(id(block))
        if found is None:
            found = self._chains[id(block)] = self._around(block)
        return found

    def _around(self, block: Box) -> _Chain:
        votes: dict[str, Region] = {}
        inside = any(id(box) in self._inside for box in _upwards(block))
        if self._article:
            votes["article:inside" if inside else "article:outside"] = "body" if inside else "aside"
        else:
            votes["article:none"] = "body"
        reached, within = not inside, True
        verbatim, comments = False, ""
        for box in _upwards(block):
            hint = box.hint
            if hint.region == "comments":
                comments = comments or hint.signal
            elif hint.region == "code":
                verbatim = verbatim or (box.tag == "pre" and not self._typewritten)
            elif hint.region != "body" and (hint.strong or box.chars <= self._main_chars):
                place = "" if within else "over-"
                votes.setdefault(f"{place}{hint.signal}", hint.region)
                votes.setdefault(f"{place}{'outer' if reached else 'inner'}:{hint.region}", hint.region)
            if hint.container:
                votes.setdefault(f"container:{hint.container}", "body")
                within = within and hint.container in _LOOSE_CONTAINERS
            if box.hidden:
                votes["hidden"] = "aside"
            if box.tag in _SETTINGS:
                votes[f"in:{_SETTINGS[box.tag]}"] = "body"
            reached = reached or id(box) in self._inside
        votes.update(self._holder(block))
        return _Chain(block, tuple(votes.items()), verbatim, comments)

    def _holder(self, block: Box) -> Iterator[tuple[str, Region]]:
        """How dense with links the boxes around the block are, and what kind of list it stands in."""
        densest = 0.0
        steps = 0
        around = self._lists.get(id(_list_of(block)))
        for box in _upwards(block):
            if id(box) in self._inside or box.tag in _WHOLE or steps == _HOLDERS_UP:
                break
            if box.tag in _HOLDERS:
                steps += 1
                densest = max(densest, box.link_density if box.chars > 10 else 0.0)
        yield f"holder:{_tenths(densest)}", "body" if densest < 0.3 else "nav"
        if around is not None:
            yield from self._listed(around, _list_of(block), block)

    def _listed(self, each: _List, box: Box | None, block: Box) -> Iterator[tuple[str, Region]]:
        assert box is not None
        if self._text[: box.start].rstrip()[-1:] in (":", "："):
            yield "list:introduced", "body"
        if block.link_density > _BARE and each.items > 1:
            elsewhere = len(each.hosts) >= 2 and each.own * 2 < each.items
            kind = "elsewhere" if elsewhere else "one-site"
            yield f"list:bare-{kind}", "body" if elsewhere else "nav"

    def _count_lists(self, links: Iterable[Link]) -> None:
        found: dict[int, list[str]] = {}
        for link in links:
            box = _list_of(_block_of(link.box))
            if box is not None:
                found.setdefault(id(box), []).append(link.host)
        for key, hosts in found.items():
            own = sum(not host or host in self._own for host in hosts)
            self._lists[key] = _List(len(hosts), own, set(hosts))

    def _shape(self, block: Box, link: Link) -> Iterator[tuple[str, Region]]:
        """How the link stands in its own block."""
        density = block.link_density
        yield f"block:{_tenths(density)}", "body" if density < 0.5 else "nav"
        around = block.chars - block.link_chars
        size = sum(around >= least for least in _AROUND_CHARS)
        yield f"around:{size}", "body" if size > 1 else "nav"
        if block.tag in _TEXT_BLOCKS:
            yield f"block:{block.tag}", "body"
        if block.commas:
            yield "block:commas", "body"
        if link.start == link.end:
            yield "link:no-text", "aside"
        if link.image:
            yield "link:image", "aside"

    def _paragraphs(self, boxes: Sequence[Box]) -> tuple[int, int]:
        """From the first to the last real paragraph of the article."""
        if not self._article:
            return 0, len(self._text)
        low = min(box.start for box in self._article)
        high = max(box.end for box in self._article)
        real = [
            box
            for box in boxes
            if box.tag == "p"
            and low <= box.start
            and box.end <= high
            and box.chars > _MUCH_CHARS
            and box.link_density < _DENSE
        ]
        return (real[0].start, real[-1].end) if real else (low, high)


def _upwards(box: Box) -> Iterator[Box]:
    node: Box | None = box
    while node is not None and node.tag:
        yield node
        node = node.parent


def _block_of(box: Box) -> Box:
    return next((each for each in _upwards(box) if each.tag in BLOCKS), box)


def _typed_in(box: Box) -> str | None:
    """The element that sets a place in a line apart as something to be typed."""
    for each in _upwards(box):
        if each.tag in _TYPED:
            return each.tag
        if each.tag in BLOCKS:
            break
    return None


def _list_of(block: Box) -> Box | None:
    """The list that the block is an item of, or stands in an item of."""
    for steps, box in enumerate(_upwards(block)):
        if box.tag in _LISTS:
            return box
        if steps > 2:
            break
    return None


def _relations(rel: Sequence[str]) -> Iterator[tuple[str, Region]]:
    for relation in rel:
        if relation in _NAV_RELATIONS:
            yield f"rel:{relation}", "nav"
        elif relation == "sponsored":
            yield "rel:sponsored", "aside"


def decided(votes: Sequence[tuple[str, Region]]) -> Placement:
    """What comes of the votes."""
    total = BIAS
    weighed = []
    against: dict[Region, float] = {}
    for name, region in votes:
        weight = WEIGHTS.get(name) or ASSUMED.get(name, 0.0)
        total += weight
        if weight:
            weighed.append((name, region, weight))
        if region != "body":
            against[region] = against.get(region, 0.0) - min(weight, 0.0)
    probability = 1 / (1 + exp(-max(-30.0, min(30.0, total))))
    weighed.sort(key=lambda each: -abs(each[2]))
    signals = tuple(
        Signal(name, _side(region, weight), round(abs(weight), 2)) for name, region, weight in weighed
    )
    if probability >= THRESHOLD:
        return Placement("body", round(probability, 3), signals)
    region = max(against, key=lambda each: against[each], default="aside")
    return Placement(region, round(1 - probability, 3), signals)


def _side(region: Region, weight: float) -> Region:
    """What a vote came out as speaking for."""
    if weight > 0:
        return "body"
    return region if region != "body" else "aside"


def _tenths(share: float) -> int:
    return min(9, int(share * 10))
