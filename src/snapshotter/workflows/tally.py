"""What came of the captures of a run, in a few numbers however many there were."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from snapshotter.model.capture import Capture, Outcome, StoredCapture
from snapshotter.model.events import CaptureFinished

MOST_TROUBLES = 1000
"""Captures that are not whole, told one by one; of more than these there is a count."""


@dataclass(slots=True)
class RunTally:
    """Grows with every capture of a run; its size does not."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    troubles: list[CaptureFinished] = field(default_factory=list)
    """The first that are partial or failed, in the order of their end."""
    stored_bytes: int = 0
    """What the captures added to the WARCs."""
    saved_bytes: int = 0
    """Payload bytes that were there already and were not stored again."""
    deduplicated: int = 0
    """How many responses and artefacts that were."""
    grades: Counter[str] = field(default_factory=Counter)
    """Of the proofs."""

    def note(self, event: CaptureFinished) -> None:
        self.outcomes[event.outcome] += 1
        self.stored_bytes += event.stored_bytes
        self.saved_bytes += event.saved_bytes
        self.deduplicated += event.deduplicated
        if event.proof is not None:
            self.grades[event.proof.grade] += 1
        if event.outcome in (Outcome.PARTIAL, Outcome.FAILED) and len(self.troubles) < MOST_TROUBLES:
            self.troubles.append(event)

    @property
    def untold(self) -> int:
        """Troubles that are counted and not listed."""
        return self.outcomes[Outcome.PARTIAL] + self.outcomes[Outcome.FAILED] - len(self.troubles)


def sent_bytes(capture: Capture) -> int:
    """Bytes of all response bodies, as they were on the wire."""
    return sum(request.size_bytes for request in capture.requests)


def finished(capture: Capture, stored: StoredCapture) -> CaptureFinished:
    """What is told of a capture once it is stored."""
    return CaptureFinished(
        url=capture.url,
        outcome=stored.outcome,
        reason=stored.reason,
        status=stored.status,
        size_bytes=sent_bytes(capture),
        requests=len(capture.requests),
        elapsed_s=max((capture.finished_at - capture.started_at).total_seconds(), 0.0),
        stored_bytes=stored.size_bytes + sum(extent.length for extent in stored.additions),
        saved_bytes=stored.saved_bytes,
        deduplicated=stored.deduplicated,
        id=stored.id,
        proof=stored.proof,
    )
