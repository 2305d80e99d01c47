"""A post is archived, its pages meet their fates, and the audit says what became of each."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from snapshotter.model.audit import AUDIT_CLASSES
from tests.museum.fates import measure, run, web
from tests.museum.fates.dealing import FATES

RUN_LIMIT_S = 280.0
pytestmark = [
    pytest.mark.browser,
    pytest.mark.museum,
    pytest.mark.slow,
    pytest.mark.timeout(2 * RUN_LIMIT_S),  # the first one waits for the runs that all of them look at
]

MACRO_F1 = 0.97
DEAD_RECALL = 0.98
PASSAGE_F1 = 0.97
"""Floors: they may only rise."""


@dataclass(frozen=True)
class Outcome:
    cited: list[web.Cited]
    told: run.Told
    measure: measure.Measure


@pytest.fixture(scope="module")
def outcome(browser: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    cited = web.cited(len(FATES), "floor")
    told = asyncio.run(run.archived_and_audited(cited, tmp_path_factory.mktemp("fates"), limit_s=RUN_LIMIT_S))
    assert told.audited.document, told.audited.err
    return Outcome(cited, told, measure.measured(cited, measure.said(told.audited.document)))


def test_every_page_was_preserved_first(outcome: Outcome):
    (archived,) = outcome.told.archived.document["posts"]
    assert archived["captured"] == len(FATES), archived
    assert outcome.told.archived.code == 0


def test_the_post_is_quoted_as_it_was_meant(outcome: Outcome):
    """Else nothing is measured."""
    manifest = next((outcome.told.home / "warcs/manifests").glob("*.json"))
    quoted = {each["url"]: each["quotes"] for each in json.loads(manifest.read_text())["citations"]}
    for each in outcome.cited:
        wanted = {measure.letters(passage.quote) for passage in each.site.passages}
        assert {measure.letters(quote) for quote in quoted[each.site.url]} == wanted, each.fate.name


def test_each_fate_is_named(outcome: Outcome):
    assert outcome.measure.macro_f1 >= MACRO_F1, str(outcome.measure)


def test_no_page_that_lives_is_called_dead(outcome: Outcome):
    assert outcome.measure.false_dead == 0, str(outcome.measure)


def test_dead_pages_are_called_dead(outcome: Outcome):
    assert outcome.measure.dead_recall >= DEAD_RECALL, str(outcome.measure)


def test_what_became_of_each_passage_is_told(outcome: Outcome):
    assert outcome.measure.passages >= 30
    assert outcome.measure.passage_f1 >= PASSAGE_F1, str(outcome.measure)


def test_the_audit_found_lost_citations(outcome: Outcome):
    assert outcome.told.audited.code == 10


def test_fates_are_of_every_class():
    dealt = {fate.says for fate in FATES}
    assert set(AUDIT_CLASSES) - dealt == {"alive", "unverifiable"}
    assert len(FATES) >= 60
