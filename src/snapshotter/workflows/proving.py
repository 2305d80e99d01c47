"""A stored capture is proved; what its proof missed is fetched where that can be, and it is proved again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from snapshotter.model.capture import Capture, StoredCapture
from snapshotter.model.proof import Proof

if TYPE_CHECKING:
    from snapshotter.ports import Capturer, Prover

Keep = Callable[[StoredCapture, Proof, Capture | None], Awaitable[StoredCapture]]
"""Writes a proof, with what it called for, and returns the capture with both."""


@dataclass(frozen=True, slots=True)
class ProveCaptures:
    """What is done with every capture once it is on disk.

    Broken off at any moment it leaves the capture as it was last written: without a proof, or with that of
    before.
    """

    prover: Prover
    capturer: Capturer | None = None
    """Fetches what was missed; None: nothing is fetched."""

    async def proved(self, stored: StoredCapture, keep: Keep) -> StoredCapture:
        """The capture with its proof, which is written by then.

        Raises what ``keep`` raises, and :class:`BrowserMissing`.
        """
        proof = await self.prover.prove(stored)
        supplement = await self._supplement(stored, proof)
        if supplement is None:
            return await keep(stored, proof, None)
        capturer, found = supplement
        try:
            stored = await keep(stored, proof, found)
        finally:
            await capturer.release(found)
        return await keep(stored, await self.prover.prove(stored), None)

    async def _supplement(self, stored: StoredCapture, proof: Proof) -> tuple[Capturer, Capture] | None:
        """What could be had of that which was missed; None when there is nothing."""
        misses = [miss for miss in proof.misses if miss.method == "GET" and not miss.known]
        if self.capturer is None or not misses:
            return None
        found = await self.capturer.supplement(stored.url, misses, stored.final_url or stored.url)
        if found.exchanges:
            return self.capturer, found
        await self.capturer.release(found)
        return None
