"""``application/link-format`` and ``Link`` fields as archives write them (RFC 6690, RFC 8288, RFC 7089).

Commas stand in addresses and, in dates, between day and date, quoted or not: what ends a link is a comma
that the next ``<`` follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from snapshotter.patterns import Pattern

MAX_LINKS = 100_000
_LONGEST_VALUE = 8192
_NEXT = Pattern(r",\s*<")
_NAME = Pattern(r"\s*;\s*([^\s=;,<>\"]{1,40})\s*(=?)\s*")
_QUOTED = Pattern(r'"((?:[^"\\]|\\.){0,8192})"', 16)


@dataclass(frozen=True, slots=True)
class Link:
    """One link: where it leads, and its parameters, names in lower case."""

    target: str
    parameters: Mapping[str, str]

    @property
    def relations(self) -> frozenset[str]:
        return frozenset(self.parameters.get("rel", "").lower().split())


def links(text: str) -> Iterator[Link]:
    """The links of a document or field; what is none is passed over."""
    place = text.find("<")
    for _ in range(MAX_LINKS):
        if place < 0:
            return
        closed = text.find(">", place)
        if closed < 0:
            return
        parameters, end = _parameters(text, closed + 1)
        yield Link(text[place + 1 : closed].strip(), parameters)
        place = text.find("<", end)


def _parameters(text: str, place: int) -> tuple[dict[str, str], int]:
    """The parameters that begin at ``place``, and where they end; of one name the first counts."""
    found: dict[str, str] = {}
    while (named := _NAME.match(text, place)) is not None:
        value, place = _value(text, named.end()) if named[2] else ("", named.end())
        found.setdefault(named[1].lower(), value)
    return found, place


def _value(text: str, place: int) -> tuple[str, int]:
    quoted = _QUOTED.match(text, place)
    if quoted is not None:
        return quoted[1].replace("\\", ""), quoted.end()
    limit = min(place + _LONGEST_VALUE, len(text))
    following = _NEXT.search(text, place, limit)
    ends = (following.start() if following else limit, *(text.find(mark, place, limit) for mark in ";\n"))
    end = min(each for each in ends if each >= 0)
    return text[place:end].strip(' \t\r\n",'), end
