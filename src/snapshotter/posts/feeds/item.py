"""An item of an RSS or Atom feed as a post."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from snapshotter.model.post import PostSource
from snapshotter.posts.feeds.bodies import BODIES, SUMMARIES, body_of, plain_of
from snapshotter.posts.feeds.dates import feed_date
from snapshotter.posts.feeds.links import cited_beside, links_of, own_address
from snapshotter.posts.parts import Attachment, Facts, Prose
from snapshotter.posts.streams.fragments import shows
from snapshotter.posts.streams.xmlstream import (
    base_of,
    child,
    child_text,
    children,
    firsts,
    name_of,
    resolve,
    text_in,
)
from snapshotter.urls import Url

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TITLES = ("title", "atom:title", "dc:title", "media:title", "itunes:title")
_DATES_TEXT = """
    pubDate published atom:published issued atom:issued dcterms:issued dc:date created atom:created
    dcterms:created updated atom:updated modified atom:modified dcterms:modified
"""
_DATES = tuple(_DATES_TEXT.split())
_AUTHORS = ("dc:creator", "author", "atom:author", "dc:author", "itunes:author")
_MAILED = re.compile(
    r"(?P<mail>[^\s<>()]+@[^\s<>()]+)\s*\((?P<behind>[^()]+)\)|(?P<before>[^<>]+?)\s*<[^<>]*@[^<>]*>"
)
_ID_CHARS = 500


@dataclass(frozen=True, slots=True)
class Site:
    """What a feed says of itself before its items."""

    base: Url | None
    """What its relative addresses resolve by, before any ``xml:base``."""
    sites: tuple[Url, ...]
    """Addresses on the site or sites that it belongs to."""
    authors: str
    complete: bool
    """Whether it has told its site: some feeds do so behind their first items."""

    @classmethod
    def around(cls, item: Element, source: PostSource) -> Site:
        """From the container of an item."""
        feed = item.getparent()
        channel = child(feed, "channel") if name_of(feed) == "rdf:RDF" else feed
        channel = channel if channel is not None else feed
        base, _ = base_of(channel, source.base_url)
        links = links_of(channel)
        pages = [url for link in links if link.rel == "alternate" and (url := resolve(link.href, base))]
        selves = [url for link in links if link.rel == "self" and (url := resolve(link.href, base))]
        own = (*pages, *selves, *((source.base_url,) if source.base_url else ()))
        base = source.base_url or next(iter((*selves, *pages)), None)
        return cls(base, tuple(own), _names(channel), bool(pages))


def prose_of(element: Element, site: Site, source: PostSource, ordinal: int) -> Prose:
    """One item or entry."""
    base, _ = base_of(element, site.base)
    links = links_of(element)
    own = own_address(element, links, site.sites, base)
    title = plain_of(child(element, *_TITLES))
    body, others = body_of(element)
    beside = cited_beside(element, links, own, title, base)
    identity = child_text(element, "guid", "id", "atom:id") or own.uri or str(ordinal)
    return Prose(
        source=f"{source.source}#{identity[:_ID_CHARS]}",
        format="atom" if name_of(element).endswith("entry") else "rss",
        content=body,
        markup="fragment",
        data=body.encode("utf-8", "replace"),
        facts=Facts(
            uri=own.uri,
            title=title or None,
            author=_names(element) or child_names(element, "source", "atom:source") or site.authors or None,
            published=next(
                (date for each in firsts(element, *_DATES) if (date := feed_date(text_in(each)))), None
            ),
        ),
        attachments=new_to(body, (*beside, *others)),
        base=_content_base(element, site, own.uri),
    )


def _content_base(element: Element, site: Site, uri: Url | None) -> Url | None:
    """``xml:base`` of the body or around it; without one the item's own address, else the site's."""
    bodies = (each for each in children(element, *BODIES, *SUMMARIES) if text_in(each) or len(each))
    base, said = base_of(next(bodies, element), site.base)
    return base if said or uri is None else None


def new_to(body: str, attachments: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """Attachments that the body does not show already, each once."""
    kept: dict[str, Attachment] = {}
    for each in attachments:
        href = each.href.strip()
        if href and href not in kept and not shows(body, href):
            kept[href] = each
    return tuple(kept.values())


def child_names(element: Element, *names: str) -> str:
    below = child(element, *names)
    return _names(below) if below is not None else ""


def _names(element: Element) -> str:
    """The authors that an item or a feed names, by the first way that it names any."""
    for name in _AUTHORS:
        found = [_person(each) for each in children(element, name)]
        named = list(dict.fromkeys(each for each in found if each))
        if named:
            return ", ".join(named)
    return ""


def _person(element: Element) -> str:
    """A person's name; of RSS's ``a@b.example (A. Person)`` what is no address."""
    if len(element):
        return child_text(
            element, "atom:name", "name", "atom:email", "email", "atom:uri", "uri", "url", "atom:url"
        )
    return person_name(text_in(element))


def person_name(text: str) -> str:
    """The name in an author's field that also holds an e-mail address."""
    text = " ".join(text.split())[:_ID_CHARS]
    found = _MAILED.fullmatch(text)
    return (found["behind"] or found["before"]).strip(' "') if found else text
