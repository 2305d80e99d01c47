"""CSL-JSON bibliographies, as Zotero, Pandoc and others write them (CSL 1.0.2, appendix of the schema)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from snapshotter.errors import PostError
from snapshotter.model.citation import Attribution, Kind
from snapshotter.model.post import PostSource
from snapshotter.posts.parts import Facts, Part, Reference, References
from snapshotter.posts.readers.lists import listed
from snapshotter.posts.readers.tables import json_of
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

_PUBLISHERS = ("container-title", "publisher", "event-title", "event", "authority", "archive")
_MARKUP = re.compile(r"</?(?:i|b|em|strong|sup|sub|sc|span|scp|jats:\w+)\b[^<>]*>", re.IGNORECASE)


def read(source: PostSource) -> Iterator[Part]:
    """The one list of a bibliography."""
    found = listed(source, (each for item in _items(json_of(source)) for each in _references(item)))
    if not found:
        raise PostError(
            f"{source.source}: there is no work in it, expected a list of CSL-JSON items",
            hint="Export the bibliography as CSL JSON, for example from Zotero.",
            code="post.none",
        )
    yield References(source.source, "csl-json", found, source.data, Facts(source.base_url))


def _items(value: Any) -> list[Mapping[str, Any]]:
    """The items of a list, of ``{"items": [...]}``, of items by their ids, or the one item."""
    if isinstance(value, dict):
        inner = next(
            (value[name] for name in ("items", "references") if isinstance(value.get(name), list)), None
        )
        if inner is not None:
            value = inner
        elif any(name in value for name in ("type", "title", "URL", "DOI")):
            value = [value]
        else:
            value = list(value.values())
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _references(item: Mapping[str, Any]) -> Iterator[Reference]:
    yield from Work(
        attribution=Attribution(
            publisher=next((name for each in _PUBLISHERS if (name := _text(item, each))), None),
            author=_people(item, "author") or _people(item, "editor"),
            title=_text(item, "title") or _text(item, "title-short"),
            date=_date(item.get("issued")),
        ),
        addresses=tuple(_addresses(item)),
        note=" ".join(filter(None, (_text(item, "note"), _text(item, "annote")))),
        cited_at=_date(item.get("accessed")),
    ).references()


def _addresses(item: Mapping[str, Any]) -> Iterator[tuple[str, Kind]]:
    for href in web_addresses(_text(item, "URL") or _text(item, "url") or ""):
        yield href, "link"
    made = (
        doi_address(_text(item, "DOI") or ""),
        pubmed_address(_text(item, "PMID") or ""),
        pmc_address(_text(item, "PMCID") or ""),
    )
    for address in made:
        if address:
            yield address, "link"


def _text(item: Mapping[str, Any], name: str) -> str | None:
    value = item.get(name)
    if isinstance(value, list):
        value = next((each for each in value if isinstance(each, str)), None)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return " ".join(unescape(_MARKUP.sub("", value)).split()) or None if isinstance(value, str) else None


def _people(item: Mapping[str, Any], role: str) -> str | None:
    names = item.get(role)
    if not isinstance(names, list):
        return None
    return people(
        {str(key): str(value) for key, value in name.items() if isinstance(value, str)}
        for name in names
        if isinstance(name, dict)
    )


def _date(value: Any) -> str | None:
    """A CSL date: parts, raw or literal words; of a range, its beginning."""
    if isinstance(value, str):
        return any_date(value)
    if not isinstance(value, dict):
        return None
    parts = value.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers = [str(part).strip() for part in first if isinstance(part, str | int)]
    if numbers and numbers[0]:
        return date_of(numbers[0].zfill(4), *numbers[1:3])
    words = next(
        (value[name] for name in ("raw", "literal", "string") if isinstance(value.get(name), str)), None
    )
    return any_date(words) if words else None
