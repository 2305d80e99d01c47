"""Which part of a page a link belongs to: a vote.

Every signal that speaks for or against the article's own text is a vote with a weight; their sum,
through the logistic function, is how sure it is that the link is the author's own.  When they say it
is not, the heaviest vote against names the region.  The weights were fitted (``WEIGHTS``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import exp
from operator import attrgetter
from typing import NamedTuple

from snapshotter.model.citation import Kind, Region, Signal
from snapshotter.patterns import Pattern
from snapshotter.posts.page.article import find_article
from snapshotter.posts.page.boxes import Box
from snapshotter.posts.page.names import SILENT
from snapshotter.posts.page.weights import BIAS, WEIGHTS

ASSUMED = {"article:none": 1.6, "media": 1.5}
"""Weights that are not fitted: of a page with hardly any text, of pictures and players."""


Vote = tuple[str, Region]
"""A signal, and the region that it speaks for when it speaks against the body."""


class Placement(NamedTuple):
    """A region, how sure that is (0..1), and the votes behind it, heaviest first."""

    region: Region
    confidence: float
    signals: tuple[Signal, ...] = ()


IN_HEAD = Placement("head", 1.0, (Signal("element:head", "head", 1.0),))
TOLD = 8
"""So many of the heaviest votes are told of a link; all of them count."""
THRESHOLD = 0.5
"""A link is body from this probability on."""

_SHARE_ADDRESS = Pattern(
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
_SHARE_SIGNS = (
    "shar", "intent", "submit", "dialog", "create", "bookmark", "send", "wa.me", "addtoany", "status", "save",
    "edit", "post", "line.", "hatena", "flipboard", "instapaper", "mix.com", "xing", "connect.ok",
)  # fmt: skip
"""An address with none of these is nobody's form for sharing."""
_BLOCKS_TEXT = """
    address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup
    option p pre section summary table tbody td tfoot th thead tr ul
"""
BLOCKS = frozenset(_BLOCKS_TEXT.split())
"""Elements that stand in a block of their own."""
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
_SET_APART = frozenset(("body", "code"))
_MEASURED = _HOLDERS | _WHOLE | {"pre"}
_BLOCK_VOTES: list[Vote] = [(f"block:{n}", "body" if n < 5 else "nav") for n in range(10)]
_HOLDER_VOTES: list[Vote] = [(f"holder:{n}", "body" if n < 3 else "nav") for n in range(10)]
_AROUND_VOTES: list[Vote] = [(f"around:{n}", "body" if n > 1 else "nav") for n in range(5)]
_TEXT_BLOCKS: dict[str, Vote] = {
    tag: (f"block:{tag}", "body") for tag in ("p", "li", "td", "div", "dd", "dt", "th")
}
_SHAPES = ("around:", "block:", "holder:", "bare:", "list:", "link:")
"""Votes on how a link is set: they tell that it is not the author's, but hardly what it is."""
_APART = frozenset(("aside", "footer", "nav"))
_CAPTIONED = frozenset(("in:blockquote", "in:figure"))
"""Where a ``footer`` names the source, and is no foot of the page."""
_WEIGHT = attrgetter("weight")
_MEDIA_VOTE: Vote = ("media", "body")
_OWN_SITE: Vote = ("bare:own-site", "nav")
_ELSEWHERE: Vote = ("bare:elsewhere", "body")
_LIST_ELSEWHERE: Vote = ("list:bare-elsewhere", "body")
_LIST_ONE_SITE: Vote = ("list:bare-one-site", "nav")
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
    if url is None or placement.region != "body" or not _is_share(url):
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


@lru_cache(maxsize=1024)
def _is_share(url: str) -> bool:
    lower = url.lower()
    return any(sign in lower for sign in _SHARE_SIGNS) and _SHARE_ADDRESS.match(url) is not None


class _Context:
    """What a box and those around it say; boxes that add nothing share the one of their parent."""

    __slots__ = ("apart", "comments", "decided", "densest", "inside", "verbatim", "votes")

    def __init__(self, votes: Mapping[str, Region], *, inside: bool, densest: float) -> None:
        self.votes = votes
        self.inside = inside
        """Whether it is part of the article."""
        self.densest = densest
        """The largest share of links in a box between here and the article (0..1)."""
        self.verbatim = False
        """Whether it is code."""
        self.comments = ""
        """The signal that makes it a comment by somebody else; empty when it is none."""
        self.apart: Placement | None = None
        """In a document that is the post and nothing else: what its markup sets apart all the same."""
        self.decided: dict[tuple[Vote, ...], Placement] = {}


