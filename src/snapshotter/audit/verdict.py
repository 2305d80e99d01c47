"""An audit's verdict: reachability, identity, content and passage, by small rules in order of precedence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from snapshotter.audit.comparison.comparing import Comparison
from snapshotter.audit.question import Question, View
from snapshotter.audit.rules import asking, content, replaced
from snapshotter.audit.rules.signs import Rule, Sign
from snapshotter.model.audit import SOUND, AuditClass, AuditVerdict, Try

__all__ = ["RULES_VERSION", "Question", "page_suffices", "rules", "verdict_of"]

RULES_VERSION = 1
"""Grows whenever a check may get another verdict than before."""

GROUPS: Sequence[Sequence[Rule]] = (
    asking.UNASKED,
    replaced.OTHER,
    content.PASSAGE,
    content.MOVED,
    content.CHANGED,
    content.COSMETIC,
    content.SAME,
)
"""In order of precedence: the first group in which something is seen wins, in it the first rule."""


def verdict_of(question: Question) -> AuditVerdict:
    """What has become of the cited page, as this check alone shows it.  Pure.

    The classes of other groups that hold as well are in ``evidence["also"]``.
    """
    view = View(question)
    found = list(_seen(view))
    if not found:
        return AuditVerdict("unverifiable", 0.5, "none", RULES_VERSION, _nothing(view))
    (rule, sign), others = found[0], found[1:]
    evidence: dict[str, Any] = {"says": sign.says, **sign.seen}
    also = [
        name for name in dict.fromkeys(each.audit_class for _, each in others) if name != sign.audit_class
    ]
    if also:
        evidence["also"] = also
    if view.comparison is not None and view.comparison.dead_assets:
        evidence["dead_assets"] = list(view.comparison.dead_assets)
    return AuditVerdict(sign.audit_class, round(sign.confidence, 3), rule.name, RULES_VERSION, evidence)


def rules() -> tuple[Rule, ...]:
    """All of them, in order of precedence."""
    return tuple(rule for group in GROUPS for rule in group)


def _seen(view: View) -> Iterator[tuple[Rule, Sign]]:
    for rule in rules():
        sign = rule.test(view)
        if sign is not None:
            yield rule, sign


def _nothing(view: View) -> dict[str, Any]:
    page = view.page
    seen = {
        "status": view.status or None,
        "reason": view.code or None,
        "page": page.page_class if page else None,
    }
    return {
        "says": "no rule could tell what came",
        **{name: value for name, value in seen.items() if value is not None},
    }


_AT_ONCE: frozenset[AuditClass] = frozenset((*SOUND, "moved"))
_TWICE: frozenset[AuditClass] = frozenset(("gone", "dns-gone", "legal", "tls-failure"))
"""Said in so many words by those who must know: asked once more, as a browser would, and believed."""
_ANY_WAY: frozenset[AuditClass] = frozenset(("unreachable", "server-error"))
"""No browser gets an answer where none of our requests did."""


def page_suffices(asked: Try, comparison: Comparison | None, verdict: AuditVerdict) -> bool:
    """Whether a try tells enough, so that the page need not be asked for in a further way.

    ``verdict`` is that of a check whose last try is ``asked``.
    """
    if asked.way == "browser":
        return True
    named = verdict.audit_class
    if named in _AT_ONCE:
        return comparison is None or comparison.alike or comparison.identical or not _is_doubtful(comparison)
    if named in _TWICE:
        return asked.way != "get"
    return named in _ANY_WAY and asked.way == "other-way"


def _is_doubtful(comparison: Comparison) -> bool:
    """Whether quotes may only be missing because no script has run."""
    return any(quote.state != "there" for quote in comparison.quotes)
