"""One failure is a suspicion; what confirms, what resets, and what says nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.audit.confirmation import UNANSWERED, apply, as_written, confirmed
from snapshotter.audit.patience import ConfirmPolicy
from snapshotter.model.audit import AUDIT_CLASSES, CHANGED, DEAD, SOUND, UNASKED, WAYS
from snapshotter.model.audit_plain import audit_of, audit_to_plain
from snapshotter.settings import AuditSettings
from tests.unit.audit.weeks import audit, day

POLICY = ConfirmPolicy()


def run(*steps, policy=POLICY):
    """The standing of the last of (class, day) pairs, or of whole audits."""
    told = [step if hasattr(step, "verdict") else audit(step[0], day(step[1])) for step in steps]
    return confirmed(told[:-1], told[-1], policy)


def series(found, *days, **more):
    return [audit(found, day(number), **more) for number in days]


@pytest.mark.parametrize("found", sorted(DEAD - {"dns-gone"}))
def test_a_page_is_lost_after_three_findings_over_six_days(found):
    for count in (1, 2):
        assert run(*series(found, *[0, 3][:count])).state == "suspected"
    standing = run(*series(found, 0, 3, 6))
    assert (standing.confirmed, standing.state, standing.failures) == (True, "confirmed", 3)
    assert standing.since == day(0)
    assert found in standing.says


def test_three_findings_in_less_than_six_days_are_a_suspicion():
    assert not run(*series("gone", 0, 2, 5.9)).confirmed


def test_six_days_with_two_findings_are_a_suspicion():
    assert not run(*series("gone", 0, 7, status=404)).confirmed


def test_findings_within_hours_are_one():
    hours = [0, 0.2, 0.4, 0.6, 0.8, 6]
    standing = run(*series("gone", *hours))
    assert not standing.confirmed
    assert standing.failures == 2


def test_one_way_of_asking_is_not_enough():
    assert not run(*series("gone", 0, 3, 6, 9, ways=("get",))).confirmed
    told = [*series("gone", 0, 3, ways=("get",)), audit("gone", day(6), ways=("browser",))]
    assert run(*told).confirmed


def test_a_name_that_is_gone_takes_two_findings_and_no_second_way():
    assert not run(*series("dns-gone", 0, 5, ways=("get",))).confirmed
    assert run(*series("dns-gone", 0, 6, ways=("get",))).confirmed


def test_410_takes_two_findings_and_two_ways():
    assert run(*series("gone", 0, 6, status=410)).confirmed
    assert not run(*series("gone", 0, 6, status=410, ways=("get",))).confirmed
    assert not run(audit("gone", day(0), status=404), audit("gone", day(6), status=410)).confirmed


def test_two_hard_findings_too_far_apart_take_a_third():
    assert not run(*series("dns-gone", 0, 40)).confirmed
    assert run(*series("dns-gone", 0, 40, 80)).confirmed


@pytest.mark.parametrize("answered", sorted(SOUND | CHANGED))
def test_one_answer_resets(answered):
    standing = run(("gone", 0), ("gone", 3), ("gone", 6), (answered, 7), ("gone", 8))
    assert (standing.state, standing.failures, standing.since) == ("suspected", 1, day(8))


def test_a_page_that_came_back_takes_longer():
    before = [("gone", 0), ("gone", 1), ("unchanged", 2)]
    assert not run(*before, ("gone", 10), ("gone", 13), ("gone", 16)).confirmed
    assert not run(*before, *[("gone", 10 + number) for number in range(9)]).confirmed
    assert run(*before, *[("gone", 10 + number) for number in range(10)]).confirmed


def test_that_it_came_back_is_forgotten():
    before = [("gone", 0), ("unchanged", 2)]
    assert run(*before, ("gone", 200), ("gone", 203), ("gone", 206)).confirmed


def test_another_kind_of_death_keeps_the_count():
    standing = run(("gone", 0), ("soft-404", 3), ("parked", 6))
    assert standing.confirmed
    assert standing.since == day(0)
    assert "parked" in standing.says


@pytest.mark.parametrize("unasked", sorted(UNASKED))
def test_what_could_not_be_asked_neither_adds_nor_resets(unasked):
    told = [("gone", 0), ("gone", 3), (unasked, 4), (unasked, 6), (unasked, 8)]
    assert not run(*told).confirmed
    assert run(*told[:2], (unasked, 4), ("gone", 6)).confirmed
    assert not run(("gone", 0), (unasked, 3), ("gone", 6)).confirmed


@pytest.mark.parametrize("unasked", sorted(UNASKED - UNANSWERED))
def test_a_wall_is_never_confirmed(unasked):
    standing = run(*series(unasked, *range(0, 100, 5)))
    assert (standing.confirmed, standing.state, standing.failures) == (False, "unknown", 0)


def test_an_open_suspicion_is_told_beside_a_wall():
    standing = run(("gone", 0), ("gone", 2), ("challenge", 3))
    assert (standing.state, standing.failures, standing.since) == ("unknown", 2, day(0))
    assert "lost twice before" in standing.says


@pytest.mark.parametrize("found", sorted(UNANSWERED))
def test_what_does_not_answer_for_thirty_days_is_told_as_that(found):
    days = (0, 1, 3, 7, 15, 23, 31)
    assert not run(*series(found, *days[:-1])).confirmed
    standing = run(*series(found, *days))
    assert standing.confirmed
    assert "31 days" in standing.says
    assert "nothing says that it is lost" in standing.says


@pytest.mark.parametrize("answer", ["gone", "unchanged", "rate-limited", "challenge", "moved"])
def test_any_answer_ends_the_silence(answer):
    days = [0, 7, 15, 23]
    assert not run(*series("unreachable", *days), (answer, 24), ("unreachable", 31)).confirmed


@pytest.mark.parametrize("found", sorted(CHANGED))
def test_a_change_is_confirmed_on_another_day(found):
    first = run((found, 0))
    assert (first.confirmed, first.state, first.failures) == (False, "suspected", 1)
    assert not run((found, 0), (found, 0.5)).confirmed
    assert run((found, 0), (found, 1)).confirmed
    assert run((found, 0), ("challenge", 0.5), (found, 1)).confirmed
    assert not run((found, 0), ("unchanged", 0.5), (found, 1)).confirmed


def test_a_change_seen_half_a_year_apart_takes_a_third_sighting():
    assert not run(("drifted", 0), ("drifted", 180)).confirmed
    assert run(("drifted", 0), ("drifted", 180), ("drifted", 360)).confirmed


def test_another_change_begins_anew():
    assert not run(("drifted", 0), ("passage-missing", 1)).confirmed


@pytest.mark.parametrize("found", sorted(SOUND))
def test_sound_is_confirmed_at_once(found):
    standing = run(("gone", 0), ("unchanged", 1), ("challenge", 2), (found, 3))
    assert (standing.confirmed, standing.state, standing.failures) == (True, "sound", 0)
    assert standing.since == day(1)


def test_the_check_itself_in_the_history_is_not_counted_twice():
    told = series("gone", 0, 3, 6)
    assert confirmed(told, told[-1], POLICY) == confirmed(told[:-1], told[-1], POLICY)
    assert confirmed(told[:2], told[1], POLICY).failures == 2


# clocks


def test_a_clock_that_jumps_forward_adds_nothing():
    assert not run(*series("gone", 0, 1, 400)).confirmed
    assert not run(*series("gone", 0, 1, 400, 401, 402)).confirmed


def test_dates_that_go_back_begin_anew():
    told = written([("gone", 0), ("gone", 1), ("gone", 400), ("gone", 3), ("gone", 4)])
    assert [each.verdict.confirmed for each in told] == [False] * 5
    standing = confirmed(by_date(told[:-1]), told[-1], POLICY)
    assert (standing.failures, standing.since) == (2, day(3))


def test_a_clock_once_in_the_future_does_not_put_off_what_is_true():
    told = written([("unchanged", 0), ("unchanged", 400), *[("gone", 8 + number) for number in range(8)]])
    assert [each.verdict.confirmed for each in told[2:]] == [False] * 6 + [True] * 2


def test_a_success_dated_in_the_past_resets_all_the_same():
    told = written([("gone", 0), ("gone", 1), ("unchanged", -9000), *[("gone", n) for n in (5, 6, 7)]])
    assert not any(each.verdict.confirmed for each in told[3:])


def test_a_clock_that_was_slow_for_days_does_not_lengthen_a_suspicion():
    told = written([("gone", 0), ("gone", -9), ("gone", -8), ("gone", 3), ("gone", 4), ("gone", 5)])
    assert not any(each.verdict.confirmed for each in told)


def test_the_order_of_writing_survives_the_manifest():
    told = written([("gone", 0), ("unchanged", 400), ("gone", 2), ("gone", -50), ("gone", 3)])
    stored = [audit_of(audit_to_plain(each)) for each in told]
    assert as_written(by_date(stored)) == stored
    assert "dated_later" not in told[1].verdict.evidence
    assert told[2].verdict.evidence["dated_later"] == [told[1].check_id]


def test_evidence_that_is_not_ours_is_passed_over():
    odd = [audit("gone", day(0), evidence={"dated_later": value}) for value in (7, "x", [3, None], {"a": 1})]
    assert len(as_written(odd)) == 4


def written(steps, policy=POLICY):
    """What apply makes of each, the history being given by date, as a manifest is read."""
    told = []
    for number, (found, at) in enumerate(steps):
        told.append(apply(audit(found, day(at), check_id=f"n{number}"), by_date(told), policy))
    return told


def by_date(audits):
    return sorted(audits, key=lambda each: each.checked_at)


# properties

STEP = st.tuples(
    st.sampled_from(AUDIT_CLASSES),
    st.floats(0, 90),
    st.lists(st.sampled_from(WAYS), min_size=1, max_size=4, unique=True),
    st.sampled_from([None, 404, 410]),
)
HISTORIES = st.lists(STEP, min_size=1, max_size=14)


def built(steps):
    return [
        audit(found, day(at), ways=tuple(ways), status=status, check_id=f"n{number}")
        for number, (found, at, ways, status) in enumerate(steps)
    ]


@given(HISTORIES)
def test_whatever_is_found_dead_is_confirmed_by_enough_over_enough_days(steps):
    told = by_date(built(steps))
    new = told[-1]
    standing = confirmed(told[:-1], new, POLICY)
    dead = [each for each in told if each.verdict.audit_class in DEAD]
    if new.verdict.audit_class in DEAD and standing.confirmed:
        assert len(dead) >= POLICY.hard_failures
        assert new.checked_at - dead[0].checked_at >= timedelta(days=POLICY.confirm_days)
        assert standing.failures >= POLICY.hard_failures
        answered = [each.checked_at for each in told if each.verdict.audit_class in SOUND | CHANGED]
        assert all(at < standing.since for at in answered)


@given(HISTORIES, st.sampled_from(sorted(SOUND)))
def test_a_success_always_resets(steps, sound):
    told = by_date(built(steps))
    at = told[-1].checked_at
    well = audit(sound, at + timedelta(hours=1), check_id="well")
    assert confirmed(told, well, POLICY).state == "sound"
    again = audit("gone", at + timedelta(days=30), check_id="again")
    standing = confirmed([*told, well], again, POLICY)
    assert (standing.confirmed, standing.failures) == (False, 1)


@given(HISTORIES, st.randoms())
def test_the_order_of_what_was_found_at_one_time_does_not_matter(steps, chance):
    told = by_date(built([(found, int(at / 4) * 4, ways, status) for found, at, ways, status in steps]))
    new, history = told[-1], told[:-1]
    mixed = list(history)
    chance.shuffle(mixed)
    assert confirmed(mixed, new, POLICY) == confirmed(history, new, POLICY)


@given(HISTORIES)
def test_what_could_not_be_asked_changes_nothing_for_the_dead(steps):
    told = by_date(built(steps))
    new = told[-1]
    if new.verdict.audit_class in DEAD:
        without = [each for each in told[:-1] if each.verdict.audit_class not in UNASKED]
        assert confirmed(told[:-1], new, POLICY) == confirmed(without, new, POLICY)


@given(HISTORIES)
def test_confirmed_and_state_agree_and_nothing_breaks_on_any_dates(steps):
    told = built(steps)
    for number, each in enumerate(told):
        standing = confirmed(told[:number], each, POLICY)
        assert standing.confirmed == (standing.state in {"sound", "confirmed"})
        assert standing.says
        applied = apply(each, told[:number], POLICY)
        assert applied.verdict.confirmed == standing.confirmed
        assert applied.due_at > each.checked_at


def test_the_policy_takes_what_the_user_has_set():
    policy = ConfirmPolicy.of(AuditSettings(confirm_days=2, due_days=3))
    assert (policy.confirm_days, policy.due_days) == (2, 3)
    assert run(*series("gone", 0, 1, 2), policy=policy).confirmed
    assert not run(*series("gone", 0, 1, 2)).confirmed
    assert not run(*series("gone", 0, 1, 2), policy=replace(policy, failures=4)).confirmed
