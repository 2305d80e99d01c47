"""Pages between: leaving a site, age gates, warnings, downloads, applications to be opened."""

from __future__ import annotations

import re
from collections.abc import Sequence

from snapshotter.verdicts.marks import interstitials as marks
from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Marks, Rule, Sign
from snapshotter.verdicts.words import interstitials as words

_LEAVING_STEPS = re.compile(
    r"(?:leaving|leave|exit|away|out|outbound|external|externallink|external-link|redirect-?notice|linkfilter|link-?out|goto|interstitial|"
    r"agecheck|age-?gate|age-?verification|ageverify|age-?confirm|splash|welcome|unsupported-?browser|browser-?update|browsehappy|over18|gatekeeper|disclaimer|"
    r"welcomead|preroll|continue|app-?open|download-?app)(?:\.\w{2,5})?",
    re.IGNORECASE,
)
_SUBJECT = frozenset(
    (
        "age",
        "app",
        "apps",
        "download",
        "downloads",
        "leaving",
        "exit",
        "disclaimer",
        "browser",
        "browsers",
        "language",
        "languages",
        "country",
        "warning",
        "redirect",
        "external",
    )
)
_MOST_WORDS = 160
_MOST_PROSE = 80


def _title(page: Page) -> Sign | None:
    found = page.says(words.TITLES)
    if not found or page.is_named(found) or page.is_article:
        return None
    if not page.is_thin(_MOST_WORDS) or page.main_words > 260:
        return None
    sentence = words.SENTENCES.in_first(page.main_blocks[:15])
    led = page.is_moved and any(_LEAVING_STEPS.fullmatch(step) for step in page.final.steps)
    if page.asked.words & _SUBJECT and not (led or _has_action(page)):
        return None
    bare = page.words <= 50 and page.links <= 8
    if found in words.WEAK and not (sentence or led or bare):
        return None
    if not led and (page.links > 60 or _is_long(page, bool(sentence))):
        return None
    seen = {
        "phrase": found,
        "title": page.title[:200],
        "words": page.words,
        **({"sentence": sentence} if sentence else {}),
    }
    return Sign("interstitial", 0.9, "the title is that of a page on the way", seen)


def _is_long(page: Page, says_so: bool) -> bool:
    """Whether there is more to read than such pages have."""
    return (not says_so and page.words > 150) or (page.prose_words > _MOST_PROSE and not _has_action(page))


def _sentence(page: Page) -> Sign | None:
    if (
        page.words > 120
        or not page.is_thin(90)
        or page.is_article
        or page.links > 15
        or (page.asked.words & _SUBJECT and page.prose_words > 40)
    ):
        return None
    found = words.STRONG_SENTENCES.in_first(page.main_blocks[:12])
    if not found or not (_has_action(page) or page.words <= 60):
        return None
    return Sign(
        "interstitial", 0.82, "a short text of a page on the way", {"sentence": found, "words": page.words}
    )


def _has_action(page: Page) -> bool:
    return any(action in words.ACTIONS for action in page.actions)


def _address(page: Page) -> Sign | None:
    """Led to an address for pages on the way, and little to read there."""
    if not page.is_moved or not page.is_thin(60):
        return None
    sure = next((step for step in page.final.steps if _SURE_STEP.fullmatch(step)), None)
    if sure is None or any(_SURE_STEP.fullmatch(step) for step in page.asked.steps):
        return None
    return Sign(
        "interstitial", 0.88, "the visitor was led to a page on the way", {"final_url": page.final.url[:500]}
    )


_SURE_STEP = re.compile(
    r"(?:age-?check|age-?gate|age-?verification|ageverify|age-?confirm|over18|linkfilter|interstitial|welcomead|unsupported-?browser|"
    r"browser-?not-?supported|agegate)(?:\.\w{2,5})?",
    re.IGNORECASE,
)

MARKS: Sequence[Rule] = (
    Marks(
        "interstitial.mark",
        "titles and sentences of well-known pages on the way",
        "interstitial",
        marks.MARKS,
        0.93,
        "the page on the way",
    ),
)
ADDRESS: Sequence[Rule] = (Check("interstitial.address", "final address", _address),)
WORDS: Sequence[Rule] = (
    Check("interstitial.title", "title, first headings, buttons, length of the text", _title),
    Check("interstitial.sentence", "short whole texts, buttons", _sentence),
)
