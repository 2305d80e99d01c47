"""Whether a page is tried again, when, and which of several tries is kept.  Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from snapshotter.model.attempt import Attempt, family_of, other_family
from snapshotter.model.capture import Capture, Finding, Outcome
from snapshotter.workflows.pace import main_of

Trouble = Literal["transient", "blocked", "permanent"]
"""``transient``: another try may cure it.  ``blocked``: the host does not want us; once more, later
and otherwise.  ``permanent``: it is so."""

TRANSIENT_REASONS = frozenset(
    {
        "capture.connect",
        "capture.no-answer",
        "capture.browser-crashed",
        "capture.truncated-disconnect",
        "http.408",
        "http.425",
        "http.429",
        "http.500",
        "http.502",
        "http.503",
        "http.504",
        *(f"http.{status}" for status in range(520, 531)),  # of content delivery networks
    }
)
BLOCKED_REASONS = frozenset({"http.403"})
BLOCKED_CLASSES = frozenset({"challenge", "rate-limited"})
TRANSIENT_CLASSES = frozenset({"server-error"})

TRANSIENT_PAUSE_S = 2.0
"""Before the second try; twice as long before each further one."""
BLOCKED_PAUSE_S = 8.0
LONGEST_PAUSE_S = 300.0
_RANK = {Outcome.CAPTURED: 2, Outcome.PARTIAL: 1}


@dataclass(frozen=True, slots=True)
class Tried:
    """One line about a try: for the list in the capture that is kept."""

    attempt: Attempt
    outcome: Outcome
    code: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Again:
    """Another try, so many seconds from now at the earliest."""

    attempt: Attempt
    pause_s: float


def trouble_of(capture: Capture) -> Trouble | None:
    """What kind of trouble a capture met; None for none."""
    code = capture.reason.code if capture.reason is not None else None
    page_class = capture.verdict.page_class if capture.verdict is not None else None
    if page_class == "challenge" or code in BLOCKED_REASONS:
        return "blocked"
    if code in TRANSIENT_REASONS or page_class in TRANSIENT_CLASSES or _timed_out(capture):
        return "transient"
    if page_class in BLOCKED_CLASSES:
        return "blocked"
    return "permanent" if capture.outcome is Outcome.FAILED else None


def again(capture: Capture, attempt: Attempt, retries: int, chance: Callable[[], float]) -> Again | None:
    """The next try after this one; None when there is none.

    ``chance`` gives numbers from 0 to 1: pauses differ, so that what failed together does not come
    back together.  A ``Retry-After`` is the host's pace and is kept besides.
    """
    trouble = trouble_of(capture)
    if trouble == "transient" and attempt.number <= retries:
        pause_s = min(TRANSIENT_PAUSE_S * 2 ** (attempt.number - 1), LONGEST_PAUSE_S)
        return Again(Attempt(attempt.number + 1, attempt.address_family), _jittered(pause_s, chance))
    if trouble == "blocked" and attempt.number <= min(retries, 1):
        main = main_of(capture)
        family = other_family(family_of(main.ip if main is not None else None))
        return Again(Attempt(attempt.number + 1, family), _jittered(BLOCKED_PAUSE_S, chance))
    return None


def better(one: Capture, later: Capture) -> Capture:
    """The capture worth keeping: by its outcome, then by how much it shows; the later of two alike."""
    return one if _worth(one) > _worth(later) else later


def tried(capture: Capture, attempt: Attempt) -> Tried:
    reason = capture.reason
    return Tried(attempt, capture.outcome, reason.code if reason else None, reason.message if reason else "")


def with_attempts(capture: Capture, attempts: tuple[Tried, ...]) -> Capture:
    """The capture with the tries that led to it among its findings; as it is when it was the only one."""
    if len(attempts) < 2:
        return capture
    return replace(capture, findings=(*capture.findings, *map(_finding, attempts)))


def _finding(one: Tried) -> Finding:
    why = f" ({one.code}: {one.message})" if one.code else ""
    detail: dict[str, str | int] = {"number": one.attempt.number, "outcome": str(one.outcome)}
    if one.code:
        detail["reason"] = one.code
    if one.attempt.address_family:
        detail["address_family"] = one.attempt.address_family
    message = f"attempt {one.attempt.number}: {one.outcome}{why}"
    return Finding("capture.attempt", "info", message, detail)


def _timed_out(capture: Capture) -> bool:
    """Before there was any answer; a page that began to come and did not end is kept as it is."""
    timed_out = capture.reason is not None and capture.reason.code == "capture.timeout"
    return timed_out and capture.status is None


def _worth(capture: Capture) -> tuple[int, int, int]:
    good = capture.verdict is None or capture.verdict.is_good
    rank = _RANK.get(capture.outcome, 0) if good or capture.outcome is not Outcome.CAPTURED else 1
    size_bytes = sum(one.response.body.size_bytes for one in capture.exchanges if one.response is not None)
    return rank, int(capture.status is not None), size_bytes


def _jittered(pause_s: float, chance: Callable[[], float]) -> float:
    """Between one half and one and a half times as long."""
    return pause_s * (0.5 + chance())
