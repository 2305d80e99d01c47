"""JSON-LD in a page: the addresses it names, and what it says of the post (schema.org)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

MEDIA_TYPE = "application/ld+json"
_ADDRESS_KEYS = ("url", "citation", "sameAs")
_ARTICLES_TEXT = """
    Article NewsArticle BlogPosting Report ScholarlyArticle TechArticle LiveBlogPosting
    OpinionNewsArticle AnalysisNewsArticle ReportageNewsArticle SocialMediaPosting WebPage
"""
_ARTICLES = frozenset(_ARTICLES_TEXT.split())


def load(text: str) -> list[dict[str, Any]]:
    """All objects of a JSON-LD script, outermost first; none when it is not JSON."""
    try:
        document = json.loads(text.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
    except (ValueError, RecursionError):
        return []
    objects: list[dict[str, Any]] = []
    pending: list[Any] = [document]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            objects.append(value)
            pending.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            pending.extend(reversed(value))
    return objects


def addresses(objects: list[dict[str, Any]]) -> Iterator[str]:
    """The absolute addresses under ``url``, ``citation`` and ``sameAs``, each once."""
    seen = set()
    for item in objects:
        for key in _ADDRESS_KEYS:
            for value in _strings(item.get(key)):
                if value.startswith(("http://", "https://", "//")) and value not in seen:
                    seen.add(value)
                    yield value


def article(objects: list[dict[str, Any]]) -> dict[str, Any]:
    """The object that describes the post; empty when none does."""
    named = [item for item in objects if _ARTICLES & set(_strings(item.get("@type")))]
    dated = [item for item in named if "datePublished" in item or "headline" in item]
    return (dated or named or [{}])[0]


def author(item: dict[str, Any]) -> str | None:
    """The names of an article's authors."""
    value = item.get("author")
    people = value if isinstance(value, list) else [value]
    names = [person.get("name") if isinstance(person, dict) else person for person in people]
    return ", ".join(name.strip() for name in names if isinstance(name, str) and name.strip()) or None


def _strings(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    strings = [item.get("@id") if isinstance(item, dict) else item for item in values]
    return [item.strip() for item in strings if isinstance(item, str)]
