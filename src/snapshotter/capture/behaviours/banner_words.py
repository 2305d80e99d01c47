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
    """Phrases by how they begin.  A value is ``rest=meanings|rest=meanings``: what follows the key, and
    ``category.language`` of each meaning with a space between; categories are numbers in ``categories``."""

    categories: list[str]
    whole: dict[str, str]
    """By their first word; words are divided by one space, a stem ends in ``*``."""
    stems: dict[str, str]
    """By their first word where that is a stem, without ``*``."""
    unspaced: dict[str, str]
    """In scripts without spaces: by their first character, the longest first."""


def plain(text: str) -> str:
    """Without capitals and marks, as ``plain`` in ``labels.js`` makes it of what stands on a page."""
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text.lower()))
    return unicodedata.normalize("NFC", bare).replace("\u0131", "i")


def index_of(words: Mapping[str, Mapping[str, str]]) -> dict[str, Index]:
    """``buttons`` and ``topics`` of ``{language: {category: "phrase | phrase"}}``."""
    categories = sorted({category for entry in words.values() for category in entry})
    phrases: dict[str, dict[str, set[str]]] = {"buttons": {}, "topics": {}}
    for language, entry in words.items():
        for category, written in entry.items():
            kind = phrases["topics" if category in TOPICS else "buttons"]
            meaning = f"{categories.index(category)}.{language}"
            for phrase in written.split("|"):
                kind.setdefault(_tokens(plain(phrase)), set()).add(meaning)
    return {kind: _index(found, categories) for kind, found in phrases.items()}


def _index(phrases: Mapping[str, set[str]], categories: list[str]) -> Index:
    tables: dict[str, dict[str, list[str]]] = {"whole": {}, "stems": {}, "unspaced": {}}
    for phrase, meanings in sorted(phrases.items(), key=lambda item: (-len(item[0]), item[0])):
        first, _, rest = phrase.partition(" ")
        if _UNSPACED.search(phrase):
            table, key, rest = "unspaced", phrase[0], phrase[1:]
        elif first.endswith("*"):
            table, key = "stems", first[:-1]
        else:
            table, key = "whole", first
        tables[table].setdefault(key, []).append(f"{rest}={' '.join(sorted(meanings))}")
    joined = {
        name: {key: "|".join(values) for key, values in table.items()} for name, table in tables.items()
    }
    return Index(
        categories=categories, whole=joined["whole"], stems=joined["stems"], unspaced=joined["unspaced"]
    )


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
