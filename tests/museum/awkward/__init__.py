"""Pages of which a reader gets everything, and which do not hand it over on loading.

Each is an :class:`Exhibit` with hosts of its own; all of them are :data:`EXHIBITS`.
"""

from __future__ import annotations

from tests.museum.awkward import behind_buttons, listening, loading, scripted, scrolling, wire
from tests.museum.awkward.exhibit import Exhibit

EXHIBITS: tuple[Exhibit, ...] = (
    *scrolling.exhibits(),
    *loading.exhibits(),
    *behind_buttons.exhibits(),
    *scripted.exhibits(),
    *listening.exhibits(),
    *wire.exhibits(),
)
