"""The order in which a reference is told to readers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from snapshotter.repair.references.reference import Reference

Said = tuple[Literal["authors", "title", "site", "accessed", "archived"], str]


def sentences(reference: Reference) -> Iterator[Said]:
    """Authors, title, site and date, and when it was seen; each without its full stop."""
    if reference.authors:
        yield "authors", "; ".join(reference.authors).rstrip(".")
    yield "title", reference.title
    published = ", ".join(each for each in (reference.site, reference.published) if each)
    if published:
        yield "site", published
    if reference.accessed:
        yield "accessed", f"Accessed {reference.accessed}"
    if reference.archived_url:
        yield "archived", reference.archived or ""
