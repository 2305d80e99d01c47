"""Pages that say that law or region keeps the visitor out."""

from __future__ import annotations

from collections.abc import Sequence

from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Rule, Sign
from snapshotter.verdicts.words import legal as words

_MOST_WORDS = 250
_SUBJECT = frozenset(("legal", "gdpr", "dmca", "seized", "unavailable", "takedown", "451"))


def _title(page: Page) -> Sign | None:
    found = page.says(words.TITLES)
    if not found or not page.is_thin(60 if page.asked.words & _SUBJECT else _MOST_WORDS):
        return None
    return Sign(
        "legal",
        0.93,
        "the title says that law or region keeps us out",
        {"phrase": found, "title": page.title[:200]},
    )


def _sentence(page: Page) -> Sign | None:
    """A refusal, or a text that says little else."""
    refused = page.status >= 400
    if not page.is_thin(_MOST_WORDS) or page.main_words > (320 if refused else 150) or page.links > 60:
        return None
    if page.asked.words & _SUBJECT and not refused and page.prose_words > 60:
        return None
    found = words.SENTENCES.in_first(page.main_blocks[:12])
    if not found or (found in words.WEAK and not refused and page.main_words > 60):
        return None
    return Sign(
        "legal",
        0.88,
        "a short text that says that law or region keeps us out",
        {"sentence": found, "status": page.status},
    )


WORDS: Sequence[Rule] = (
    Check("legal.title", "title, first headings", _title),
    Check("legal.sentence", "short whole texts", _sentence),
)
