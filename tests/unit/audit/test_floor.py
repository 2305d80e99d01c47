"""How well fates of real pages and passages are told.

Pinned a little under what was measured; may only rise.
"""

from __future__ import annotations

import pytest

from snapshotter.audit.verdict import verdict_of
from tests.unit.audit.checks import answer, question
from tests.unit.audit.fates import PAGES, Case, cases, real_pages
from tests.unit.audit.scores import f1s, macro

CLASSES, PASSAGES = 0.97, 0.97
EVERY = 4
"""So many times as many pages are there; all of them take minutes (macro-F1 .99 and 1.0)."""


@pytest.fixture(scope="module")
def told() -> list[tuple[Case, str, str | None]]:
    if not PAGES.is_dir():
        pytest.skip(f"no real pages at {PAGES}")
    found = []
    for case in cases(11, real_pages(EVERY), rounds=1):
        asked = question(case.then, answer(case.now), (case.quote,) if case.quote else ())
        state = asked.comparison.quotes[0].state if case.quote else None
        found.append((case, verdict_of(asked).audit_class, state))
    return found


def test_classes(told):
    assert len(told) > 100
    scores = f1s((case.expected, found) for case, found, _ in told)
    assert set(scores) == {"unchanged", "cosmetic", "drifted", "passage-missing", "hijacked"}
    assert macro(scores) >= CLASSES, scores


def test_passages(told):
    scores = f1s((case.state, state) for case, _, state in told if case.state and state)
    assert set(scores) == {"there", "reworded", "gone"}
    assert macro(scores) >= PASSAGES, scores
