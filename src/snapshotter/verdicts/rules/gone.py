"""Pages of services in whose place there is nothing any more: unclaimed, suspended, closed."""

from __future__ import annotations

from collections.abc import Sequence

from snapshotter.verdicts.marks import gone as marks
from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Marks, Rule, Sign
from snapshotter.verdicts.words import gone as words

_SUBJECT = frozenset(("suspended", "suspension", "discontinued", "closed", "shutdown", "sunset"))


def _title(page: Page) -> Sign | None:
    found = page.says(words.TITLES)
    if (
        not found
        or page.is_named(found)
        or not page.is_thin(30 if page.asked.words & _SUBJECT else 80)
        or page.main_words > 180
    ):
        return None
    seen = {"phrase": found, "title": page.title[:200], "words": page.words}
    return Sign("gone", 0.92, "the title says that the site or account is no more", seen)


def _sentence(page: Page) -> Sign | None:
    if page.words > 110 or not page.is_thin(30 if page.asked.words & _SUBJECT else 90):
        return None
    found = words.SENTENCES.in_first(page.main_blocks[:6])
    if not found or (found in words.WEAK and (page.words > 60 or page.links > 8)):
        return None
    return Sign(
        "gone",
        0.85,
        "a short text that says that the site or account is no more",
        {"sentence": found, "words": page.words},
    )


MARKS: Sequence[Rule] = (
    Marks(
        "gone.service",
        "sentences and markup of hosting services' own pages",
        "gone",
        marks.MARKS,
        0.95,
        "the page for what is not there",
    ),
)
WORDS: Sequence[Rule] = (
    Check("gone.title", "title, first headings, length of the text", _title),
    Check("gone.sentence", "short whole texts", _sentence),
)
