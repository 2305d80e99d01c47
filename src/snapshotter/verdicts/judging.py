"""The verdict: the first rule, in the order below, that has seen something.

The order is the precedence.  What the origin says itself comes before what its page looks like; a wall
comes before what stands behind it; and where nothing is seen, the page is good.  So 404 with a whole
article is ``gone``, 503 with the marks of a wall is ``challenge``, and 403 without a login form is
``challenge`` as well, though with less confidence: the origin refuses us, and nothing says that the
page is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from snapshotter.model.verdict import Verdict
from snapshotter.urls import Url
from snapshotter.verdicts import probing
from snapshotter.verdicts.evidence import PageEvidence
from snapshotter.verdicts.page import Page
from snapshotter.verdicts.rules import (
    answers,
    challenges,
    consents,
    contents,
    garbled,
    gone,
    interstitials,
    legal,
    limits,
    logins,
    missing,
    parked,
    servers,
    shells,
    stubs,
)
from snapshotter.verdicts.signs import Rule, Sign

RULES_VERSION = 1
"""Grows whenever a page may get another verdict than before."""

ALWAYS: Sequence[Rule] = (
    *answers.NO_RESPONSE,
    *answers.REDIRECT,
    *challenges.FIELDS,
    *answers.LEGAL,
)
"""What the answer itself says."""
REFUSALS: Sequence[Rule] = (
    *answers.NOT_THERE,
    *challenges.MARKS,
    *limits.WORDS,
    *challenges.CAPTCHA,
    *answers.TOO_MANY,
    *gone.MARKS,
    *legal.WORDS,
    *logins.REFUSED,
    *logins.MARKS,
    *answers.UNAUTHORISED,
    *interstitials.MARKS,
    *challenges.WORDS,
    *gone.WORDS,
    *answers.SERVER_ERROR,
    *servers.MARKS,
    *parked.MARKS,
    *answers.REFUSED,
)
"""For answers from 400 on."""
PAGES: Sequence[Rule] = (
    *answers.NO_CONTENT,
    *contents.BLANK,
    *contents.BYTES,
    *consents.ADDRESS,
    *missing.ADDRESS,
    *challenges.MARKS,
    *logins.ADDRESS,
    *interstitials.ADDRESS,
    *parked.ADDRESS,
    *gone.MARKS,
    *parked.MARKS,
    *answers.TOLD,
    *servers.MARKS,
    *logins.MARKS,
    *interstitials.MARKS,
    *limits.WORDS,
    *missing.MARKS,
    *legal.WORDS,
    *challenges.WORDS,
    *gone.WORDS,
    *missing.WORDS,
    *interstitials.WORDS,
    *parked.WORDS,
    *consents.WORDS,
    *logins.WORDS,
    *servers.WORDS,
    *stubs.RULES,
    *garbled.GARBLED,
    *shells.SHELLS,
    *contents.MISLABELLED,
    *missing.ELSEWHERE,
)
"""For answers that say that this is the page."""


_REMEMBERED_BYTES = 64 << 10


def _page(evidence: PageEvidence) -> Page:
    """Most pages are looked at twice, for a doubt and for the verdict: the small ones are read once."""
    small = len(evidence.body or b"") + len(evidence.text or "") <= _REMEMBERED_BYTES
    return _remembered(evidence) if small else Page(evidence)


@lru_cache(maxsize=64)
def _remembered(evidence: PageEvidence) -> Page:
    return Page(evidence)


@dataclass(frozen=True, slots=True)
class Seen:
    """A rule and what it has seen."""

    rule: Rule
    sign: Sign


def judge(evidence: PageEvidence) -> Verdict:
    """What the response is.  Pure; never fails for what a page contains."""
    page = _page(evidence)
    found = list(_seen(page))
    if not found:
        return _good(page)
    return _verdict(found[0], found[1:])


def rules() -> tuple[Rule, ...]:
    """All of them, each once, in order of precedence."""
    return tuple({rule.name: rule for rule in (*ALWAYS, *REFUSALS, *PAGES)}.values())


def probe_url(evidence: PageEvidence) -> Url | None:
    """The sibling that cannot exist to ask for, when the page is in doubt and the answer could tell.

    None for clear cases, home pages, files, and where the words of the post are there.
    """
    page = _page(evidence)
    if evidence.probe is not None or not page.is_answered or not page.is_document or page.has_quotes:
        return None
    first = next(_seen(page), None)
    if first is not None and (first.sign.page_class != "soft-404" or first.sign.confidence >= 0.9):
        return None
    if first is None and not _is_doubtful(page):
        return None
    return probing.sibling(evidence.asked)


def _is_doubtful(page: Page) -> bool:
    """Whether a page that no rule objects to may still be the one for what is not there."""
    robots = page.document.meta.get("robots", "").lower()
    return (
        page.is_thin(60)
        or (page.is_moved and page.final.is_root)
        or ("noindex" in robots and page.is_thin(250))
    )


def _seen(page: Page) -> Iterator[Seen]:
    for rule in _applicable(page):
        sign = rule(page)
        if sign is not None:
            yield Seen(rule, sign)


def _applicable(page: Page) -> Iterator[Rule]:
    yield from ALWAYS
    if page.status >= 400:
        yield from REFUSALS
    elif not page.has_quotes:
        yield from PAGES


def _verdict(first: Seen, others: Sequence[Seen]) -> Verdict:
    evidence: dict[str, Any] = {"says": first.sign.says, **first.sign.seen}
    also = [
        {"rule": each.rule.name, "class": each.sign.page_class}
        for each in others
        if each.sign.page_class != first.sign.page_class
    ]
    if also:
        evidence["also"] = also[:5]
    return Verdict(first.sign.page_class, first.sign.confidence, first.rule.name, RULES_VERSION, evidence)


def _good(page: Page) -> Verdict:
    """Nothing speaks against the page; how much speaks for it is the confidence."""
    seen: dict[str, Any] = {"says": "nothing speaks against it", "status": page.evidence.status}
    if page.has_quotes:
        return Verdict(
            "good",
            0.99,
            "good.quotes",
            RULES_VERSION,
            {**seen, "says": "words that the post quotes are there"},
        )
    if page.kind == "absent" and not page.is_rendered:
        return Verdict(
            "good",
            0.5,
            "good.unseen",
            RULES_VERSION,
            {**seen, "says": "the answer speaks for it; its body is not at hand"},
        )
    if not page.is_document:
        kind = page.kind if page.kind != "absent" else page.media_type or "unknown"
        return Verdict(
            "good", 0.9, "good.file", RULES_VERSION, {**seen, "kind": kind, "media_type": page.media_type}
        )
    seen |= {"title": page.title[:200], "words": page.words, "prose_words": page.prose_words}
    if logins.is_partial(page):
        seen["says"] = "a subscription article, of which the beginning is here"
        return Verdict("good", 0.7, "good.partial", RULES_VERSION, {**seen, "isAccessibleForFree": False})
    return Verdict("good", _confidence(page), "good.page", RULES_VERSION, seen)


def _confidence(page: Page) -> float:
    if page.prose_words >= 150:
        return 0.97
    if page.prose_words >= 40 or page.words >= 200:
        return 0.9
    return 0.75 if page.words >= 30 else 0.6
