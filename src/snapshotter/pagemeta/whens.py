"""Dates in running text: where they stand, and which day a post means by them.

What lacks a year, and words such as "today", are told by the day of the post itself; what remains in
doubt is no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from snapshotter.pagemeta.months import LONGEST, days, days_ago, months, plain

_AHEAD_DAYS = 7
"""A day without a year may be this much later than the post: what is dated ahead, other time zones."""
_CANDIDATE = re.compile(r"(?<![0-9A-Za-z])\d|(?<![^\W_])[^\W\d_]")

_INSIDE = re.compile(r"\d[.,:/–-]$")
"""What comes before a digit that only goes on with a number."""
_NORDIC = re.compile(r"\s(?:g[åa]r|går)(?!\w)")
_LOWER_VERBS = frozenset(("may", "march"))


class When(NamedTuple):
    """A date at ``start``..``end``.  What the words do not say is 0."""

    start: int
    end: int
    year: int = 0
    month: int = 0
    day: int = 0
    last_month: int = 0
    """Of a range of days, the month and the day that it ends on."""
    last_day: int = 0
    ago: int = -1
    """Days before the post, for "yesterday"."""
    weekday: int = -1
    """0 for Monday, where only the day of the week is told."""


@cache
def _numeric() -> re.Pattern[str]:
    """Dates that begin with a digit.  The names of months are looked up, not matched."""
    year = r"(?P<{0}>(?:1[5-9]|20)\d\d)(?!\d)"
    th = r"(?:st|nd|rd|th|er|re|º|ª|\.)?+"
    day = r"(?P<{0}>\d\d?)(?!\d)" + th
    dash = r"(?:\s?[-–—/]\s?|\s(?:and|to|et|und|bis|au|y|e|al)\s)"
    word = rf"(?P<w>[^\W\d_]{{3,{LONGEST}}}+)(?![^\W_])"
    from_month = rf"(?:\s?(?P<w1>[^\W\d_]{{3,{LONGEST}}}+)\.?)?"
    return re.compile(
        rf"(?P<iso>{year.format('iy')}(?P<is>[-/.])(?P<im>\d\d?)(?P=is)(?P<id>\d\d?)(?![\d]))"
        rf"|(?P<isom>{year.format('jy')}-(?P<jm>0[1-9]|1[0-2])(?![-\w]))"
        r"|(?P<cjk>(?P<cy>(?:1[5-9]|20)\d\d)\s?[年년]\s?(?P<cm>\d\d?)\s?[月월](?:\s?(?P<cd>\d\d?)\s?[日일号號])?)"
        r"|(?P<cjkd>(?P<km>\d\d?)\s?[月월]\s?(?P<kd>\d\d?)\s?[日일号號])"
        rf"|(?P<num>(?P<na>\d\d?)(?P<ns>[./])\s?(?P<nb>\d\d?)(?P=ns)\s?{year.format('ny')}(?!\.?\d))"
        rf"|(?P<dm>{day.format('da')}(?:{from_month}{dash}{day.format('db')})?"
        rf"\s?(?:of\s|de\s|d[’'])?{word}\.?(?:,?\s(?:del?\s)?{year.format('dy')})?)"
    )


@cache
def _worded() -> re.Pattern[str]:
    """Dates that begin with the name of a month."""
    year = r"(?P<{0}>(?:1[5-9]|20)\d\d)(?!\d)"
    day = r"(?P<{0}>\d\d?)(?!\d|:\d)(?:st|nd|rd|th)?+"
    word = rf"[^\W\d_]{{3,{LONGEST}}}+\.?\s"
    dash = r"(?:\s?[-–—/]\s?|\s(?:and|to)\s)"
    return re.compile(
        rf"(?P<w>[^\W\d_]{{3,{LONGEST}}}+)\.?,?\s(?:de\s|del\s|of\s)?"
        rf"(?:{year.format('y1')}|{day.format('a')}(?:{dash}(?P<w2>{word})?{day.format('b')})?"
        rf"(?:,?\s{year.format('y2')})?)"
    )


def when_at(text: str, at: int) -> When | None:
    """The date that begins at ``at``, where a word or a number begins."""
    if text[at].isdigit():
        if _INSIDE.search(text, max(0, at - 2), at):
            return None
        found = _numeric().match(text, at)
        return _READ[found.lastgroup or ""](found) if found else None
    return _from_word(text, at)


def whens(text: str) -> Iterator[When]:
    """The dates in ``text``, in order; years alone are none."""
    at = 0
    while found := _CANDIDATE.search(text, at):
        when = when_at(text, found.start())
        at = when.end if when else found.end()
        if when:
            yield when


def resolve(when: When, published: str | None) -> str | None:
    """The date as ISO 8601, as precise as it is known; a range of days as an interval of two.

    ``published`` is the day of the post, which tells what the words leave out: a day of the week is the
    latest one not after it, a day without a year the nearest one that is not much later.
    """
    today = _day_of(published)
    if when.ago >= 0:
        return (today - timedelta(when.ago)).isoformat() if today else None
    if when.weekday >= 0:
        return (today - timedelta((today.weekday() - when.weekday) % 7)).isoformat() if today else None
    year = when.year or (today and _nearest_year(when, today))
    if not year or not when.month:
        return None
    if not when.day:
        return f"{year:04}-{when.month:02}" if 1 <= when.month <= 12 else None
    first = _iso(year, when.month, when.day)
    last = _iso(year, when.last_month or when.month, when.last_day) if when.last_day else None
    return f"{first}/{last}" if first and last and first < last else first


def _nearest_year(when: When, today: date) -> int | None:
    if not when.day:
        return None
    for year in range(today.year + 1, today.year - 5, -1):
        day = _iso(year, when.month, when.day)
        if day and date.fromisoformat(day) <= today + timedelta(_AHEAD_DAYS):
            return year
    return None


def _day_of(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _from_word(text: str, at: int) -> When | None:
    end = at
    while end < len(text) and end - at <= LONGEST and (text[end].isalpha() or text[end] in "'’"):
        end += 1
    if text[max(at, end - 2) : end] in ("'s", "’s"):
        end -= 2
    word = plain(text[at:end])
    if word in months() and text[at:end] not in _LOWER_VERBS:
        found = _worded().match(text, at)
        return _from_month(found) if found else None
    if word == "i" and (yesterday := _NORDIC.match(text, end)):
        return When(at, yesterday.end(), ago=1)
    if word in days_ago():
        return When(at, end, ago=days_ago()[word])
    if word in days() and (not text[at].isascii() or len(word) > 3):
        return _from_weekday(text, at, end, days()[word])
    return None


def _from_weekday(text: str, at: int, end: int, weekday: int) -> When:
    """A day of the week; with a date behind it, it says nothing more."""
    behind = re.compile(r"\.?,?\s(?:the\s|den\s|le\s|il\s)?(?=\w)").match(text, end)
    dated = when_at(text, behind.end()) if behind else None
    if dated and dated.weekday < 0 and dated.ago < 0:
        return dated._replace(start=at)
    return When(at, end, weekday=weekday)


def _from_month(found: re.Match[str]) -> When | None:
    month = months().get(plain(found["w"]))
    if month is None:
        return None  # the mark of a note behind it: "May² 2016"
    if found["y1"]:
        return When(*found.span(), int(found["y1"]), month)
    last = months().get(plain(found["w2"].strip()), 0) if found["w2"] else 0
    if found["w2"] and not last:
        return None
    return _checked(
        When(*found.span(), int(found["y2"] or 0), month, int(found["a"]), last, int(found["b"] or 0))
    )


def _from_day(found: re.Match[str]) -> When | None:
    month = months().get(plain(found["w"]))
    if month is None:
        return None
    year, first, last = int(found["dy"] or 0), int(found["da"]), int(found["db"] or 0)
    if not found["w1"]:
        return _checked(When(*found.span(), year, month, first, 0, last))
    began = months().get(plain(found["w1"]))
    return _checked(When(*found.span(), year, began, first, month, last)) if began and last else None


def _from_figures(found: re.Match[str]) -> When | None:
    """With full stops the day comes first; with strokes only where the other order makes no date."""
    day, month = int(found["na"]), int(found["nb"])
    if found["ns"] == "/":
        if day <= 12 and month <= 12 and day != month:
            return None
        day, month = (month, day) if month > 12 else (day, month)
    return _checked(When(*found.span(), int(found["ny"]), month, day))


def _checked(when: When) -> When | None:
    """None for what no calendar has; a leap year is left to :func:`resolve`."""
    real = 1 <= when.month <= 12 and 1 <= when.day <= 31 and when.last_day <= 31
    return when if real and (not when.year or _iso(when.year, when.month, when.day)) else None


def _from_iso(found: re.Match[str]) -> When | None:
    return _checked(_when(found, int(found["iy"]), int(found["im"]), int(found["id"])))


def _from_iso_month(found: re.Match[str]) -> When | None:
    return _when(found, int(found["jy"]), int(found["jm"]))


def _from_cjk(found: re.Match[str]) -> When | None:
    when = _when(found, int(found["cy"]), int(found["cm"]), int(found["cd"] or 0))
    return _checked(when) if when.day else when


def _from_cjk_day(found: re.Match[str]) -> When | None:
    return _checked(_when(found, 0, int(found["km"]), int(found["kd"])))


def _when(found: re.Match[str], year: int, month: int, day: int = 0) -> When:
    return When(found.start(), found.end(), year, month, day)


_READ = {
    "iso": _from_iso,
    "isom": _from_iso_month,
    "cjk": _from_cjk,
    "cjkd": _from_cjk_day,
    "num": _from_figures,
    "dm": _from_day,
}
