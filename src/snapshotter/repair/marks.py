"""What is written beside a link, in one form for each syntax, so that it can be found and taken off again.

Robust Links (https://robustlinks.mementoweb.org/spec/): ``data-originalurl`` is the address that was
cited, ``data-versionurl`` that of the archived copy, ``data-versiondate`` its date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal, NamedTuple
from urllib.parse import quote

from snapshotter.patterns import Pattern

Form = Literal["attributes", "element", "markdown", "rst"]

_ADDRESS = r"[^\s<>\"`\\]{1,8000}"
_DATE = r"\d{4}-\d{2}-\d{2}"
_WRITTEN = {
    "attributes": ' data-originalurl="{original}" data-versionurl="{address}" data-versiondate="{date}"',
    "element": ' (<a href="{address}" title="archived {date}">archived</a>)',
    "markdown": ' ([archived]({address} "archived {date}"))',
    "rst": " (`archived {date} <{address}>`__)",
}
_FOUND = Pattern(
    rf"(?<=<[aA])(?P<attributes> data-originalurl=\"{_ADDRESS}\" data-versionurl=\"{_ADDRESS}\""
    rf" data-versiondate=\"{_DATE}\")"
    rf"|(?P<element> \(<a href=\"(?P<in_element>{_ADDRESS})\" title=\"archived {_DATE}\">archived</a>\))"
    rf"|(?P<markdown> \(\[archived\]\((?P<in_markdown>{_ADDRESS}) \"archived {_DATE}\"\)\))"
    rf"|(?P<rst> \(`archived {_DATE} <(?P<in_rst>{_ADDRESS})>`__\))"
)
_FORMS: tuple[Form, ...] = ("attributes", "element", "markdown", "rst")
WORDS = Pattern(r"archived(?: \d{4}-\d{2}-\d{2})?")
"""What a reader sees of a mark that is a link."""
_SAFE = "!#$%&'()*+,-./:;=?@[]_~"
_ENTITY = Pattern(r"&(?=#?\w+;)")


@dataclass(frozen=True, slots=True)
class Version:
    """The archived copy that a link is given."""

    original: str
    """The cited address."""
    address: str
    """Of the copy, for readers: a URI-M."""
    date: str
    """``YYYY-MM-DD``, of the copy."""


class Mark(NamedTuple):
    """A mark in a text."""

    start: int
    end: int
    form: Form
    address: tuple[int, int] | None
    """Where the copy's address stands, in a mark that is a link."""


def written(form: Form, version: Version) -> str:
    """The mark for ``version``: ASCII, on one line."""
    address, original = address_as(form, version.address), address_as(form, version.original)
    if form in ("attributes", "element"):
        address, original = escape(address), escape(original)
    elif form == "markdown":
        address = _ENTITY.sub("&amp;", address)
    return _WRITTEN[form].format(original=original, address=address, date=version.date)


def address_as(form: Form, address: str) -> str:
    """``address`` in ASCII, without what would end it in this form; it names the same."""
    plain = quote(address, safe=_SAFE)
    if form == "markdown":
        return _balanced(plain)
    return f"{plain[:-1]}%5F" if form == "rst" and plain.endswith("_") else plain


def marks_in(text: str) -> Iterator[Mark]:
    """Everything in ``text`` that has the form of a mark, in order."""
    for found in _FOUND.finditer(text):
        form = next(form for form in _FORMS if found[form] is not None)
        address = found.span(f"in_{form}") if form != "attributes" else None
        yield Mark(found.start(), found.end(), form, address)


def _balanced(address: str) -> str:
    """Brackets that do not pair would end a destination in Markdown (CommonMark 0.31, 6.3)."""
    depth = 0
    for character in address:
        depth += (character == "(") - (character == ")")
        if depth < 0 or depth > 3:
            break
    address = re.sub(r"[\[\]*]", lambda found: f"%{ord(found[0]):02X}", address)
    return address if depth == 0 else address.replace("(", "%28").replace(")", "%29")
