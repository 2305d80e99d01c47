"""The words that a post quotes, looked for in a page's text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextSelector:
    """Where a passage stands in a text: W3C Web Annotation's TextQuoteSelector and TextPositionSelector."""

    exact: str
    """The words as the page has them."""
    prefix: str
    suffix: str
    start: int
    """Character offset in the stored text of the snapshot."""
    end: int
    fragment: str
    """A text directive for the page's address, ``:~:text=...`` (WICG Scroll To Text Fragment)."""


@dataclass(frozen=True, slots=True)
class QuoteMatch:
    """One quote of a citation, and whether the snapshot has it."""

    text: str
    """As the post quotes it."""
    found: bool
    ratio: float
    """Likeness of the nearest passage, 0 to 1; 1 when it is there word for word."""
    selector: TextSelector | None
    """Of the nearest passage; None when there is nothing like it."""
