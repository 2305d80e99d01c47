"""The worker pool: every page once, trouble again, the best try kept, a dead network no verdict."""

from __future__ import annotations

import errno
from dataclasses import replace

import pytest

from snapshotter.errors import NetworkDown, PostError, WriteFailed
from snapshotter.model.attempt import Attempt
from snapshotter.model.capture import Outcome, Reason, StoredCapture
from snapshotter.model.events import Paused, Resumed
from snapshotter.model.space import Shortage
from snapshotter.model.verdict import Verdict
from snapshotter.workflows import capturing as module
from snapshotter.workflows import schedule as schedule_module
from snapshotter.workflows.capturing import CapturePages, Pace
from snapshotter.workflows.room import Room
from tests.builders import capture, exchange, failed, message, response_head

QUICK = Pace(jobs=2, host_delay_s=0.0, retries=1)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    """Before another try; nobody waits here."""
    monkeypatch.setattr("snapshotter.workflows.retries.TRANSIENT_PAUSE_S", 0.0)
    monkeypatch.setattr("snapshotter.workflows.retries.BLOCKED_PAUSE_S", 0.0)


class Scripted:
    """A capturer that gives each page its outcomes in turn: None, a reason's code, or a capture."""

    def __init__(self, outcomes):
        self.outcomes = {url: list(codes) for url, codes in outcomes.items()}
        self.visited, self.attempts = [], []
        self.held = set()

    async def capture(self, url, watch, attempt):
        self.visited.append(url)
        self.attempts.append(attempt)
        said = self.outcomes[url].pop(0)
        if isinstance(said, BaseException):
            raise said
        made = said
        if said is None:
            made = capture(seed=url, url=url)
        elif isinstance(said, str):
            made = failed(seed=(url, len(self.visited)), url=url)
            made = replace(made, reason=Reason(said, "so it is"))
        self.held.add(made.id)
        return made

    async def release(self, capture):
        self.held.discard(capture.id)


class Stores:
    """An archive and a catalogue that only remember."""

    def __init__(self, *refusals):
        self.appended, self.committed, self.captures = [], [], []
        self.refusals = list(refusals)

    def append(self, made):
        if self.refusals:
            raise self.refusals.pop(0)
        self.appended.append(made.url)
        self.captures.append(made)
        return StoredCapture(
            id=made.id, url=made.url, captured_at=made.started_at, outcome=made.outcome,
            reason=made.reason, status=made.status, final_url=made.final_url,
            title=None, via=made.via, main=None, artefacts={},
            text_digest=None, page_info=None, records=1, size_bytes=1, saved_bytes=2,
        )  # fmt: skip

    def commit(self, stored):
        self.committed.append(stored.url)


async def run(outcomes, *, pace=QUICK, pages=None, stores=None, **more):
    capturer, stores, taken = Scripted(outcomes), stores or Stores(), {}
    use_case = CapturePages(capturer, stores, stores, pace, lambda event: None, **more)

    async def take(url, stored):
        assert url in stores.committed, "the catalogue knows it before anybody else does"
        taken[url] = stored.outcome

    try:
        await use_case.run(pages if pages is not None else list(outcomes), take)
    finally:
        assert capturer.held == set(), "every capture is released"
    return capturer, stores, taken


def page(number):
    return f"https://host-{number}.example/"


async def test_every_page_has_an_outcome():
    _, stores, taken = await run({page(1): [None], page(2): ["http.404"], page(3): [None]})
    assert taken == {page(1): Outcome.CAPTURED, page(2): Outcome.FAILED, page(3): Outcome.CAPTURED}
    assert sorted(stores.appended) == sorted(taken)


async def test_trouble_that_may_pass_is_tried_again():
    outcomes = {
        page(1): ["http.503", None],
        page(2): ["http.404"],
        page(3): ["capture.connect", "capture.connect"],
    }
    capturer, stores, taken = await run({**outcomes, page(4): [None]})
    assert taken[page(1)] is Outcome.CAPTURED
    assert capturer.visited.count(page(2)) == 1, "what is permanent is not"
    assert capturer.visited.count(page(3)) == 2
    assert stores.appended.count(page(3)) == 1, "one capture is stored"


