"""Five months of daily runs over hundreds of pages a scenario: nothing that lives is confirmed dead.

What is asked: no confirmed-dead that was alive, and at least 98 % of the dead confirmed within
``SETTLED_DAYS`` of the first finding, and within ``NOTICED_DAYS`` of the death itself (a page that was
always well is looked at every sixty days at the least).

What no waiting tells apart is left out: an outage of more than ``confirm_days`` that answers 404 throughout.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from snapshotter.audit.patience import ConfirmPolicy
from snapshotter.model.audit import DEAD
from tests.unit.audit.weeks import Page, Spell, Weeks, simulate, with_spell

DAYS = 150
COUNT = 400
SETTLED_DAYS = 8
"""From the first finding of a page that did not come back before."""
NOTICED_DAYS = 68
"""From the death: the longest interval, and the confirmation."""
LIVES_TO = 75.0


def share_within(came: Weeks, pages: list[Page], days: float, *, from_first: bool = True) -> float:
    """Part of the dead pages that were confirmed so soon."""
    dead = [page for page in pages if page.dies is not None]
    since = {page.key: came.first_dead.get(page.key, 1e9) if from_first else page.dies for page in dead}
    return sum(came.confirmed_on.get(key, 1e9) - at <= days for key, at in since.items()) / len(dead)


@pytest.mark.parametrize("death", sorted(DEAD))
def test_what_dies_is_confirmed_and_what_lives_is_not(death):
    chance = Random(death)
    pages = [
        Page(f"{death}{number}", dies=chance.uniform(0, LIVES_TO) if number % 2 else None, death=death)
        for number in range(COUNT)
    ]
    came = simulate(pages, DAYS)
    assert came.false_dead == []
    assert share_within(came, pages, SETTLED_DAYS) >= 0.98
    assert share_within(came, pages, NOTICED_DAYS, from_first=False) >= 0.98


@pytest.mark.parametrize("flap", ["gone", "soft-404", "server-error", "unreachable", "rate-limited"])
def test_flapping_hosts_are_not_dead(flap):
    """One request in ten up to one in two fails; a quarter of the pages die in the end."""
    chance = Random(flap)
    pages = [
        Page(
            f"{flap}{number}", flaps=chance.uniform(0.1, 0.5), flap=flap, dies=60 if number % 4 == 0 else None
        )
        for number in range(COUNT)
    ]
    came = simulate(pages, DAYS)
    assert came.false_dead == []
    # one that came back before is given up to three times as long
    assert share_within(came, pages, 3 * ConfirmPolicy().confirm_days + 2) >= 0.98


@pytest.mark.parametrize(
    "answer", ["gone", "dns-gone", "parked", "server-error", "unreachable", "tls-failure"]
)
def test_outages_shorter_than_the_policy_confirm_nothing(answer):
    """Three for every page, from one day to nearly six; 410 too."""
    came = simulate(outages(answer, 410, 1, 5.9), DAYS)
    assert came.false_dead == []


@pytest.mark.parametrize(
    "answer", ["server-error", "unreachable", "tls-failure", "rate-limited", "challenge"]
)
def test_outages_of_ten_days_that_say_nothing_of_the_page_confirm_nothing(answer):
    came = simulate(outages(answer, None, 6, 10), DAYS)
    assert came.false_dead == []


def outages(answer, status, shortest, longest):
    chance, pages = Random(f"{answer}{status}"), []
    for number in range(COUNT):
        first = chance.uniform(0, 80)
        spells = [
            Spell(at, at + chance.uniform(shortest, longest), answer)
            for at in (first, first + 20, first + 45)
        ]
        pages.append(with_spell(Page(f"{answer}{number}", status=status), *spells))
    return pages


def test_rate_limits_and_walls_are_no_death():
    pages = [
        Page(f"wall{number}", walled=("get", "as-browser", "other-way", "browser")) for number in range(200)
    ]
    pages += [with_spell(Page(f"limit{number}"), Spell(0, DAYS, "rate-limited")) for number in range(200)]
    came = simulate(pages, DAYS)
    assert came.false_dead == []
    assert not any(each.verdict.confirmed for audits in came.audits.values() for each in audits)


def test_a_wall_before_plain_requests_hides_neither_life_nor_death():
    chance = Random(3)
    pages = [
        Page(
            f"p{number}",
            walled=("get", "as-browser"),
            dies=chance.uniform(0, LIVES_TO) if number % 2 else None,
        )
        for number in range(COUNT)
    ]
    came = simulate(pages, DAYS)
    assert came.false_dead == []
    assert share_within(came, pages, SETTLED_DAYS) >= 0.98


def test_our_own_network_is_down_now_and_then():
    """All of it: the run records nothing.  Half of it: nothing answers, the name server lies not."""
    chance = Random(4)
    down = {chance.randrange(DAYS) for _ in range(30)}
    half = [Spell(at, at + 0.4, "unreachable") for at in range(0, DAYS, 5)]
    pages = [
        with_spell(Page(f"p{number}", dies=chance.uniform(0, LIVES_TO) if number % 2 else None), *half)
        for number in range(COUNT)
    ]
    came = simulate(pages, DAYS, network=lambda now: int(now) not in down)
    assert came.false_dead == []
    assert share_within(came, pages, SETTLED_DAYS + 6) >= 0.98


@pytest.mark.parametrize("seed", range(2))
def test_a_clock_that_jumps_confirms_nothing(seed):
    """Eight times in five months, by a month up to two years, forward or back, for two days; with outages."""
    came = simulate(outages("gone", 404, 1, 5.9), DAYS, clock=jumping(seed, 30, 800))
    assert came.false_dead == []


@pytest.mark.parametrize("seed", range(2))
def test_a_clock_that_jumps_by_days_confirms_nothing_but_by_the_hard_signs(seed):
    """Two findings of 410 that truly lie hours apart look like six days when the clock jumps by six: that
    much the short way for hard signs costs."""
    came = simulate(outages("gone", 404, 1, 5.9), DAYS, clock=jumping(seed, 0.1, 30))
    assert came.false_dead == []


@pytest.mark.parametrize("seed", range(2))
def test_a_clock_that_jumps_delays_the_truth_by_days_not_by_years(seed):
    pages = [Page(f"p{number}", dies=60) for number in range(200)]
    came = simulate(pages, DAYS, clock=jumping(seed, 30, 800))
    assert share_within(came, pages, 60) >= 0.98


def jumping(seed, least, most):
    chance = Random(seed)
    jumps = [
        (chance.uniform(0, DAYS - 10), timedelta(days=chance.choice([-1, 1]) * chance.uniform(least, most)))
        for _ in range(8)
    ]

    def wrong_by(now):
        return next((size for at, size in jumps if at <= now < at + 2), timedelta())

    return wrong_by


def test_a_page_that_fails_wholly_at_every_fourth_check_is_not_dead():
    """No way of asking tells, only time does: a quarter to the seventh power, and less after a return.  At
    every second check it is one page in a hundred that is told as lost, until it answers again."""
    pages = [WholeChecksFail(f"p{number}", flaps=0.25) for number in range(COUNT)]
    assert simulate(pages, DAYS).false_dead == []


class WholeChecksFail(Page):
    """Chance decides over a check, not over a request."""

    def check(self, now, told_at, chance):
        bad = chance.random() < self.flaps
        page = Page(self.key, dies=0.0 if bad else None)
        return page.check(now, told_at, chance)


def test_a_back_catalogue_does_not_fall_due_on_one_day():
    pages = [Page(f"p{number}") for number in range(1000)]
    came = simulate(pages, 90)
    days = came.per_day()
    assert days[0] == 1000
    assert max(days[number] for number in days if number > 0) < 0.45 * 1000
    assert max(days.get(number, 0) for number in range(30, 90)) < 0.15 * 1000
    assert came.checks < 6 * 1000
