"""Texts brought to one form, so that words can be compared however they were set.

Typographic quotation marks, dashes, spaces, hyphens at line ends, ellipses, ligatures, composed
letters and case differ between a page and a post that quotes it, and mean nothing.  A folded text
knows where each of its characters came from.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

QUOTE = "'"
"""What every quotation mark and apostrophe becomes."""
ELLIPSIS = "..."
IDEOGRAPHS = (
    "\u2e80-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff"
)
"""Range of characters (Han, kana and their punctuation) that are set without spaces between words."""

_NOTHING = "\u200b"
_MARKS = "'\"`´‘’‚‛“”„‟‹›«»′″‵‶「」『』〝〞〟＂＇"
_HYPHENS = "-‐‑⁃−﹣－"
_LONG_DASHES = "‒—―⸺⸻"
_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
_TO_ONE: dict[str, str] = {
    **dict.fromkeys(_MARKS, QUOTE),
    **dict.fromkeys(_HYPHENS, "-"),
    **dict.fromkeys(_LONG_DASHES, "—"),
    **dict.fromkeys(_BREAKS, "\n"),
    **dict.fromkeys(_INVISIBLE, _NOTHING),
    "…": "…",
}
_LETTER = r"[^\W\d_]"
_SPACES = f" \\n{_NOTHING}"
_WHITE = f"[{_SPACES}]"
_FIRST = rf"{_SPACES}'\-–—….\["
"""What begins something to be replaced: a class in front lets the search skip to it."""
_RULES = (
    # a hyphen inside a word, whether the author's, the typesetter's or the browser's
    rf"(?P<hyphen>(?<={_LETTER}[-–{_NOTHING}])(?:[ {_NOTHING}]*+\n{_WHITE}*+)?(?={_LETTER}))",
    rf"(?P<dash>(?:(?<={_WHITE}){_WHITE}*+(?:[–—]|--++|(?<=[ \n])-(?=[ \n]))"
    rf"|(?<=[–—])|(?<=-)-++|(?<=[ \n]-)(?=[ \n])){_WHITE}*+)",
    rf"(?P<mark>(?:(?<={_WHITE}){_WHITE}*+'|(?<='))(?:{_WHITE}*+')*+{_WHITE}*+)",
    rf"(?P<dots>(?:(?<={_WHITE}){_WHITE}*+(?:…|\.(?: ?[.…]){{2}})|(?<=…)|(?<=\.)(?: ?[.…]){{2}})"
    rf"(?: ?[.…])*+{_WHITE}*+)",
    # the number of a note, as encyclopedias set it behind a word
    r"(?P<note>(?<=[^\s\[]\[)\d{1,3}\])",
    rf"(?P<between>(?<=[{IDEOGRAPHS}]{_WHITE}){_WHITE}*+(?=[{IDEOGRAPHS}]))",
    rf"(?P<white>(?<= ){_WHITE}++|(?<=[\n{_NOTHING}]){_WHITE}*+)",
)
_IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")
_JOINING = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0dff"
    "\u0e31-\u0e4e\u1160-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
)
"""Marks and conjoining jamo, which may compose with what stands before them."""
_BECOMES = {"hyphen": "", "dash": "-", "mark": QUOTE, "dots": ELLIPSIS, "note": "", "between": ""}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in its one form, and the way back."""

    text: str
    _length: int
    """Of the text as it was."""
    _starts: list[int] = field(default_factory=list, repr=False)
    """Where each replacement begins in ``text``, ascending."""
    _ends: list[int] = field(default_factory=list, repr=False)
    _original_starts: list[int] = field(default_factory=list, repr=False)
    _original_ends: list[int] = field(default_factory=list, repr=False)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text as it was that became ``text[start:end]`` (not empty)."""
        return self._origin(start)[0], self._origin(end - 1)[1]

    def _origin(self, at: int) -> tuple[int, int]:
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return at, at + 1
        if at < self._ends[index]:
            return self._original_starts[index], self._original_ends[index]
        moved = self._original_ends[index] + at - self._ends[index]
        return moved, min(moved + 1, self._length)


def folded(text: str) -> Folded:
    """``text`` in its one form: equal for passages that differ only in how they were set."""
    table, many = _tables(text)
    level = text.translate(table)
    decomposed = not unicodedata.is_normalized("NFC", text)
    rules = _pattern("".join(sorted(many)), _IDEOGRAPH.search(text) is not None, decomposed)
    pieces: list[str] = []
    found = Folded("", len(text))
    done = length = 0
    for match in rules.finditer(level):
        start, end = match.span()
        becomes = _replacement(match, many)
        pieces += (level[done:start], becomes)
        length += start - done
        found._starts.append(length)
        length += len(becomes)
        found._ends.append(length)
        found._original_starts.append(start)
        found._original_ends.append(end)
        done = end
    pieces.append(level[done:])
    return Folded(
        "".join(pieces), len(text), found._starts, found._ends, found._original_starts, found._original_ends
    )


def _replacement(match: re.Match[str], many: dict[str, str]) -> str:
    kind = match.lastgroup or ""
    becomes = _BECOMES.get(kind)
    if becomes is not None:
        return becomes
    whole = match[0]
    if kind == "white":
        return "" if whole.strip(_NOTHING) == "" else " "
    return many[whole] if kind == "many" else unicodedata.normalize("NFKC", whole).casefold()


def _tables(text: str) -> tuple[dict[int, str], dict[str, str]]:
    """What becomes one other character, and what becomes several or none."""
    ones: dict[int, str] = {}
    many: dict[str, str] = {}
    for character, becomes in zip(chars := set(text), map(_form, chars), strict=True):
        if len(becomes) == 1:
            ones[ord(character)] = becomes
        else:
            many[character] = becomes
    return ones, many


@lru_cache(maxsize=4096)
def _form(character: str) -> str:
    known = _TO_ONE.get(character)
    if known is not None:
        return known
    if character.isspace():
        return " "
    return unicodedata.normalize("NFKC", character).casefold()


@lru_cache(maxsize=16)
def _pattern(many: str, spaceless: bool, decomposed: bool) -> re.Pattern[str]:
    first = _FIRST + re.escape(many)
    behind_space = first + (IDEOGRAPHS if spaceless else "")
    rules = [*_RULES, f"(?P<many>(?<=[{re.escape(many)}]))"] if many else _RULES
    # most spaces are single and stay: they are let go at once
    pattern = f"[{first}](?:(?<! )|(?=[{behind_space}]))(?:{'|'.join(rules)})"
    return re.compile(rf"(?P<joined>\w[{_JOINING}]++)|{pattern}" if decomposed else pattern)
