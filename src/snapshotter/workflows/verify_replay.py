"""``verify --replay``: every snapshot proved again, and the new proofs kept."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from snapshotter.model.capture import Capture, StoredCapture
from snapshotter.model.proof import Grade, Proof
from snapshotter.model.snapshot import CitationEntry, Manifest
from snapshotter.workflows.groups import first_of
from snapshotter.workflows.proving import ProveCaptures

if TYPE_CHECKING:
    from snapshotter.ports import Archive, Catalogue, ManifestStore

T = TypeVar("T")
_RANK: dict[Grade, int] = {"none": 0, "blank": 1, "leaky": 2, "approximate": 3, "sealed": 4}
_SAVED_AFTER = 20
"""Proofs, until manifests are written: broken off, a run loses no more than the lines of these."""


@dataclass(frozen=True, slots=True)
class Reproved:
    """A snapshot, its proof, and that of before."""

    stored: StoredCapture
    before: Proof | None
    proof: Proof

    @property
    def is_worse(self) -> bool:
        """Whether less can be seen than before: a lower grade, or more that is missed."""
        if self.before is None:
            return False
        old, new = _RANK[self.before.grade], _RANK[self.proof.grade]
        return new < old or (new == old and self.proof.missed > self.before.missed)


@dataclass(slots=True)
class VerifyReplay:
    """The use case.  Needs the archive's lock: it appends.

    What was never proved, or longest ago, comes first: so a run that was broken off goes on where it stopped.
    """

    proving: ProveCaptures
    archive: Archive
    catalogue: Catalogue
    manifests: ManifestStore
    told: Callable[[Reproved, int, int], None] = lambda _done, _number, _of: None
    """Called with every snapshot that is done, how many are, and of how many."""
    jobs: int = 2
    _storing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _saving: asyncio.Lock = field(default_factory=asyncio.Lock)
    _proofs: dict[str, Proof] = field(default_factory=dict)
    """Not yet in the manifests, by the snapshot's id."""
    _done: list[Reproved] = field(default_factory=list)

    async def run(self, posts: Sequence[str] | None) -> tuple[Reproved, ...]:
        """The snapshots of these posts; of the whole archive when None.

        Cancelled, it leaves all proofs that were made in the archive and in the manifests.
        """
        waiting = await asyncio.to_thread(self._wanted, posts)
        count = len(waiting)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self.jobs):
                    group.create_task(self._work(waiting, count))
        except ExceptionGroup as several:
            raise first_of(several) from several
        finally:
            await self._save()
        return tuple(self._done)

    def _wanted(self, posts: Sequence[str] | None) -> deque[StoredCapture]:
        """Those to be proved, in this order."""
        stored = self.catalogue.captures()
        if posts is not None:
            ids = {id for slug in posts for id in _snapshots(self.manifests.load(slug))}
            stored = (each for each in stored if each.id in ids)
        wanted = sorted(stored, key=_last_proved)
        # a run that was killed may have kept proofs that no manifest has
        self._proofs.update((each.id, each.proof) for each in wanted if each.proof is not None)
        return deque(wanted)

    async def _work(self, waiting: deque[StoredCapture], count: int) -> None:
        while waiting:
            stored = waiting.popleft()
            added = await self.proving.proved(stored, self._keep)
            assert added.proof is not None
            done = Reproved(stored, stored.proof, added.proof)
            self._done.append(done)
            self._proofs[stored.id] = added.proof
            if len(self._proofs) >= _SAVED_AFTER:
                await self._save()
            self.told(done, len(self._done), count)

    async def _keep(self, stored: StoredCapture, proof: Proof, supplement: Capture | None) -> StoredCapture:
        async with self._storing:
            return await _to_its_end(partial(self._kept, stored, proof, supplement))

    def _kept(self, stored: StoredCapture, proof: Proof, supplement: Capture | None) -> StoredCapture:
        added = self.archive.append_proof(stored, proof, supplement)
        self.catalogue.commit(added)
        return added

    async def _save(self) -> None:
        """Give the proofs that are new to the snapshots of all manifests that have them."""
        async with self._saving:
            proofs, self._proofs = self._proofs, {}
            if proofs:
                await _to_its_end(partial(self._write, proofs))

    def _write(self, proofs: Mapping[str, Proof]) -> None:
        for slug in self.manifests.slugs():
            manifest = self.manifests.load(slug)
            if manifest is not None and not proofs.keys().isdisjoint(_snapshots(manifest)):
                entries = tuple(_with_proofs(manifest.entries, proofs))
                self.manifests.save(replace(manifest, entries=entries))


async def _to_its_end(work: Callable[[], T]) -> T:
    """In a thread; cancelled, it waits for it all the same: the archive is ours no longer than we wait."""
    working = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(working)
    finally:
        await asyncio.wait([working])


def _with_proofs(entries: Iterable[CitationEntry], proofs: Mapping[str, Proof]) -> Iterator[CitationEntry]:
    for entry in entries:
        snapshots = tuple(replace(each, proof=proofs.get(each.id, each.proof)) for each in entry.snapshots)
        yield replace(entry, snapshots=snapshots)


def _snapshots(manifest: Manifest | None) -> Iterator[str]:
    for entry in manifest.entries if manifest is not None else ():
        yield from (snapshot.id for snapshot in entry.snapshots)


def _last_proved(stored: StoredCapture) -> tuple[bool, float]:
    proof = stored.proof
    return proof is not None, proof.proved_at.timestamp() if proof is not None else 0.0
