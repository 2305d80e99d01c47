"""How long an audit waits before it believes, and before it asks again."""

from __future__ import annotations

from dataclasses import dataclass

from snapshotter.settings import AuditSettings


@dataclass(frozen=True, slots=True)
class ConfirmPolicy:
    """The numbers of confirmation and of re-checks."""

    confirm_days: float = 6.0
    """A page is lost when it was found so over at least so long,"""
    failures: int = 3
    """so often,"""
    hard_failures: int = 2
    """or so often where the origin itself says for good (410) or the name is gone,"""
    ways: int = 2
    """and in so many ways of asking."""
    gap_hours: float = 20.0
    """Sightings closer together than this are one: the same bad hour of a server."""
    doubt: float = 0.5
    """A page that has come back takes longer by this part of ``confirm_days``, for each time it came back,"""
    longest_doubt: int = 4
    """up to so many times,"""
    memory_days: float = 180.0
    """for so long."""
    trusted_pause_days: float = 24.0
    """Two sightings of a change that lie farther apart are not enough: a clock may have jumped, and what was
    in between nobody has seen."""
    unanswered_days: float = 30.0
    """A page that does not answer is told as that after so long,"""
    unanswered_failures: int = 4
    """and so many sightings."""
    due_days: float = 7.0
    """A page that is as it was is due again after so long, and twice as long each time,"""
    longest_days: float = 60.0
    """but never later than this."""
    backoff_days: float = 1.0
    """A page that could not be asked for is due again after so long, and twice as long each time,"""
    longest_backoff_days: float = 8.0
    """but not later than this where the trouble is one that passes."""
    spread: float = 0.4
    """A due time comes earlier by up to this part of its interval, so that not all come on one day."""

    @classmethod
    def of(cls, settings: AuditSettings) -> ConfirmPolicy:
        """The policy with what the user has set."""
        return cls(confirm_days=settings.confirm_days, due_days=settings.due_days)


USUAL = ConfirmPolicy()
"""What holds where nothing is set."""
