"""``show``: one thing of the archive, whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from snapshotter.errors import UsageError

_LEAST_CHARACTERS = 4

Document = Mapping[str, Any]


def show_one(manifests: Mapping[str, Document], id: str) -> Document:
    """The post with this slug, or the citation or snapshot whose id begins so, as its JSON.

    ``manifests`` are documents by slug.  Raises :class:`UsageError` when there is none, or more
    than one.
    """
    things = list(_things(manifests))
    for name, document in things:
        if name == id:
            return document
    found = {name: document for name, document in things if name.startswith(id)}
    if len(found) == 1 and len(id) >= _LEAST_CHARACTERS:
        return next(iter(found.values()))
    if not found or len(id) < _LEAST_CHARACTERS:
        raise UsageError(
            f"nothing here is called {id!r}",
            hint="Run: snapshotter list.  Ids may be shortened to 4 characters.",
        )
    raise UsageError(f"{len(found)} things begin with {id!r}", hint="Give more characters of the id.")


def _things(manifests: Mapping[str, Document]) -> Iterator[tuple[str, Document]]:
    for slug, manifest in manifests.items():
        yield slug, manifest
        for citation in manifest["citations"]:
            yield citation["id"], {"manifest": slug, **citation}
            for snapshot in citation["snapshots"]:
                yield snapshot["id"], {"manifest": slug, "citation": citation["id"], **snapshot}
