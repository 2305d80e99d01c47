"""Who is visited when."""

from __future__ import annotations

import asyncio

import pytest

from snapshotter.urls import Url
from snapshotter.workflows import schedule as module
from snapshotter.workflows.schedule import HostSchedule


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch):
    """A clock that waiting moves: nobody really waits for a time."""
    clock = Clock()

    async def wait_for(waiting, seconds):
        if seconds is None:
            return await waiting
        waiting.close()
        clock.now += seconds
        raise TimeoutError

    monkeypatch.setattr(module.asyncio, "wait_for", wait_for)
    return clock


def filled(clock, *pages: str, delay_s: float = 1.0) -> HostSchedule:
    schedule = HostSchedule(delay_s, clock)
    for page in pages:
        schedule.add(Url(f"https://{page}"))
    return schedule


async def walk(schedule: HostSchedule, clock: Clock, visit_s: float = 0.0) -> list[tuple[str, float]]:
    """Visit one page after the other: what, and how long after the start."""
    visits, start = [], clock.now
    while (url := await schedule.take()) is not None:
        visits.append((url.removeprefix("https://"), clock.now - start))
        clock.now += visit_s
        await schedule.done(url)
    return visits


async def test_nothing_to_do(clock):
    assert await filled(clock).take() is None


async def test_hosts_take_turns(clock):
    schedule = filled(
        clock, "a.test/1", "a.test/2", "a.test/3", "b.test/1", "c.test/1", "b.test/2", delay_s=0
    )
    order = [page for page, _ in await walk(schedule, clock)]
    assert order == ["a.test/1", "b.test/1", "c.test/1", "a.test/2", "b.test/2", "a.test/3"]


async def test_a_host_rests_between_two_visits(clock):
    schedule = filled(clock, "a.test/1", "a.test/2", "b.test/1", delay_s=5)
    assert await walk(schedule, clock, visit_s=2) == [("a.test/1", 0), ("b.test/1", 2), ("a.test/2", 7)]


async def test_one_page_of_a_host_at_a_time(clock):
    schedule = filled(clock, "a.test/1", "a.test/2", "b.test/1", delay_s=0)
    first, second = await schedule.take(), await schedule.take()
    assert (first, second) == ("https://a.test/1", "https://b.test/1")
    third = asyncio.ensure_future(schedule.take())
    for _ in range(5):
        await asyncio.sleep(0)
    assert not third.done()
    await schedule.done(first)
    assert await third == "https://a.test/2"
    await schedule.done(second)
    await schedule.done("https://a.test/2")
    assert await schedule.take() is None


async def test_scheme_and_port_make_no_other_host(clock):
    schedule = HostSchedule(0, clock)
    for url in ("https://a.test/", "http://a.test:8080/"):
        schedule.add(Url(url))
    first = await schedule.take()
    assert schedule._next() == (None, None)
    await schedule.done(first)
    assert await schedule.take() == "http://a.test:8080/"


@pytest.mark.parametrize(("pause_s", "rest_s"), [(0, 3), (2, 3), (120, 120)])
async def test_a_pause_that_was_asked_for_is_kept(clock, pause_s, rest_s):
    schedule = filled(clock, "a.test/1", "a.test/2", delay_s=3)
    await schedule.done(await schedule.take(), pause_s=pause_s)
    before = clock.now
    assert await schedule.take() == "https://a.test/2"
    assert clock.now - before == rest_s


async def test_again_goes_to_the_end_of_the_line(clock):
    schedule = filled(clock, "a.test/1", "a.test/2", delay_s=1)
    first = await schedule.take()
    await schedule.done(first, again=True)
    assert [page for page, _ in await walk(schedule, clock)] == ["a.test/2", "a.test/1"]


async def test_a_last_page_again_wakes_those_who_wait(clock):
    schedule = filled(clock, "a.test/1", delay_s=1)
    url = await schedule.take()
    waiting = asyncio.ensure_future(schedule.take())
    await asyncio.sleep(0)
    await schedule.done(url, again=True)
    assert await waiting == url


async def test_everybody_hears_that_it_is_over(clock):
    schedule = filled(clock, "a.test/1")
    url = await schedule.take()
    waiting = [asyncio.ensure_future(schedule.take()) for _ in range(4)]
    await asyncio.sleep(0)
    await schedule.done(url)
    assert await asyncio.gather(*waiting) == [None] * 4


async def test_a_resting_host_holds_nobody_up(clock):
    schedule = filled(clock, "slow.test/1", "slow.test/2", *(f"h{n}.test/" for n in range(5)), delay_s=1)
    await schedule.done(await schedule.take(), pause_s=1000)
    visits = await walk(schedule, clock)
    assert [page for page, _ in visits] == [*(f"h{n}.test/" for n in range(5)), "slow.test/2"]
    assert [moment for _, moment in visits] == [0] * 5 + [1000]


async def test_many_workers_visit_everything_once(clock):
    pages = [f"h{n % 7}.test/{n}" for n in range(100)]
    schedule, seen, busy = filled(clock, *pages, delay_s=0.5), [], set()

    async def work():
        while (url := await schedule.take()) is not None:
            host = url.split("/")[2]
            assert host not in busy
            busy.add(host)
            await asyncio.sleep(0)
            busy.discard(host)
            seen.append(url.removeprefix("https://"))
            await schedule.done(url)

    await asyncio.gather(*(work() for _ in range(5)))
    assert sorted(seen) == sorted(pages)


async def test_a_cancelled_wait_leaves_the_rest_in_order(clock):
    schedule = filled(clock, "a.test/1", "a.test/2", delay_s=0)
    url = await schedule.take()
    waiting = asyncio.ensure_future(schedule.take())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await schedule.done(url)
    assert await schedule.take() == "https://a.test/2"
