"""What a page refers to and has not asked for is fetched, before it is left.

In rounds, since a fetched sheet or playlist refers to more; what a reader needs most goes first.  A page
that lacks nothing costs no request and no second page.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from snapshotter import urls
from snapshotter.capture.gaps.inventory import MAX_REFERENCES, Inventory, Wire, listed
from snapshotter.capture.gaps.reference import Reference, Use
from snapshotter.capture.gaps.report import GapOptions, GapReport
from snapshotter.capture.gaps.standin import Job, Loader, Result, StandIn
from snapshotter.capture.gaps.whole import ClientFor, fetch_whole
from snapshotter.model.capture import Cut
from snapshotter.urls import Url

if TYPE_CHECKING:
    from playwright.async_api import Page

_MAX_ROUNDS = 40
_HEARD_S = 1.0
_POLL_S = 0.02
_LEAST_S = 0.1
_FILES_AT_ONCE = 2
_GIVEN_UP: Mapping[Result, str] = {
    "loaded": "failed",
    "refused": "failed",
    "late": "timeout",
    "unasked": "timeout",
    "": "budget",
}


@dataclass(frozen=True, slots=True)
class GapSession:
    """A page that has been looked at and not been left yet."""

    page: Page
    final_url: Url
    dom: str
    """The final document as HTML, shadow roots included."""
    wire: Wire
    client_for: ClientFor
    """Makes clients for large files; their traffic must pass the same tunnel."""
    may_leave: bool = False
    """Nobody needs the page any more: it is left, when something is missing, instead of a second page
    being opened (which costs a process)."""


async def fill_gaps(session: GapSession, options: GapOptions) -> GapReport:
    """Fetch what ``session``'s page refers to and has not got; never raises for trouble with it.

    Everything fetched is in the recorder afterwards, like what the page itself asked for.  For a while
    the page's context has a second page (unless ``may_leave``).  Cancelling leaves none behind.
    """
    async with AsyncExitStack() as stack:
        return await _Fill(session, options, stack).run()


class _Fill:
    def __init__(self, session: GapSession, options: GapOptions, stack: AsyncExitStack) -> None:
        self._session = session
        self._options = options
        self._stack = stack
        self._begun = time.monotonic()
        self._inventory = Inventory(session.wire, session.final_url, options.sheets, options.least)
        self._cuts: dict[str, Cut] = {}
        self._loader: Loader | None = None
        self._requests = self._segment_bytes = 0

    async def run(self) -> GapReport:
        inventory = self._inventory
        # In a thread, for a page may be large and the wire must not wait.
        await asyncio.to_thread(inventory.survey, self._session.dom, tuple(self._session.wire.exchanges))
        for _ in range(_MAX_ROUNDS):
            wanted = inventory.wanted()
            if not wanted:
                break
            await self._round(wanted)
        else:
            self._cut("gap-rounds", f"what the page needs led on {_MAX_ROUNDS} times; the rest was left out")
        return self._report()

    # the budget

    def _left_s(self) -> float:
        return self._options.max_s - (time.monotonic() - self._begun)

    def _affordable(self, wanted: Sequence[Reference]) -> Sequence[Reference]:
        """As many as the budget allows; the others get their reason."""
        room = max(self._options.max_requests - self._requests, 0)
        if self._left_s() < _LEAST_S:
            self._out_of_time()
            room = 0
        elif len(wanted) > room:
            self._cut("gap-count", f"after {self._options.max_requests} requests something was left out")
        self._inventory.reasons.update((each.url, "budget") for each in wanted[room:])
        return wanted[:room]

    def _out_of_time(self) -> None:
        self._cut("gap-time", f"after {self._options.max_s:g} s something was left out")

    def _too_large(self) -> None:
        limit = self._options.media_max_bytes
        self._cut("media-bytes", f"audio or video of more than {limit} bytes was left out")

    def _cut(self, budget: str, message: str) -> None:
        self._cuts.setdefault(budget, Cut(budget, message))

    # fetching

    async def _round(self, wanted: Sequence[Reference]) -> None:
        inventory = self._inventory
        asked = self._affordable([each for each in wanted if not inventory.is_unreachable(each.url)])
        inventory.asked.update((each.url, each.use) for each in asked)
        others = [each for each in asked if each.kind != "media"]
        if others:
            await self._load(others)
        await self._fetch_files([each.url for each in asked if each.kind == "media"])
        inventory.hear()

    async def _load(self, wanted: Sequence[Reference]) -> None:
        loader = await self._ready_loader()
        if loader is None:
            self._inventory.reasons.update((each.url, "failed") for each in wanted)
            return
        unchecked = [each for each in wanted if self._is_foreign_document(each)]
        for batch in self._batches([each for each in wanted if each not in unchecked]):
            limit_s = max(self._left_s(), _LEAST_S)
            results = await loader.load([Job(each.url, each.kind, each.cors) for each in batch], limit_s)
            self._requests += sum(result not in ("", "unasked") for result in results)
            await self._settle(loader, batch, results)
            unchecked += [
                each
                for each, result in zip(batch, results, strict=True)
                if result == "refused" and self._inventory.recorded.state(each.url) == "broken"
            ]
        if unchecked:
            await self._load_unchecked(loader, unchecked)

    def _batches(self, wanted: Sequence[Reference]) -> Iterable[Sequence[Reference]]:
        """Segments in small numbers, so that their bytes can be held against the limit."""
        segments = [each for each in wanted if each.kind == "segment"]
        if len(segments) < len(wanted):
            yield [each for each in wanted if each.kind != "segment"]
        step = self._options.at_once * 4
        for start in range(0, len(segments), step):
            if self._segment_bytes > self._options.media_max_bytes:
                self._too_large()
                self._inventory.reasons.update((each.url, "budget") for each in segments[start:])
                return
            batch = segments[start : start + step]
            yield batch
            self._segment_bytes += sum(self._size_bytes(each.url) for each in batch)

    def _size_bytes(self, url: Url) -> int:
        found = self._inventory.recorded.find(url)
        return found.response.body.size_bytes if found is not None and found.response is not None else 0

    def _is_foreign_document(self, reference: Reference) -> bool:
        """No other origin's page may be read by ours."""
        page = urls.origin(self._session.final_url)
        return reference.kind == "document" and urls.origin(reference.url) != page

    async def _load_unchecked(self, loader: Loader, wanted: Sequence[Reference]) -> None:
        """What the browser does not let the page read is asked for past its checks."""
        slots = asyncio.Semaphore(self._options.at_once)

        async def one(reference: Reference) -> Result:
            async with slots:
                limit_s = min(self._options.each_s, self._left_s())
                if limit_s < _LEAST_S:
                    return ""
                self._requests += 1
                return "loaded" if await loader.load_unchecked(reference.url, limit_s) else "refused"

        results = await asyncio.gather(*(one(each) for each in wanted))
        await self._settle(loader, wanted, results)

    async def _settle(self, loader: Loader, asked: Sequence[Reference], results: Sequence[Result]) -> None:
        """Wait until the wire has told what the browser knows; note why something did not come.

        The tap reads a moment later than the browser: its secrets come through a pipe.
        """
        deadline = time.monotonic() + _HEARD_S
        recorded = self._inventory.recorded
        answered = [each.url for each, result in zip(asked, results, strict=True) if result == "loaded"]
        while True:
            self._inventory.hear()
            if all(recorded.state(url) != "absent" for url in answered) or time.monotonic() > deadline:
                break
            await asyncio.sleep(_POLL_S)
        for each, result in zip(asked, results, strict=True):
            self._inventory.judge(each.url, loader.failure(each.url) or _GIVEN_UP[result])
        if "" in results:
            self._out_of_time()

    async def _ready_loader(self) -> Loader | None:
        if self._loader is None and self._session.may_leave:
            self._loader = await self._opened(takes_over=True)
        if self._loader is None:
            self._loader = await self._opened(takes_over=False)
        return self._loader

    async def _opened(self, *, takes_over: bool) -> Loader | None:
        from playwright.async_api import Error

        session, options = self._session, self._options
        stand_in = StandIn(
            session.page,
            urls.without_fragment(session.final_url),
            self._inventory.headers,
            at_once=options.at_once,
            each_s=options.each_s,
            takes_over=takes_over,
        )
        try:
            return await self._stack.enter_async_context(stand_in)
        except (Error, TimeoutError):
            return None

    # whole files

    async def _fetch_files(self, wanted: Sequence[Url]) -> None:
        slots = asyncio.Semaphore(_FILES_AT_ONCE)

        async def one(url: Url) -> str:
            async with slots:
                return await self._fetch_file(url)

        reasons = await asyncio.gather(*(one(url) for url in wanted))
        self._inventory.hear()
        for url, reason in zip(wanted, reasons, strict=True):
            self._inventory.judge(url, reason or "failed")

    async def _fetch_file(self, url: Url) -> str:
        """Fetch it; returns why not, or nothing when it has come."""
        options, limit_s = self._options, self._left_s()
        found = self._inventory.recorded.find(url)
        here = found.url if found is not None else url
        if (self._inventory.size_bytes(here) or 0) > options.media_max_bytes:
            self._too_large()
            return "too-large"
        if limit_s < _LEAST_S:
            self._out_of_time()
            return "budget"
        self._requests += 1
        got = await fetch_whole(
            here,
            self._session.final_url,
            self._session.page.context,
            self._session.client_for,
            max_bytes=options.media_max_bytes,
            limit_s=limit_s,
        )
        if got == "too-large":
            self._too_large()
        if got == "timeout":
            self._out_of_time()
        return got

    def _report(self) -> GapReport:
        inventory = self._inventory
        inventory.hear()
        if inventory.overflown:
            self._cut("gap-references", f"the page refers to more than {MAX_REFERENCES} things")
        missing = inventory.missing()
        return GapReport(
            referred=inventory.referred(),
            filled=inventory.filled(),
            completed=sum(inventory.recorded.state(url) == "whole" for url in inventory.partial),
            requests=self._requests,
            missing=listed(missing),
            missing_count=len(missing),
            needed=sum(each.use < Use.ALTERNATE for each, _ in missing),
            cuts=tuple(self._cuts.values()),
            elapsed_s=time.monotonic() - self._begun,
        )
