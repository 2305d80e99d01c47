"""What rules are made of: a rule looks at a page and says what it has seen, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from snapshotter.model.verdict import PageClass
from snapshotter.verdicts.page import Page


@dataclass(frozen=True, slots=True)
class Sign:
    """What a rule has seen."""

    page_class: PageClass
    confidence: float
    says: str
    """A sentence for people."""
    seen: Mapping[str, Any] = field(default_factory=dict)
    """Words, numbers and addresses to check it by (JSON)."""


class Rule(Protocol):
    """A small test of a page.  Pure and bounded in time."""

    @property
    def name(self) -> str:
        """Stable: ``family.what``."""
        ...

    @property
    def looks_at(self) -> str:
        """For people: which parts of the evidence count."""
        ...

    def __call__(self, page: Page) -> Sign | None: ...


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that is a function."""

    name: str
    looks_at: str
    test: Callable[[Page], Sign | None]

    def __call__(self, page: Page) -> Sign | None:
        return self.test(page)


@dataclass(frozen=True, slots=True)
class Mark:
    """A sure sign of one service's page.

    All that is given must be there.  ``markup`` are lower-case pieces of the document that its words
    cannot hold (paths of scripts, ids, names of variables), ``title`` and ``text`` plain words.
    """

    who: str
    markup: Sequence[str] = ()
    title: Sequence[str] = ()
    """One of them is in the plain title."""
    text: Sequence[str] = ()
    """One of them is in the plain start of the text."""
    most_words: int = 150
    """A page with more prose than this is not it."""


@dataclass(frozen=True, slots=True)
class Marks:
    """A rule that is a table of marks."""

    name: str
    looks_at: str
    page_class: PageClass
    marks: Sequence[Mark]
    confidence: float = 0.97
    what: str = "the page"

    def __call__(self, page: Page) -> Sign | None:
        if not page.is_document:
            return None
        for mark in self.marks:
            if page.thickness > mark.most_words:
                continue  # most pages are no such pages by their length alone
            seen = matched(mark, page)
            if seen is not None:
                return Sign(
                    self.page_class, self.confidence, f"{self.what} of {mark.who}", {"of": mark.who, **seen}
                )
        return None


def matched(mark: Mark, page: Page) -> dict[str, Any] | None:
    """What of a mark was seen; None when not all of it is there."""
    from snapshotter.verdicts.wording import plain

    seen: dict[str, Any] = {}
    if mark.markup:
        if not all(piece in page.markup for piece in mark.markup):
            return None
        seen["markup"] = list(mark.markup)
    if mark.title:
        title = plain(page.title)
        found = next((words for words in mark.title if words in title), None)
        if found is None:
            return None
        seen["title"] = page.title[:200]
    if mark.text:
        start = plain(page.text[:3000])
        found = next((words for words in mark.text if words in start), None)
        if found is None:
            return None
        seen["text"] = found
    if not _is_small_enough(mark, page):
        return None
    return {**seen, "prose_words": page.prose_words}


_MOST_MARKUP_CHARS = 400_000


def _is_small_enough(mark: Mark, page: Page) -> bool:
    """Whether the page is as bare as such pages are.

    Customers of a vendor carry its scripts on living pages: where markup alone speaks, words and links
    count, too, for lists and shops have no prose.
    """
    if not page.is_thin(mark.most_words) or page.words > 2 * mark.most_words + 150:
        return False
    if mark.title or mark.text:
        return True
    return page.words <= mark.most_words + 60 and page.links <= 20 and len(page.markup) <= _MOST_MARKUP_CHARS
