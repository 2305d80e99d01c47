"""The reference list as CSL-JSON (CSL 1.0.2 data schema), as Zotero, pandoc and citeproc read it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from snapshotter.repair.references.people import Name, name_of
from snapshotter.repair.references.reference import Reference


def write(references: Sequence[Reference]) -> str:
    return json.dumps([_item(each) for each in references], ensure_ascii=False, indent=2) + "\n"


def _item(reference: Reference) -> dict[str, Any]:
    item: dict[str, Any] = {"id": reference.key, "type": "webpage", "title": reference.title}
    if reference.authors:
        item["author"] = [_person(name_of(name)) for name in reference.authors]
    optional = {
        "container-title": reference.site,
        "language": reference.language,
        "issued": _date(reference.published),
        "accessed": _date(reference.accessed),
        "archive_location": reference.archived_url,
    }
    item["URL"] = reference.url
    return item | {name: value for name, value in optional.items() if value}


def _person(name: Name) -> dict[str, str]:
    if name.family is None:
        return {"literal": name.whole}
    return {"family": name.family, "given": name.given or ""}


def _date(text: str | None) -> dict[str, list[list[int]]] | None:
    """``date-parts``: numbers, as many as are known."""
    if not text:
        return None
    try:
        return {"date-parts": [[int(part) for part in text.split("-")]]}
    except ValueError:
        return None
