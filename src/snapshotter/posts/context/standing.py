"""Where the citations of a post stand in its text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple


class Place(NamedTuple):
    """A citation at ``start``..``end`` of a post's text."""

    key: int
    start: int
    end: int
    host: str
    """Of what it cites; empty when that is unknown."""
    bare: bool = False
    """Whether the address itself is what the post shows."""
    quoting: bool = False
    """Whether the place is the quoted words themselves: a ``cite`` attribute names the source."""


def beginning_in(places: Sequence[Place], start: int, end: int) -> Sequence[Place]:
    """Those of ``places``, which come in order, that begin in a stretch of the text."""
    first = bisect_left(places, start, key=lambda place: place.start)
    return places[first : bisect_left(places, end, lo=first, key=lambda place: place.start)]
