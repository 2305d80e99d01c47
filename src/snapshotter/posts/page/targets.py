"""Which attributes of which elements name another resource (HTML Standard, attributes index)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from snapshotter.model.citation import Kind
from snapshotter.posts.page import embeds

Attributes = Mapping[str, str | None]


class Target(NamedTuple):
    """An address that an element names, as written."""

    kind: Kind
    href: str


_Reader = Callable[[Attributes, str], Iterable[Target]]

_RESOURCE_RELATIONS_TEXT = """
    stylesheet icon shortcut mask-icon apple-touch-icon apple-touch-icon-precomposed
    apple-touch-startup-image preload modulepreload prefetch prerender dns-prefetch preconnect manifest
    pingback expect
"""
RESOURCE_RELATIONS = frozenset(_RESOURCE_RELATIONS_TEXT.split())
"""Link types that load a resource for the page itself (HTML Standard, 4.6.8): no links to anywhere."""
_LAZY_TEXT = """
    data-src data-original data-lazy-src data-lazy data-lazyload data-original-src data-actualsrc
    data-delayed-url data-cfsrc data-ezsrc data-echo data-defer-src data-litespeed-src data-hi-res-src
    data-cookieblock-src data-cmp-src data-iframe-src
"""
_LAZY = tuple(_LAZY_TEXT.split())
"""Where scripts that load on demand keep ``src``."""
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set")
_PLACEHOLDER = re.compile(
    r"\s*(?:data:|about:|\Z|.*(?:blank|spacer|placeholder|transparent|pixel|1x1|loading|loader|lazy)"
    r"[\w.-]{0,20}\.(?:gif|png|svg|jpe?g|webp)(?:\?|\Z))",
    re.IGNORECASE | re.DOTALL,
)
"""What stands in ``src`` meanwhile."""
_NOWHERE = re.compile(r"\s*(?:#!?\Z|javascript:|\Z)", re.IGNORECASE)
_RESPONSES = frozenset(("u-in-reply-to", "u-like-of", "u-repost-of", "u-bookmark-of", "u-quotation-of"))
"""Microformats of what a post responds to."""
_CITING_PROPERTIES: Mapping[str, Kind] = {
    "citation": "link",
    "isbasedon": "link",
    "isbasedonurl": "link",
    "embedurl": "embed",
    "contenturl": "video",
}
"""Microdata in ``meta`` elements (schema.org)."""
_MOVIES = frozenset(("movie", "src", "filename", "url"))

_SRCSET = re.compile(r"[\s,]*(\S+)")
_DESCRIPTORS = re.compile(r"((?:[^,(]|\([^)]*\)?)*)(?:,|\Z)")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)([wx])\b")


def names_any(tag: str, attributes: Attributes) -> bool:
    """Whether an element may name an address at all: quick, for it is asked of every element."""
    return tag in _READERS or not embeds.NAMES.isdisjoint(attributes)


def targets(tag: str, attributes: Attributes, parent: str) -> Iterable[Target]:
    """The addresses that an element names, at most one of them for ``a``.  ``parent`` is the tag above it."""
    if not attributes:
        return ()
    read = _READERS.get(tag)
    if embeds.NAMES.isdisjoint(attributes):
        return read(attributes, parent) if read is not None else ()
    found = list(read(attributes, parent)) if read is not None else []
    return found if tag == "a" else [*found, *_of_widgets(tag, attributes, found)]


def _of_widgets(tag: str, attributes: Attributes, found: list[Target]) -> Iterator[Target]:
    """What else a widget's attributes name: an embedded thing, or a page that a click leads to."""
    known = {target.href for target in found}
    for href in embeds.embedded(tag, attributes):
        if href not in known:
            yield Target("embed", href)
    clicked = embeds.goes_to(attributes.get("onclick") or "")
    row = attributes.get("data-href") if tag in ("tr", "td", "button", "li") else None
    clicked = clicked or (row if row and embeds.is_web(row) else None)
    if clicked and clicked not in known:
        yield Target("link", clicked)


def _named(kind: Kind, *names: str) -> _Reader:
    """The first of these attributes that is there."""

    def read(attributes: Attributes, parent: str) -> Iterable[Target]:
        for name in names:
            href = attributes.get(name)
            if href is not None:
                return (Target(kind, href),)
        return ()

    return read


def _a(attributes: Attributes, parent: str) -> Iterable[Target]:
    """``href``, or where it leads nowhere, what a script would follow instead."""
    href = attributes.get("href")
    if href is None:
        href = attributes.get("xlink:href")
    if href is None or _NOWHERE.match(href):
        followed = attributes.get("data-href")
        if not followed or not embeds.is_web(followed):
            followed = embeds.goes_to(attributes.get("onclick") or "") or embeds.goes_to(href or "")
        href = followed or href
    return (Target("link", href),) if href is not None else ()


def _img(attributes: Attributes, parent: str) -> Iterator[Target]:
    """The picture, whether it is loaded at once or on demand, and its largest form."""
    src = attributes.get("src")
    shown = [href for href in (_lazy(attributes), *_largest(attributes)) if href]
    if src is not None and not (shown and _PLACEHOLDER.match(src)):
        shown.insert(0, src)
    for href in dict.fromkeys(shown):
        yield Target("image", href)
    described = attributes.get("longdesc")
    if described:
        yield Target("link", described)


