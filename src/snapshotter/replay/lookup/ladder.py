"""The ladder of look-ups: from the very request that was recorded down to the nearest there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

from snapshotter.model.exchange import Held
from snapshotter.model.replay import ReplayMaterial
from snapshotter.replay.lookup import answers, ranges
from snapshotter.replay.lookup.addresses import Address, Addresses
from snapshotter.replay.lookup.choice import choose
from snapshotter.replay.lookup.nearest import nearest
from snapshotter.replay.lookup.recorded import Recorded, Sent
from snapshotter.replay.messages import ReplayAnswer, ReplayRequest

_RANGE_MATTERS = frozenset((0, 200, 206, 304, 412, 416))
"""Any other status is the answer whatever range is asked for."""
_NOTHING = Held(b"")
_Group = Sequence[Recorded]


class SnapshotLookup:
    """Finds what a snapshot answers to each request of one replay.

    Several recordings of one request (a poll, a redirect that changed) are given out in recorded order,
    so a look-up remembers what it gave: each replay takes one of its own, or calls :meth:`restart`.
    Touches nothing but the bodies' files, and those only where a range or a size must be told.  Not
    thread-safe.
    """

    def __init__(self, material: ReplayMaterial) -> None:
        self.material = material
        self._all = [Recorded(each) for each in sorted(material.exchanges, key=attrgetter("started_at"))]
        self._addresses = Addresses(self._all)

    def restart(self) -> None:
        """Forget what was given: the page is loaded anew."""
        for each in self._all:
            each.was_given = False

    def find(self, request: ReplayRequest) -> ReplayAnswer:
        """The answer, and how it was found; never raises for what is recorded or asked."""
        asked = Sent.of(request)
        address = Address.of(request.method, _over_http(request.url))
        answer = self._answer(asked, address)
        return replace(answer, body=_NOTHING) if request.method == "HEAD" else answer

    def _answer(self, asked: Sent, address: Address) -> ReplayAnswer:
        found = next(self._rungs(asked, address), None)
        if found is None and address.url in self.material.unreachable:
            return answers.unreachable()
        return found or answers.missed(asked)

    def _rungs(self, asked: Sent, address: Address) -> Iterator[ReplayAnswer]:
        """The answers of one rung after the other, best first; each is looked up when it is wanted."""
        group = self._addresses.exactly(address)
        yield from _agreeing(asked, address.method, group)
        if address.method == "HEAD":
            yield from _heads(asked, self._addresses.exactly(Address("GET", address.url)))
        if address.method == "OPTIONS" and b"access-control-request-method" in asked.by_name:
            yield answers.preflight(asked)
        if not group:
            yield from self._under_https(asked, address)
        similar: list[Recorded] = []
        for found in self._addresses.but_for_busters(address):
            for answer in _agreeing(asked, address.method, found):
                yield replace(answer, how="cache-buster")
            similar += found
        if address.method not in ("GET", "HEAD", "OPTIONS"):
            yield from _guesses(asked, group or similar)
            yield from _guesses(asked, self._addresses.method_unknown(address))

    def _under_https(self, asked: Sent, address: Address) -> Iterator[ReplayAnswer]:
        """HSTS and ``upgrade-insecure-requests`` ask under https for what a page asks in the clear."""
        if address.url.startswith("http:"):
            secure = Address(address.method, f"https{address.url[4:]}")
            for each in self._addresses.exactly(secure)[:1]:
                yield answers.led_to(secure.url, each, asked)


def _agreeing(asked: Sent, method: str, group: _Group) -> Iterator[ReplayAnswer]:
    """From recordings to whose address the request agrees."""
    same = [each for each in group if _is_body(each, asked) and _speaks(each, asked)]
    exact = choose(asked, [each for each in same if each.range == asked.range])
    if exact is not None and not (exact.is_cut and asked.range):
        yield answers.as_recorded("exact", exact)
    if method == "GET":
        yield from _ranged(asked, same, must_be_complete=exact is not None)
    if exact is not None:
        yield answers.as_recorded("exact", exact)
    if asked.body and asked.canonical is not None:
        alike = choose(asked, [each for each in group if each.sent.canonical == asked.canonical])
        if alike is not None:
            yield answers.as_recorded("canonical-body", alike)


def _ranged(asked: Sent, same: _Group, *, must_be_complete: bool) -> Iterator[ReplayAnswer]:
    """From recordings of other ranges of the same."""
    wanted = ranges.parse_range(asked.range)
    ignoring = [each for each in same if each.status == 200 and (wanted is None or _ignores_ranges(each))]
    if ignoring and (chosen := choose(asked, ignoring)) is not None:
        yield answers.as_recorded("range", chosen)
    pieces = ranges.pieces(same, asked)
    cut = ranges.cut(pieces, wanted) if wanted else None
    if cut is not None and (cut.is_complete or not must_be_complete):
        yield answers.part(cut)
    if wanted is None and (whole := ranges.whole(pieces)) is not None:
        yield answers.whole(whole)
    if must_be_complete:
        return
    if wanted and pieces and all(wanted.within(each.total) is None for each in pieces):
        yield answers.outside(pieces[0].source, pieces[0].total)
    refused = choose(asked, [each for each in same if each.status not in _RANGE_MATTERS])
    if refused is not None:
        yield answers.as_recorded("range", refused)


def _is_body(recorded: Recorded, asked: Sent) -> bool:
    body = recorded.exchange.request_body
    return body == asked.body or (bool(body) and body == asked.body_as_stored)


def _speaks(recorded: Recorded, asked: Sent) -> bool:
    """Another protocol (RFC 9110, section 15.2.2) is spoken with those alone who ask for it."""
    return recorded.status != 101 or b"upgrade" in asked.by_name


def _ignores_ranges(whole: Recorded) -> bool:
    return bool(whole.sent.range) or whole.field(b"accept-ranges").lower() == b"none"


def _heads(asked: Sent, gets: _Group) -> Iterator[ReplayAnswer]:
    found = choose(asked, [each for each in gets if each.status != 206], giving=False)
    if found is not None:
        yield answers.as_recorded("range", found)


def _guesses(asked: Sent, group: _Group) -> Iterator[ReplayAnswer]:
    found = choose(asked, nearest(asked, group))
    if found is not None:
        yield answers.as_recorded("nearest-body", found)


def _over_http(url: str) -> str:
    """WebSockets begin as requests over HTTP (RFC 6455, section 4.1)."""
    return f"http{url[2:]}" if url.startswith(("ws:", "wss:")) else url
