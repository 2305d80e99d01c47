"""What an audit said, held against what was dealt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from snapshotter.model.audit import DEAD
from tests.museum.fates.dealing import Fate
from tests.museum.fates.web import Cited

_ANSWERED = frozenset(("alive", "unchanged", "cosmetic", "drifted", "passage-missing", "moved"))


@dataclass(frozen=True)
class Said:
    """An audit of one cited page."""

    verdict: str
    rule: str = ""
    quotes: Mapping[str, str] = field(default_factory=dict)
    """The letters of each quote, and its state."""
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Miss:
    fate: str
    url: str
    expected: str
    got: str
    rule: str
    evidence: Mapping[str, Any]


@dataclass(frozen=True)
class Measure:
    """How well the fates were told."""

    pages: int
    macro_f1: float
    by_class: Mapping[str, float]
    false_dead: float
    """Part of the pages that live and were called dead."""
    dead_recall: float
    passages: int
    passage_f1: float
    """Over the states, on pages that answer."""
    passage_accuracy: float
    misses: tuple[Miss, ...]

    def __str__(self) -> str:
        lines = [
            f"{self.pages} pages: macro-F1 {self.macro_f1:.4f}, false dead {self.false_dead:.4f}, "
            f"dead recall {self.dead_recall:.4f}; {self.passages} passages: macro-F1 {self.passage_f1:.4f}, "
            f"accuracy {self.passage_accuracy:.4f}",
            " ".join(f"{name}={score:.3f}" for name, score in self.by_class.items()),
            *(
                f"  {miss.fate}: {miss.expected} -> {miss.got} [{miss.rule}] {miss.url}"
                f" {str(miss.evidence)[:600]}"
                for miss in self.misses
            ),
        ]
        return "\n".join(lines)


def said(document: Mapping[str, Any]) -> dict[str, Said]:
    """By address, of what ``audit --json`` ends with."""
    return {
        each["url"]: Said(
            each["verdict"]["class"] if isinstance(each["verdict"], dict) else each["verdict"],
            each["verdict"].get("rule", "") if isinstance(each["verdict"], dict) else "",
            {letters(quote["text"]): quote["state"] for quote in each.get("quotes", ())},
            each["verdict"].get("evidence", {}) if isinstance(each["verdict"], dict) else {},
        )
        for each in document["citations"]
    }


def letters(text: str) -> str:
    return re.sub(r"\W", "", text).lower()


def measured(cited: Sequence[Cited], told: Mapping[str, Said]) -> Measure:
    """A page that nothing was told of counts as missed."""
    classes: list[tuple[str, str]] = []
    states: list[tuple[str, str]] = []
    misses: list[Miss] = []
    for each in cited:
        got = told.get(each.site.url, Said("(nothing)"))
        expected = got.verdict if got.verdict in each.fate.or_else else each.fate.says
        classes.append((expected, got.verdict))
        if expected != got.verdict:
            misses.append(Miss(each.fate.name, each.site.url, expected, got.verdict, got.rule, got.evidence))
        for passage, state in passage_truth(each):
            seen = got.quotes.get(letters(passage), "(nothing)")
            states.append((state, seen))
            if seen != state:
                misses.append(
                    Miss(
                        f"{each.fate.name} passage", each.site.url, state, seen, got.rule, {"quote": passage}
                    )
                )
    living = [got for expected, got in classes if expected not in DEAD]
    lost = [got for expected, got in classes if expected in DEAD]
    by_class = f1_by_class(classes)
    by_state = f1_by_class(states)
    return Measure(
        len(classes),
        _mean(by_class.values()),
        by_class,
        sum(got in DEAD for got in living) / max(len(living), 1),
        sum(got in DEAD for got in lost) / max(len(lost), 1),
        len(states),
        _mean(by_state.values()),
        sum(a == b for a, b in states) / max(len(states), 1),
        tuple(misses),
    )


def passage_truth(cited: Cited) -> list[tuple[str, str]]:
    """Quotes whose state can be told, with it."""
    fate: Fate = cited.fate
    quotes = [each.quote for each in cited.site.passages]
    expected = [fate.first, *[fate.others] * (len(quotes) - 1)] if quotes else []
    return [(quote, state) for quote, state in zip(quotes, expected, strict=True) if state is not None]


def f1_by_class(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """F1 of every class that was expected."""
    right = Counter(expected for expected, got in pairs if expected == got)
    wanted = Counter(expected for expected, _ in pairs)
    given = Counter(got for _, got in pairs)
    return {name: 2 * right[name] / (wanted[name] + given[name]) for name in sorted(wanted)}


def _mean(values: Any) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 1.0
