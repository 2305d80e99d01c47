"""The headers of ARC records (ARC File Format, version 1 and 2; Internet Archive, 1996)."""

from __future__ import annotations

import ipaddress
import re

from snapshotter.conformance.fields import shown
from snapshotter.conformance.heads import Head

LINE_BYTES = 64 * 1024
_MOST_WORDS = 200
_START = re.compile(rb"[A-Za-z][A-Za-z0-9+.\-]*:[^\n]* (?:\d{4,20}) ")
_DATE = re.compile(rb"\d{14}|\d{12}|\d{17}|\d{18}")
_DIGITS = re.compile(rb"\d{4,20}")
_VERSION = re.compile(rb"([12]) (\d+) [^\n]*\r?\n")
_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_arc(data: bytes) -> bool:
    """Whether bytes begin as an ARC record does."""
    return data.startswith(b"filedesc:") or bool(_START.match(data[:LINE_BYTES]))


def read(line: bytes) -> Head:
    """The line before a record as a header of WARC has it; what is wrong with it is in ``wrong``.

    Address, IP address, date, media type, in version 2 five more, and the length.  Some addresses have
    spaces in them.
    """
    words = line.rstrip(b"\r\n").split(b" ")
    if len(words) > _MOST_WORDS:
        words = words[:2] + words[-_MOST_WORDS + 2 :]
    head = Head()
    length = words[-1]
    at = _date_at(words)
    if at is None:
        head.wrong.append(
            ("arc.header", f"expected address, IP address, date, type and length, got {shown(line)}")
        )
        return head
    head.target = b" ".join(words[: at - 1])
    head.kind = b"warcinfo" if head.target.startswith(b"filedesc:") else b"response"
    head.date = words[at]
    if length.isdigit():
        head.length = int(length[:18])
    else:
        head.wrong.append(("arc.header", f"expected a length in digits, got {shown(length)}"))
    _hold(head, words, at)
    return head


def _date_at(words: list[bytes]) -> int | None:
    """Where the date is: before the type and the length, or before the eight of version 2."""
    places: list[int] = [
        at for at in (len(words) - 3, len(words) - 8, *range(len(words) - 4, 1, -1)) if at >= 2
    ]
    for looks in (_DATE, _DIGITS):
        for at in places:
            if looks.fullmatch(words[at]):
                return at
    return None


def _hold(head: Head, words: list[bytes], at: int) -> None:
    if not _is_date(words[at]):
        head.wrong.append(("arc.date", f"expected 14 digits of a date, got {shown(words[at])}"))
    try:
        ipaddress.ip_address(words[at - 1].decode("ascii", "replace"))
    except ValueError:
        if words[at - 1] not in (b"-", b""):
            head.wrong.append(("arc.address", f"expected an IP address, got {shown(words[at - 1])}"))


def _is_date(value: bytes) -> bool:
    if not _DATE.fullmatch(value):
        return False
    month, day = int(value[4:6]), int(value[6:8])
    hour, minute = int(value[8:10]), int(value[10:12])
    second = int(value[12:14] or b"0")
    return 1 <= month <= 12 and 1 <= day <= _MONTHS[month - 1] and hour < 24 and minute < 60 and second <= 60


def version_block(block: bytes) -> str | None:
    """What is wrong with the block of the first record; None when it says its version."""
    if _VERSION.match(block):
        return None
    return f"expected `1 0 Name` or `2 0 Name`, got {shown(block[:40])}"
