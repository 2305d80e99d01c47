"""The worker pool: every page once, transient trouble again, a dead network no verdict."""

from __future__ import annotations

import pytest

from snapshotter.errors import NetworkDown
from snapshotter.model.capture import Outcome, Reason, StoredCapture
from snapshotter.workflows.capturing import CapturePages, Pace, retry_after_s
from tests.builders import capture, exchange, failed

QUICK = Pace(jobs=2, host_delay_s=0.0, retries=1)


class Scripted:
    """A capturer that gives each page its outcomes in turn."""

    def __init__(self, outcomes):
        self.outcomes = {url: list(codes) for url, codes in outcomes.items()}
        self.visited = []
        self.held = set()

    async def capture(self, url, watch):
        self.visited.append(url)
        code = self.outcomes[url].pop(0)
        made = failed(seed=(url, len(self.visited)), url=url) if code else capture(seed=url, url=url)
        if code:
            made = replaced(made, reason=Reason(code, "so it is"))
        self.held.add(made.id)
        return made

    async def release(self, capture):
        self.held.discard(capture.id)


def replaced(made, **changes):
    from dataclasses import replace

    return replace(made, **changes)


class Stores:
    """An archive and a catalogue that only remember."""

    def __init__(self):
        self.appended, self.committed = [], []

    def append(self, made):
        self.appended.append(made.url)
        return StoredCapture(
            id=made.id, url=made.url, captured_at=made.started_at, outcome=made.outcome,
            reason=made.reason, status=made.status, final_url=made.final_url,
            title=None, via=made.via, main=None, artefacts={},
            text_digest=None, page_info=None, records=1, size_bytes=1,
        )  # fmt: skip

    def commit(self, stored):
        self.committed.append(stored.url)


async def run(outcomes, *, pace=QUICK, network_answers=None):
    capturer, stores, taken = Scripted(outcomes), Stores(), {}
    pages = CapturePages(capturer, stores, stores, pace, lambda event: None, network_answers)

    async def take(url, stored):
        assert url in stores.committed, "the catalogue knows it before anybody else does"
        taken[url] = stored.outcome

    try:
        await pages.run(list(outcomes), take)
    finally:
        assert capturer.held == set(), "every capture is released"
    return capturer, stores, taken


def page(number):
    return f"https://host-{number}.example/"


async def test_every_page_has_an_outcome():
    _, stores, taken = await run({page(1): [None], page(2): ["http.404"], page(3): [None]})
    assert taken == {page(1): Outcome.CAPTURED, page(2): Outcome.FAILED, page(3): Outcome.CAPTURED}
    assert sorted(stores.appended) == sorted(taken)


async def test_trouble_that_may_pass_is_tried_again(monkeypatch):
    monkeypatch.setattr("snapshotter.workflows.capturing._RETRY_PAUSE_S", 0.0)
    outcomes = {
        page(1): ["http.503", None],
        page(2): ["http.404"],
        page(3): ["capture.connect", "capture.connect"],
    }
    capturer, stores, taken = await run({**outcomes, page(4): [None]})
    assert taken[page(1)] is Outcome.CAPTURED
    assert capturer.visited.count(page(2)) == 1, "what is permanent is not"
    assert capturer.visited.count(page(3)) == 2
    assert stores.appended.count(page(3)) == 1, "only the last attempt is stored"


async def test_a_dead_network_records_nothing():
    unreachable = {page(number): ["capture.dns"] for number in range(5)}
    capturer, stores = Scripted(unreachable), Stores()
    pages = CapturePages(capturer, stores, stores, QUICK, lambda event: None)
    with pytest.raises(NetworkDown, match="nothing has answered"):
        await pages.run(list(unreachable), None)
    assert stores.appended == []
    assert len(capturer.visited) <= 4
    assert capturer.held == set()


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


@pytest.mark.parametrize(
    ("field", "seconds"),
    [("120", 120.0), ("0", 0.0), (None, 0.0), ("soon", 0.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0)],
)
def test_retry_after(field, seconds):
    assert retry_after_s(capture(exchange(status=503, retry_after=field))) == seconds


def test_retry_after_as_a_date():
    made = capture(exchange(status=503, retry_after="Fri, 31 Dec 2200 23:59:59 GMT"))
    assert retry_after_s(made) > 1e9
