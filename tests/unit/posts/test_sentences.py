"""Sentences, abbreviations and the marks of several scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.posts.context.passages import Passages
from snapshotter.posts.context.sentences import split


def sentences(text):
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["One.", "Two!", "Three?", "Four"],
        ["Dr. Smith met Col. Lang.", "They spoke."],
        ["The U.S. Army said so.", "Did it?"],
        ["It costs 3.50 a piece.", "Cheap."],
        ["J. R. Tolkien wrote it.", "He did."],
        ["See e.g. Smith et al. 2016 for more.", "Then go on."],
        ["“It is so.”", "He left."],
        ["(It is so.)", "He left."],
        ["Well… he said, no.", "Yes."],
        ["See No. 5 and Fig. 2 there.", "He said no.", "Then p. 7."],
        ["It was free.[3]", "One day later.[12][13]", "End."],
        ["Das ist z.B. so.", "Ja."],
        ["क्या यह है।", "हाँ।"],
        ["ما هذا؟", "نعم."],
    ],
)
def test_split(parts):
    assert sentences(" ".join(parts)) == parts


def test_wide_marks_need_no_space():
    assert sentences("这是一。这是二！「三。」四") == ["这是一。", "这是二！", "「三。」", "四"]


@given(st.text(alphabet="aB .!?\n“”)", max_size=80))
def test_nothing_but_white_space_falls_between_sentences(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_a_sentence_does_not_leave_its_block():
    passages = Passages()
    passages.add("No full stop here")
    passages.break_block()
    start = passages.length
    passages.add("Another  block\nwith an anchor")
    assert passages.sentence(start, passages.length, passages.block) == "Another block with an anchor"


def test_a_place_without_text_has_the_sentence_of_its_own_block():
    passages = Passages()
    passages.add("First.")
    passages.break_block()
    at, block = passages.length, passages.block
    passages.break_block()
    passages.add("Next.")
    assert passages.sentence(at, at, block) == ""


def test_very_long_sentences_are_cut_around_the_place():
    passages = Passages()
    passages.add("word " * 2000 + "HERE " + "word " * 2000)
    at = passages.text.index("HERE")
    sentence = passages.sentence(at, at + 4, 0)
    assert "HERE" in sentence
    assert len(sentence) <= 1200


@pytest.mark.parametrize(
    "parts",
    [
        # abbreviations, initials, numbers, addresses
        ["He lives in the U.S.", "The rest do not."],
        ["The U.S. Army and Inc. magazine did.", "So did I.", "Then it ended."],
        ["It rose 3.5 percent to $3.5 million at 5 p.m. on Monday.", "Good."],
        ["See http://a.example/x.html?a.b for v. 1.2.3.", "Then go."],
        ["Sen. Ada Burke and K. L. Weaver (D.C.) met.", "He left."],
        ["Yahoo! Finance disagreed.", "Wow!", "It did."],
        ["It was so ...", "Then it was not.", "Or… maybe it was."],
        # quotes that end in a full stop, or not
        ["“It is.”", "Jane Roe wrote that."],
        ["“Is it?” Jane Roe asked.", "Yes."],
        ["“Is it?” she asked.", "Yes."],
        ["It was “over.”", "(Or was it?)", "It was."],
        ["It was over. (Financial Times)", "It was."],
        ["It began in 2015.", "March came."],
        # other languages
        ["Der 3. Entwurf vom 12. März war z.B. fertig.", "Die FAZ berichtete."],
        ["Am 3. Mai 2015 kam Dr.-Ing. Vogt.", "Er ging."],
        ["M. Dupont et Mme Durand sont là.", "Ils partent."],
        ["El Sr. García llegó.", "¿Cuándo?", "¡Ayer!"],
        ["Т.е. так и есть, г. Москва.", "Да."],
        ["یہ کیا ہے؟", "ہاں۔", "اچھا۔"],
    ],
)
def test_split_more(parts):
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("他说：“就是这样。”她问：“真的？”", ["他说：“就是这样。”", "她问：“真的？”"]),
        ("「知らない。」と大臣は述べた。調査は続く。", ["「知らない。」と大臣は述べた。", "調査は続く。"]),
        ("First item\nSecond item", ["First item", "Second item"]),
        ("The long line\ngoes on here.", ["The long line\ngoes on here."]),
        ("One thing,\nTwo things", ["One thing,\nTwo things"]),
        ("- One\n- Two\n3. Three", ["One", "Two", "3. Three"]),
        ("1. From the essay", ["From the essay"]),
        ("3. März 2015 war es so.", ["3. März 2015 war es so."]),
        (
            "Roses keep secrets,\nLedgers keep the dead,\nAnd no one reads\nUntil the clerk has fled.",
            ["Roses keep secrets,\nLedgers keep the dead,\nAnd no one reads\nUntil the clerk has fled."],
        ),
        ("", []),
    ],
)
def test_lines_and_languages_without_spaces(text, parts):
    assert sentences(text) == parts
