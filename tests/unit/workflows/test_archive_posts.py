"""From a post to its manifest: what is captured, what is skipped and why, what is kept."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import count

import pytest

from snapshotter import timestamps
from snapshotter.digests import of_bytes
from snapshotter.errors import ArchiveError, PostError
from snapshotter.model.capture import Outcome, RecordLocation, StoredCapture
from snapshotter.model.events import Notice, PostFinished, PostRead
from snapshotter.model.post import PostSource
from snapshotter.model.quote import QuoteMatch
from snapshotter.posts.extract import extract_all
from snapshotter.posts.page.siblings import SiblingPages
from snapshotter.workflows import archive_posts as module
from snapshotter.workflows.archive_posts import ArchiveOptions, ArchivePosts, RehearseArchive
from snapshotter.workflows.capturing import CapturePages, Pace
from snapshotter.workflows.reading import ReadOptions, ReadPosts
from snapshotter.workflows.tally import RunTally
from tests.builders import capture, failed

POST = """<html><title>A post</title><body><nav><a href="https://nav.example/">nav</a></nav>
<article><p>See <a href="https://one.example/a">one</a>,
<a href="https://two.example/b#part">two</a>,
<a href="https://one.example/a">one again</a> and
<a href="mailto:me@example.com">me</a>.</p>{more}</article></html>"""
IDS = map(str, count())
PLACE = RecordLocation("x.warc.gz", 0, 1, of_bytes(b""))


class Posts:
    def __init__(self, more="", text=POST):
        self.more, self.text = more, text

    async def read(self, source, *, base_url=None, format=None):
        if source == "missing.html":
            raise PostError("missing.html: there is no such file", hint="Check the path.")
        data = self.text.format(more=self.more, source=source).encode()
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
        return "a-post" if cited.post.source in ("p.html", "q.html") else cited.post.source


class Pages:
    """Captures by name: the outcome of every address, ``captured`` unless said otherwise."""

    room = None

    def __init__(self, outcomes=None):
        self.outcomes, self.asked, self.tally = outcomes or {}, [], RunTally()
        self.catalogue = None

    async def run(self, pages, on_stored):
        async for page in pages:
            self.asked.append(page)
            made = stored(page, self.outcomes.get(page, "captured"))
            self.catalogue.known[page] = made
            await on_stored(page, made)

    async def idle(self):
        return None

    async def flush(self):
        return None


class Catalogue:
    def __init__(self, *known):
        self.known = {each.url: each for each in known}

    def commit(self, stored):
        self.known[stored.url] = stored

    def latest(self, url):
        return self.known.get(url)

    def capture(self, capture_id):
        return next((each for each in self.known.values() if each.id == capture_id), None)


def stored(url, outcome="captured", age_h=0.0):
    return StoredCapture(
        id=next(IDS), url=url, captured_at=timestamps.now() - timedelta(hours=age_h), reason=None,
        outcome=Outcome(outcome), status=200, final_url=url, title="t", via="browser", main=PLACE,
        artefacts={"text": PLACE}, text_digest=None, page_info=PLACE, records=3, size_bytes=9,
    )  # fmt: skip


async def archived(
    manifests, pages, *, catalogue=None, posts=None, sources=("p.html",), passages=None, watch=None, **options
):
    pages.catalogue = catalogue or pages.catalogue or Catalogue()
    use_case = ArchivePosts(
        posts=read_posts(posts or Posts()),
        pages=pages,
        catalogue=pages.catalogue,
        manifests=manifests,
        options=ArchiveOptions(**options),
        watch=watch or (lambda event: None),
        passages=passages,
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
            assert await anext(pages) == ONE
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


CITING = """<html><title>{source}</title><body><article><p>As it says, “the words that were there
on the page”, in <a href="https://one.example/a">one</a>, and elsewhere
<a href="https://{source}.example/">its own</a>.</p>{more}</article></html>"""


def own(source):
    return f"https://{source}.example/"


async def test_a_post_that_is_named_twice_is_worked_on_once_at_a_time():
    """Two in work at once would each write over what the other has found."""
    manifests, pages = Manifests(), Pages({TWO: "failed"})
    summary = await archived(manifests, pages, sources=("p.html", "q.html"))
    assert pages.asked == [ONE, TWO], "and what this run has captured is not captured again, failed or not"
    assert [(post.captured, post.failed) for post in summary.posts] == [(2, 1)] * 2


async def test_a_page_that_several_posts_cite_is_captured_once():
    for options in ({}, {"refresh": True}):
        manifests, pages = Manifests(), Pages()
        await archived(manifests, pages, sources=("x", "y", "z"), posts=Posts(text=CITING), **options)
        assert sorted(pages.asked) == sorted([ONE, own("x"), own("y"), own("z")])
        ids = {manifests.kept[slug].entries[0].snapshots[-1].id for slug in "xyz"}
        assert len(ids) == 1


class Slow(CapturePages):
    """Real pages of a capturer of which the first host takes until all others are done."""

    def __init__(self, catalogue, others, watch, **more):
        self.others, self.ended = others, asyncio.Event()
        self.visited = []
        super().__init__(self, self, catalogue, Pace(2, 0.0, 0), watch, **more)

    async def capture(self, url, watch, attempt):
        self.visited.append(url)
        if url == ONE:
            await self.ended.wait()
        elif len(self.visited) > self.others:
            self.ended.set()
        return capture(seed=url, url=url)

    async def release(self, capture):
        return None

    def append(self, capture):
        return stored(capture.url)


async def test_a_slow_host_holds_up_no_post_but_those_that_cite_it():
    events, catalogue = [], Catalogue()
    sources = [f"s{number}" for number in range(40)]
    only_first = CITING.replace("https://one.example/a", "{more}")
    posts = Posts(more="https://two.example/b", text=only_first)

    class Mixed(Posts):
        async def read(self, source, **options):
            reader = Posts(text=CITING) if source == "s0" else posts
            async for read in reader.read(source, **options):
                yield read

    pages = Slow(catalogue, 41, events.append)
    summary = await archived(
        Manifests(), pages, catalogue=catalogue, posts=Mixed(), sources=sources, watch=events.append
    )
    ended = [event.slug for event in events if isinstance(event, PostFinished)]
    assert pages.visited[0] == ONE
    assert ended[-1] == "s0", "the others did not wait for it"
    assert [post.slug for post in summary.posts] == sources, "told in the order of reading"
    for slug in sources:
        of_one = [event for event in events if getattr(event, "slug", None) == slug]
        assert [type(event) for event in of_one] == [PostRead, PostFinished]


async def test_posts_whose_pages_do_not_answer_do_not_block_the_reading(monkeypatch):
    """What is held back in case the network is down is let go when nothing else is left to try."""
    monkeypatch.setattr(module, "MOST_OPEN", 2)

    class Dead(Slow):
        async def capture(self, url, watch, attempt):
            self.visited.append(url)
            return failed(seed=url, url=url)

    catalogue = Catalogue()
    pages = Dead(catalogue, 0, lambda event: None)
    text = "<html><title>t</title><article><p>See <a href='https://dead.example/{source}'>it</a></p></article></html>"
    async with asyncio.timeout(20):
        summary = await archived(
            Manifests(),
            pages,
            catalogue=catalogue,
            posts=Posts(text=text),
            sources=[f"s{n}" for n in range(9)],
        )
    assert len(summary.posts) == 9
    assert len(pages.visited) == 9


async def test_memory_does_not_grow_with_the_number_of_posts(monkeypatch):
    """What a post leaves behind is its line in the summary."""
    import functools
    import gc
    import tracemalloc

    count = 400
    monkeypatch.setattr("snapshotter.workflows.schedule._FORGET_ABOVE", 20)
    text = "<html><title>{source}</title><article><p>See <a href='https://{source}.example/'>it</a></p></article></html>"

    class Forgetful(Manifests):
        def save(self, manifest):
            return "m"

    class Stateless(Catalogue):
        def latest(self, url):
            return None

        def commit(self, stored):
            return None

    sizes = []

    def watch(event):
        if isinstance(event, PostRead) and event.slug in ("s200", f"s{count - 1}"):
            # our caches are bounded, and in a process that has done other things they are full already
            caches = [each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper)]
            for each in caches:
                if each.__module__.startswith("snapshotter."):
                    each.cache_clear()
            gc.collect()
            ours = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, "*snapshotter*")])
            sizes.append(sum(trace.size for trace in ours.traces))

    tracemalloc.start()
    pages = Slow(Stateless(), 0, lambda event: None)
    pages.ended.set()
    await archived(
        Forgetful(), pages, catalogue=Stateless(), posts=Posts(text=text),
        sources=[f"s{n}" for n in range(count)], watch=watch,
    )  # fmt: skip
    tracemalloc.stop()
    assert (sizes[1] - sizes[0]) / (count - 200) < 1500, "bytes for every post"


def found(quotes, stored):
    return tuple(QuoteMatch(quote, True, 1.0, None) for quote in quotes)


async def test_quotes_are_looked_for_in_every_snapshot_of_a_citation():
    manifests, asked = Manifests(), []

    def passages(quotes, stored):
        asked.append((tuple(quotes), stored.url))
        return found(quotes, stored)

    posts, known = Posts(text=CITING), Catalogue(stored(ONE, age_h=1))
    await archived(manifests, Pages(), catalogue=known, posts=posts, passages=passages, sources=("x",))
    one, its_own = manifests.kept["x"].entries
    assert [match.text for match in one.snapshots[-1].quotes] == list(one.citation.quotes) != []
    assert its_own.snapshots[-1].quotes == ()
    assert asked == [(one.citation.quotes, ONE)], (
        "a reused capture too, once, and only where something is quoted"
    )
    asked.clear()
    await archived(manifests, Pages(), catalogue=known, posts=posts, passages=passages, sources=("x",))
    assert asked == []


async def test_a_record_that_cannot_be_read_costs_the_quotes_and_not_the_run():
    def passages(quotes, stored):
        raise ArchiveError("x.warc.gz, offset 7: the file is missing")

    manifests, events = Manifests(), []
    posts = Posts(text=CITING)
    await archived(manifests, Pages(), posts=posts, passages=passages, sources=("x",), watch=events.append)
    assert [event.message for event in events if isinstance(event, Notice)] == [
        f"{ONE}: its quotes were not looked for: x.warc.gz, offset 7: the file is missing"
    ]
    assert manifests.kept["x"].entries[0].snapshots[-1].outcome is Outcome.CAPTURED
