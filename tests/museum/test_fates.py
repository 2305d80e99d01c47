"""The measure of audits is itself right: texts change as they are said to, and misses are counted."""

from __future__ import annotations

import random

import pytest

from tests.museum.fates import measure, texts, web
from tests.museum.fates.dealing import FATES
from tests.museum.fates.measure import Said

CITED = web.cited(len(FATES), "measure")
SEED = random.Random(7)


def truth() -> dict[str, Said]:
    return {
        each.site.url: Said(
            each.fate.says,
            quotes={measure.letters(quote): state for quote, state in measure.passage_truth(each)},
        )
        for each in CITED
    }


def test_the_truth_measures_as_perfect():
    found = measure.measured(CITED, truth())
    assert (found.macro_f1, found.false_dead, found.dead_recall, found.passage_f1) == (1.0, 0.0, 1.0, 1.0)
    assert found.misses == ()


def test_a_living_page_called_dead_is_counted():
    told = truth()
    living = next(each for each in CITED if each.fate.says == "cosmetic")
    told[living.site.url] = Said("gone")
    found = measure.measured(CITED, told)
    assert found.false_dead > 0
    assert found.by_class["cosmetic"] < 1 > found.by_class["gone"]
    assert any(miss.url == living.site.url for miss in found.misses)


def test_what_nothing_was_said_of_is_missed():
    found = measure.measured(CITED, {})
    assert (found.macro_f1, found.dead_recall, found.passage_f1) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("language", sorted({language for language, _ in texts.matters()}))
def test_texts_change_as_they_are_said_to(language: str):
    topic = next(topic for each, topic in texts.matters() if each == language)
    said = texts.text(language, topic, "changes")
    whole = " ".join(said.paragraphs)
    passage = texts.passages(said.paragraphs, language, 1, SEED)[0]
    assert passage.source in whole
    without = " ".join(texts.without_passage(said.paragraphs, passage))
    assert passage.source not in without
    assert len(without) > len(whole) / 2
    other = " ".join(texts.reworded(said.paragraphs, passage, language, SEED))
    assert passage.source not in other
    assert abs(len(other) - len(whole)) < 60
    half = texts.rewritten(said.paragraphs, 0.5, [passage], said.spare, SEED)
    same = sum(len(each) for each in said.paragraphs if each in half)
    assert 0.2 < same / len(whole) < 0.8
    assert any(passage.source in each for each in half)


def test_passages_are_quoted_in_every_form():
    forms = {
        texts.passages(each.site.paragraphs, "en", 1, SEED)[0] for each in CITED if each.site.language == "en"
    }
    assert any("…" in passage.quote for passage in forms)
    assert any(passage.quote.startswith("[") for passage in forms)
    assert any(passage.quote == passage.source for passage in forms)
