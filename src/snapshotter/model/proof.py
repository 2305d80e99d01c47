"""The proof of a snapshot: what a sealed browser got to see when it loaded it from the archive alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from snapshotter.urls import Url

Grade = Literal["sealed", "approximate", "leaky", "blank", "none"]
"""``sealed``: nothing new was missed, and nothing that was approximated changed text or picture.
``approximate``: nothing new was missed, but what was approximated may have changed something, or text
or picture differ.  ``leaky``: something was asked for that the archive does not have and the capture
had, or had not tried to get.  ``blank``: the page did not show.  ``none``: it could not be tried."""


@dataclass(frozen=True, slots=True)
class ReplayMiss:
    """A request of the replayed page that the snapshot has no answer for."""

    method: str
    url: Url
    destination: str | None = None
    """``Sec-Fetch-Dest``: ``image``, ``script``, ``empty``, ..."""
    known: bool = False
    """Whether the capture already says that this is missing: then it is not a new miss."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The result of one sealed replay."""

    grade: Grade
    proved_at: datetime
    requests: int = 0
    """Of the page; Chromium's own do not count."""
    exact: int = 0
    """Answered as recorded, failures at capture included."""
    ranged: int = 0
    """Answered with a range cut out of a whole recorded body."""
    approximated: int = 0
    """Answered with what was recorded for a request that is not quite the same."""
    missed: int = 0
    """New misses."""
    misses: tuple[ReplayMiss, ...] = ()
    """The first of all misses, known ones too."""
    approximations: tuple[str, ...] = ()
    """``how METHOD URL`` of the first of them."""
    pixel_diff: float | None = None
    """Part of the window's pixels that differ from the capture's picture, 0 to 1."""
    text_ratio: float | None = None
    """How much of the text is that of the capture, 0 to 1."""
    title_same: bool | None = None
    fixed_clock: bool = False
    """Whether this is the second, marked pass with the capture's clock and a fixed seed."""
    message: str = ""
    """Why the grade is what it is, in a sentence."""
    software: str = ""
    """The browser, with version."""
