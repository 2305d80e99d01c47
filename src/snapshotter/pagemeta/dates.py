"""Dates as posts write them, as precise as they are: ``2016-03-10`` or a full RFC 3339 time."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from snapshotter.patterns import Pattern

if TYPE_CHECKING:
    from snapshotter.pagemeta.whens import When

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_WRITTEN = tuple(
    re.compile(rf"{_WEEKDAY}{form}", re.IGNORECASE)
    for form in (
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+{_MONTH},?(?:\s+(?P<year>\d{{4}}))?",
    )
)
_NUMERIC = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})")
_ISO_START = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
_FILE_NAME = re.compile(r"(?:^|[/\\])(\d{4})-(\d{1,2})-(\d{1,2})[-_][^/\\]*$")
_LONGEST_DATE = 60
_OPENING = Pattern(r"(?:on|am|den|le|el|il|de|em|den|på|op|dnia|в|vom)\s+", re.IGNORECASE)
_CLOCK = Pattern(
    r"(?:\s*(?:г\.|года|р\.))?[.)\]]?(?:,?\s*(?:at|um|à|a las|alle|om|kl\.?|o|в)?\s*\d\d?[:.h]\d\d.{0,12})?"
)
"""What may stand behind a date: a time of day, which is not kept without its zone."""
_ZONE = re.compile(r"\s*(?:UTC|GMT|Z)$|\s+(?=[+-]\d{2}:?\d{2}$)")


def normalised(text: str) -> str | None:
    """A date in any common form; None when there is none.  A time without a zone becomes its date."""
    text = text.strip()
    if _ISO_START.match(text):
        return _from_iso(text)
    for pattern in (_NUMERIC, *_WRITTEN):
        found = pattern.fullmatch(text)
        if found:
            return _from_parts(found)
    return _from_rfc5322(text) or _from_words(text)


def is_date_line(text: str) -> bool:
    """Whether a line is a date and nothing else, with or without its year."""
    text = text.strip()
    return any(pattern.fullmatch(text) for pattern in (_NUMERIC, *_WRITTEN)) or _whole(text) is not None


def from_file_name(source: str) -> str | None:
    """The date that a file name begins with, as static site generators have it."""
    found = _FILE_NAME.search(source)
    return _day(int(found[1]), int(found[2]), int(found[3])) if found else None


def _from_iso(text: str) -> str | None:
    zone = _ZONE.search(text)
    if zone:
        text = text[: zone.start()] + (text[zone.end() :] or "+00:00")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _from_parts(found) if (found := _NUMERIC.match(text)) else None
    if moment.tzinfo is None:
        return moment.date().isoformat()
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _from_parts(found: re.Match[str]) -> str | None:
    if not found["year"]:
        return None
    month = found["month"].lower()
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
    return _day(int(found["year"]), number, int(found["day"]))


def _from_words(text: str) -> str | None:
    """A full date in any of the languages and orders that posts have."""
    when = _whole(text)
    return _day(when.year, when.month, when.day) if when and when.year and when.day else None


def _whole(text: str) -> When | None:
    """The date that ``text`` is from end to end, with a day and a month."""
    if not 5 <= len(text) <= _LONGEST_DATE:
        return None
    from snapshotter.pagemeta.whens import when_at

    start = len(text) - len(text.lstrip("(["))
    opening = _OPENING.match(text, start)
    start = opening.end() if opening else start
    when = when_at(text, start) if start < len(text) and text[start].isalnum() else None
    rest = _CLOCK.fullmatch(text, when.end) if when else None
    return when if rest and when and when.day and not when.last_day else None


def _from_rfc5322(text: str) -> str | None:
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        return moment.date().isoformat()
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
