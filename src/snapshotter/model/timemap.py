"""TimeMaps: all mementos of an address, as values and in the two forms that clients read.

``application/link-format`` is RFC 7089's own (section 5): pywb, MemGator and every aggregator read it.
The JSON has the keys of MemGator and of the Time Travel service, which browser extensions ask for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from snapshotter.timestamps import http_date, iso
from snapshotter.urls import Url

LINK_FORMAT = "application/link-format"
_KEPT = "!#$%&'()*+,/:;=?@[]~-._|^`{}\\"


@dataclass(frozen=True, slots=True)
class Memento:
    """One snapshot of an address."""

    moment: datetime
    address: str
    """URI-M."""
    status: int | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class TimeMap:
    """All mementos of one address, oldest first; at least one."""

    original: Url
    mementos: tuple[Memento, ...]
    timegate: str | None = None
    """URI-G, where there is one."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a TimeMap that is a document of its own."""

    addresses: Mapping[str, str]
    """By form, ``link`` and ``json``."""
    start: int
    stop: int


def link_format(timemap: TimeMap, part: Part) -> str:
    """``part`` of the TimeMap in link format."""
    shown = timemap.mementos[part.start : part.stop]
    ranks = enumerate(shown, part.start)
    return _links(timemap, part, [_memento_link(each, _rank(timemap, number)) for number, each in ranks])


def link_index(timemap: TimeMap, whole: Part, parts: Sequence[Part]) -> str:
    """The index of a TimeMap in several parts, in link format (section 5.2)."""
    return _links(timemap, whole, [_timemap_link(timemap, each, "timemap") for each in parts])


def json_format(timemap: TimeMap, part: Part) -> str:
    """``part`` of the TimeMap in JSON."""
    listed = [_json_memento(each) for each in timemap.mementos[part.start : part.stop]]
    mementos = {"list": listed, "first": listed[0], "last": listed[-1]}
    return json.dumps({**_json_about(timemap, part), "mementos": mementos}, indent=1)


def json_index(timemap: TimeMap, whole: Part, parts: Sequence[Part]) -> str:
    """The index of a TimeMap in several parts, in JSON."""
    listed = [
        {"uri": each.addresses["json"], "from": iso(first), "until": iso(last)}
        for each in parts
        for first, last in [_span(timemap, each)]
    ]
    return json.dumps({**_json_about(timemap, whole), "timemap_index": listed}, indent=1)


def escaped(address: str) -> str:
    """An address for a link or a field: what ends one, or a line, and letters beyond ASCII are escaped."""
    return quote(address, safe=_KEPT)


def _links(timemap: TimeMap, part: Part, more: Sequence[str]) -> str:
    gate = [f'<{escaped(timemap.timegate)}>; rel="timegate"'] if timemap.timegate else []
    original = f'<{escaped(timemap.original)}>; rel="original"'
    return ",\n".join([original, _timemap_link(timemap, part, "self"), *gate, *more]) + "\n"


def _timemap_link(timemap: TimeMap, part: Part, relation: str) -> str:
    first, last = map(http_date, _span(timemap, part))
    where = escaped(part.addresses["link"])
    return f'<{where}>; rel="{relation}"; type="{LINK_FORMAT}"; from="{first}"; until="{last}"'


def _memento_link(memento: Memento, rank: str) -> str:
    return f'<{escaped(memento.address)}>; rel="{rank}memento"; datetime="{http_date(memento.moment)}"'


def _rank(timemap: TimeMap, number: int) -> str:
    first = "first " if number == 0 else ""
    return first + ("last " if number == len(timemap.mementos) - 1 else "")


def _span(timemap: TimeMap, part: Part) -> tuple[datetime, datetime]:
    shown = timemap.mementos[part.start : part.stop]
    return shown[0].moment, shown[-1].moment


def _json_about(timemap: TimeMap, part: Part) -> dict[str, object]:
    about: dict[str, object] = {"original_uri": timemap.original, "self": part.addresses["json"]}
    if timemap.timegate:
        about["timegate_uri"] = timemap.timegate
    forms = {f"{form}_format": address for form, address in part.addresses.items()}
    return {**about, "timemap_uri": forms}


def _json_memento(memento: Memento) -> dict[str, object]:
    found = {"datetime": iso(memento.moment), "uri": memento.address}
    told = {"status": memento.status, "title": memento.title}
    return found | {name: value for name, value in told.items() if value is not None}
