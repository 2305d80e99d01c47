"""Memento (RFC 7089): moments, links and lists of an original address.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from snapshotter.errors import UrlError
from snapshotter.model.timemap import (
    LINK_FORMAT,
    Memento,
    Part,
    TimeMap,
    escaped,
    json_format,
    json_index,
    link_format,
    link_index,
)
from snapshotter.timestamps import http_date
from snapshotter.urls import Url, parse, without_fragment
from snapshotter.viewer.records import IndexLine

PAGE_MEMENTOS = 2_000
"""A TimeMap of more is an index of TimeMaps (RFC 7089, section 5.2)."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_HTTP_DATE = re.compile(
    r"(?:[A-Za-z]{3}, ?)?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) (?:GMT|UTC|[+-]0000)"
)
_DIGITS = re.compile(r"\d{4,14}")
_EARLIEST = "00000101000000"
_SCHEME = re.compile(r"(https?):/{1,3}", re.IGNORECASE)
_ANY_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")


def original(written: str) -> Url:
    """The URI-R at the end of a path: as it stands, with the slash that proxies swallow put back.

    Raises :class:`UrlError` for what is no http(s) address.
    """
    scheme = _SCHEME.match(written)
    if scheme:
        written = f"{scheme[1]}://{written[scheme.end() :]}"
    elif _ANY_SCHEME.match(written) or not written:
        raise UrlError(f"{written!r} is no http or https address", hint="write the whole address")
    else:
        written = f"http://{written}"
    return without_fragment(parse(written))


def moment_of_digits(digits: str) -> datetime:
    """The moment that up to 14 digits name, the earliest where they name less.

    Raises ``ValueError`` when they name none.
    """
    if not _DIGITS.fullmatch(digits):
        raise ValueError(f"{digits!r} is no date of 4 to 14 digits")
    return datetime.strptime(digits + _EARLIEST[len(digits) :], "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def moment_of_field(value: str) -> datetime:
    """``Accept-Datetime`` (section 2.1.1: an RFC 1123 date in GMT).  Raises ``ValueError``."""
    found = _HTTP_DATE.fullmatch(value.strip())
    if not found or found[2].lower() not in _MONTHS:
        raise ValueError(f"{value!r} is no date as in: Thu, 10 Mar 2016 12:00:00 GMT")
    month = _MONTHS.index(found[2].lower()) + 1
    hour, minute, second = int(found[4]), int(found[5]), int(found[6])
    return datetime(int(found[3]), month, int(found[1]), hour, minute, second, tzinfo=UTC)


def nearest(lines: Sequence[IndexLine], moment: datetime | None, url: Url) -> IndexLine | None:
    """The memento nearest to a moment, without one the newest; None when there is none.

    Of two as near, the one of exactly this address is meant, then the one that is no redirect.
    """
    if not lines:
        return None
    if moment is None:
        newest = max(line.digits for line in lines)
        lines, moment = [line for line in lines if line.digits == newest], lines[-1].moment

    def distance(line: IndexLine) -> tuple[float, bool, bool]:
        seconds = abs((line.moment - moment).total_seconds())
        return seconds, line.url != url, line.is_redirect

    return min(lines, key=distance)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where this server keeps what Memento asks for; ``base`` is ``http://host:port``, no slash."""

    base: str
    url: Url

    def memento(self, line: IndexLine, *, raw: bool = False) -> str:
        return f"{self.base}/web/{line.digits}{'id_' if raw else ''}/{escaped(line.url)}"

    @property
    def timegate(self) -> str:
        return f"{self.base}/timegate/{escaped(self.url)}"

    def timemaps(self, page: int | None = None) -> dict[str, str]:
        """By form."""
        return {
            form: f"{self.base}/timemap/{form}/{f'{page}/' if page else ''}{escaped(self.url)}"
            for form in ("link", "json")
        }


def links(at: Addresses, lines: Sequence[IndexLine], this: IndexLine | None, *, raw: bool = False) -> str:
    """The ``Link`` field of a memento, or of a TimeGate's answer (``this`` is where it leads)."""
    listed = [
        f'<{escaped(at.url)}>; rel="original"',
        f'<{at.timegate}>; rel="timegate"',
        f'<{at.timemaps()["link"]}>; rel="timemap"; type="{LINK_FORMAT}"',
    ]
    for line, relations in _neighbours(lines, this):
        where = at.memento(line, raw=raw)
        listed.append(f'<{where}>; rel="{relations}"; datetime="{http_date(line.moment)}"')
    return ", ".join(listed)


def _neighbours(lines: Sequence[IndexLine], this: IndexLine | None) -> Iterator[tuple[IndexLine, str]]:
    """First, previous, the memento itself, next and last; one that is several of these once."""
    moments = distinct(lines)
    if not moments:
        return
    here = next((i for i, line in enumerate(moments) if this and line.digits == this.digits), None)
    named: dict[int, list[str]] = {}
    places = [(0, "first"), (len(moments) - 1, "last")]
    if here is not None:
        places += [(here - 1, "prev"), (here, ""), (here + 1, "next")]
    for place, relation in places:
        if 0 <= place < len(moments):
            named.setdefault(place, []).append(relation)
    for place in sorted(named):
        yield moments[place], " ".join([*(word for word in named[place] if word), "memento"])


def distinct(lines: Sequence[IndexLine]) -> list[IndexLine]:
    """One memento a second: the first of each, as the index sorts them."""
    by_moment: dict[str, IndexLine] = {}
    for line in lines:
        by_moment.setdefault(line.digits, line)
    return [by_moment[digits] for digits in sorted(by_moment)]


def link_timemap(at: Addresses, lines: Sequence[IndexLine], page: int | None = None) -> str:
    """The TimeMap in link format; an index of TimeMaps when it is huge."""
    timemap, whole, parts = _parted(at, lines)
    if page is None and len(parts) > 1:
        return link_index(timemap, whole, parts)
    return link_format(timemap, parts[page - 1] if page else whole)


def json_timemap(at: Addresses, lines: Sequence[IndexLine], page: int | None = None) -> str:
    """The TimeMap in JSON; an index of TimeMaps when it is huge."""
    timemap, whole, parts = _parted(at, lines)
    if page is None and len(parts) > 1:
        return json_index(timemap, whole, parts)
    return json_format(timemap, parts[page - 1] if page else whole)


def is_page(lines: Sequence[IndexLine], page: int | None) -> bool:
    """Whether a TimeMap of these mementos has this page."""
    return page is None or 1 <= page <= -(-len(distinct(lines)) // PAGE_MEMENTOS)


def _parted(at: Addresses, lines: Sequence[IndexLine]) -> tuple[TimeMap, Part, list[Part]]:
    """The TimeMap, all of it as one part, and its pages."""
    mementos = tuple(Memento(line.moment, at.memento(line), line.status) for line in distinct(lines))
    whole = Part(at.timemaps(), 0, len(mementos))
    starts = range(0, len(mementos), PAGE_MEMENTOS)
    pages = [
        Part(at.timemaps(number), start, start + PAGE_MEMENTOS) for number, start in enumerate(starts, 1)
    ]
    return TimeMap(at.url, mementos, at.timegate), whole, pages
