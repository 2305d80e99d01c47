"""Two readings of a page side by side, for people: what stayed, what went, what came, what was reworded.

Sentences that stand once in both texts and in the same order hold the texts together (patience
diff, Bram Cohen); what lies between them is small, and is aligned by likeness.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from snapshotter.audit.comparison.words import tokens_of

Kind = Literal["same", "gone", "new", "reworded"]

MAX_CHARS = 12_000_000
"""Of either text; what is beyond is not looked at."""
MAX_SENTENCES = 150_000
MAX_SENTENCE_CHARS = 2_000
"""Longer ones are cut into pieces."""
_SMALL = 400
"""So many sentences on either side are aligned one by one."""
_PAIRED = 40
"""One that went is held against so many that came."""
_MOST_PAIRED = 4_000
"""Where more went or came at one place, nothing is held against anything."""
_ALIKE = 0.5
_END = re.compile(r"(?<![.!?])[.!?]++[\"'”’»)\]]{0,3}(?=\s)|[。！？]")
_WORD = re.compile(r"\s*\S+")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words within a reworded sentence."""

    kind: Kind
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence, and what became of it."""

    kind: Kind
    then: str
    """Empty for what is new."""
    now: str
    """Empty for what is gone."""
    spans: tuple[Span, ...] = ()
    """Word by word, of what was reworded."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    key: str
    """Its words, folded."""


def difference(then_text: str, now_text: str) -> list[Change]:
    """What became of each sentence of ``then_text``, with what came in its place, in reading order.

    Typography, case and white space make no difference.  Near linear in the length of the texts.
    """
    then, now = _sentences(then_text), _sentences(now_text)
    found: list[Change] = []
    for mine, theirs in _gaps(then, now):
        found.extend(_aligned(mine, theirs))
    return found


def _sentences(text: str) -> list[_Sentence]:
    found: list[_Sentence] = []
    for piece in _pieces(text[:MAX_CHARS]):
        said = " ".join(piece.split())
        key = _key(said)
        if key:
            found.append(_Sentence(said, key))
        if len(found) >= MAX_SENTENCES:
            break
    return found


