"""Reading lists as tables: Pocket, Instapaper, Raindrop, and others with a column of addresses."""

from __future__ import annotations

from collections.abc import Iterator

from snapshotter.model.post import PostSource
from snapshotter.posts.parts import Reference
from snapshotter.posts.readers.bookmark_json import reference_of
from snapshotter.posts.readers.tables import rows_of


def entries_of(source: PostSource) -> tuple[str | None, Iterator[Reference]]:
    """The title, which tables do not have, and the entries."""
    return None, _entries(source)


def _entries(source: PostSource) -> Iterator[Reference]:
    for row in rows_of(source):
        entry = reference_of(row)
        if entry is not None and entry.href is not None:
            yield entry
