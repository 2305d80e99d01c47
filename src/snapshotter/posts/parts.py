"""What readers make of a source: posts in prose, lists of references, posts that lie elsewhere.

Every format is brought to one of these values; what is a citation is decided once, behind them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from snapshotter.model.citation import Attribution, Kind
from snapshotter.model.post import Elsewhere, SourceFailed
from snapshotter.urls import Url

Markup = Literal["page", "fragment", "text"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a post from outside its prose: a feed's item, front matter, a header."""

    uri: Url | None = None
    title: str | None = None
    author: str | None = None
    published: str | None = None
    """As :func:`snapshotter.posts.dates.normalised` returns it."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """An address that a container gives beside a post's prose, such as a feed's enclosure."""

    href: str
    kind: Kind = "feed-enclosure"
    title: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """One post, written in prose."""

    source: str
    """What the user named; for one of many, with ``#`` and what tells it apart."""
    format: str
    content: str
    markup: Markup
    """``page``: a web page, in which the post must be found; ``fragment``: HTML that is the post and
    nothing else; ``text``: plain text."""
    data: bytes
    """The bytes that the post's digest is taken of."""
    facts: Facts = field(default_factory=Facts)
    """They win over what the content says of itself."""
    attachments: tuple[Attachment, ...] = ()
    base: Url | None = None
    """What a fragment's relative addresses resolve by, where that is not the post's own address."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of a list of references or bookmarks."""

    href: str | None
    """None when the entry names a source without an address."""
    attribution: Attribution = field(default_factory=Attribution)
    kind: Kind = "link"
    text: str = ""
    """The entry as a reader would write it; it becomes the citation's sentence."""
    heading: str | None = None
    """The folder or section that it stands in."""
    note: str = ""
    """What the author wrote about it."""
    cited_at: str | None = None


@dataclass(frozen=True, slots=True)
class References:
    """One document that is a list of references: a bibliography, an export of bookmarks."""

    source: str
    format: str
    entries: tuple[Reference, ...]
    data: bytes
    facts: Facts = field(default_factory=Facts)


Part = Prose | References | Elsewhere | SourceFailed
"""What a reader yields.  ``SourceFailed`` stands for one post of many that could not be read."""
