"""The second reading of a file: blocks are taken, and each page becomes a capture when it is complete."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from snapshotter import digests
from snapshotter.imports.assembly import Assembly, Block
from snapshotter.imports.pages import PagePlan
from snapshotter.imports.seen import Key, Loss, Preserved, Seen, Survey
from snapshotter.imports.stow import Stow, StowedBytes
from snapshotter.model.capture import Capture


class Blocks(Protocol):
    """A file that can be read once more."""

    def blocks(self, wanted: Callable[[Key], Seen | None], stow: Stow) -> Iterator[tuple[Key, Block | Loss]]:
        """The blocks that are wanted, in the file's order."""
        ...


class BlockWriter:
    """Takes a block piece by piece: its HTTP head apart from its body, and the digests of both."""

    def __init__(self, seen: Seen, stow: Stow) -> None:
        self._seen = seen
        self._head = bytearray()
        self._body: StowedBytes = stow.begin()
        self._block_hash = hashlib.sha256()
        self._payload_hash = hashlib.sha256()
        label = seen.block_digest
        self._labelled = digests.hash_for(label) if label else None

    def write(self, data: bytes) -> None:
        self._block_hash.update(data)
        if self._labelled is not None:
            self._labelled.update(data)
        missing = self._seen.head_bytes - len(self._head)
        if missing > 0:
            self._head += data[:missing]
            data = data[missing:]
        if data:
            self._payload_hash.update(data)
            self._body.write(data)

    def block(self) -> Block:
        label = self._seen.block_digest
        agrees = self._labelled is None or label is None or digests.agrees(label, self._labelled)
        return Block(
            bytes(self._head),
            self._body,
            digests.of_hash(self._block_hash),
            digests.of_hash(self._payload_hash),
            agrees,
        )

    def discard(self) -> None:
        self._body.release()


@dataclass(slots=True, eq=False)
class _Waiting:
    plan: PagePlan
    keys: frozenset[Key]
    left: int = field(default=0)


def captures_of(
    source: Blocks,
    survey: Survey,
    plans: Sequence[PagePlan],
    originals: Mapping[Key, Seen | Preserved],
    stow: Stow,
    *,
    file: str,
) -> Iterator[Capture | Loss]:
    """A capture for every plan, as soon as all of its blocks were read.

    Its bodies can be read until the next one is asked for.
    """
    assembly = Assembly(survey, originals, file)
    run = _Run(plans, originals)
    try:
        for key, block in source.blocks(run.wanted, stow):
            if isinstance(block, Loss):
                yield block
                continue
            run.held[key] = block
            for waiting in run.completed_by(key):
                yield from assembly.made(waiting.plan, run.held)
                run.release(waiting)
    finally:
        stow.close()
    for waiting in run.unfinished():
        yield from assembly.made(waiting.plan, run.held)
        run.release(waiting)


class _Run:
    """Which blocks are held, and who waits for which."""

    def __init__(self, plans: Sequence[PagePlan], originals: Mapping[Key, Seen | Preserved]) -> None:
        self.held: dict[Key, Block] = {}
        self._seen: dict[Key, Seen] = {}
        self._waiting: dict[Key, list[_Waiting]] = defaultdict(list)
        self._uses: dict[Key, int] = defaultdict(int)
        self._all: dict[int, _Waiting] = {}
        for plan in plans:
            self._add(plan, originals)

    def wanted(self, key: Key) -> Seen | None:
        return self._seen.get(key)

    def completed_by(self, key: Key) -> list[_Waiting]:
        complete = []
        for waiting in self._waiting.pop(key, ()):
            waiting.left -= 1
            if not waiting.left:
                complete.append(waiting)
        return complete

    def unfinished(self) -> list[_Waiting]:
        return list(self._all.values())

    def release(self, waiting: _Waiting) -> None:
        """Let go of what nobody else waits for."""
        self._all.pop(id(waiting), None)
        for key in waiting.keys:
            self._uses[key] -= 1
            if not self._uses[key]:
                block = self.held.pop(key, None)
                if block is not None:
                    block.release()

    def _add(self, plan: PagePlan, originals: Mapping[Key, Seen | Preserved]) -> None:
        records = [seen for event in plan.events() for seen in event.records()]
        found = [originals.get(seen.key) for seen in records]
        records += [original for original in found if isinstance(original, Seen)]
        records += [seen for _, seen in plan.made]
        records += [chain for chain in plan.chains.values() if isinstance(chain, Seen)]
        keys = frozenset(seen.key for seen in records)
        waiting = _Waiting(plan, keys, len(keys))
        self._all[id(waiting)] = waiting
        for seen in records:
            self._seen[seen.key] = seen
        for key in keys:
            self._waiting[key].append(waiting)
            self._uses[key] += 1
