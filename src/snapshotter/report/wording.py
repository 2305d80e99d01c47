"""Text of the web made fit for a report, and what differs between two wordings of a passage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

MAX_WORDS = 1_500
"""Of a passage that is compared word by word; the rest is told as it stands."""
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_UNSEEN = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""Marks of direction, halves of characters, joints: they say nothing, and can rearrange a line."""


def line(text: str | None, limit: int = 300) -> str:
    """One line of at most ``limit`` characters, without what cannot be seen."""
    whole = " ".join(_UNSEEN.sub("", _BREAKS.sub(" ", str(text or "")[: limit * 4])).split())
    return whole if len(whole) <= limit else f"{whole[: limit - 1].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a passage."""

    kind: Literal["same", "gone", "new"]
    text: str


def pieces(then: str, now: str) -> tuple[list[Piece], list[Piece]]:
    """Both wordings, each parted at the words that the other does not have."""
    from rapidfuzz.distance import Indel

    old, new = then.split()[:MAX_WORDS], now.split()[:MAX_WORDS]
    steps = Indel.opcodes([_plain(word) for word in old], [_plain(word) for word in new])
    before: list[Piece] = []
    after: list[Piece] = []
    for step in steps:
        before += _piece("gone" if step.tag != "equal" else "same", old[step.src_start : step.src_end])
        after += _piece("new" if step.tag != "equal" else "same", new[step.dest_start : step.dest_end])
    return before, after


def _piece(kind: Literal["same", "gone", "new"], some: list[str]) -> Iterator[Piece]:
    if some:
        yield Piece(kind, " ".join(some))


def _plain(word: str) -> str:
    """A word as it counts: quotation marks, dashes, points and case are no difference."""
    return re.sub(r"[^\w]+", "", word.casefold()) or word
