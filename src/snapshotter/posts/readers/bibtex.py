"""BibTeX and BibLaTeX bibliographies (BibTeX, ``btxdoc``; BibLaTeX manual, sections 2.1 and 2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from snapshotter.errors import PostError
from snapshotter.model.citation import Attribution, Kind
from snapshotter.model.post import PostSource
from snapshotter.pagemeta.encoding import decode
from snapshotter.posts.citations import MAX_CITATIONS
from snapshotter.posts.parts import Facts, Part, Reference, References
from snapshotter.posts.readers import latex
from snapshotter.posts.readers.bibfile import Entry, entries
from snapshotter.posts.readers.lists import listed
from snapshotter.posts.readers.works import (
    Work,
    any_date,
    arxiv_address,
    date_of,
    doi_address,
    people,
    pmc_address,
    pubmed_address,
    web_addresses,
)

_PUBLISHERS = (
    "journal", "journaltitle", "publisher", "institution", "organization", "school", "booktitle",
    "maintitle", "eventtitle",
)  # fmt: skip
_ADDRESSES = (
    "url",
    "ee",
    "link",
    "links",
    "website",
    "pdf",
    "howpublished",
    "bdsk-url-1",
    "bdsk-url-2",
    "bdsk-url-3",
)
_NOTES = ("note", "annote", "annotation", "addendum", "comment")
_ACCESSED = (
    "urldate",
    "lastchecked",
    "lastaccessed",
    "lastaccess",
    "accessed",
    "urlaccessdate",
    "accessdate",
    "visited",
)
_ACCESSED_IN_TEXT = re.compile(
    r"(?:accessed|visited|retrieved|checked|abgerufen|consulté|zugriff)(?:\s+(?:on|am|le))?:?\s+"
    r"(\d{4}-\d{2}-\d{2}|\d{1,2}[-. ][A-Za-z]{3,9}[-. ,]{1,3}\d{4}|[A-Za-z]{3,9}\.? \d{1,2},? \d{4})",
    re.IGNORECASE,
)
_NAME_CHARS = 1000
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_INHERITED_BUT = frozenset(("url", "doi", "eprint", "title", "note", "urldate", "pmid", "pmcid", "crossref"))
"""Fields that say what the child itself is, and do not come from the entry it refers to."""


def read(source: PostSource) -> Iterator[Part]:
    """The one list of a bibliography, its works in the order of the file."""
    works = list(islice(entries(decode(source.data, source.media_type, markup=False)), MAX_CITATIONS + 1))
    by_key = {entry.key.lower(): entry for entry in reversed(works) if entry.key}
    found = listed(source, (each for entry in works for each in _references(entry, by_key)))
    if not found:
        raise PostError(
            f"{source.source}: there is no entry in it, expected such as @article{{key, title = {{...}}}}",
            hint="Give a BibTeX or BibLaTeX file with at least one entry.",
            code="post.none",
        )
    yield References(source.source, "bibtex", found, source.data, Facts(source.base_url))


def _references(entry: Entry, by_key: Mapping[str, Entry]) -> Iterator[Reference]:
    if entry.kind in ("xdata", "set") or not entry.fields:
        return
    fields = _with_inherited(entry, by_key)
    notes = [latex.plain(fields[name]) for name in _NOTES if name in fields]
    published = latex.plain(fields.get("howpublished", ""))
    yield from Work(
        attribution=Attribution(
            publisher=_publisher(fields, published),
            author=_people(fields),
            title=_title(fields),
            date=_date(fields),
        ),
        addresses=tuple(_addresses(fields)),
        note=" ".join(notes),
        cited_at=_accessed(fields, [*notes, published]),
    ).references()


def _with_inherited(entry: Entry, by_key: Mapping[str, Entry]) -> Mapping[str, str]:
    """The fields with those of ``crossref`` and ``xdata`` behind them, one level deep."""
    fields = dict(entry.fields)
    parent = by_key.get(fields.get("crossref", "").strip().lower())
    if parent is not None and parent is not entry:
        inherited = {name: value for name, value in parent.fields.items() if name not in _INHERITED_BUT}
        if "title" in parent.fields:
            inherited.setdefault("booktitle", parent.fields["title"])
        fields = inherited | fields
    for name in fields.get("xdata", "").split(","):
        shared = by_key.get(name.strip().lower())
        fields = (dict(shared.fields) if shared is not None else {}) | fields
    return fields


def _addresses(fields: Mapping[str, str]) -> Iterator[tuple[str, Kind]]:
    for name in _ADDRESSES:
        for href in _web(fields.get(name, "")):
            yield href, "link"
    for href in filter(None, (doi_address(latex.address(fields.get("doi", ""))), _eprint(fields))):
        yield href, "link"
    for name, address in (("pmid", pubmed_address), ("pmcid", pmc_address), ("pmc", pmc_address)):
        found = address(latex.address(fields.get(name, "")))
        if found:
            yield found, "link"


def _web(field: str) -> list[str]:
    linked = latex.links(field)
    return [href for each in (linked or [latex.address(field)]) for href in web_addresses(each)]


def _eprint(fields: Mapping[str, str]) -> str | None:
    """The page of an e-print, of the archives that BibLaTeX and arXiv name."""
    name = latex.address(fields.get("eprint") or fields.get("arxiv") or fields.get("arxivid") or "")
    archive = (fields.get("eprinttype") or fields.get("archiveprefix") or "arxiv").strip(" {}").lower()
    if not name:
        return None
    if archive == "arxiv":
        return arxiv_address(name)
    if archive in ("pubmed", "pmid"):
        return pubmed_address(name)
    places = {"jstor": "https://www.jstor.org/stable/", "hdl": "https://hdl.handle.net/"}
    return places[archive] + name if archive in places else None


def _title(fields: Mapping[str, str]) -> str | None:
    title = latex.plain(fields.get("title", ""))
    subtitle = latex.plain(fields.get("subtitle", ""))
    return (f"{title}: {subtitle}" if title and subtitle else title or subtitle) or None


def _publisher(fields: Mapping[str, str], published: str) -> str | None:
    named = next((name for each in _PUBLISHERS if (name := latex.plain(fields.get(each, "")))), None)
    if named or not published or "://" in published or _ACCESSED_IN_TEXT.search(published):
        return named
    return published if web_addresses(published) == [] else None


def _date(fields: Mapping[str, str]) -> str | None:
    if fields.get("date"):
        return any_date(latex.plain(fields["date"]))
    month, day = latex.plain(fields.get("month", "")), latex.plain(fields.get("day", ""))
    joined = re.search(r"\d{1,2}", month) if re.search(r"[A-Za-z]", month) else None
    return date_of(latex.plain(fields.get("year", "")), month, day or (joined[0] if joined else ""))


def _accessed(fields: Mapping[str, str], texts: list[str]) -> str | None:
    for name in _ACCESSED:
        found = any_date(latex.plain(fields[name])) if name in fields else None
        if found:
            return found
    for text in texts:
        told = _ACCESSED_IN_TEXT.search(text)
        if told:
            return any_date(re.sub(r"(?<=\d)-(?=[A-Za-z])|(?<=[A-Za-z])-(?=\d)", " ", told[1]))
    return None


def _people(fields: Mapping[str, str]) -> str | None:
    names = fields.get("author") or fields.get("editor") or ""
    return people(_name(name) for name in _split(" ".join(names.split())))


def _split(names: str) -> Iterator[str]:
    """The names of a list, whose ``and`` counts outside braces only."""
    part: list[str] = []
    depth = 0
    for piece in _AND.split(names):
        part.append(piece)
        depth += piece.count("{") - piece.count("}")
        if depth <= 0:
            yield " and ".join(part)
            part, depth = [], 0
    if part:
        yield " and ".join(part)


def _name(name: str) -> dict[str, str]:
    """``Last, First``, ``Last, Jr, First`` or ``First Last``; in braces, a body that is nobody's name."""
    name = name.strip()[:_NAME_CHARS]
    if name.lower() == "others":
        return {"literal": "et al."}
    if name.startswith("{") and latex.group(name, 0, len(name)) == name[1:-1]:
        return {"literal": latex.plain(name)}
    last, *rest = (part.strip() for part in re.split(r",(?![^{]*\})", name))
    if not rest:
        return {"literal": latex.plain(last)}
    return {
        "given": latex.plain(rest[-1]),
        "family": latex.plain(last),
        "suffix": latex.plain(rest[0]) if len(rest) > 1 else "",
    }
