"""Sentences, abbreviations and the marks of several scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.posts.passages import Passages
from snapshotter.posts.sentences import split


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
