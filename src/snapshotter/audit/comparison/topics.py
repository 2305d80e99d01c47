"""What a text is about, in which language, and whether it is what hijacked domains sell."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from snapshotter.audit.comparison.lexicon import COMMON, SOLD
from snapshotter.cited.folding import IDEOGRAPHS

_MAX_WORDS = 6_000
_LEAST_CHARS = 4
_TELLING = 0.04
"""Part of a text that the commonest words of its language make up at least."""
_CLEARLY = 1.5
_LEAST_TOKENS = 20
_SCRIPTS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("ar", re.compile("[\u0620-\u06ff]")),
    ("he", re.compile("[\u05d0-\u05ea]")),
    ("th", re.compile("[\u0e01-\u0e4e]")),
    ("hi", re.compile("[\u0905-\u0939]")),
    ("el", re.compile("[\u03b1-\u03c9]")),
)
_SCRIPT_PART = {"ja": 0.12}
_LEAST_PART = 0.35
_SPACELESS = re.compile(f"[{IDEOGRAPHS}\uac00-\ud7a3\u0e00-\u0e7f]")
_IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")

_SOLD_SIGNS = {
    kind: tuple(word for word in words if len(word) >= 2 and _SPACELESS.match(word))
    for kind, words in SOLD.items()
}
"""Those of scripts in which words are not set apart."""
_SOLD_WEAK = frozenset(("money",))
_STRONG_KINDS = 3
_STRONG_PART = 0.008


def language_of(words: Sequence[str]) -> str | None:
    """The language of some folded words, by script and commonest words; None when it does not show."""
    sample = words[:_MAX_WORDS]
    text = "".join(sample)
    if len(text) < _LEAST_TOKENS:
        return None
    for language, signs in _SCRIPTS:
        if len(signs.findall(text)) > _SCRIPT_PART.get(language, _LEAST_PART) * len(text):
            return language
    if len(sample) < _LEAST_TOKENS:
        return None
    counts = sorted(
        ((sum(word in common for word in sample), language) for language, common in COMMON.items())
    )
    (second, _), (most, language) = counts[-2], counts[-1]
    if most < _TELLING * len(sample) or most < _CLEARLY * second:
        return None
    return language


def topic_likeness(then: Sequence[str], now: Sequence[str]) -> float | None:
    """How far two texts speak of the same: cosine of their telling words and numbers, 0 to 1.

    None where one of them has too few to tell.
    """
    mine, theirs = _telling(then), _telling(now)
    if min(len(mine), len(theirs)) < _LEAST_CHARS:
        return None
    product = sum(weight * theirs[word] for word, weight in mine.items() if word in theirs)
    return product / (_length(mine) * _length(theirs))


def _telling(words: Sequence[str]) -> dict[str, float]:
    stop = _stop_words()
    counts = Counter(
        word
        for word in _with_pairs(words[:_MAX_WORDS])
        if word not in stop and (len(word) >= _LEAST_CHARS or (len(word) >= 2 and not word.isascii()))
    )
    return {word: 1.0 + math.log(count) for word, count in counts.items()}


def _with_pairs(words: Sequence[str]) -> Iterable[str]:
    """Words; of ideographs every two that follow each other."""
    before = ""
    for word in words:
        if len(word) == 1 and _IDEOGRAPH.match(word):
            if before:
                yield before + word
            before = word
        else:
            before = ""
            yield word


def _length(weights: dict[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights.values()))


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    return frozenset().union(*COMMON.values())


def sold_words(words: Sequence[str]) -> dict[str, int]:
    """How often a text names what hijacked domains sell, by kind; only kinds of which it is full."""
    sample = words[:_MAX_WORDS]
    text = "".join(word for word in sample if not word.isascii())
    found: dict[str, int] = {}
    for kind, sold in SOLD.items():
        counts = Counter(word for word in sample if word in sold)
        signs = {sign: text.count(sign) for sign in _SOLD_SIGNS[kind] if sign in text}
        total, kinds = sum(counts.values()) + sum(signs.values()), len(counts) + len(signs)
        if (
            total >= 4
            and (kinds >= _STRONG_KINDS or kind not in _SOLD_WEAK)
            and total >= _STRONG_PART * len(sample)
        ):
            found[kind] = total
    return found
