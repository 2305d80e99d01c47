"""The lazy page gives nothing away to who does not scroll, and all of it to who does."""

from __future__ import annotations

import pytest

from snapshotter.capture.browsers import find_browser
from snapshotter.demo.origin import Origin
from snapshotter.errors import BrowserMissing
from tests.museum import lazy, visitor
from tests.museum.torture import resolver_rules

pytestmark = [pytest.mark.browser, pytest.mark.museum, pytest.mark.slow]

_HEIGHT = "() => document.scrollingElement.scrollHeight"


@pytest.fixture
def executable():
    try:
        return find_browser().path
    except BrowserMissing as missing:
        pytest.skip(f"no browser: {missing}")


def rules_for(origin: Origin) -> str:
    return resolver_rules(origin.connect_to([lazy.HOST], "tls-h2"))


async def test_a_reader_gets_all_of_it(executable):
    async with Origin(lazy.routes()) as origin, visitor.browser(executable, rules_for(origin)) as chromium:
        await visitor.read(chromium, lazy.URL)
        assert lazy.Came.from_log(origin.served) == lazy.EVERYTHING


async def test_who_does_not_scroll_gets_little(executable):
    async with Origin(lazy.routes()) as origin, visitor.browser(executable, rules_for(origin)) as chromium:
        page = await chromium.new_page(viewport=visitor.VIEWPORT)
        await page.goto(lazy.URL, wait_until="networkidle")
        height = await page.evaluate(_HEIGHT)
        came = lazy.Came.from_log(origin.served)
    assert height == lazy.HEIGHT_PX - lazy.LOADS * lazy.LOAD_PX
    assert came.loads == came.frames == 0
    assert came.observed < 6
    assert came.native < 20