async def test_the_tries_are_told_in_the_capture_that_is_kept():
    _, stores, _ = await run({page(1): ["http.503", None], page(2): [None]}, pace=replace(QUICK, jobs=1))
    kept = next(one for one in stores.captures if one.url == page(1))
    assert [one.detail["outcome"] for one in kept.findings] == ["failed", "captured"]
    assert next(one for one in stores.captures if one.url == page(2)).findings == ()


def answered(url, status, body, seed):
    """A failed capture with some evidence."""
    one = exchange(url, seed=seed, status=status, response=message(response_head(f"{status} X"), body))
    reason = Reason(f"http.{status}", "so it is")
    return capture(one, seed=(url, seed), url=url, outcome=Outcome.FAILED, reason=reason)


async def test_a_try_that_shows_more_is_kept_though_it_was_the_first():
    large, small = (answered(page(1), 503, body, seed) for seed, body in enumerate((b"x" * 999, b"x")))
    _, stores, _ = await run({page(1): [large, small]})
    (kept,) = stores.captures
    assert kept.id == large.id
    assert len(kept.findings) == 2


async def test_who_is_blocked_comes_once_more_slowly_and_by_the_other_family():
    outcomes = {page(1): [answered(page(1), 403, b"no", seed) for seed in range(2)]}
    capturer, _, taken = await run(outcomes, pace=Pace(jobs=1, host_delay_s=0.0, retries=5))
    assert capturer.attempts == [Attempt(), Attempt(2, "ipv6")]
    assert taken == {page(1): Outcome.FAILED}


async def test_a_verdict_decides_whether_to_try_again():
    """What the examiner makes of a capture is what is judged, stored and told."""

    def examine(made, quotes):
        if made.exchanges[0].response.body.data != b"wall":
            return replace(made, title="examined")
        verdict = Verdict("challenge", 0.9, "a-rule", 1)
        return replace(made, outcome=Outcome.FAILED, reason=Reason("http.403", "a wall"), verdict=verdict)

    wall = capture(exchange(page(1), body=b"wall"), url=page(1), seed=1)
    capturer, stores, taken = await run({page(1): [wall, None]}, examine=examine)
    assert [each.number for each in capturer.attempts] == [1, 2]
    assert taken == {page(1): Outcome.CAPTURED}
    assert stores.captures[0].title == "examined"


async def test_an_examiner_that_breaks_down_leaves_nothing_behind():
    def examine(made, quotes):
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        await run({page(1): [None]}, examine=examine)


async def test_captures_are_not_held_without_end(monkeypatch):
    """Large ones that fail are kept as they are, for what waits for another try takes room."""
    monkeypatch.setattr(module, "_HELD_BYTES", 1500)
    outcomes = {page(n): [answered(page(n), 503, b"x" * 1000, seed) for seed in (0, 1)] for n in range(3)}
    capturer, stores, _ = await run(outcomes, pace=Pace(jobs=3, host_delay_s=0.0, retries=1))
    assert sorted(stores.appended) == [page(0), page(1), page(2)]
    assert 3 <= len(capturer.visited) < 6


async def test_a_dead_network_records_nothing():
    unreachable = {page(number): ["capture.dns"] for number in range(5)}
    capturer, stores = Scripted(unreachable), Stores()
    pages = CapturePages(capturer, stores, stores, QUICK, lambda event: None)
    with pytest.raises(NetworkDown, match="nothing has answered"):
        await pages.run(list(unreachable), None)
    assert stores.appended == []
    assert len(capturer.visited) <= 4
    assert capturer.held == set()


async def test_a_dead_network_is_seen_through_further_tries():
    unreachable = {page(number): ["capture.connect"] * 2 for number in range(9)}
    with pytest.raises(NetworkDown):
        await run(unreachable)


async def test_two_dead_hosts_are_dead_hosts():
    _, stores, taken = await run({page(1): ["capture.dns"], page(2): ["capture.dns"]})
    assert set(taken.values()) == {Outcome.FAILED}
    assert len(stores.appended) == 2


async def test_one_answer_makes_the_others_failures():
    outcomes = {page(number): ["capture.dns"] for number in range(5)}
    _, _, taken = await run({page(9): [None], **outcomes}, pace=Pace(jobs=1, host_delay_s=0.0, retries=0))
    assert len(taken) == 6


