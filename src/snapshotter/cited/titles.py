"""A page's title as a reader would cite it: without the name of the site."""

from __future__ import annotations

from collections.abc import Iterable
from html import unescape

from snapshotter.patterns import Pattern

_SEPARATOR = Pattern(r"\s+[-–—|·•:»«~/]{1,2}\s+|\s*[|»]\s*|:\s+")
_ENTITY = Pattern(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d?);", 2)
_LETTERS = Pattern(r"[\W_]+")
MAX_CHARS = 500


def cleaned(title: str) -> str:
    """White space collapsed, entities that were escaped twice resolved."""
    text = unescape(title) if _ENTITY.search(title) else title
    return " ".join(text.split())[:MAX_CHARS]


def without_site(title: str, sites: Iterable[str], heading: str | None) -> str:
    """``title`` without the site's name at its end or beginning.

    The name is known from what the page says it is, or is what the title has and its heading has not.
    """
    text = cleaned(title)
    known = {key for site in sites if (key := _key(site))}
    cuts = [found.span() for found in _SEPARATOR.finditer(text)]
    for start, end in reversed(cuts):
        if _key(text[end:]) in known and text[:start].strip():
            return without_site(text[:start], sites, heading)
    for start, end in cuts:
        if _key(text[:start]) in known and text[end:].strip():
            return text[end:].strip()
    said = _key(heading or "")
    for start, end in cuts if said else ():
        if _key(text[:start]) == said or _key(text[end:]) == said:
            return text[:start].strip() if _key(text[:start]) == said else text[end:].strip()
    return text


def is_site(title: str, sites: Iterable[str]) -> bool:
    return _key(title) in {_key(site) for site in sites}


def _key(text: str) -> str:
    return _LETTERS.sub("", text).casefold()


def of_host(host: str) -> list[str]:
    """What a site of this host may be called: ``my-site.example.org`` and each of its labels."""
    labels = host.removeprefix("www.").split(".")
    return [host, ".".join(labels), *(label for label in labels[:-1] if len(label) > 3)]
