"""When to look at a cited page again.  Pure: every function is given the time.

A suspicion is looked into the next day and every day until it is settled, which is what tells a page that
is lost from a server that fails now and then.  What is well is looked at less and less often (Amber does so
too, with other numbers).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from snapshotter.audit.patience import USUAL, ConfirmPolicy
from snapshotter.digests import of_bytes
from snapshotter.model.audit import DEAD, SOUND, UNASKED, Audit, AuditClass
from snapshotter.timestamps import retry_after_s

_PASSES: frozenset[AuditClass] = frozenset(("unreachable", "tls-failure", "server-error", "rate-limited"))
"""Troubles that are over one day, mostly; the other walls stand for long."""
_MOST_DOUBLINGS = 20


def due_at(
    history: Sequence[Audit], new: Audit, policy: ConfirmPolicy, risk: float = 0.0, *, key: str = ""
) -> datetime:
    """When the page of ``new`` is to be looked at again; ``new.verdict.confirmed`` is set already.

    ``risk`` from 0 to 1 says how likely the page is to be lost soon, and brings its next check nearer, up
    to fourfold.  ``key`` spreads due times over days: give the page's, so that all who cite a page ask for
    it at once; the check's id stands in for it.
    """
    interval = _interval(history, new, policy)
    if new.verdict.audit_class in SOUND:
        interval = max(interval / (1 + 3 * min(max(risk, 0.0), 1.0)), min(timedelta(days=1), interval))
    early = interval * policy.spread * _fraction(key or new.check_id)
    floor = timedelta(hours=policy.gap_hours)
    wait = max(interval - early, min(floor, interval), _asked_wait(new, policy))
    return _after(new.checked_at, wait)


def is_due(audits: Collection[Audit], now: datetime, policy: ConfirmPolicy = USUAL) -> bool:
    """Whether a citation with these audits is to be checked: it never was, or its time has come.

    Audits that are dated after ``now`` are no reason to wait, and none is for longer than the policy's
    longest interval.
    """
    past = [each for each in audits if each.checked_at <= now]
    if not past:
        return True
    newest = max(past, key=lambda each: each.checked_at)
    return (
        newest.due_at is None
        or newest.due_at <= now
        or now - newest.checked_at >= timedelta(days=policy.longest_days)
    )


def _interval(history: Sequence[Audit], new: Audit, policy: ConfirmPolicy) -> timedelta:
    found = new.verdict.audit_class
    told = _told(history, new)
    if found in SOUND:
        return _doubled(policy.due_days, _streak(told, SOUND, policy), policy.longest_days)
    if found in UNASKED:
        longest = policy.longest_backoff_days if found in _PASSES else policy.longest_days
        return _doubled(policy.backoff_days, _streak(told, UNASKED, policy), longest)
    if not new.verdict.confirmed:
        return timedelta(hours=policy.gap_hours * 1.1)
    group = DEAD if found in DEAD else frozenset((found,))
    known = [each for each in told if each.verdict.confirmed]
    return _doubled(policy.due_days, _streak(known, group, policy), policy.longest_days)


def _told(history: Sequence[Audit], new: Audit) -> list[Audit]:
    """By date, without what is dated after ``new``, which is the last."""
    kept = [each for each in history if each.check_id != new.check_id and each.checked_at <= new.checked_at]
    return [*sorted(kept, key=lambda each: each.checked_at), new]


def _streak(told: Sequence[Audit], classes: Collection[AuditClass], policy: ConfirmPolicy) -> int:
    """How often the page was found so before the newest time, without another finding in between; what was
    found within hours counts once."""
    count, last = 0, told[-1].checked_at
    for each in reversed(told):
        if each.verdict.audit_class not in classes:
            break
        if last - each.checked_at >= timedelta(hours=policy.gap_hours):
            count, last = count + 1, each.checked_at
    return count


def _doubled(days: float, times: int, longest: float) -> timedelta:
    return timedelta(days=min(days * 2 ** min(times, _MOST_DOUBLINGS), longest))


def _asked_wait(audit: Audit, policy: ConfirmPolicy) -> timedelta:
    """What the host asked for (``Retry-After``, RFC 9110, 10.2.3), within the longest interval."""
    asked = _retry_after(audit.verdict.evidence)
    if asked is None:
        return timedelta()
    longest_s = policy.longest_days * 86_400
    return timedelta(seconds=min(retry_after_s(asked, since=audit.checked_at), longest_s))


def _retry_after(evidence: Mapping[str, Any]) -> str | None:
    """The field as a rule noted it, at the top of the evidence or in one of its parts."""
    parts = [evidence, *(each for each in evidence.values() if isinstance(each, Mapping))]
    found = (part.get("retry_after") for part in parts)
    return next((each for each in found if isinstance(each, str)), None)


def _fraction(key: str) -> float:
    """From 0 to 1, the same for the same key, even over many keys."""
    return int(of_bytes(key.encode())[-8:], 16) / 0x1_0000_0000


def _after(at: datetime, wait: timedelta) -> datetime:
    """Never beyond the calendar."""
    return at + min(wait, datetime.max.replace(tzinfo=at.tzinfo) - at)
