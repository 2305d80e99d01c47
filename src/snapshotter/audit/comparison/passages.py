"""What has become of the passages that a post quotes.

A quote is first looked for in the snapshot: how it reads there is what its author saw.  That passage is
then looked for in the page of now, by its words and by what stood before and behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from snapshotter.audit.comparison.words import Words, tokens_of
from snapshotter.cited.passages import find_quotes, threshold
from snapshotter.model.audit import AuditedQuote
from snapshotter.model.quote import QuoteMatch

_ANCHOR = 4
"""Words that follow each other in both texts hold a place."""
_REACH = 120
"""So many words before and behind a passage may hold its place."""
_MOST_BETWEEN = 400
_PLACED = 0.4
"""Likeness from which what stands at a passage's own place is the passage, reworded."""
_ELSEWHERE = 0.72
"""Likeness from which a passage is recognised wherever it stands."""
_ALONE = 0.15
"""So much less is asked for where nothing holds its place."""
_SHOWN_CHARS = 1000


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote as it reads in the snapshot."""

    quote: str
    text: str | None
    """None when the snapshot does not have it."""
    faithful: bool
    """Whether the quote has its very words."""


def passages_of(quotes: Sequence[str], *texts: str) -> tuple[Passage, ...]:
    """Each of ``quotes`` as it reads in the first of ``texts`` that has it."""
    found: dict[int, Passage] = {}
    for text in texts:
        wanted = [at for at in range(len(quotes)) if at not in found]
        if not wanted or not text:
            continue
        for at, match in zip(wanted, find_quotes([quotes[at] for at in wanted], text), strict=True):
            if match.found and match.selector is not None:
                found[at] = Passage(quotes[at], match.selector.exact, match.ratio == 1.0)
    return tuple(found.get(at) or Passage(quote, None, False) for at, quote in enumerate(quotes))


def audited(passages: Sequence[Passage], then: Words, now: Words) -> tuple[AuditedQuote, ...]:
    """What has become of each."""
    return tuple(_audited(passage, then, now) for passage in passages)


def _audited(passage: Passage, then: Words, now: Words) -> AuditedQuote:
    if passage.text is None:
        return _never_seen(passage.quote, now)
    words = tokens_of(passage.text)
    at = now.find(words)
    if at >= 0:
        return AuditedQuote(passage.quote, "there", 1.0, _shown(now.between(at, at + len(words))))
    (as_quoted,) = find_quotes([passage.quote], now.text)
    if passage.faithful and as_quoted.ratio == 1.0:
        return AuditedQuote(passage.quote, "there", 1.0, _shown(_exact(as_quoted)))
    (nearest,) = find_quotes([passage.text], now.text)
    return _changed(passage, words, nearest, _at_its_place(words, then, now))


def _changed(passage: Passage, words: list[str], nearest: QuoteMatch, placed: _Placed | None) -> AuditedQuote:
    if placed is not None and placed.part >= _PLACED:
        ratio = max(placed.part, nearest.ratio)
        return _quote(passage, "reworded", min(ratio, 0.999), placed.text)
    enough = threshold(len(" ".join(words)))
    least = enough - _ALONE if placed is None else max(_ELSEWHERE, enough - 0.05)
    if nearest.ratio >= least:
        return _quote(passage, "reworded", min(nearest.ratio, 0.999), _exact(nearest))
    return _quote(passage, "gone", nearest.ratio, _exact(nearest))


def _quote(
    passage: Passage, state: Literal["there", "reworded", "gone"], ratio: float, now: str | None
) -> AuditedQuote:
    return AuditedQuote(passage.quote, state, round(ratio, 3), _shown(now))


def _never_seen(quote: str, now: Words) -> AuditedQuote:
    """By the page of now alone."""
    (match,) = find_quotes([quote], now.text)
    state: Literal["there", "reworded", "gone"]
    state = "there" if match.ratio == 1.0 else "reworded" if match.found else "gone"
    return AuditedQuote(quote, state, match.ratio, _shown(_exact(match)))


@dataclass(frozen=True, slots=True)
class _Placed:
    """What stands at a passage's place now."""

    part: float
    """Of both, the words that both have in their order, long ones counting for more."""
    text: str


def _at_its_place(words: list[str], then: Words, now: Words) -> _Placed | None:
    """None where nothing holds the place."""
    start = then.find(words)
    if start < 0:
        return None
    end = start + len(words)
    before = _anchor_before(start, then, now)
    behind = _anchor_behind(end, then, now, before[1] if before else 0)
    if before is None or behind is None:
        return None
    if not before[1] <= behind[1] <= before[1] + _MOST_BETWEEN:
        return None
    return _aligned(then.all, (before[0], behind[0]), (start, end), now, (before[1], behind[1]))


def _anchor_before(start: int, then: Words, now: Words) -> tuple[int, int] | None:
    """Nearest words before a passage that both have: where they end then, and now."""
    for at in range(start, max(start - _REACH, _ANCHOR - 1), -1):
        run = tuple(then.all[at - _ANCHOR : at])
        if run in now.runs and (found := now.find(run)) >= 0:
            return at, found + _ANCHOR
    return (0, 0) if start < _REACH else None


def _anchor_behind(end: int, then: Words, now: Words, least: int) -> tuple[int, int] | None:
    last = len(then.all) - _ANCHOR
    for at in range(end, min(end + _REACH, last + 1)):
        run = tuple(then.all[at : at + _ANCHOR])
        if run in now.runs and (found := now.find(run, least)) >= 0:
            return at, found
    return (len(then.all), len(now.all)) if len(then.all) - end < _REACH else None


def _aligned(
    then: list[str], room: tuple[int, int], passage: tuple[int, int], now: Words, there: tuple[int, int]
) -> _Placed:
    from rapidfuzz.distance import Indel

    mine, theirs = then[room[0] : room[1]], now.all[there[0] : there[1]]
    start, end = passage[0] - room[0], passage[1] - room[0]
    kept: list[int] = []
    first, last = len(theirs), 0
    for step in Indel.opcodes(mine, theirs):
        if step.tag != "equal":
            continue
        for offset in range(step.src_end - step.src_start):
            if start <= step.src_start + offset < end:
                kept.append(step.src_start + offset)
                first = min(first, step.dest_start + offset)
                last = max(last, step.dest_start + offset + 1)
    if not kept:
        return _Placed(0.0, "")
    whole = _letters(mine[start:end]) + _letters(theirs[first:last])
    part = 2 * _letters([mine[at] for at in kept]) / whole
    return _Placed(part, now.between(there[0] + first, there[0] + last))


def _letters(words: Sequence[str]) -> int:
    return sum(map(len, words))


def _exact(match: QuoteMatch) -> str | None:
    return match.selector.exact if match.selector is not None else None


def _shown(text: str | None) -> str | None:
    return " ".join(text.split())[:_SHOWN_CHARS] or None if text else None
