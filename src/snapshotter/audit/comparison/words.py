"""Texts as sequences of folded words, and what they share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from snapshotter.cited.folding import IDEOGRAPHS, Folded, folded

RUN = 4
"""Words of a shingle (Broder 1997)."""
_MARKS = "\u3000-\u3020\u30fb\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff60"
"""Punctuation among the ideographs."""
_TOKEN = re.compile(rf"(?![{_MARKS}])[{IDEOGRAPHS}]|[^\W_{IDEOGRAPHS}]+|[%$€£¥°+]")
_BLOCK = "¶"
_SENTENCE_END = re.compile(rf"{_BLOCK}|(?<=[.!?])['\")\]]{{0,3}} (?=\S)|[。！？؟।]")


def tokens_of(text: str) -> list[str]:
    """The words of ``text``, folded; every ideograph is one."""
    return _TOKEN.findall(folded(text).text)


def sentences_of(blocks: Iterable[str]) -> list[tuple[str, ...]]:
    """The sentences of some blocks as words.  No sentence reaches from one block into the next."""
    text = folded(f" {_BLOCK} ".join(blocks)).text
    found = (tuple(_TOKEN.findall(part)) for part in _SENTENCE_END.split(text) if part)
    return [sentence for sentence in found if sentence]


def runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every :data:`RUN` words that follow each other; all of them where there are fewer."""
    for at in range(max(1, len(words) - RUN + 1)):
        yield tuple(words[at : at + RUN])


class Words:
    """A text's words, and where they stand in it."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _folded(self) -> Folded:
        return folded(self.text)

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        return [found.span() for found in _TOKEN.finditer(self._folded.text)]

    @cached_property
    def all(self) -> list[str]:
        text = self._folded.text
        return [text[start:end] for start, end in self._spans]

    @cached_property
    def joined(self) -> str:
        """All words with single spaces around each."""
        return f" {' '.join(self.all)} "

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        return frozenset(runs(self.all))

    def find(self, words: Sequence[str], start: int = 0) -> int:
        """Index from which ``words`` follow each other, at ``start`` or behind it; -1 when nowhere."""
        if not words:
            return -1
        at = self.joined.find(f" {' '.join(words)} ", self._offset(start))
        return self.joined.count(" ", 0, at) if at >= 0 else -1

    def between(self, start: int, end: int) -> str:
        """The text as it was from one word to before another."""
        if not start < end <= len(self._spans):
            return ""
        first, last = self._folded.original(self._spans[start][0], self._spans[end - 1][1])
        return self.text[first:last]

    def _offset(self, index: int) -> int:
        if index <= 0:
            return 0
        return sum(map(len, self.all[:index])) + index
