from __future__ import annotations

import asyncio
import itertools

from snapshotter.rescue.pace import Pace, Paces
from snapshotter.urls import Url
from tests.unit.rescue.loopback import Time

INDEX = Url("https://web.archive.org/cdx/search/cdx?url=x")


async def test_nobody_has_a_turn_before_the_interval_is_over():
    time = Time()
    pace = Pace(2.5, time, time.sleep)
    begun = []
    for _ in range(4):
        await pace.turn()
        begun.append(time.now)
    assert [later - earlier for earlier, later in itertools.pairwise(begun)] == [2.5] * 3


async def test_a_pause_holds_back_those_that_wait_already():
    time = Time()
    pace = Pace(1.0, time, time.sleep)
    await pace.turn()
    waiting = asyncio.ensure_future(pace.turn())
    pace.pause(60.0)
    await asyncio.wait_for(waiting, 5)
    assert time.now == 1060.0


def test_the_wayback_machine_has_limits_of_its_own():
    paces = Paces(0.0)
    assert paces.of(INDEX, "index").interval_s == 2.5
    assert paces.of(INDEX, "memento").interval_s == 0.125
    assert paces.of(INDEX, "save").interval_s == 9.0
    elsewhere = Url("https://memento.example/web/")
    assert Paces(3.0).of(elsewhere, "memento").interval_s == 3.0
    assert Paces(3.0).of(elsewhere, "part").interval_s == 0.125
    assert Paces(0.0).of(elsewhere, "part").interval_s == 0.0


async def test_a_pause_is_of_the_whole_archive():
    time = Time()
    paces = Paces(1.0, time, time.sleep)
    paces.of(INDEX, "memento")
    paces.pause(INDEX, 60.0)
    await paces.of(INDEX, "memento").turn()
    assert time.now == 1060.0


async def test_elsewhere_all_that_is_asked_for_a_page_is_one_service():
    time = Time()
    paces = Paces(3.0, time, time.sleep)
    elsewhere = Url("https://memento.example/web/")
    await paces.of(elsewhere, "index").turn()
    await paces.of(elsewhere, "memento").turn()
    assert time.now == 1003.0


def test_an_archive_that_has_had_enough_is_not_asked_again_for_a_while():
    time = Time()
    paces = Paces(1.0, time, time.sleep)
    paces.close(INDEX, 90.0)
    assert paces.closed_s(INDEX) == 90.0
    assert paces.closed_s(Url("https://memento.example/")) == 0.0
    time.now += 91
    assert paces.closed_s(INDEX) == 0.0


def test_an_archive_that_was_never_there_is_given_up():
    paces = Paces(1.0)
    for _ in range(3):
        assert not paces.is_gone(INDEX)
        assert not paces.silent(INDEX)
    assert paces.is_gone(INDEX)
    paces.answered(INDEX)
    assert not paces.is_gone(INDEX)
    assert paces.silent(INDEX)
