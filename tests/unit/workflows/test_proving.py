"""What is done with a capture once it is on disk: proved, supplemented, proved again, in this order."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from snapshotter.model.capture import Extent, Outcome, RecordLocation, StoredCapture, StoredProof, proved
from snapshotter.model.events import CaptureFinished, CaptureProgress
from snapshotter.model.proof import Proof, ReplayMiss
from snapshotter.urls import Url
from snapshotter.workflows.capturing import CapturePages, Pace
from snapshotter.workflows.proving import ProveCaptures
from tests.builders import capture

PAGE = "https://cited.example/"
MISS = ReplayMiss("GET", Url("https://cited.example/late.js"), "script")
LEAKY = Proof("leaky", datetime(2026, 3, 1, tzinfo=UTC), requests=2, exact=1, missed=1, misses=(MISS,))
SEALED = Proof("sealed", datetime(2026, 3, 2, tzinfo=UTC), requests=2, exact=2)
QUICK = Pace(jobs=1, host_delay_s=0.0, retries=0)


class World:
    """All ports in one; remembers what was called in which order."""

    def __init__(self, *proofs, found=True):
        self.proofs, self.found = list(proofs), found
        self.calls, self.held, self.proving = [], set(), asyncio.Event()

    async def capture(self, url, watch, attempt):
        made = capture(seed=url, url=url)
        self.held.add(made.id)
        return made

    async def supplement(self, url, misses, referrer):
        self.calls.append(("supplement", tuple(miss.url for miss in misses), referrer))
        made = capture(seed=("supplement", url), url=url)
        made = made if self.found else replace(made, exchanges=())
        self.held.add(made.id)
        return made

    async def release(self, made):
        self.held.discard(made.id)

    async def prove(self, stored):
        self.calls.append("prove")
        self.proving.set()
        found = self.proofs.pop(0)
        if found is None:
            await asyncio.Event().wait()
        return found

    def append(self, made):
        self.calls.append("append")
        place = RecordLocation("a.warc.gz", 0, 10, "sha256:0")
        return StoredCapture(
            id=made.id, url=made.url, captured_at=made.started_at, outcome=Outcome.CAPTURED, reason=None,
            status=200, final_url=made.final_url, title=None, via="browser", main=place, artefacts={},
            text_digest=None, page_info=place, records=1, size_bytes=10,
        )  # fmt: skip

    def append_proof(self, stored, proof, supplement=None):
        self.calls.append(("append_proof", proof.grade, supplement is not None))
        extent = Extent("a.warc.gz", 10 * len(self.calls), 5)
        return proved(stored, StoredProof(stored.id, proof, extent))

    def commit(self, stored):
        self.calls.append(("commit", stored.proof.grade if stored.proof else None))


async def run(world, *, supplement=True, proving=True):
    events, taken = [], []
    use_case = CapturePages(world, world, world, QUICK, events.append)
    if proving:
        use_case.proving = ProveCaptures(world, world if supplement else None)

    async def take(url, stored):
        world.calls.append("on_stored")
        taken.append(stored)

    await asyncio.wait_for(use_case.run([Url(PAGE)], take), 10)
    return events, taken


async def test_stored_then_proved_then_told():
    world = World(SEALED)
    events, (stored,) = await run(world)
    kept = [("append_proof", "sealed", False), ("commit", "sealed")]
    assert world.calls == ["append", ("commit", None), "prove", *kept, "on_stored"]
    assert stored.proof == SEALED
    states = [each.state for each in events if isinstance(each, CaptureProgress)]
    (finished,) = [each for each in events if isinstance(each, CaptureFinished)]
    assert states == ["proving"]
    assert finished.proof == SEALED
    assert finished.stored_bytes == 15, "the proof's record counts"


async def test_what_was_missed_is_fetched_and_it_is_proved_again():
    world = World(LEAKY, SEALED)
    _, (stored,) = await run(world)
    assert world.calls == [
        "append", ("commit", None), "prove", ("supplement", (MISS.url,), PAGE),
        ("append_proof", "leaky", True), ("commit", "leaky"), "prove",
        ("append_proof", "sealed", False), ("commit", "sealed"), "on_stored",
    ]  # fmt: skip
    assert (stored.proof, len(stored.additions)) == (SEALED, 2)
    assert world.held == set(), "every capture is released, supplements too"


@pytest.mark.parametrize(
    "proof",
    [
        replace(LEAKY, misses=(replace(MISS, method="POST"),)),
        replace(LEAKY, misses=(replace(MISS, known=True),)),
    ],
)
async def test_what_no_get_of_ours_can_fetch_is_not_asked_for(proof):
    world = World(proof)
    await run(world)
    assert world.calls.count("prove") == 1
    assert not [call for call in world.calls if call[0] == "supplement"]


async def test_a_supplement_of_nothing_changes_nothing():
    world = World(LEAKY, found=False)
    _, (stored,) = await run(world)
    assert world.calls.count("prove") == 1
    assert stored.proof == LEAKY
    assert world.held == set()


async def test_nothing_is_fetched_where_the_user_does_not_want_it():
    world = World(LEAKY)
    await run(world, supplement=False)
    assert world.calls.count("prove") == 1


async def test_without_proofs_all_is_as_ever():
    world = World()
    events, (stored,) = await run(world, proving=False)
    assert world.calls == ["append", ("commit", None), "on_stored"]
    assert stored.proof is None
    assert [each.proof for each in events if isinstance(each, CaptureFinished)] == [None]


async def test_broken_off_while_it_is_proved_the_capture_stays_without_a_proof():
    world = World(None)
    running = asyncio.ensure_future(run(world))
    await asyncio.wait_for(world.proving.wait(), 10)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert world.calls == ["append", ("commit", None), "prove"]
    assert world.held == set()


async def test_two_captures_are_proved_at_a_time_and_written_one_after_the_other():
    """No proof holds the lock under which captures are stored."""
    both = asyncio.Barrier(2)

    class Meeting(World):
        async def prove(self, stored):
            await asyncio.wait_for(both.wait(), 10)
            return SEALED

    world, taken = Meeting(), []
    use_case = CapturePages(world, world, world, replace(QUICK, jobs=2), lambda _: None)
    use_case.proving = ProveCaptures(world)

    async def take(url, stored):
        taken.append(stored.proof)

    await asyncio.wait_for(use_case.run([Url("https://a.example/"), Url("https://b.example/")], take), 10)
    assert taken == [SEALED, SEALED]
