"""What addresses say: where a page stood, and where a visitor was led to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from snapshotter.urls import Url

_WORD = re.compile(r"[^\W\d_]{3,}", re.UNICODE)
_DIGITS = re.compile(r"\d{3,}")
_INDEX = re.compile(r"(?:index|default|home|start|main|welcome)(?:\.\w{2,5})?", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2,4})?|global|www|web|intl|international", re.IGNORECASE)
_EXTENSION = re.compile(r"\.([a-z0-9]{2,5})$", re.IGNORECASE)
_MAX_CHARS = 4000


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart; percent-escapes undone."""

    url: str
    host: str
    """Without ``www``."""
    path: str
    query: str
    steps: tuple[str, ...]
    """Path segments, the empty ones and index files left out."""

    @property
    def is_root(self) -> bool:
        """A home page, perhaps of one language."""
        if self.names_in_query:
            return False
        return not self.steps or (len(self.steps) == 1 and _LANGUAGE.fullmatch(self.steps[0]) is not None)

    @property
    def names_in_query(self) -> bool:
        """Whether the query may name the page: ``?p=12``, ``?id=a``."""
        pairs = (pair.partition("=") for pair in self.query.split("&") if pair)
        return any(_names_page(name.lower(), value) for name, _, value in pairs)

    @property
    def extension(self) -> str:
        """Of the last segment, lower case, without the dot; empty when there is none."""
        found = _EXTENSION.search(self.path)
        return found[1].lower() if found else ""

    @property
    def last(self) -> str:
        return self.steps[-1] if self.steps else ""

    @property
    def words(self) -> frozenset[str]:
        """The words of path, query and fragment in lower case."""
        return frozenset(
            word.lower() for word in _WORD.findall(f"{self.path} {self.query} {self.url.partition('#')[2]}")
        )

    @property
    def slug_words(self) -> tuple[str, ...]:
        """The words of the last segment, extension left out."""
        last = _EXTENSION.sub("", self.last)
        return tuple(word.lower() for word in _WORD.findall(last))

    @property
    def is_specific(self) -> bool:
        """Whether it names one document, rather than a home page or a section."""
        if not self.steps or self.is_root:
            return False
        named = len(self.slug_words) >= 3 or _DIGITS.search(self.last) is not None
        is_file = self.extension in _DOCUMENTS and bool(self.steps)
        return named or is_file or self.names_in_query or len(self.steps) >= 3

    def same_page(self, other: Address) -> bool:
        return (self.host, self.path.rstrip("/").lower(), self.query) == (
            other.host,
            other.path.rstrip("/").lower(),
            other.query,
        )

    def same_site(self, other: Address) -> bool:
        """Whether the last two labels of the hosts agree (three where the second is short)."""
        return site(self.host) == site(other.host)


_DOCUMENTS = frozenset(
    ("html", "htm", "shtml", "php", "asp", "aspx", "jsp", "cfm", "pdf", "xhtml", "doc", "txt")
)
_SHORT_LABELS = frozenset(("co", "com", "org", "net", "ac", "gov", "edu", "or", "ne", "go", "gob", "nic"))
_NOT_NAMES = frozenset(
    ("lang", "language", "locale", "hl", "ref", "source", "from", "amp", "v", "theme", "region")
)


def _names_page(name: str, value: str) -> bool:
    return bool(value) and not name.startswith("utm_") and name not in _NOT_NAMES and len(value) < 400


def site(host: str) -> str:
    labels = host.split(".")
    size = 3 if len(labels) >= 3 and labels[-2] in _SHORT_LABELS else 2
    return ".".join(labels[-size:])


@lru_cache(maxsize=512)
def of(url: Url | str) -> Address:
    """Never fails: what cannot be taken apart has empty parts."""
    text = str(url)[:_MAX_CHARS]
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").lower()
    except ValueError:
        return Address(text, "", "", "", ())
    host = re.sub(r"^www\d?\.", "", host)
    path = unquote(parts.path, errors="replace")
    steps = [step for step in path.split("/") if step]
    if steps and _INDEX.fullmatch(steps[-1]):
        steps.pop()
    return Address(text, host, path, unquote(parts.query, errors="replace"), tuple(steps))
