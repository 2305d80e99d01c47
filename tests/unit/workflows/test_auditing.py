"""Pages asked for again: one check for all who cite a page, and no verdict from a dead network."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta

import pytest

from snapshotter.digests import of_bytes
from snapshotter.errors import NetworkDown
from snapshotter.model.audit import Audit, AuditVerdict, Check, StoredCheck, Try, Validators
from snapshotter.model.capture import RecordLocation
from snapshotter.urls import Url
from snapshotter.workflows.auditing import AuditPages, Cited
from tests.builders import START, capture, failed, uuid

PLACE = RecordLocation("a.warc.gz", 7, 70, of_bytes(b""))


def page(number: int, host: int | None = None) -> Url:
    return Url(f"https://host-{number if host is None else host}.example/{number}")


class Answers:
    """A checker to which pages answer, or do not, in their turn."""

    def __init__(self, silent=(), comes_back=False):
        self.silent = set(silent)
        self.comes_back = comes_back
        self.asked: list[Url] = []
        self.held: set[str] = set()

    async def check(self, url, validators, suffices):
        answers = url not in self.silent
        if url in self.asked and not self.comes_back:
            answers = False
        self.asked.append(url)
        seed = (url, len(self.asked))
        tried = Try("get", capture(seed=seed, url=url) if answers else failed(seed=seed, url=url))
        await suffices(tried)
        check = Check(uuid(("check", *seed)), url, START, START + timedelta(seconds=1), (tried,))
        self.held.add(check.id)
        return check

    async def release(self, check):
        self.held.discard(check.id)


class Alive:
    """An appraiser that believes what answers."""

    def __init__(self, url, cited):
        self.cited = cited

    def validators(self):
        return Validators()

    def suffices(self, tried):
        return True

    def appraised(self, check):
        found = "alive" if check.answer.reason is None else "unreachable"
        verdict = AuditVerdict(found, 1.0, "test", 1)
        return check, [Audit(check.ended_at, verdict, check.id) for _ in self.cited]


class Stores:
    def __init__(self):
        self.written: list[list[str]] = []
        self.committed: list[str] = []

    def append_checks(self, checks):
        self.written.append([check.url for check, _ in checks])
        for check, decided in checks:
            assert all(one["check_id"] == check.id for one in decided)
        return [StoredCheck(check.id, check.url, PLACE) for check, _ in checks]

    def commit_checks(self, stored):
        self.committed += [each.url for each in stored]


async def run(pages, checker, *, control=None, evidence=True, jobs=2, sound=None):
    stores, events, found = Stores(), [], {}

    async def feed():
        for url, ids in pages:
            yield url, tuple(Cited("a-post", id, url) for id in ids)

    async def audited(cited, audits):
        for one, audit in zip(cited, audits, strict=True):
            assert not evidence or stores.committed, "evidence first"
            found[one.id] = audit

    use_case = AuditPages(
        checker, Alive, events.append,
        archive=stores if evidence else None, catalogue=stores if evidence else None,
        jobs=jobs, host_delay_s=0.0, network_answers=control, known_sound=sound,
    )  # fmt: skip
    try:
        await use_case.run(feed(), audited)
    finally:
        assert checker.held == set(), "every check is released"
    return stores, events, found


async def test_a_page_is_asked_for_once_for_all_who_cite_it():
    checker = Answers()
    stores, events, found = await run([(page(1), ["c-1", "c-2"]), (page(2), ["c-3"])], checker)
    assert sorted(checker.asked) == [page(1), page(2)]
    assert sorted(found) == ["c-1", "c-2", "c-3"]
    assert {audit.warc for audit in found.values()} == {PLACE}
    assert sorted(url for batch in stores.written for url in batch) == [page(1), page(2)]
    assert events == [], "told by who writes the manifests"


async def test_without_evidence_nothing_is_written():
    stores, _, found = await run([(page(1), ["c-1"])], Answers(), evidence=False)
    assert (stores.written, found["c-1"].warc) == ([], None)


async def test_a_network_that_never_answered_gives_no_verdict():
    pages = [(page(number), [f"c-{number}"]) for number in range(3)]
    with pytest.raises(NetworkDown, match="3 hosts"):
        await run(pages, Answers(silent=[url for url, _ in pages]))


async def test_two_dead_hosts_are_dead_hosts():
    pages = [(page(number), [f"c-{number}"]) for number in range(2)]
    _, _, found = await run(pages, Answers(silent=[url for url, _ in pages]))
    assert {audit.verdict.audit_class for audit in found.values()} == {"unreachable"}


async def test_a_network_that_goes_down_on_the_way(monkeypatch):
    """What answered before is asked once more: it decides."""
    pages = [(page(number), [f"c-{number}"]) for number in range(6)]
    silent = [url for url, _ in pages[1:]]
    with pytest.raises(NetworkDown):
        await run(pages, Answers(silent=silent), jobs=1)
    _, _, found = await run(pages, Answers(silent=silent, comes_back=True), jobs=1)
    assert [found[f"c-{n}"].verdict.audit_class for n in range(3)] == ["alive", "unreachable", "unreachable"]


async def test_what_the_user_named_decides():
    pages = [(page(number), [f"c-{number}"]) for number in range(4)]

    async def answers():
        return True

    _, _, found = await run(pages, Answers(silent=[url for url, _ in pages]), control=answers)
    assert len(found) == 4


async def test_broken_off_it_frees_no_body_that_is_being_written():
    begun, go_on = threading.Event(), threading.Event()
    checker, held = Answers(), []

    class Slow(Stores):
        def append_checks(self, checks):
            begun.set()
            assert go_on.wait(10)
            held.append(set(checker.held))
            return super().append_checks(checks)

    async def feed():
        yield page(1), (Cited("a-post", "c-1", page(1)),)

    async def audited(cited, audits):
        raise AssertionError("broken off before")

    asking = AuditPages(checker, Alive, [].append, archive=Slow(), host_delay_s=0.0)
    task = asyncio.create_task(asking.run(feed(), audited))
    assert await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=0.1)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 10)
    assert not done
    assert [len(each) for each in held] == [1]
    assert checker.held == set()


async def test_where_only_dead_pages_are_due_a_page_that_was_well_tells():
    pages = [(page(number), [f"c-{number}"]) for number in range(4)]
    silent = [url for url, _ in pages]
    _, _, found = await run(pages, Answers(silent=silent), sound=lambda: page(9))
    assert len(found) == 4
    with pytest.raises(NetworkDown):
        await run(pages, Answers(silent=[*silent, page(9)]), sound=lambda: page(9))
    with pytest.raises(NetworkDown):
        await run(pages, Answers(silent=silent), sound=lambda: None)
