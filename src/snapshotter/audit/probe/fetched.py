"""What a GET amounts to, told as a capture is."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Literal

from snapshotter import timestamps
from snapshotter.audit.probe.following import Ending
from snapshotter.audit.probe.options import SOFTWARE
from snapshotter.audit.probe.trail import Trail
from snapshotter.capture.download import Download
from snapshotter.capture.outcome import Evidence, outcome_of
from snapshotter.capture.recorder import request_outcome
from snapshotter.model.capture import Capture, Outcome, Reason
from snapshotter.model.exchange import Exchange
from snapshotter.urls import Url


def fetched(
    url: Url, trail: Trail, ending: Ending, began: datetime, *, user_agent: str, asked_if: bool = False
) -> Capture:
    """The capture, without title and text: nobody has read it yet.

    ``asked_if``: the request was a conditional one, and 304 is the answer that was hoped for.
    """
    answered = [each for each in trail.exchanges if each.response is not None and each.status is not None]
    main = answered[-1] if answered else None
    outcome, reason = _outcome(url, main, ending, asked_if)
    return Capture(
        id=str(uuid.uuid4()),
        url=url,
        started_at=began,
        finished_at=timestamps.now_after(began),
        outcome=outcome,
        reason=reason,
        via="fetch",
        exchanges=tuple(trail.exchanges),
        main_exchange_id=main.id if main is not None else None,
        final_url=main.url if main is not None else None,
        status=main.status if main is not None else None,
        requests=tuple(map(request_outcome, trail.exchanges)),
        connections=tuple(trail.connections),
        findings=tuple(trail.findings),
        user_agent=user_agent,
        software=SOFTWARE,
    )


def _outcome(
    url: Url, main: Exchange | None, ending: Ending, asked_if: bool
) -> tuple[Outcome, Reason | None]:
    if main is not None and main.status == 304:
        if asked_if and main.url == url:
            return Outcome.CAPTURED, None
        return Outcome.FAILED, Reason(
            "http.not-modified", "the origin answered 304, which nobody had asked for"
        )
    result: Literal["out-of-time", "failed", "complete"] = (
        "out-of-time" if ending.is_late else "failed" if ending.error is not None else "complete"
    )
    final_url = main.url if main is not None else url
    return outcome_of(Evidence(main=main, download=Download(result, final_url, error=ending.error)))
