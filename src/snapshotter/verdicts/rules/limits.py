"""Pages that say that we asked too often."""

from __future__ import annotations

from collections.abc import Sequence

from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Rule, Sign
from snapshotter.verdicts.words import limits as words

_SUBJECT = frozenset(("rate", "limit", "limits", "limiting", "429", "requests", "throttling"))


def _says(page: Page) -> Sign | None:
    if page.status in (404, 410) or not page.is_thin(100) or page.main_words > 160:
        return None
    if page.asked.words & _SUBJECT and page.is_answered and page.prose_words > 30:
        return None
    found = page.says(words.TITLES)
    if found and page.is_answered and (page.is_named(found) or found in words.WEAK):
        found = None
    if not found and page.main_words <= (90 if page.is_answered else 160):
        found = words.SENTENCES.in_first(page.main_blocks[:8])
    if not found or page.links > 60:
        return None
    return Sign(
        "rate-limited",
        0.92,
        "the page says that we asked too often",
        {"phrase": found, "status": page.status},
    )


WORDS: Sequence[Rule] = (Check("rate-limit.words", "title, first headings, short whole texts", _says),)
