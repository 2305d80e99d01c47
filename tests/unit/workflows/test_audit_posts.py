"""Which citations are audited, for whom, and what their manifests say afterwards."""

from __future__ import annotations

import errno
import itertools
from datetime import timedelta

import pytest

from snapshotter.errors import ManifestError
from snapshotter.model.audit import Audit, AuditVerdict
from snapshotter.model.audit_plain import audits_of, with_audit
from snapshotter.model.capture import Outcome, Reason
from snapshotter.model.citation import Citation, Selector
from snapshotter.model.post import Post
from snapshotter.model.snapshot import CitationEntry, Manifest, Snapshot
from snapshotter.urls import Url, page_key, without_fragment
from snapshotter.workflows.audit_posts import AuditPosts
from snapshotter.workflows.room import Room
from tests.builders import START

A, B = Url("https://a.example/page"), Url("https://b.example/page#part")


def snapshot(outcome=Outcome.CAPTURED, *, code="scope", id="s", days=0, **more) -> Snapshot:
    reason = None if outcome is Outcome.CAPTURED else Reason(code, "so it is")
    return Snapshot(f"{id}-{days}", START + timedelta(days=days), outcome, reason, **more)


def entry(id, url, *snapshots, region="body", skip=None) -> CitationEntry:
    citation = Citation(
        id, 1, url, url or "", None, None, None, "link", region, 1.0, "words", "", None, Selector(), skip=skip
    )
    return CitationEntry(citation, snapshots)


def manifest(slug, *entries) -> Manifest:
    return Manifest(slug, Post(None, "p.html", "html", None, None, None, "0" * 64), entries)


class Store:
    def __init__(self, *manifests):
        self.kept = {each.slug: each for each in manifests}
        self.saved = []

    def slugs(self):
        return sorted(self.kept)

    def load(self, slug):
        return self.kept.get(slug)

    def save(self, manifest):
        self.kept[manifest.slug] = manifest
        self.saved.append(manifest.slug)
        return f"warcs/manifests/{manifest.slug}.json"


class NoShortage:
    def shortage(self):
        return None


async def no_sleep(_seconds):
    return None


class Pages:
    """Finds every page gone, until it is broken off."""

    def __init__(self, after=None):
        self.asked = []
        self.after = after

    async def run(self, pages, audited):
        async for url, cited in pages:
            if self.after is not None and len(self.asked) == self.after:
                raise KeyboardInterrupt
            self.asked.append((url, cited))
            gone = Audit(START, AuditVerdict("gone", 0.9, "test", 1), f"check {url}")
            await audited(cited, [gone] * len(cited))


async def audit(store, *slugs, pages=None, due=None):
    pages = pages or Pages()
    summary = await AuditPosts(pages, store, due, now=lambda: START).run(slugs or store.slugs())
    return pages, summary


async def test_a_page_is_asked_for_once_for_all_posts():
    store = Store(
        manifest("one", entry("c-1", A, snapshot()), entry("c-2", B, snapshot())),
        manifest("two", entry("c-3", Url(f"{A}#other"), snapshot())),
    )
    pages, summary = await audit(store)
    assert [(url, [each.id for each in cited]) for url, cited in pages.asked] == [
        (A, ["c-1", "c-3"]),
        (Url("https://b.example/page"), ["c-2"]),
    ]
    assert [(post.slug, post.checked, post.classes) for post in summary.posts] == [
        ("one", 2, {"gone": 2}),
        ("two", 1, {"gone": 1}),
    ]
    assert [each.id for each in summary.citations] == ["c-1", "c-2", "c-3"]
    assert [len(audits_of(each)) for slug in ("one", "two") for each in store.kept[slug].entries] == [1, 1, 1]


AUDITED = {
    "captured": entry("c", A, snapshot()),
    "failed": entry("c", A, snapshot(Outcome.FAILED, code="http.404")),
    "left out by a limit": entry("c", A, snapshot(Outcome.SKIPPED, code="limit")),
    "of the body, not archived yet": entry("c", A),
}
NOT_AUDITED = {
    "not of the body": entry("c", A, snapshot(Outcome.SKIPPED, code="scope"), region="nav"),
    "excluded": entry("c", A, snapshot(Outcome.SKIPPED, code="excluded")),
    "no page": entry("c", None, skip="mailto"),
    "of the menu, not archived yet": entry("c", A, region="nav"),
}


@pytest.mark.parametrize("name", [*AUDITED, *NOT_AUDITED])
async def test_what_archive_captures_is_audited(name):
    pages, _ = await audit(Store(manifest("one", (AUDITED | NOT_AUDITED)[name])))
    assert len(pages.asked) == (name in AUDITED)


async def test_held_against_what_the_author_saw():
    taken = (
        snapshot(Outcome.FAILED, code="http.500", days=0),
        snapshot(provenance="memento", days=1),
        snapshot(days=2),
        snapshot(days=3),
    )
    pages, _ = await audit(Store(manifest("one", entry("c", A, *taken))))
    ((_, (cited,)),) = pages.asked
    assert cited.snapshot.id == "s-2", "the first of our own that holds the page"
    pages, _ = await audit(Store(manifest("one", entry("c", A, *taken[:2]))))
    assert pages.asked[0][1][0].snapshot.id == "s-1", "a memento where there is no other"
    pages, _ = await audit(Store(manifest("one", entry("c", A, taken[0]))))
    assert pages.asked[0][1][0].snapshot is None


