"""What a sentence says of its sources: patterns over the letters of :mod:`snapshotter.posts.context.grammar`.

A pattern names its parts ``pu`` (publisher), ``au`` (author), ``d`` (date) and ``ti`` (title).  The strongest
patterns come first; a weaker one adds only what stands elsewhere in the sentence.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from snapshotter.pagemeta.people import is_person
from snapshotter.pagemeta.whens import When
from snapshotter.patterns import Pattern
from snapshotter.posts.context import publishers
from snapshotter.posts.context.grammar import Tagged, Token

_MOD = r"[jw]{0,3}(?P<d>[DY])?[jwx]{0,3}"
_IN = r"(?:[ibfFt]{1,2}[jw]?|[if]t[jw]?)k?(?:\(N\.?\))?"
_OPEN = r"^[>-]?"

_PATTERNS_TEXT: tuple[tuple[str, str, str], ...] = (
    # who's report for whom
    (
        "report-for",
        "sR",
        rf"(?P<au>N)s{_MOD}R{{1,3}}[jwh]?(?P<d2>D)?w{{0,2}}[iFf]t?k?(?P<pu>[PN])(?!s)(?:,?[iuf]?(?P<d3>D))?",
    ),
    # whose report, of which day
    ("report-of", "sR", rf"(?P<pu>[PN])s[ko]?{_MOD}R{{1,3}}[jw]?(?P<d2>D)?(?:b(?P<au>N))?"),
    ("dated", "sD", r"(?P<pu>P)s(?P<d>D)"),
    # an article in what by whom of when
    (
        "report-in",
        "R",
        rf"(?:(?P<d>[DY])[jw]{{0,2}})?R{{1,3}}(?P<d2>D)?(?:b(?P<au>N))?[uwxDY,]{{0,3}}{_IN}(?P<pu>[PN])(?!s)"
        r"(?:b(?P<au2>N))?(?:[,(]?[iuf]?t?(?P<d3>[DY]))?",
    ),
    (
        "report-in",
        "Rk",
        r"R{1,3}(?:b(?P<au>N))?[uwx]{0,2}[ibfF]{1,2}tk(?P<pu>N)(?:[,(]?[iuf]?t?(?P<d3>[DY]))?",
    ),
    ("kind-of-report", "PR", r"(?:(?P<d>[DY])j{0,2})?(?P<pu>P)(?!s)[wj]?R(?:b(?P<au>N))?(?:[fi]?(?P<d2>D))?"),
    # whom of which publication
    ("writes-in", "W", r"[W]h?(?P<au>N),?x?[iFbf]{1,2}t?[jw]?k?(?P<pu>[PN])(?:[if]?(?P<d>D))?"),
    ("writes-in", "W", r"(?P<au>N)[,hj]{0,2}W[xwhD]{0,3}[iF]t?k?(?P<pu>[PN])(?:,?[if]?(?P<d>D))?"),
    ("writes-in", "VW", r"it?k?(?P<pu>P)(?:[if]?(?P<d>D))?[VW](?P<au>N)"),
    ("writes-in", "W", r"Wit?k?(?P<pu>P),(?P<au>N)"),
    ("staff", "P", r"(?P<pu>P)[sk]?o{1,2},?(?P<au>N)"),
    ("staff", "P", r"(?P<pu>P)s(?P<au>N)(?!s)"),
    (
        "staff",
        "P",
        r"(?P<au>N)(?:,t?|[fia]t?k?|,o[fiaF]t?k?)(?P<pu>P)o?(?=[,.hjiVWs)]|$)(?:[,h]{0,2}[VW][xi]?(?P<d>D))?",
    ),
    ("in-whom", "i", r"^it?k?(?P<pu>P),(?P<au>N)[wVWh]"),
    ("in-whom", "i", r"it?k?(?P<pu>P)(?:[,h]|s)?(?P<au>N)[hj]{0,2}[VW](?:[xi]?(?P<d>D))?"),
    # in brackets
    ("bracket", "(P", r"\((?:v:?)?t?(?P<pu>P)(?:[,:/]?[iu]?t?(?P<d>[DY]))?[,)]"),
    ("bracket", "(P", r"\((?:b)?(?P<au>N)[,:/-]?[iF]?t?(?P<pu>P)(?:,?(?P<d>[DY]))?\)"),
    ("bracket", "(D", r"\(t?(?P<pu>N),(?P<d>D)\)"),
    ("bracket", "(N", r"A\((?P<pu>N)\)"),
    # a line that begins with its source
    ("line", "", rf"{_OPEN}(?P<au>N),(?P<ti>[QA]),?[iF]?t?k?(?P<pu>[PN])(?:[,(]?(?P<d>[DY]))?"),
    (
        "line",
        "",
        rf"{_OPEN}(?:b)?(?P<au>N)(?:[,(/-]|,?[fiF])t?(?P<pu>P)(?:[,)]*(?P<d>[DY]))?(?=[:,).]*(?:A|$))",
    ),
    ("line", "P", rf"{_OPEN}t?(?P<pu>P)(?:[,(]*(?P<d>[DY])\)?)?[:-]"),
    ("line", "P", rf"{_OPEN}t?(?P<pu>P),(?P<d>D)$"),
    ("line", "-ND", r"^-(?P<au>N)(?:\([^()]{1,4}\))?,?(?P<d>D)"),
    ("line", "", rf"{_OPEN}(?P<au>N),(?P<ti>[QA])(?:[,.(]*(?P<d>[DY]))?"),
    ("says", "DP", r"^[if]?(?P<d>D),?h?t?(?P<pu>P)[hj]?[VW]"),
    ("line", ":A", rf"{_OPEN}(?P<pu>N)[:-]A"),
    # a title, then its source
    ("title-by", "", r"(?P<ti>[AQ])[-,(]?b(?P<au>N)(?:[,(]*[iF]?t?(?P<pu>[PN]))?(?:[,(]*(?P<d>[DY]))?"),
    (
        "title-in",
        "",
        r"(?P<ti>[AQ])[-,(]{1,2}(?P<au>N)[,/-][iF]?t?(?P<pu>[PN])(?:[,(]*(?P<d>[DY]))?(?=[).;/]|$)",
    ),
    ("title-in", "", r"(?P<ti>[AQ])[-|,]t?(?P<pu>[PN])(?:[,(|-]*(?P<d>[DY]))?(?=[).;/]|$)"),
    ("title-in", "P", r"(?P<ti>[AQ]),?[iFf]t?k?(?P<pu>P)(?:[,(]*(?P<d>[DY]))?"),
    ("title-in", "", r"(?P<ti>[AQ]),?-?\(?(?P<d>[DY])\)?(?=[).;/,]|$)"),
    # says what
    ("says", "VWu", r"(?P<pu>[PN])[ko]?(?:[if]?(?P<d2>D))?[hj]{0,2}[VWu](?:[hx]?[if]?t?(?P<d>D))?"),
    ("says", "xP", r"xt?k?(?P<pu>P)[^VWRPN,.;:]{1,7}[VWu](?=[.,;:)]|$)"),
    ("says-what", "VW", r"[VW][hx]?t?j?k?(?P<pu>P)(?![so])(?:[if]?(?P<d>D))?"),
    ("according", "a", r"at?[jw]?k?(?P<pu>[PN])(?!s|[VWR])(?:[,]?[iuf]?t?(?P<d>[DY]))?"),
    ("according", "x", r"xt?k?(?P<pu>P)[,h]{0,2}[VWu](?:[xi]?(?P<d>D))?"),
    ("via", "v", r"v:?t?(?P<pu>P)"),
    # what is a publisher when the address says so
    ("host", "sN", r"(?P<pu>N)s(?P<au>N)(?!s)"),
    ("host", "VWu", r"(?P<pu>N)[ko]?[hj]{0,2}[VWu](?:[hx]?[if]?t?(?P<d>D))?"),
    # alone
    ("by", "b", r"R{1,3}[xwQA,]{0,2}b(?P<au>N)(?:[,(]*(?P<d>[DY]))?"),
    ("surnames", "bY", r"(?P<d>Y)j?R{1,2}b(?P<au>N)"),
    ("whose", "s", r"(?P<au>N)s[jw]{0,3}(?P<d>[DY])?[jw]{0,2}R"),
    ("writes", "W", r"(?P<au>N)[,hj]{0,2}W"),
    ("writes", "W", r"W(?P<au>N)(?![sN])"),
    ("when", "R", r"(?P<d>[DY])[jw]{0,2}R"),
    ("whose", "pR", r"(?P<au>N)[^NP.;:(]{0,6}[iF]pj?R"),
    ("when", "D", r"(?:Ru?|u)[ifFb]?(?P<d>D)"),
)
_HEADS = frozenset(("report-for", "writes-in", "line", "bracket", "report-in", "title-by", "title-in"))
"""Where the place itself shows that an unknown name is a publisher's."""
_PERSON_TOO = frozenset(("title-in", "bracket", "line"))
"""Where a person may stand as well as a publisher."""


