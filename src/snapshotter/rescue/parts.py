"""What a rescued page needs to be seen: pictures and style sheets as the same archive has them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from snapshotter.capture.gaps.css import mentions_in_css
from snapshotter.capture.gaps.reference import Reference, Use, resolved
from snapshotter.capture.gaps.references import of_document
from snapshotter.errors import RateLimited, RemoteArchiveError
from snapshotter.model.capture import Cut, Missing
from snapshotter.pagemeta.encoding import decode
from snapshotter.rescue.fetching import Fetched, Recorded, fetch
from snapshotter.rescue.mementos import address, candidate, stamped
from snapshotter.rescue.rebuild import media_type
from snapshotter.rescue.session import Session
from snapshotter.timestamps import digits14
from snapshotter.urls import Url, without_fragment

MAX_PARTS = 100
MAX_S = 120.0
MAX_BYTES = 100 << 20
_AT_ONCE = 4
_LEAST_S = 0.1
_DOCUMENTS = ("text/html", "application/xhtml+xml")
_SCRIPTED = ("document", "manifest", "playlist", "segment")


@dataclass(slots=True)
class Parts:
    """What came, what did not, and what nobody asked for any more."""

    fetched: list[Fetched] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    asked: int = 0
    size_bytes: int = 0


async def fetch_parts(page: Recorded, session: Session) -> Parts:
    """All that the page refers to and shows, then what its style sheets and frames refer to, a few at a time.

    A part is the one nearest in time to its page, whatever that is; which, its own date tells.
    """
    parts = Parts()
    deadline = time.monotonic() + MAX_S
    seen = {page.url}
    wave = _wanted(references(page, framed=True), seen)
    while wave:
        room = MAX_PARTS - parts.asked
        if len(wave) > room:
            parts.cuts.append(Cut("rescue-parts", f"{len(wave) - room} of its parts were not asked for"))
            wave = wave[:room]
        parts.asked += len(wave)
        came = await _fetched(wave, page, session, parts, deadline)
        more = [each for reference, part in came for each in _further(reference, part.page)]
        wave = _wanted(more, seen)
    return parts


def references(recorded: Recorded, *, framed: bool) -> list[Reference]:
    """What a document or style sheet refers to that is seen; scripts too, for some pages are made by them."""
    kind, body = media_type(recorded.answer), recorded.answer.content()
    declared = recorded.answer.value("content-type") or kind
    if kind == "text/css":
        return resolved(mentions_in_css(decode(body, declared, markup=False)), recorded.url, recorded.url)
    if kind not in _DOCUMENTS or not framed:
        return []
    found, _ = of_document(decode(body, declared, markup=True), recorded.url)
    return [each for each in found if each.use < Use.ALTERNATE]


def _further(reference: Reference, part: Recorded) -> list[Reference]:
    if reference.kind == "style":
        return references(part, framed=False)
    framed = reference.kind == "document"
    return [each for each in references(part, framed=framed) if each.kind not in _SCRIPTED]


def _wanted(found: Sequence[Reference], seen: set[Url]) -> list[Reference]:
    wanted = []
    for reference in sorted(found, key=lambda each: each.use):
        if without_fragment(reference.url) not in seen:
            seen.add(without_fragment(reference.url))
            wanted.append(reference)
    return wanted


async def _fetched(
    wave: Sequence[Reference], page: Recorded, session: Session, parts: Parts, deadline: float
) -> list[tuple[Reference, Fetched]]:
    turn = asyncio.Semaphore(_AT_ONCE)
    came: list[tuple[Reference, Fetched]] = []

    async def one(reference: Reference) -> None:
        async with turn:
            fetched = await _part(reference, page, session, parts, deadline)
            if fetched is not None:
                came.append((reference, fetched))

    await asyncio.gather(*(one(reference) for reference in wave))
    parts.fetched += [fetched for _, fetched in came]
    return came


async def _part(
    reference: Reference, page: Recorded, session: Session, parts: Parts, deadline: float
) -> Fetched | None:
    """One part; None, and told why, when it did not come."""
    here, left_s = stamped(page.answer.url), deadline - time.monotonic()
    wanted = candidate(address(here.prefix, digits14(page.moment), reference.url, raw=True)) if here else None
    reason = "budget" if left_s < _LEAST_S or parts.size_bytes > MAX_BYTES else "remote.no-address"
    if wanted is not None and reason != "budget":
        try:
            async with asyncio.timeout(left_s):
                fetched = await fetch(wanted, session, "part")
            parts.size_bytes += sum(len(hop.answer.body) for hop in fetched.hops)
            if fetched.page.answer.status < 400:
                return fetched
            reason = f"http.{fetched.page.answer.status}"
        except TimeoutError:
            reason = "budget"
        except RateLimited as error:
            parts.size_bytes += MAX_BYTES + 1  # the archive has had enough
            reason = error.code
        except RemoteArchiveError as error:
            reason = error.code
    parts.missing.append(Missing(reference.url, reference.referrer, reference.kind, reason))
    return None
