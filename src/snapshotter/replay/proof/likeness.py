"""How like its capture a replayed page is: its picture, its words, its title."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

SEEN_DIFFERENCE = 32
"""Of 255: a pixel differs when one of its channels differs by more.  Both pictures are JPEGs of one
encoder, so that what looks the same has the same bytes; where something next to a pixel changed, the
quantisation of its block moves it by up to two dozen steps, and nobody sees that."""
_UNIFORM = 8
"""Of 255: a picture whose channels vary by no more shows nothing."""
_MOST_PRODUCT = 4_000_000_000
"""Of the numbers of words: with more, their order is not looked at (that would take seconds)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a visit saw of a page, as far as it is compared."""

    picture: bytes | None
    """Of the window as it arrived; None when none was made."""
    text: str | None
    """None when there was no document, or not one whose text a browser shows."""
    title: str | None

    @property
    def is_something(self) -> bool:
        """Whether there are words, or a picture of more than one colour."""
        return bool(self.text and self.text.strip()) or not _is_uniform(self.picture)


@dataclass(frozen=True, slots=True)
class Likeness:
    """Each is None where the capture has nothing to compare with."""

    pixel_diff: float | None = None
    """Part of the window's pixels that differ, 0 to 1."""
    text_ratio: float | None = None
    """How much of the text is the same, 0 to 1."""
    title_same: bool | None = None


def likeness(captured: Seen, replayed: Seen) -> Likeness:
    """Compare two visits.  Blocking: pictures are decoded unless their bytes are the same."""
    return Likeness(
        pixel_diff=_pixels(captured.picture, replayed.picture),
        text_ratio=text_ratio(captured.text, replayed.text or "") if captured.text is not None else None,
        title_same=(captured.title or "") == (replayed.title or "") if captured.text is not None else None,
    )


def text_ratio(one: str, other: str) -> float:
    """Twice the words in common, in their order, to the words of both (Indel similarity).

    White space does not count.  Of very long texts the order is not looked at.
    """
    words, others = one.split(), other.split()
    if words == others:
        return 1.0
    if len(words) * len(others) > _MOST_PRODUCT:
        common = (Counter(words) & Counter(others)).total()
        return _short_of_one(2 * common / (len(words) + len(others)))
    from rapidfuzz.distance import Indel

    return _short_of_one(float(Indel.normalized_similarity(words, others)))


def pixel_diff(one: bytes, other: bytes) -> float | None:
    """Part of the pixels that differ by more than :data:`SEEN_DIFFERENCE`.

    Of pictures of different sizes all differs that lies outside of one of them.  None for what is no picture.
    """
    if one == other:
        return 0.0
    first, second = _decoded(one), _decoded(other)
    if first is None or second is None:
        return None
    width, height = min(first.width, second.width), min(first.height, second.height)
    whole = max(first.width, second.width) * max(first.height, second.height)
    common = (0, 0, width, height)
    return (_differing(first.crop(common), second.crop(common)) + whole - width * height) / whole


def _pixels(captured: bytes | None, replayed: bytes | None) -> float | None:
    if captured is None:
        return None
    return pixel_diff(captured, replayed) if replayed is not None else 1.0


def _differing(one: Image, other: Image) -> int:
    from PIL import ImageChops

    red, green, blue = ImageChops.difference(one, other).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(most.histogram()[SEEN_DIFFERENCE + 1 :])


def _is_uniform(picture: bytes | None) -> bool:
    decoded = _decoded(picture) if picture is not None else None
    if decoded is None:
        return True
    bands: Sequence[tuple[int, int]] = [band.getextrema() for band in decoded.split()]  # type: ignore[misc]
    return all(most - least <= _UNIFORM for least, most in bands)


def _decoded(picture: bytes) -> Image | None:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(picture)) as opened:
            return opened.convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def _short_of_one(ratio: float) -> float:
    """Texts that differ are never told to be the same by rounding."""
    return min(round(ratio, 6), 0.999999)
