"""When a page is looked at again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.audit.confirmation import apply
from snapshotter.audit.due import due_at, is_due
from snapshotter.audit.patience import ConfirmPolicy
from snapshotter.model.audit import AUDIT_CLASSES, DEAD
from tests.unit.audit.weeks import audit, day

POLICY = ConfirmPolicy(spread=0)


def waits(*steps, policy=POLICY, **more):
    """Days from the last of (class, day) pairs to when its page is due, all applied in turn."""
    told = []
    for found, at in steps:
        told.append(apply(audit(found, day(at)), told, policy, **more))
    return (told[-1].due_at - told[-1].checked_at) / timedelta(days=1)


def every_week(found, count, begins=0):
    return [(found, begins + 7 * number) for number in range(count)]


def test_what_stays_well_is_looked_at_less_and_less_often():
    assert [waits(*every_week("unchanged", count)) for count in range(1, 7)] == [7, 14, 28, 56, 60, 60]


def test_many_looks_on_one_day_are_one():
    assert waits(*[("unchanged", number / 100) for number in range(9)]) == 7
    assert waits(("unchanged", 0), *[("unchanged", 7 + number / 100) for number in range(9)]) == 14


@pytest.mark.parametrize("found", [*sorted(DEAD), "drifted", "passage-missing", "moved"])
def test_a_suspicion_is_looked_into_the_next_day(found):
    assert 20 / 24 <= waits(*every_week("unchanged", 4), (found, 40)) < 1


@pytest.mark.parametrize("found", sorted(DEAD))
def test_what_is_lost_is_looked_at_seldom(found):
    told = [(found, number) for number in range(7)]
    assert waits(*told[:-1]) < 1
    assert waits(*told) == 7
    assert waits(*told, (found, 13), (found, 27)) == 28


def test_what_came_back_is_looked_at_soon():
    assert waits(*every_week("unchanged", 4), ("gone", 30), ("unchanged", 31)) == 7


def test_a_confirmed_change_is_looked_at_like_a_new_page():
    assert waits(("drifted", 0), ("drifted", 1)) == 7
    assert waits(("drifted", 0), ("drifted", 1), ("drifted", 8)) == 14
    assert waits(("drifted", 0), ("drifted", 1), ("moved", 8)) < 1


def test_what_could_not_be_asked_waits_longer_each_time():
    days = [0, 1, 3, 7, 15, 23]
    passing = [waits(*[("unreachable", at) for at in days[:count]]) for count in range(1, 7)]
    assert passing == [1, 2, 4, 8, 8, 8]
    days = [0, 1, 3, 7, 15, 31, 63, 123]
    walls = [waits(*[("challenge", at) for at in days[:count]]) for count in range(1, 9)]
    assert walls == [1, 2, 4, 8, 16, 32, 60, 60]


@pytest.mark.parametrize(
    ("field", "days"),
    [
        ("3600", 1),
        ("259200", 3),
        ("9" * 400, 60),
        ("Sun, 11 Jan 2026 04:00:00 GMT", 10),
        ("Sun, 11 Jan 1970 04:00:00 GMT", 1),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 60),
        ("soon", 1),
        ("-5", 1),
    ],
)
@pytest.mark.parametrize("nested", [False, True])
def test_what_the_host_asks_for_is_waited_for(field, days, nested):
    evidence = {"retry_after": field}
    limited = audit("rate-limited", day(0), evidence={"page": evidence} if nested else evidence)
    assert (due_at([], limited, POLICY) - day(0)) / timedelta(days=1) == days


def test_risk_brings_it_nearer():
    steps = every_week("unchanged", 3)
    assert waits(*steps, risk=0) == 28
    assert waits(*steps, risk=1) == 7
    assert waits(*steps, risk=99) == 7
    assert waits(*steps, risk=-1) == 28


def test_due_times_are_spread_and_stay_so():
    policy, well = ConfirmPolicy(), audit("unchanged", day(0))
    due = [due_at([], well, policy, key=f"page {number}") for number in range(1000)]
    assert due == [due_at([], well, policy, key=f"page {number}") for number in range(1000)]
    assert day(4.2) <= min(due) < day(4.4)
    assert day(6.8) < max(due) <= day(7)
    for tenth in range(10):
        begins = 4.2 + 0.28 * tenth
        assert 70 <= sum(day(begins) <= at < day(begins + 0.28) for at in due) <= 130


def test_citations_of_one_page_are_due_together():
    policy, well = ConfirmPolicy(), audit("unchanged", day(0))
    assert due_at([], well, policy, key="a") == due_at([], well, policy, key="a")
    assert due_at([], well, policy) == due_at([], well, policy)
    assert due_at([], well, policy, key="a") != due_at([], well, policy, key="b")


@given(
    st.lists(st.tuples(st.sampled_from(AUDIT_CLASSES), st.floats(-1e5, 1e5)), min_size=1, max_size=20),
    st.floats(-1, 2),
    st.text(max_size=5),
)
def test_whatever_was_found_it_is_due_within_hours_and_the_longest_interval(steps, risk, key):
    told = []
    policy = ConfirmPolicy()
    for found, at in steps:
        new = apply(audit(found, day(at)), told, policy, risk=risk, key=key)
        told.append(new)
        wait = new.due_at - new.checked_at
        assert timedelta(hours=14) <= wait <= timedelta(days=policy.longest_days)


def test_the_calendar_ends():
    late = audit("unchanged", datetime(9999, 12, 30, tzinfo=UTC))
    assert due_at([], late, POLICY).year == 9999


# is_due


def test_what_was_never_checked_is_due():
    assert is_due([], day(0))


def test_due_is_when_the_newest_says_so():
    told = [apply(audit("unchanged", day(0)), [], POLICY)]
    assert not is_due(told, day(6.99))
    assert is_due(told, day(7))
    told.append(apply(audit("unchanged", day(7)), told, POLICY))
    assert not is_due(told, day(20))
    assert not is_due(list(reversed(told)), day(20))
    assert is_due(told, day(21))


def test_an_audit_that_names_no_time_is_due():
    assert is_due([audit("unchanged", day(0))], day(0.1))


def test_an_audit_dated_in_the_future_is_no_reason_to_wait():
    past = apply(audit("unchanged", day(0)), [], POLICY)
    future = apply(audit("unchanged", day(400)), [past], POLICY)
    assert is_due([future], day(1))
    assert not is_due([past, future], day(1))
    assert is_due([past, future], day(8))
