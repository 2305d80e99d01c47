"""The pace of a host, learned from its answers.  Pure: every function is given the time.

It slows down twofold whenever a host turns us away, and comes back little by little while it does not.
All of it is in proportion to the delay that the user has set: a delay of 0 says that the host is the
user's own, and then there is no pace but what the host asks for itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from snapshotter.model.capture import Capture
from snapshotter.model.exchange import Exchange
from snapshotter.model.pace import HostPace
from snapshotter.timestamps import retry_after_s

SLOWEST = 30.0
"""A host's delay never grows beyond this many times the one that was set,"""
LONGEST_DELAY_S = 120.0
"""nor beyond this, unless more was set."""
LONGEST_LATENCY = 10.0
"""A host that is slow to answer does not rest for longer than this many times the delay that was set."""
GROWTH = 2.0
RECOVERY = 0.7
"""What is left of a delay after a visit that went well."""
NEWEST_WEIGHT = 0.3
"""Of the newest latency in the average."""
FORGIVEN_HALF_S = 3600.0
"""In this time half of a delay is forgotten."""
LONGEST_BAR_S = 30 * 86_400.0
"""What a host may ask for at most; more is a mistake of its clock."""

_TURNS_AWAY = {429, 503}
_WALLS = {"challenge", "rate-limited"}


@dataclass(frozen=True, slots=True)
class Answer:
    """How a host took a visit."""

    kind: Literal["well", "turned-away", "silent"]
    """``silent``: it said nothing from which to learn."""
    retry_after_s: float = 0.0
    latency_s: float | None = None


def new_host(floor_s: float, now: datetime) -> HostPace:
    """A host that nothing is known of: it may be visited at once."""
    return HostPace(floor_s, None, now, now)


def remembered(pace: HostPace, floor_s: float, now: datetime) -> HostPace:
    """What is still worth knowing of a host that was visited some time ago, perhaps at another delay."""
    pace = _by_this_clock(pace, now)
    age_s = (now - pace.seen_at).total_seconds()
    excess = max(pace.delay_s - floor_s, 0.0) * 0.5 ** min(age_s / FORGIVEN_HALF_S, 64.0)
    latest = now + timedelta(seconds=LONGEST_BAR_S)
    return replace(pace, delay_s=_bounded(floor_s + excess, floor_s), not_before=min(pace.not_before, latest))


def after(pace: HostPace, answer: Answer, floor_s: float, now: datetime) -> HostPace:
    """The pace once a visit is over."""
    pace = _by_this_clock(pace, now)
    delay_s = _next_delay(pace.delay_s, answer, floor_s)
    latency_s = _average(pace.latency_s, answer.latency_s)
    slow_s = min(latency_s or 0.0, LONGEST_LATENCY * floor_s, _ceiling(floor_s))
    rest_s = max(delay_s, slow_s)
    asked_s = min(max(answer.retry_after_s, 0.0), LONGEST_BAR_S)
    earliest = now + timedelta(seconds=max(rest_s, asked_s))
    still_barred = pace.not_before if pace.not_before > now else now
    return HostPace(delay_s, latency_s, max(earliest, still_barred), now)


def _by_this_clock(pace: HostPace, now: datetime) -> HostPace:
    """A clock that was set back since the last visit makes no rest longer than it was to be."""
    ahead = max(pace.seen_at - now, timedelta())
    return replace(pace, seen_at=pace.seen_at - ahead, not_before=pace.not_before - ahead)


def rest_s(pace: HostPace, now: datetime) -> float:
    """Seconds until the host may be visited."""
    return max((pace.not_before - now).total_seconds(), 0.0)


def answer_of(capture: Capture) -> Answer:
    """What a capture tells of its host."""
    main = main_of(capture)
    if main is None or main.response is None:
        return Answer("silent")
    asked_s = retry_after_s(main.retry_after)
    wall = capture.verdict is not None and capture.verdict.page_class in _WALLS
    turned_away = wall or capture.status in _TURNS_AWAY
    return Answer("turned-away" if turned_away else "well", asked_s, main.waited_s)


def main_of(capture: Capture) -> Exchange | None:
    """The exchange that is the page."""
    return next((one for one in capture.exchanges if one.id == capture.main_exchange_id), None)


def _next_delay(delay_s: float, answer: Answer, floor_s: float) -> float:
    if answer.kind == "turned-away":
        return _bounded(max(delay_s, floor_s) * GROWTH, floor_s)
    if answer.kind == "well":
        return _bounded(floor_s + (delay_s - floor_s) * RECOVERY, floor_s)
    return _bounded(delay_s, floor_s)


def _bounded(delay_s: float, floor_s: float) -> float:
    """Between the delay that was set and its multiple; what is next to it is it."""
    bounded = min(max(delay_s, floor_s), _ceiling(floor_s))
    return floor_s if bounded < floor_s * 1.05 else bounded


def _ceiling(floor_s: float) -> float:
    return max(floor_s, min(floor_s * SLOWEST, LONGEST_DELAY_S))


def _average(known_s: float | None, new_s: float | None) -> float | None:
    if new_s is None or known_s is None:
        return known_s if new_s is None else new_s
    return known_s + (new_s - known_s) * NEWEST_WEIGHT