class _List(NamedTuple):
    """A list, and where its items lead."""

    items: int
    elsewhere: bool
    """Whether they lead to more sites than one, and mostly not to the page's own."""
    introduced: bool
    """Whether the text before it ends in a colon."""


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
        self._article: list[Box] = []
        self._lists: dict[int, _List] = {}
        if outermost is None:
            self._article = find_article(boxes) or _containers(boxes)
            self._count_lists(links)
        self._inside = {id(box) for box in self._article}
        self._main_chars = _MAIN_SHARE * len(text)
        typed = sum(box.chars for box in boxes if box.tag == "pre") if outermost is None else 0
        self._typewritten = typed > max(self._main_chars, _TYPEWRITTEN_CHARS)
        self._span = self._paragraphs(boxes)

    def place(self, link: Link) -> Placement:
        """The placement of a link."""
        block = _block_of(link.box)
        context = self._context(block)
        if context.comments:
            return Placement("comments", 0.9, (Signal(context.comments, "comments", 1.0),))
        verbatim = "pre" if context.verbatim else link.kind in _WRITTEN and _typed_in(link.box)
        if verbatim:
            return Placement("code", 0.95, (Signal(f"element:{verbatim}", "code", 1.0),))
        if self._outermost is not None:
            return context.apart or self._outermost
        own = tuple(self._own_votes(link, block, context))
        found = context.decided.get(own)
        if found is None:
            found = context.decided[own] = decided([*context.votes.items(), *own])
        return found

    def votes(self, link: Link) -> list[Vote]:
        """All that speaks for or against a link; nothing where no vote is needed."""
        block = _block_of(link.box)
        context = self._context(block)
        if context.comments or context.verbatim or self._outermost is not None:
            return []
        return [*context.votes.items(), *self._own_votes(link, block, context)]

    def layout(self) -> list[tuple[int, Region]]:
        """Where in the text the article begins and ends, and what in it is set apart; empty when nothing
        speaks for an article.
        """
        if not self._article:
            return []
        starts: list[tuple[int, Region]] = [(0, "aside")]
        for box in sorted(self._article, key=lambda each: each.start):
            starts.append((box.start, "body"))
            for inner in self._apart_in(box):
                starts.extend(((inner.start, inner.hint.region), (inner.end, "body")))
            starts.append((box.end, "aside"))
        return starts

    def _apart_in(self, box: Box) -> Iterator[Box]:
        """The outermost boxes inside ``box`` that are not the article's own text."""
        pending = list(reversed(box.kids))
        while pending:
            node = pending.pop()
            if node.hint.region not in _SET_APART and self._speaks(node):
                yield node
            else:
                pending.extend(reversed(node.kids))

    def _speaks(self, box: Box) -> bool:
        """Whether what a box says of its region counts: not when it holds most of the page."""
        return box.hint.strong or box.chars <= self._main_chars

    def _own_votes(self, link: Link, block: Box, context: _Context) -> Iterator[Vote]:
        """What speaks for or against this one link, beside what its surroundings say."""
        if link.kind in _MEDIA:
            yield _MEDIA_VOTE
            return
        density = block.link_density
        yield _BLOCK_VOTES[_tenths(density)]
        yield _HOLDER_VOTES[_tenths(context.densest)]
        around = block.chars - block.link_chars
        yield _AROUND_VOTES[bisect_right(_AROUND_CHARS, around)]
        if block.tag in _TEXT_BLOCKS:
            yield _TEXT_BLOCKS[block.tag]
        if block.commas:
            yield "block:commas", "body"
        if link.start == link.end:
            yield "link:no-text", "aside"
        if link.image:
            yield "link:image", "aside"
        if link.start < self._span[0]:
            yield "before:text", "nav"
        elif link.start > self._span[1]:
            yield "after:text", "footer"
        if link.rel:
            yield from _relations(link.rel)
        if density > _BARE:
            yield _OWN_SITE if not link.host or link.host in self._own else _ELSEWHERE
        yield from self._listed(block, density)

    def _context(self, box: Box) -> _Context:
        """Of a box, made from its parent's: each box is asked once."""
        pending = []
        node = box
        while node.context is None:
            pending.append(node)
            if node.parent is None:
                break
            node = node.parent
        for node in reversed(pending):
            above = node.parent.context if node.parent is not None else None
            node.context = self._outermost_context() if above is None else self._below(above, node)
        context: _Context = box.context
        return context

    def _outermost_context(self) -> _Context:
        votes: dict[str, Region] = {}
        if self._outermost is None:
            votes = {"article:outside": "aside"} if self._article else {"article:none": "body"}
        return _Context(votes, inside=False, densest=0.0)

    def _below(self, above: _Context, box: Box) -> _Context:
        hint, tag = box.hint, box.tag
        enters = not above.inside and id(box) in self._inside
        if hint is SILENT and not (enters or box.hidden or tag in _SETTINGS or tag in _MEASURED):
            return above
        votes = dict(above.votes)
        if enters:
            votes.pop("article:outside", None)
            votes["article:inside"] = "body"
        inside = above.inside or enters
        captions = tag == "footer" and not _CAPTIONED.isdisjoint(votes)
        speaks = self._speaks(box) and not captions
        of_comments = hint.region == "comments" and hint.strong
        if hint.region not in _SET_APART and speaks and not of_comments:
            votes[hint.signal] = hint.region
            votes[f"{'inner' if inside else 'outer'}:{hint.region}"] = hint.region
        if hint.container:
            if hint.container not in _LOOSE_CONTAINERS:
                votes = {_over(name, region): region for name, region in votes.items()}
            votes[f"container:{hint.container}"] = "body"
        if box.hidden:
            votes["hidden"] = "aside"
        if tag in _SETTINGS:
            votes[f"in:{_SETTINGS[tag]}"] = "body"
        densest = 0.0 if enters or tag in _WHOLE else above.densest
        if tag in _HOLDERS and not enters and box.chars > 10:
            densest = max(densest, box.link_density)
        verbatim = above.verbatim or (tag == "pre" and not self._typewritten)
        comments = hint.signal if of_comments else above.comments
        if (
            votes == above.votes
            and (inside, verbatim, comments) == (above.inside, above.verbatim, above.comments)
            and self._outermost is None
            and _tenths(densest) == _tenths(above.densest)
        ):
            return above
        context = _Context(votes, inside=inside, densest=densest)
        context.verbatim, context.comments = verbatim, comments
        context.apart = above.apart
        if speaks and tag in _APART:
            context.apart = Placement(hint.region, 0.95, (Signal(hint.signal, hint.region, 1.0),))
        return context

    def _listed(self, block: Box, density: float) -> Iterator[Vote]:
        """What kind of list the block stands in."""
        box = _list_of(block)
        each = self._lists.get(id(box))
        if box is None or each is None:
            return
        if each.introduced:
            yield "list:introduced", "body"
        if density > _BARE and each.items > 1:
            yield _LIST_ELSEWHERE if each.elsewhere else _LIST_ONE_SITE

    def _count_lists(self, links: Iterable[Link]) -> None:
        found: dict[int, tuple[Box, list[str]]] = {}
        for link in links:
            box = _list_of(_block_of(link.box))
            if box is not None:
                found.setdefault(id(box), (box, []))[1].append(link.host)
        for key, (box, hosts) in found.items():
            own = sum(not host or host in self._own for host in hosts)
            before = self._text[max(0, box.start - 20) : box.start].rstrip()
            elsewhere = len(set(hosts)) >= 2 and own * 2 < len(hosts)
            self._lists[key] = _List(len(hosts), elsewhere, before.endswith((":", "：")))

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