class Claim(NamedTuple):
    """What a sentence says of a source, at ``start``..``end`` of the post's text."""

    pattern: str
    start: int
    end: int
    publisher: Token | None
    publication: publishers.Publication | None
    weak: bool
    author: Token | None
    when: When | None
    year: Token | None
    title: Token | None
    sure: bool
    """Whether the publisher is known or named as only publishers are."""


@cache
def _patterns() -> tuple[tuple[str, str, Pattern[str]], ...]:
    return tuple((name, needs, Pattern(pattern)) for name, needs, pattern in _PATTERNS_TEXT)


def claims_in(tagged: Tagged, text: str) -> list[Claim]:
    """The claims of a sentence, the strongest first, none inside what a stronger one has used."""
    letters = tagged.letters
    if not _WORTH_READING.search(letters):
        return []
    found: list[Claim] = []
    taken = [False] * len(letters)
    for name, pattern in _patterns_for(frozenset(letters)):
        for match in pattern.finditer(letters):
            claim = _claim(name, match, tagged, text, taken)
            if claim is not None:
                found.append(claim)
    return found


_WORTH_READING = Pattern(r"P|N.*[RWVbsau:(,]|R.*N|[AQ]|[DY].*R|R.*D|uD|ui?D")


@cache
def _patterns_for(letters: frozenset[str]) -> tuple[tuple[str, Pattern[str]], ...]:
    """Those patterns that sentences of these letters can have."""
    return tuple((name, pattern) for name, needs, pattern in _patterns() if not needs or _has(letters, needs))


