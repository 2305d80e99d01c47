"""A document's matter, told from what stands beside it.

Sites name the parts of their pages (navigation, comments, teasers), in elements or in names of classes;
a block that is mostly links is none of the matter either.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from snapshotter import urls
from snapshotter.cited import languages
from snapshotter.errors import UrlError
from snapshotter.pagemeta import tree
from snapshotter.urls import Url
from snapshotter.verdicts import document
from snapshotter.verdicts.wording import word_count

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MAX_ASSETS = 300
_LEAST_WORDS = 3
"""Of a block of a document that is matter."""
_MOST_BESIDE = 0.5
"""What holds more of a page than this is not beside it, whatever it is called."""
_MAX_BESIDE = 400
_CORE_PART = 0.55
"""So much of the matter makes an element the core."""
_MOST_OF_IT = 0.8
"""An element above it that holds so much is the core rather: articles are set in parts."""
_MOST_STEPS = 5
_PARAGRAPH_CHARS = 60
_MAX_DEPTH = 200
_MAX_READ_CHARS = 20_000_000
"""Elements lie within each other: so much is read of all of them together."""
_BESIDE_TAGS = frozenset(("nav", "aside", "footer"))
_BESIDE_ROLES = frozenset(
    ("navigation", "complementary", "contentinfo", "search", "banner", "alert", "dialog")
)
_MATTER_TAGS = frozenset(("html", "body", "main", "article", "input", "textarea", "img", "a", "span", "time"))
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|disqus|respond|replies|sidebar|side-?bar|related|recommended|recommendations|"
    r"recirc|promo|promos|teasers?|trending|popular|most-?(?:read|viewed|popular)|newsletter|subscribe|social|share|sharing|"
    r"sharebar|breadcrumbs?|cookies?|consent|ads?|adverts?|advertisement|advertising|sponsored|sponsor|outbrain|taboola|"
    r"footer|masthead|navbar|nav|navigation|menu|widgets?|ticker|pagination|pager|byline|dateline|timestamp|"
    r"viewcount|view-?count|counter|banner|popup|modal|tags)(?:$|[\s_-])"
)
_ASSETS = "img[src], video[src], audio[src], source[src], iframe[src], embed[src], object[data]"


class Markup:
    """A document, and what of it stands beside its matter."""

    def __init__(self, source: str, url: Url) -> None:
        self.document = document.read(source)
        self._root = tree.parse(source[: document.MAX_MARKUP_CHARS]) if source.strip() else None
        self._besides = Counter(
            block.text for node in self._beside() for block in document.read(node.html or "").blocks
        )
        links = (block.text for block in self.document.blocks if block.link_chars * 2 >= len(block.text))
        self.beside = frozenset((*self._besides, *links))
        self.assets = tuple(self._assets(url))
        self.language = self._language()

    def main(self) -> Iterator[str]:
        """The blocks of matter, in their order."""
        left = Counter(self._besides)
        for block in self.document.blocks:
            if left[block.text] > 0:
                left[block.text] -= 1
            elif block.link_chars * 2 < len(block.text) and word_count(block.text) >= _LEAST_WORDS:
                yield block.text

    def core(self, main: Sequence[str]) -> frozenset[str]:
        """The blocks of the element that holds most of the prose; none where no element holds much of it."""
        whole = sum(map(len, main))
        found: frozenset[str] = frozenset()
        node = self._heart()
        for _ in range(_MOST_STEPS):
            if node is None or node.tag in ("html", "body"):
                break
            blocks = frozenset(block.text for block in document.read(node.html or "").blocks)
            held = sum(len(block) for block in main if block in blocks)
            if held >= _MOST_OF_IT * whole:
                return blocks
            found = found or (blocks if held >= _CORE_PART * whole else frozenset())
            node = node.parent
        return found

    def _heart(self) -> LexborNode | None:
        """After Readability: paragraphs speak for their parent, and half as much for the one above."""
        scores: Counter[int] = Counter()
        nodes: dict[int, LexborNode] = {}
        read = 0
        for node in self._root.css("p, pre, blockquote, td") if self._root is not None else ():
            size = len(node.text(deep=True))
            above = node.parent
            read += size
            if read > _MAX_READ_CHARS:
                break
            for share in (1.0, 0.5) if size >= _PARAGRAPH_CHARS else ():
                if above is None or above.tag in ("html", "body"):
                    break
                nodes[above.mem_id] = above
                scores[above.mem_id] += int(size * share)
                above = above.parent
        best = scores.most_common(1)
        return nodes[best[0][0]] if best else None

    def _beside(self) -> Iterator[LexborNode]:
        """The outermost elements that are named as something other than the matter."""
        if self._root is None:
            return
        whole = sum(len(block.text) for block in self.document.blocks)
        taken: set[int] = set()
        read = 0
        for node in self._root.css("nav, aside, footer, [role], [class], [id]"):
            if len(taken) >= _MAX_BESIDE or read > _MAX_READ_CHARS:
                return
            if not _is_named_beside(node) or _is_below(node, taken):
                continue
            size = len(node.text())
            read += size
            if size <= max(whole * _MOST_BESIDE, 200) or node.tag in _BESIDE_TAGS:
                taken.add(node.mem_id)
                yield node

    def _assets(self, url: Url) -> Iterator[Url]:
        if self._root is None:
            return
        for node in self._root.css(_ASSETS)[:_MAX_ASSETS]:
            written = (node.attributes.get("src") or node.attributes.get("data") or "").strip()
            if not written or written.startswith(("data:", "about:", "javascript:")):
                continue
            if node.attributes.get("width") in ("0", "1") or node.attributes.get("height") in ("0", "1"):
                continue
            try:
                yield urls.without_fragment(urls.parse(written, url))
            except UrlError:
                continue

    def _language(self) -> str | None:
        stated = (self._root.attributes.get("lang") or "") if self._root is not None else ""
        return languages.tag(stated or self.document.meta.get("content-language", ""))


def _is_named_beside(node: LexborNode) -> bool:
    if node.tag in _BESIDE_TAGS:
        return True
    if node.tag in _MATTER_TAGS:
        return False
    attributes = node.attributes
    if (attributes.get("role") or "").lower() in _BESIDE_ROLES:
        return True
    named = f"{(attributes.get('class') or '')[:300]} {(attributes.get('id') or '')[:100]}"
    return _BESIDE.search(_spread(named)) is not None


_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def _spread(named: str) -> str:
    """``relatedPosts`` as ``related-posts``."""
    return _CAMEL.sub("-", named).lower()


def _is_below(node: LexborNode, taken: set[int]) -> bool:
    above = node.parent
    for _ in range(_MAX_DEPTH):
        if above is None:
            return False
        if above.mem_id in taken:
            return True
        above = above.parent
    return False
