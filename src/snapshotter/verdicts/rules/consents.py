"""Walls that want consent to cookies before anything is shown.

A banner over a page is none: the page is there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Rule, Sign
from snapshotter.verdicts.wording import plain, segments, word_count
from snapshotter.verdicts.words import consent

_HOST = re.compile(
    r"consent\.|guce\.|myprivacy\.|privacy-?gate|cookiewall|privacygate|consent-?\w{0,20}\.|gdpr\.|choice\.npr\.|cmp\.|cookies?\.|privacy\."
)
_SURE_HOST = re.compile(r"consent\.|guce\.|myprivacy\.|privacy-?gate|cookiewall|choice\.npr\.")
_STEP = re.compile(
    r"consent(?:[-_.]?\w{0,20})?|collectconsent|cookie[-_]?(?:wall|consent|walls)|privacy[-_]?(?:gate|wall)|gdpr(?:[-_]?\w{0,12})?|"
    r"zustimmung|cookiewall|cookieconsent|eu-?consent|privacywall|toestemming|consentement|datenschutz-?einwilligung|tcf|cmp",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"cookie|consent|privacy|gdpr|datenschutz|dsgvo|confidentialit|privacidad|legal|terms|policy|zustimmung|tracking",
    re.IGNORECASE,
)
_DENSITY = 0.6
_MOST_WORDS = 1500


def _address(page: Page) -> Sign | None:
    """Led to a consent host or path."""
    final, asked = page.final, page.asked
    if not page.is_moved or _SUBJECT.search(asked.path) or _SURE_HOST.match(asked.host):
        return None
    named = next((step for step in final.steps if _STEP.fullmatch(step)), None)
    at_host = _HOST.match(final.host) is not None
    if not named and not at_host:
        return None
    if _SURE_HOST.match(final.host) is None and not named and density(page) < 0.3:
        return None
    if not page.is_thin(400) and density(page) < 0.3:
        return None
    return Sign(
        "consent-wall",
        0.96,
        "the visitor was led to a page that asks for consent",
        {"asked": asked.url[:500], "final_url": final.url[:500]},
    )


def density(page: Page) -> float:
    """Part of the words in passages that speak of consent, 0 to 1; 0 where there is no passage."""
    all_words = about = 0
    for text, count in page.passages:
        all_words += count
        about += count if consent.TERMS.count(plain(text)) >= 1 + count // 60 else 0
    return about / all_words if all_words else 0.0


_CONSENT_FORM = re.compile(
    r"//(?:consent|guce|myprivacy|cmp)\.|/(?:collectconsent|consent)(?:[/?]|$)", re.IGNORECASE
)


def _titled(page: Page) -> str | None:
    whole = page.says(consent.TITLES)
    if whole:
        return whole
    for said in (page.title, *page.headings[:2]):
        found = next((name for part in segments(said) if (name := _begins(part))), None)
        if found:
            return found
    return None


_BEGINNINGS = (
    "before you continue to",
    "bevor sie zu",
    "bevor sie mit",
    "avant daccéder à",
    "antes de continuar a",
    "antes de ir a",
    "antes de ir para",
    "prima di continuare su",
    "voordat je verdergaat naar",
    "innan du fortsätter till",
    "zanim przejdziesz do",
    "yahoo is part of",
    "yahoo ist teil",
    "yahoo fait partie",
    "yahoo forma parte",
    "yahoo fa parte",
    "yahoo maakt deel",
    "cookies op",
    "welkom bij dpg",
    "we and our",
    "wir und unsere",
    "nous et nos",
    "before you continue",
    "je privacy is",
    "yahoo hört",
    "yahoo är en del",
    "this site uses cookies",
    "wir benötigen ihre zustimmung",
    "we need your consent",
    "mit werbung",
    "lesen sie",
    "aol is part of",
    "aol ist teil",
    "engadget is part of",
    "techcrunch is part of",
)


def _begins(segment: str) -> str | None:
    return next((start for start in _BEGINNINGS if segment.startswith(start)), None)


def _form(page: Page) -> Sign | None:
    """A title about consent and a form that sends it to a consent service, however little is said."""
    form = next((target for target in page.document.form_targets if _CONSENT_FORM.search(target)), None)
    if not form or _is_subject(page) or not _titled(page) or not page.is_thin(400):
        return None
    seen = {"title": page.title[:200], "form": form[:300]}
    return Sign("consent-wall", 0.93, "title and form ask for consent", seen)


def _wall(page: Page) -> Sign | None:
    """A title about consent, passages that speak of nothing else, a button to accept."""
    if not 8 <= page.words <= _MOST_WORDS or _is_subject(page) or page.is_article:
        return None
    share = density(page)
    accepts = next((words for words in page.actions if words in consent.ACCEPTS), None)
    titled = _titled(page)
    if share < 1 and page.passages and _in_heading_only(page) and _SURE_HOST.match(page.final.host) is None:
        return None
    short = page.main_words <= 60 and consent.TERMS.count(plain(" ".join(page.main_blocks)[:3000])) >= 2
    if not (share >= _DENSITY or (short and not page.passages)):
        return None
    titled = titled or ("" if _SURE_HOST.match(page.final.host) is None else page.final.host)
    points = (
        bool(titled)
        + bool(accepts or (page.is_rendered and _accepts_in_text(page)))
        + (page.links <= 12)
        + (share >= 0.85)
    )
    if points < 3 or (not titled and page.links > 12):
        return None
    seen = {
        "title": page.title[:200],
        "phrase": titled,
        "button": accepts,
        "consent_share": round(share, 2),
        "words": page.words,
    }
    return Sign(
        "consent-wall",
        0.9 if titled else 0.8,
        "the page asks for consent and speaks of nothing else",
        {k: v for k, v in seen.items() if v is not None},
    )


def _in_heading_only(page: Page) -> bool:
    """Whether the title says nothing of consent: then a passage about something else is the page."""
    return consent.TITLES.in_title(page.title) is None and not any(
        _begins(part) for part in segments(page.title)
    )


def _is_subject(page: Page) -> bool:
    at_wall = _SURE_HOST.match(page.asked.host) is not None
    return (
        not page.is_moved
        and not at_wall
        and _SUBJECT.search(page.asked.path) is not None
        and page.prose_words > 120
    )


def _accepts_in_text(page: Page) -> bool:
    return any(plain(block.text) in consent.ACCEPTS for block in page.blocks[-40:])


def _overlay(page: Page) -> Sign | None:
    """A consent layer over the window, and nothing beneath it."""
    shape = page.evidence.shape
    if shape is None or shape.overlay_ratio < 0.5 or not shape.overlay_text or _is_subject(page):
        return None
    if consent.TERMS.count(plain(shape.overlay_text)) < 2:
        return None
    beneath = page.words - word_count(shape.overlay_text)
    if not page.is_thin(60) and beneath > 120:
        return None
    if beneath > 120:
        return None
    return Sign(
        "consent-wall",
        0.8,
        "a consent layer, and nothing beneath it",
        {"overlay": shape.overlay_text[:200], "words_beneath": max(0, beneath)},
    )


ADDRESS: Sequence[Rule] = (Check("consent.address", "final address against the asked one", _address),)
WORDS: Sequence[Rule] = (
    Check("consent.form", "title, first headings, where forms are sent", _form),
    Check("consent.wall", "title, first headings, what the passages speak of, buttons", _wall),
    Check("consent.overlay", "what covers the window", _overlay),
)
