"""EndNote's XML export, also that of Zotero, Mendeley and Web of Science."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from snapshotter.errors import PostError
from snapshotter.model.citation import Attribution, Kind
from snapshotter.model.post import PostSource
from snapshotter.posts.parts import Facts, Part, Reference, References
from snapshotter.posts.readers import xml
from snapshotter.posts.readers.lists import listed
from snapshotter.posts.readers.works import Work, any_date, date_of, doi_address, people, web_addresses

if TYPE_CHECKING:
    from lxml.etree import _Element

_PUBLISHERS = ("periodical/full-title", "titles/secondary-title", "alt-periodical/full-title", "publisher")


def read(source: PostSource) -> Iterator[Part]:
    """The one list of a bibliography."""
    root = xml.parsed(source.data, source.source)
    found = listed(source, (each for record in xml.below(root, "record") for each in _references(record)))
    if not found:
        raise PostError(
            f"{source.source}: there is no record in it",
            hint="Export the bibliography as EndNote XML once more.",
            code="post.none",
        )
    yield References(source.source, "endnote-xml", found, source.data, Facts(source.base_url))


def _references(record: _Element) -> Iterator[Reference]:
    names = [xml.text_of(author) for author in record.iterfind("contributors/authors/author")]
    yield from Work(
        attribution=Attribution(
            publisher=next((name for path in _PUBLISHERS if (name := xml.text_of(record.find(path)))), None),
            author=people(_name(name) for name in names),
            title=xml.text_of(record.find("titles/title")) or None,
            date=_date(record),
        ),
        addresses=tuple(_addresses(record)),
        note=" ".join(
            filter(None, (xml.text_of(record.find("notes")), xml.text_of(record.find("research-notes"))))
        ),
        cited_at=any_date(xml.text_of(record.find("access-date"))),
    ).references()


def _addresses(record: _Element) -> Iterator[tuple[str, Kind]]:
    for url in record.iterfind("urls/*/url"):
        for href in web_addresses(xml.text_of(url)):
            if not href.startswith(("internal-", "file:")):
                yield href, "link"
    doi = doi_address(xml.text_of(record.find("electronic-resource-num")))
    if doi:
        yield doi, "link"


def _name(written: str) -> dict[str, str]:
    last, _, first = written.partition(",")
    return {"family": last.strip(), "given": first.strip()}


def _date(record: _Element) -> str | None:
    year = xml.text_of(record.find("dates/year"))
    exact = xml.text_of(record.find("dates/pub-dates/date"))
    full = any_date(exact) if exact else None
    if full and len(full) >= 10:
        return full
    month, _, day = exact.partition(" ")
    return date_of(year or (full or ""), month, day)
