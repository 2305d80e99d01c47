"""From a post to its manifest: what is captured, what is skipped and why, what is kept."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest

from snapshotter import timestamps
from snapshotter.digests import of_bytes
from snapshotter.errors import PostError
from snapshotter.model.capture import Outcome, RecordLocation, StoredCapture
from snapshotter.model.post import PostSource
from snapshotter.posts.extract import extract_all
from snapshotter.posts.page.siblings import SiblingPages
from snapshotter.workflows.archive_posts import ArchiveOptions, ArchivePosts, RehearseArchive
from snapshotter.workflows.reading import ReadOptions, ReadPosts
from snapshotter.workflows.tally import RunTally

POST = """<html><title>A post</title><body><nav><a href="https://nav.example/">nav</a></nav>
<article><p>See <a href="https://one.example/a">one</a>,
<a href="https://two.example/b#part">two</a>,
<a href="https://one.example/a">one again</a> and
<a href="mailto:me@example.com">me</a>.</p>{more}</article></html>"""
IDS = map(str, count())
PLACE = RecordLocation("x.warc.gz", 0, 1, of_bytes(b""))


class Posts:
    def __init__(self, more=""):
        self.more = more

    async def read(self, source, *, base_url=None, format=None):
        if source == "missing.html":
            raise PostError("missing.html: there is no such file", hint="Check the path.")
        data = POST.format(more=self.more).encode()
        yield PostSource(source, data, base_url="https://blog.example/p", format="html")


def read_posts(reader):
    return ReadPosts(reader, extract_all, ReadOptions(), SiblingPages)


class Manifests:
    def __init__(self):
        self.kept, self.saves = {}, 0

    def load(self, slug):
        return self.kept.get(slug)

    def save(self, manifest):
        self.kept[manifest.slug] = manifest
        self.saves += 1
        return f"warcs/manifests/{manifest.slug}.json"

    def slug_for(self, cited):
        return "a-post"


class Pages:
    """Captures by name: the outcome of every address, ``captured`` unless said otherwise."""

    def __init__(self, outcomes=None):
        self.outcomes, self.asked, self.tally = outcomes or {}, [], RunTally()

    async def run(self, pages, on_stored):
        for page in pages:
            self.asked.append(page)
            await on_stored(page, stored(page, self.outcomes.get(page, "captured")))


class Catalogue:
    def __init__(self, *known):
        self.known = {each.url: each for each in known}

    def latest(self, url):
        return self.known.get(url)


def stored(url, outcome="captured", age_h=0.0):
    return StoredCapture(
        id=next(IDS), url=url, captured_at=timestamps.now() - timedelta(hours=age_h), reason=None,
        outcome=Outcome(outcome), status=200, final_url=url, title="t", via="browser", main=PLACE,
        artefacts={}, text_digest=None, page_info=PLACE, records=3, size_bytes=9,
    )  # fmt: skip


async def archived(manifests, pages, *, catalogue=None, posts=None, sources=("p.html",), **options):
    use_case = ArchivePosts(
        posts=read_posts(posts or Posts()),
        pages=pages,
        catalogue=catalogue or Catalogue(),
        manifests=manifests,
        options=ArchiveOptions(**options),
        watch=lambda event: None,
    )
    return await use_case.run(list(sources))


def told(manifests):
    """Address and outcome (or reason) of every citation."""
    entries = manifests.kept["a-post"].entries
    return [
        (entry.citation.url, (last.reason.code if last.reason else str(last.outcome)))
        for entry in entries
        for last in entry.snapshots[-1:]
    ]


ONE, TWO = "https://one.example/a", "https://two.example/b"


async def test_every_citation_stands_in_the_manifest():
    manifests, pages = Manifests(), Pages({TWO: "failed"})
    summary = await archived(manifests, pages)
    assert pages.asked == [ONE, TWO], "an address is captured once, without its fragment"
    assert told(manifests) == [
        ("https://nav.example/", "scope"),
        (ONE, "captured"),
        (f"{TWO}#part", "failed"),
        (ONE, "captured"),
        ("mailto:me@example.com", "mailto"),
    ]
    (post,) = summary.posts
    assert (post.citations, post.captured, post.failed, post.skipped) == (5, 2, 1, 2)


async def test_a_second_run_takes_only_what_failed():
    manifests = Manifests()
    await archived(manifests, Pages({TWO: "failed"}))
    again = Pages()
    await archived(manifests, again)
    assert again.asked == [TWO]
    assert [len(entry.snapshots) for entry in manifests.kept["a-post"].entries] == [1, 1, 2, 1, 1]


async def test_a_refresh_takes_new_snapshots_beside_the_old():
    manifests = Manifests()
    await archived(manifests, Pages())
    again = Pages()
    await archived(manifests, again, refresh=True, catalogue=Catalogue(stored(ONE)))
    assert again.asked == [ONE, TWO]
    assert [len(entry.snapshots) for entry in manifests.kept["a-post"].entries] == [1, 2, 2, 2, 1]


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        (stored(ONE, age_h=1), [TWO]),
        (stored(ONE, "partial", age_h=1), [TWO]),
        (stored(ONE, "failed", age_h=1), [ONE, TWO]),
        (stored(ONE, age_h=25), [ONE, TWO]),
    ],
)
async def test_a_recent_capture_is_shared(known, asked):
    manifests, pages = Manifests(), Pages()
    await archived(manifests, pages, catalogue=Catalogue(known))
    assert pages.asked == asked
    assert (ONE, str(known.outcome) if ONE not in asked else "captured") in told(manifests)


@pytest.mark.parametrize(
    ("options", "asked", "reasons"),
    [
        ({"scope": "all"}, ["https://nav.example/", ONE, TWO], {"mailto"}),
        ({"include": ("*two*",)}, [TWO], {"scope", "mailto", "not-included"}),
        ({"exclude": ("https://one.example/*",)}, [TWO], {"scope", "mailto", "excluded"}),
        ({"limit": 1}, [ONE], {"scope", "mailto", "limit"}),
        ({"limit": 0}, [], {"scope", "mailto", "limit"}),
    ],
)
async def test_choosing(options, asked, reasons):
    manifests, pages = Manifests(), Pages()
    await archived(manifests, pages, **options)
    assert pages.asked == asked
    assert {why for _, why in told(manifests)} - {"captured"} == reasons


async def test_what_was_skipped_is_said_once():
    manifests = Manifests()
    await archived(manifests, Pages(), limit=0)
    first = manifests.kept["a-post"]
    await archived(manifests, Pages(), limit=0)
    assert manifests.kept["a-post"] == first
    await archived(manifests, Pages())
    assert {why for _, why in told(manifests)} == {"scope", "mailto", "captured"}


async def test_a_citation_that_left_the_post_keeps_its_snapshots():
    manifests = Manifests()
    gone = '<p><a href="https://gone.example/">gone</a></p>'
    await archived(manifests, Pages(), posts=Posts(gone))
    await archived(manifests, Pages(), posts=Posts())
    urls = [entry.citation.url for entry in manifests.kept["a-post"].entries]
    assert urls[-1] == "https://gone.example/"


@pytest.mark.parametrize(("allowed", "asked"), [(False, [ONE, TWO]), (True, [ONE, TWO, "http://10.0.0.7/x"])])
async def test_private_addresses(allowed, asked):
    manifests, pages = Manifests(), Pages()
    inside = Posts('<p><a href="http://10.0.0.7/x">inside</a></p>')
    await archived(manifests, pages, posts=inside, allow_private=allowed)
    assert pages.asked == asked


async def test_one_bad_source_does_not_stop_the_others():
    manifests = Manifests()
    summary = await archived(manifests, Pages(), sources=("missing.html", "p.html"))
    assert [failure.source for failure in summary.failures] == ["missing.html"]
    assert len(summary.posts) == 1


async def test_the_manifest_is_saved_when_the_run_breaks_off():
    class Broken(Pages):
        async def run(self, pages, on_stored):
            await on_stored(ONE, stored(ONE))
            raise KeyboardInterrupt

    manifests = Manifests()
    with pytest.raises(KeyboardInterrupt):
        await archived(manifests, Broken())
    assert (ONE, "captured") in told(manifests)


async def test_a_rehearsal_saves_nothing():
    manifests = Manifests()
    rehearsal = RehearseArchive(read_posts(Posts()), manifests, ArchiveOptions(limit=1), lambda event: None)
    summary = await rehearsal.run(["p.html"])
    assert summary.posts[0].citations == 5
    assert manifests.saves == 0
