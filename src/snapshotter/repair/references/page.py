"""The reference list as HTML: an ordered list to be put into a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from snapshotter.repair.references.reference import Reference
from snapshotter.repair.references.wording import sentences


def write(references: Sequence[Reference]) -> str:
    return "\n".join(['<ol class="references">', *map(_item, references), "</ol>", ""])


def _item(reference: Reference) -> str:
    return f'  <li id="ref-{reference.key}">{" ".join(_parts(reference))}</li>'


def _parts(reference: Reference) -> Iterator[str]:
    for kind, words in sentences(reference):
        if kind == "title":
            yield f'<a {_robust(reference)}href="{escape(reference.url)}">{escape(words)}</a>.'
        elif kind == "archived" and reference.archived_url:
            yield f'<a href="{escape(reference.archived_url)}">Archived</a> {escape(words)}.'
        else:
            yield f"{escape(words)}."


def _robust(reference: Reference) -> str:
    """Robust Links, as ``robustify`` writes them."""
    if reference.archived_url is None:
        return ""
    return (
        f'data-originalurl="{escape(reference.url)}" data-versionurl="{escape(reference.archived_url)}" '
        f'data-versiondate="{reference.archived}" '
    )
