"""Which attributes of which elements name another resource (HTML Standard, attributes index)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from snapshotter.model.citation import Kind

Attributes = Mapping[str, str | None]


class Target(NamedTuple):
    """An address that an element names, as written."""

    kind: Kind
    href: str


_SIMPLE: Mapping[str, tuple[tuple[str, Kind], ...]] = {
    "a": (("href", "link"), ("xlink:href", "link")),
    "area": (("href", "link"),),
    "img": (("src", "image"),),
    "image": (("href", "image"), ("xlink:href", "image")),
    "video": (("src", "video"), ("poster", "image")),
    "audio": (("src", "audio"),),
    "iframe": (("src", "embed"),),
    "frame": (("src", "embed"),),
    "embed": (("src", "embed"),),
    "object": (("data", "embed"),),
    "blockquote": (("cite", "quote-cite"),),
    "q": (("cite", "quote-cite"),),
    "ins": (("cite", "quote-cite"),),
    "del": (("cite", "quote-cite"),),
}
_RESOURCE_RELATIONS_TEXT = """
    stylesheet icon shortcut mask-icon apple-touch-icon apple-touch-icon-precomposed
    apple-touch-startup-image preload modulepreload prefetch prerender dns-prefetch preconnect manifest
    pingback expect
"""
RESOURCE_RELATIONS = frozenset(_RESOURCE_RELATIONS_TEXT.split())
"""Link types that load a resource for the page itself (HTML Standard, 4.6.8): no links to anywhere."""

_SRCSET = re.compile(r"[\s,]*(\S+)")
_DESCRIPTORS = re.compile(r"((?:[^,(]|\([^)]*\)?)*)(?:,|\Z)")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)([wx])\b")


def targets(tag: str, attributes: Attributes, parent: str) -> Iterator[Target]:
    """The addresses that an element names.  ``parent`` is the tag above it."""
    for name, kind in _SIMPLE.get(tag, ()):
        href = attributes.get(name)
        if href is not None:
            yield Target(kind, href)
            break
    if tag == "video" and attributes.get("src") and attributes.get("poster"):
        yield Target("image", str(attributes["poster"]))
    yield from _from_sources(tag, attributes, parent)


def _from_sources(tag: str, attributes: Attributes, parent: str) -> Iterator[Target]:
    src = attributes.get("src")
    if tag == "source" and src:
        yield Target(_media(parent), src)
    elif tag == "track" and src:
        yield Target("audio" if parent == "audio" else "video", src)
    elif tag == "link":
        yield from _from_link(attributes)
    if tag in ("img", "source"):
        largest = largest_candidate(attributes.get("srcset") or "")
        if largest is not None and largest != src:
            yield Target("image", largest)


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


def _from_link(attributes: Attributes) -> Iterator[Target]:
    href = attributes.get("href")
    relations = set((attributes.get("rel") or "").lower().split())
    if href and not relations & RESOURCE_RELATIONS:
        yield Target("link", href)


def _media(parent: str) -> Kind:
    return {"audio": "audio", "video": "video"}.get(parent, "image")  # type: ignore[return-value]
