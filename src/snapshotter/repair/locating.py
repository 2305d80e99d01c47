"""Which place of a source is which citation: found out by reading the post with other addresses in it.

Every place that looks like a link gets an address of its own, and the post is read once more.  Where
that address comes out, there is the citation that the place is; what only looks like a link (in code,
in a comment) does not come out as one.  So no rule of a grammar is written down twice.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from snapshotter.model.citation import Citation
from snapshotter.repair.places import Place
from snapshotter.repair.source import Change, SourceText

Read = Callable[[SourceText], Sequence[Citation]]
"""Reads a post: its citations in document order."""
_Numbered = tuple[int, Place]
_MOST_READINGS = 48
"""Of one post, when places have to be told apart that spoil the reading of others."""


@dataclass(slots=True)
class Locator:
    """Finds citations in one source.  ``citations`` are those that reading it gives."""

    source: SourceText
    citations: Sequence[Citation]
    read: Read
    _readings: int = 0

    def locate(self, places: Sequence[Place]) -> Mapping[int, Place]:
        """The places that are citations, by their index in ``citations``."""
        name = f"{hashlib.sha256(self.source.data).hexdigest()[:24]}.invalid"
        return self._located(tuple(enumerate(_apart(places))), name)

    def _located(self, numbered: Sequence[_Numbered], name: str) -> Mapping[int, Place]:
        """Half by half, where together they are not found; a single one that is not is none."""
        if not numbered or self._readings >= _MOST_READINGS:
            return {}
        self._readings += 1
        found = self._come_out(dict(numbered), name)
        if found is not None or len(numbered) == 1:
            return found or {}
        one, other = _halves(numbered)
        return {**self._located(one, name), **self._located(other, name)}

    def _come_out(self, numbered: Mapping[int, Place], name: str) -> Mapping[int, Place] | None:
        """None when the places do not leave the post's other citations as they are."""
        changes = [_addressed(place, f"https://{name}/{number}x") for number, place in numbered.items()]
        read = self.read(self.source.changed(changes))
        if len(read) != len(self.citations):
            return None
        known = re.compile(rf"https://{re.escape(name)}/(\d+)x")
        found: dict[int, Place] = {}
        for index, (before, after) in enumerate(zip(self.citations, read, strict=True)):
            number = known.fullmatch(after.href)
            if number is not None and _is_same(before, after, numbered[int(number[1])]):
                found[index] = numbered[int(number[1])]
            elif number is None and before.href != after.href:
                return None
        return found if len(set(map(id, found.values()))) == len(found) else None


def _halves(numbered: Sequence[_Numbered]) -> tuple[Sequence[_Numbered], Sequence[_Numbered]]:
    """What is written as a link apart from what is mere text, which spoils most."""
    written = [each for each in numbered if not each[1].bare]
    if 0 < len(written) < len(numbered):
        return written, [each for each in numbered if each[1].bare]
    half = len(numbered) // 2
    return numbered[:half], numbered[half:]


def _is_same(before: Citation, after: Citation, place: Place) -> bool:
    """Whether it came out as what it looks like."""
    if place.bare:
        return before.kind in ("bare", "doi") and after.kind == "bare"
    return before.kind == after.kind == "link"


def _addressed(place: Place, address: str) -> Change:
    before, after = place.around
    return Change(place.start, place.end, f"{before}{address}{after}")


def _apart(places: Sequence[Place]) -> Sequence[Place]:
    """In order, without those that reach into one before them."""
    kept: list[Place] = []
    for place in sorted(places, key=lambda each: (each.start, each.end)):
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    return kept