async def test_only_what_is_due():
    asked = with_audit(
        entry("c-1", A, snapshot()), Audit(START, AuditVerdict("unchanged", 1.0, "t", 1), "before")
    )
    store = Store(manifest("one", asked, entry("c-2", B, snapshot())))
    pages, summary = await audit(store, due=lambda history, now: now == START and not history)
    assert [cited[0].id for _, cited in pages.asked] == ["c-2"]
    assert summary.posts[0].checked == 1
    assert [len(audits_of(each)) for each in store.kept["one"].entries] == [1, 1]


async def test_an_audit_is_told_of_when_its_manifest_is_written():
    told: list = []

    class Watched(Store):
        def save(self, manifest):
            assert not [each for each in told if each.post == manifest.slug]
            return super().save(manifest)

    store = Watched(
        manifest("one", entry("c-1", A, snapshot())), manifest("two", entry("c-2", B, snapshot()))
    )
    await AuditPosts(Pages(), store, watch=told.append).run(store.slugs())
    pages = [("one", "c-1", A), ("two", "c-2", without_fragment(B))]
    assert [(each.post, each.citation, each.url) for each in told] == pages


async def test_a_full_disk_is_waited_for():
    refusals = [2]

    class Full(Store):
        def save(self, manifest):
            if refusals[0]:
                refusals[0] -= 1
                full = OSError(errno.ENOSPC, "no room")
                raise ManifestError("no room") from full
            return super().save(manifest)

    store, told = Full(manifest("one", entry("c-1", A, snapshot()))), []
    room = Room(NoShortage(), told.append, wait_s=60, look_s=0, sleep=no_sleep)
    await AuditPosts(Pages(), store, room=room, watch=told.append).run(["one"])
    assert [type(each).__name__ for each in told] == ["Paused", "Resumed"] * 2 + ["PageAudited"]
    assert len(audits_of(store.kept["one"].entries[0])) == 1


async def test_broken_off_it_keeps_what_was_found():
    store = Store(manifest("one", *(entry(f"c-{n}", Url(f"{A}{n}"), snapshot()) for n in range(4))))
    with pytest.raises(KeyboardInterrupt):
        await audit(store, pages=Pages(after=2))
    assert [len(audits_of(each)) for each in store.kept["one"].entries] == [1, 1, 0, 0]
    assert store.saved == ["one"]


async def test_a_manifest_is_written_when_its_post_is_done():
    ticks = itertools.count(step=2)
    entries = [entry(f"c-{n}", Url(f"{A}{n}"), snapshot()) for n in range(7)]
    store = Store(manifest("one", *entries), manifest("two", entry("c", B, snapshot())))
    audits = AuditPosts(Pages(), store, clock=lambda: float(next(ticks)))
    await audits.run(store.slugs())
    assert store.saved == ["one", "one", "one", "two"], "and before, when it takes its time"
    assert [len(audits_of(each)) for each in store.kept["one"].entries] == [1] * 7


async def test_a_history_is_handed_on():
    before = Audit(START - timedelta(days=3), AuditVerdict("gone", 0.9, "t", 1), "before")
    store = Store(manifest("one", with_audit(entry("c", A, snapshot()), before)))
    pages, _ = await audit(store)
    assert [each.check_id for each in pages.asked[0][1][0].history] == ["before"]
    assert [each.check_id for each in audits_of(store.kept["one"].entries[0])] == ["before", f"check {A}"]


async def test_pages_of_a_host_that_turns_programs_away_wait():
    store = Store(manifest("one", entry("c-1", A, snapshot()), entry("c-2", B, snapshot())))
    asked: list = []

    def postponed(seen):
        asked.append(seen)
        return {page_key(A): START + timedelta(days=9), page_key(B): START - timedelta(days=1)}

    pages = Pages()
    audits = AuditPosts(pages, store, lambda *_: True, postponed=postponed, now=lambda: START)
    summary = await audits.run(["one"])
    assert [url for url, _ in pages.asked] == [Url("https://b.example/page")]
    assert [url for url, _ in summary.seen] == [Url("https://b.example/page")]
    assert len(asked) == 1
    everything = Pages()
    await AuditPosts(everything, store, None, postponed=postponed).run(["one"])
    assert len(everything.asked) == 2, "without --due all are asked"


async def test_audits_that_could_not_be_written_are_not_forgotten():
    store = Store(manifest("one", entry("c-1", A, snapshot())), manifest("two", entry("c-2", B, snapshot())))
    refused: list = []

    class Full(Store):
        def save(self, manifest):
            if not refused:
                refused.append(manifest.slug)
                raise OSError("no room")
            return super().save(manifest)

    full = Full(*store.kept.values())
    with pytest.raises(OSError, match="no room"):
        await audit(full)
    assert (refused, full.saved) == (["one"], ["one"]), "tried once more at the end"


async def test_a_page_that_was_well_is_known():
    well = with_audit(
        entry("c-1", A, snapshot()), Audit(START, AuditVerdict("unchanged", 1.0, "t", 1), "before")
    )
    pages = Pages()
    store = Store(manifest("one", well, entry("c-2", B, snapshot())))
    await audit(store, pages=pages, due=lambda history, now: not history)
    assert pages.known_sound() == A
    everything = Pages()
    await audit(store, pages=everything)
    assert everything.known_sound() is None, "it is asked for anyway"