def _containers(boxes: Sequence[Box]) -> list[Box]:
    """What a page with hardly any text calls its article: the outermost of what says so most clearly."""
    for names in (("itemprop:articleBody", "name:body"), ("element:article",), ("element:main",)):
        found = [box for box in boxes if box.hint.container in names]
        if found:
            return found[:1]
    return []


def _block_of(box: Box) -> Box:
    node = box
    while node.tag not in BLOCKS and node.parent is not None:
        node = node.parent
    return node


def _typed_in(box: Box) -> str | None:
    """The element that sets a place in a line apart as something to be typed."""
    node: Box | None = box
    while node is not None and node.tag not in BLOCKS:
        if node.tag in _TYPED:
            return node.tag
        node = node.parent
    return None


def _list_of(block: Box) -> Box | None:
    """The list that the block is an item of, or stands in an item of."""
    node: Box | None = block
    for _ in range(4):
        if node is None or node.tag in _LISTS:
            return node
        node = node.parent
    return None


def _relations(rel: Sequence[str]) -> Iterator[Vote]:
    for relation in rel:
        if relation in _NAV_RELATIONS:
            yield f"rel:{relation}", "nav"
        elif relation == "sponsored":
            yield "rel:sponsored", "aside"


def _over(name: str, region: Region) -> str:
    """The name of a vote from outside the container of an article: less is meant by it."""
    plain = region == "body" or name.startswith("over-") or name in ("hidden", "article:outside")
    return name if plain else f"over-{name}"


def decided(votes: Iterable[Vote]) -> Placement:
    """What comes of the votes."""
    total = BIAS
    counted = []
    against: dict[Region, float] = {}
    for vote in votes:
        weight, signal = _weighed(vote)
        total += weight
        if signal is not None:
            counted.append(signal)
        if vote[1] != "body":
            telling = 1.0 if not vote[0].startswith(_SHAPES) else 0.01
            against[vote[1]] = against.get(vote[1], 0.0) - min(weight, 0.0) * telling
    counted.sort(key=_WEIGHT, reverse=True)
    del counted[TOLD:]
    probability = 1 / (1 + exp(-max(-30.0, min(30.0, total))))
    if probability >= THRESHOLD:
        return Placement("body", round(probability, 3), tuple(counted))
    heaviest: Region = max(against, key=lambda each: against[each], default="aside")
    return Placement(heaviest, round(1 - probability, 3), tuple(counted))


@lru_cache(maxsize=4096)
def _weighed(vote: Vote) -> tuple[float, Signal | None]:
    """The weight of a vote, and the signal that tells of it; None when it counts for nothing."""
    name, region = vote
    weight = WEIGHTS.get(name) or ASSUMED.get(name, 0.0)
    if not weight:
        return 0.0, None
    side = "body" if weight > 0 else region if region != "body" else "aside"
    return weight, Signal(name, side, round(abs(weight), 2))


def _tenths(share: float) -> int:
    return min(9, int(share * 10))
