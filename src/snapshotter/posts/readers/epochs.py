"""Moments that exports write as numbers: seconds, milliseconds and microseconds of several epochs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from snapshotter.pagemeta.dates import normalised

_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_WINDOWS = datetime(1601, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"\d{1,20}(?:\.\d{1,9})?")
_LOG_TIME = re.compile(r"(\d{1,2})/([A-Za-z]{3})/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})")
_DAY = re.compile(r"((?:19|20)\d\d)(?:(\d\d)(\d\d))?")
_FIRST_SECONDS = 10**8
"""The year 1973: there was nothing to keep before, and smaller numbers are years or days."""
_MILLISECONDS, _MICROSECONDS, _SINCE_1601 = 10**11, 10**14, 10**16
"""From where a number must be the next finer unit: as seconds, 10**11 would be the year 5138.
Microseconds since 1601, as Chrome counts, have passed 10**16 in 1917."""


def moment_of(written: object) -> str | None:
    """A time as an export writes it, number or text; None for none, and for the 0 that means none."""
    if isinstance(written, datetime):
        return _written(written if written.tzinfo else written.replace(tzinfo=UTC))
    if isinstance(written, bool) or not isinstance(written, str | int | float):
        return None
    text = str(written)[:100].strip()
    if _NUMBER.fullmatch(text):
        return _from_number(float(text)) or _from_digits(text)
    log_time = _LOG_TIME.fullmatch(text)
    return normalised("{} {} {} {} {}".format(*log_time.groups()) if log_time else text)


def _from_number(number: float) -> str | None:
    if number >= _SINCE_1601:
        epoch, seconds = _WINDOWS, number / 1e6
    elif number >= _MICROSECONDS:
        epoch, seconds = _UNIX, number / 1e6
    else:
        epoch, seconds = _UNIX, number / 1e3 if number >= _MILLISECONDS else number
    try:
        return _written(epoch + timedelta(seconds=int(seconds))) if seconds >= _FIRST_SECONDS else None
    except OverflowError:
        return None


def _from_digits(text: str) -> str | None:
    """A day or a year: ``20160310``, ``2016``."""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    return normalised("-".join(found.groups())) if found[2] else found[1]


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
