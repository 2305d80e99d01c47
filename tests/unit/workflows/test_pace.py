"""A host's pace: slower when turned away, back to the floor when not, never before it asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.model.pace import HostPace
from snapshotter.model.verdict import Verdict
from snapshotter.workflows import pace as module
from snapshotter.workflows.pace import Answer, after, answer_of, new_host, remembered, rest_s
from tests.builders import capture, exchange, failed

START = datetime(2026, 3, 1, tzinfo=UTC)
FLOORS = st.sampled_from([0.0, 0.1, 1.0, 5.0, 60.0, 400.0])
ANSWERS = st.builds(
    Answer,
    st.sampled_from(["well", "turned-away", "silent"]),
    st.one_of(st.just(0.0), st.floats(0, 1e12)),
    st.one_of(st.none(), st.floats(0, 1e4)),
)


def at(seconds):
    return START + timedelta(seconds=seconds)


@given(FLOORS, st.lists(st.tuples(ANSWERS, st.floats(0, 1e5)), max_size=60))
def test_whatever_a_host_answers(floor_s, visits):
    now = START
    pace = new_host(floor_s, now)
    assert rest_s(pace, now) == 0
    for answer, pause_s in visits:
        now += timedelta(seconds=pause_s)
        before, pace = pace, after(pace, answer, floor_s, now)
        longest = max(floor_s, min(floor_s * module.SLOWEST, module.LONGEST_DELAY_S))
        assert floor_s <= pace.delay_s <= longest
        rest = rest_s(pace, now)
        assert rest >= pace.delay_s - 1e-6
        asked_s = min(answer.retry_after_s, module.LONGEST_BAR_S)
        assert rest >= asked_s - 1e-6, "Retry-After always wins"
        earlier = rest_s(before, now)
        assert rest >= earlier, "what it asked for before holds as well"
        assert rest <= max(asked_s, earlier, longest) + 1e-6
        if answer.kind == "turned-away" and floor_s > 0 and before.delay_s < longest:
            assert pace.delay_s > before.delay_s
        if answer.kind == "well":
            assert pace.delay_s <= before.delay_s
        if answer.kind == "silent":
            assert pace.delay_s == before.delay_s


@given(FLOORS, st.integers(0, 20))
def test_a_host_that_answers_well_is_at_the_floor_again_before_long(floor_s, refusals):
    pace = new_host(floor_s, START)
    for _ in range(refusals):
        pace = after(pace, Answer("turned-away"), floor_s, START)
    for _ in range(20):
        pace = after(pace, Answer("well"), floor_s, START)
    assert pace.delay_s == floor_s


@given(FLOORS, FLOORS, st.floats(0, 1e9), st.floats(-1e6, 1e12))
def test_what_is_remembered_fits_the_present_settings(floor_s, old_floor_s, age_s, barred_s):
    not_before = START + timedelta(seconds=min(barred_s, 1e10))
    known = HostPace(old_floor_s * 20, 3.0, not_before, START)
    pace = remembered(known, floor_s, at(age_s))
    assert floor_s <= pace.delay_s <= max(floor_s, min(floor_s * module.SLOWEST, module.LONGEST_DELAY_S))
    assert rest_s(pace, at(age_s)) <= module.LONGEST_BAR_S


def test_time_forgives():
    known = HostPace(17.0, None, START, START)
    delays = [remembered(known, 1.0, at(hours * 3600)).delay_s for hours in (0, 1, 2, 24, 24 * 365)]
    assert delays == [pytest.approx(17), pytest.approx(9), pytest.approx(5), 1.0, 1.0]
    assert remembered(known, 1.0, at(-1000)).delay_s == 17.0, "a clock that was put back"


def test_a_bar_outlives_the_run():
    pace = after(new_host(1.0, START), Answer("turned-away", 7200), 1.0, START)
    assert rest_s(remembered(pace, 1.0, at(3600)), at(3600)) == pytest.approx(3600)


def test_latency_is_an_average():
    pace = new_host(1.0, START)
    for latency_s in (2.0, 4.0, None, 4.0):
        pace = after(pace, Answer("well", latency_s=latency_s), 1.0, START)
    assert pace.latency_s == pytest.approx(3.02)


def verdict(page_class):
    return Verdict(page_class, 0.9, "a-rule", 1)


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (capture(exchange()), "well"),
        (capture(exchange(status=404), status=404), "well"),
        (capture(exchange(status=429), status=429), "turned-away"),
        (capture(exchange(status=503), status=503), "turned-away"),
        (capture(exchange(), verdict=verdict("challenge")), "turned-away"),
        (capture(exchange(), verdict=verdict("rate-limited")), "turned-away"),
        (capture(exchange(), verdict=verdict("soft-404")), "well"),
        (capture(exchange(answered=False)), "silent"),
        (failed(), "silent"),
    ],
)
def test_what_a_capture_tells_of_its_host(made, kind):
    assert answer_of(made).kind == kind


@pytest.mark.parametrize(
    ("field", "seconds"),
    [("120", 120.0), ("0", 0.0), (None, 0.0), ("soon", 0.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0)],
)
def test_retry_after(field, seconds):
    made = capture(exchange(status=503, retry_after=field, waited_s=0.25), status=503)
    assert answer_of(made) == Answer("turned-away", seconds, 0.25)


def test_retry_after_as_a_date():
    made = capture(exchange(status=503, retry_after="Fri, 31 Dec 2200 23:59:59 GMT"), status=503)
    assert answer_of(made).retry_after_s > 1e9
