"""The stored text of a snapshot, parted at the words that posts quote from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from snapshotter.model.quote import QuoteMatch

MAX_CHARS = 2_000_000
"""Of a text on one page; a book of five volumes."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of the text; ``quote`` is the number of the quotation that they are, from 1."""

    text: str
    quote: int | None = None


def paragraphs(text: str, quotes: Sequence[QuoteMatch]) -> list[list[Piece]]:
    """The text's paragraphs in pieces; of overlapping quotations the first is marked.

    Offsets of a selector count in the stored text; one that does not fit it is passed over.
    """
    pieces = _parted(text[:MAX_CHARS], quotes)
    found: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *rest = piece.text.split("\n")
        _add(found[-1], first, piece.quote)
        for line in rest:
            found.append([])
            _add(found[-1], line, piece.quote)
    return [paragraph for paragraph in found if any(piece.text.strip() for piece in paragraph)]


def _parted(text: str, quotes: Sequence[QuoteMatch]) -> list[Piece]:
    at, pieces = 0, []
    for start, end, number in sorted(_spans(text, quotes)):
        if start < at:
            continue
        pieces += [Piece(text[at:start]), Piece(text[start:end], number)]
        at = end
    return [*pieces, Piece(text[at:])]


def _spans(text: str, quotes: Sequence[QuoteMatch]) -> list[tuple[int, int, int]]:
    return [
        (quote.selector.start, quote.selector.end, number)
        for number, quote in enumerate(quotes, 1)
        if quote.found
        and quote.selector is not None
        and 0 <= quote.selector.start < quote.selector.end <= len(text)
    ]


def _add(paragraph: list[Piece], text: str, quote: int | None) -> None:
    if text:
        paragraph.append(Piece(text, quote))
