"""A verdict: what a stored response is, and the evidence that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

PageClass = Literal[
    "good",
    "empty",
    "script-shell",
    "redirect-stub",
    "interstitial",
    "challenge",
    "consent-wall",
    "login-wall",
    "soft-404",
    "gone",
    "legal",
    "server-error",
    "rate-limited",
    "parked",
    "garbled",
    "wrong-type",
]
"""``good``, or what came instead of the page."""
PAGE_CLASSES: tuple[PageClass, ...] = get_args(PageClass)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What rules found a response of a page to be."""

    page_class: PageClass
    confidence: float
    """0 to 1."""
    rule: str
    """Name of the rule that decided."""
    rules_version: int
    evidence: Mapping[str, Any] = field(default_factory=dict)
    """What the rule saw, in words and numbers that a person can check (JSON)."""
    confirmed: bool = True
    """Of a capture always true; an audit's is seen often enough over time first."""

    @property
    def is_good(self) -> bool:
        return self.page_class == "good"
