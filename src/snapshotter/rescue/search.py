"""One lost page looked for: archives asked stage by stage, candidates looked at from the nearest on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from snapshotter.cited.passages import find_quotes
from snapshotter.errors import RemoteArchiveError
from snapshotter.model.capture import Capture, Outcome
from snapshotter.model.quote import QuoteMatch
from snapshotter.rescue import assembly
from snapshotter.rescue.archives import PublicArchive
from snapshotter.rescue.choice import BUDGET, Queue, Wanted, has_words, words_found
from snapshotter.rescue.fetching import Fetched, NotAMemento, fetch
from snapshotter.rescue.mementos import Candidate
from snapshotter.rescue.parts import fetch_parts
from snapshotter.rescue.session import Session, WayOut
from snapshotter.urls import Url

Judge = Callable[[Capture, Sequence[str]], Capture]
"""The capture with text, outcome and verdict, by the rules that hold for our own.  Blocking."""


@dataclass(frozen=True, slots=True)
class Found:
    """The memento that was chosen.  Its bodies can be read until the search lets go of it."""

    capture: Capture
    quotes: tuple[QuoteMatch, ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """Why there is none: a stable code, and a sentence for people."""

    code: str
    message: str

    @property
    def is_refusal(self) -> bool:
        """Whether an archive may have it, and did not give it out or could not be asked."""
        return self.code.startswith("remote.") and self.code != NotAMemento.code


@dataclass(slots=True)
class _Trials:
    """What came of the candidates so far."""

    left: int = BUDGET
    best: tuple[int, Candidate] | None = None
    """The good one that holds the most of the quoted words, though not all."""
    rejected: list[NotFound] = field(default_factory=list)
    troubles: list[RemoteArchiveError] = field(default_factory=list)


@dataclass(slots=True)
class Search:
    """Looks for lost pages in public archives."""

    archives: Sequence[PublicArchive]
    way: WayOut
    judge: Judge
    software: str
    max_distance_days: float = 0.0

    async def prepare(self, wanted: Sequence[Wanted]) -> None:
        """Learn about all pages of a run at once, where an archive allows that."""
        pages = list({each.url: (each.url, each.moment) for each in wanted}.values())
        if len(pages) > 1:
            async with Session(self.way) as session:
                for archive in self.archives:
                    await archive.prepare(pages, session)

    @asynccontextmanager
    async def looking(self, wanted: Wanted) -> AsyncIterator[Found | NotFound]:
        """The memento of a page, or why there is none; never raises for trouble with an archive."""
        async with AsyncExitStack() as stack:
            yield await self._look(wanted, stack)

    async def _look(self, wanted: Wanted, stack: AsyncExitStack) -> Found | NotFound:
        queue = Queue(wanted.moment, self.max_distance_days)
        trials = _Trials()
        queue.add(wanted.named)
        async with Session(self.way) as session:
            stages = [archive.stages(wanted.url, wanted.moment, session) for archive in self.archives]
            while True:
                stages = await _next_stage(stages, queue, trials)
                found = await self._try_all(wanted, queue, trials, stack)
                if found is not None:
                    return found
                if not stages or trials.left <= 0:
                    break
        if trials.best is not None:
            found = await self._taken(wanted, trials.best[1], stack, at_least=trials.best[0])
            if found is not None:
                return found
        return _why_not(wanted, trials)

    async def _try_all(
        self, wanted: Wanted, queue: Queue, trials: _Trials, stack: AsyncExitStack
    ) -> Found | None:
        while trials.left > 0 and (candidate := queue.take()) is not None:
            trials.left -= 1
            try:
                found = await self._tried(wanted, candidate, queue, trials, stack)
            except NotAMemento as error:
                trials.rejected.append(NotFound(error.code, error.message))
            except RemoteArchiveError as error:
                trials.troubles.append(error)
                if error.code in ("remote.rate-limited", "remote.refused"):
                    queue.forget(candidate.archive)
            else:
                if found is not None:
                    return found
        return None

    async def _tried(
        self, wanted: Wanted, candidate: Candidate, queue: Queue, trials: _Trials, stack: AsyncExitStack
    ) -> Found | None:
        """What was looked for; None, and noted why, when the candidate is not it."""
        async with AsyncExitStack() as mine:
            session = await mine.enter_async_context(Session(self.way))
            fetched = await fetch(candidate, session)
            if not queue.is_near(fetched.first.moment):
                trials.rejected.append(NotFound("rescue.too-far", f"{fetched.first.uri_m} is too far away"))
                return None
            if _led_home(fetched):
                said = f"{fetched.first.uri_m} leads to the front page {fetched.page.url}"
                trials.rejected.append(NotFound("rescue.redirected-home", said))
                return None
            page = await self._judged(assembly.page_alone(wanted.url, fetched, self.software), wanted)
            quotes = await _quotes(page, wanted)
            if not _is_good(page):
                trials.rejected.append(_not_good(page, fetched))
            elif has_words(quotes):
                found = await self._with_parts(wanted, fetched, session)
                stack.push_async_exit(mine.pop_all())
                return found
            else:
                said = f"{fetched.first.uri_m} does not hold the quoted words"
                trials.rejected.append(NotFound("rescue.no-words", said))
                if words_found(quotes) > (trials.best[0] if trials.best else 0):
                    trials.best = words_found(quotes), candidate
            queue.reject(candidate)
            return None

    async def _taken(
        self, wanted: Wanted, candidate: Candidate, stack: AsyncExitStack, *, at_least: int
    ) -> Found | None:
        """A candidate that was looked at before; None when it is not what it was."""
        session = await stack.enter_async_context(Session(self.way))
        try:
            fetched = await fetch(candidate, session)
        except RemoteArchiveError:
            return None
        found = await self._with_parts(wanted, fetched, session)
        is_same = _is_good(found.capture) and words_found(found.quotes) >= at_least
        return found if is_same else None

    async def _with_parts(self, wanted: Wanted, fetched: Fetched, session: Session) -> Found:
        parts = await fetch_parts(fetched.page, session)
        await session.finish()
        capture = assembly.whole(wanted.url, fetched, parts, session, self.software)
        capture = await self._judged(capture, wanted)
        return Found(capture, await _quotes(capture, wanted))

    async def _judged(self, capture: Capture, wanted: Wanted) -> Capture:
        return await asyncio.to_thread(self.judge, capture, wanted.quotes)


async def _next_stage(
    stages: Sequence[AsyncIterator[Sequence[Candidate]]], queue: Queue, trials: _Trials
) -> list[AsyncIterator[Sequence[Candidate]]]:
    """Ask every archive for its next stage; those that may have another."""
    left = []
    for stage in stages:
        try:
            queue.add(await anext(stage))
        except StopAsyncIteration:
            continue
        except RemoteArchiveError as error:
            trials.troubles.append(error)
            continue
        left.append(stage)
    return left


async def _quotes(page: Capture, wanted: Wanted) -> tuple[QuoteMatch, ...]:
    if not wanted.quotes:
        return ()
    return await asyncio.to_thread(partial(find_quotes, wanted.quotes, page.text or ""))


def _led_home(fetched: Fetched) -> bool:
    """Whether the page had gone by then, and its address led to the front page of some site."""
    return _is_home(fetched.page.url) and not _is_home(fetched.first.url)


def _is_home(url: Url) -> bool:
    return urlsplit(url)[2:4] in (("/", ""), ("", ""))


def _is_good(page: Capture) -> bool:
    return page.outcome is not Outcome.FAILED and (page.verdict is None or page.verdict.is_good)


def _not_good(page: Capture, fetched: Fetched) -> NotFound:
    verdict = page.verdict.page_class if page.verdict is not None else "not judged"
    why = page.reason.message if page.reason is not None else verdict
    return NotFound(f"rescue.{verdict}", f"{fetched.first.uri_m} is not the page: {why}")


def _why_not(wanted: Wanted, trials: _Trials) -> NotFound:
    """What stood in the way most: a refusal, then what was there instead of the page."""
    if trials.troubles:
        worst = trials.troubles[0]
        return NotFound(worst.code, worst.message)
    if trials.rejected:
        words = next((each for each in trials.rejected if each.code == "rescue.no-words"), None)
        return words or next(
            (each for each in trials.rejected if each.code != NotAMemento.code), trials.rejected[0]
        )
    return NotFound("rescue.none", f"no archive that was asked has {wanted.url}")
