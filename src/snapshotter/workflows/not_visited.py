"""A page that was not asked for because its host does not want it now: recorded as such."""

from __future__ import annotations

import math
import uuid
from datetime import timedelta

from snapshotter import timestamps
from snapshotter.model.capture import Capture, Outcome, Reason
from snapshotter.urls import Url, hostname


def not_visited(url: Url, barred_s: float) -> Capture:
    """A failed capture without exchanges; the next run, once the time is over, takes the page."""
    now = timestamps.now()
    until = timestamps.iso(now + timedelta(seconds=math.ceil(barred_s)))
    message = f"{hostname(url)} asked to be left alone until {until} (Retry-After); not visited"
    return Capture(
        id=str(uuid.uuid4()),
        url=url,
        started_at=now,
        finished_at=now,
        outcome=Outcome.FAILED,
        reason=Reason("capture.retry-later", message),
        via="browser",
        exchanges=(),
        main_exchange_id=None,
        final_url=None,
        status=None,
    )
