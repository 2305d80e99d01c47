"""Splitting a passage into sentences, well enough to quote the one around a citation.

Terminators are those of Unicode's Sentence_Terminal property that occur in prose; a full stop after
a known abbreviation, an initial or inside a number does not end a sentence.  A line break is one that
the author made: it ends a sentence too, but in verse and where the sentence visibly runs on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from snapshotter.pagemeta.months import months
from snapshotter.patterns import Pattern
from snapshotter.posts.context.speech import SAYS_NEXT, SAYS_NEXT_WIDE

_WIDE = "。！？｡"
_TERMINATORS = ".!?…؟۔।॥։።"
_CLOSERS = "\"'”’“»›)\\]）」』】*_"
_NOTES = r"(?:\[\d{1,4}\])*+"
_END = re.compile(
    rf"[{_WIDE}]++[{_CLOSERS}]*+"
    rf"|(?<![{_TERMINATORS}])[{_TERMINATORS}]++(?:[{_CLOSERS}]|\s[»›])*+{_NOTES}(?=\s)"
    r"|\n++"
)
_NUMBER_NEXT = re.compile(r"\s+\d")
_LAST_WORD = re.compile(r"([^\s(\[“\"‘«„/]{1,14})\.$")
_ASIDE = Pattern(r"\s*+[(\[][^()\[\].!?]{1,160}+[)\]]")
_LOWER_NEXT = Pattern(r"\s*[a-zß-ÿ]")
"""A remark in brackets without a sentence of its own belongs to what it stands behind."""
_TITLES_TEXT = """
    mr mrs ms mx dr prof st rev hon gen col maj capt lt sgt cpl adm cmdr gov sen rep pres messrs fr hr mme
    mlle m me mgr sr sra srta dña dott ing avv frl dipl sig гг им ул стр см др
"""
_TITLES = frozenset(_TITLES_TEXT.split())
"""Names follow; no sentence ends here."""
_ABBREVIATIONS_TEXT = """
    jr vs v etc e.g i.e eg ie cf viz eds ed inc ltd co corp bros dept univ assn u.s u.k u.n e.u d.c u.s.a
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri a.m p.m ph.d approx est esp z.b
    u.a d.h usw bzw str hrsg vgl abb bspw evtl ca ggf inkl jh ecc т.е т.д т.п al ud uds av cie p.ej bv nr
    resp o.a d.w.z bijv tj tzn np m.in ul г t.ex bl.a s.k osv
"""
_ABBREVIATIONS = frozenset(_ABBREVIATIONS_TEXT.split())
_BEFORE_NUMBERS_TEXT = """
    no nos nr nº n° art fig figs p pp vol ch sec para c núm pág sig ст env s bd kap
"""
_BEFORE_NUMBERS = frozenset(_BEFORE_NUMBERS_TEXT.split())
"""Abbreviations only where a number follows: elsewhere they are words."""
_STARTERS_TEXT = """
    the he she it they we you this that these those there then but and so in on at for as if when while
    however yet his her its their our what who how why where after before since with from both some all
    der die das es er sie wir ich ein eine und aber doch im am dies diese le la les il elle ils elles ce
    c'est un une mais et on nous je dans el los las pero y en este esta lo gli ma si è uno não mas o a os
    het een de maar ook det den men och og но и он она они это в на
