"""A post's citations without the user names and passwords that stand in its addresses.

They are for the visit alone.  What a citation says is written into manifests, indexes and reports; and an
address in running text is in the words around as well.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import TypeVar

from snapshotter import urls
from snapshotter.model.citation import Citation, UnlinkedCitation
from snapshotter.model.post import CitedPost

Said = TypeVar("Said")

_CHANCE = 3
"""So many characters of a password tell nothing, and words share as many."""


def told(cited: CitedPost) -> CitedPost:
    """The same, fit to be written down."""
    private = _Private(cited)
    citations, unlinked = map(private.citation, cited.citations), map(private.unlinked, cited.unlinked)
    return CitedPost(private.told(cited.post), tuple(citations), tuple(unlinked))


class _Private:
    """What must not be told of one post."""

    def __init__(self, cited: CitedPost) -> None:
        self._written = {
            written
            for citation in cited.citations
            for written in urls.logins_written_in(f"{citation.href} {citation.url}")
            if written
        }
        """User name and password, as they stand in its addresses: of a hostile post a hundred thousand."""
        self._lengths = sorted({len(written) for written in self._written}, reverse=True)
        self._forwards = sorted(self._written)
        self._backwards = sorted(f"{written}@"[::-1] for written in self._written)

    def citation(self, citation: Citation) -> Citation:
        url, selector = citation.url, citation.selector
        around = (selector.prefix, selector.exact, selector.suffix, citation.heading, *citation.quotes)
        words = (url, citation.href, citation.sentence, citation.anchor_text, *around)
        if not self._written and not any(text is not None and "@" in text for text in words):
            return citation
        return replace(
            self.told(citation),
            url=urls.parse(url) if url is not None else None,
            selector=self.told(selector),
            attribution=self.told(citation.attribution),
            quotes=tuple(map(self._text, citation.quotes)),
        )

    def unlinked(self, unlinked: UnlinkedCitation) -> UnlinkedCitation:
        return self.told(unlinked) if self._written or "@" in (unlinked.sentence or "") else unlinked

    def told(self, said: Said) -> Said:
        """A frozen value with all of its own texts told."""
        texts = {each.name: getattr(said, each.name) for each in fields(said)}  # type: ignore[arg-type]
        told = {name: self._text(text) for name, text in texts.items() if isinstance(text, str)}
        changed = {name: text for name, text in told.items() if text != texts[name]}
        return replace(said, **changed) if changed else said  # type: ignore[type-var]

    def _text(self, text: str) -> str:
        """Also where the text begins or ends in the middle of a password: context is cut to a length."""
        text = urls.without_logins(text)
        if not self._written:
            return text
        text = self._without_any(text)
        text = text[self._begun(text) :]
        return text[: len(text) - self._ended(text)]

    def _without_any(self, text: str) -> str:
        """Without those that stand whole in it, as in an address without its scheme."""
        at = text.rfind("@")
        while at >= 0:
            found = (size for size in self._lengths if size <= at and text[at - size : at] in self._written)
            start = at - next(found, 0)
            if start < at:
                text = text[:start] + text[at + 1 :]
            at = text.rfind("@", 0, start)
        return text

    def _begun(self, text: str) -> int:
        """How many characters at the text's beginning are the end of one."""
        sizes = (size for size in self._sizes(text) if text[size - 1] == "@")
        return next((size for size in sizes if _begins(self._backwards, text[:size][::-1])), 0)

    def _ended(self, text: str) -> int:
        """How many characters at the text's end are the beginning of one."""
        return next((size for size in self._sizes(text) if _begins(self._forwards, text[-size:])), 0)

    def _sizes(self, text: str) -> range:
        """Of what may be more than chance; the longest first."""
        return range(min(len(text), self._lengths[0] + 1), _CHANCE, -1)


def _begins(known: Sequence[str], part: str) -> bool:
    """Whether one of these, which are sorted, begins so."""
    at = bisect_left(known, part)
    return at < len(known) and known[at].startswith(part)
