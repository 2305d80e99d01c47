"""Where an element stands, as a short CSS path that finds it again."""

from __future__ import annotations

import re
from collections import Counter

MAX_STEPS = 48
"""A longer path is no help to anybody; the text quote must do."""

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_ROOTS = frozenset(("body", "head", "html"))


class Element:
    """An element's place in the tree."""

    __slots__ = ("_counts", "id", "nth", "parent", "tag")

    def __init__(self, tag: str, id: str | None, parent: Element | None, nth: int) -> None:
        self.tag = tag
        self.id = id
        self.parent = parent
        self.nth = nth
        self._counts: dict[str, int] | None = None

    def child(self, tag: str, id: str | None) -> Element:
        """The next child element."""
        if self._counts is None:
            self._counts = {}
        nth = self._counts[tag] = self._counts.get(tag, 0) + 1
        return Element(tag, id, self, nth)

    def count(self, tag: str) -> int:
        """How many children of that type it has."""
        return (self._counts or {}).get(tag, 0)


def path_of(element: Element, ids: Counter[str]) -> str | None:
    """A selector for ``element``, begun at the nearest id that is alone in ``ids``; None if too long."""
    steps: list[str] = []
    node: Element | None = element
    while node is not None and node.tag:
        if len(steps) == MAX_STEPS:
            return None
        if node.id and ids[node.id] == 1 and _PLAIN_NAME.fullmatch(node.id):
            steps.append(f"#{node.id}")
            break
        steps.append(_step(node))
        if node.tag in _ROOTS:
            break
        node = node.parent
    return " > ".join(reversed(steps)) or None


def _step(node: Element) -> str:
    name = node.tag if _PLAIN_NAME.fullmatch(node.tag) else re.sub(r"([^\w-])", r"\\\1", node.tag)
    alone = node.parent is None or node.parent.count(node.tag) == 1 or node.tag in _ROOTS
    return name if alone else f"{name}:nth-of-type({node.nth})"
