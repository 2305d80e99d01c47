"""Which audits fail a publishing pipeline: ``--fail-on lost,changed``."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from snapshotter.errors import UsageError
from snapshotter.model.audit import AUDIT_CLASSES, CHANGED, DEAD, UNASKED, Audit, AuditClass

Sure = Literal["any", "confirmed", "suspected"]

DEFAULT = "lost,changed"
"""What exit code 10 means where nothing else is asked for."""
NOTHING = "none"
_GROUPS: dict[str, frozenset[AuditClass]] = {
    "lost": DEAD,
    "changed": CHANGED,
    "unasked": UNASKED,
    **{name: frozenset((name,)) for name in AUDIT_CLASSES},
}
_SURE: dict[str, Sure] = {"confirmed": "confirmed", "suspected": "suspected"}
NAMES = (*_GROUPS, *_SURE, NOTHING)
"""Every word of a policy."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Audits of these classes offend, as sure as that."""

    name: str
    classes: frozenset[AuditClass]
    sure: Sure = "any"

    def covers(self, audit: Audit) -> bool:
        verdict = audit.verdict
        sure = self.sure == "any" or verdict.confirmed == (self.sure == "confirmed")
        return sure and verdict.audit_class in self.classes


@dataclass(frozen=True, slots=True)
class Policy:
    """An audit offends when any clause covers it."""

    clauses: tuple[Clause, ...]

    @classmethod
    def parse(cls, text: str) -> Policy:
        """Names with commas between: ``lost``, ``changed``, ``unasked``, a class, or ``none``.

        ``confirmed:`` before a name leaves out what is only suspected, ``suspected:`` what is confirmed;
        either word alone means what is lost or changed.  Raises :class:`UsageError` for another word.
        """
        names = [name for name in (part.strip().lower() for part in text.split(",")) if name]
        if not names:
            raise _unknown(text, "nothing")
        if NOTHING in names:
            if len(names) > 1:
                raise _unknown(text, f"{NOTHING!r} beside other names")
            return cls(())
        return cls(tuple(_clause(name, text) for name in names))

    def __str__(self) -> str:
        return ",".join(clause.name for clause in self.clauses) or NOTHING


def offends(audit: Audit, policy: Policy) -> bool:
    """Whether ``audit``, the newest of its citation, fails a pipeline with this policy."""
    return any(clause.covers(audit) for clause in policy.clauses)


def _clause(name: str, text: str) -> Clause:
    if name in _SURE:
        return Clause(name, DEAD | CHANGED, _SURE[name])
    prefix, mark, word = name.rpartition(":")
    if word not in _GROUPS or (mark and prefix not in _SURE):
        raise _unknown(text, repr(name))
    return Clause(name, _GROUPS[word], _SURE.get(prefix, "any"))


def _unknown(text: str, got: str) -> UsageError:
    word = got.strip("'").rpartition(":")[2]
    near = get_close_matches(word, NAMES, n=1)
    meant = f"Did you mean {near[0]!r}?  " if near else ""
    message = f"--fail-on {text!r}: got {got}, expected names of what fails, with commas between"
    hint = (
        f"{meant}Known are lost, changed, unasked, suspected, confirmed, {NOTHING} and the classes of an "
        f"audit ({', '.join(AUDIT_CLASSES)}); confirmed: or suspected: may stand before a name."
    )
    return UsageError(message, hint=hint)
