"""How fast a host wants to be visited, as far as its answers tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class HostPace:
    """What is remembered of a host from one visit, and one run, to the next."""

    delay_s: float
    """Between two visits."""
    latency_s: float | None
    """What the host takes to begin an answer, lately; None when it has not been seen to."""
    not_before: datetime
    """No visit before: by the delay, or because the host asked for it (``Retry-After``)."""
    seen_at: datetime
    """The last visit."""
