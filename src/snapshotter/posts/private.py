"""A post's citations without the user names and passwords that stand in its addresses.

They are for the visit alone.  What a citation says is written into manifests, indexes and reports; and an
address in running text is in the words around as well.
"""

from __future__ import annotations

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
        }
        """User name and password, as they stand in its addresses."""

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
        for written in self._written:
            text = text.replace(f"{written}@", "")
            text = text[_overlap(f"{written}@", text) :]
            text = text[: len(text) - _overlap(text, written)]
        return text


def _overlap(before: str, after: str) -> int:
    """How many characters at the end of ``before`` begin ``after``, if they are more than chance."""
    most = min(len(before), len(after))
    return next((size for size in range(most, _CHANCE, -1) if before.endswith(after[:size])), 0)
