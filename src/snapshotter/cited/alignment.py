"""Where in a text something like some words may stand."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from snapshotter.cited.folding import IDEOGRAPHS

PIECE_CHARS = 120
"""Longer words are looked for piece by piece, so that what is missing in between does not hide the rest."""
_WORD = re.compile(rf"[^\W_{IDEOGRAPHS}]+")
_PAIR = re.compile(rf"(?=([{IDEOGRAPHS}]{{2}}))")
"""Where there are no spaces, two signs that follow each other do for a word."""
_TOKEN = re.compile(rf"[{IDEOGRAPHS}]|[^\W_{IDEOGRAPHS}]+|[%$€£¥°+]")
_DIGITS = re.compile(r"\d+")
_SLIP = 0.6
"""Likeness by letters from which one word is taken for another that was misspelled."""
_RARE = 10
"""Of a piece's words, so many of the rarest tell where to look."""
_COMMON = 400
"""Places of one word that are looked at."""
_PLACES = 3
_STEPS = 4
"""Words at either end that are tried for a better fit."""
_LOOK_BACK_CHARS = 120
_SPACELESS = re.compile(f"[{IDEOGRAPHS}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A span of the text."""

    start: int
    end: int


class Places:
    """A folded text, and where words stand in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._of: dict[str, list[int]] = {}

    def look_up(self, quotations: Iterable[str]) -> None:
        """Find the words of these in one pass, for :meth:`like`."""
        for quotation in quotations:
            self._of.update((word, []) for word, _ in _seeds(quotation))
        for found in _WORD.finditer(self.text) if self._of else ():
            places = self._of.get(found[0])
            if places is not None:
                places.append(found.start())

    def like(self, piece: str) -> list[Place]:
        """The spans that share the most and the rarest words with ``piece``, best first."""
        seeds = sorted(((self._found(word), at) for word, at in _seeds(piece)), key=lambda seed: len(seed[0]))
        width = max(32, len(piece) // 2)
        votes: dict[int, float] = defaultdict(float)
        for places, at in [seed for seed in seeds if seed[0]][:_RARE]:
            weight = math.log(1 + len(self.text) / len(places))
            for stands in places[:_COMMON]:
                votes[(stands - at) // width] += weight
        near = {bucket: vote + votes.get(bucket + 1, 0.0) for bucket, vote in votes.items()}
        best = sorted(near, key=lambda bucket: -near[bucket])[:_PLACES]
        spans = [Place(max(0, (bucket - 1) * width), (bucket + 3) * width + len(piece)) for bucket in best]
        aligned = (self.aligned(piece, span) for span in spans)
        return [place for place in aligned if place is not None]

    def aligned(self, piece: str, within: Place) -> Place | None:
        """What is most like ``piece`` in a part of the text."""
        from rapidfuzz.fuzz import partial_ratio_alignment

        window = self.text[within.start : within.end]
        if len(window) < len(piece) // 2 or not piece:
            return None
        found = partial_ratio_alignment(piece, window, score_cutoff=50)
        if found is None or found.dest_end <= found.dest_start:
            return None
        return Place(within.start + found.dest_start, within.start + found.dest_end)

    def fitted(self, words: str, place: Place) -> tuple[float, Place]:
        """The span about ``place``, of whole words, that is most like ``words``, and how like it is."""
        from rapidfuzz.distance.Levenshtein import normalized_similarity

        def fit(start: int, end: int) -> float:
            return normalized_similarity(words, self.text[start:end])

        ends = [end for end in self._word_ends(place.end) if end > place.start] or [place.end]
        end = max(ends, key=lambda end: fit(place.start, end))
        starts = [start for start in self._word_starts(place.start) if start < end] or [place.start]
        start = max(starts, key=lambda start: fit(start, end))
        end = max((end for end in ends if end > start), key=lambda end: fit(start, end), default=end)
        return likeness(words, self.text[start:end]), Place(start, end)

    def bounded(self, place: Place) -> bool:
        """Whether no word is cut at either end."""
        return not self._cuts(place.start) and not self._cuts(place.end)

    def occurrences(self, words: str, start: int, end: int) -> Iterator[Place]:
        """Where exactly ``words`` stand, whole, between two offsets."""
        at = self.text.find(words, start, end)
        while at >= 0:
            place = Place(at, at + len(words))
            if self.bounded(place):
                yield place
            at += 1
            while self._cuts(at):
                at += 1
            at = self.text.find(words, at, end)

    def _found(self, word: str) -> list[int]:
        if word not in self._of or (not self._of[word] and _SPACELESS.match(word)):
            self._of[word] = [at for at, _ in zip(_all(self.text, word), range(_COMMON + 1), strict=False)]
        return self._of[word]

    def _cuts(self, at: int) -> bool:
        """Whether ``at`` lies inside a word."""
        sides = self.text[max(at - 1, 0) : at + 1]
        return 0 < at < len(self.text) and sides.isalnum() and not _SPACELESS.search(sides)

    def _word_ends(self, at: int) -> list[int]:
        begin, words = self._words_about(at)
        return _nearest([begin + right for _, right in words], at)

    def _word_starts(self, at: int) -> list[int]:
        begin, words = self._words_about(at)
        return _nearest([begin + left for left, _ in words], at)

    def _words_about(self, at: int) -> tuple[int, list[tuple[int, int]]]:
        begin = max(0, at - _LOOK_BACK_CHARS)
        window = self.text[begin : at + _LOOK_BACK_CHARS]
        if _SPACELESS.search(self.text[max(0, at - 1) : at + 1]):
            return begin, [(index, index + 1) for index, sign in enumerate(window) if sign.isalnum()]
        return begin, [found.span() for found in re.finditer(r"\w+", window)]


def likeness(words: str, others: str) -> float:
    """How much of two texts are the same words in the same order, 0 to 1.

    Characters of equal words over those of all; words that differ by letters (a slip, another ending)
    count by their letters, and others not at all, so that what was put in place of a half leaves a half.
    A number is right or wrong.
    """
    from rapidfuzz.distance import Levenshtein

    ours, theirs = _TOKEN.findall(words), _TOKEN.findall(others)
    same = all_of_it = 0.0
    for region, blocks in groupby(Levenshtein.opcodes(ours, theirs), key=lambda block: block.tag == "equal"):
        listed = list(blocks)
        left = "".join(ours[listed[0].src_start : listed[-1].src_end])
        right = "".join(theirs[listed[0].dest_start : listed[-1].dest_end])
        longest = max(len(left), len(right))
        letters = 1.0 if region else Levenshtein.normalized_similarity(left, right)
        numbers = region or _DIGITS.findall(left) == _DIGITS.findall(right)
        same += longest * (letters if letters >= _SLIP and numbers else 0.0)
        all_of_it += longest
    return same / all_of_it if all_of_it else 0.0


def pieces(words: str) -> list[str]:
    """``words`` in pieces of about :data:`PIECE_CHARS`, each of whole words where there are spaces."""
    found = []
    while len(words) > PIECE_CHARS * 3 // 2:
        cut = words.rfind(" ", PIECE_CHARS // 2, PIECE_CHARS) + 1 or PIECE_CHARS
        found.append(words[:cut].strip())
        words = words[cut:]
    return [*found, words.strip()]


def _seeds(piece: str) -> Iterator[tuple[str, int]]:
    """What to look up of ``piece``, and where it stands in it."""
    for found in _WORD.finditer(piece):
        yield found[0], found.start()
    pairs = list(_PAIR.finditer(piece))
    for found in pairs[:: max(1, len(pairs) // _RARE)]:
        yield found[1], found.start()


def _nearest(places: list[int], at: int) -> list[int]:
    return sorted(places, key=lambda place: abs(place - at))[: 2 * _STEPS]


def _all(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)
