"""Captures of many pages: each host at its pace, tried again where that may help, stored one by one."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from snapshotter import urls
from snapshotter.errors import NetworkDown
from snapshotter.model.attempt import FIRST_ATTEMPT, Attempt
from snapshotter.model.capture import Capture, Outcome, StoredCapture
from snapshotter.model.events import CaptureProgress, CaptureStarted
from snapshotter.model.proof import Proof
from snapshotter.urls import Url
from snapshotter.workflows import retries
from snapshotter.workflows.groups import first_of
from snapshotter.workflows.not_visited import not_visited
from snapshotter.workflows.pace import answer_of
from snapshotter.workflows.proving import ProveCaptures
from snapshotter.workflows.retries import Again, Tried
from snapshotter.workflows.room import Room
from snapshotter.workflows.schedule import PATIENCE_S, HostSchedule, Turn
from snapshotter.workflows.tally import RunTally, finished, sent_bytes

if TYPE_CHECKING:
    from snapshotter.ports import Archive, Capturer, Catalogue, Examiner, HostMemory, Watch

_UNREACHABLE = {"capture.dns", "capture.connect", "capture.timeout", "capture.no-answer"}
_HOSTS_BEFORE_DOWN = 3
_HELD_BYTES = 256_000_000
"""Bodies of captures that wait for another try; with more than this, a capture is kept as it is."""

T = TypeVar("T")
Pages = Iterable[Url] | AsyncIterable[Url]
Stored = Callable[[Url, StoredCapture], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast, and how often again."""

    jobs: int = 4
    host_delay_s: float = 1.0
    retries: int = 1


@dataclass(slots=True)
class CapturePages:
    """The use case: capture these addresses, each once.

    ``on_stored`` is awaited for every capture that is on disk and in the catalogue, and proved.
    """

    capturer: Capturer
    archive: Archive
    catalogue: Catalogue
    pace: Pace
    watch: Watch
    network_answers: Callable[[], Awaitable[bool]] | None = None
    """Asked before the network is called down; None when the user has named nothing to ask."""
    room: Room | None = None
    """Waits when the disk is full; without it, a full disk ends the run."""
    examine: Examiner | None = None
    """Reads every capture before it is decided whether to try again."""
    quotes_of: Callable[[Url], Sequence[str]] | None = None
    """The words that posts quote from a page."""
    hosts: HostMemory | None = None
    """What earlier runs know of hosts' pace."""
    proving: ProveCaptures | None = None
    """Proves every capture that is stored; None: none is."""
    chance: Callable[[], float] = random.random
    """From 0 to 1: spreads the pauses before further tries."""
    tally: RunTally = field(default_factory=RunTally)
    """What became of the pages of this run."""
    _running: _Run | None = None

    async def run(self, pages: Pages, on_stored: Stored) -> None:
        """Returns when every page has an outcome.

        ``pages`` is read as far ahead as it takes to keep all hosts busy, and no further.  Raises
        :class:`NetworkDown` when nothing has answered although several hosts were tried; then no
        outcome is recorded.  Raises what ``pages`` raises.  Cancelled, it leaves what is stored as it is.
        """
        self._running = running = _Run(self, on_stored)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(running.feed(pages))
                for _ in range(self.pace.jobs):
                    group.create_task(running.work())
            await running.flush()
        except ExceptionGroup as several:
            raise first_of(several) from several
        finally:
            self._running = None
            await running.let_go()

    async def idle(self) -> None:
        """Returns when every page that was handed over so far was visited."""
        if self._running is not None:
            await self._running.idle()

    async def flush(self) -> None:
        """Store what is held back in case that it is the network that does not answer."""
        if self._running is not None:
            await self._running.flush()


@dataclass(slots=True)
class _Page:
    """A page that is in line or under way, and what was tried."""

    attempt: Attempt = FIRST_ATTEMPT
    best: Capture | None = None
    tried: tuple[Tried, ...] = ()


