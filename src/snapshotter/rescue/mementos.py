"""Mementos that archives name, and how their addresses are written.

Wayback, pywb, OpenWayback and this program's own reading room write ``<prefix>/<digits>/<URI-R>``, and
give the bytes as they were recorded, without banner and rewriting, at ``<prefix>/<digits>id_/<URI-R>``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.patterns import Pattern
from snapshotter.timestamps import digits14
from snapshotter.urls import Url

_STAMP = Pattern(r"(\d{4,14})(?:[a-z]{2}_)?")
_SCHEME = Pattern(r"(https?):/{1,3}", 2)
_HOST = Pattern(r"[\w.-]{1,250}\.[A-Za-z][\w-]{1,62}(?::\d{1,5})?(?:[/?]|$)")
_SEGMENTS = 8
"""How far into a path the date of a copy may stand."""
_EARLIEST = "00000101000000"


@dataclass(frozen=True, slots=True)
class Stamped:
    """The address of a memento, taken apart."""

    prefix: str
    """All before the date, its slash included."""
    digits: str
    original: Url


@dataclass(frozen=True, slots=True)
class Candidate:
    """A memento that an archive says it has."""

    moment: datetime
    original: Url
    raw: Url
    """Where the bytes are as they were recorded."""
    archive: str
    """Its host, with the port where it is not the scheme's own."""
    status: int | None = None
    digest: str | None = None
    """Of the payload, as the archive writes it: equal ones hold the same page."""


def stamped(uri_m: Url) -> Stamped | None:
    """The parts of a memento's address; None for one that is written otherwise."""
    start = uri_m.find("/", uri_m.find("://") + 3) + 1
    for _ in range(_SEGMENTS if start else 0):
        end = uri_m.find("/", start)
        if end < 0:
            return None
        found = _STAMP.fullmatch(uri_m[start:end])
        original = original_of(uri_m[end + 1 :]) if found else None
        if found and original is not None:
            return Stamped(uri_m[:start], found[1], original)
        start = end + 1
    return None


def original_of(written: str) -> Url | None:
    """The address at the end of a memento's, with the slash that proxies swallow put back; an archive may
    leave the scheme out."""
    scheme = _SCHEME.match(written)
    if scheme is None and not _HOST.match(written):
        return None
    whole = f"{scheme[1]}://{written[scheme.end() :]}" if scheme else f"http://{written}"
    try:
        parsed = urls.parse(whole)
        return urls.without_fragment(parsed) if urls.hostname(parsed) else None
    except UrlError:
        return None


def address(prefix: str, digits: str, original: Url, *, raw: bool) -> Url:
    """The address of a memento as :func:`stamped` takes it apart."""
    return Url(f"{prefix}{digits}{'id_' if raw else ''}/{original}")


def candidate(
    uri_m: Url, moment: datetime | None = None, *, status: int | None = None, digest: str | None = None
) -> Candidate | None:
    """The memento at an address; None where its bytes cannot be asked for."""
    parts = stamped(uri_m)
    if parts is None:
        return None
    moment = moment or moment_of(parts.digits)
    if moment is None:
        return None
    raw = address(parts.prefix, parts.digits, parts.original, raw=True)
    return Candidate(moment, parts.original, raw, archive_of(uri_m), status, digest)


def archive_of(url: Url) -> str:
    return urls.origin(url).partition("://")[2]


def moment_of(digits: str) -> datetime | None:
    """The moment that 4 to 14 digits name, the earliest where they name less; None when there is none."""
    try:
        return datetime.strptime(digits + _EARLIEST[len(digits) :], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def moment_of_field(written: str) -> datetime | None:
    """A date as in ``Memento-Datetime`` (RFC 7089, section 2.1.1); None for anything else."""
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(written)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def raw_at(base: str, moment: datetime, original: Url) -> Url:
    """Where an archive gives the bytes of what it has nearest to ``moment``."""
    return address(base.rstrip("/") + "/", digits14(moment), urls.without_fragment(original), raw=True)


def same_page(one: Url, other: Url) -> bool:
    """Whether archives, whose indexes are sorted by SURT, take two addresses for one."""
    return urls.surt(one) == urls.surt(other)
