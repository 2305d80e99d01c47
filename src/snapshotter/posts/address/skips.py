"""Why a citation cannot be captured."""

from __future__ import annotations

from functools import lru_cache

from snapshotter import guard, urls
from snapshotter.patterns import Pattern
from snapshotter.urls import Url

_NAMED_SCHEMES_TEXT = """
    mailto tel javascript data blob file
"""
_NAMED_SCHEMES = frozenset(_NAMED_SCHEMES_TEXT.split())
_DATED = Pattern(r"archived \d{4}-\d{2}-\d{2}")


def skip_reason(url: Url, own: Url | None) -> str | None:
    """The reason for not capturing ``url`` from a post at ``own``; None when it can be captured."""
    scheme = urls.scheme(url)
    if scheme in _NAMED_SCHEMES:
        return scheme
    if scheme not in ("http", "https"):
        return "unsupported-scheme"
    if own is not None and urls.without_fragment(url) == urls.without_fragment(own):
        return "same-document"
    if own is not None and site(url) == site(own):
        return "same-site"
    return "private-address" if _is_private(urls.hostname(url)) else None


def copy_reason(words: str, title: str, before: str, after: str) -> str | None:
    """The reason for not capturing an archived copy that ``robustify`` wrote beside a citation.

    Its date stands in its title, in reStructuredText in its words, and the whole in brackets, of which
    ``before`` and ``after`` are the characters around it.  Copies that an author cites are written otherwise.
    """
    is_dated = _DATED.fullmatch(words) or (words == "archived" and _DATED.fullmatch(title))
    return "archived-copy" if is_dated and (before, after) == ("(", ")") else None


@lru_cache(maxsize=4096)
def _is_private(host: str) -> bool:
    return guard.literal_refusal(host) is not None


def site(url: Url) -> tuple[str, int | None]:
    """What makes two pages one site: the host without ``www.``, and the port unless it is a default.

    ``http`` and ``https`` of one host are one site: posts cite themselves either way.
    """
    port = urls.port(url)
    return urls.hostname(url).removeprefix("www."), None if port in (80, 443) else port
