"""Confirmed over time: one failure is a suspicion.  Pure, and without a clock of its own.

A page is lost when it was found so in several checks, over days, in more than one way of asking, and not
once otherwise in between (InternetArchiveBot waits likewise: three checks, three days apart).  What could
not be asked for says nothing either way.  A page that came back before is believed to be lost less
quickly.

Only times of audits are known here, and clocks are wrong at times.  So nothing counts that is dated after
the audit in question, dates that go backwards begin anew, and the time between two checks in which nobody
looked counts up to a bound: a clock that jumps adds at most one such bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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

    ``history`` are the earlier audits of the same citation, in the order in which they were written, or
    by date; ``new`` may be among them.  Only their times, classes, ways, status and ids are looked at.
    """
    told = [*_before(history, new), new]
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
    """The audit with ``verdict.confirmed`` and ``due_at``; ``risk`` and ``key`` as in :func:`due_at`."""
    standing = confirmed(history, audit, policy)
    marked = replace(audit, verdict=replace(audit.verdict, confirmed=standing.confirmed))
    return replace(marked, due_at=due_at(history, marked, policy, risk, key=key))


def _before(history: Sequence[Audit], new: Audit) -> list[Audit]:
    """What counts beside ``new``: not itself, and nothing from after it but that the page answered."""
    return [
        each
        for each in history
        if each.check_id != new.check_id
        and (each.checked_at <= new.checked_at or each.verdict.audit_class in _ANSWERED)
    ]


def _sound(told: Sequence[Audit]) -> Standing:
    run = _trailing(told, lambda audit: audit.verdict.audit_class not in DEAD | CHANGED)
    since = min(each.checked_at for each in run if each.verdict.audit_class in SOUND)
    return Standing(True, "sound", since, 0, "The page is as it was cited.")


def _dead(told: Sequence[Audit], policy: ConfirmPolicy) -> Standing:
    run, came_back = _dead_run(told, policy)
    if not run:
        says = "Found lost, and found well at that same time or at one that is dated later."
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
    same = [each.checked_at for each in run if each.verdict.audit_class == found]
    times = _forward([at for at in same if at <= told[-1].checked_at])
    seen = _independent(times, policy)
    if len(seen) > 2 or _apart(seen, timedelta(hours=policy.gap_hours), policy):
        says = f"Changed ({found}): found so {len(seen)} times since {_day(times[0])}."
        return Standing(True, "confirmed", times[0], len(seen), says)
    says = f"Seems changed ({found}): found so {_times(len(seen))}; to be seen on another day."
    return Standing(False, "suspected", times[0], len(seen), says)


def _unanswered(told: Sequence[Audit], policy: ConfirmPolicy) -> Standing:
    found = told[-1].verdict.audit_class
    breaks = DEAD | _ANSWERED | _TURNED_AWAY
    run = _trailing(told, lambda audit: audit.verdict.audit_class not in breaks)
    times = _forward([each.checked_at for each in run if each.verdict.audit_class in UNANSWERED])
    seen = _independent(times, policy)
    needed = timedelta(days=policy.unanswered_days)
    if len(seen) >= policy.unanswered_failures and _watched(seen, needed / 3) >= needed:
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
    days = timedelta(days=policy.confirm_days)
    needed = days * (1 + policy.doubt * came_back)
    often = len(seen) >= policy.failures + came_back
    longest_pause = days / max(policy.failures - 1, 1)
    return often and _asked_enough(run, policy) and _watched(seen, longest_pause) >= needed


def _lost_for_good(run: Sequence[Audit], policy: ConfirmPolicy, came_back: int) -> bool:
    """Two sightings that leave no doubt of their own: 410, or a name that is not there."""
    hard = [each for each in run if _is_hard(each)]
    if came_back or not hard or not _is_hard(run[-1]):
        return False
    seen = _independent([each.checked_at for each in hard], policy)
    often = len(seen) >= policy.hard_failures
    return often and _asked_enough(hard, policy) and _apart(seen, timedelta(days=policy.confirm_days), policy)


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
    for at, group in groupby(told, key=lambda audit: audit.checked_at):
        together = list(group)
        if any(each.verdict.audit_class in _ANSWERED for each in together):
            returns += [at] if run else []
            run = []
            continue
        dead = [each for each in together if each.verdict.audit_class in DEAD]
        if run and dead and at < run[-1].checked_at:
            run = []
        run += dead
    oldest = told[-1].checked_at - timedelta(days=policy.memory_days)
    came_back = sum(at >= oldest for at in returns)
    return run, min(came_back, policy.longest_doubt)


def _trailing(told: Sequence[Audit], belongs: Callable[[Audit], bool]) -> list[Audit]:
    """The newest audits back to the first that does not belong; the newest of all always does."""
    run: list[Audit] = [told[-1]]
    for each in reversed(told[:-1]):
        if not belongs(each):
            break
        run.insert(0, each)
    return run


def _forward(times: Sequence[datetime]) -> list[datetime]:
    """The last of them that do not go backwards."""
    run: list[datetime] = []
    for at in times:
        run = [*run, at] if not run or at >= run[-1] else [at]
    return run


def _independent(times: Iterable[datetime], policy: ConfirmPolicy) -> list[datetime]:
    """Those that are far enough from the one before; ``times`` do not go backwards."""
    seen: list[datetime] = []
    for at in times:
        if not seen or at - seen[-1] >= timedelta(hours=policy.gap_hours):
            seen.append(at)
    return seen


def _watched(seen: Sequence[datetime], longest_pause: timedelta) -> timedelta:
    """The time between the first and the last, no pause counting for more than ``longest_pause``."""
    pauses = (min(later - earlier, longest_pause) for earlier, later in pairwise(seen))
    return sum(pauses, timedelta())


def _apart(seen: Sequence[datetime], least: timedelta, policy: ConfirmPolicy) -> bool:
    """Whether two sightings lie far enough apart, and no farther than a clock is trusted."""
    trusted = max(timedelta(days=policy.trusted_pause_days), least * 2)
    return any(least <= later - earlier <= trusted for earlier, later in combinations(seen, 2))


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
