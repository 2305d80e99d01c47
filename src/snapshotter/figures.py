"""Whole numbers as foreign texts write them.

``str.isdigit`` holds for ``²``, which ``int`` refuses, and ``int`` refuses more than 4,300 digits: neither
may decide what becomes of a file.
"""

from __future__ import annotations

MOST_DIGITS = 30
"""No count, length or offset of any format has more."""


def whole_number(text: str) -> int | None:
    """What ASCII digits say; None for anything else, and for more than :data:`MOST_DIGITS` of them."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
