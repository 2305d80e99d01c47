"""Outcomes, verdicts, grades and times in the words of readers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from snapshotter.sizes import readable_size

OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        "captured": "Captured",
        "partial": "Captured in part",
        "failed": "Could not be captured",
        "skipped": "Not captured",
    }
)
VERDICTS: Mapping[str, str] = MappingProxyType(
    {
        # of captures
        "good": "The page itself",
        "empty": "An empty page",
        "script-shell": "A page that never filled itself",
        "redirect-stub": "A page that only leads on",
        "interstitial": "A page put in between",
        "challenge": "A test for robots",
        "consent-wall": "A wall of consent",
        "login-wall": "A login",
        "soft-404": "“Not found”, said politely",
        "gone": "Gone",
        "legal": "Withheld for legal reasons",
        "server-error": "The server’s error",
        "rate-limited": "Too many requests",
        "parked": "A parked domain",
        "garbled": "Garbled",
        "wrong-type": "Not what was linked",
        # of audits
        "alive": "Still there",
        "unchanged": "Unchanged",
        "cosmetic": "Changed in looks only",
        "drifted": "Its text has changed",
        "passage-missing": "The quoted words are gone",
        "moved": "Moved",
        "redirected-home": "Sent to the front page",
        "blocked": "Refused to answer us",
        "dns-gone": "Its name is gone",
        "hijacked": "Somebody else’s now",
        "tls-failure": "Its certificate fails",
        "unreachable": "Cannot be reached",
        "unverifiable": "Cannot be compared",
    }
)
GRADES: Mapping[str, str] = MappingProxyType(
    {
        "sealed": "Replays offline exactly",
        "approximate": "Replays offline, with small differences",
        "leaky": "Replays offline, with parts missing",
        "blank": "Does not show offline",
        "none": "Could not be tried",
    }
)
NOT_PROVED = "Not yet tried offline"
PROVENANCES: Mapping[str, str] = MappingProxyType(
    {"own": "Captured by us", "imported": "Imported from another tool", "memento": "From another archive"}
)
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "capture.dns": "The name of the site has no address any more.",
        "capture.connect": "The site could not be reached.",
        "capture.tls": "The site’s certificate is not to be trusted, or the secure connection failed.",
        "capture.private-address": "The address is on a private network.",
        "capture.blocked": "A block list keeps us from this site.",
        "capture.retry-later": "The site asked to be left alone for a while.",
        "capture.timeout": "It took too long.",
        "capture.no-answer": "The site closed the connection without an answer.",
        "capture.browser-crashed": "The page crashed the browser.",
        "capture.truncated-time": "It had not all arrived when time was up.",
        "capture.truncated-disconnect": "The site broke off before all had arrived.",
        "capture.truncated-length": "It is larger than we keep.",
        "capture.truncated-unspecified": "The browser broke off before all had arrived.",
        "capture.page-time": "Time was up before all of the page had been visited.",
        "capture.page-bytes": "The page loaded more than we keep.",
        "capture.script-stopped": "A script kept the page busy and was stopped.",
        "capture.no-text": "The page gave no text.",
        "http.no-content": "The site answered that there is no page.",
        "http.redirect": "The redirects lead nowhere.",
        "tls.undecryptable": "A connection could not be read, so something may be missing.",
        "scope": "It stands outside the text of the post.",
        "not-included": "It was not among those asked for.",
        "excluded": "It was left out on request.",
        "limit": "The limit of the run was reached before it.",
        "same-document": "It leads to another place of the post itself.",
        "same-site": "It leads to the post’s own site.",
        "archived-copy": "It is an archived copy that was written beside a citation.",
        "private-address": "The address is on a private network.",
        "mailto": "It is a mail address.",
        "tel": "It is a telephone number.",
        "javascript": "It is a script, not a page.",
        "invalid-url": "It is no address that can be resolved.",
    }
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,8}")
_UNITS = (("year", 31_556_952), ("month", 2_629_746), ("day", 86_400), ("hour", 3_600), ("minute", 60))


def reason(code: str, message: str) -> str:
    """Why something is not captured, as a sentence."""
    if code in REASONS:
        return REASONS[code]
    if code.startswith("http.") and code[5:].isdigit():
        return f"The site answered “{code[5:]}{_status(int(code[5:]))}” instead of the page."
    if code.startswith("page."):
        found = VERDICTS.get(code[5:])
        return f"What came was not the page. {found}: {message}." if found else _sentence(message)
    return _sentence(message or code)


def verdict(name: str | None) -> str:
    return VERDICTS.get(name or "", (name or "").replace("-", " ").capitalize())


def grade(name: str | None) -> str:
    return GRADES.get(name, name) if name else NOT_PROVED


def day(moment: datetime) -> str:
    """``10 March 2016``."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def exact(moment: datetime) -> str:
    """``10 March 2016, 12:30:45 UTC``."""
    return f"{day(moment)}, {moment.astimezone(UTC):%H:%M:%S} UTC"


def published(written: str | None) -> str:
    """A post's date as precise as it is; what is no date as it stands."""
    if not written:
        return ""
    parts = written[:10].split("-")
    if not all(part.isdigit() for part in parts) or not 1 <= len(parts) <= 3:
        return written
    year, *rest = map(int, parts)
    if rest and 1 <= rest[0] <= 12:
        month = f"{_MONTHS[rest[0] - 1]} {year}"
        return f"{rest[1]} {month}" if len(rest) > 1 else month
    return str(year)


def ago(moment: datetime, now: datetime) -> str:
    """``3 days ago``, ``just now``."""
    seconds = (now - moment).total_seconds()
    for unit, size in _UNITS:
        count = int(seconds // size)
        if count >= 1:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now" if seconds > -60 else "in the future, by its clock"


def size(size_bytes: int) -> str:
    """``812 bytes``, ``1.2 MB``."""
    return readable_size(size_bytes, "bytes")


def language(tag: str | None) -> str | None:
    """A language tag that may stand in ``lang``; None for what is none (RFC 5646, section 2.1)."""
    return tag if tag and _LANGUAGE.fullmatch(tag) else None


def count(number: int, one: str, many: str = "") -> str:
    """``1 citation``, ``2,310 citations``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _status(code: int) -> str:
    from http import HTTPStatus

    try:
        return f" {HTTPStatus(code).phrase}"
    except ValueError:
        return ""


def _sentence(message: str) -> str:
    message = message.strip()
    return message[:1].upper() + message[1:] + ("" if message.endswith((".", "!", "?")) else ".")


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