def _pieces(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if not line or line.isspace():
            continue
        at = 0
        for end in [*(found.end() for found in _END.finditer(line)), len(line)]:
            for start in range(at, end, MAX_SENTENCE_CHARS):
                yield line[start : min(start + MAX_SENTENCE_CHARS, end)]
            at = end


def _key(said: str) -> str:
    """Plain words need no folding."""
    words = _PLAIN.findall(said.lower()) if said.isascii() and "-" not in said else tokens_of(said)
    return " ".join(words)


_PLAIN = re.compile(r"[a-z0-9]+|[%$+]")


def _gaps(then: list[_Sentence], now: list[_Sentence]) -> Iterator[tuple[list[_Sentence], list[_Sentence]]]:
    """Both texts in parts that belong together; one sentence each where they are the same."""
    at_then = at_now = 0
    for mine, theirs in _held(then, now):
        if mine > at_then or theirs > at_now:
            yield then[at_then:mine], now[at_now:theirs]
        yield [then[mine]], [now[theirs]]
        at_then, at_now = mine + 1, theirs + 1
    yield then[at_then:], now[at_now:]


def _held(then: list[_Sentence], now: list[_Sentence]) -> list[tuple[int, int]]:
    """Places of sentences that stand once in both, as many as keep their order."""
    once_then = _once(then)
    once_now = _once(now)
    pairs = [(at, once_now[key]) for key, at in once_then.items() if key in once_now]
    return _longest_rise(pairs)


def _once(sentences: Sequence[_Sentence]) -> dict[str, int]:
    counts = Counter(each.key for each in sentences)
    return {each.key: at for at, each in enumerate(sentences) if counts[each.key] == 1}


def _longest_rise(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, in order of the first, of which the second rises."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        at = bisect_left(tops, place)
        before.append(last[at - 1] if at else -1)
        tops[at : at + 1] = [place]
        last[at : at + 1] = [index]
    found = []
    index = last[-1] if last else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]


def _aligned(mine: list[_Sentence], theirs: list[_Sentence]) -> Iterator[Change]:
    head = _shared(mine, theirs)
    tail = _shared(mine[head:][::-1], theirs[head:][::-1])
    ends = len(mine) - tail, len(theirs) - tail
    yield from _same(mine[:head], theirs[:head])
    yield from _middle(mine[head : ends[0]], theirs[head : ends[1]])
    yield from _same(mine[ends[0] :], theirs[ends[1] :])


def _shared(mine: Sequence[_Sentence], theirs: Sequence[_Sentence]) -> int:
    """How many are the same from the beginning on."""
    pairs = enumerate(zip(mine, theirs, strict=False))
    return next((at for at, (one, other) in pairs if one.key != other.key), min(len(mine), len(theirs)))


def _same(mine: Sequence[_Sentence], theirs: Sequence[_Sentence]) -> Iterator[Change]:
    return (Change("same", one.text, other.text) for one, other in zip(mine, theirs, strict=True))


def _middle(mine: list[_Sentence], theirs: list[_Sentence]) -> Iterator[Change]:
    if max(len(mine), len(theirs)) > _SMALL:
        yield from _paired(mine, theirs)
        return
    from rapidfuzz.distance import Indel

    gone: list[_Sentence] = []
    new: list[_Sentence] = []
    for step in Indel.opcodes([each.key for each in mine], [each.key for each in theirs]):
        if step.tag != "equal":
            gone += mine[step.src_start : step.src_end]
            new += theirs[step.dest_start : step.dest_end]
            continue
        yield from _paired(gone, new)
        gone, new = [], []
        yield from _same(mine[step.src_start : step.src_end], theirs[step.dest_start : step.dest_end])
    yield from _paired(gone, new)


def _paired(gone: list[_Sentence], new: list[_Sentence]) -> Iterator[Change]:
    """Sentences that went and came at one place: those that are alike were reworded."""
    partners = dict(_partners(gone, new)) if max(len(gone), len(new)) <= _MOST_PAIRED else {}
    at = 0
    for index, sentence in enumerate(gone):
        partner = partners.get(index)
        if partner is None:
            yield Change("gone", sentence.text, "")
            continue
        yield from (Change("new", "", each.text) for each in new[at:partner])
        yield _reworded(sentence.text, new[partner].text)
        at = partner + 1
    yield from (Change("new", "", each.text) for each in new[at:])


def _partners(gone: list[_Sentence], new: list[_Sentence]) -> Iterator[tuple[int, int]]:
    from rapidfuzz.distance.Indel import normalized_similarity

    at = 0
    for index, sentence in enumerate(gone):
        room = new[at : at + _PAIRED]
        if not room:
            return
        scores = [normalized_similarity(sentence.key, each.key, score_cutoff=_ALIKE) for each in room]
        best = max(range(len(room)), key=lambda place: scores[place])
        if scores[best] >= _ALIKE:
            yield index, at + best
            at += best + 1


def _reworded(then: str, now: str) -> Change:
    from rapidfuzz.distance import Indel

    mine, theirs = _WORD.findall(then), _WORD.findall(now)
    keys, others = (
        [_key(word) or word.strip() for word in mine],
        [_key(word) or word.strip() for word in theirs],
    )
    spans: list[Span] = []
    for step in Indel.opcodes(keys, others):
        left = "".join(mine[step.src_start : step.src_end])
        right = "".join(theirs[step.dest_start : step.dest_end])
        spans.append(Span("same" if step.tag == "equal" else _kind(left, right), left, right))
    return Change("reworded", then, now, tuple(_joined(spans)))


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    """Words that went and others that came at the same place are one rewording."""
    held: Span | None = None
    for span in spans:
        if span.kind == "same":
            if held is not None:
                yield held
            held = None
            yield span
        elif held is None:
            held = span
        else:
            left, right = held.then + span.then, held.now + span.now
            held = Span(_kind(left, right), left, right)
    if held is not None:
        yield held


def _kind(left: str, right: str) -> Kind:
    if left and right:
        return "reworded"
    return "gone" if left else "new"
