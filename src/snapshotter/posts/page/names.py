"""What elements and their names say of the part of a page that they hold.

A tag, a role, a class or an id speaks for a region (``<nav>``, ``class="related-posts"``), for the
article itself (``class="entry-content"``), or for neither.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from snapshotter.model.citation import Region
from snapshotter.posts.page.targets import Attributes


class Hint(NamedTuple):
    """What one element says."""

    signal: str = ""
    """``element:nav``, ``role:navigation``, ``name:sidebar``; empty when it says nothing of a region."""
    region: Region = "body"
    strong: bool = False
    """Whether the element's meaning says so, and not only the name that somebody gave it."""
    container: str = ""
    """What makes it the container of an article: ``element:article``, ``name:entry-content``."""
    weight: int = 0
    """-1, 0 or 1: whether its names are those of a page's edges or of its text."""
    byline: bool = False
    """Whether it says who wrote the article."""


SILENT = Hint()

_ELEMENTS: dict[str, Region] = {
    "nav": "nav",
    "aside": "aside",
    "footer": "footer",
    "header": "nav",
    "menu": "nav",
    "dialog": "aside",
    "form": "aside",
    "pre": "code",
    "code": "code",
    "samp": "code",
    "kbd": "code",
}
_WEAK_ELEMENTS = frozenset(("header", "form", "menu", "code", "samp", "kbd"))
_ROLES: dict[str, Region] = {
    "navigation": "nav",
    "menu": "nav",
    "menubar": "nav",
    "banner": "nav",
    "search": "nav",
    "tablist": "nav",
    "toolbar": "nav",
    "contentinfo": "footer",
    "complementary": "aside",
    "alert": "aside",
    "alertdialog": "aside",
    "dialog": "aside",
}
_WORDS_TEXT: dict[Region, str] = {
    "comments": """
        comment comments commentlist commenting disqus discussion respond reply replies reaction reactions
        kommentare kommentar commentaires comentarios commenti webmentions responses livefyre
    """,
    "share": """
        share shares sharing sharebar sharebox sharebutton sharebuttons sharedaddy sharethis shareaholic
        addtoany addthis social socials socialmedia sociallinks socialshare socialicons shariff a2a teilen
        partager compartir condividi follow followus
    """,
    "aside": """
        sidebar related relateds relatedposts recommended recommend recommends recommendation
        recommendations newsletter promo promos promotion promoted sponsor sponsored sponsors advert
        adverts advertisement advertising ad ads adv banner trending popular mostpopular mostread mostviewed
        outbrain taboola zergnet teaser teasers teaserlist widget widgets rail rightrail leftrail sidecol
        rightcol leftcol rightcolumn leftcolumn readnext upnext morestories morefrom alsolike suggested
        suggestions subscribe subscription signup optin paywall popup modal overlay lightbox cookie cookies
        gdpr consent toast tooltip dropdown skyscraper supplemental upsell cta callout readmore
        bio authorbio aboutauthor infobox navbox toc sidenote further trends topstories
    """,
    "nav": """
        nav navbar navigation navi menu menus submenu topmenu breadcrumb breadcrumbs crumbs pagination
        pager paging paginate masthead topbar toolbar sitenav subnav mainnav globalnav skip skiplink tabs
        tags tag taglist topics categories category keywords byline author authors meta metadata
        postmeta dateline login signin account search searchform langs languages language language-switcher
        prevnext nextprev editsection jump printfooter catlinks
    """,
    "footer": """
        footer foot colophon copyright legal legals disclaimer imprint impressum sitemap bottombar
        contentinfo license
    """,
}
_WORDS: dict[str, Region] = {word: region for region, text in _WORDS_TEXT.items() for word in text.split()}
_SURE_COMMENTS_TEXT = """
    comment comments commentlist commenting disqus kommentare kommentar commentaires comentarios commenti
    webmentions livefyre post-comments reply-list
"""
_SURE_COMMENTS = frozenset(_SURE_COMMENTS_TEXT.split())
"""A class of ``reply`` or ``discussion`` may be about the post itself."""
_PAIRS_TEXT: dict[Region, str] = {
    "aside": """
        also-like also-read read-next read-more up-next more-from more-stories more-news more-posts
        most-read most-popular most-viewed you-may see-also side-bar right-rail left-rail right-col
        left-col right-column left-column top-stories latest-news latest-posts recent-posts next-article
        about-author author-bio sign-up call-to pop-up further-reading
    """,
    "share": "follow-us social-media share-this",
    "nav": """
        post-meta entry-meta article-meta post-tags entry-tags posted-in filed-under post-nav skip-link
        edit-section
    """,
    "comments": "reply-list post-comments",
}
_PAIRS: dict[str, Region] = {pair: region for region, text in _PAIRS_TEXT.items() for pair in text.split()}
_TEXT_WORDS = frozenset(
    [
        "article",
        "articlebody",
        "body",
        "content",
        "entry",
        "hentry",
        "main",
        "page",
        "post",
        "posts",
        "text",
        "blog",
        "story",
        "column",
        "prose",
    ]
)
"""Beside one of these a word may speak of the layout or of what the text is about."""
_LAYOUT_WORDS = frozenset(
    [
        "with",
        "without",
        "has",
        "have",
        "no",
        "not",
        "enable",
        "enabled",
        "layout",
        "grid",
        "count",
        "fixed",
        "open",
        "is",
        "wrapper",
        "wrap",
        "container",
    ]
)
_EDGE_WORDS = frozenset(
    [
        "hidden",
        "banner",
        "combx",
        "comment",
        "com",
        "contact",
        "foot",
        "footer",
        "footnote",
        "gdpr",
        "masthead",
        "media",
        "meta",
        "outbrain",
        "promo",
        "related",
        "scroll",
        "share",
        "shoutbox",
        "sidebar",
        "skyscraper",
        "sponsor",
        "shopping",
        "tags",
        "tool",
        "widget",
    ]
)
_BODY_NAMES = re.compile(
    r"(?:^|[\s_])(?:entry-?content|e-content|post-?body|post-?content|article-?body|article-?content|article__body"
    r"|article__content|article-?text|post-?text|story-?body|story-?content|story-?text|markdown-body"
    r"|available-content|blog-?post-?content|post-?full-?content|gh-content|kg-canvas|single-?content|body-?copy"
    r"|articletext|content-?body|content__article-body|rte|rich-?text|td-post-content|caas-body|mw-parser-output)"
    r"(?:[\s_]|$)"
)
_SURE_CONTAINERS = ("itemprop:articleBody", "name:body")
_ENTRY_NAMES = re.compile(r"(?:^|\s)(?:h-entry|hentry|blog-?post|post|article|entry|story)(?:\s|$)")
_TELLING_TEXT = """
    entry hentry content post article articlebody articletext articlecontent postcontent postbody entrycontent
    storybody storytext blogpost blogpostcontent contentbody bodycopy richtext body text story markdown
    available blog single copy rte rich caas parser gh kg canvas
"""
_TELLING = frozenset(_TELLING_TEXT.split())
"""Words without which no name is one of these."""
_TOKENS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MAX_NAMES_CHARS = 400


