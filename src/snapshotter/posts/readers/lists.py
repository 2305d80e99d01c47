"""Lists of references, as long as a person's can be."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from snapshotter.model.post import PostSource
from snapshotter.posts.citations import MAX_CITATIONS, too_many
from snapshotter.posts.parts import Reference


def listed(source: PostSource, entries: Iterable[Reference]) -> tuple[Reference, ...]:
    """All entries of a list.  Raises :class:`PostError` as soon as they are more than can be cited."""
    found = tuple(islice(entries, MAX_CITATIONS + 1))
    if len(found) > MAX_CITATIONS:
        raise too_many(source.source)
    return found
