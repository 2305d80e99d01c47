"""Names of manifests: readable, ASCII, lower case, and safe in every file system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from snapshotter.model.post import Post

MAX_LENGTH = 72
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names that Windows keeps for devices."""
_PLAIN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ð": "d", "þ": "th"})

Identity = tuple[str, str]


def identity(post: Post) -> Identity:
    """What makes two readings the same post: its address, else its path, else (standard input) its bytes."""
    if post.uri is not None:
        return ("uri", post.uri)
    return ("sha256", post.sha256) if post.source == "-" else ("source", post.source)


def new_slug(post: Post, taken: Callable[[str], bool]) -> str:
    """A slug for a post that has none, from its title, its address or its file name."""
    candidates = (
        post.title or "",
        _last_name(post.uri or ""),
        _host(post.uri or ""),
        _last_name(post.source),
    )
    base = next(filter(None, map(slugified, candidates)), "post")
    if not taken(base):
        return base
    number = 2
    while taken(f"{base}-{number}"):
        number += 1
    return f"{base}-{number}"


def slugified(text: str) -> str:
    """Lower-case ASCII words joined by ``-``; empty when less than half of the letters can be kept."""
    lowered = text.lower().translate(_PLAIN)
    plain = unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode()
    words = re.sub(r"['’]", "", plain)
    slug = re.sub(r"[^a-z0-9]+", "-", words).strip("-")
    letters = sum(character.isalnum() for character in lowered)
    kept = sum(character.isalnum() for character in slug)
    if 2 * kept < letters:
        return ""
    slug = _shortened(slug)
    return f"{slug}-post" if _RESERVED.fullmatch(slug) else slug


def _shortened(slug: str) -> str:
    if len(slug) <= MAX_LENGTH:
        return slug
    return slug[: MAX_LENGTH + 1].rpartition("-")[0] or slug[:MAX_LENGTH]


def _last_name(uri: str) -> str:
    names = [name for name in PurePosixPath(unquote(urlsplit(uri).path)).parts if name != "/"]
    return PurePosixPath(names[-1]).stem if names else ""


def _host(uri: str) -> str:
    return urlsplit(uri).hostname or ""
