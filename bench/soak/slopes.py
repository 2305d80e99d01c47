"""Whether something grows: a line through its later half."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import linear_regression


def growth(points: Sequence[tuple[float, float]], per: float) -> float:
    """How much is added for every ``per`` units of the first coordinate, over the half of them that is later.

    By least squares; 0 where there are too few points to tell.
    """
    if not points:
        return 0.0
    middle = (points[0][0] + points[-1][0]) / 2
    later = [point for point in points if point[0] >= middle]
    if len({at for at, _ in later}) < 2:
        return 0.0
    return linear_regression([at for at, _ in later], [value for _, value in later]).slope * per
