"""The words around the citations of a post: what it quotes from them, and whom it says they are by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from snapshotter.model.citation import Attribution
from snapshotter.posts import attribution, quotes
from snapshotter.posts.attribution import Place
from snapshotter.posts.passages import Passages

_INTRODUCTION_CHARS = 400
_MAX_BLOCK = 200_000


class Words(NamedTuple):
    """What the post says around one citation."""

    quotes: tuple[str, ...]
    attribution: Attribution


def words_around(passages: Passages, places: Sequence[Place], published: str | None) -> dict[int, Words]:
    """The words around each of ``places``, which come in order, by their keys."""
    quoted = quotes.quotes_of(passages, places)
    named = _attributions(passages, places, published)
    return {
        place.key: Words(tuple(quoted.get(place.key, ())), named.get(place.key, Attribution())) for place in places
    }


def _attributions(passages: Passages, places: Sequence[Place], published: str | None) -> dict[int, Attribution]:
    by_block: dict[int, list[Place]] = {}
    for place in places:
        if place.start < place.end and not place.quoting:
            by_block.setdefault(passages.block_of(place.start), []).append(place)
    found = {place.key: Attribution(attribution.by_host(place.host)) for place in places}
    for number, inside in by_block.items():
        block = passages.span_of(number)
        if block[1] - block[0] <= _MAX_BLOCK:
            found.update(
                attribution.of_block(passages.text, block, passages.sentences(number), inside, published)
            )
    return found