class _Run:
    """The state of one run."""

    def __init__(self, owner: CapturePages, on_stored: Stored) -> None:
        self._owner = owner
        self._schedule = HostSchedule(owner.pace.host_delay_s, owner.hosts)
        self._on_stored = on_stored
        self._pages: dict[Url, _Page] = {}
        self._answered = False
        self._unanswered: list[Capture] = []
        self._storing = asyncio.Lock()

    async def feed(self, pages: Pages) -> None:
        """Put pages in line, as many as are needed."""
        async for page in _each(pages):
            address = urls.without_fragment(page)
            if address not in self._pages:
                self._pages[address] = _Page()
                await self._schedule.add(address)
            await self._schedule.wants_more(2 * self._owner.pace.jobs)
        await self._schedule.complete()

    async def work(self) -> None:
        while (turn := await self._schedule.take()) is not None:
            if turn.barred_s:
                await self._leave_out(turn)
            else:
                await self._visit(turn.url)

    async def idle(self) -> None:
        await self._schedule.idle()

    async def flush(self) -> None:
        """Something answered, or the run is over: unanswered pages are what they are."""
        while self._unanswered:
            await self._store(self._unanswered.pop(0))

    async def let_go(self) -> None:
        """Free what was captured and not stored."""
        held = [page.best for page in self._pages.values() if page.best is not None]
        for capture in (*held, *self._unanswered):
            await self._owner.capturer.release(capture)

    async def _visit(self, url: Url) -> None:
        page = self._pages[url]
        capture = await self._keeping(partial(self._capture, url, page.attempt))
        answer = answer_of(capture)
        page.tried = (*page.tried, retries.tried(capture, page.attempt))
        further = self._further_try(capture, page.attempt, answer.retry_after_s)
        held, page.best = page.best, None
        best = await self._better(held, capture)
        if further is not None:
            page.best, page.attempt = best, further.attempt
            await self._schedule.done(url, answer, again_s=further.pause_s)
            return
        await self._take(retries.with_attempts(best, page.tried))
        await self._schedule.done(url, answer)

    async def _capture(self, url: Url, attempt: Attempt) -> Capture:
        owner = self._owner
        if owner.room is not None:
            await owner.room.available()
        owner.watch(CaptureStarted(url))
        capture = await owner.capturer.capture(url, owner.watch, attempt)
        examined = False
        try:
            if owner.examine is not None:
                quotes = owner.quotes_of(url) if owner.quotes_of is not None else ()
                capture = await asyncio.to_thread(owner.examine, capture, quotes)
            examined = True
        finally:
            if not examined:
                await owner.capturer.release(capture)
        return capture

    def _further_try(self, capture: Capture, attempt: Attempt, asked_s: float) -> Again | None:
        held = sum(_size(page.best) for page in self._pages.values() if page.best is not None)
        if asked_s > PATIENCE_S or held + _size(capture) > _HELD_BYTES:
            return None
        return retries.again(capture, attempt, self._owner.pace.retries, self._owner.chance)

    async def _better(self, held: Capture | None, capture: Capture) -> Capture:
        """The one of two tries that is worth more; the other is let go."""
        if held is None:
            return capture
        best = retries.better(held, capture)
        await self._owner.capturer.release(held if best is capture else capture)
        return best

    async def _leave_out(self, turn: Turn) -> None:
        """The host asked to be left alone for longer than a run waits: that is what is recorded."""
        page = self._pages[turn.url]
        best, page.best = page.best, None
        if best is None:
            await self._store(not_visited(turn.url, turn.barred_s))
        else:
            await self._take(retries.with_attempts(best, page.tried))
        await self._schedule.left_out()

    async def _take(self, capture: Capture) -> None:
        """Store it, unless it may be the network that is down rather than the page."""
        self._unanswered.append(capture)
        if not self._answered and _is_unreachable(capture):
            hosts = {urls.hostname(each.url) for each in self._unanswered}
            if len(hosts) < _HOSTS_BEFORE_DOWN:
                return
            if self._owner.network_answers is None or not await self._owner.network_answers():
                raise _network_down(hosts)
        self._answered = True
        await self.flush()

    async def _store(self, capture: Capture) -> None:
        owner = self._owner
        try:
            async with self._storing:
                stored = await self._keeping(lambda: asyncio.to_thread(owner.archive.append, capture))
                await self._keeping(lambda: asyncio.to_thread(owner.catalogue.commit, stored))
        finally:
            await owner.capturer.release(capture)
        stored = await self._proved(capture, stored)
        event = finished(capture, stored)
        owner.tally.note(event)
        self._pages.pop(capture.url, None)
        await self._on_stored(capture.url, stored)
        owner.watch(event)

    async def _proved(self, capture: Capture, stored: StoredCapture) -> StoredCapture:
        """Broken off, this leaves the capture stored and without a proof."""
        proving = self._owner.proving
        if proving is None:
            return stored
        elapsed_s = (capture.finished_at - capture.started_at).total_seconds()
        self._owner.watch(
            CaptureProgress(capture.url, "proving", sent_bytes(capture), len(capture.requests), elapsed_s)
        )
        return await proving.proved(stored, self._keep_proof)

    async def _keep_proof(
        self, stored: StoredCapture, proof: Proof, supplement: Capture | None
    ) -> StoredCapture:
        owner = self._owner
        async with self._storing:
            append = partial(owner.archive.append_proof, stored, proof, supplement)
            added = await self._keeping(lambda: asyncio.to_thread(append))
            await self._keeping(lambda: asyncio.to_thread(owner.catalogue.commit, added))
        return added

    async def _keeping(self, write: Callable[[], Awaitable[T]]) -> T:
        room = self._owner.room
        return await room.keeping(write) if room is not None else await write()


async def _each(pages: Pages) -> AsyncIterator[Url]:
    if isinstance(pages, AsyncIterable):
        async for page in pages:
            yield page
    else:
        for page in pages:
            yield page


def _is_unreachable(capture: Capture) -> bool:
    code = capture.reason.code if capture.reason is not None else None
    return capture.outcome is Outcome.FAILED and code in _UNREACHABLE


def _size(capture: Capture) -> int:
    """Bytes of the bodies behind it."""
    return sum(one.response.body.size_bytes for one in capture.exchanges if one.response is not None)


def _network_down(hosts: set[str]) -> NetworkDown:
    return NetworkDown(
        f"nothing has answered: {len(hosts)} hosts were tried, among them {sorted(hosts)[0]}",
        hint="No outcome was recorded.  When the network is back, run the same command again.",
    )
