"""Splitting a passage into sentences, well enough to quote the one around a citation.

Terminators are those of Unicode's Sentence_Terminal property that occur in prose; a full stop after
a known abbreviation, an initial or inside a number does not end a sentence.
"""

from __future__ import annotations

import re

_WIDE = "。！？｡"
_TERMINATORS = ".!?…؟۔।॥։።"
_CLOSERS = "\"'”’»)\\]）」』】"
_END = re.compile(
    rf"[{_WIDE}]++[{_CLOSERS}]*+"
    rf"|(?<![{_TERMINATORS}])[{_TERMINATORS}]++[{_CLOSERS}]*+(?:\[\d{{1,4}}\])*+(?=\s)(?!\s+[a-zà-öø-ÿа-я])"
    r"|(?<=\n)\s*\n"
)
_NUMBER_NEXT = re.compile(r"\s+\d")
_LAST_WORD = re.compile(r"([^\s(\[“\"‘«]{1,12})\.$")
_ABBREVIATIONS_TEXT = """
    mr mrs ms mx dr prof st sr jr rev hon gen col maj capt lt sgt cpl adm cmdr gov sen rep pres messrs
    vs v etc e.g i.e eg ie cf viz eds inc ltd co corp bros dept univ assn u.s u.k u.n e.u d.c jan feb
    apr jun jul aug sep sept oct nov dec mon tue wed thu fri z.b u.a d.h usw bzw str hr fr hrsg vgl abb
    bspw evtl m mme mlle cie av sra srta dña ud uds ecc avv dott ing т.е т.д т.п гг им ул стр см др al
"""
_ABBREVIATIONS = frozenset(_ABBREVIATIONS_TEXT.split())
_BEFORE_NUMBERS_TEXT = """
    no nos nr nº n° art fig figs p pp vol ch sec para ca c approx núm pág sig г ст env
"""
_BEFORE_NUMBERS = frozenset(_BEFORE_NUMBERS_TEXT.split())
"""Abbreviations only where a number follows: elsewhere they are words."""


def split(text: str) -> list[tuple[int, int]]:
    """The sentences of ``text`` as ``(start, end)``, without the white space around them."""
    spans = []
    start = 0
    for end in (*(found.end() for found in _END.finditer(text) if _ends(text, found)), len(text)):
        span = _trimmed(text, start, end)
        if span[0] < span[1]:
            spans.append(span)
        start = end
    return spans


def _ends(text: str, found: re.Match[str]) -> bool:
    if not found[0].startswith(".") or found[0].startswith(".."):
        return True
    word = _LAST_WORD.search(text, max(0, found.start() - 13), found.start() + 1)
    if word is None:
        return True
    if word[1].lower() in _BEFORE_NUMBERS:
        return not _NUMBER_NEXT.match(text, found.end())
    return not (word[1].lower() in _ABBREVIATIONS or (len(word[1]) == 1 and word[1].isupper()))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