def _lazy(attributes: Attributes) -> str | None:
    return next((href for name in _LAZY if (href := attributes.get(name))), None)


def _largest(attributes: Attributes) -> Iterator[str | None]:
    for name in ("srcset", *_LAZY_SETS):
        if attributes.get(name):
            yield largest_candidate(attributes[name] or "")


def _media(kind: Kind) -> _Reader:
    """``src``, or what a script puts there on demand or after consent; a video's poster."""

    def read(attributes: Attributes, parent: str) -> Iterator[Target]:
        src = attributes.get("src")
        lazy = _lazy(attributes) if not src or _PLACEHOLDER.match(src) else None
        if lazy or src is not None:
            yield Target(kind, lazy or src or "")
        poster = attributes.get("poster")
        if poster:
            yield Target("image", poster)
        described = attributes.get("longdesc")
        if described:
            yield Target("link", described)

    return read


def _source(attributes: Attributes, parent: str) -> Iterator[Target]:
    src = attributes.get("src") or _lazy(attributes)
    kind: Kind = "audio" if parent == "audio" else "video" if parent == "video" else "image"
    if src:
        yield Target(kind, src)
    for largest in _largest(attributes):
        if largest is not None and largest != src:
            yield Target("image", largest)


def _track(attributes: Attributes, parent: str) -> Iterable[Target]:
    src = attributes.get("src")
    return (Target("audio" if parent == "audio" else "video", src),) if src else ()


def _link(attributes: Attributes, parent: str) -> Iterable[Target]:
    href = attributes.get("href")
    relations = set((attributes.get("rel") or "").lower().split())
    return (Target("link", href),) if href and not relations & RESOURCE_RELATIONS else ()


def _script(attributes: Attributes, parent: str) -> Iterable[Target]:
    src = attributes.get("src")
    page = embeds.drawn(src) if src else None
    return (Target("embed", page),) if page else ()


def _blockquote(attributes: Attributes, parent: str) -> Iterable[Target]:
    """A quotation's source; a quotation that stands for a post elsewhere embeds it."""
    cite = attributes.get("cite")
    if cite is None:
        return ()
    names = (attributes.get("class") or "").split()
    return (Target("quote-cite" if embeds.QUOTED_POSTS.isdisjoint(names) else "embed", cite),)


def _param(attributes: Attributes, parent: str) -> Iterable[Target]:
    value = attributes.get("value")
    if parent != "object" or not value or (attributes.get("name") or "").lower() not in _MOVIES:
        return ()
    return (Target("embed", value),)


def _input(attributes: Attributes, parent: str) -> Iterable[Target]:
    src = attributes.get("src")
    return (Target("image", src),) if src and (attributes.get("type") or "").lower() == "image" else ()


def _data(attributes: Attributes, parent: str) -> Iterable[Target]:
    value = attributes.get("value")
    responds = value and not _RESPONSES.isdisjoint((attributes.get("class") or "").split())
    return (Target("link", value),) if value and responds else ()


def _meta(attributes: Attributes, parent: str) -> Iterable[Target]:
    content, names = attributes.get("content"), attributes.get("itemprop")
    if not content or not names or not embeds.is_web(content):
        return ()
    kinds = (_CITING_PROPERTIES.get(name) for name in names.lower().split())
    return tuple(Target(kind, content) for kind in kinds if kind)[:1]


def largest_candidate(srcset: str) -> str | None:
    """The address of the widest or densest candidate of a ``srcset``; the first of equals."""
    best: tuple[float, str] | None = None
    for href, size in _candidates(srcset):
        if best is None or size > best[0]:
            best = (size, href)
    return best[1] if best else None


def _candidates(srcset: str) -> Iterator[tuple[str, float]]:
    at = 0
    while found := _SRCSET.match(srcset, at):
        href, at = found[1], found.end()
        size = None
        if not href.endswith(","):
            descriptors = _DESCRIPTORS.match(srcset, at)
            if descriptors is not None:
                size = _SIZE.search(descriptors[1])
                at = descriptors.end()
        if href.strip(","):
            yield href.rstrip(","), float(size[1]) if size else 1.0


_CITE, _HREF = _named("quote-cite", "cite"), _named("link", "href", "xlink:href")
_READERS: Mapping[str, _Reader] = {
    "a": _a,
    "area": _HREF,
    **dict.fromkeys(("math", "mrow", "mi", "mn", "mo", "mtext"), _HREF),
    **dict.fromkeys(("img", "amp-img", "amp-anim"), _img),
    "image": _named("image", "href", "xlink:href"),
    **dict.fromkeys(("video", "amp-video"), _media("video")),
    **dict.fromkeys(("audio", "amp-audio", "bgsound"), _media("audio")),
    **dict.fromkeys(("iframe", "frame", "embed", "amp-iframe"), _media("embed")),
    "object": _named("embed", "data"),
    "param": _param,
    "blockquote": _blockquote,
    **dict.fromkeys(("q", "ins", "del"), _CITE),
    "source": _source,
    "track": _track,
    "link": _link,
    "script": _script,
    "input": _input,
    "data": _data,
    "meta": _meta,
}
