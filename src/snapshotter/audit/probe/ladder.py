"""The ladder: a page asked for again in one way after the other, until one tells enough."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from snapshotter import timestamps, urls
from snapshotter.audit.probe.fetching import Connects, Fetcher
from snapshotter.audit.probe.manners import conditions
from snapshotter.audit.probe.options import LadderOptions
from snapshotter.audit.probe.siblings import Siblings
from snapshotter.audit.probe.trail import Trail
from snapshotter.audit.probe.ways import Step, next_step
from snapshotter.capture.outcome import HTML
from snapshotter.errors import BrowserMissing
from snapshotter.model.attempt import AddressFamily, family_of
from snapshotter.model.audit import Check, NameAnswer, Try, Validators
from snapshotter.model.capture import Capture
from snapshotter.model.events import Event
from snapshotter.ports import Capturer
from snapshotter.urls import Url

_LARGE_BYTES = 256 << 10
"""A page larger than this is read in a thread, so that the others go on."""

Suffices = Callable[[Try], Awaitable[bool]]
Doubt = Callable[[Capture], Url | None]
"""Which page that cannot exist to ask for, when a page may be the one for what is not there."""
Sleep = Callable[[float], Awaitable[None]]


class LadderChecker:
    """:class:`snapshotter.ports.Checker`.

    Never raises for trouble with a page; raises :class:`snapshotter.errors.WriteFailed` when what came
    could not be kept.  Bodies are held until the check is released.
    """

    def __init__(
        self,
        connector: Connects,
        options: LadderOptions,
        *,
        capturer: Capturer | None = None,
        doubt: Doubt | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._options = options
        self._fetcher = Fetcher(connector, options)
        self._siblings = Siblings(self._fetcher.ask_in_doubt)
        self._browser = _Browser(capturer, options.browsers)
        self._doubt = doubt
        self._sleep = sleep
        self._held: dict[str, _Held] = {}
        """By the check's id."""

    async def check(self, url: Url, validators: Validators, suffices: Suffices) -> Check:
        climb = _Climb(
            urls.without_fragment(url),
            conditions(validators),
            suffices,
            options=self._options,
            fetcher=self._fetcher,
            siblings=self._siblings,
            browser=self._browser,
            doubt=self._doubt,
            sleep=self._sleep,
        )
        made = False
        try:
            check = await climb.check()
            made = True
        finally:
            if not made:
                await self._let_go(climb.held)
        self._held[check.id] = climb.held
        return check

    async def release(self, check: Check) -> None:
        held = self._held.pop(check.id, None)
        if held is not None:
            await self._let_go(held)

    async def close(self) -> None:
        """Close the connections that wait for another request."""
        await self._fetcher.close()

    async def _let_go(self, held: _Held) -> None:
        for trail in held.trails:
            trail.release()
        for capture in held.visits:
            await self._browser.release(capture)


@dataclass(slots=True)
class _Held:
    """Whose bodies a check keeps."""

    trails: list[Trail] = field(default_factory=list)
    visits: list[Capture] = field(default_factory=list)


class _Browser:
    """Chromium, for as many pages at a time as it may have open; it may also not be there."""

    def __init__(self, capturer: Capturer | None, at_a_time: int) -> None:
        self._capturer = capturer
        self._free = asyncio.Semaphore(at_a_time)
        self.is_missing = capturer is None

    async def visit(self, url: Url) -> Capture | None:
        """What was seen; None when that says nothing of the page."""
        if self._capturer is None or self.is_missing:
            return None
        async with self._free:
            try:
                capture = await self._capturer.capture(url, _unwatched)
            except BrowserMissing:
                self.is_missing = True
                return None
        if capture.reason is not None and capture.reason.code == "capture.browser-crashed":
            await self.release(capture)
            return None
        return capture

    async def release(self, capture: Capture) -> None:
        if self._capturer is not None:
            await self._capturer.release(capture)


def _unwatched(event: Event) -> None:
    """Nobody looks on."""


class _Climb:
    """One check."""

    def __init__(
        self,
        url: Url,
        asked_if: bytes,
        suffices: Suffices,
        *,
        options: LadderOptions,
        fetcher: Fetcher,
        siblings: Siblings,
        browser: _Browser,
        doubt: Doubt | None,
        sleep: Sleep,
    ) -> None:
        self._url = url
        self._asked_if = asked_if
        self._suffices = suffices
        self._options = options
        self._fetcher = fetcher
        self._siblings = siblings
        self._browser = browser
        self._doubt = doubt
        self._sleep = sleep
        self.held = _Held()
        self._tries: list[Try] = []
        self._last_s = 0.0
        """When the newest request to the page's host began."""

    async def check(self) -> Check:
        began = timestamps.now()
        step: Step | None = Step("get")
        while step is not None:
            made = await self._try(step)
            if made is None:
                break
            self._tries.append(made)
            if await self._suffices(made):
                break
            step = next_step(self._tries, browser=not self._browser.is_missing)
        return Check(
            id=str(uuid.uuid4()),
            url=self._url,
            began_at=began,
            ended_at=timestamps.now_after(began),
            tries=tuple(self._tries),
            names=self._names(),
        )

    async def _try(self, step: Step) -> Try | None:
        if self._tries:
            await self._wait(self._options.pause_s if step.after_trouble else 0.0)
        self._last_s = time.monotonic()
        if step.way == "browser":
            seen = await self._browser.visit(self._url)
            if seen is None:
                return None
            self.held.visits.append(seen)
            return Try(step.way, seen)
        trail = Trail()
        self.held.trails.append(trail)
        return Try(step.way, await self._in_doubt(await self._fetched(step, trail)))

    async def _fetched(self, step: Step, trail: Trail) -> Capture:
        if step.way == "get":
            return await self._fetcher.fetch(self._url, trail, b"" if self._tries else self._asked_if)
        family = _other_family(self._tries[0].capture)
        return await self._fetcher.fetch_as_browser(self._url, step.way, family, trail)

    async def _in_doubt(self, capture: Capture) -> Capture:
        """The capture with what its folder says to nonsense, where there is a doubt."""
        if self._doubt is None or not _can_be_doubted(capture):
            return capture
        large = sum(each.size_bytes for each in capture.requests) > _LARGE_BYTES
        url = await asyncio.to_thread(self._doubt, capture) if large else self._doubt(capture)
        if url is None:
            return capture
        if not self._siblings.knows(url):
            await self._wait(0.0)
            self._last_s = time.monotonic()
        answers = await self._siblings.answer(url)
        if not answers:
            return capture
        return replace(capture, exchanges=(*capture.exchanges, *answers), probe_exchange_id=answers[0].id)

    async def _wait(self, least_s: float) -> None:
        """Leave the host in peace between two requests."""
        since_s = time.monotonic() - self._last_s
        wait_s = max(least_s, self._options.host_delay_s - since_s)
        if wait_s > 0:
            await self._sleep(wait_s)

    def _names(self) -> tuple[NameAnswer, ...]:
        """What the resolver said last of each host."""
        return tuple(
            {name: said for trail in self.held.trails for name, said in trail.names.items()}.values()
        )


def _can_be_doubted(capture: Capture) -> bool:
    main = next((each for each in capture.exchanges if each.id == capture.main_exchange_id), None)
    return main is not None and main.status == 200 and main.media_type in HTML


def _other_family(capture: Capture) -> AddressFamily | None:
    """The one that the first try did not go over."""
    ip = next((each.ip for each in capture.connections if each.ip), None)
    family = family_of(ip)
    return None if family is None else "ipv4" if family == "ipv6" else "ipv6"
