"""Which of two passes is told, and when a replay counts as blank."""

from __future__ import annotations

import pytest

from snapshotter.capture.view import PageView
from snapshotter.model.capture import Artefact
from snapshotter.model.exchange import Held
from snapshotter.model.proof import ReplayMiss
from snapshotter.replay.lookup import SnapshotLookup
from snapshotter.replay.messages import ReplayRequest
from snapshotter.replay.proof.grading import Evidence, Tally
from snapshotter.replay.proof.likeness import Likeness, Seen
from snapshotter.replay.proof.passes import Passed, better, judged
from snapshotter.replay.proof.witness import Witness
from snapshotter.urls import Url
from tests.unit.replay.archived import PAGE, captured
from tests.unit.replay.test_likeness import picture


def passed(*missed, blank=False, fixed=False):
    new = tuple(ReplayMiss("GET", Url(f"https://a.example/{name}")) for name in missed)
    return Passed(Evidence(Tally(9, new=new), Likeness(), blank, fixed), "leaky" if new else "sealed", "")


FIRST = passed("a", "b")


@pytest.mark.parametrize(
    ("first", "second", "is_second"),
    [
        (FIRST, passed("a", fixed=True), True),
        (FIRST, passed(fixed=True), True),
        (FIRST, passed("a", "b", fixed=True), False),
        (FIRST, passed("b", "a", fixed=True), False),
        (FIRST, passed("a", "c", fixed=True), True),
        (FIRST, passed("a", "b", "c", fixed=True), False),
        (FIRST, passed(fixed=True, blank=True), False),
        (passed("a", blank=True), passed("a", fixed=True), True),
    ],
)
def test_the_second_pass_is_told_where_it_helps(first, second, is_second):
    assert better(first, second) is (second if is_second else first)


def view(text="words", *, title="T", shown=None, final_url=PAGE):
    seen = PageView(final_url=Url(final_url) if final_url else None, text=text, title=title)
    if shown is not None:
        seen.artefacts.append(Artefact("view", "image/jpeg", Held(shown)))
    return seen


def judge(seen, *, of=None, fixed=False):
    witness = Witness(SnapshotLookup(captured().material))
    witness.find(ReplayRequest("GET", Url(PAGE)))
    return judged(of or captured(), seen, witness, fixed=fixed)


def test_a_replay_like_its_capture():
    found = judge(view())
    assert found.grade == "sealed"
    assert found.evidence.likeness == Likeness(None, 1.0, True)


def test_pictures_are_compared_where_there_are_two():
    of = captured(seen=Seen(picture((64, 64)), "words", "T"))
    assert judge(view(shown=picture((64, 64))), of=of).evidence.likeness.pixel_diff == 0.0
    assert judge(view(), of=of).evidence.likeness.pixel_diff == 1.0


@pytest.mark.parametrize(
    "seen",
    [view(""), view(None, final_url=None), view("HTTP ERROR 404", final_url="chrome-error://chromewebdata/")],
)
def test_nothing_where_there_was_something_is_blank(seen):
    assert judge(seen).grade == "blank"


def test_what_showed_nothing_at_capture_is_not_blank():
    assert judge(view(""), of=captured(seen=Seen(None, "", "T"))).grade == "sealed"
    assert judge(view(None, final_url=None), of=captured(seen=Seen(None, None, None))).grade == "sealed"


def test_the_browsers_own_words_for_an_error_were_those_of_the_capture():
    words = "This page isn't working"
    found = judge(
        view(words, final_url="chrome-error://chromewebdata/"), of=captured(seen=Seen(None, words, "T"))
    )
    assert found.grade == "sealed"


def test_a_pass_with_a_fixed_clock_is_never_sealed():
    assert judge(view(), fixed=True).grade == "approximate"
