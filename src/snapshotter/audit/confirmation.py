"""Confirmed over time: one failure is a suspicion.  Pure, and without a clock of its own.

A page is lost when it was found so in several checks, over days, in more than one way of asking, and not
once otherwise in between (InternetArchiveBot waits likewise: three checks, three days apart).  What could
not be asked for says nothing either way.  A page that came back before is believed to be lost less
quickly.

Only the dates of audits are known here, and clocks are wrong at times.  Audits are taken in the order in
which they were written, as far as that is known; wherever their dates show that the clock was set, evidence
begins anew; and of the time in which nobody looked, the longest pause counts no more than the next longest,
so that one jump of a clock adds nothing.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cmp_to_key
from itertools import combinations, groupby, pairwise
from typing import Literal

from snapshotter.audit.due import due_at
from snapshotter.audit.patience import ConfirmPolicy
from snapshotter.model.audit import CHANGED, DEAD, SOUND, Audit, AuditClass

State = Literal["sound", "suspected", "confirmed", "unknown"]

UNANSWERED: frozenset[AuditClass] = frozenset(("unreachable", "tls-failure", "server-error"))
"""Could not be asked for, because nothing that is a page's answer came; told as that after long enough."""
_TURNED_AWAY: frozenset[AuditClass] = frozenset(
    ("rate-limited", "blocked", "challenge", "login-wall", "consent-wall", "legal")
)
_ANSWERED = SOUND | CHANGED
_TRUSTED = 1.5
"""Two sightings alone are enough only within so many times the days of the policy."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the newest audit of a citation comes to, seen with the earlier ones."""

    confirmed: bool
    state: State
    since: datetime | None
    """When it was first seen so; None where nothing is known."""
    failures: int
    """How often a page was independently found dead (or changed, or without an answer)."""
    says: str
    """A sentence for people."""


def confirmed(history: Sequence[Audit], new: Audit, policy: ConfirmPolicy) -> Standing:
    """How far ``new`` may be believed.

    ``history`` are the audits of the same citation that were written before ``new``, in any order; ``new``
    may be among them.  Only their times, classes, ways, status and ids are looked at, and what
    :func:`apply` noted of the clock.
    """
    told = [*as_written([each for each in history if each.check_id != new.check_id]), new]
    found = new.verdict.audit_class
    if found in SOUND:
        return _sound(told)
    if found in DEAD:
        return _dead(told, policy)
    if found in CHANGED:
        return _changed(told, policy)
    if found in UNANSWERED:
        return _unanswered(told, policy)
    return _unasked(told, policy)


def apply(
    audit: Audit,
    history: Sequence[Audit],
    policy: ConfirmPolicy,
    *,
    risk: float = 0.0,
    key: str = "",
) -> Audit:
    """The audit with ``verdict.confirmed`` and ``due_at``; ``risk`` and ``key`` as in :func:`due_at`.

    Where earlier audits are dated later (a clock was wrong), the evidence says which: ``dated_later``.
    """
    standing = confirmed(history, audit, policy)
    evidence = {**audit.verdict.evidence, **_clock_noted(history, audit)}
    marked = replace(audit, verdict=replace(audit.verdict, confirmed=standing.confirmed, evidence=evidence))
    return replace(marked, due_at=due_at(history, marked, policy, risk, key=key))


def as_written(audits: Iterable[Audit]) -> list[Audit]:
    """By date, but what an audit notes as ``dated_later`` comes before it."""
    by_date = sorted(audits, key=lambda each: each.checked_at)
    later = {each.check_id: frozenset(_dated_later(each)) for each in by_date}
    if not any(later.values()):
        return by_date

    def compared(one: Audit, other: Audit) -> int:
        if other.check_id in later[one.check_id]:
            return 1
        if one.check_id in later[other.check_id] or one.checked_at < other.checked_at:
            return -1
        return int(one.checked_at > other.checked_at)

    return sorted(by_date, key=cmp_to_key(compared))


