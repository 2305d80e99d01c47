"""The limits of a gap fill, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from snapshotter.capture.gaps.css import SheetCache
from snapshotter.capture.gaps.reference import Use
from snapshotter.model.capture import Cut, Missing, Step


@dataclass(frozen=True, slots=True)
class GapOptions:
    """Limits of one page's gap fill."""

    max_requests: int = 500
    max_s: float = 15.0
    media_max_bytes: int = 200_000_000
    """Of one file, and of all segments of streams together."""
    at_once: int = 6
    each_s: float = 8.0
    """No request but that for a whole file takes longer."""
    least: Use = Use.MENTION
    """What is of less use is left out of account: neither fetched nor missing."""
    sheets: SheetCache = field(default_factory=SheetCache)
    """Shared by all pages of a run."""


@dataclass(frozen=True, slots=True)
class GapReport:
    """What was missing, what has been fetched, what is missing still."""

    referred: Mapping[str, int] = field(default_factory=dict)
    """How many things the page refers to, by kind."""
    filled: Mapping[str, int] = field(default_factory=dict)
    """How many of them were fetched here, by kind."""
    completed: int = 0
    """How many files, of which there were parts, are whole now."""
    requests: int = 0
    missing: tuple[Missing, ...] = ()
    """In order of their use to a reader; at most 2000."""
    missing_count: int = 0
    needed: int = 0
    """How many of the missing have no other choice in their place: those a reader may notice."""
    cuts: tuple[Cut, ...] = ()
    elapsed_s: float = 0.0

    def step(self) -> Step:
        """As a line of the capture's log."""
        outcome: Literal["over-budget", "done", "nothing-to-do"] = "nothing-to-do"
        if self.cuts or self.requests:
            outcome = "over-budget" if self.cuts else "done"
        total = sum(self.referred.values())
        message = f"{sum(self.filled.values())} fetched, {self.missing_count} missing of {total} referred to"
        detail: dict[str, Any] = {
            "referred": dict(self.referred),
            "filled": dict(self.filled),
            "completed": self.completed,
            "requests": self.requests,
            "missing": self.missing_count,
            "needed": self.needed,
        }
        return Step("gap-fill", outcome, self.elapsed_s, message, detail)
