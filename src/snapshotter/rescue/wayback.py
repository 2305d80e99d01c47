"""What the Wayback Machine's own interfaces are asked, and how their answers are read.

Availability: https://archive.org/help/wayback_api.php; its batch form (``Wayback-Api-Version: 2``) as the
Internet Archive Bot uses it.  Index: the README of the Wayback CDX Server.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.figures import whole_number
from snapshotter.rescue.mementos import Candidate, candidate, moment_of
from snapshotter.timestamps import digits14
from snapshotter.urls import Url

NAME = "wayback"
HOST = "web.archive.org"
PREFIX = f"https://{HOST}/web/"
AVAILABILITY = Url("https://archive.org/wayback/available")
BATCH_FIELDS = {"Wayback-Api-Version": "2"}
BATCH_TYPE = "application/x-www-form-urlencoded"
BATCH_SIZE = 50
"""Addresses in one batch; each is asked for before and after its date."""
INDEX_ROWS = 1000
MAX_INDEX_PAGES = 3
_SIDES = ("before", "after")
_STATUSES = ("200", "203", "206")
_COLUMNS: tuple[str, ...] = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")

Wanted = tuple[Url, datetime]
"""An address, and the moment to which the memento should be near."""


def availability(url: Url, moment: datetime) -> Url:
    """The question for the memento nearest to ``moment``."""
    return Url(f"{AVAILABILITY}?url={_escaped(url)}&timestamp={digits14(moment)}")


def batch(wanted: Sequence[Wanted]) -> bytes:
    """The batch form's body: a line a question, each address before and after its moment."""
    statuses = "".join(f"&statuscodes={status}" for status in _STATUSES)
    lines = [
        f"url={_escaped(url)}&timestamp={digits14(moment)}&closest={side}{statuses}&tag={number}-{side}"
        for number, (url, moment) in enumerate(wanted)
        for side in _SIDES
    ]
    return "\n".join(lines).encode("ascii")


def closest(text: str, url: Url) -> tuple[Candidate, ...]:
    """The answer to :func:`availability`; empty also when it is no answer, and then says nothing."""
    document = _document(text)
    found = _closest(document, url) if isinstance(document, Mapping) else None
    return (found,) if found else ()


def batch_closest(text: str, wanted: Sequence[Wanted]) -> Mapping[Url, tuple[Candidate, ...]]:
    """The answers to :func:`batch`, by address."""
    document = _document(text)
    results = document.get("results") if isinstance(document, Mapping) else None
    found: dict[Url, tuple[Candidate, ...]] = {}
    for result in results if isinstance(results, list) else ():
        number = str(result.get("tag", "")).partition("-")[0] if isinstance(result, Mapping) else ""
        if not (number.isascii() and number.isdigit() and int(number[:6]) < len(wanted)):
            continue
        url = wanted[int(number[:6])][0]
        memento = _closest(result, url)
        if memento is not None:
            found[url] = (*found.get(url, ()), memento)
    return found


def _closest(answer: Mapping[str, Any], url: Url) -> Candidate | None:
    snapshots = answer.get("archived_snapshots")
    named = snapshots.get("closest") if isinstance(snapshots, Mapping) else None
    if not isinstance(named, Mapping) or named.get("available") is False:
        return None
    digits = str(named.get("timestamp", ""))
    original = _named(str(named.get("url", ""))) or url
    status = str(named.get("status", ""))
    return _memento(digits, original, whole_number(status), None)


def _named(uri_m: str) -> Url | None:
    """The original in the address that the answer gives, which is one of http."""
    try:
        found = candidate(urls.parse(uri_m))
    except UrlError:
        return None
    return found.original if found else None


def index(url: Url, *, near: tuple[datetime, float] | None = None, resume: str = "") -> Url:
    """The question for the mementos of exactly this address; ``near`` a moment within so many days."""
    limits = "".join(f"&{name}={digits14(at)}" for name, at in _span(*near)) if near else ""
    more = f"&resumeKey={quote(resume, safe='')}" if resume else ""
    return Url(
        f"https://{HOST}/cdx/search/cdx?url={_escaped(url)}&output=json&limit={INDEX_ROWS}{limits}"
        f"&filter=!statuscode:[45]..&collapse=digest&showResumeKey=true&resolveRevisits=true{more}"
    )


def _span(moment: datetime, days: float) -> Iterator[tuple[str, datetime]]:
    for name, sign in (("from", -1), ("to", 1)):
        try:
            yield name, moment + sign * timedelta(days=days)
        except OverflowError:
            continue


def rows(text: str) -> tuple[list[Candidate], str]:
    """The mementos in an answer of the index, and the key that asks for the rest; empty when there is none.

    Read as an array of arrays whose first names the columns, and as lines of text, which some servers give
    whatever is asked for.  Rows that make no sense are passed over: there are some in the wild.
    """
    document = _document(text)
    listed = document if isinstance(document, list) else [line.split() for line in text.splitlines()]
    columns, found, resume, is_over = _COLUMNS, list[Candidate](), "", False
    for row in listed:
        if not isinstance(row, list):
            continue
        words = [str(each) for each in row]
        if not words:
            is_over = True  # what follows an empty row is the resumption key
        elif is_over:
            resume = words[0]
        elif words[0] == "urlkey":
            columns = tuple(words)
        elif len(words) == len(columns):
            found += _row(dict(zip(columns, words, strict=True)))
    return found, resume


def _row(row: Mapping[str, str]) -> Iterable[Candidate]:
    status = row.get("statuscode", "-")
    try:
        original = urls.without_fragment(urls.parse(row.get("original", "")))
    except UrlError:
        return ()
    known = whole_number(status)
    found = _memento(row.get("timestamp", ""), original, known, row.get("digest"))
    return (found,) if found else ()


def _memento(digits: str, original: Url, status: int | None, digest: str | None) -> Candidate | None:
    if len(digits) != 14 or not digits.isdigit() or moment_of(digits) is None:
        return None
    return candidate(Url(f"{PREFIX}{digits}/{original}"), status=status, digest=digest)


def _document(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _escaped(url: Url) -> str:
    return quote(url, safe="")
