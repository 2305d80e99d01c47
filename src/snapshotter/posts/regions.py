"""Which part of a page a place belongs to: a first, honest rule.

Elements and roles that mean a region decide with high confidence, class and id words with less;
what nothing speaks for is body, surely inside an article and less so outside.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from snapshotter.model.citation import Region
from snapshotter.posts.targets import Attributes


class Placement(NamedTuple):
    """A region, how sure that is (0..1), and whether an article encloses the place."""

    region: Region
    confidence: float
    in_article: bool = False
    by_name: bool = False
    """Whether nothing but a class or an id says so."""


UNPLACED = Placement("body", 0.6)

_ELEMENTS: dict[str, Placement] = {
    "head": Placement("head", 1.0),
    "nav": Placement("nav", 0.95),
    "aside": Placement("aside", 0.85),
    "pre": Placement("code", 0.95),
    "code": Placement("code", 0.95),
    "samp": Placement("code", 0.8),
    "kbd": Placement("code", 0.8),
}
_ROLES: dict[str, Placement] = {
    "navigation": Placement("nav", 0.95),
    "banner": Placement("nav", 0.8),
    "contentinfo": Placement("footer", 0.9),
    "complementary": Placement("aside", 0.9),
    "search": Placement("nav", 0.9),
    "menu": Placement("nav", 0.85),
    "menubar": Placement("nav", 0.9),
}
_WORDS: dict[str, Region] = {
    **dict.fromkeys(("comment", "comments", "commentlist", "disqus", "respond", "replies"), "comments"),
    **dict.fromkeys(
        ("share", "sharing", "sharedaddy", "sharethis", "addtoany", "addthis", "social", "socialshare"),
        "share",
    ),
    **dict.fromkeys(
        ("sidebar", "related", "relatedposts", "recommended", "recommendations", "newsletter"), "aside"
    ),
    **dict.fromkeys(("promo", "sponsored", "advert", "advertisement", "trending", "popular"), "aside"),
    **dict.fromkeys(("nav", "navbar", "navigation", "menu", "breadcrumb", "breadcrumbs"), "nav"),
    **dict.fromkeys(("pagination", "pager", "masthead"), "nav"),
    **dict.fromkeys(("footer", "colophon"), "footer"),
}
_LAYOUT_WORDS_TEXT = """
    with without has have no not enable enabled layout main content page grid columns count fixed open
"""
_LAYOUT_WORDS = frozenset(_LAYOUT_WORDS_TEXT.split())
"""Beside one of these, a word speaks of the page's layout (``content-with-sidebar``)."""
_ARTICLE_WORDS = re.compile(
    r"(?:^|\s)(?:entry-content|e-content|post-body|post-content|article-body|article-content|articlebody"
    r"|post-text|story-body|markdown-body|available-content)(?:\s|$)"
)
_WORD_BEARERS_TEXT = """
    div section ul ol li form p span header a table td dl details button figure
"""
_WORD_BEARERS = frozenset(_WORD_BEARERS_TEXT.split())
_SHARE_ADDRESS = re.compile(
    r"https?://(?:[\w-]+\.)*(?:(?:twitter|x)\.com/(?:intent/|share\b)|facebook\.com/(?:sharer|share\.php|dialog/)"
    r"|linkedin\.com/(?:shareArticle|sharing/)|pinterest\.[a-z.]+/pin/create|reddit\.com/submit|tumblr\.com/share"
    r"|whatsapp\.com/send|wa\.me/\?text|t\.me/share|news\.ycombinator\.com/submitlink|addtoany\.com/"
    r"|addthis\.com/bookmark|getpocket\.com/(?:save|edit)|plus\.google\.com/share|digg\.com/submit"
    r"|bsky\.app/intent|threads\.net/intent)",
    re.IGNORECASE,
)
_TOKENS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_CLASS_CONFIDENCE, _ID_CONFIDENCE = 0.75, 0.8


def by_address(placement: Placement, url: str | None) -> Placement:
    """The placement of a citation of ``url``: a sharing service's form is a share button wherever it is."""
    if url is None or placement.region != "body" or not _SHARE_ADDRESS.match(url):
        return placement
    return placement._replace(region="share", confidence=0.9)


def place(tag: str, attributes: Attributes, above: Placement) -> Placement:
    """The placement of what is inside an element, given that of the element itself."""
    if _opens_article(tag, attributes):
        return _in_article(tag, attributes, above)
    if above.region != "body":
        return above
    found = _spoken_for(tag, attributes, above)
    return found._replace(in_article=above.in_article) if found else above


def _opens_article(tag: str, attributes: Attributes) -> bool:
    return (
        tag in ("article", "main")
        or attributes.get("role") in ("main", "article")
        or attributes.get("itemprop") == "articleBody"
        or _ARTICLE_WORDS.search((attributes.get("class") or "").lower()) is not None
    )


def _in_article(tag: str, attributes: Attributes, above: Placement) -> Placement:
    """An article is body, but a comment or a teaser in a side column is an ``<article>`` too."""
    main = tag == "main" or "main" in (attributes.get("role"), attributes.get("id"))
    body = attributes.get("itemprop") == "articleBody"
    if above.region == "body" or ((main or body) and above.confidence < 0.9):
        word = None if main or body else _worded(attributes)
        return (
            Placement(*word, in_article=True, by_name=True)
            if word
            else Placement("body", 0.9 if main else 0.95, True)
        )
    return above


def _spoken_for(tag: str, attributes: Attributes, above: Placement) -> Placement | None:
    by_role = _ROLES.get(attributes.get("role") or "")
    if by_role is not None:
        return by_role
    if tag in _ELEMENTS:
        return _ELEMENTS[tag]
    if tag in ("header", "footer"):
        return _edge(tag, above)
    return Placement(*word, by_name=True) if tag in _WORD_BEARERS and (word := _worded(attributes)) else None


def _edge(tag: str, above: Placement) -> Placement:
    if tag == "header":
        return Placement("body", 0.8) if above.in_article else Placement("nav", 0.7)
    return Placement("footer", 0.7 if above.in_article else 0.9)


def _worded(attributes: Attributes) -> tuple[Region, float] | None:
    for name, confidence in (("id", _ID_CONFIDENCE), ("class", _CLASS_CONFIDENCE)):
        for word in (attributes.get(name) or "").split():
            tokens = [token.lower() for token in _TOKENS.findall(word)]
            region = next((_WORDS[token] for token in tokens if token in _WORDS), None)
            if region is not None and _LAYOUT_WORDS.isdisjoint(tokens):
                return region, confidence
    return None
