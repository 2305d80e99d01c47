"""Recognising addresses that are archived copies already (RFC 7089: URI-Ms), without asking the archive.

An archive of an archive's page is unwrapped to the innermost original.  The date is that of the
innermost copy too, since that is how old the words are that a reader sees; the archive is the
outermost, since that is whose copy was cited.  A short code (``perma.cc/AB12-CD34``,
``archive.ph/AbCdE``) names no original: such an address is no memento here, and capturing it finds out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import unquote

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.model.citation import MementoRef
from snapshotter.patterns import Pattern
from snapshotter.posts.address.archives import BY_QUERY, REFUSED, SHELVES, archive_named
from snapshotter.urls import Url

FIRST_DAY = date(1996, 1, 1)
"""No public web archive has anything older."""
_DEPTH = 5
"""How many archives of archives are unwrapped."""
_SEGMENTS = 8
"""How far into a path the date of the copy may stand."""

_STAMP = Pattern(
    r"(?:(?P<digits>\d{1,14}|\d{4}[.-]\d{2}(?:[.-]\d{2}(?:-\d{6})?)?|\d{8}-\d{4})"
    r"|(?P<japanese>\d{4}-\d{4}-\d{4}-\d{2}))(?:[a-z]{2}_|\*)?(?:\$br:[\w.:-]{1,60})?",
    re.ASCII,
)
_ANY_HOST = Pattern(r"(?:/[\w.-]{1,60}){1,2}/(\d{14})(?:[a-z]{2}_)?/(https?:/.+)", re.DOTALL | re.ASCII)
_SHELF = Pattern(r"[\w.~*+:$-]{0,80}", re.ASCII)
_ABSOLUTE = Pattern(r"(?:https?|ftp)(?::|%3A)(?:/|%2F)", re.IGNORECASE)
_ENCODED = Pattern(r"[a-z]{3,5}(?:%3A|:(?=%2F))", re.IGNORECASE)
_SLASHES = Pattern(r"^([a-z]+):/+", re.IGNORECASE)
_HOST = Pattern(r"(?:[\w-]{1,63}\.){1,8}(?P<ending>[A-Za-z][\w-]{1,62})(?::\d{1,5})?(?=[/?#]|$)", re.ASCII)
_FILES_TEXT = """
    htm html shtml xhtml php asp aspx jsp cfm cgi pdf txt xml css js jpg jpeg gif png
"""
_FILES = frozenset(_FILES_TEXT.split())
"""What ends a file's name, not a host's."""
_SHORTHAND_DIGITS = 3
"""``/web/2/`` asks the Wayback Machine for its latest copy: that is no date."""
_JAPAN = timedelta(hours=9)


class _Copy(NamedTuple):
    """What one archive's address says."""

    original: Url
    datetime: str | None


def memento_of(url: Url, today: date | None = None) -> MementoRef | None:
    """The archive, original and date that ``url`` names, when it is an archived copy.

    What claims to be from before :data:`FIRST_DAY`, from after tomorrow (of ``today``) or from a day
    that never was is none.
    """
    latest = (today or datetime.now(UTC).date()) + timedelta(days=1)
    found: _Copy | None = None
    inner = _copy(url, latest)
    for _ in range(_DEPTH):
        if inner is None:
            break
        found = _Copy(inner.original, inner.datetime or (found.datetime if found else None))
        inner = _copy(found.original, latest)
    return MementoRef(urls.hostname(url), found.original, found.datetime) if found else None


def _copy(url: Url, latest: date) -> _Copy | None:
    name = archive_named(urls.hostname(url))
    named = BY_QUERY[name](url) if name in BY_QUERY else None
    if named is not None:
        original = _original(named.original)
        return _Copy(original, _dated(named.date or "", latest)) if original else None
    rest = _after_host(url)
    return _on_shelf(rest, latest) if name in SHELVES else _elsewhere(rest, latest)


def _elsewhere(rest: str, latest: date) -> _Copy | None:
    """A path as Wayback and pywb make it, on a host that is not known as an archive."""
    found = _ANY_HOST.fullmatch(rest)
    stamp = _dated(found[1], latest) if found else None
    original = _original(found[2]) if found and stamp else None
    return _Copy(original, stamp) if original else None


def _on_shelf(rest: str, latest: date) -> _Copy | None:
    """``/<shelves>/<date>/<original>``, or ``/<shelves>/<original>`` where the archive picks the date."""
    for segment, behind in _splits(rest):
        if segment in REFUSED or not (_SHELF.fullmatch(segment) or _STAMP.fullmatch(segment)):
            return None
        absolute = _ABSOLUTE.match(behind) is not None
        stamp = _STAMP.fullmatch(segment)
        if stamp is not None and (absolute or _begins_with_host(behind)):
            copy = _stamped(stamp, behind, latest)
            if copy is not None or absolute:
                return copy
        elif absolute or (segment in ("*", "+", "web") and _begins_with_host(behind)):
            return _undated(behind.rstrip("*") if segment == "*" else behind)
    return None


def _splits(rest: str) -> Iterator[tuple[str, str]]:
    """The first segments of a path, an empty one before all, each with what is behind it."""
    start = 0
    for _ in range(_SEGMENTS):
        end = rest.find("/", start)
        if end < 0:
            return
        yield rest[start:end], rest[end + 1 :]
        start = end + 1


def _stamped(stamp: re.Match[str], behind: str, latest: date) -> _Copy | None:
    digits = re.sub(r"\D", "", stamp["digits"] or "")
    if stamp["japanese"]:
        digits = _in_utc(re.sub(r"\D", "", stamp["japanese"])) or ""
    if 0 < len(digits) <= _SHORTHAND_DIGITS:
        return _undated(behind)
    dated, original = _dated(digits, latest), _original(behind)
    return _Copy(original, dated) if dated and original else None


def _undated(behind: str) -> _Copy | None:
    original = _original(behind)
    return _Copy(original, None) if original else None


def _dated(digits: str, latest: date) -> str | None:
    """``digits`` if they are the beginning of a moment in the web archives' time."""
    whole = digits + ("1" if len(digits) % 2 and digits.endswith("0") else "0" if len(digits) % 2 else "")
    try:
        moment = datetime.strptime(whole + "00000101000000"[len(whole) :], "%Y%m%d%H%M%S")
    except ValueError:
        return None
    return digits if FIRST_DAY <= moment.date() <= latest else None


def _in_utc(digits: str) -> str | None:
    try:
        return f"{datetime.strptime(digits, '%Y%m%d%H%M%S') - _JAPAN:%Y%m%d%H%M%S}"
    except (ValueError, OverflowError):
        return None


def _begins_with_host(text: str) -> bool:
    """Whether an original without a scheme stands there, and not just a file."""
    found = _HOST.match(text)
    return found is not None and found["ending"].lower() not in _FILES


def _after_host(url: Url) -> str:
    rest = url.partition("://")[2]
    slash = rest.find("/")
    return rest[slash:] if slash >= 0 else ""


def _original(text: str) -> Url | None:
    """Archives write originals without a scheme or encoded, and proxies merge the two slashes."""
    text = unquote(text) if _ENCODED.match(text) else text
    text = _SLASHES.sub(r"\1://", text) if _ABSOLUTE.match(text) else f"http://{text}"
    try:
        return urls.parse(text)
    except UrlError:
        return None
