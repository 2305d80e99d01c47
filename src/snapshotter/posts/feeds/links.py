"""Which of an item's links is the item itself, and which ones it cites.

Most items link to themselves.  A link blog's items link to what they are about, and their own address
stands elsewhere: in a permalink ``guid``, in ``rel=related`` (Daring Fireball), in ``comments``
(Hacker News).  Which it is shows in the site that the feed belongs to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from snapshotter import urls
from snapshotter.model.citation import Kind
from snapshotter.posts.address.skips import site
from snapshotter.posts.parts import Attachment
from snapshotter.posts.streams.xmlstream import child_text, children, name_of, resolve, text_in
from snapshotter.urls import Url

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CITED = frozenset(("via", "related", "in-reply-to", "cite"))
"""Relations by which an entry names what it is about (RFC 4287, 4.2.7.2; IANA link relations)."""
_PROXIES = (
    "feedproxy.google.com",
    "feeds.feedburner.com",
    "feedblitz.com",
    "feedsportal.com",
    "feedpress.me",
)
"""Services that count readers on the way to the item."""
_ADDRESS = ("http://", "https://")


class Link(NamedTuple):
    """A link of an item, as written."""

    rel: str
    href: str
    title: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Own:
    """The address of an item, and the one that it is about where that is another."""

    uri: Url | None
    about: str | None = None


def links_of(element: Element) -> list[Link]:
    """The links of an item or entry in document order; a bare one is ``alternate``."""
    found = []
    for below in children(element, "link", "atom:link"):
        href = below.get("href") or text_in(below)
        if href:
            rel = (below.get("rel") or "alternate").strip().lower().rpartition("/")[2]
            found.append(Link(rel, href.strip(), below.get("title") or "", (below.get("type") or "").lower()))
    return found


def own_address(element: Element, links: list[Link], sites: tuple[Url, ...], base: Url | None) -> Own:
    """The item's own address among all that it names."""
    original = child_text(element, "feedburner:origLink")
    alternates = [link for link in links if link.rel == "alternate"]
    pages = [link for link in alternates if "html" in link.type or not link.type] or alternates
    named = original or next((link.href for link in pages), "")
    first = resolve(named, base)
    permalink = resolve(_permalink(element), base)
    if first is None:
        return Own(permalink or next(_others(element, links, base), None))
    if not _foreign(first, sites):
        return Own(first)
    others = (permalink, *_others(element, links, base))
    own = next((url for url in others if url is not None and not _foreign(url, sites)), None)
    if own is None:
        return Own(first)
    return Own(own, None if _is_proxy(first) else named)


def _permalink(element: Element) -> str:
    """A ``guid`` is an address unless it says that it is not (RSS 2.0)."""
    for guid in children(element, "guid"):
        text = text_in(guid)
        if (guid.get("isPermaLink") or "true").strip().lower() != "false" and text.startswith(_ADDRESS):
            return text
    return ""


def _others(element: Element, links: list[Link], base: Url | None) -> Iterator[Url]:
    """Addresses that may be the item's, the likeliest first."""
    about = next((value for name, value in element.attrib.items() if name.endswith("}about")), "")
    written = [text_in(below) for below in children(element, "guid", "id", "atom:id")]
    hrefs = [about, *(text for text in written if text.startswith(_ADDRESS))]
    hrefs += [link.href for link in links if link.rel == "related"]
    hrefs += [child_text(element, "comments")]
    yield from (url for href in hrefs if (url := resolve(href, base)) is not None)


def _foreign(url: Url, sites: tuple[Url, ...]) -> bool:
    """Whether an address is on none of the feed's own sites, as far as they are known."""
    return bool(sites) and not any(_same_site(url, own) for own in sites)


def _same_site(one: Url, other: Url) -> bool:
    (first, _), (second, _) = site(one), site(other)
    return first == second or first.endswith(f".{second}") or second.endswith(f".{first}")


def _is_proxy(url: Url) -> bool:
    return urls.hostname(url).endswith(_PROXIES)


def cited_beside(
    element: Element, links: list[Link], own: Own, title: str, base: Url | None
) -> Iterator[Attachment]:
    """What an item cites outside its body: the page it is about, related ones, its media."""
    if own.about is not None:
        yield Attachment(own.about, "link", title)
    for link in links:
        if link.rel == "enclosure":
            yield Attachment(link.href, "feed-enclosure", link.title)
        elif link.rel in _CITED and resolve(link.href, base) != own.uri:
            yield Attachment(link.href, "link", link.title)
    for below in element.iterchildren("*"):
        yield from _named_by(below, own)


def _named_by(below: Element, own: Own) -> Iterator[Attachment]:
    name = name_of(below)
    if name == "enclosure" and (href := below.get("url") or below.get("href")):
        yield Attachment(href, "feed-enclosure")
    elif name in ("media:content", "media:group"):
        yield from _media(below)
    elif name in ("media:thumbnail", "itunes:image") and (href := below.get("url") or below.get("href")):
        yield Attachment(href, "image")
    elif name == "media:player" and (href := below.get("url")):
        yield Attachment(href, "embed")
    elif name in ("source", "atom:source"):
        yield from _source(below)
    elif name == "thr:in-reply-to" and (href := below.get("href") or below.get("ref") or "").startswith(
        _ADDRESS
    ):
        yield Attachment(href, "link")
    elif name == "comments" and (href := text_in(below)).startswith(_ADDRESS) and _elsewhere(href, own):
        yield Attachment(href, "link", "comments")
    elif name in ("content", "atom:content") and (href := below.get("src")):
        yield Attachment(href, _kind(below.get("type") or ""))


def _media(element: Element) -> Iterator[Attachment]:
    """Media RSS: the files of an item, one by one or as a group of the same in several forms."""
    for each in element.iter():
        name = name_of(each)
        if name == "media:content" and each.get("url"):
            title = text_in(next(iter(children(each, "media:title")), None))
            yield Attachment(each.get("url"), "feed-enclosure", title)
        elif name == "media:thumbnail" and each.get("url"):
            yield Attachment(each.get("url"), "image")
        elif name == "media:player" and each.get("url"):
            yield Attachment(each.get("url"), "embed")


def _source(element: Element) -> Iterator[Attachment]:
    """The feed that an item was taken from (RSS 2.0 ``source``), or its site (RFC 4287, 4.2.11)."""
    if href := element.get("url"):
        yield Attachment(href, "link", text_in(element))
        return
    title = child_text(element, "atom:title", "title")
    links = [link for link in links_of(element) if link.rel == "alternate"]
    yield from (Attachment(link.href, "link", title) for link in links[:1])


def _elsewhere(href: str, own: Own) -> bool:
    url = resolve(href, own.uri)
    return url is not None and own.uri is not None and not _same_site(url, own.uri)


def _kind(media_type: str) -> Kind:
    family = media_type.partition("/")[0].lower()
    if family == "image":
        return "image"
    if family == "video":
        return "video"
    return "audio" if family == "audio" else "link"
