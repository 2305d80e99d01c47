"""What is known of a response when it is judged.  Everything but the address may be missing."""

from __future__ import annotations

from dataclasses import dataclass

from snapshotter.model.capture import Shape
from snapshotter.model.quote import QuoteMatch
from snapshotter.urls import Url

MAX_BODY_BYTES = 4 << 20
"""Of a body no more is looked at: what a page is shows at its beginning."""


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect on the way from the asked address to the page."""

    url: Url
    status: int


@dataclass(frozen=True, slots=True)
class Probe:
    """The answer to a request for a page that cannot exist, in the same folder as the asked one."""

    url: Url
    final_url: Url
    status: int | None
    body: bytes
    """Without transfer and content coding."""


@dataclass(frozen=True, slots=True)
class PageEvidence:
    """One response of a page, and what a browser made of it where one has shown it."""

    asked: Url
    final_url: Url | None = None
    """None when nothing answered."""
    hops: tuple[Hop, ...] = ()
    """The redirects in their order; the first is of ``asked``."""
    status: int | None = None
    fields: tuple[tuple[str, str], ...] = ()
    """Header fields of the response as sent, in their order."""
    media_type: str | None = None
    """As declared, lower case, without parameters."""
    body: bytes | None = None
    """Without transfer and content coding, at most :data:`MAX_BODY_BYTES`; None when not at hand."""
    title: str | None = None
    text: str | None = None
    shape: Shape | None = None
    """Title, visible text and numbers of the page as rendered; None when only bytes are at hand."""
    probe: Probe | None = None
    quotes: tuple[QuoteMatch, ...] = ()
    """The words that the post quotes, looked for in the text."""

    def values(self, name: str) -> tuple[str, ...]:
        """Every value of a header field, in the order sent."""
        wanted = name.lower()
        return tuple(value for field, value in self.fields if field.lower() == wanted)