def _clock_noted(history: Sequence[Audit], new: Audit) -> dict[str, list[str]]:
    """Which of the earlier audits are dated later than the new one."""
    earlier = [each for each in history if each.check_id != new.check_id]
    later = [each.check_id for each in earlier if each.checked_at > new.checked_at]
    return {"dated_later": later} if later else {}


def _dated_later(audit: Audit) -> Iterable[str]:
    noted = audit.verdict.evidence.get("dated_later")
    return [each for each in noted if isinstance(each, str)] if isinstance(noted, list | tuple) else []


def _sound(told: Sequence[Audit]) -> Standing:
    run = _trailing(told, lambda audit: audit.verdict.audit_class not in DEAD | CHANGED)
    since = min(each.checked_at for each in run if each.verdict.audit_class in SOUND)
    return Standing(True, "sound", since, 0, "The page is as it was cited.")


def _dead(told: Sequence[Audit], policy: ConfirmPolicy) -> Standing:
    run, came_back = _dead_run(told, policy)
    if not run:
        says = "Found lost, and found well at that same time."
        return Standing(False, "suspected", told[-1].checked_at, 0, says)
    times = [each.checked_at for each in run]
    seen = _independent(times, policy)
    count, lost = len(seen), told[-1].verdict.audit_class
    if _lost_for_good(run, policy, came_back) or _lost(run, seen, policy, came_back):
        says = f"Lost ({lost}): found so {count} times since {_day(times[0])}, and never otherwise."
        return Standing(True, "confirmed", times[0], count, says)
    says = f"Seems lost ({lost}): found so {_times(count)} since {_day(times[0])}; not often enough yet."
    return Standing(False, "suspected", times[0], count, says)


def _changed(told: Sequence[Audit], policy: ConfirmPolicy) -> Standing:
    found = told[-1].verdict.audit_class
    run = _trailing(told, lambda audit: audit.verdict.audit_class not in SOUND)
    times = [each.checked_at for each in run if each.verdict.audit_class == found]
    seen = _independent(times, policy)
    trusted = timedelta(days=policy.trusted_pause_days)
    if len(seen) > 2 or _apart(seen, timedelta(hours=policy.gap_hours), trusted):
        says = f"Changed ({found}): found so {len(seen)} times since {_day(times[0])}."
        return Standing(True, "confirmed", times[0], len(seen), says)
    says = f"Seems changed ({found}): found so {_times(len(seen))}; to be seen on another day."
    return Standing(False, "suspected", times[0], len(seen), says)


def _unanswered(told: Sequence[Audit], policy: ConfirmPolicy) -> Standing:
    found = told[-1].verdict.audit_class
    breaks = DEAD | _ANSWERED | _TURNED_AWAY
    run = _trailing(told, lambda audit: audit.verdict.audit_class not in breaks)
    times = [each.checked_at for each in run if each.verdict.audit_class in UNANSWERED]
    seen = _independent(times, policy)
    needed = timedelta(days=policy.unanswered_days)
    if len(seen) >= policy.unanswered_failures and _watched(seen) >= needed:
        days = (times[-1] - times[0]).days
        says = f"Has not answered for {days} days ({found}); nothing says that it is lost."
        return Standing(True, "confirmed", times[0], len(seen), says)
    says = f"Has not answered ({found}), {_times(len(seen))} since {_day(times[0])}."
    return Standing(False, "unknown", times[0], len(seen), says)


def _unasked(told: Sequence[Audit], policy: ConfirmPolicy) -> Standing:
    """Neither for nor against: the count of an open suspicion stands as it was."""
    run, _ = _dead_run(told, policy)
    count = len(_independent([each.checked_at for each in run], policy))
    says = f"Could not be asked for ({told[-1].verdict.audit_class})"
    says += f"; was found lost {_times(count)} before." if count else "; nothing is known of it."
    return Standing(False, "unknown", run[0].checked_at if run else None, count, says)


def _lost(run: Sequence[Audit], seen: Sequence[datetime], policy: ConfirmPolicy, came_back: int) -> bool:
    """Often enough, over days enough, in ways enough; the more so, the more often it came back before."""
    needed = timedelta(days=policy.confirm_days) * (1 + policy.doubt * came_back)
    often = len(seen) >= policy.failures + came_back
    return often and _asked_enough(run, policy) and _watched(seen) >= needed


