"""The words around the citations of a post: what it quotes from them, and whom it says they are by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from snapshotter.model.citation import Attribution
from snapshotter.pagemeta.people import is_person
from snapshotter.posts.context import attribution, publishers, quotes
from snapshotter.posts.context.passages import Passages
from snapshotter.posts.context.standing import Place

_INTRODUCTION_CHARS = 400
_MAX_BLOCK = 200_000


class Words(NamedTuple):
    """What the post says around one citation."""

    quotes: tuple[str, ...]
    attribution: Attribution
    sentence: str | None = None
    """The whole entry, where the citation stands in an entry of a list of references."""


def words_around(passages: Passages, places: Sequence[Place], published: str | None) -> dict[int, Words]:
    """The words around each of ``places``, which come in order, by their keys."""
    named, entries = _attributions(passages, places, published)
    titled = {key for key, said in named.items() if said.title is not None}
    quoted = quotes.quotes_of(passages, places, titled)
    return {
        place.key: _words(
            passages, place, quoted.get(place.key, []), named[place.key], entries.get(place.key)
        )
        for place in places
    }


def _words(
    passages: Passages, place: Place, quoted: list[str], named: Attribution, entry: str | None
) -> Words:
    """Whoever is quoted by name, with the name for an anchor, is the author of what is cited."""
    if quoted and named.author is None and named.title is None and not place.quoting:
        anchor = passages.clean(place.start, place.end)
        host = publishers.by_host(place.host)
        about = host is not None and publishers.is_platform(host)
        if is_person(anchor) and not about and publishers.by_name(anchor) is None:
            named = replace(named, author=anchor)
    return Words(tuple(quoted), named, entry)


def _attributions(
    passages: Passages, places: Sequence[Place], published: str | None
) -> tuple[dict[int, Attribution], dict[int, str]]:
    """What is said of each citation, and the whole entry of those that stand in a list of references."""
    by_block: dict[int, list[Place]] = {}
    for place in places:
        if place.start < place.end and not place.quoting:
            by_block.setdefault(passages.block_of(place.start), []).append(place)
    found = {place.key: Attribution(attribution.by_host(place.host)) for place in places}
    entries: dict[int, str] = {}
    for number, inside in by_block.items():
        block = passages.span_of(number)
        if block[1] - block[0] <= _MAX_BLOCK:
            read = attribution.of_block(passages.text, block, passages.sentences(number), inside, published)
            entry = attribution.entry_of(passages.text, block, inside)
            for key, said in read.items():
                found[key] = attribution.joined(entry, said) if entry else said
                if entry:
                    entries[key] = passages.clean(*block)
    return found, entries
