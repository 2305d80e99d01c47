"""How much of a page's matter another reading of it still has, sentence by sentence.

Containment, not resemblance: what came in addition takes nothing away.  Weighed by length, so that one
paragraph that is gone shows; bags of words and fingerprints of a whole text do not show it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from snapshotter.audit.comparison.words import runs, sentences_of

LEAST_WORDS = 4
"""Shorter sentences (dates, counters, bylines) weigh nothing."""
_MAX_BLOCKS = 20_000
_KEY_WORDS = 16
"""A block of so many words, with a sentence in it, is a paragraph that can be missed."""
_LONG_WORDS = 45
"""The same for one without."""
_SIDE = 0.25
"""Weight of what is not among the page's core, and of what is no sentence."""
_ENDS = re.compile("[.!?。！？؟।…:][\\s\"'”’»)\\]]{0,4}$")
_GONE = 0.35
"""A part of which less is left is gone."""
_SHOWN_CHARS = 300
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left of a matter."""

    sentences: float | None
    """Part of it that is still there, by words, 0 to 1; None where it has no sentences."""
    shingles: float | None
    """Part of its runs of four words."""
    weight: int
    """Words of its sentences."""
    gone_words: int
    """Words of the paragraphs that are gone."""
    gone: tuple[str, ...]
    """The first of these paragraphs, shortened."""
    last_kept: int = -1
    """Index of the last block of which something is there."""


@dataclass(frozen=True, slots=True)
class _Block:
    words: int
    kept: float
    is_paragraph: bool
    weight: float


def kept_of(
    blocks: Sequence[str], now: frozenset[tuple[str, ...]], core: frozenset[str] = frozenset()
) -> Kept:
    """What is left of ``blocks`` in a text with these runs of words.

    Of a page whose core is known, what stands elsewhere weighs little.
    """
    measured = [_measured(block, now, not core or block in core) for block in blocks[:_MAX_BLOCKS]]
    weight = sum(block.weight for block in measured)
    if not weight:
        return Kept(None, None, 0, 0, ())
    kept = sum(block.kept * block.weight for block in measured)
    paragraphs = [
        (block.words, blocks[at])
        for at, block in enumerate(measured)
        if block.is_paragraph and block.kept < _GONE
    ]
    return Kept(
        sentences=kept / weight,
        shingles=_shingles(blocks, now),
        weight=round(weight),
        gone_words=sum(words for words, _ in paragraphs),
        gone=tuple(text[:_SHOWN_CHARS] for _, text in paragraphs[:_SHOWN]),
        last_kept=max(
            (at for at, block in enumerate(measured) if block.words and block.kept >= _GONE), default=-1
        ),
    )


def _measured(block: str, now: frozenset[tuple[str, ...]], in_core: bool) -> _Block:
    sentences = [each for each in sentences_of([block]) if len(each) >= LEAST_WORDS]
    words = sum(map(len, sentences))
    kept = sum(len(each) * _part(each, now) for each in sentences)
    ends = _ENDS.search(block[-12:]) is not None
    return _Block(
        words,
        kept / words if words else 0.0,
        in_core and words >= (_KEY_WORDS if ends else _LONG_WORDS),
        words * (1.0 if in_core and (ends or words >= _LONG_WORDS) else _SIDE),
    )


def _part(sentence: tuple[str, ...], now: frozenset[tuple[str, ...]]) -> float:
    found = [run in now for run in runs(sentence)]
    return sum(found) / len(found)


def _shingles(blocks: Sequence[str], now: frozenset[tuple[str, ...]]) -> float | None:
    mine = {
        run for sentence in sentences_of(blocks) if len(sentence) >= LEAST_WORDS for run in runs(sentence)
    }
    return len(mine & now) / len(mine) if mine else None
