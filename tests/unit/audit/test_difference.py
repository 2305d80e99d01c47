"""A difference that people read: every sentence is accounted for, and large texts cost little."""

import random
import time

import pytest

from snapshotter.audit.difference import Change, difference

THEN = """The board met on Monday. It discussed the harbour for three hours. Nobody objected to the plan.
The engineers were thanked. The chair closed the meeting at nine."""


def kinds(changes: list[Change]) -> list[str]:
    return [change.kind for change in changes]


def test_a_text_is_the_same_whatever_its_typography():
    now = THEN.replace("board", "BOARD").replace(". ", ".\u00a0 ")
    assert kinds(difference(THEN, now)) == ["same"] * 5


def test_what_went_and_what_came_stand_where_they_stood():
    now = THEN.replace(" Nobody objected to the plan.", "").replace(
        "The chair", "A storm rose outside. The chair"
    )
    found = difference(THEN, now)
    assert kinds(found) == ["same", "same", "gone", "same", "new", "same"]
    assert found[2].then == "Nobody objected to the plan."
    assert found[4].now == "A storm rose outside."


def test_a_reworded_sentence_tells_its_words():
    (_, _, change, _, _) = difference(THEN, THEN.replace("Nobody objected to", "Two members opposed"))
    assert change.kind == "reworded"
    assert [(span.kind, span.then.strip(), span.now.strip()) for span in change.spans] == [
        ("reworded", "Nobody objected to", "Two members opposed"),
        ("same", "the plan.", "the plan."),
    ]
    assert "".join(span.then for span in change.spans) == change.then
    assert "".join(span.now for span in change.spans) == change.now


def test_nothing_against_something():
    assert kinds(difference("", THEN)) == ["new"] * 5
    assert kinds(difference(THEN, "")) == ["gone"] * 5
    assert difference("", "") == []


def test_every_sentence_is_told_once():
    chance = random.Random(4)
    then = [" ".join(chance.choices("abcdefghij", k=chance.randrange(1, 6))) + "." for _ in range(120)]
    now = then[:]
    chance.shuffle(now)
    found = difference(" ".join(then), " ".join(now[:90]))
    assert [change.then for change in found if change.then] == then
    assert [change.now for change in found if change.now] == now[:90]


def words(count: int, seed: int) -> str:
    chance = random.Random(seed)
    stock = ["".join(chance.choices("abcdefghijklmnop", k=chance.randrange(2, 9))) for _ in range(5000)]
    return " ".join(
        word + ("." if at % 13 == 12 else "") for at, word in enumerate(chance.choices(stock, k=count))
    )


@pytest.mark.parametrize("other", [7, 8])
def test_a_hundred_thousand_words(other):
    then = words(100_000, 7)
    now = words(100_000, other).replace("ab", "ba")
    began = time.process_time()
    found = difference(then, now)
    assert time.process_time() - began < 4
    assert sum(change.kind != "new" for change in found) == then.count(".") + (not then.endswith("."))


@pytest.mark.parametrize("text", ["x" * 10_000_000, "." * 10_000_000, "a.\n" * 2_000_000, " \n" * 5_000_000])
def test_ten_megabytes_of_anything(text):
    began = time.process_time()
    difference(text, text[:-7] + "b")
    assert time.process_time() - began < 30
