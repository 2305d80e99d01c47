"""What a page says about itself: address, title, author, date."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.pagemeta import jsonld
from snapshotter.pagemeta.dates import normalised
from snapshotter.patterns import Pattern
from snapshotter.posts.page.targets import Attributes
from snapshotter.urls import Url

_BY = Pattern(r"^(?:written\s+|posted\s+)?by:?\s+", re.IGNORECASE)
_SET_OFF = Pattern(r"\s+[-–—|•·](?:\s|$)")
_TITLES = ("og:title", "twitter:title", "dc.title", "citation_title")
_AUTHORS = ("author", "article:author", "dc.creator", "citation_author", "parsely-author", "byl")
_DATES = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "dc.date.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.issued",
    "dcterms.created",
    "citation_publication_date",
    "parsely-pub-date",
    "pubdate",
    "date",
)


@dataclass(slots=True)
class PageFacts:
    """Collected while a page is walked; the accessors choose among what was found."""

    base: str | None = None
    canonical: str | None = None
    title: str | None = None
    heading: str | None = None
    byline: str | None = None
    times: list[tuple[bool, str]] = field(default_factory=list)
    """``time[datetime]``: whether it stands in an article, and what it says."""
    properties: dict[str, str] = field(default_factory=dict)
    jsonld: list[dict[str, Any]] = field(default_factory=list)

    def add(self, tag: str, attributes: Attributes) -> None:
        """Take note of ``meta``, ``base`` and ``link rel=canonical``; the first of each counts."""
        if tag == "meta":
            self._add_meta(attributes)
        elif tag == "base" and self.base is None:
            self.base = attributes.get("href")
        elif tag == "link" and self.canonical is None:
            relations = (attributes.get("rel") or "").lower().split()
            self.canonical = attributes.get("href") if "canonical" in relations else None

    def _add_meta(self, attributes: Attributes) -> None:
        content = (attributes.get("content") or "").strip()
        for key in ("property", "name", "itemprop"):
            name = (attributes.get(key) or "").lower()
            if name and content:
                self.properties.setdefault(name, content)

    def uri(self, base_url: Url | None) -> Url | None:
        """The post's address: ``base_url``, else canonical link, else ``og:url``."""
        if base_url is not None:
            return base_url
        return public_address((self.canonical, self.properties.get("og:url")))

    def best_title(self) -> str | None:
        named = self._first(_TITLES) or _text(jsonld.article(self.jsonld).get("headline"))
        return named or self.title or self.heading

    def best_author(self) -> str | None:
        named = [self.properties[name] for name in _AUTHORS if name in self.properties]
        plain = next((name for name in named if "://" not in name), None)
        return _name(plain or jsonld.author(jsonld.article(self.jsonld)) or self.byline or "")

    def best_date(self) -> str | None:
        stated = [self.properties[name] for name in _DATES[:3] if name in self.properties]
        stated.append(_text(jsonld.article(self.jsonld).get("datePublished")) or "")
        stated += [self.properties[name] for name in _DATES[3:] if name in self.properties]
        stated += [text for _, text in sorted(self.times, key=lambda time: not time[0])]
        return next((found for text in stated if (found := normalised(text))), None)

    def _first(self, names: Iterable[str]) -> str | None:
        return next((self.properties[name] for name in names if name in self.properties), None)


def public_address(candidates: Iterable[str | None]) -> Url | None:
    """The first candidate that is an absolute http(s) address."""
    for candidate in candidates:
        try:
            url = urls.parse(candidate or "")
        except UrlError:
            continue
        if urls.scheme(url) in ("http", "https"):
            return url
    return None


def _name(byline: str) -> str | None:
    """Who a byline names, without ``By`` and what is set off behind the name."""
    return _SET_OFF.split(_BY.sub("", byline.strip()), maxsplit=1)[0].strip(" ,|") or None


def _text(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None
