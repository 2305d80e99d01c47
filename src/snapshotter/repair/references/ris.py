"""The reference list as RIS: one tag a line, CRLF, as reference managers exchange it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from snapshotter.repair.references.people import name_of
from snapshotter.repair.references.reference import Reference


def write(references: Sequence[Reference]) -> str:
    return "".join(f"{_record(each)}\r\n" for each in references)


def _record(reference: Reference) -> str:
    lines = (f"{tag}  - {' '.join(value.split())}" for tag, value in _fields(reference) if value)
    return "".join(f"{line}\r\n" for line in (*lines, "ER  - "))


def _fields(reference: Reference) -> Iterator[tuple[str, str | None]]:
    yield "TY", "ELEC"
    yield "ID", reference.key
    for author in reference.authors:
        name = name_of(author)
        yield "AU", f"{name.family}, {name.given}" if name.family else name.whole
    yield "TI", reference.title
    yield "T2", reference.site
    yield "PY", (reference.published or "")[:4]
    yield "DA", _slashed(reference.published)
    yield "LA", reference.language
    yield "UR", reference.url
    yield "Y2", _slashed(reference.accessed)
    if reference.archived_url:
        yield "N1", f"Archived {reference.archived}: {reference.archived_url}"


def _slashed(day: str | None) -> str | None:
    """``YYYY/MM/DD/``, with what is not known empty."""
    if not day:
        return None
    parts = [*day.split("-"), "", ""]
    return "/".join(parts[:3]) + "/"
