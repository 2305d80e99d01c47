"""The proof of a snapshot: the same visit again, with the archive in place of the web."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Protocol

from snapshotter import timestamps
from snapshotter.capture.browser import WarmBrowser
from snapshotter.capture.profile import State
from snapshotter.capture.view import PageView
from snapshotter.capture.visit import Visit, VisitOptions
from snapshotter.errors import ArchiveError, BrowserCrashed
from snapshotter.model.capture import StoredCapture
from snapshotter.model.proof import Proof
from snapshotter.replay.lookup import SnapshotLookup
from snapshotter.replay.proof.captured import Captured
from snapshotter.replay.proof.clock import fixed_clock
from snapshotter.replay.proof.files import prove_file
from snapshotter.replay.proof.grading import proof_of
from snapshotter.replay.proof.passes import Passed, better, judged
from snapshotter.replay.proof.traffic import SealedTraffic
from snapshotter.replay.proof.witness import Witness
from snapshotter.replay.sealed import SealedOrigin

_GRACE_S = 15.0
"""Looking and leaving after the page's wall clock has run out."""


class Reading(Protocol):
    """Reads stored captures back (:class:`snapshotter.replay.proof.captured.StoredCaptures`)."""

    def read(self, stored: StoredCapture) -> Captured:
        """Blocking.  Raises :class:`ArchiveError`."""
        ...


@dataclass(frozen=True, slots=True)
class ProofOptions:
    """What every proof of a run has in common."""

    visit: VisitOptions
    """As at capture; without gap filling, prints, further windows and the picture of the whole page."""
    second_pass: bool = True
    """Try again with fixed clock and seed where something was missed."""
    login: State | None = field(default=None, repr=False)
    """Cookies and storage that the pages were visited with."""


class _NoProof(Exception):
    """The page could not be visited; the message says why."""


class SealedProver:
    """:class:`snapshotter.ports.Prover` with a browser of its own, for which the archive is all there is.

    ``browser`` must have been started with :func:`sealed_arguments`.
    """

    def __init__(self, reading: Reading, browser: WarmBrowser, options: ProofOptions) -> None:
        self._reading = reading
        self._browser = browser
        self._options = options

    async def prove(self, stored: StoredCapture) -> Proof:
        if stored.main is None:
            return _none(f"nothing was captured: {stored.reason.message if stored.reason else 'no answer'}")
        try:
            captured = await asyncio.to_thread(self._reading.read, stored)
        except ArchiveError as error:
            return _none(error.message)
        if captured.lacks_body:
            return _none("what it was imported from has not kept the body of the page")
        if captured.is_file:
            return await asyncio.to_thread(prove_file, captured)
        try:
            passed = await self._tried_twice(captured, fixed=False)
        except _NoProof as trouble:
            return _none(str(trouble), self._browser.software)
        if self._options.second_pass and passed.evidence.tally.new:
            passed = await self._second(captured, passed)
        return _proof(passed, self._browser.software)

    async def _second(self, captured: Captured, first: Passed) -> Passed:
        """With fixed clock and seed, if that is better."""
        try:
            return better(first, await self._pass(captured, fixed=True))
        except _NoProof:
            return first

    async def _tried_twice(self, captured: Captured, *, fixed: bool) -> Passed:
        try:
            return await self._pass(captured, fixed=fixed)
        except _NoProof:  # with a new browser: another page may have taken the old one along
            return await self._pass(captured, fixed=fixed)

    async def _pass(self, captured: Captured, *, fixed: bool) -> Passed:
        witness = Witness(await asyncio.to_thread(SnapshotLookup, captured.material))
        async with SealedOrigin(witness, witness.differed) as origin:
            traffic = SealedTraffic(origin.port, witness)
            await traffic.start()
            try:
                view = await self._visit(captured, traffic, fixed=fixed)
            finally:
                await traffic.stop()
        return await asyncio.to_thread(judged, captured, view, witness, fixed=fixed)

    async def _visit(self, captured: Captured, traffic: SealedTraffic, *, fixed: bool) -> PageView:
        """Raises :class:`_NoProof` when the browser crashes or hangs."""
        from playwright.async_api import Error

        options, browser = self._options, self._browser
        try:
            context = await browser.context(traffic.proxy, state=options.login, viewport=captured.viewport)
        except BrowserCrashed as error:
            raise _NoProof(error.message) from error
        visit = Visit(context, traffic, captured.stored.url, options.visit, lambda _: None)
        limit_s = options.visit.timeout_s + _GRACE_S
        try:
            if fixed:
                await context.add_init_script(fixed_clock(captured.material))
            async with asyncio.timeout(limit_s):
                view = await visit.run()
        except TimeoutError:
            raise _NoProof(f"the browser hung for {limit_s:.0f} s") from None
        except Error as error:
            raise _NoProof(error.message.splitlines()[0]) from error
        finally:
            traffic.stopping = True
            await browser.give_back(context)
        if view.crashed:
            raise _NoProof(view.error or "the page crashed the browser")
        return view


def proof_visit(options: VisitOptions, *, timeout_s: float) -> VisitOptions:
    """As at capture, without what is made for keeping: only the window is pictured, for comparison."""
    return replace(
        options,
        timeout_s=timeout_s,
        full_page=False,
        thumbnail=False,
        pdf=False,
        viewports=(),
        gaps=None,
        max_page_bytes=0,
    )


def sealed_arguments(spki: str) -> tuple[str, ...]:
    """Of the command line of a browser that believes certificates of one key of ours, whatever name they
    have (``spki``: base 64 of the key's SHA-256), and in which WebRTC has no way out."""
    return (
        f"--ignore-certificate-errors-spki-list={spki}",
        "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    )


def _proof(passed: Passed, software: str) -> Proof:
    like = passed.evidence.likeness
    return replace(
        proof_of(passed.grade, passed.message, passed.evidence.tally),
        pixel_diff=round(like.pixel_diff, 6) if like.pixel_diff is not None else None,
        text_ratio=like.text_ratio,
        title_same=like.title_same,
        fixed_clock=passed.evidence.fixed_clock,
        software=software,
    )


def _none(message: str, software: str = "") -> Proof:
    return Proof("none", timestamps.now(), message=message, software=software)
