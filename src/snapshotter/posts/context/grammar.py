"""A sentence as a string of letters, one for each thing in it that may say whom a post cites.

The kinds of words are those of :mod:`snapshotter.posts.context.vocabulary`; beside them stand
P a publication known by name · N another name · D a date · Y a year alone · s a possessive ending ·
A an anchor that is a title · Q words in quotation marks · w any other word ·
and marks: , : ; . ( ) - | > and / for the end of a line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from snapshotter.pagemeta.months import days, days_ago, months
from snapshotter.pagemeta.whens import When, when_at
from snapshotter.posts.context import publishers
from snapshotter.posts.context.vocabulary import PAIRED, kind_of_pair, kinds

_TOKEN = re.compile(
    r"[dD]['’]après|(?:[dlnsmDLNSM]|qu|Qu|dell|nell|sull|dall|all)['’](?=[^\W\d_])"
    r"|[^\W_]+(?:[-.&’'/+@][^\W_]+)*|[“”„«»\"‘‚「『《]"
    r"|[,:;().\[\]|>•·/、，：（）—–\n-]"
)
_MARKS = {
    "[": "(",
    "]": ")",
    "（": "(",
    "）": ")",
    "—": "-",
    "–": "-",
    "•": ">",
    "·": "-",
    "\n": "/",
    "，": ",",
    "、": ",",
    "：": ":",
    "/": "-",
}
_CLOSING = {
    "“": '”“"',
    "„": '“”"',
    "«": "»",
    "»": "«»",
    '"': '"',
    "‘": "’",
    "‚": "‘’",
    "「": "」",
    "『": "』",
    "”": "”",
    "《": "》",
}
_QUOTE_REACH = 240
_PARTICLES_TEXT = """
    van von de del della di da dos la le el al bin ibn ben ten ter du zu
"""
_PARTICLES = frozenset(_PARTICLES_TEXT.split())
_SECOND_PARTICLES = frozenset(("der", "den", "la", "las", "los", "het"))
_HONORIFICS_TEXT = """
    mr mrs ms dr prof col gen lt sgt capt maj sen rep gov sir dame lord professor president senator colonel
    general captain major herr frau monsieur madame m mme señor señora signor dott dott.ssa minister secretary
"""
_HONORIFICS = frozenset(_HONORIFICS_TEXT.split())
_MAX_TOKENS = 400
"""Of a sentence; what comes behind is not read."""


class Token(NamedTuple):
    """Something in a sentence, at ``start``..``end`` of the post's text."""

    start: int
    end: int
    what: When | publishers.Entry | None = None


class Tagged(NamedTuple):
    """A sentence that was read: a letter for each token."""

    letters: str
    tokens: Sequence[Token]


_SHORT_WORDS_TEXT = """
    so mar sen dez ago set lis sie
"""
_SHORT_WORDS = frozenset(_SHORT_WORDS_TEXT.split())
"""Abbreviations of months that are commoner as other words."""


@cache
def _dated() -> frozenset[str]:
    """Words that a date may begin with."""
    return frozenset((*months(), *days(), *days_ago(), "i")).difference(_SHORT_WORDS)


@cache
def _special() -> frozenset[str]:
    """Words in small letters that are more than words."""
    return frozenset(
        (*kinds(), *(kind.replace("'", "’") for kind in kinds()), *_dated(), *publishers.first_words())
    )


