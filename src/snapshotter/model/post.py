"""A post: the document that cites."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from snapshotter.model.citation import Citation, UnlinkedCitation
from snapshotter.urls import Url


@dataclass(frozen=True, slots=True)
class PostSource:
    """The bytes of a post as they were read, before anybody asks what they mean."""

    source: str
    """What the user named: a path, an address, or ``-``."""
    data: bytes
    base_url: Url | None = None
    """The post's public address as far as the reader of the source knows it."""
    media_type: str | None = None
    """From ``Content-Type``, parameters included; None for local files."""
    format: str | None = None
    """Named by the user; None lets the content decide."""
    path: Path | None = None
    """Where the file lies, for those too large to be read whole; ``data`` is then its beginning."""


@dataclass(frozen=True, slots=True)
class Post:
    """What a post says about itself."""

    uri: Url | None
    """Its public address: ``--base-url``, else canonical link, ``og:url`` or front matter."""
    source: str
    format: str
    title: str | None
    author: str | None
    published: str | None
    """As precise as the post is: ``2016-03-10`` or a full RFC 3339 time."""
    sha256: str
    """Of the source's bytes, 64 hex digits."""


@dataclass(frozen=True, slots=True)
class CitedPost:
    """A post with its citations in document order."""

    post: Post
    citations: tuple[Citation, ...]
    unlinked: tuple[UnlinkedCitation, ...] = ()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A post, or a catalogue of posts, that is named and must be read on its own."""

    address: str
    """An http(s) address."""
    published: str | None = None
    """When it was last changed, as the catalogue says."""


@dataclass(frozen=True, slots=True)
class SourceFailed:
    """A source could not be read as a post; the other sources go on."""

    source: str
    """What the user named: a path, an address, or ``-``."""
    error: str
    """The stable code, e.g. ``post.unreadable``."""
    message: str
    hint: str = ""
