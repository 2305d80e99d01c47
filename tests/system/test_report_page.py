"""The report in a real browser: wide and narrow, light and dark, filtered, with hostile words."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from snapshotter.model.audit import AUDIT_CLASSES
from tests.library import pictures
from tests.unit.report.posts import REWORDED, audit, entry, kept, post, quoted, report, two_posts, written

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
CHECK = (Path(__file__).parent / "accessibility.js").read_text("utf-8")
EVIL = (
    "</script><script>document.title='hacked'</script><img src=x onerror=\"document.title='hacked'\">\u202e"
)
LIMIT_MS = 15_000


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    everything = [
        entry(
            number,
            audit("unchanged", days=10),
            audit(name, says=EVIL, title=EVIL, similarity=0.5, quotes=quoted("reworded", REWORDED)),
            snapshot=kept(number, title=EVIL + "long" * 500),
            url=f"https://a-long-name-of-a-host-{number}.example/{'path' * 60}",
            sentence=EVIL,
        )
        for number, name in enumerate(AUDIT_CLASSES, 100)
    ]
    (picture,) = (each for each in pictures() if each.name == "thumbnail")
    data = b"".join(picture.body.chunks())
    made = report(*two_posts(), post("evil", *everything, title=EVIL), then_picture=lambda _: data)
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(written(made, "html"), "utf-8")
    return path.as_uri()


@asynccontextmanager
async def reader(chromium, address, **context):
    """The report in a fresh context; what it says aloud and asks for is noted."""
    opened = await chromium.new_context(**context)
    page = await opened.new_page()
    page.set_default_timeout(LIMIT_MS)
    loud = []
    page.on("console", lambda message: loud.append(message.text))
    page.on("pageerror", lambda error: loud.append(str(error)))
    page.on("request", lambda asked: asked.url.startswith(("data:", address)) or loud.append(asked.url))
    try:
        await page.goto(address)
        yield page, loud
    finally:
        await opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_there_is_nothing_to_complain_of(chromium, file, scheme):
    async with reader(chromium, file, color_scheme=scheme) as (page, loud):
        for width in (1280, 700, 390):
            await page.set_viewport_size({"width": width, "height": 844})
            assert await page.evaluate(CHECK) == []
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await page.title() == "What has become of the cited pages · An archive"
        assert await page.locator("img").count() > 0
        broken = "[...document.images].filter(each => each.complete && !each.naturalWidth).length"
        assert await page.evaluate(broken) == 0
    assert loud == []


async def test_rows_are_found_by_their_words_and_their_fate(chromium, file):
    async with reader(chromium, file) as (page, _):
        await page.get_by_label("Words, addresses, posts").fill("site-2.example the-ferry")
        await page.get_by_text("2 of 33 shown").wait_for()
        shown = page.locator("tr[data-citation]:visible")
        assert await shown.count() == 2
        assert await page.locator("section.group:visible").count() == 2
        await page.get_by_label("What became of it").select_option("gone")
        await page.get_by_text("1 of 33 shown").wait_for()
        assert await shown.get_attribute("data-verdict") == "gone"


async def test_without_scripts_everything_is_there(chromium, file):
    async with reader(chromium, file, java_script_enabled=False) as (page, _):
        assert await page.locator("tr[data-citation]:visible").count() == 33
        assert not await page.locator("#filter").is_visible()


async def test_the_time_line_opens_by_keyboard(chromium, file):
    async with reader(chromium, file) as (page, _):
        await page.locator("tr[data-verdict=gone] summary").first.focus()
        await page.keyboard.press("Enter")
        await page.get_by_text("19 April 2026 Gone, confirmed").wait_for()


async def test_on_paper_the_filter_is_left_out(chromium, file):
    async with reader(chromium, file) as (page, _):
        await page.emulate_media(media="print")
        assert not await page.locator("#filter").is_visible()
        assert await page.locator("tr[data-citation]:visible").count() == 33
