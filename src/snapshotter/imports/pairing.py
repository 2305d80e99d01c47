"""Which request goes with which response."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from snapshotter.imports.seen import Event, Seen

_MOST_AROUND = 50
"""Of records with one id: as many before and after are looked at, however many a file has."""


def paired(messages: Sequence[Seen]) -> list[Event]:
    """The events that records tell of, in the order of the file.

    Records name each other (``WARC-Concurrent-To``) or the event they are of; where they do not, those of
    one address that stand next to each other belong together.
    """
    places = {id(seen): place for place, seen in enumerate(messages)}
    partner: dict[int, Seen] = {}
    for match in (_named, _of_one_event, _adjacent):
        for request, response in match(messages, places):
            if id(request) not in partner and id(response) not in partner:
                partner[id(request)], partner[id(response)] = response, request
    events: list[Event] = []
    done: set[int] = set()
    for seen in messages:
        if id(seen) in done:
            continue
        other = partner.get(id(seen))
        done |= {id(seen), id(other)} if other is not None else {id(seen)}
        number = len(events)
        events.append(Event(number, seen, other) if seen.kind == "request" else Event(number, other, seen))
    return events


Pairs = list[tuple[Seen, Seen]]


def _named(messages: Sequence[Seen], places: dict[int, int]) -> Pairs:
    by_id: dict[str, list[Seen]] = defaultdict(list)
    for seen in messages:
        by_id[seen.record_id].append(seen)
    found: Pairs = []
    for seen in messages:
        for name in seen.concurrent:
            around = _around(by_id.get(name, ()), places[id(seen)], places) if name else ()
            others = [each for each in around if _are_two_sides(seen, each)]
            if others:  # an id that is not unique means the nearest
                other = min(others, key=lambda each: abs(places[id(each)] - places[id(seen)]))
                found.append((seen, other) if seen.kind == "request" else (other, seen))
    return found


def _around(same: Sequence[Seen], place: int, places: dict[int, int]) -> Sequence[Seen]:
    """Of records with one id, which are in the file's order, those on both sides of a place."""
    at = bisect_left(same, place, key=lambda each: places[id(each)])
    return same[max(at - _MOST_AROUND, 0) : at + _MOST_AROUND]


def _of_one_event(messages: Sequence[Seen], places: dict[int, int]) -> Pairs:
    requests = {seen.event_id: seen for seen in messages if seen.event_id and seen.kind == "request"}
    return [
        (requests[seen.event_id], seen)
        for seen in messages
        if seen.kind != "request" and seen.event_id in requests
    ]


def _adjacent(messages: Sequence[Seen], places: dict[int, int]) -> Pairs:
    return [
        (one, other) if one.kind == "request" else (other, one)
        for one, other in pairwise(messages)
        if _are_two_sides(one, other)
    ]


def _are_two_sides(one: Seen, other: Seen) -> bool:
    return (one.kind == "request") != (other.kind == "request") and one.url == other.url
