"""Words of titles, headings and short texts, compared without case, accents of type and punctuation.

Phrases count where they are all that is said: a whole segment of a title, a heading, a short text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

_MAX_CHARS = 4000
_SEPARATORS = re.compile(
    r"\s[-–—|/:·•»«~→><]{1,3}\s|[|»«›‹·•¦┃]|\s?[–—]\s?|:\s|…|\s::\s|(?<=[\u2e80-\u9fff\uac00-\ud7af])[-_]|[-_](?=[\u2e80-\u9fff\uac00-\ud7af])"
)
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Kana and Han: about two characters a word."""
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Thai, Lao, Burmese, Khmer: about five characters a word."""
_PARTED = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})
"""Every ASCII sign that is no letter and no digit, as a space."""


def word_count(text: str) -> int:
    """How many words a reader would count, also in scripts that do not part them."""
    if text.isascii():
        return len(text.translate(_PARTED).split())
    dense, unspaced = len(_DENSE.findall(text)), len(_UNSPACED.findall(text))
    if dense or unspaced:
        text = _UNSPACED.sub(" ", _DENSE.sub(" ", text))
    return len(_WORD.findall(text)) + dense // 2 + unspaced // 5


def plain(text: str) -> str:
    """Lower case words with single spaces between them; apostrophes close up (``doesnt``).

    Compatibility forms are made equal (NFKC), combining marks stay.
    """
    return _plain(text[:_MAX_CHARS])


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    if text.isascii():
        return " ".join(text.lower().replace("'", "").translate(_PARTED).split())
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = folded.replace("'", "").replace("\u2019", "").replace("\u02bc", "").replace("\u0307", "")
    return " ".join("".join(letter if _is_word(letter) else " " for letter in folded).split())


def _is_word(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter).startswith("M")


def segments(title: str) -> tuple[str, ...]:
    """The parts of a title between its separators, plain, and the whole of it."""
    parts = [plain(part) for part in _SEPARATORS.split(title[:_MAX_CHARS])]
    return tuple(dict.fromkeys(part for part in (*parts, plain(title)) if part))


def table(text: str) -> frozenset[str]:
    """A list of phrases, one a line; what follows ``#`` is a remark."""
    lines = (line.partition("#")[0] for line in text.splitlines())
    return frozenset(phrase for line in lines if (phrase := plain(line)))


class Phrases:
    """Phrases that mean one thing when nothing else is said.

    ``noise`` are words that may stand around one: ``oops``, ``404``, ``error``.  ``alone`` are words of
    the noise that mean it by themselves.
    """

    def __init__(self, phrases: frozenset[str], noise: str = "", alone: frozenset[str] = frozenset()) -> None:
        self.all = phrases
        self._phrases = phrases
        self._noise = frozenset(noise.split())
        self._alone = alone
        self._by_first: dict[str, list[str]] = {}
        for phrase in sorted(phrases, key=len, reverse=True):
            self._by_first.setdefault(phrase.split(" ")[0], []).append(phrase)
        self._unspaced = tuple(phrase for phrase in phrases if " " not in phrase and not phrase.isascii())

    def whole(self, text: str) -> str | None:
        """The phrase that a plain text is, noise aside; None when it says more."""
        words = text.split(" ")
        if not text or len(words) > 40:
            return None
        if text in self._phrases or text in self._alone:
            return text
        rest = [word for word in words if word not in self._noise]
        bare = " ".join(rest)
        if rest and bare in self._phrases:
            return bare
        for trimmed in _trimmed(words, self._noise):
            if trimmed in self._phrases:
                return trimmed
        if not rest and any(word in self._alone for word in words):
            return text
        return None

    def within(self, text: str) -> str | None:
        """The first phrase that a plain text contains, at word boundaries."""
        words = text.split(" ")
        at = 0
        for word in words:
            for phrase in self._by_first.get(word, ()):
                if text.startswith(phrase, at) and text[at + len(phrase) : at + len(phrase) + 1] in ("", " "):
                    return phrase
            at += len(word) + 1
        return next((phrase for phrase in self._unspaced if phrase in text), None)

    def count(self, text: str) -> int:
        """How many places of a plain text begin one of the phrases."""
        words = text.split(" ")
        at = count = 0
        for word in words:
            for phrase in self._by_first.get(word, ()):
                if text.startswith(phrase, at) and text[at + len(phrase) : at + len(phrase) + 1] in ("", " "):
                    count += 1
                    break
            at += len(word) + 1
        return count + sum(text.count(phrase) for phrase in self._unspaced)

    def in_title(self, title: str) -> str | None:
        """The phrase that a whole segment of a title is."""
        return next((found for part in segments(title) if (found := self.whole(part))), None)

    def in_headings(self, headings: Iterable[str]) -> str | None:
        return next((found for heading in headings if (found := self.in_title(heading))), None)

    def in_first(self, texts: Sequence[str]) -> str | None:
        """The first phrase that one of some texts contains."""
        return next((found for text in texts if (found := self.within(plain(text)))), None)


def _trimmed(words: list[str], noise: frozenset[str]) -> tuple[str, str, str]:
    """Without the noise before, behind, and at both ends: phrases may begin and end with such words."""
    start, end = 0, len(words)
    while start < end and words[start] in noise:
        start += 1
    while end > start and words[end - 1] in noise:
        end -= 1
    return " ".join(words[start:]), " ".join(words[:end]), " ".join(words[start:end])


def sentences(text: str) -> Iterator[str]:
    """Rough sentences of a text, plain."""
    for piece in re.split(r"[.!?。！？\n]", text[: _MAX_CHARS * 4]):
        words = plain(piece)
        if words:
            yield words
