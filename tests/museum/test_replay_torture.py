"""The torture page says the same on every visit; what it says is what a browser does."""

from __future__ import annotations

import pytest

from snapshotter.capture.browsers import find_browser
from snapshotter.errors import BrowserMissing
from tests.museum.replay_torture.fonts import truetype
from tests.museum.replay_torture.runs import (
    Seen,
    chromium,
    context_through,
    different_pixels,
    score,
    trusting,
    unmapping,
    visit,
)
from tests.museum.replay_torture.things import flat_png
from tests.museum.replay_torture.web import PAGE_URLS, TortureWeb


@pytest.mark.browser
@pytest.mark.museum
@pytest.mark.slow
async def test_two_visits_find_the_same():
    try:
        executable = find_browser().path
    except BrowserMissing as missing:
        pytest.skip(f"no browser: {missing}")
    async with (
        TortureWeb() as web,
        chromium(executable, trusting(web.authority.spki_sha256)) as browser,
    ):
        visits = [[await cold_visit(browser, web, url) for url in PAGE_URLS] for _ in range(2)]

    for first, second in zip(*visits, strict=True):
        assert score(first.results, second.results).different == {}
        assert different_pixels(first.picture, second.picture) == 0
    (page, plain), _ = visits
    assert len(page.results) >= 280
    assert len(plain.results) >= 16
    assert "timeout" not in [*page.results.values(), *plain.results.values()]
    assert (page.results["sri_wrong"], page.results["frame_denied"]) == ("blocked", "silent")
    assert page.results["font"] == ["loaded", 240]
    assert page.results["socket_closed_by_origin"] == [4001, "enough", True]
    assert page.results["cookie_sent"] == ["domain", "hidden", "page", "secure"]
    assert page.results["service_worker"] is True
    assert page.results["nothing_leaks"] == "error: TypeError"


async def cold_visit(browser, web, url) -> Seen:
    async with context_through(browser, web.connect_to) as context:
        return await visit(context, url)


def test_a_score_tells_what_differs():
    held = score({"a": 1, "b": [1], "c": 0, "gone": 5}, {"a": 1, "b": [2], "c": 9}, leaving_out=["c"])

    assert held.same == ("a",)
    assert held.different == {"b": ([1], [2]), "gone": (5, "(no such check)")}
    assert held.share == pytest.approx(1 / 3)
    assert "b: live [1], replayed [2]" in str(held)


def test_names_are_mapped_back_before_values_are_held_against_each_other():
    unmap = unmapping({"http://a.test.s.localhost:9": "https://a.test", "a.test.s.localhost:9": "a.test"})

    live = {"href": "https://a.test/x", "deep": {"hosts": ["a.test"]}, "number": 1}
    replayed = {
        "href": "http://a.test.s.localhost:9/x",
        "deep": {"hosts": ["a.test.s.localhost:9"]},
        "number": 1,
    }
    assert score(live, replayed).share == pytest.approx(1 / 3)
    assert score(live, replayed, unmap).different == {}


def test_pixels_are_counted_one_by_one():
    red, blue = flat_png(10, 4, "ff0000"), flat_png(10, 4, "0000ff")

    assert different_pixels(red, red) == 0
    assert different_pixels(red, blue) == 40
    assert different_pixels(red, flat_png(10, 4, "fe0000")) == 0, "one level off"
    assert different_pixels(red, flat_png(10, 4, "fd0000")) == 40
    assert different_pixels(red, flat_png(10, 5, "ff0000")) == 10


def test_the_font_is_as_wide_as_it_says():
    from io import BytesIO

    from PIL import ImageFont

    drawn = ImageFont.truetype(BytesIO(truetype(1500)), 100)
    assert drawn.getlength("AA") == 300
