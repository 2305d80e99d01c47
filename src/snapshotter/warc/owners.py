"""Whose a record is, also when it can no longer be read: captures lie in one piece each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from snapshotter.warc import audits, pageinfo, proofs
from snapshotter.warc.members import walk
from snapshotter.warc.openfile import OPEN_SUFFIX
from snapshotter.warc.placed import Placed


def owners(path: Path, offsets: Collection[int]) -> dict[int, frozenset[str]]:
    """The ids (``WARC-Page-ID``) of the captures, or audits, that the records at ``offsets`` belong to.

    A damaged record belongs to the capture that has not ended before it; where that is no telling, to the
    one before and the one after.  What belongs to none, as the first record of a file, and what has nothing
    whole near it is not in the result.
    """
    wanted = sorted(offset for offset in offsets if offset)
    name = path.name.removesuffix(OPEN_SUFFIX)
    found = _Owners()
    for member in walk(path):
        first = bisect_left(wanted, member.offset)
        last = bisect_left(wanted, member.offset + member.length)
        if member.problem is None:
            found.whole(member.placed(name), wanted[first:last])
        else:
            found.damaged(wanted[first:last])
    found.damaged(wanted[bisect_left(wanted, path.stat().st_size) :])
    found.end()
    return found.owners


@dataclass(slots=True)
class _Owners:
    owners: dict[int, frozenset[str]] = field(default_factory=dict)
    _waiting: list[int] = field(default_factory=list)
    _before: str | None = None
    """The capture that the last whole record is of, unless it ended there."""

    def whole(self, record: Placed, offsets: list[int]) -> None:
        page = record.header.get("WARC-Page-ID")
        self._settle(page)
        if page is not None:
            self.owners |= {offset: frozenset((page,)) for offset in offsets}
        self._before = None if _closes(record) else page

    def damaged(self, offsets: list[int]) -> None:
        self._waiting += offsets

    def end(self) -> None:
        self._settle(None)

    def _settle(self, after: str | None) -> None:
        near = frozenset(page for page in (self._before, after) if page is not None)
        if near:
            self.owners |= dict.fromkeys(self._waiting, near)
        self._waiting = []


def _closes(record: Placed) -> bool:
    return pageinfo.is_page_info(record) or proofs.is_proof(record) or audits.is_check(record)
