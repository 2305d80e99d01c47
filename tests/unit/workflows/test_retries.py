"""Which trouble is worth another try, when, and which try is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from snapshotter.model.attempt import FIRST_ATTEMPT, Attempt
from snapshotter.model.capture import Outcome, Reason
from snapshotter.model.verdict import Verdict
from snapshotter.workflows import retries as module
from snapshotter.workflows.retries import again, better, tried, trouble_of, with_attempts
from tests.builders import capture, exchange, failed, message, response_head


def half():
    return 0.5


def refused(code, status=None, page_class=None, ip="192.0.2.7", body=b""):
    one = exchange(status=status, ip=ip, response=message(response_head(f"{status} X"), body))
    verdict = Verdict(page_class, 0.9, "r", 1) if page_class else None
    made = capture(one) if status else failed()
    return replace(
        made, outcome=Outcome.FAILED, reason=Reason(code, "so it is"), status=status, verdict=verdict
    )


@pytest.mark.parametrize(
    ("made", "trouble"),
    [
        (capture(), None),
        (refused("capture.connect"), "transient"),
        (refused("capture.no-answer"), "transient"),
        (refused("capture.timeout"), "transient"),
        (refused("capture.browser-crashed"), "transient"),
        (refused("http.429", 429), "transient"),
        (refused("http.429", 429, "rate-limited"), "transient"),
        (refused("http.500", 500, "server-error"), "transient"),
        (refused("http.503", 503), "transient"),
        (refused("http.522", 522), "transient"),
        (replace(refused("capture.truncated-disconnect", 200), outcome=Outcome.PARTIAL), "transient"),
        (refused("http.503", 503, "challenge"), "blocked"),
        (refused("http.403", 403), "blocked"),
        (refused("verdict.challenge", 200, "challenge"), "blocked"),
        (refused("verdict.rate-limited", 200, "rate-limited"), "blocked"),
        (refused("http.404", 404), "permanent"),
        (refused("http.410", 410), "permanent"),
        (refused("http.451", 451), "permanent"),
        (refused("http.501", 501), "permanent"),
        (refused("capture.dns"), "permanent"),
        (refused("capture.tls"), "permanent"),
        (refused("capture.private-address"), "permanent"),
        (refused("verdict.soft-404", 200, "soft-404"), "permanent"),
        (replace(refused("capture.timeout", 200), outcome=Outcome.PARTIAL), None),
    ],
)
def test_the_class_of_a_trouble(made, trouble):
    assert trouble_of(made) == trouble


def test_what_is_transient_is_tried_ever_later():
    attempt, pauses = FIRST_ATTEMPT, []
    while (further := again(refused("http.503", 503), attempt, 12, half)) is not None:
        attempt = further.attempt
        pauses.append(further.pause_s)
    assert len(pauses) == 12
    assert pauses[:4] == [2.0, 4.0, 8.0, 16.0]
    assert pauses[-1] == module.LONGEST_PAUSE_S
    assert attempt == Attempt(13)


@pytest.mark.parametrize(("chance", "pause_s"), [(0.0, 1.0), (1.0, 3.0)])
def test_pauses_differ(chance, pause_s):
    assert again(refused("http.503", 503), FIRST_ATTEMPT, 1, lambda: chance).pause_s == pause_s


@pytest.mark.parametrize(("ip", "family"), [("192.0.2.7", "ipv6"), ("2001:db8::7", "ipv4"), (None, None)])
def test_who_is_blocked_comes_once_more_by_another_way(ip, family):
    made = refused("http.403", 403, ip=ip)
    further = again(made, FIRST_ATTEMPT, 5, half)
    assert further.attempt == Attempt(2, family)
    assert further.pause_s > 2.0
    assert again(made, further.attempt, 5, half) is None, "and then no more, whatever was set"


@pytest.mark.parametrize("code", ["http.503", "http.403", "http.404"])
def test_without_retries_there_are_none(code):
    assert again(refused(code, int(code[5:])), FIRST_ATTEMPT, 0, half) is None


def test_what_is_permanent_is_not_tried_again():
    assert again(refused("http.404", 404), FIRST_ATTEMPT, 9, half) is None
    assert again(capture(), FIRST_ATTEMPT, 9, half) is None


def test_the_best_try_is_kept():
    good = capture(seed=1)
    partial = replace(capture(seed=2), outcome=Outcome.PARTIAL)
    large = refused("http.503", 503, body=b"x" * 900)
    small = refused("http.503", 503, body=b"x" * 90)
    nothing = refused("capture.connect")
    ranked = [good, partial, large, small, nothing]
    for place, one in enumerate(ranked):
        for other in ranked[place + 1 :]:
            assert better(one, other) is one
            assert better(other, one) is one
    later = replace(nothing, id="later")
    assert better(nothing, later) is later


def test_a_wall_that_was_captured_is_worth_less_than_a_page():
    wall = replace(capture(exchange(body=b"x" * 5000)), verdict=Verdict("challenge", 0.9, "r", 1))
    assert better(wall, capture(seed=3)).verdict is None


def test_the_tries_are_listed_when_there_were_several():
    first = tried(refused("http.403", 403), FIRST_ATTEMPT)
    second = tried(capture(), Attempt(2, "ipv6"))
    made = capture()
    assert with_attempts(made, (first,)) is made
    listed = with_attempts(made, (first, second)).findings
    assert [one.code for one in listed] == ["capture.attempt"] * 2
    assert listed[0].message == "attempt 1: failed (http.403: so it is)"
    assert listed[0].detail == {"number": 1, "outcome": "failed", "reason": "http.403"}
    assert listed[1].detail == {"number": 2, "outcome": "captured", "address_family": "ipv6"}