def _has(letters: frozenset[str], needs: str) -> bool:
    if needs in ("VWu", "VW"):
        return any(letter in letters for letter in needs)
    return all(letter in letters for letter in needs)


def _claim(name: str, match: re.Match[str], tagged: Tagged, text: str, taken: list[bool]) -> Claim | None:
    parts = _parts(match)
    if any(taken[at] for key, at in parts.items() if key != "ti"):
        return None
    tokens = tagged.tokens
    publisher = tokens[parts["pu"]] if "pu" in parts else None
    author = tokens[parts["au"]] if "au" in parts else None
    entry = publisher.what if publisher and isinstance(publisher.what, publishers.Entry) else None
    sure = entry is not None
    if publisher is not None and entry is None:
        named = text[publisher.start : publisher.end]
        sure = publishers.sounds_like_one(named) or match.string[parts["pu"] - 1 : parts["pu"]] == "k"
        if not sure and name != "host" and not (name in _HEADS and _may_publish(name, named, match, parts)):
            return None
    if author is not None and name == "surnames":
        author = author._replace(end=_SURNAMES.match(text, author.start).end())  # type: ignore[union-attr]
    elif author is not None and not is_person(text[author.start : author.end]):
        author = None
    if (
        publisher is not None
        and not sure
        and name in _PERSON_TOO
        and is_person(text[publisher.start : publisher.end])
    ):
        publisher, author = None, author or publisher
    date = tokens[parts["d"]] if "d" in parts else None
    if publisher is None and author is None and date is None:
        return None
    for at in parts.values():
        taken[at] = name != "host"
    start, end = tokens[match.start()].start, tokens[match.end() - 1].end
    when = date.what if date and isinstance(date.what, When) else None
    return Claim(
        name,
        start,
        end,
        publisher,
        entry.publication if entry else None,
        entry.weak if entry else False,
        author,
        when,
        date if date is not None and when is None else None,
        tokens[parts["ti"]] if "ti" in parts else None,
        sure,
    )


def _parts(match: re.Match[str]) -> dict[str, int]:
    """Where the named parts are; of several for one thing, the first that is there."""
    parts: dict[str, int] = {}
    for key, value in match.groupdict().items():
        if value is not None:
            parts.setdefault(key.rstrip("0123456789"), match.start(key))
    return parts


def _may_publish(name: str, named: str, match: re.Match[str], parts: dict[str, int]) -> bool:
    """Whether an unknown name stands where only a publisher's can."""
    if len(named) < 2:
        return False
    if name == "line" and match.string[parts["pu"] + 1 : parts["pu"] + 2] in ":-":
        return named.isupper()
    if name == "report-in":
        return False
    if name == "writes-in":
        return not _PLACE.search(named) and named.partition(" ")[0] not in _COMMON_PLACES
    return True


_PLACES_TEXT = """
    London Paris Berlin Washington Moscow Beijing Brussels Rome Madrid Tokyo Congress English German French
"""
_COMMON_PLACES = frozenset(_PLACES_TEXT.split())
_SURNAMES = Pattern(
    r"[^\W\d_][^\s,(]*(?: [A-ZÀ-ÖØ-Þ][^\s,(]*)?(?:,? (?:and|&|und|et|y) [A-ZÀ-ÖØ-Þ][\w’'-]+| et al\.)?"
)
_PLACE = Pattern(
    r"\b(?:University|Congress|Parliament|Chapter|Part|Book|City|County|House|Senate|Court|States?)\b"
)
