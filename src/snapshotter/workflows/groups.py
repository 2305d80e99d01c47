"""Tasks that stop together."""

from __future__ import annotations


def first_of(group: ExceptionGroup[Exception]) -> Exception:
    """The error of the task that stopped first; the others were cancelled because of it."""
    inner = group.exceptions[0]
    return first_of(inner) if isinstance(inner, ExceptionGroup) else inner
