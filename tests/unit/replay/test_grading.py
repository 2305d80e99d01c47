"""The table of grades, row by row."""

from __future__ import annotations

import pytest

from snapshotter.model.proof import ReplayMiss
from snapshotter.replay.proof.grading import Asked, Evidence, Tally, grade_of, tally
from snapshotter.replay.proof.likeness import Likeness
from snapshotter.urls import Url

SAME = Likeness(0.0, 1.0, True)
OTHER_WORD = Likeness(0.0, 0.9999, True)
OTHER_PIXELS = Likeness(0.05, 1.0, True)
MISS = (ReplayMiss("GET", Url("https://a.example/x")),)
NEARLY = Tally(requests=3, exact=2, approximated=1, approximations=("cache-buster GET https://a.example/y",))
GUESSED = Tally(
    1, 0, 0, 1, approximations=("nearest-body POST https://a.example/",), guesses=(Url("https://a.example/"),)
)
ALL = Tally(requests=3, exact=3)


def asked(how, *, url="https://a.example/", method="GET", destination="image", readable=True):
    return Asked(method, Url(url), destination, how, readable)


@pytest.mark.parametrize(
    ("evidence", "grade", "words"),
    [
        (Evidence(ALL, SAME), "sealed", "looks the same"),
        (Evidence(ALL, Likeness()), "sealed", "everything"),
        (Evidence(ALL, Likeness(0.0009, 0.995, True)), "sealed", "everything"),
        (Evidence(NEARLY, SAME), "sealed", "everything"),
        (
            Evidence(NEARLY, OTHER_WORD),
            "approximate",
            "the text differs; an answer was approximated: cache-buster",
        ),
        (Evidence(NEARLY, OTHER_PIXELS), "approximate", "5.0% of the window differ"),
        (Evidence(NEARLY, Likeness()), "approximate", "nothing of the capture to compare"),
        (Evidence(GUESSED, SAME), "approximate", "another body"),
        (Evidence(ALL, OTHER_PIXELS), "approximate", "though every request was answered"),
        (Evidence(ALL, Likeness(0.0, 0.98, True)), "approximate", "2.0% of the text"),
        (Evidence(ALL, Likeness(0.0, 1.0, False)), "approximate", "title"),
        (Evidence(ALL, SAME, fixed_clock=True), "approximate", "clock and chance"),
        (Evidence(Tally(1, new=MISS), SAME), "leaky", "no answer to GET https://a.example/x"),
        (Evidence(Tally(2, new=MISS * 3), SAME), "leaky", "and 2 more"),
        (Evidence(Tally(1, new=MISS), SAME, fixed_clock=True), "leaky", "https://a.example/x"),
        (Evidence(Tally(1, new=MISS), SAME, blank=True), "blank", "https://a.example/x"),
        (Evidence(ALL, SAME, blank=True), "blank", "shows nothing"),
        (Evidence(Tally(1, known=MISS), SAME), "sealed", "everything"),
    ],
)
def test_the_table_of_grades(evidence, grade, words):
    got, message = grade_of(evidence)
    assert got == grade
    assert words in message


def test_every_request_is_counted_once():
    counted = tally(
        [
            asked("exact"),
            asked("failed"),
            asked("preflight"),
            asked("range"),
            asked("canonical-body"),
            asked("cache-buster"),
            asked("missed", url="https://a.example/new"),
            asked("missed", url="https://a.example/old"),
        ],
        lambda each: each.url.endswith("old"),
    )
    assert (counted.requests, counted.exact, counted.ranged, counted.approximated) == (8, 3, 1, 2)
    assert [(miss.url, miss.known) for miss in (*counted.new, *counted.known)] == [
        ("https://a.example/new", False),
        ("https://a.example/old", True),
    ]
    assert counted.approximations == (
        "canonical-body GET https://a.example/",
        "cache-buster GET https://a.example/",
    )


def test_a_guessed_answer_counts_where_the_page_could_read_it():
    counted = tally(
        [
            asked("nearest-body", method="POST", url="https://a.example/read"),
            asked("nearest-body", method="POST", url="https://a.example/beacon", readable=False),
        ],
        lambda each: False,
    )
    assert (counted.exact, counted.approximated) == (0, 2)
    assert counted.guesses == ("https://a.example/read",)