"""
_STARTERS = frozenset(_STARTERS_TEXT.split())
"""Words that, with a capital behind an abbreviation, begin a sentence."""
_BEFORE_ORDINALS = Pattern(
    r"(?:\b(?:der|die|das|dem|den|des|am|im|zum|zur|vom|beim|ab|bis|seit|und|jede[rsmn]?|sein(?:e[rmn]?)?"
    r"|dens?|på)\s"
    r"|(?:^|\n)\s*)\d{1,3}\.$",
    re.IGNORECASE,
)
"""A number with a full stop that is an ordinal in German, or the number of an item of a list."""
_NEXT_WORD = Pattern(r"[\s\"“‘'«„(\[¿¡—–-]*([^\W\d_]+(?:['’][^\W\d_]+)?)")
_BRANDS = Pattern(r"(?:Yahoo|Jeopardy|Jump|Oklahoma|Panic|Wham|Help)!$")
_BULLET = Pattern(r"\s*(?:[-*•–—>‣·▪◦]\s|\d{1,3}[.)]\s)")
_MARKED = Pattern(r"[-*•·▪‣◦>]+\s+(?=(\S))")
_NUMBERED = Pattern(r"\d{1,2}[.)]\s+(?=([^\W\d_a-zß-ÿ][^\W\d_]*))")
"""What marks an item of a list, and is no part of its sentence."""
_RUNS_ON = Pattern(r"[,;\-–—(\[/&]\s*$")
_QUOTE_END = Pattern(r"[\"'”’“»›]")
_VERSE_LINES, _VERSE_CHARS, _VERSE_SHARE = 4, 75, 0.25


def split(text: str) -> list[tuple[int, int]]:
    """The sentences of ``text`` as ``(start, end)``, without the white space around them."""
    spans = []
    start = 0
    for end in (*_ends(text), len(text)):
        span = _trimmed(text, start, end)
        marked = _MARKED.match(text, *span) or (None if start else _NUMBERED.match(text, *span))
        if marked and not (marked[0][0].isdigit() and _is_month(marked[1])):
            span = (marked.start(1), span[1])
        if span[0] < span[1]:
            spans.append(span)
        start = end
    return spans


def _ends(text: str) -> Iterator[int]:
    verse = "\n" in text and _is_verse(text)
    at = 0
    while found := _END.search(text, at):
        at = found.end()
        mark = found[0]
        if mark[0] == "\n":
            ended = not verse and _line_ends(text, found.start(), at)
        elif mark[0] in _WIDE:
            ended = not SAYS_NEXT_WIDE.match(text, at) if len(mark) > 1 else True
        else:
            ended = _stop_ends(text, found)
        if ended:
            aside = _ASIDE.match(text, at) if mark[0] != "\n" else None
            at = aside.end() if aside else at
            if aside is None or not _LOWER_NEXT.match(text, at):
                yield at


def _is_verse(text: str) -> bool:
    """Several short lines, of which a good part end in the middle of a sentence."""
    lines = [line.strip() for line in text[:4000].split("\n") if line.strip()]
    if len(lines) < _VERSE_LINES or max(map(len, lines)) > _VERSE_CHARS or any(map(_BULLET.match, lines)):
        return False
    return sum(line[-1] in ",;:—–" for line in lines) >= _VERSE_SHARE * len(lines)


def _line_ends(text: str, at: int, after: int) -> bool:
    """Whether the line break at ``at`` ends a sentence."""
    if after - at > 1 or _BULLET.match(text, after):
        return True
    following = text[after : after + 1]
    return not (following.islower() or following in ",;.)" or _RUNS_ON.search(text, max(0, at - 4), at))


def _stop_ends(text: str, found: re.Match[str]) -> bool:
    mark, after = found[0], found.end()
    following = _NEXT_WORD.match(text, after, after + 60)
    word = following[1] if following else ""
    if word[:1].islower() and not text[after : after + 2].startswith("\n"):
        return False
    if mark[0] in "?!…" and _QUOTE_END.search(mark) and SAYS_NEXT.match(text, after):
        return False
    if mark[0] == "!":
        return not _BRANDS.search(text, max(0, after - 12), found.start() + 1)
    if mark[0] != "." or mark.startswith(".."):
        return True
    closed = mark.rstrip(")]")
    return len(closed) > 1 or _full_stop_ends(text, found.start(), after, word)


def _full_stop_ends(text: str, at: int, after: int, following: str) -> bool:
    last = _LAST_WORD.search(text, max(0, at - 15), at + 1)
    if last is None:
        return True
    word = last[1].lower()
    if word in _BEFORE_NUMBERS and (_NUMBER_NEXT.match(text, after) or len(word) == 1):
        return False
    if word in _TITLES:
        return False
    if word.isdigit() and len(word) <= 3:
        return not (_BEFORE_ORDINALS.search(text, max(0, at - 24), at + 1) or _is_month(following))
    if word in _ABBREVIATIONS or "." in word or (len(word) == 1 and last[1].isupper() and last[1] != "I"):
        return following.lower().replace("’", "'") in _STARTERS and len(word) > 1
    return True


@cache
def _capital_months() -> frozenset[str]:
    return frozenset(name.capitalize() for name in months())


def _is_month(word: str) -> bool:
    return word in _capital_months()


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