def hint_of(tag: str, attributes: Attributes) -> Hint:
    """What an element says, as far as it says anything."""
    if not attributes:
        return _hint(tag, "", "", "", "") if tag in _SPEAKING else SILENT
    get = attributes.get
    classes, id, role, itemprop = get("class"), get("id"), get("role"), get("itemprop")
    if not (classes or id or role or itemprop):
        return _hint(tag, "", "", "", "") if tag in _SPEAKING else SILENT
    return _hint(
        tag,
        classes[:_MAX_NAMES_CHARS] if classes else "",
        id[:_MAX_NAMES_CHARS] if id else "",
        role or "",
        itemprop or "",
    )


class _Said(NamedTuple):
    """What the words of one class or id attribute say."""

    named: tuple[str, Region] | None
    body: bool
    """Whether it is a name that templates give to an article's text."""
    entry: bool
    weight: int
    byline: bool


@lru_cache(maxsize=8192)
def _hint(tag: str, classes: str, id: str, role: str, itemprop: str) -> Hint:
    by_class, by_id = _said(classes), _said(id)
    byline = itemprop == "author" or by_class.byline
    container = "itemprop:articleBody" if itemprop == "articleBody" else ""
    container = container or _container(tag, role, by_class, by_id, id)
    weight = max(-1, min(1, by_class.weight + by_id.weight))
    if role in _ROLES:
        return Hint(f"role:{role}", _ROLES[role], True, "", weight, byline)
    silent = tag in ("body", "html") or container in _SURE_CONTAINERS
    named = None if silent else by_id.named or by_class.named
    if container and named and named[1] != "comments":
        named = None  # themes write an article's tags and categories into its class
    if tag in _ELEMENTS and not (named and tag in _WEAK_ELEMENTS):
        return Hint(f"element:{tag}", _ELEMENTS[tag], tag not in _WEAK_ELEMENTS, container, weight, byline)
    if named:
        return Hint(f"name:{named[0]}", named[1], named[0] in _SURE_COMMENTS, container, weight, byline)
    spoke = container or weight or byline
    return Hint("", "body", False, container, weight, byline) if spoke else SILENT


def _container(tag: str, role: str, by_class: _Said, by_id: _Said, id: str) -> str:
    if by_class.body or by_id.body:
        return "name:body"
    if tag == "article" or role == "article":
        return "element:article"
    if tag == "main" or role == "main" or id == "main":
        return "element:main"
    return "name:entry" if by_class.entry else ""


@lru_cache(maxsize=8192)
def _said(names: str) -> _Said:
    if not names:
        return _NOTHING
    named: tuple[str, Region] | None = None
    weight_for = weight_against = 0
    telling = False
    for word in names.split():
        tokens = [token.lower() for token in _TOKENS.findall(word)]
        weight_for = weight_for or not _TEXT_WORDS.isdisjoint(tokens)
        weight_against = weight_against or not _EDGE_WORDS.isdisjoint(tokens)
        telling = telling or not _TELLING.isdisjoint(tokens)
        if named is None and tokens and _LAYOUT_WORDS.isdisjoint(tokens):
            named = _named(tokens)
    body = entry = False
    if telling:
        lower = names.lower()
        body, entry = _BODY_NAMES.search(lower) is not None, _ENTRY_NAMES.search(lower) is not None
    byline = not _BYLINES.isdisjoint(names.split())
    return _Said(named, body, entry, int(weight_for) - int(weight_against), byline)


def _named(tokens: list[str]) -> tuple[str, Region] | None:
    for pair in pairwise(tokens):
        joined = f"{pair[0]}-{pair[1]}"
        if joined in _PAIRS:
            return joined, _PAIRS[joined]
    found = next((token for token in tokens if token in _WORDS), None)
    return (found, _WORDS[found]) if found is not None else None


_NOTHING = _Said(None, False, False, 0, False)
_BYLINES = frozenset(("byline", "p-author", "author-name", "post-author", "entry-author"))
_SPEAKING = frozenset((*_ELEMENTS, "article", "main"))
