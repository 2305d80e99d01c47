"""The words of ``words.toml`` as an index that ``labels.js`` looks things up in.

Made here once a run, and not on every page: normalising some thousand phrases is the dear part of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import TypedDict

TOPICS = ("cookie", "consent", "promo", "wall")
"""Categories that are looked for in texts; all others are of buttons."""

_MARKS = re.compile("[\u0300-\u036f]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Index(TypedDict):
    """Phrases by how they begin; each is ``[phrase, "category:language ..."]``."""

    whole: dict[str, list[tuple[str, str]]]
    """By their first word; words are divided by one space, a stem ends in ``*``."""
    stems: dict[str, list[tuple[str, str]]]
    """By their first word where that is a stem, without ``*``."""
    unspaced: dict[str, list[tuple[str, str]]]
    """In scripts without spaces: by their first character, the longest first."""


def plain(text: str) -> str:
    """Without capitals and marks, as ``plain`` in ``labels.js`` makes it of what stands on a page."""
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text.lower()))
    return unicodedata.normalize("NFC", bare).replace("\u0131", "i")


def index_of(words: Mapping[str, Mapping[str, str]]) -> dict[str, Index]:
    """``buttons`` and ``topics`` of ``{language: {category: "phrase | phrase"}}``."""
    phrases: dict[str, dict[str, set[str]]] = {"buttons": {}, "topics": {}}
    for language, categories in words.items():
        for category, written in categories.items():
            kind = phrases["topics" if category in TOPICS else "buttons"]
            for phrase in written.split("|"):
                kind.setdefault(_tokens(plain(phrase)), set()).add(f"{category}:{language}")
    return {kind: _index(found) for kind, found in phrases.items()}


def _index(phrases: Mapping[str, set[str]]) -> Index:
    index: Index = {"whole": {}, "stems": {}, "unspaced": {}}
    for phrase, meanings in sorted(phrases.items(), key=lambda item: (-len(item[0]), item[0])):
        entry = (phrase, " ".join(sorted(meanings)))
        first = phrase.split(" ", 1)[0]
        if _UNSPACED.search(phrase):
            index["unspaced"].setdefault(phrase[0], []).append(entry)
        elif first.endswith("*"):
            index["stems"].setdefault(first[:-1], []).append(entry)
        else:
            index["whole"].setdefault(first, []).append(entry)
    return index


def _tokens(phrase: str) -> str:
    """``phrase`` with one space between its words; untouched where words are not divided by spaces."""
    return phrase.strip() if _UNSPACED.search(phrase) else " ".join(_words(phrase))


def _words(phrase: str) -> Iterator[str]:
    word = ""
    for character in phrase + " ":
        if character == "*" or unicodedata.category(character)[0] in "LMN":
            word += character
        elif word:
            yield word
            word = ""
