"""RIS, and the tagged form of EndNote, which differ in little but the look of their tags
(Research Information Systems, "RIS Format Specifications").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from snapshotter.errors import PostError
from snapshotter.model.citation import Attribution, Kind
from snapshotter.model.post import PostSource
from snapshotter.pagemeta.encoding import decode
from snapshotter.posts.parts import Facts, Part, Reference, References
from snapshotter.posts.readers.lists import listed
from snapshotter.posts.readers.works import (
    Work,
    any_date,
    date_of,
    doi_address,
    people,
    pmc_address,
    pubmed_address,
    web_addresses,
)

_LINE = re.compile(
    r"(?P<tag>[A-Z][A-Z0-9]) {1,3}-(?: (?P<value>.*))?$"
    r"|%(?P<sign>[0-9A-Z@!?~<>+^&*$#(){}\[\]=:;]) (?P<said>.*)$"
)
_ENDNOTE = {
    "0": "TY", "A": "AU", "T": "TI", "J": "JO", "B": "T2", "I": "PB", "D": "PY", "8": "DA", "U": "UR",
    "R": "DO", ">": "L1", "E": "A2", "Z": "N1", "[": "Y2", "M": "AN",
}  # fmt: skip
_TITLES = ("TI", "T1", "CT", "BT", "ST")
_AUTHORS = ("AU", "A1", "A2", "ED", "A3")
_PUBLISHERS = ("JO", "JF", "T2", "JA", "J2", "J1", "PB")
_ADDRESSES = ("UR", "LK", "L1", "L2", "L3", "L4")
_FIELD_CHARS = 100_000
_PMC = re.compile(r"PMC\d{3,9}", re.IGNORECASE)

_Fields = dict[str, list[str]]


def read(source: PostSource) -> Iterator[Part]:
    """The one list of a bibliography."""
    text = decode(source.data, source.media_type, markup=False)
    found = listed(source, (each for fields in _records(text) for each in _references(fields)))
    if not found:
        raise PostError(
            f"{source.source}: there is no record in it, expected lines such as 'TY  - JOUR'",
            hint="Export the bibliography as RIS once more.",
            code="post.none",
        )
    yield References(source.source, "ris", found, source.data, Facts(source.base_url))


def _records(text: str) -> Iterator[_Fields]:
    """The fields of each record; a line without a tag goes on with the one before."""
    fields: _Fields = {}
    last: list[str] = []
    for line in text.splitlines():
        found = _LINE.match(line.strip("\ufeff\r\n\t "))
        if found is None:
            if last and line.strip() and len(last[-1]) < _FIELD_CHARS:
                last[-1] += f" {line.strip()}"
            continue
        tag = found["tag"] or _ENDNOTE.get(found["sign"], "")
        if tag in ("TY", "ER") and fields:
            yield fields
            fields, last = {}, []
        if tag not in ("", "ER"):
            last = fields.setdefault(tag, [])
            last.append((found["value"] or found["said"] or "").strip())
    if fields:
        yield fields


def _references(fields: _Fields) -> Iterator[Reference]:
    yield from Work(
        attribution=Attribution(
            publisher=_first(fields, _PUBLISHERS),
            author=people(map(_name, next((fields[tag] for tag in _AUTHORS if tag in fields), []))),
            title=_first(fields, _TITLES) or (_first(fields, ("T2",)) if "PB" in fields else None),
            date=_date(fields, ("DA", "PY", "Y1")),
        ),
        addresses=tuple(_addresses(fields)),
        note=" ".join(fields.get("N1", [])),
        cited_at=_date(fields, ("Y2",)),
    ).references()


def _addresses(fields: _Fields) -> Iterator[tuple[str, Kind]]:
    for tag in _ADDRESSES:
        for written in fields.get(tag, []):
            for href in web_addresses(written) if "://" in written or "www." in written else ():
                if not href.startswith(("internal-", "file:")):
                    yield href, "link"
    for tag in ("DO", "M3"):
        for doi in filter(None, map(doi_address, fields.get(tag, []))):
            yield doi, "link"
    for number in fields.get("C2", []):
        if _PMC.fullmatch(number) and (pmc := pmc_address(number)):
            yield pmc, "link"
    if any("pubmed" in name.lower() or "medline" in name.lower() for name in fields.get("DB", [])):
        for pubmed in filter(None, map(pubmed_address, fields.get("AN", []))):
            yield pubmed, "link"


def _first(fields: _Fields, tags: tuple[str, ...]) -> str | None:
    return next((value for tag in tags for value in fields.get(tag, []) if value), None)


def _name(written: str) -> dict[str, str]:
    """``Last, First, Suffix``; without a comma it is a body's name or already in reading order."""
    last, *rest = (part.strip() for part in written.split(","))
    if not rest:
        return {"literal": last}
    return {"family": last, "given": rest[0], "suffix": rest[1] if len(rest) > 1 else ""}


def _date(fields: _Fields, tags: tuple[str, ...]) -> str | None:
    """The most precise of several: ``YYYY/MM/DD/other`` with any part empty, or words."""
    found = [date for tag in tags for value in fields.get(tag, []) if (date := _one_date(value))]
    return max(found, key=len, default=None)


def _one_date(written: str) -> str | None:
    parts = [part.strip() for part in written.split("/")]
    if re.fullmatch(r"\d{4}", parts[0]):
        return date_of(*parts[:3])
    return any_date(written)
