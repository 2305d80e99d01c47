"""A reference: an address that a page, a sheet or a playlist needs, and what for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Literal

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.urls import Url

Kind = Literal[
    "style",
    "script",
    "image",
    "font",
    "media",
    "track",
    "playlist",
    "segment",
    "manifest",
    "document",
    "icon",
    "meta-image",
    "data",
]
Cors = Literal["", "anonymous", "use-credentials"]
"""The state of ``crossorigin`` (HTML, section 2.5.4); empty: no CORS."""

MAX_MENTIONS = 10_000
"""No text yields more."""
_MAX_ADDRESS_CHARS = 8192
_PLACEHOLDERS = ("{{", "${", "<%", "[[")
"""Of templates that nobody has filled in."""
_ELSEWHERE = ("#", "data:", "blob:", "about:", "javascript:", "mailto:", "tel:")


class Use(IntEnum):
    """What a reader loses without it; the least comes first."""

    SHEET = 0
    SEEN = 1
    """Stands in the document, or a script that makes it."""
    FONT = 2
    MEDIA = 3
    """Audio, video, their parts, framed documents."""
    ALTERNATE = 4
    """Another choice has been taken in its place: another size, format or rendition."""
    MENTION = 5
    """Said about the page, or meant for later."""


@dataclass(frozen=True, slots=True)
class Mention:
    """An address as it stands in a text, not resolved."""

    href: str
    kind: Kind
    use: Use
    choice: str = ""
    """Mentions of one choice stand for each other: the browser takes one option of them."""
    option: str = ""
    """Which option it belongs to; the address itself where it is empty."""
    cors: Cors = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A resolved mention."""

    url: Url
    """Without fragment: what goes over the wire."""
    referrer: Url
    """The text that refers to it."""
    kind: Kind
    use: Use
    choice: str = ""
    option: str = ""
    cors: Cors = ""


def resolved(
    mentions: Iterable[Mention], base: Url, referrer: Url, *, use: Use = Use.SHEET
) -> list[Reference]:
    """The http(s) addresses among ``mentions``, each once, none of less use than ``use``.

    What is no address, and what never goes over the wire (``data:``, ``#part``), is left out.
    """
    found: dict[tuple[Url, str], Reference] = {}
    for mention in mentions:
        url = wire_url(mention.href, base)
        if url is None or (url, mention.choice) in found:
            continue
        found[(url, mention.choice)] = Reference(
            url=url,
            referrer=referrer,
            kind=mention.kind,
            use=max(mention.use, use),
            choice=mention.choice,
            option=mention.option or url,
            cors=mention.cors,
        )
    return list(found.values())


def wire_url(href: str, base: Url) -> Url | None:
    """The address a browser would ask for; None where it would ask nobody."""
    text = href.strip()
    if not text or len(text) > _MAX_ADDRESS_CHARS or text.lower().startswith(_ELSEWHERE):
        return None
    if any(mark in text for mark in _PLACEHOLDERS):
        return None
    try:
        url = urls.parse(text, base)
    except UrlError:
        return None
    return _on_wire(url) if url.startswith(("http://", "https://")) else None


def _on_wire(url: Url) -> Url:
    """Without fragment and credentials."""
    plain = urls.without_fragment(url)
    if "@" not in plain:
        return plain
    scheme, _, rest = plain.partition("://")
    authority, slash, path = rest.partition("/")
    return Url(f"{scheme}://{authority.rpartition('@')[2]}{slash}{path}")


def ranked(references: Sequence[Reference], is_recorded: Callable[[Url], bool]) -> list[Reference]:
    """The same, where of each choice only what the browser took (else the first) keeps its use."""
    taken: dict[str, set[str]] = {}
    first: dict[str, str] = {}
    for each in references:
        if each.choice:
            first.setdefault(each.choice, each.option)
            if is_recorded(each.url):
                taken.setdefault(each.choice, set()).add(each.option)
    return [
        each
        if not each.choice or each.option in taken.get(each.choice, {first[each.choice]})
        else replace(each, use=max(each.use, Use.ALTERNATE))
        for each in references
    ]
