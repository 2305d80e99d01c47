"""Which of a page's JSON-LD objects is the page's own work, and what it says (schema.org)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from snapshotter import urls
from snapshotter.cited.statements import Statements
from snapshotter.errors import UrlError
from snapshotter.urls import Url

_PAGES = frozenset(("WebPage", "ItemPage", "AboutPage", "FAQPage", "ProfilePage", "MedicalWebPage", "QAPage"))
_WORKS_TEXT = """
    Report Review ClaimReview CriticReview MediaReview Book Chapter Dataset VideoObject AudioObject Movie
    PodcastEpisode RadioEpisode TVEpisode Episode Course Recipe HowTo Map Photograph Painting Thesis
    CreativeWork DigitalDocument Legislation SoftwareSourceCode SoftwareApplication Question Event Product
"""
_WORKS = frozenset(_WORKS_TEXT.split())
_TELLING = frozenset(("headline", "datePublished", "author"))
_MAX_NAMES = 200


def main_work(page: Statements, url: Url) -> Mapping[str, Any]:
    """The object that describes what is to be read here; empty when none does.

    An article before other works, and those before the page as such; one that names this address first.
    """
    ranked = [
        (rank, not _is_of(item, page, url), -len(_TELLING.intersection(item)), item)
        for item in page.objects
        if (rank := _rank(item)) < 3
    ]
    return min(ranked, key=lambda entry: entry[:3])[3] if ranked else {}


def texts(value: Any, page: Statements, *keys: str) -> Iterator[str]:
    """Strings of a value: its own, or those that its objects have under ``keys``; references are followed."""
    pending, seen = [value], 0
    while pending and seen < _MAX_NAMES:
        each = pending.pop(0)
        seen += 1
        if isinstance(each, list):
            pending[:0] = each[:_MAX_NAMES]
        elif isinstance(each, dict):
            known = each if any(key in each for key in keys) else page.by_id.get(str(each.get("@id")), each)
            pending[:0] = next(([known[key]] for key in keys if known.get(key)), [])
        elif isinstance(each, str) and each.strip():
            yield " ".join(each.split())


def types(item: Mapping[str, Any]) -> list[str]:
    value = item.get("@type")
    named = value if isinstance(value, list) else [value]
    return [each.rpartition("/")[2] for each in named if isinstance(each, str)]


def _rank(item: Mapping[str, Any]) -> int:
    named = types(item)
    if any(each.endswith(("Article", "Posting")) for each in named):
        return 0
    return 1 if not _WORKS.isdisjoint(named) else 2 if not _PAGES.isdisjoint(named) else 3


def _is_of(item: Mapping[str, Any], page: Statements, url: Url) -> bool:
    asked = urls.without_fragment(url)
    for key in ("mainEntityOfPage", "url", "@id"):
        for href in texts(item.get(key), page, "@id", "url"):
            try:
                if urls.without_fragment(urls.parse(href, page.base)) == asked:
                    return True
            except UrlError:
                continue
    return False
