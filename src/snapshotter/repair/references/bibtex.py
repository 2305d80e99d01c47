"""The reference list as BibTeX, in UTF-8, with the fields that biblatex knows too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from snapshotter.repair.references.people import name_of
from snapshotter.repair.references.reference import Reference

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_MARKS = re.compile("|".join(map(re.escape, _SPECIAL)))
_SAFE = "!#$%&'()*+,-./:;=?@[]_~"


def write(references: Sequence[Reference]) -> str:
    return "\n".join(map(_entry, references))


def _entry(reference: Reference) -> str:
    fields = {
        "author": " and ".join(map(_author, reference.authors)),
        "title": f"{{{_escaped(reference.title)}}}",
        "howpublished": _escaped(reference.site or ""),
        **_published(reference.published),
        "url": _address(reference.url),
        "urldate": reference.accessed or "",
        "note": _note(reference),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return "@misc{" + ",\n".join([reference.key, *lines]) + "\n}\n"


def _author(name: str) -> str:
    """In order of family name; what is no person's name in braces, so that it is not taken apart."""
    parts = name_of(name)
    if parts.family is None:
        return f"{{{_escaped(parts.whole)}}}"
    return f"{_escaped(parts.family)}, {_escaped(parts.given or '')}"


def _published(day: str | None) -> dict[str, str]:
    parts = (day or "").split("-")
    return dict(zip(("year", "month", "day"), parts, strict=False)) if parts[0] else {}


def _note(reference: Reference) -> str:
    if reference.archived_url is None:
        return ""
    return rf"Archived {reference.archived}: \url{{{_address(reference.archived_url)}}}"


def _escaped(text: str) -> str:
    return _MARKS.sub(lambda found: _SPECIAL[found[0]], text)


def _address(url: str) -> str:
    """Braces and backslashes mean something even in addresses, which are else verbatim."""
    return quote(url, safe=_SAFE)
