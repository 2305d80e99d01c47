"""Who is visited when."""

from __future__ import annotations

import asyncio
import itertools
from datetime import UTC, datetime, timedelta

import pytest

from snapshotter.model.pace import HostPace
from snapshotter.urls import Url
from snapshotter.workflows import schedule as module
from snapshotter.workflows.pace import Answer
from snapshotter.workflows.schedule import HostSchedule, Turn

WELL, TURNED_AWAY, SILENT = Answer("well"), Answer("turned-away"), Answer("silent")
START = datetime(2026, 3, 1, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def time_of_day(self) -> datetime:
        return START + timedelta(seconds=self.now)


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


class Memory:
    """A host memory in a dictionary."""

    def __init__(self, **known):
        self.known = known

    def load(self, host):
        return self.known.get(host)

    def save(self, host, pace):
        self.known[host] = pace


async def filled(clock, *pages: str, delay_s: float = 1.0, memory=None) -> HostSchedule:
    schedule = HostSchedule(delay_s, memory, clock=clock, now=clock.time_of_day)
    for page in pages:
        await schedule.add(Url(f"https://{page}"))
    await schedule.complete()
    return schedule


async def taken(schedule: HostSchedule) -> Url:
    return (await schedule.take()).url


async def walk(schedule, clock, visit_s=0.0, answer=WELL) -> list[tuple[str, float]]:
    """Visit one page after the other: what, and how long after the start."""
    visits, start = [], clock.now
    while (turn := await schedule.take()) is not None:
        visits.append((turn.url.removeprefix("https://"), clock.now - start))
        clock.now += visit_s
        await schedule.done(turn.url, answer)
    return visits


async def test_nothing_to_do(clock):
    assert await (await filled(clock)).take() is None


async def test_hosts_take_turns(clock):
    schedule = await filled(
        clock, "a.test/1", "a.test/2", "a.test/3", "b.test/1", "c.test/1", "b.test/2", delay_s=0
    )
    order = [page for page, _ in await walk(schedule, clock)]
    assert order == ["a.test/1", "b.test/1", "c.test/1", "a.test/2", "b.test/2", "a.test/3"]


async def test_a_host_rests_between_two_visits(clock):
    schedule = await filled(clock, "a.test/1", "a.test/2", "b.test/1", delay_s=5)
    assert await walk(schedule, clock, visit_s=2) == [("a.test/1", 0), ("b.test/1", 2), ("a.test/2", 7)]


async def test_one_page_of_a_host_at_a_time(clock):
    schedule = await filled(clock, "a.test/1", "a.test/2", "b.test/1", delay_s=0)
    first, second = await taken(schedule), await taken(schedule)
    assert (first, second) == ("https://a.test/1", "https://b.test/1")
    third = asyncio.ensure_future(schedule.take())
    for _ in range(5):
        await asyncio.sleep(0)
    assert not third.done()
    await schedule.done(first, WELL)
    assert (await third).url == "https://a.test/2"
    await schedule.done(second, WELL)
    await schedule.done(Url("https://a.test/2"), WELL)
    assert await schedule.take() is None


async def test_scheme_and_port_make_no_other_host(clock):
    schedule = await filled(clock, "a.test/", "a.test:8080/", delay_s=0)
    first = await taken(schedule)
    assert schedule._next() == (None, None)
    await schedule.done(first, WELL)
    assert await taken(schedule) == "https://a.test:8080/"


@pytest.mark.parametrize(("asked_s", "rest_s"), [(0, 3), (2, 3), (120, 120)])
async def test_a_pause_that_was_asked_for_is_kept(clock, asked_s, rest_s):
    schedule = await filled(clock, "a.test/1", "a.test/2", delay_s=3)
    await schedule.done(await taken(schedule), Answer("well", asked_s))
    before = clock.now
    assert await taken(schedule) == "https://a.test/2"
    assert clock.now - before == pytest.approx(rest_s)


@pytest.mark.parametrize(
    ("answer", "since_s", "rest_s"),
    [
        (WELL, 0.4, 2.6),
        (WELL, 100.0, 0.0),
        (Answer("well", 120), 0.4, 120),
        (TURNED_AWAY, 0.4, 6),
    ],
)
async def test_a_rest_begins_with_the_request(clock, answer, since_s, rest_s):
    schedule = await filled(clock, "a.test/1", "a.test/2", delay_s=3)
    await schedule.done(await taken(schedule), answer, since_s=since_s)
    before = clock.now
    assert await taken(schedule) == "https://a.test/2"
    assert clock.now - before == pytest.approx(rest_s)


async def test_a_host_that_turns_us_away_is_left_alone_ever_longer_and_forgiven(clock):
    schedule = await filled(clock, *(f"a.test/{n}" for n in range(25)), delay_s=1)
    moments = []
    for n in range(25):
        url = await taken(schedule)
        moments.append(clock.now)
        await schedule.done(url, TURNED_AWAY if n < 5 else WELL)
    rests = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert rests[:5] == pytest.approx([2, 4, 8, 16, 30]), "thirty times the delay that was set, at most"
    assert rests[5:] == sorted(rests[5:], reverse=True)
    assert rests[-1] == pytest.approx(1.0)


async def test_a_host_that_takes_long_to_answer_rests_longer(clock):
    schedule = await filled(clock, "a.test/1", "a.test/2", delay_s=1)
    await schedule.done(await taken(schedule), Answer("well", latency_s=4.0))
    before = clock.now
    await taken(schedule)
    assert clock.now - before == pytest.approx(4.0)


@pytest.mark.parametrize("answer", [TURNED_AWAY, Answer("well", latency_s=9.0)])
async def test_without_a_delay_there_is_no_pace(clock, answer):
    schedule = await filled(clock, "a.test/1", "a.test/2", "a.test/3", delay_s=0)
    assert [moment for _, moment in await walk(schedule, clock, answer=answer)] == [0, 0, 0]


async def test_again_goes_to_the_end_of_the_line(clock):
    schedule = await filled(clock, "a.test/1", "a.test/2", delay_s=1)
    await schedule.done(await taken(schedule), WELL, again_s=0.0)
    assert [page for page, _ in await walk(schedule, clock)] == ["a.test/2", "a.test/1"]


async def test_a_page_that_waits_for_another_try_does_not_hold_up_its_host(clock):
    schedule = await filled(clock, "a.test/1", "a.test/2", "a.test/3", delay_s=1)
    await schedule.done(await taken(schedule), WELL, again_s=60.0)
    assert await walk(schedule, clock) == [
        ("a.test/2", pytest.approx(1)),
        ("a.test/3", pytest.approx(2)),
        ("a.test/1", pytest.approx(60)),
    ]


async def test_a_last_page_again_wakes_those_who_wait(clock):
    schedule = await filled(clock, "a.test/1", delay_s=1)
    url = await taken(schedule)
    waiting = asyncio.ensure_future(schedule.take())
    await asyncio.sleep(0)
    await schedule.done(url, WELL, again_s=0.0)
    assert (await waiting).url == url


async def test_everybody_hears_that_it_is_over(clock):
    schedule = await filled(clock, "a.test/1")
    url = await taken(schedule)
    waiting = [asyncio.ensure_future(schedule.take()) for _ in range(4)]
    await asyncio.sleep(0)
    await schedule.done(url, WELL)
    assert await asyncio.gather(*waiting) == [None] * 4


async def test_a_resting_host_holds_nobody_up(clock):
    schedule = await filled(clock, "slow.test/1", "slow.test/2", *(f"h{n}.test/" for n in range(5)))
    await schedule.done(await taken(schedule), Answer("turned-away", 250))
    visits = await walk(schedule, clock)
    assert [page for page, _ in visits] == [*(f"h{n}.test/" for n in range(5)), "slow.test/2"]
    assert [moment for _, moment in visits] == [0] * 5 + [pytest.approx(250)]


async def test_a_host_that_wants_to_be_left_alone_for_an_hour_is(clock):
    schedule = await filled(clock, "a.test/1", "a.test/2", "a.test/3", "b.test/1")
    await schedule.done(await taken(schedule), Answer("turned-away", 3600))
    turns = [await schedule.take() for _ in range(3)]
    assert [(turn.url, round(turn.barred_s)) for turn in turns] == [
        ("https://b.test/1", 0),
        ("https://a.test/2", 3600),
        ("https://a.test/3", 3600),
    ]
    for _ in range(2):
        await schedule.left_out()
    await schedule.done(Url("https://b.test/1"), WELL)
    assert await schedule.take() is None


async def test_a_delay_that_the_user_set_bars_nobody(clock):
    schedule = await filled(clock, "a.test/1", "a.test/2", delay_s=1000)
    assert [moment for _, moment in await walk(schedule, clock)] == [0, pytest.approx(1000)]


async def test_what_earlier_runs_know_of_a_host_is_kept_to(clock):
    soon = clock.time_of_day() + timedelta(seconds=40)
    memory = Memory(**{"a.test": HostPace(8.0, None, soon, clock.time_of_day())})
    schedule = await filled(clock, "a.test/1", "a.test/2", "b.test/1", memory=memory)
    visits = await walk(schedule, clock)
    assert visits[:2] == [("b.test/1", 0), ("a.test/1", pytest.approx(40))]
    assert visits[2][1] - visits[1][1] == pytest.approx(1 + 7 * 0.7)
    assert set(memory.known) == {"a.test", "b.test"}
    assert memory.known["a.test"].delay_s < 8.0


async def test_many_workers_visit_everything_once(clock):
    pages = [f"h{n % 7}.test/{n}" for n in range(100)]
    schedule, seen, busy = await filled(clock, *pages, delay_s=0.5), [], set()

    async def work():
        while (turn := await schedule.take()) is not None:
            host = turn.url.split("/")[2]
            assert host not in busy
            busy.add(host)
            await asyncio.sleep(0)
            busy.discard(host)
            seen.append(turn.url.removeprefix("https://"))
            await schedule.done(turn.url, WELL)

    await asyncio.gather(*(work() for _ in range(5)))
    assert sorted(seen) == sorted(pages)


async def test_a_cancelled_wait_leaves_the_rest_in_order(clock):
    schedule = await filled(clock, "a.test/1", "a.test/2", delay_s=0)
    url = await taken(schedule)
    waiting = asyncio.ensure_future(schedule.take())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await schedule.done(url, WELL)
    assert await taken(schedule) == "https://a.test/2"


async def test_workers_wait_for_pages_that_are_still_read(clock):
    schedule = HostSchedule(0, clock=clock, now=clock.time_of_day)
    waiting = asyncio.ensure_future(schedule.take())
    await asyncio.sleep(0)
    assert not waiting.done()
    await schedule.add(Url("https://a.test/1"))
    assert await waiting == Turn(Url("https://a.test/1"))
    await schedule.done(Url("https://a.test/1"), WELL)
    await asyncio.wait_for(schedule.idle(), None)
    await schedule.complete()
    assert await schedule.take() is None


@pytest.mark.parametrize(("hosts", "most"), [(1, module.MOST_PAGES), (50, module.AHEAD_PAGES)])
async def test_pages_are_read_as_far_ahead_as_keeps_hosts_busy(clock, hosts, most):
    """One host with many pages in line must not hide the others that come behind."""
    schedule = HostSchedule(0, clock=clock, now=clock.time_of_day)
    read = 0

    async def feed():
        nonlocal read
        while True:
            await schedule.wants_more(8)
            await schedule.add(Url(f"https://h{read % hosts}.test/{read}"))
            read += 1

    feeding = asyncio.ensure_future(feed())
    while read < most:
        await asyncio.sleep(0)
    for _ in range(20):
        await asyncio.sleep(0)
    assert read == most
    await taken(schedule)
    for _ in range(20):
        await asyncio.sleep(0)
    assert read == most + 1
    feeding.cancel()


@pytest.mark.parametrize("memory", [None, Memory()])
async def test_hosts_that_are_done_with_take_no_memory(clock, memory):
    schedule = HostSchedule(1.0, memory, clock=clock, now=clock.time_of_day)
    for number in range(3000):
        await schedule.add(Url(f"https://h{number}.test/"))
        await schedule.done(await taken(schedule), WELL)
        clock.now += 0.1
    assert len(schedule._hosts) <= module._FORGET_ABOVE + 1
