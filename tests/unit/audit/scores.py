"""F1, class by class."""

from collections import Counter
from collections.abc import Iterable


def f1s(pairs: Iterable[tuple[str, str]]) -> dict[str, float]:
    """By class that is expected, of pairs of what was expected and what came."""
    right, expected, came = Counter(), Counter(), Counter()
    for wanted, got in pairs:
        expected[wanted] += 1
        came[got] += 1
        right[wanted] += wanted == got
    return {name: 2 * right[name] / (expected[name] + came[name]) for name in expected}


def macro(scores: dict[str, float]) -> float:
    return sum(scores.values()) / len(scores)
