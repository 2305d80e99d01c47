"""Elements of a page as boxes: where they stand, what they say of themselves, how much text they hold."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from snapshotter.posts.page.names import SILENT, Hint

MAX_STEPS = 48
"""A longer path is no help to anybody; the text quote must do."""

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_ROOTS = frozenset(("body", "head", "html"))


class Box:
    """An element's place in the tree and its measures; offsets are those of the page's text."""

    __slots__ = (
        "commas",
        "context",
        "counts",
        "end",
        "has_blocks",
        "hidden",
        "hint",
        "id",
        "kids",
        "link_chars",
        "nth",
        "parent",
        "path",
        "points",
        "start",
        "tag",
    )

    def __init__(self, tag: str, parent: Box | None, start: int = 0) -> None:
        self.tag = tag
        self.parent = parent
        self.start = start
        self.end = start
        self.id: str | None = None
        self.hint: Hint = SILENT
        self.kids: list[Box] = []
        self.link_chars = 0
        self.commas = 0
        self.points = 0.0
        """What the paragraphs below it say for its being the article (see ``article``)."""
        self.has_blocks = False
        self.hidden = False
        self.context: Any = None
        """What was found out about its surroundings (see ``regions``)."""
        self.path: tuple[str, int] | None = None
        self.nth = 0
        self.counts: dict[str, int] | None = None

    @property
    def chars(self) -> int:
        """How much text it holds."""
        return self.end - self.start

    @property
    def link_density(self) -> float:
        """The share of its text that stands in links, 0..1."""
        return self.link_chars / (self.end - self.start) if self.end > self.start else 0.0


def path_of(box: Box, ids: Counter[str]) -> str | None:
    """A selector for ``box``, begun at the nearest id that is alone in ``ids``; None if too long."""
    path, steps = _path(box, ids)
    return path if 0 < steps <= MAX_STEPS else None


def _path(box: Box, ids: Counter[str]) -> tuple[str, int]:
    """The path and the number of its steps, which stay with the box: siblings share their parents'."""
    pending = []
    node: Box | None = box
    while node is not None and node.path is None:
        pending.append(node)
        node = node.parent
    for node in reversed(pending):
        node.path = _extended(node, ids)
    assert box.path is not None
    return box.path


def _extended(box: Box, ids: Counter[str]) -> tuple[str, int]:
    if not box.tag:
        return "", 0
    if box.id and ids[box.id] == 1 and _PLAIN_NAME.fullmatch(box.id):
        return f"#{box.id}", 1
    step = _step(box)
    above = box.parent.path if box.parent is not None and box.tag not in _ROOTS else None
    if above is None or not above[1]:
        return step, 1
    return (f"{above[0]} > {step}", above[1] + 1) if above[1] < MAX_STEPS else (step, MAX_STEPS + 1)


def _step(box: Box) -> str:
    name = box.tag if _PLAIN_NAME.fullmatch(box.tag) else re.sub(r"([^\w-])", r"\\\1", box.tag)
    if box.parent is None or box.tag in _ROOTS:
        return name
    counts = _counts(box.parent)
    return name if counts[box.tag] == 1 else f"{name}:nth-of-type({box.nth})"


def _counts(parent: Box) -> dict[str, int]:
    """How many children of each type ``parent`` has; the children are numbered on the way."""
    counts = parent.counts
    if counts is None:
        counts = parent.counts = {}
        for kid in parent.kids:
            kid.nth = counts[kid.tag] = counts.get(kid.tag, 0) + 1
    return counts
