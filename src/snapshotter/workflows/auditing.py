"""Pages asked for again: each host at its pace, judged, and kept as evidence in the archive."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from snapshotter import timestamps, urls
from snapshotter.errors import NetworkDown
from snapshotter.model.audit import Audit, Check, StoredCheck, Try, Validators
from snapshotter.model.audit_plain import audit_to_plain
from snapshotter.model.events import Notice
from snapshotter.urls import Url
from snapshotter.workflows.groups import first_of
from snapshotter.workflows.pace import Answer, answer_of
from snapshotter.workflows.room import Room
from snapshotter.workflows.schedule import HostSchedule, Turn

if TYPE_CHECKING:
    from snapshotter.model.snapshot import Snapshot
    from snapshotter.ports import Archive, Catalogue, Checker, HostMemory, Watch

_UNANSWERED = {"capture.dns", "capture.connect", "capture.timeout", "capture.no-answer"}
_HOSTS_BEFORE_DOWN = 3
_HELD_CHECKS = 40
"""Without an answer since the last one: so many may be held until it is known whether it is the network."""
_BATCH = 64
"""Checks that are written with one fsync."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of a page, and what of it an audit needs: thousands are held at a time."""

    post: str
    """The post's slug."""
    id: str
    """The citation's."""
    url: Url
    quotes: tuple[str, ...] = ()
    snapshot: Snapshot | None = None
    """What the page of now is compared with."""
    history: tuple[Audit, ...] = ()
    """Oldest first."""


class Appraiser(Protocol):
    """Holds pages of now against their snapshots.  One call at a time per page; blocking."""

    def validators(self) -> Validators:
        """What the snapshot's response lets one ask with."""
        ...

    def suffices(self, tried: Try) -> bool:
        """Whether a try tells enough, so that no other way need be gone."""
        ...

    def appraised(self, check: Check) -> tuple[Check, Sequence[Audit]]:
        """The check with the verdicts of its pages, and an audit for every citation, in their order."""
        ...


Appraisers = Callable[[Url, Sequence[Cited]], Appraiser]
"""Makes the appraiser of a page for all its citations.  Blocking: it reads their snapshots."""
Audited = Callable[[Sequence[Cited], Sequence[Audit]], Awaitable[None]]
"""Takes the audits of a page once its evidence is on disk, and tells of them once they are as well."""


@dataclass(frozen=True, slots=True)
class _Done:
    check: Check
    cited: tuple[Cited, ...]
    audits: tuple[Audit, ...]


@dataclass(slots=True)
class AuditPages:
    """The use case: ask for every page once, and tell what became of it for each of its citations."""

    checker: Checker
    appraisers: Appraisers
    watch: Watch
    archive: Archive | None = None
    """Where evidence is kept; None: it is not."""
    catalogue: Catalogue | None = None
    jobs: int = 32
    host_delay_s: float = 1.0
    hosts: HostMemory | None = None
    network_answers: Callable[[], Awaitable[bool]] | None = None
    """Asked before the network is called down; None when the user has named nothing to ask."""
    room: Room | None = None
    """Waits when the disk is full; without it, a full disk ends the run."""
    known_sound: Callable[[], Url | None] | None = None
    """A cited page that was well when it was last looked at: where only dead pages are due, it tells
    whether it is they or the network."""

    async def run(self, pages: AsyncIterator[tuple[Url, tuple[Cited, ...]]], audited: Audited) -> None:
        """Returns when every page was asked for.

        Raises :class:`NetworkDown` when nothing answers (any more) although several hosts were tried; of
        those pages no verdict is recorded.  Cancelled, it leaves what was stored as it is.
        """
        run = _Run(self, audited)
        try:
            async with asyncio.TaskGroup() as group:
                storing = group.create_task(run.store())
                async with asyncio.TaskGroup() as asking:
                    asking.create_task(run.feed(pages))
                    for _ in range(self.jobs):
                        asking.create_task(run.work())
                await run.conclude()
                await storing
        except ExceptionGroup as several:
            raise first_of(several) from several
        finally:
            await run.let_go()


