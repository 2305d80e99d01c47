"""Names of authors in their parts, for formats that sort by family names."""

from __future__ import annotations

from typing import NamedTuple

from snapshotter.pagemeta.people import is_person

_PARTICLES_TEXT = """
    van von de der den della di da dos du la le ter ten zu zur af av bin ibn
"""
_PARTICLES = frozenset(_PARTICLES_TEXT.split())


class Name(NamedTuple):
    """``family`` is None for what is not surely one person's name; it then stands as it is."""

    whole: str
    family: str | None = None
    given: str | None = None


def name_of(text: str) -> Name:
    """``Ludwig van Beethoven``: family ``van Beethoven``, given ``Ludwig``; also ``Beethoven, Ludwig``."""
    whole = " ".join(text.split())
    family, comma, given = whole.partition(", ")
    if comma and "," not in given and is_person(f"{given} {family}"):
        return Name(whole, family, given)
    if not is_person(whole):
        return Name(whole)
    words = whole.split()
    at = next((n for n, word in enumerate(words) if n and word in _PARTICLES), len(words) - 1)
    return Name(whole, " ".join(words[at:]), " ".join(words[:at]))
