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


def told(cited: CitedPost) -> CitedPost:
    """The same, fit to be written down."""
    citations, unlinked = map(_citation, cited.citations), map(_unlinked, cited.unlinked)
    return CitedPost(_told(cited.post), tuple(citations), tuple(unlinked))


def _citation(citation: Citation) -> Citation:
    url, selector = citation.url, citation.selector
    around = (selector.prefix, selector.exact, selector.suffix, citation.heading, *citation.quotes)
    words = (url, citation.href, citation.sentence, citation.anchor_text, *around)
    if not any(text is not None and "@" in text for text in words):
        return citation
    return replace(
        _told(citation),
        url=urls.parse(url) if url is not None else None,
        selector=_told(selector),
        attribution=_told(citation.attribution),
        quotes=tuple(map(urls.without_logins, citation.quotes)),
    )


def _unlinked(unlinked: UnlinkedCitation) -> UnlinkedCitation:
    return _told(unlinked) if "@" in (unlinked.sentence or "") else unlinked


def _told(said: Said) -> Said:
    """A frozen value with all of its own texts told."""
    texts = {each.name: getattr(said, each.name) for each in fields(said)}  # type: ignore[arg-type]
    with_marks = {name: text for name, text in texts.items() if isinstance(text, str) and "@" in text}
    changed = {name: urls.without_logins(text) for name, text in with_marks.items()}
    return replace(said, **changed) if changed else said  # type: ignore[type-var]