class _Run:
    """The state of one run."""

    def __init__(self, owner: AuditPages, audited: Audited) -> None:
        self._owner = owner
        self._audited = audited
        self._schedule = HostSchedule(owner.host_delay_s, owner.hosts)
        self._cited: dict[Url, tuple[Cited, ...]] = {}
        self._held: list[_Done] = []
        self._answering: Url | None = None
        """The last address that answered."""
        self._deciding = asyncio.Lock()
        self._finished: asyncio.Queue[_Done | None] = asyncio.Queue(4 * _BATCH)

    async def feed(self, pages: AsyncIterator[tuple[Url, tuple[Cited, ...]]]) -> None:
        async for url, cited in pages:
            self._cited[url] = cited
            await self._schedule.add(url)
            await self._schedule.wants_more(2 * self._owner.jobs)
        await self._schedule.complete()

    async def work(self) -> None:
        while (turn := await self._schedule.take()) is not None:
            if turn.barred_s:
                await self._leave_out(turn)
            else:
                await self._audit(turn.url)

    async def conclude(self) -> None:
        """All pages were asked for: what is held is decided, and the rest stored."""
        if self._held and not (self._few_held() or await self._network_answers()):
            raise _network_down([done.check for done in self._held])
        await self._release_held()
        await self._finished.put(None)

    async def store(self) -> None:
        """Write what is finished, as many at a time as have come."""
        last = False
        while not last:
            batch = [await self._finished.get()]
            while len(batch) < _BATCH and not self._finished.empty():
                batch.append(self._finished.get_nowait())
            last = None in batch
            await self._store([done for done in batch if done is not None])

    async def let_go(self) -> None:
        """Free what was found and not stored."""
        while not self._finished.empty():
            if (done := self._finished.get_nowait()) is not None:
                self._held.append(done)
        while self._held:
            await self._owner.checker.release(self._held.pop().check)

    async def _leave_out(self, turn: Turn) -> None:
        """The host asked to be left alone for longer than a run waits: nothing is known of the page."""
        del self._cited[turn.url]
        words = f"{turn.url}: its host asked to be left alone for {turn.barred_s:.0f} s more; not asked"
        self._owner.watch(Notice(words))
        await self._schedule.left_out()

    async def _audit(self, url: Url) -> None:
        owner, cited = self._owner, self._cited.pop(url)
        if owner.room is not None:
            await owner.room.available()
        appraiser = await asyncio.to_thread(owner.appraisers, url, cited)

        async def suffices(tried: Try) -> bool:
            return await asyncio.to_thread(appraiser.suffices, tried)

        check = await owner.checker.check(url, appraiser.validators(), suffices)
        handed_on = False
        try:
            await self._schedule.done(url, _answer_of(check), since_s=_since_s(check))
            check, audits = await asyncio.to_thread(appraiser.appraised, check)
            done = _Done(check, cited, tuple(audits))
            handed_on = True
        finally:
            if not handed_on:
                await owner.checker.release(check)
        await self._decide(done)

    async def _decide(self, done: _Done) -> None:
        """Pass it on, unless it may be the network that is down rather than the page."""
        async with self._deciding:
            if not _is_unanswered(done.check):
                self._answering = done.check.url
                await self._release_held()
                await self._finished.put(done)
                return
            self._held.append(done)
            if self._few_held() or (self._answering is not None and len(self._held) < _HELD_CHECKS):
                return
            if not await self._network_answers():
                raise _network_down([each.check for each in self._held])
            await self._release_held()

    def _few_held(self) -> bool:
        return len({urls.hostname(done.check.url) for done in self._held}) < _HOSTS_BEFORE_DOWN

    async def _release_held(self) -> None:
        while self._held:
            await self._finished.put(self._held.pop(0))

    async def _network_answers(self) -> bool:
        """Whether what the user has named answers, or what has answered before still does."""
        owner = self._owner
        if owner.network_answers is not None and await owner.network_answers():
            return True
        known = self._answering or (owner.known_sound() if owner.known_sound is not None else None)
        if known is None:
            return False

        async def enough(_tried: Try) -> bool:
            return True

        check = await owner.checker.check(known, Validators(), enough)
        await owner.checker.release(check)
        return not _is_unanswered(check)

    async def _store(self, batch: Sequence[_Done]) -> None:
        owner = self._owner
        if not batch:
            return
        try:
            stored = await self._keeping(batch)
        finally:
            for done in batch:
                await owner.checker.release(done.check)
        for done, evidence in zip(batch, stored, strict=True):
            audits = [_with_evidence(audit, evidence) for audit in done.audits]
            await self._audited(done.cited, audits)

    async def _keeping(self, batch: Sequence[_Done]) -> Sequence[StoredCheck | None]:
        """A full disk is waited for, and nothing is stored twice."""
        kept: list[StoredCheck] = []

        async def write() -> Sequence[StoredCheck | None]:
            writing = asyncio.ensure_future(asyncio.to_thread(self._kept, batch, kept))
            try:
                return await asyncio.shield(writing)
            finally:
                await asyncio.wait([writing])  # broken off, it reads the bodies to the end all the same

        return await self._owner.room.keeping(write) if self._owner.room is not None else await write()

    def _kept(self, batch: Sequence[_Done], kept: list[StoredCheck]) -> Sequence[StoredCheck | None]:
        archive, catalogue = self._owner.archive, self._owner.catalogue
        if archive is None:
            return [None] * len(batch)
        if not kept:
            kept += archive.append_checks([(done.check, _decisions(done)) for done in batch])
        if catalogue is not None:
            catalogue.commit_checks(kept)
        return kept


def _decisions(done: _Done) -> list[dict[str, object]]:
    """As the closing record has them: the place of that record is not known in it."""
    return [
        {"post": cited.post, "citation": cited.id, **audit_to_plain(audit)}
        for cited, audit in zip(done.cited, done.audits, strict=True)
    ]


def _with_evidence(audit: Audit, evidence: StoredCheck | None) -> Audit:
    from dataclasses import replace

    return replace(audit, warc=evidence.location) if evidence is not None else audit


def _answer_of(check: Check) -> Answer:
    """How the host took the check: the least welcome of its tries."""
    answers = [answer_of(each.capture) for each in check.tries]
    return next((each for each in answers if each.kind == "turned-away"), answers[-1])


def _since_s(check: Check) -> float:
    """How long ago the last request of our own to the page's host began; 0 where a browser was there."""
    answer, host = check.answer, urls.hostname(check.url)
    ours = [each.started_at for each in answer.exchanges if urls.hostname(each.url) == host]
    if answer.via == "browser" or not ours:
        return 0.0
    return max(0.0, (timestamps.now() - max(ours)).total_seconds())


def _is_unanswered(check: Check) -> bool:
    reasons = [each.capture.reason for each in check.tries]
    return all(reason is not None and reason.code in _UNANSWERED for reason in reasons)


def _network_down(checks: Sequence[Check]) -> NetworkDown:
    hosts = sorted({urls.hostname(check.url) for check in checks})
    return NetworkDown(
        f"nothing answers: {len(hosts)} hosts were tried, among them {hosts[0]}",
        hint="Of these no verdict was recorded.  When the network is back, run the same command again.",
    )