async def test_a_control_address_that_answers_keeps_the_run_going():
    async def answers():
        return True

    _, _, taken = await run({page(n): ["capture.dns"] for n in range(5)}, network_answers=answers)
    assert len(taken) == 5


async def test_pages_are_taken_as_they_are_read(monkeypatch):
    """However many there are, and no page twice while it is in line."""
    monkeypatch.setattr(schedule_module, "AHEAD_PAGES", 10)
    read, most_ahead = 0, 0

    async def pages():
        nonlocal read, most_ahead
        for number in range(300):
            read += 1
            most_ahead = max(most_ahead, read - len(capturer_visits))
            yield page(number)
            yield page(number)

    capturer = Scripted({page(number): [None] for number in range(300)})
    capturer_visits = capturer.visited
    stores = Stores()
    use_case = CapturePages(capturer, stores, stores, QUICK, lambda event: None)

    async def take(url, stored):
        return None

    await use_case.run(pages(), take)
    assert len(capturer.visited) == 300
    assert most_ahead < 20
    assert use_case.tally.outcomes[Outcome.CAPTURED] == 300
    assert (use_case.tally.stored_bytes, use_case.tally.saved_bytes) == (300, 600)


async def test_trouble_in_reading_ends_the_run():
    async def pages():
        yield page(1)
        raise PostError("no such file")

    with pytest.raises(PostError):
        await run({page(1): [None]}, pages=pages())


class Memory:
    def __init__(self):
        self.saved = {}

    def load(self, host):
        return self.saved.get(host)

    def save(self, host, pace):
        self.saved[host] = pace


async def test_a_host_that_wants_an_hour_is_left_alone_in_this_run_and_the_next():
    asked = replace(answered(page(1), 503, b"later", 0))
    main = replace(asked.exchanges[0], retry_after="3600")
    asked = replace(asked, exchanges=(main,))
    second, memory = f"{page(1)}2", Memory()
    one = Pace(jobs=1, host_delay_s=0.0, retries=3)

    capturer, stores, taken = await run({page(1): [asked], second: []}, pace=one, hosts=memory)
    assert capturer.visited == [page(1)], "not again, and not for another page"
    assert set(taken.values()) == {Outcome.FAILED}
    assert [made.reason.code for made in stores.captures] == ["http.503", "capture.retry-later"]
    assert "left alone until" in stores.captures[1].reason.message

    capturer, stores, _ = await run({second: []}, pace=one, hosts=memory)
    assert capturer.visited == []
    assert [made.reason.code for made in stores.captures] == ["capture.retry-later"]


def full():
    error = WriteFailed("no space left", hint="make room")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    return error


class Disk:
    def __init__(self, looks=()):
        self.looks, self.events = list(looks), []

    def shortage(self):
        return self.looks.pop(0) if self.looks else None

    async def sleep(self, seconds):
        return None

    def room(self):
        return Room(self, self.events.append, 60.0, sleep=self.sleep)


async def test_a_full_disk_loses_nothing_and_doubles_nothing():
    """In the archive, in the catalogue, and while a page is captured."""
    disk = Disk()
    outcomes = {page(1): [full(), None], page(2): [None]}
    capturer, stores, taken = await run(outcomes, stores=Stores(full(), full()), room=disk.room())
    assert sorted(stores.appended) == sorted(stores.committed) == sorted(taken) == [page(1), page(2)]
    assert [type(event) for event in disk.events] == [Paused, Resumed] * 3
    assert all(attempt == Attempt() for attempt in capturer.attempts), "that was no try at the page"
    assert all(one.findings == () for one in stores.captures)


async def test_no_capture_is_begun_without_room():
    disk = Disk([Shortage("the disk is full", 7, "free some"), None])
    capturer, _, _ = await run({page(1): [None]}, room=disk.room())
    assert len(capturer.visited) == 1
    assert [type(event) for event in disk.events] == [Paused, Resumed]


async def test_without_a_room_a_full_disk_ends_the_run():
    with pytest.raises(WriteFailed):
        await run({page(1): [None]}, stores=Stores(full()))
