"""What a capture holds, read and judged before it is stored: a wall is kept, and not called the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from snapshotter.model.capture import Capture, Outcome, Reason
from snapshotter.model.verdict import Verdict
from snapshotter.verdicts.judging import judge
from snapshotter.verdicts.of_capture import evidence_of


@dataclass(frozen=True, slots=True)
class ExamineCaptures:
    """:class:`snapshotter.ports.Examiner`."""

    def __call__(self, capture: Capture, quotes: Sequence[str] = ()) -> Capture:
        if all(exchange.id != capture.main_exchange_id for exchange in capture.exchanges):
            return capture
        return judged(capture, judge(evidence_of(capture)))


def judged(capture: Capture, verdict: Verdict) -> Capture:
    """The capture with its verdict: what is not the cited page has failed, whatever else went well."""
    if verdict.is_good or capture.outcome is Outcome.FAILED:
        return replace(capture, verdict=verdict)
    says = str(verdict.evidence.get("says") or f"it is {verdict.page_class}")
    reason = Reason(f"page.{verdict.page_class}", says)
    return replace(capture, verdict=verdict, outcome=Outcome.FAILED, reason=reason)
