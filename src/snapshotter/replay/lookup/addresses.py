"""Exchanges by method and address, and by what is left of an address without what changes every time."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from snapshotter.errors import UrlError
from snapshotter.replay.lookup.busters import Essence, essence
from snapshotter.replay.lookup.recorded import Recorded
from snapshotter.urls import parse

_Index = Mapping[Hashable, Sequence[Recorded]]


class Address(NamedTuple):
    """Method and URL, without fragment."""

    method: str
    url: str

    @classmethod
    def of(cls, method: str, url: str) -> Address:
        """As the URL Standard serialises it: other tools record addresses as they were written."""
        try:
            url = parse(url)
        except UrlError:
            return cls(method, url)
        return cls(method, url.partition("#")[0])


class Addresses:
    """The index; groups keep the order that they were given in."""

    def __init__(self, recorded: Sequence[Recorded]) -> None:
        self._recorded = [(Address.of(each.exchange.method, each.exchange.url), each) for each in recorded]
        self._exactly: dict[Address, list[Recorded]] = {}
        for address, each in self._recorded:
            self._exactly.setdefault(address, []).append(each)

    def exactly(self, address: Address) -> Sequence[Recorded]:
        return self._exactly.get(address, ())

    def method_unknown(self, address: Address) -> Sequence[Recorded]:
        """What is recorded there without its request: it may have been of any method."""
        if address.method in ("GET", "HEAD", "OPTIONS"):
            return ()
        return [each for each in self.exactly(Address("GET", address.url)) if not each.exchange.request_head]

    def but_for_busters(self, address: Address) -> Iterator[Sequence[Recorded]]:
        """First those whose query differs in order and in what keeps caches away alone; then, where all of
        them have one address, those that differ in values, at last in path segments, that may be random.
        """
        asked = essence(address.url)
        yield self._without_busters.get(_plain(address.method, asked), ())
        for index, key in ((self._without_random, _random), (self._masked, _masked)):
            found = index.get(key(address.method, asked), ())
            if len({essence(each.exchange.url) for each in found}) == 1:
                yield found

    @cached_property
    def _without_busters(self) -> _Index:
        return self._by(_plain)

    @cached_property
    def _without_random(self) -> _Index:
        return self._by(_random)

    @cached_property
    def _masked(self) -> _Index:
        return self._by(_masked)

    def _by(self, key: Callable[[str, Essence], Hashable]) -> _Index:
        return _grouped((key(method, essence(url)), each) for (method, url), each in self._recorded)


def _grouped(keyed: Iterable[tuple[Hashable, Recorded]]) -> _Index:
    found: dict[Hashable, list[Recorded]] = {}
    for key, each in keyed:
        found.setdefault(key, []).append(each)
    return found


def _plain(method: str, of: Essence) -> Hashable:
    return method, of.path, of.without_busters


def _random(method: str, of: Essence) -> Hashable:
    return method, of.path, of.without_random


def _masked(method: str, of: Essence) -> Hashable:
    return method, of.masked_path, of.without_random
