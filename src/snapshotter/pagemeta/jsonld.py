"""JSON-LD in a page: the addresses it names, and what it says of the post (schema.org)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

MEDIA_TYPE = "application/ld+json"
_CITED = frozenset(("citation", "isBasedOn", "isBasedOnUrl", "itemReviewed", "sharedContent"))
"""What an article says that it cites, rests on, reviews or shares."""
_MEDIA = frozenset(("video", "audio", "associatedMedia"))
"""What is played in an article."""
_FURTHER = frozenset(("appearance", "firstAppearance", "itemReviewed"))
"""Where a reviewed claim was made: part of what is cited."""
_ADDRESSES = _CITED | _FURTHER | {"url", "sameAs", "contentUrl", "embedUrl", "mentions", "about"}
_NO_LINKS_TEXT = """
    logo image thumbnail thumbnailUrl primaryImageOfPage potentialAction breadcrumb @context
"""
_NO_LINKS = frozenset(_NO_LINKS_TEXT.split())
"""Pictures of the page itself, and what a program could do with it."""
_NO_LINK_TYPES = frozenset(("ImageObject", "BreadcrumbList", "SearchAction", "EntryPoint"))
_ARTICLES_TEXT = """
    Article NewsArticle BlogPosting Report ScholarlyArticle TechArticle LiveBlogPosting
    OpinionNewsArticle AnalysisNewsArticle ReportageNewsArticle SocialMediaPosting WebPage
"""
_ARTICLES = frozenset(_ARTICLES_TEXT.split())
_REVIEWS = frozenset(("Review", "ClaimReview", "CriticReview", "MediaReview", "EmployerReview"))


class Named(NamedTuple):
    """An address in JSON-LD, and whether the post says with it what it cites."""

    href: str
    cited: bool


class _Part(NamedTuple):
    """A value while the objects are being walked."""

    value: Any
    cited: bool
    silent: bool
    """Whether its addresses are no links."""


def load(text: str) -> list[dict[str, Any]]:
    """All objects of a JSON-LD script, outermost first; none when it is not JSON."""
    try:
        document = json.loads(_unwrapped(text), strict=False)
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


def _unwrapped(text: str) -> str:
    """The JSON without what hid scripts from browsers of old: comments, and CDATA with or without one."""
    plain = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    for opening, closing in (("//<![CDATA[", "//]]>"), ("/*<![CDATA[*/", "/*]]>*/"), ("<![CDATA[", "]]>")):
        plain = plain.removeprefix(opening).removesuffix(closing).strip()
    return plain


def addresses(objects: list[dict[str, Any]]) -> Iterator[str]:
    """The absolute addresses that link to something, each once."""
    return (named.href for named in named_in(objects))


def named_in(objects: list[dict[str, Any]]) -> Iterator[Named]:
    """The same, told apart: what an article ``citation``s, ``isBasedOn``, reviews, shares or plays is cited
    by its author; ``url``, ``sameAs`` and the like say who and what the page is.
    """
    seen: set[str] = set()
    walked: set[int] = set()
    for item in objects:
        pending = [_Part(item, cited=False, silent=False)]
        while pending:
            part = pending.pop()
            if isinstance(part.value, list):
                pending.extend(part._replace(value=value) for value in reversed(part.value))
            elif isinstance(part.value, dict) and id(part.value) not in walked:
                walked.add(id(part.value))
                pending.extend(reversed(list(_inside(part))))
            elif isinstance(part.value, str) and not part.silent:
                href = part.value.strip()
                if href.startswith(("http://", "https://", "//")) and href not in seen:
                    seen.add(href)
                    yield Named(href, part.cited)


def _inside(part: _Part) -> Iterator[_Part]:
    """The values of an object that are addresses, or objects with some."""
    item = part.value
    types = set(_strings(item.get("@type")))
    cites = not types.isdisjoint(_ARTICLES | _REVIEWS)
    silent = part.silent or not types.isdisjoint(_NO_LINK_TYPES)
    for key, value in item.items():
        cited = (cites and key in _CITED | _MEDIA) or (part.cited and key in _FURTHER)
        own = key in _ADDRESSES or (key == "@id" and part.cited)
        if own and isinstance(value, str):
            yield _Part(value, cited or part.cited, silent)
        elif not isinstance(value, str):
            strings = own or cited
            values = value if isinstance(value, list) else [value]
            kept = [inner for inner in values if strings or not isinstance(inner, str)]
            yield _Part(kept, cited or (part.cited and own), silent or key in _NO_LINKS)


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
