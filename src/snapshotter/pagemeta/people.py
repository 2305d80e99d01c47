"""Whether a name is a person's."""

from __future__ import annotations

from snapshotter.patterns import Pattern

_NAME_WORD = Pattern(r"(?:[^\W\d_]\.?|[^\W\d_][^\W\d_'’.-]*(?:[-'’.][^\W\d_]*)*)$")
_PARTICLES_TEXT = """
    van von der den de del della di da dos das la le al bin ibn ben ten ter du zu
"""
_PARTICLES = frozenset(_PARTICLES_TEXT.split())
_ORGANISATION = Pattern(
    r"\b(?:Times|Post|News|Journal|Magazine|Press|Agency|Institute|University|College|Department|Ministry"
    r"|Committee|Commission"
    r"|Council|Court|House|Senate|Party|Union|Army|Force|Forces|Group|Company|Corp|Inc|Ltd|Bank|Center"
    r"|Centre|Foundation"
    r"|Association|Society|Office|Bureau|Board|Court|Nations|States?|Kingdom|Republic|City|Street|Street"
    r"|County|Church|School"
    r"|Museum|Library|Network|Project|Research|Institut|Universität|Partei|Verband|Ministerium|Assembly"
    r"|Congress|Parliament"
    r"|Police|Service|Services|Google|Apple|Microsoft|Facebook|Amazon|New|North|South|East|West|Saudi"
    r"|White|Supreme|Prime"
    r"|United|European|American|British|Russian|Chinese|French|German|Islamic|Syrian|The|Daily|Weekly|Act"
    r"|Report|Review|Blog)\b"
)


def is_person(name: str) -> bool:
    """Whether a name may be a person's: two to five words that are no organisation's."""
    words = name.split()
    if not 2 <= len(words) <= 5 or not all(map(_NAME_WORD.match, words)):
        return False
    if not all(word[0].isupper() or word in _PARTICLES for word in words) or _ORGANISATION.search(name):
        return False
    shouted = any(len(word) > 3 and word.isupper() for word in words)
    return not shouted and words[0][0].isupper() and words[-1][0].isupper() and len(words[-1].rstrip(".")) > 1
