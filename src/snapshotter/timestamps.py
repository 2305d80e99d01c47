"""Times as the web-archiving formats write them.  Every time is an aware UTC ``datetime``."""

from __future__ import annotations

from datetime import UTC, datetime

_LONGEST_WAIT_S = 1e10
"""Three centuries: a number of any length would be no number of seconds any more."""
_NO_MARKS = str.maketrans("", "", "-:TZ")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def now_after(moment: datetime) -> datetime:
    """The present moment; ``moment`` itself where the clock has been set back behind it since."""
    return max(now(), moment)


def is_within(moment: datetime, hours: float) -> bool:
    """Whether so many hours or fewer lie between ``moment`` and the present one.

    A moment that is still to come, as a clock leaves it that was set back, is as far away as a past one.
    """
    return abs((now() - moment).total_seconds()) <= hours * 3600


def warc_date(moment: datetime) -> str:
    """``WARC-Date`` with microseconds: W3C-DTF, UTC, ``Z`` (WARC 1.1, section 5.4)."""
    return _written(moment, "microseconds")


def iso(moment: datetime) -> str:
    """The manifest's form: RFC 3339 to the second, ``Z``."""
    return _written(moment, "seconds")


def digits14(moment: datetime) -> str:
    """``YYYYMMDDhhmmss``, the form of CDXJ lines and URI-Ms."""
    return _written(moment, "seconds").translate(_NO_MARKS)


def http_date(moment: datetime) -> str:
    """``Thu, 10 Mar 2016 12:00:00 GMT``: the form of HTTP's fields (RFC 9110, section 5.6.7)."""
    from email.utils import format_datetime

    return format_datetime(_utc(moment), usegmt=True)


def parse(text: str) -> datetime:
    """Read any of the first three forms above; raises ``ValueError`` for another."""
    if text.isdigit() and len(text) == 14:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone: {text!r}")
    try:
        return moment.astimezone(UTC)
    except OverflowError as trouble:
        raise ValueError(f"a time beyond the calendar in UTC: {text!r}") from trouble


def retry_after_s(field: str | None, *, since: datetime | None = None) -> float:
    """The seconds that a ``Retry-After`` field asks for (RFC 9110, 10.2.3); 0 when it asks for none.

    A date in it is held against ``since``, else against the present moment.
    """
    if field is None:
        return 0.0
    if field.isascii() and field.isdigit():
        return min(float(field), _LONGEST_WAIT_S)
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(field)
    except (ValueError, OverflowError):
        return 0.0
    if moment.tzinfo is None:
        return 0.0
    return min(max((moment - (since or now())).total_seconds(), 0.0), _LONGEST_WAIT_S)


def _written(moment: datetime, to_the: str) -> str:
    """Not by ``strftime``, which writes the years before 1000 with fewer than four digits."""
    return _utc(moment).replace(tzinfo=None).isoformat(timespec=to_the) + "Z"


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone: {moment!r}")
    return moment.astimezone(UTC)
