"""A quotation taken apart: what its author left out, put in, or spelled for the sentence around."""

from __future__ import annotations

import re
from dataclasses import dataclass

from snapshotter.cited.folding import ELLIPSIS, folded

MAX_CHARS = 20_000
"""Of a quotation; what is beyond is not looked for."""
MAX_SEGMENTS = 40
OMITTED_CHARS = 4_000
"""So much of the page may lie between two parts of a quotation with an ellipsis between them."""
INSERTED_CHARS = 160
"""So much of the page may stand where the quoting author put words of his own in brackets."""

_SPELLED = re.compile(r"(?<=\w)\[(\w{0,4})\]|\[(\w{1,3})\](?=\w)")
"""``[T]he``, ``walk[s]``: letters changed for the sentence around it."""
_BREAK = re.compile(rf"(\[[^\[\]]{{0,300}}\]|\({re.escape(ELLIPSIS)}\)|{re.escape(ELLIPSIS)})")
_EDGE = re.compile(r"\A[\W_]+|[\W_]+\Z")


@dataclass(frozen=True, slots=True)
class Segment:
    """Words that stand together in the page, if the quotation is faithful.  Folded, without edges."""

    text: str
    gap: int
    """At most so many characters lie between this segment and the one before."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation in its one form."""

    words: str
    """As they stand, without punctuation at the ends, which is often the post's."""
    parts: tuple[Segment, ...]
    """What is left between omissions and insertions; one where there are none."""


def quotation(quote: str) -> Quotation:
    """``quote`` as it is looked for; without words when there are none."""
    text = folded(quote[:MAX_CHARS]).text
    return Quotation(_trimmed(text), _segments(text))


def _segments(text: str) -> tuple[Segment, ...]:
    spelled = _SPELLED.sub(lambda found: found[1] or found[2] or "", text)
    found: list[Segment] = []
    gap = 0
    for index, piece in enumerate(_BREAK.split(spelled)):
        if index % 2:
            gap += OMITTED_CHARS if ELLIPSIS in piece else INSERTED_CHARS
        elif words := _trimmed(piece):
            found.append(Segment(words, min(gap, OMITTED_CHARS)))
            gap = 0
    return tuple(found[:MAX_SEGMENTS])


def _trimmed(text: str) -> str:
    """``text`` from its first letter or digit to its last."""
    return _EDGE.sub("", text)
