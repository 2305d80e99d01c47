"""Lists of references: every entry is a citation, or a source that is named without an address."""

from __future__ import annotations

from collections.abc import Iterable

from snapshotter.model.citation import UnlinkedCitation
from snapshotter.posts.citations import Mention
from snapshotter.posts.parts import Reference
from snapshotter.posts.passages import Passages
from snapshotter.posts.regions import Placement

_LISTED = Placement("body", 1.0)
"""Whoever keeps a list of references cites them all."""


def mentions_of(
    entries: Iterable[Reference],
) -> tuple[list[Mention], Passages, tuple[UnlinkedCitation, ...]]:
    """The mentions of a list in its order, the text that they stand in, and what has no address."""
    passages = Passages()
    mentions: list[Mention] = []
    unlinked: list[UnlinkedCitation] = []
    for entry in entries:
        named = entry.attribution
        text = entry.text or named.title or entry.href or ""
        if entry.href is None:
            unlinked.append(
                UnlinkedCitation(
                    named.publisher, named.author, named.title, named.date, " ".join(text.split())
                )
            )
            continue
        start, block = passages.length, passages.block
        passages.add(text)
        mentions.append(
            Mention(
                href=entry.href,
                target=entry.href,
                kind=entry.kind,
                placement=_LISTED,
                start=start,
                end=passages.length,
                block=block,
                label=named.title or "",
                heading=entry.heading,
                attribution=named,
                cited_at=entry.cited_at,
            )
        )
        passages.add(f" {entry.note}" if entry.note else "")
        passages.break_block()
    return mentions, passages, tuple(unlinked)
