"""Lists of references: every entry is a citation, or a source that is named without an address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from snapshotter.model.citation import UnlinkedCitation
from snapshotter.posts.address.addresses import addresses_in
from snapshotter.posts.citations import Mention
from snapshotter.posts.context.passages import Passages
from snapshotter.posts.page.regions import Placement
from snapshotter.posts.parts import Reference

_LISTED = Placement("body", 1.0)
"""Whoever keeps a list of references cites them all."""
_NOTED = Placement("body", 0.9)
"""An address in what the author wrote about an entry."""


def mentions_of(
    entries: Iterable[Reference],
) -> tuple[list[Mention], Passages, tuple[UnlinkedCitation, ...]]:
    """The mentions of a list in its order, the text that they stand in, and what has no address.

    Addresses in an entry's note are mentions too, unless the work has them as its own already; they
    are the work's address when it has no other.
    """
    entries = tuple(entries)
    own: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        own[_text(entry)].add(entry.href or "")
    passages = Passages()
    mentions: list[Mention] = []
    unlinked: list[UnlinkedCitation] = []
    for entry in entries:
        start, block = passages.length, passages.block
        passages.add(_text(entry))
        if entry.href is not None:
            mentions.append(_listed(entry, entry.href, start, passages, block))
        noted = [mention for mention in _noted(entry, passages) if mention.target not in own[_text(entry)]]
        mentions += noted
        if entry.href is None and not noted:
            unlinked.append(_unlinked(entry))
        passages.break_block()
    return mentions, passages, tuple(unlinked)


def _text(entry: Reference) -> str:
    return " ".join((entry.text or entry.attribution.title or entry.href or "").split())


def _listed(entry: Reference, href: str, start: int, passages: Passages, block: int) -> Mention:
    return Mention(
        href=href,
        target=href,
        kind=entry.kind,
        placement=_LISTED,
        start=start,
        end=passages.length,
        block=block,
        label=entry.attribution.title or "",
        heading=entry.heading,
        attribution=entry.attribution,
        cited_at=entry.cited_at,
    )


def _noted(entry: Reference, passages: Passages) -> Iterator[Mention]:
    note = " ".join(entry.note.split())
    if not note:
        return
    passages.break_block()
    start = passages.length
    passages.add(note)
    for address in addresses_in(note):
        yield Mention(
            href=address.written,
            target=address.target,
            kind=address.kind,
            placement=_NOTED,
            start=start + address.start,
            end=start + address.end,
            block=passages.block,
            heading=entry.heading,
            attribution=entry.attribution if entry.href is None else None,
            cited_at=entry.cited_at,
        )


def _unlinked(entry: Reference) -> UnlinkedCitation:
    named = entry.attribution
    return UnlinkedCitation(named.publisher, named.author, named.title, named.date, _text(entry))
