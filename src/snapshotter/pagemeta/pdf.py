"""What PDF files say of themselves, as the standard has it written (ISO 32000-1, 7.9.4 and 14.3.3)."""

from __future__ import annotations

import re

from snapshotter.pagemeta.dates import normalised
from snapshotter.patterns import Pattern

_PDF_DATE = Pattern(
    r"(?:D:)?(?P<year>\d{4})(?P<month>\d{2})?(?P<day>\d{2})?(?:(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?"
    r"(?:(?P<zone>[+-]\d{2})'?(?P<minutes>\d{2})?'?|(?P<utc>Z))?"
)
_PROGRAM_TITLES = Pattern(
    r"(?:untitled|microsoft (?:word|powerpoint|excel) - .*|.*\.(?:docx?|indd|dvi|tex|rtf|odt|qxd))",
    re.IGNORECASE,
)


def is_program_title(title: str) -> bool:
    """Whether a title is what a word processor put there: the name of a file, or of nothing yet."""
    return _PROGRAM_TITLES.fullmatch(title.strip()) is not None


def date_of(written: str) -> str | None:
    """A PDF date (ISO 32000-1, 7.9.4), as precise as it is."""
    found = _PDF_DATE.fullmatch(written.strip())
    if found is None:
        return normalised(written)
    day = "-".join(part for part in (found["year"], found["month"], found["day"]) if part)
    if not found["day"]:
        return day
    zone = "Z" if found["utc"] else f"{found['zone']}:{found['minutes'] or '00'}" if found["zone"] else ""
    if not found["hour"] or not zone:
        return normalised(day)
    return normalised(f"{day}T{found['hour']}:{found['minute']}:{found['second'] or '00'}{zone}")