class _Reader:
    """Reads one sentence.  A class, since what a word is depends on the words around."""

    def __init__(self, text: str, start: int, end: int, anchors: Sequence[tuple[int, int]]) -> None:
        self._text, self._end = text, end
        self._anchors = dict(anchors)
        self._found: list[tuple[int, int]] = []
        for match in _TOKEN.finditer(text, start, end):
            self._found.append(match.span())
            if len(self._found) == _MAX_TOKENS:
                break
        self._words = [text[a:b] for a, b in self._found]
        self._bare = [_without_ending(word) for word in self._words]
        self.letters: list[str] = []
        self.tokens: list[Token] = []

    def read(self) -> Tagged:
        at, count = 0, len(self._found)
        while at < count:
            at = self._step(at)
        return Tagged("".join(self.letters), self.tokens)

    def _step(self, at: int) -> int:
        """Reads the token at ``at``; returns where to go on."""
        start, end = self._found[at]
        word = self._words[at]
        if start in self._anchors:
            return self._add("A", start, self._anchors[start], at)
        if not word[0].isalnum():
            return self._mark(at, word)
        lower = self._bare[at].lower()
        if lower not in _special() and not word[0].isupper() and not word[0].isdigit():
            self.letters.append("w")
            self.tokens.append(Token(start, end))
            return at + 1
        return self._word(at, word, lower.replace("’", "'"))

    def _word(self, at: int, word: str, lower: str) -> int:
        """Reads a word that may be more than one."""
        first = word[0]
        reached = self._date(at, word) if first.isdigit() or lower in _dated() else 0
        if not reached and (first.isupper() or publishers.begins_one(lower)):
            reached = self._publication(at)
        if reached:
            return reached
        kind = kinds().get(lower)
        if kind is None and first.isupper() and not (len(lower) == 1 and self._next(at) != "."):
            return self._name(at)
        return self._plain(at, lower, kind or "w")

    def _plain(self, at: int, lower: str, kind: str) -> int:
        start, end = self._found[at]
        pair = kind_of_pair(lower, self._next(at).lower()) if lower in PAIRED else None
        if pair:
            return self._add(pair, start, self._found[at + 1][1], at)
        self._add(kind, start, end, at)
        return at + 1

    def _mark(self, at: int, mark: str) -> int:
        start, end = self._found[at]
        if mark[-1] in "'’" and len(mark) > 1:
            lower = mark.lower().replace("’", "'")
            return self._add(kinds().get(lower, "f"), start, end, at)
        closers = _CLOSING.get(mark)
        if closers:
            return self._quoted(at, closers)
        if mark == "-" and (start == 0 or not self._text[start - 1].isspace()):
            return at + 1
        return self._add(_MARKS.get(mark, mark), start, end, at) if mark not in "”»" else at + 1

    def _quoted(self, at: int, closers: str) -> int:
        """What is in quotation marks is one thing, unless it is the name of a publication."""
        start = self._found[at][0]
        limit = min(self._end, start + _QUOTE_REACH)
        ends = [n for n in (self._text.find(mark, start + 1, limit) for mark in closers) if n > 0]
        if not ends:
            return at + 1
        inside = self._text[start + 1 : min(ends)].strip(" \u00a0,.")
        entry = publishers.match_at(publishers.words_of(inside), 0) if inside[:1].isalpha() else None
        if entry and len(entry.words) == len(publishers.words_of(inside)):
            begin = self._text.index(inside, start)
            self.letters.append("P")
            self.tokens.append(Token(begin, begin + len(inside), entry))
            return self._after(min(ends) + 1, at)
        return self._add("Q", start, min(ends) + 1, at)

    def _date(self, at: int, word: str) -> int:
        start, end = self._found[at]
        when = when_at(self._text, start)
        if when and when.end <= self._end:
            self.letters.append("D")
            self.tokens.append(Token(start, when.end, when))
            return self._after(when.end, at)
        if len(word) == 4 and word.isdigit() and word[:2] in ("18", "19", "20"):
            return self._add("Y", start, end, at)
        return 0

    def _publication(self, at: int) -> int:
        entry, count = publishers.match_at(self._words, at), 1
        if entry is None and self._bare[at] != self._words[at]:
            entry = publishers.match_at(self._bare, at)
        if entry is None:
            entry = self._ending_differs(at)
        if entry is None:
            return 0
        count = len(entry.words)
        last = at + count
        start = self._found[at][0]
        possessive = (
            self._bare[last - 1] != self._words[last - 1] and self._words[last - 1] != entry.words[-1]
        )
        if entry.weak and not possessive and last < len(self._words) and self._continues(last):
            return 0
        end = self._found[last - 1][1] - (2 if possessive else 0)
        self.letters.append("P")
        self.tokens.append(Token(start, end, entry))
        return self._possessive(last - 1, last, possessive)

    def _ending_differs(self, at: int) -> publishers.Entry | None:
        """A name of several words, the last of which has a possessive ending."""
        words = list(self._words[at : at + 6])
        if not any(bare != word for bare, word in zip(self._bare[at : at + 6], words, strict=False)):
            return None
        return publishers.match_at(self._bare, at)

    def _continues(self, at: int) -> bool:
        """Whether a common word is part of a longer name: ``Time Warner``."""
        word = self._words[at]
        gap = self._text[self._found[at - 1][1] : self._found[at][0]]
        return (
            gap == " "
            and word[0].isupper()
            and self._found[at][0] not in self._anchors
            and (word.lower() not in kinds() and self._bare[at].lower() not in _dated())
        )

    def _name(self, at: int) -> int:
        start = self._found[at][0]
        last = at
        while self._bare[last] == self._words[last]:
            following = self._name_goes_on(last)
            if not following:
                break
            last = following
        while at < last and self._bare[at].lower() in _HONORIFICS:
            at += 2 if self._words[at + 1] == "." else 1
            start = self._found[min(at, last)][0]
        at = min(at, last)
        possessive = self._bare[last] != self._words[last]
        end = self._found[last][1] - (2 if possessive else 0)
        self.letters.append("N")
        self.tokens.append(Token(start, end))
        return self._possessive(last, last + 1, possessive)

    def _name_goes_on(self, at: int) -> int:
        """Where the next part of a name is, behind the one at ``at``; 0 where it ends."""
        following = at + 1
        if following >= len(self._found) or self._text[
            self._found[at][1] : self._found[following][0]
        ] not in ("", " "):
            return 0
        word = self._words[following]
        if self._found[following][0] in self._anchors:
            return 0
        if word == "." and (len(self._words[at]) == 1 or self._words[at].lower() in _HONORIFICS):
            return following + 1 if self._is_name(following + 1) else 0
        if word == "&" or (word.lower() in _PARTICLES and word.islower()):
            further = following + 1
            if self._next(following) in _SECOND_PARTICLES:
                further += 1
            return further if self._is_name(further) else 0
        return following if self._is_name(following) else 0

    def _is_name(self, at: int) -> bool:
        if at >= len(self._words) or not self._words[at][0].isupper() or self._found[at][0] in self._anchors:
            return False
        lower = self._bare[at].lower()
        if lower in _dated() or (lower in kinds() and (len(lower) > 1 and self._next(at) != ".")):
            return False
        entry = publishers.match_at(self._bare, at) if publishers.begins_one(lower) else None
        return entry is None or entry.weak

    def _possessive(self, last: int, following: int, marked: bool) -> int:
        end = self._found[last][1]
        if marked:
            self.letters.append("s")
            self.tokens.append(Token(end - 2, end))
        elif (
            self._text[end - 1 : end] == "s"
            and self._text[end : end + 1] in ("'", "’")
            and self._text[end + 1 : end + 2] == " "
        ):
            self.letters.append("s")
            self.tokens.append(Token(end, end + 1))
        return following

    def _next(self, at: int) -> str:
        return self._words[at + 1] if at + 1 < len(self._words) else ""

    def _add(self, letter: str, start: int, end: int, at: int) -> int:
        self.letters.append(letter)
        self.tokens.append(Token(start, end))
        return self._after(end, at)

    def _after(self, end: int, at: int) -> int:
        """The first token that begins at ``end`` or later."""
        at += 1
        while at < len(self._found) and self._found[at][0] < end:
            at += 1
        return at


def tagged(text: str, start: int, end: int, anchors: Sequence[tuple[int, int]] = ()) -> Tagged:
    """Reads ``text[start:end]``; ``anchors`` are those that are titles, each one thing."""
    return _Reader(text, start, end, anchors).read()


def _without_ending(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word
