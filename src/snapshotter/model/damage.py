"""What a damaged record means to those who cite."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Damage:
    """One citation that one damaged record is of."""

    post: str
    """Slug."""
    citation: str
    url: str
    """Of the cited page."""
    snapshot: str
    """Its id; empty where an audit's evidence is damaged."""
    what: str
    """``page``, ``sub-resource``, ``request``, ``metadata``, ``certificate``, ``audit``, or an artefact's
    name, as in ``view`` and ``text``."""
    file: str
    offset: int | None
    """Of the damaged record; None when the whole file is gone."""
    code: str
    """Of the finding."""
    target: str = ""
    """The address of the damaged record, where the index has it."""
