"""Captures of many pages: paced by host, stored one by one, known to the catalogue."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from snapshotter import timestamps, urls
from snapshotter.errors import NetworkDown
from snapshotter.model.capture import Capture, Outcome, StoredCapture
from snapshotter.model.events import CaptureFinished, CaptureStarted
from snapshotter.urls import Url
from snapshotter.workflows.room import Room
from snapshotter.workflows.schedule import HostSchedule
from snapshotter.workflows.tally import RunTally

if TYPE_CHECKING:
    from snapshotter.ports import Archive, Capturer, Catalogue, Watch

_TRANSIENT = {
    "capture.connect",
    "capture.no-answer",
    "capture.browser-crashed",
    "http.429",
    "http.502",
    "http.503",
    "http.504",
}
"""Reasons that another try may cure."""
_UNREACHABLE = {"capture.dns", "capture.connect", "capture.timeout", "capture.no-answer"}
_HOSTS_BEFORE_DOWN = 3
_LONGEST_PAUSE_S = 300.0
_RETRY_PAUSE_S = 2.0

T = TypeVar("T")
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

    ``on_stored`` is awaited for every capture that is on disk and in the catalogue.
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
    tally: RunTally = field(default_factory=RunTally)
    """What became of the pages of this run."""

    async def run(self, pages: Iterable[Url], on_stored: Stored) -> None:
        """Returns when every page has an outcome.

        Raises :class:`NetworkDown` when nothing has answered although several hosts were tried; then
        no outcome is recorded.  Cancelled, it leaves what is stored as it is.
        """
        schedule = HostSchedule(self.pace.host_delay_s)
        for page in dict.fromkeys(urls.without_fragment(page) for page in pages):
            schedule.add(page)
        turn = _Turn(self, schedule, on_stored)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self.pace.jobs):
                    group.create_task(turn.work())
        except ExceptionGroup as several:
            raise _first(several) from several
        await turn.flush()


class _Turn:
    """The state of one run."""

    def __init__(self, owner: CapturePages, schedule: HostSchedule, on_stored: Stored) -> None:
        self._owner = owner
        self._schedule = schedule
        self._on_stored = on_stored
        self._tries: dict[Url, int] = {}
        self._answered = False
        self._unanswered: list[Capture] = []
        self._storing = asyncio.Lock()

    async def work(self) -> None:
        while (page := await self._schedule.take()) is not None:
            capture = await self._keeping(partial(self._capture, page))
            pause_s = retry_after_s(capture)
            if self._is_worth_another_try(capture, pause_s):
                await self._owner.capturer.release(capture)
                await self._schedule.done(page, pause_s=max(pause_s, _RETRY_PAUSE_S), again=True)
                continue
            await self._take(capture)
            await self._schedule.done(page, pause_s=min(pause_s, _LONGEST_PAUSE_S))

    async def _capture(self, page: Url) -> Capture:
        owner = self._owner
        if owner.room is not None:
            await owner.room.available()
        owner.watch(CaptureStarted(page))
        return await owner.capturer.capture(page, owner.watch)

    async def _keeping(self, write: Callable[[], Awaitable[T]]) -> T:
        room = self._owner.room
        return await room.keeping(write) if room is not None else await write()

    async def flush(self) -> None:
        """The run is over without the network being down: unanswered pages are what they are."""
        pending, self._unanswered = self._unanswered, []
        for capture in pending:
            await self._store(capture)

    def _is_worth_another_try(self, capture: Capture, pause_s: float) -> bool:
        tries = self._tries[capture.url] = self._tries.get(capture.url, 0) + 1
        transient = capture.reason is not None and capture.reason.code in _TRANSIENT
        return transient and tries <= self._owner.pace.retries and pause_s <= _LONGEST_PAUSE_S

    async def _take(self, capture: Capture) -> None:
        """Store it, unless it may be the network that is down rather than the page."""
        unreachable = capture.outcome is Outcome.FAILED and capture.reason is not None
        if not self._answered and unreachable and capture.reason and capture.reason.code in _UNREACHABLE:
            self._unanswered.append(capture)
            hosts = {urls.hostname(each.url) for each in self._unanswered}
            if len(hosts) < _HOSTS_BEFORE_DOWN:
                return
            if self._owner.network_answers is None or not await self._owner.network_answers():
                await self._give_up(hosts)
            self._answered = True
            await self.flush()
            return
        self._answered = True
        await self.flush()
        await self._store(capture)

    async def _give_up(self, hosts: set[str]) -> None:
        for capture in self._unanswered:
            await self._owner.capturer.release(capture)
        raise NetworkDown(
            f"nothing has answered: {len(hosts)} hosts were tried, among them {sorted(hosts)[0]}",
            hint="No outcome was recorded.  When the network is back, run the same command again.",
        )

    async def _store(self, capture: Capture) -> None:
        owner = self._owner
        async with self._storing:
            stored = await self._keeping(lambda: asyncio.to_thread(owner.archive.append, capture))
            await self._keeping(lambda: asyncio.to_thread(owner.catalogue.commit, stored))
        await owner.capturer.release(capture)
        event = CaptureFinished(
            url=capture.url,
            outcome=stored.outcome,
            reason=stored.reason,
            status=stored.status,
            size_bytes=sum(request.size_bytes for request in capture.requests),
            requests=len(capture.requests),
            elapsed_s=(capture.finished_at - capture.started_at).total_seconds(),
            stored_bytes=stored.size_bytes,
            saved_bytes=stored.saved_bytes,
            deduplicated=stored.deduplicated,
            id=stored.id,
        )
        owner.tally.note(event)
        await self._on_stored(capture.url, stored)
        owner.watch(event)


def _first(group: ExceptionGroup[Exception]) -> Exception:
    """The error of the worker that stopped first; the others were cancelled because of it."""
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, ExceptionGroup) else inner


def retry_after_s(capture: Capture) -> float:
    """Seconds that the origin asked us to stay away; 0 when it did not."""
    main = next((e for e in capture.exchanges if e.id == capture.main_exchange_id), None)
    return timestamps.retry_after_s(main.retry_after) if main is not None else 0.0
