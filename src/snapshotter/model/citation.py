"""A citation: one outbound link in its context."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from snapshotter.urls import PageKey, Surt, Url

Kind = Literal[
    "link",
    "bare",
    "image",
    "video",
    "audio",
    "embed",
    "quote-cite",
    "doi",
    "feed-enclosure",
    "jsonld",
]
Region = Literal["body", "comments", "nav", "aside", "share", "footer", "code", "head"]


@dataclass(frozen=True, slots=True)
class Selector:
    """Finds the place again (W3C Web Annotation: CssSelector and TextQuoteSelector)."""

    css: str | None = None
    exact: str | None = None
    prefix: str | None = None
    suffix: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whom the post says it is citing."""

    publisher: str | None = None
    author: str | None = None
    title: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class MementoRef:
    """The cited address was an archived copy already."""

    archive: str
    original: Url
    datetime: str | None
    """14 digits, or fewer when the address names no more."""


@dataclass(frozen=True, slots=True)
class Redirector:
    """The cited address only led on to another one, which it named."""

    service: str
    """The host that redirects."""
    address: Url
    """As it stood in the post, resolved."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One vote on the region of a citation."""

    name: str
    """What spoke, such as ``element:nav``, ``class:sidebar`` or ``link-density``."""
    region: Region
    weight: float
    """How much it counts, 0..1."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One outbound link of a post, in its context."""

    id: str
    """``c-`` and 12 hex digits, stable over re-extraction: post address, target and which of the
    post's links to that target it is."""
    ordinal: int
    """1 for the first link of the document."""
    href: str
    """As written."""
    url: Url | None
    """Resolved by the WHATWG URL Standard, fragment included; None when it cannot be resolved."""
    url_key: Surt | None
    """Index key; None for anything but http and https."""
    page_key: PageKey | None
    """The same page in other clothes: no fragment, no tracking parameters."""
    fragment: str | None
    kind: Kind
    region: Region
    region_confidence: float
    anchor_text: str
    sentence: str
    heading: str | None
    selector: Selector
    quotes: tuple[str, ...] = ()
    attribution: Attribution = field(default_factory=Attribution)
    memento: MementoRef | None = None
    redirector: Redirector | None = None
    rel: tuple[str, ...] = ()
    skip: str | None = None
    """Why it cannot be captured (``mailto``, ``same-document``, ...); None when it can."""
    cited_at: str | None = None
    """When it was cited, where the post says so of each: a bookmark's date, ``urldate``, ``accessed``."""
    signals: tuple[Signal, ...] = ()
    """The votes behind ``region``, heaviest first."""


@dataclass(frozen=True, slots=True)
class UnlinkedCitation:
    """A source that the post names without an address."""

    publisher: str | None
    author: str | None
    title: str | None
    date: str | None
    sentence: str
