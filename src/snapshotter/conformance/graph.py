"""How the records of a file refer to each other: ids, and the records of one capture.

Memory is bounded: of an id no more than a hash is kept, and no more than a million of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from snapshotter.conformance.codes import fault
from snapshotter.conformance.fields import shown
from snapshotter.conformance.heads import Head
from snapshotter.model.fixity import Fault

MOST_IDS = 1_000_000
_MOST_WAITING = 100_000
_OF_WGET = b"metadata://gnu.org/software/wget/"
_MESSAGES = frozenset((b"request", b"response", b"revisit"))


State = tuple[dict[int, int], list[tuple[int, int, bytes, bytes, int, int]], list[int], bool, bool]
"""Of a graph: the dates of ids, who waits for whom, events, how it begins, whether it is full."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A reference to a record that has not been seen."""

    offset: int
    name: bytes
    date: bytes
    when: int
    """A hash of the date."""
    partner: int


class Graph:
    """Takes the headers of a file, one by one."""

    def __init__(self) -> None:
        self._dates: dict[int, int] = {}
        """By id: a hash of the date."""
        self._waiting: dict[int, _Waiting] = {}
        self._events: set[int] = set()
        """Of records that refer to nothing in the file: type, date and address of what belongs to them."""
        self._descriptions: set[int] = set()
        """Of what warcinfo records there are."""
        self._begins_whole = False
        """Whether the file begins with its own description, as files do that are no excerpts."""
        self._count = 0
        self._full = False

    def take(self, head: Head, offset: int) -> list[Fault]:
        """The next record; what is known to be wrong by now."""
        if not self._count:
            self._begins_whole = head.kind == b"warcinfo"
        self._count += 1
        if not head.id or self._full:
            return []
        dates = self._dates
        if len(dates) >= MOST_IDS:
            self._full = True
            words = f"expected at most {MOST_IDS} records, got more: their ids are not compared"
            return [fault("file.not-compared", offset, words)]
        key = _key(head.id)
        is_again = key in dates
        dates[key] = hash(head.date)
        if head.kind == b"warcinfo" and not is_again:
            self._descriptions.add(self._described(head))
        elif head.kind in _MESSAGES:
            self._events.add(_event(head.kind == b"request", head))
        if not is_again and not head.concurrent and not self._waiting:
            return []
        found = [*self._is_awaited(key, head), *self._refers(head, offset)]
        if is_again:
            found.append(
                fault(self._repeated(head), offset, f"expected an id of its own, got again {shown(head.id)}")
            )
        return found

    def _repeated(self, head: Head) -> str:
        """The code for an id that has been met: common tools repeat some, and no reader is misled."""
        if head.kind == b"warcinfo" and self._described(head) in self._descriptions:
            return "id.same-warcinfo"
        return "id.of-wget" if head.target.lstrip(b"<").startswith(_OF_WGET) else "id.repeated"

    @staticmethod
    def _described(head: Head) -> int:
        return hash((head.id, head.date, head.length))

    def _is_awaited(self, key: int, head: Head) -> Iterator[Fault]:
        waiting = self._waiting.pop(key, None)
        if waiting is not None and waiting.date != head.date:
            yield _of_dates(waiting.offset, waiting.name, waiting.date)

    def _refers(self, head: Head, offset: int) -> Iterator[Fault]:
        for name in head.concurrent:
            key = _key(name)
            date = self._dates.get(key)
            if date is None:
                if len(self._waiting) < _MOST_WAITING:
                    partner = _event(head.kind != b"request", head) if head.kind in _MESSAGES else 0
                    self._waiting[key] = _Waiting(offset, name, head.date, hash(head.date), partner)
            elif date != hash(head.date):
                yield _of_dates(offset, name, head.date)

    def state(self) -> State:
        """Plain values, of which :func:`merged` makes one of many."""
        waiting = [
            (key, each.offset, each.name, each.date, each.when, each.partner)
            for key, each in self._waiting.items()
        ]
        return self._dates, waiting, list(self._events), self._begins_whole, self._full

    def end(self, *, is_whole: bool) -> Iterator[Fault]:
        """What is wrong once the file has been read: references to no record.

        Where it could not be read whole they may be to what is lost, which is told already.
        """
        if self._full:
            return
        for waiting in self._waiting.values():
            has_partner = waiting.partner in self._events
            is_wrong = is_whole and (self._begins_whole or has_partner)
            code = "event.dangling" if is_wrong else "event.elsewhere"
            yield fault(
                code,
                waiting.offset,
                f"WARC-Concurrent-To: expected a record of this file, got {shown(waiting.name)}",
            )


def merged(states: Sequence[State]) -> tuple[Graph, list[Fault]] | None:
    """The graph of a file whose parts were read by processes with one seed of hashes; what shows only now.

    None where the order of the records counts: when an id stands in several parts, or there are too many.
    """
    whole = Graph()
    whole._begins_whole = states[0][3]
    for dates, _, events, _, is_full in states:
        if is_full or len(whole._dates) + len(dates) > MOST_IDS or not whole._dates.keys().isdisjoint(dates):
            return None
        whole._dates.update(dates)
        whole._events.update(events)
    found: list[Fault] = []
    for key, offset, name, written, when, partner in (each for state in states for each in state[1]):
        waiting = _Waiting(offset, name, written, when, partner)
        date = whole._dates.get(key)
        if date is None:
            whole._waiting[key] = waiting
        elif date != waiting.when:
            found.append(_of_dates(offset, name, written))
    return whole, found


def _of_dates(offset: int, name: bytes, got: bytes) -> Fault:
    words = f"expected the date of {shown(name)}, of the same capture, got {shown(got)}"
    return fault("date.event", offset, words)


def _key(name: bytes) -> int:
    """Eight bytes of a keyed hash: two of a million names have one with a chance of one to 37 million."""
    return hash(name.strip(b"<>"))


def _event(is_request: bool, head: Head) -> int:
    return hash((is_request, head.date, head.target))
