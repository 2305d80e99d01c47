"""Places in the source of a post at which an address may be cited."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Syntax = Literal["element", "markdown", "rst"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A place that looks like a link.  Whether it is one, reading the post decides."""

    start: int
    end: int
    """What is replaced to see where this place comes out: the address itself, or a reference to it."""
    syntax: Syntax
    after: int | None
    """Where words behind the link can stand; None where they cannot."""
    inside: int | None = None
    """Behind the name of an ``a`` element, where attributes can stand."""
    around: tuple[str, str] = ("", "")
    """What an address needs before and behind it to stand at ``start``..``end``."""
    bare: bool = False
    """An address in the text, without anything that makes it a link."""
    trouble: str | None = None
    """Why nothing may be added here, though it be a link."""


class Spans:
    """Stretches of a text that do not overlap, to be asked what lies in them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans: Sequence[Span] = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def holds(self, at: int) -> bool:
        found = bisect_right(self._starts, at) - 1
        return found >= 0 and at < self._spans[found][1]

    def touches(self, start: int, end: int) -> bool:
        """Whether anything of ``start``..``end`` lies in one."""
        found = bisect_right(self._starts, start) - 1
        if found >= 0 and start < self._spans[found][1]:
            return True
        return found + 1 < len(self._starts) and self._starts[found + 1] < end


def line_at(text: str, at: int) -> Span:
    """The line that ``at`` is in, without its end."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return start, len(text) if end < 0 else end


def line_number(text: str, at: int) -> int:
    """From 1."""
    return text.count("\n", 0, at) + 1
