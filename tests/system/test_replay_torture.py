"""The torture page, recorded once, says in replay what it said live: sealed, and under mapped names."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from snapshotter.model.snapshot import Snapshot
from snapshotter.replay.lookup import SnapshotLookup
from snapshotter.replay.sealed import SealedOrigin, pinned_key
from tests.museum.replay_torture import runs
from tests.museum.replay_torture.mapped import served
from tests.museum.replay_torture.recording import reading, record
from tests.museum.replay_torture.web import PAGE_URLS, PLAIN_URL, TORTURE_URL, TortureWeb

pytestmark = [pytest.mark.browser, pytest.mark.museum, pytest.mark.slow]

MAY_MISS = {
    "GET https://www.torture.test/data/plain.txt?aborted",
    "GET http://plain.torture.test/cors/mixed.txt",
}
"""What the live page gives up as soon as it has asked, and what it is refused (mixed content)."""
UNDER_OTHER_NAMES = {
    # There is no encryption, and there is a port.
    "location_protocol": "https: is http:",
    "location_port": "the server's",
    "url_of_location": "//host of an unknown host is http:",
    "url_query_untouched": "links to hosts that the snapshot does not know lead to names as well",
    "plain_secure": "localhost is a secure context, whatever the scheme was",
    "plain_random_uuid": "as above",
    # Policies of the page's own are replaced by the one that seals it.
    "frame_csp": "scripts that the page's policy refused do run",
    "frame_csp_meta": "as above, in markup",
    "frame_denied": "X-Frame-Options would keep the viewer's frame empty",
    # The server is another.
    "fetch_all_fields": "fields of ours are there too",
    "timing_sizes": "what was changed is not compressed",
    "frame_ancestors": "the viewer is one",
    # Names that are put together while the page runs are not in its text.
    "fetch_host_at_run_time": "blocked by the seal, and told to the reader",
}
"""Checks that differ in the reader's own browser, and why; all others are the same."""
CHROMIUMS_OWN = "https://content-autofill.googleapis.com/"


@dataclass(frozen=True)
class Recorded:
    home: Path
    snapshots: tuple[Snapshot, ...]
    live: dict[str, runs.Seen]


@pytest.fixture(scope="session")
def torture(browser, tmp_path_factory) -> Recorded:
    """Both pages, visited live and then captured; the origins are gone afterwards."""
    home = tmp_path_factory.mktemp("torture")

    async def made() -> Recorded:
        async with (
            TortureWeb() as web,
            runs.chromium(browser, runs.trusting(web.authority.spki_sha256)) as chromium,
        ):
            live = {}
            for url in PAGE_URLS:
                async with runs.context_through(chromium, web.connect_to) as context:
                    live[url] = await runs.visit(context, url)
            return Recorded(home, await record(PAGE_URLS, web.connect_to, home), live)

    return asyncio.run(asyncio.wait_for(made(), 150))


class Listening:
    """A look-up that notes what was asked."""

    def __init__(self, lookup: SnapshotLookup) -> None:
        self._lookup = lookup
        self.answers = []

    def find(self, request):
        answer = self._lookup.find(request)
        self.answers.append((answer.how, request.url))
        return answer


def test_the_capture_is_of_the_whole_page(torture):
    assert [each.outcome.value for each in torture.snapshots] == ["captured", "captured"]
    titles = [f"done {len(torture.live[url].results)}" for url in PAGE_URLS]
    assert [each.title for each in torture.snapshots] == titles


async def test_sealed_replay_is_the_live_page_again(torture, browser):
    answers, differed = [], []
    with reading(torture.home) as recording:
        async with runs.chromium(browser, runs.trusting(pinned_key())) as chromium:
            for url in PAGE_URLS:
                lookup = Listening(SnapshotLookup(recording.material(url)))
                async with (
                    SealedOrigin(lookup, differed.append) as origin,
                    runs.context_through(chromium, [f"::127.0.0.1:{origin.port}"]) as context,
                ):
                    seen = await runs.visit(context, url)
                held = runs.score(torture.live[url].results, seen.results)
                assert held.different == {}, str(held)
                assert runs.different_pixels(torture.live[url].picture, seen.picture) == 0
                answers += lookup.answers

    assert differed == []
    hows = Counter(how for how, url in answers if not url.startswith(CHROMIUMS_OWN))
    assert hows["missed"] == 0
    # What is random is found by likeness, and said to be: five addresses, a boundary, five bodies.
    assert (hows["cache-buster"], hows["canonical-body"], hows["nearest-body"]) == (5, 1, 5)
    assert hows["exact"] > 250


async def test_under_mapped_names_all_is_the_same_but_what_names_show(torture, browser):
    with reading(torture.home) as recording:
        materials = {url: recording.material(url) for url in PAGE_URLS}
        async with served(materials) as mapped, runs.chromium(browser) as chromium:
            in_frame = {url: await in_a_frame(chromium, mapped, url) for url in PAGE_URLS}
            alone = {url: await by_itself(chromium, seen.address) for url, seen in in_frame.items()}
            tally = mapped.application.tally(mapped.label(TORTURE_URL))

    same = total = 0
    for url, seen in in_frame.items():
        held = runs.score(torture.live[url].results, seen.results, mapped.unmap(url))
        assert set(held.different) <= set(UNDER_OTHER_NAMES), str(held)
        same, total = same + len(held.same), total + len(held.same) + len(held.different)
        assert runs.different_pixels(torture.live[url].picture, alone[url].picture) == 0
        assert runs.largest_difference(torture.live[url].picture, seen.picture) <= 1, "edges of letters"
    assert same / total >= 0.95
    assert set(tally.misses) <= MAY_MISS
    assert "https://cdn.torture-assets.test/cors/built.txt" in tally.blocked_urls


@dataclass(frozen=True)
class Shown:
    results: dict
    picture: bytes
    address: str


async def in_a_frame(chromium, mapped, url) -> Shown:
    context = await chromium.new_context(viewport=runs.VIEWPORT)
    page = await context.new_page()
    await page.goto(mapped.room(url), wait_until="commit")
    await page.wait_for_selector("iframe")
    frame = await (await page.query_selector("iframe")).content_frame()
    shown = Shown(await runs.results_of(frame), await runs.picture_of(page), frame.url)
    await context.close()
    return shown


async def by_itself(chromium, address) -> runs.Seen:
    context = await chromium.new_context(viewport=runs.VIEWPORT)
    seen = await runs.visit(context, address)
    await context.close()
    return seen


def test_every_check_has_a_value_of_its_own(torture):
    results = torture.live[TORTURE_URL].results | torture.live[PLAIN_URL].results
    assert len(results) >= 300
    assert not [name for name, value in results.items() if value in ("timeout", None)]
