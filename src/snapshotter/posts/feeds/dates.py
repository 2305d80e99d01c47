"""Dates as feeds and exports write them: RFC 822 and W3CDTF, and what passes for them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from snapshotter.pagemeta.dates import normalised

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZONES = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "wet"), 0),
    **dict.fromkeys(("cet", "bst", "west", "met"), 60),
    **dict.fromkeys(("cest", "eet", "mest", "sast"), 120),
    **dict.fromkeys(("eest", "msk"), 180),
    **dict.fromkeys(("jst", "kst"), 540),
    **{"ist": 330, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "ast": -240, "adt": -180},
    **{
        "est": -300,
        "edt": -240,
        "cst": -360,
        "cdt": -300,
        "mst": -420,
        "mdt": -360,
        "pst": -480,
        "pdt": -420,
    },
}
"""Minutes east of Greenwich of the zones that feeds name (RFC 822, section 5, and common ones)."""
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap]m\b)?", re.IGNORECASE)
_OFFSET = re.compile(r"(?:^|\s|GMT|UTC)([+-])(\d{2}):?(\d{2})\b", re.IGNORECASE)
_ZONE = re.compile(r"\b([A-Za-z]{1,4})\b")
_MONTH_NAME = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\b\.?", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\d:])(\d{1,4})(?:st|nd|rd|th)?(?![\d:])")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?\s*(Z)?)?")
_SPACED = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(.*)"
)
_MAX_CHARS = 200


def feed_date(text: str | None) -> str | None:
    """A date in any form that feeds are known to have; None when there is none."""
    text = " ".join((text or "").split())[:_MAX_CHARS]
    if not text:
        return None
    found = _spaced(text) or _compact(text) or normalised(text)
    return found if found and "T" in found else (_scattered(text) or found)


def utc(text: object) -> str | None:
    """A date in a field that is known to be UTC and does not say so, as ``post_date_gmt``."""
    if not isinstance(text, str) or text.startswith("0000") or not text.strip():
        return None
    text = text.strip()
    zoned = text[-1] in "zZ" or re.search(r"[+-]\d{2}:?\d{2}$", text[10:]) is not None
    return feed_date(text if zoned or ":" not in text else f"{text}Z")


def of_epoch(value: object) -> str | None:
    """Seconds or milliseconds since 1970."""
    try:
        seconds = float(value) if isinstance(value, int | float | str) and value is not True else None
        if seconds is None:
            return None
        seconds = seconds / 1000 if seconds > 1e11 else seconds
        return _written(datetime.fromtimestamp(seconds, UTC))
    except (ValueError, OverflowError, OSError):
        return None


def _spaced(text: str) -> str | None:
    found = _SPACED.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute = (int(part) for part in found.groups()[:5])
    return _moment((year, month, day), (hour, minute, int(found[6] or 0)), _zone_minutes(found[7] or ""))


def _compact(text: str) -> str | None:
    found = _COMPACT.fullmatch(text)
    if not found:
        return None
    clock = (int(found[4]), int(found[5]), int(found[6] or 0)) if found[4] else None
    return _moment((int(found[1]), int(found[2]), int(found[3])), clock, 0 if found[7] else None)


def _scattered(text: str) -> str | None:
    """A day, a month by name, a year, a clock and a zone, in whatever order they come."""
    month = _MONTH_NAME.search(text)
    clock = _CLOCK.search(text)
    rest = text[: clock.start()] + " " + text[clock.end() :] if clock else text
    zone = _zone_minutes(text[clock.end() :]) if clock else None
    numbers = _NUMBER.findall(_OFFSET.sub(" ", rest))
    if month is None or len(numbers) < 2:
        return None
    day = next((int(number) for number in numbers if len(number) <= 2 and 0 < int(number) <= 31), None)
    long = next((int(number) for number in numbers if len(number) == 4), None)
    year = long if long is not None else _two_digits(int(numbers[1]))
    if day is None:
        return None
    return _moment((year, _MONTHS.index(month[1].lower()) + 1, day), _hours(clock), zone)


def _two_digits(year: int) -> int:
    return year + (2000 if year < 69 else 1900) if year < 100 else year


def _hours(clock: re.Match[str] | None) -> tuple[int, int, int] | None:
    if clock is None:
        return None
    hour = int(clock[1])
    if clock[4] and hour <= 12:
        hour = hour % 12 + (12 if clock[4].lower() == "pm" else 0)
    return hour, int(clock[2]), int(clock[3] or 0)


def _zone_minutes(text: str) -> int | None:
    offset = _OFFSET.search(f" {text}")
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3])
        return -minutes if offset[1] == "-" else minutes
    names = (name.lower() for name in _ZONE.findall(text))
    return next((_ZONES[name] for name in names if name in _ZONES), None)


def _moment(day: tuple[int, int, int], clock: tuple[int, int, int] | None, zone: int | None) -> str | None:
    """24:00 and leap seconds run over into what follows them; without a zone only the day is told."""
    try:
        start = datetime(*day)
        if clock is None or zone is None:
            return start.date().isoformat()
        hour, minute, second = clock
        if hour > 24 or minute > 59 or second > 60:
            return start.date().isoformat()
        moment = start + timedelta(hours=hour, minutes=minute, seconds=second)
        return _written(moment.replace(tzinfo=timezone(timedelta(minutes=zone))))
    except (ValueError, OverflowError):
        return None


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
