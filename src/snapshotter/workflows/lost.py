"""Which citations are lost, and which are alive, as their audits and snapshots tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from snapshotter import urls
from snapshotter.model.audit import DEAD, UNASKED
from snapshotter.model.audit_plain import audits_of
from snapshotter.model.capture import Outcome
from snapshotter.model.snapshot import CitationEntry, Snapshot
from snapshotter.workflows.post_work import KEPT

if TYPE_CHECKING:
    from snapshotter.urls import Url

_UNFINISHED = frozenset(("empty", "script-shell", "redirect-stub", "garbled"))
"""What a page may look like of which not all has come; it is no other page."""


def page_of(entry: CitationEntry) -> Url | None:
    """The page at its original address, also where a copy of it was cited."""
    citation = entry.citation
    url = citation.memento.original if citation.memento is not None else citation.url
    return urls.without_fragment(url) if url is not None else None


def is_askable(entry: CitationEntry) -> bool:
    """Whether a public archive could have it."""
    url = entry.citation.url
    return entry.citation.skip is None and url is not None and url.startswith(("http://", "https://"))


def has_memento(entry: CitationEntry) -> bool:
    return any(_is_memento(each) and each.outcome in KEPT for each in entry.snapshots)


def is_lost(entry: CitationEntry) -> bool:
    """Whether the newest audit found the page dead, or no visit has ever got the page itself.

    That another archive has it makes it no less lost.
    """
    audits = audits_of(entry)
    if audits and audits[-1].verdict.audit_class in DEAD:
        return True
    visits = [
        each for each in entry.snapshots if each.outcome is not Outcome.SKIPPED and not _is_memento(each)
    ]
    return bool(visits) and not any(map(_is_the_page, visits))


def is_alive(entry: CitationEntry) -> bool:
    """Whether the newest audit, else the first visit, got the page."""
    audits = audits_of(entry)
    if audits:
        return audits[-1].verdict.audit_class not in DEAD | UNASKED
    return any(_is_the_page(each) for each in entry.snapshots if each.provenance == "own")


def _is_memento(snapshot: Snapshot) -> bool:
    return snapshot.provenance == "memento"


def _is_the_page(snapshot: Snapshot) -> bool:
    verdict = snapshot.verdict
    if snapshot.outcome not in KEPT:
        return False
    return verdict is None or verdict.is_good or verdict.page_class in _UNFINISHED


def with_snapshot(entry: CitationEntry, snapshot: Snapshot) -> CitationEntry:
    """The entry with one more snapshot, in the order of time; what says that there is none goes."""
    kept = [
        each for each in entry.snapshots if each.outcome is not Outcome.SKIPPED and each.id != snapshot.id
    ]
    return replace(entry, snapshots=tuple(sorted((*kept, snapshot), key=lambda each: each.captured_at)))
