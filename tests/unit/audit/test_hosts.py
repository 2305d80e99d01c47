"""What many audits of a host's pages say together."""

from __future__ import annotations

from dataclasses import replace

from snapshotter.audit.hosts import Span, postponed, statistics
from snapshotter.audit.patience import ConfirmPolicy
from snapshotter.urls import Url, page_key
from tests.unit.audit.weeks import audit, day


def seen(host, *findings):
    """(address, audit) for (path, class, day) triples."""
    return [
        (Url(f"https://{host}/{path}"), audit(found, day(at), check_id=f"{host}{path}{at}"))
        for path, found, at in findings
    ]


def redirected(host, paths, target, found="redirected-home"):
    pairs = seen(host, *[(path, found, 0) for path in paths])
    return [(url, replace(each, final_url=Url(target))) for url, each in pairs]


def test_pages_count_by_their_newest_audit():
    pairs = seen(
        "a.example",
        ("1", "gone", 0),
        ("1", "unchanged", 5),
        ("2", "drifted", 0),
        ("3", "gone", 0),
        ("4", "server-error", 0),
        ("5", "cosmetic", 0),
    )
    of = statistics(pairs)["a.example"]
    assert (of.checks, of.pages) == (6, 5)
    assert (of.sound, of.changed, of.dead, of.unasked, of.turned_away) == (2, 1, 1, 1, 0)
    assert of.share_sound == 0.5
    assert of.says == ""


def test_hosts_are_told_apart_and_pages_are_not_by_fragment_or_tracking():
    one = seen("b.example", ("x#a", "unchanged", 0), ("x?utm_source=n", "unchanged", 0))
    found = statistics([*one, *seen("a.example", ("x", "gone", 0))])
    assert list(found) == ["a.example", "b.example"]
    assert found["b.example"].pages == 1


def test_one_check_of_several_citations_is_one():
    pair = seen("a.example", ("1", "unchanged", 0))
    assert statistics(pair * 3)["a.example"].checks == 1


def test_a_host_of_which_nothing_could_be_asked_has_no_share():
    assert statistics(seen("a.example", ("1", "unreachable", 0)))["a.example"].share_sound is None


def test_a_host_that_turns_programs_away():
    walls = [(str(number), ("blocked", "challenge")[number % 2], 0) for number in range(3)]
    blocking = statistics(seen("a.example", *walls, ("9", "unchanged", 0)))["a.example"]
    assert blocking.blocks_robots
    assert "3 of its 4 pages cannot be verified" in blocking.says
    assert not statistics(seen("a.example", *walls[:2]))["a.example"].blocks_robots
    half = [*walls, *[(f"w{number}", "unchanged", 0) for number in range(3)]]
    assert not statistics(seen("a.example", *half))["a.example"].blocks_robots
    limited = [(str(number), "rate-limited", 0) for number in range(5)]
    assert not statistics(seen("a.example", *limited))["a.example"].blocks_robots


def test_pages_of_such_a_host_wait_but_for_one():
    policy = ConfirmPolicy()
    pairs = seen(
        "a.example", ("1", "blocked", 0), ("2", "blocked", 1), ("3", "blocked", 2), ("4", "unchanged", 3)
    )
    pairs += seen("b.example", ("1", "blocked", 0))
    keys = {str(number): page_key(Url(f"https://a.example/{number}")) for number in range(1, 5)}
    later = postponed(pairs, policy)
    assert set(later) == {keys["1"], keys["2"], keys["3"]}
    assert later[keys["1"]] == day(policy.longest_days)
    later = postponed(pairs[:3] + pairs[4:], policy)
    assert set(later) == {keys["1"], keys["2"]}


def died(*findings):
    return statistics(seen("a.example", *findings))["a.example"].died


def test_a_host_whose_pages_may_all_have_died_at_once():
    findings = [("1", "unchanged", 0), ("2", "unchanged", 3), ("3", "drifted", 1)]
    dead = [("1", "gone", 8), ("2", "parked", 5), ("3", "dns-gone", 30)]
    assert died(*findings, *dead) == Span(day(3), day(5))
    assert died(*dead) == Span(None, day(5))
    says = statistics(seen("a.example", *findings, *dead))["a.example"].says
    assert "All 3 pages of a.example died between 2026-01-04 and 2026-01-06" in says


def test_a_host_whose_pages_died_one_after_the_other():
    assert died(("1", "gone", 2), ("2", "unchanged", 5), ("2", "gone", 9), ("3", "gone", 9)) is None


def test_a_host_is_not_dead_while_a_page_lives_or_is_unknown_or_there_are_few():
    dead = [("1", "gone", 1), ("2", "gone", 1), ("3", "gone", 1)]
    assert died(*dead) is not None
    assert died(*dead, ("4", "unchanged", 0)) is None
    assert died(*dead, ("4", "unreachable", 0)) is None
    assert died(*dead, ("1", "unchanged", 2)) is None
    assert died(*dead[:2]) is None


def test_what_could_not_be_asked_is_no_resurrection():
    dead = [("1", "gone", 1), ("2", "gone", 1), ("3", "gone", 1), ("3", "challenge", 2)]
    assert died(*dead) == Span(None, day(1))