def _lost_for_good(run: Sequence[Audit], policy: ConfirmPolicy, came_back: int) -> bool:
    """Two sightings that leave no doubt of their own: 410, or a name that is not there."""
    hard = [each for each in run if _is_hard(each)]
    if came_back or not hard or not _is_hard(run[-1]):
        return False
    seen = _independent([each.checked_at for each in hard], policy)
    often = len(seen) >= policy.hard_failures
    days = timedelta(days=policy.confirm_days)
    return often and _asked_enough(hard, policy) and _apart(seen, days, days * _TRUSTED)


def _asked_enough(run: Sequence[Audit], policy: ConfirmPolicy) -> bool:
    """In ways enough; where there is no name, there is no other way to ask."""
    nameless = all(each.verdict.audit_class == "dns-gone" for each in run)
    return nameless or len({way for each in run for way in each.ways}) >= policy.ways


def _is_hard(audit: Audit) -> bool:
    found = audit.verdict.audit_class
    return found == "dns-gone" or (found == "gone" and audit.status == 410)


def _dead_run(told: Sequence[Audit], policy: ConfirmPolicy) -> tuple[list[Audit], int]:
    """The findings of death since the page last answered, and how often it came back before that."""
    run: list[Audit] = []
    returns: list[datetime] = []
    for together, clock_was_set in _moments(told):
        run = [] if clock_was_set else run
        if any(each.verdict.audit_class in _ANSWERED for each in together):
            returns += [together[0].checked_at] if run else []
            run = []
        else:
            run += [each for each in together if each.verdict.audit_class in DEAD]
    oldest = told[-1].checked_at - timedelta(days=policy.memory_days)
    came_back = sum(at >= oldest for at in returns) + _wavers(told, oldest)
    return run, min(came_back, policy.longest_doubt)


def _wavers(told: Sequence[Audit], oldest: datetime) -> bool:
    """Whether the page, while it was well, answered the first request at some times and not at others."""
    asked = {
        len(each.ways) > 1 for each in told if each.verdict.audit_class in SOUND and each.checked_at >= oldest
    }
    return len(asked) > 1


def _moments(told: Sequence[Audit]) -> Iterator[tuple[list[Audit], bool]]:
    """What was found at one time, and whether the clock was set before that: dates go back, or come back
    to where they were once."""
    dates: list[datetime] = []
    last = told[0].checked_at
    for at, group in groupby(told, key=lambda audit: audit.checked_at):
        yield list(group), at < last or bisect_right(dates, last) < bisect_right(dates, at)
        insort(dates, at)
        last = at


def _trailing(told: Sequence[Audit], belongs: Callable[[Audit], bool]) -> list[Audit]:
    """The newest audits back to the first that does not belong, or to when the clock was set; the newest of
    all in any case."""
    run: list[Audit] = []
    for together, clock_was_set in _moments(told):
        goes_on = run if not clock_was_set else []
        run = [*goes_on, *together] if all(belongs(each) for each in together) else []
    return run or [told[-1]]


def _independent(times: Iterable[datetime], policy: ConfirmPolicy) -> list[datetime]:
    """Those that are far enough from the one before; ``times`` do not go backwards."""
    seen: list[datetime] = []
    for at in times:
        if not seen or at - seen[-1] >= timedelta(hours=policy.gap_hours):
            seen.append(at)
    return seen


def _watched(seen: Sequence[datetime]) -> timedelta:
    """The time from the first to the last, the longest pause counting no more than the next longest."""
    pauses = sorted(later - earlier for earlier, later in pairwise(seen))
    return sum(pauses[:-1], timedelta()) + pauses[-2] if len(pauses) > 1 else timedelta()


def _apart(seen: Sequence[datetime], least: timedelta, most: timedelta) -> bool:
    """Whether two sightings lie far enough apart, and no farther than a clock is trusted."""
    return any(least <= later - earlier <= most for earlier, later in combinations(seen, 2))


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
