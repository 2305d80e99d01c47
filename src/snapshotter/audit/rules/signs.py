"""What rules are made of, and what they show of what they saw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from snapshotter.audit.question import View
from snapshotter.model.audit import AuditClass

SHOWN_CHARS = 500
"""Of words and addresses in evidence."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What a rule has seen."""

    audit_class: AuditClass
    confidence: float
    says: str
    """A sentence for people."""
    seen: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """A small test.  Pure."""

    name: str
    """Stable: ``family.what``."""
    looks_at: str
    """For people."""
    test: Callable[[View], Sign | None]


def told(view: View) -> dict[str, Any]:
    """What the page's own verdict saw."""
    page = view.page
    if page is None:
        return {}
    seen = {name: value for name, value in page.evidence.items() if name not in ("says", "also")}
    return {"page": {"class": page.page_class, "rule": page.rule, **seen}}


def kept(view: View) -> dict[str, Any]:
    found = view.comparison
    if found is None:
        return {}
    seen = {"similarity": found.similarity, "words_then": found.words_then, "words_now": found.words_now}
    return {name: value for name, value in seen.items() if value is not None}


def rounded(number: float | None) -> float | None:
    return round(number, 3) if number is not None else None
