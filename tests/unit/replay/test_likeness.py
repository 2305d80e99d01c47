"""Pictures and words of two visits, held against each other."""

from __future__ import annotations

import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from snapshotter.replay.proof.grading import SAME_PIXELS
from snapshotter.replay.proof.likeness import Likeness, Seen, likeness, pixel_diff, text_ratio


def picture(size=(1280, 900), *, quality=80, draw=lambda pen: None):
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for line in range(0, size[1], 24):
        pen.text(
            (16, line), f"line {line} of a page, with words enough to make the encoder work", fill="black"
        )
    draw(pen)
    made = io.BytesIO()
    image.save(made, "JPEG", quality=quality)
    return made.getvalue()


def seen(text="words", *, shown=None, title="T"):
    return Seen(picture() if shown is None else shown, text, title)


def test_what_is_the_same_differs_in_nothing():
    assert likeness(seen(), seen()) == Likeness(0.0, 1.0, True)


def test_the_noise_of_the_encoder_is_no_difference_that_counts():
    assert pixel_diff(picture(), picture(quality=78)) < SAME_PIXELS / 10


def test_a_changed_picture_counts_by_its_area():
    def banner(pen):
        pen.rectangle((0, 0, 1279, 89), fill="navy")

    assert pixel_diff(picture(), picture(draw=banner)) == pytest.approx(0.1, abs=0.012)


def test_one_letter_is_a_difference_and_a_small_one():
    def letter(pen):
        pen.text((1000, 700), "X", fill="black")

    assert 0 < pixel_diff(picture(), picture(draw=letter)) < 0.001


def test_what_lies_outside_of_one_of_two_pictures_differs():
    assert pixel_diff(picture((100, 100)), picture((100, 200))) == pytest.approx(0.5, abs=0.01)
    assert pixel_diff(picture((100, 50)), picture((50, 100))) == pytest.approx(0.75, abs=0.01)


def test_what_is_no_picture_is_compared_with_nothing():
    assert pixel_diff(b"no picture", picture()) is None
    assert likeness(Seen(None, None, None), seen()) == Likeness()


def test_a_picture_that_the_replay_did_not_get_to_make_differs_wholly():
    assert likeness(seen(), Seen(None, None, None)) == Likeness(1.0, 0.0, False)


def test_white_space_is_no_difference_and_a_word_is_one():
    assert text_ratio("a  b\nc", "a b c") == 1.0
    assert text_ratio("a b c d", "a b X d") == 0.75
    assert text_ratio("", "") == 1.0
    assert text_ratio("a", "") == 0.0


def test_a_word_of_a_million_is_not_rounded_away():
    words = [f"w{number}" for number in range(60_000)]
    assert 0.999 < text_ratio(" ".join(words), " ".join([*words[:-1], "other"])) < 1.0


@pytest.mark.parametrize("shuffled", [False, True])
def test_a_text_of_a_megabyte_is_compared_quickly(shuffled):
    words = [f"word{number * 7919 % 50_000}" for number in range(120_000)]
    others = words[::-1] if shuffled else [*words[:60_000], "new", *words[60_001:]]
    begun = time.process_time()
    ratio = text_ratio(" ".join(words), " ".join(others))
    assert time.process_time() - begun < 3.0
    assert 0 <= ratio < 1


@given(st.text(), st.text())
def test_a_ratio_is_one_only_for_the_same_words(one, other):
    ratio = text_ratio(one, other)
    assert 0.0 <= ratio <= 1.0
    assert (ratio == 1.0) == (one.split() == other.split())
    assert ratio == text_ratio(other, one)


def test_a_page_of_one_colour_without_words_shows_nothing():
    blank = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(blank, "JPEG", quality=80)
    assert not Seen(blank.getvalue(), " \n ", None).is_something
    assert not Seen(None, None, "Title").is_something
    assert Seen(blank.getvalue(), "a word", None).is_something
    assert Seen(picture((64, 64)), "", None).is_something
