"""Whether what a sentence without a link says of a publication makes it a source."""

from __future__ import annotations

import re

from snapshotter.pagemeta.people import is_person
from snapshotter.patterns import Pattern
from snapshotter.posts.context import publishers
from snapshotter.posts.context.claims import Claim

REPORTED = frozenset(
    ("report-for", "report-of", "dated", "report-in", "kind-of-report", "writes-in", "staff", "in-whom")
)
SAID = frozenset(("says", "says-what", "according"))
LISTED = frozenset(("bracket", "line", "title-by", "title-in"))
_ORGANISATION = Pattern(
    r"\b(?:Congress|Parliament|Senate|Committee|Commission|Ministry|Department|Government|Court|Council"
    r"|University|President|House|Bank"
    r"|Nations|Union|Army|Police|Party|Board|Chapter|Part|Office|Office|Inc|Corp|Ltd|Company|Club|Team)\b"
)


_NOTICE = Pattern(
    r"©|\bCopyright\b|\b(?:Photo|Foto|Image|Photograph|Illustration)(?:graph)?s?\b\s?(?:by|:|\()|all rights",
    re.IGNORECASE,
)


def counts(text: str, claim: Claim, start: int, end: int) -> bool:
    """Whether a claim of the sentence at ``start``..``end`` names a source."""
    named = claim.publisher is not None and claim.pattern in REPORTED | SAID | LISTED
    if not named or _NOTICE.search(text, start, end):
        return False
    publication = claim.publication
    if publication is None:
        return _unknown_counts(text, claim)
    if publishers.is_organisation(publication):
        return claim.pattern in REPORTED - {"dated", "staff", "in-whom"}
    if publishers.is_platform(publication) or _is_abbreviation(text, claim, publication.name):
        return False
    return not claim.weak or _weak_counts(text, claim)


def _is_abbreviation(text: str, claim: Claim, name: str) -> bool:
    """``The New York Times (NYT)``: the brackets only say how it will be called."""
    return claim.pattern == "bracket" and text[max(0, claim.start - 60) : claim.start].rstrip().endswith(name)


def _weak_counts(text: str, claim: Claim) -> bool:
    """A common word is a publication's name where a date, an author or a title says so."""
    token = claim.publisher
    before = text[max(0, token.start - 5) : token.start].split()[-1:] if token else []
    if claim.author or claim.when or claim.year or claim.title or before == ["The"]:
        return True
    published = claim.pattern == "report-in" and before in (["the"], ["in"], ["from"])
    return published or claim.pattern in ("report-of", "staff", "writes-in")


def _unknown_counts(text: str, claim: Claim) -> bool:
    token = claim.publisher
    name = text[token.start : token.end] if token else ""
    if _ORGANISATION.search(name):
        return False
    if claim.sure:
        return claim.pattern not in SAID or publishers.sounds_like_one(name)
    if claim.pattern == "report-for":
        return claim.author is not None and (claim.when is not None or name.isupper() or " " in name)
    return claim.pattern in LISTED - {"title-by"} and claim.when is not None and not is_person(name)
