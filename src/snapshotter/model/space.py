"""Room on the disk, and the lack of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shortage:
    """Why nothing more should be written for now."""

    what: str
    """Where there is too little of what, with its numbers, for people."""
    missing_bytes: int
    """How much would have to be freed."""
    remedy: str
    """What a person can do."""
