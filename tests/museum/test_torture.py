"""The torture page runs to its end in a real Chromium, over each protocol."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager

import pytest

from tests.museum.torture import HOSTS, Museum, steps_done

LIMIT_MS = 60_000
EXPECTED_FAILURES = {
    "redirect loop",
    "raw early-close",
    "raw cut-chunk",
    "encoded br",
    "encoded zstd",
    "plain /reset-stream",
    "plain /reset-at-once",
    "stream",
    "cross-origin refused",
}
"""Steps that the browser itself must refuse, on one protocol or on all."""
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
pytestmark = [pytest.mark.browser, pytest.mark.museum, pytest.mark.slow]


@pytest.fixture
def executable() -> str:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium on the PATH")
    return found


@asynccontextmanager
async def page_in(executable: str, museum: Museum):
    from playwright.async_api import async_playwright

    arguments = [
        "--no-sandbox",
        "--ignore-certificate-errors",
        f"--host-resolver-rules={museum.resolver_rules}",
    ]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=arguments)
        yield await browser.new_page()
        await browser.close()


@pytest.mark.parametrize("port_name", HOSTS)
async def test_every_step_settles(executable, port_name):
    async with Museum() as museum, page_in(executable, museum) as page:
        await page.goto(f"{museum.bases[port_name]}/torture.html", wait_until="commit")
        await page.wait_for_function("document.title.startsWith('done')", timeout=LIMIT_MS)
        results = await page.evaluate("results")
        assert steps_done(await page.title()) == len(results)
        failed = {name for name, result in results.items() if result != "ok"}
        assert failed <= EXPECTED_FAILURES
        protocol = "h2" if port_name == "tls-h2" else "http/1.1"
        assert len({item.url for item in museum.served if item.protocol == protocol}) >= 64
        assert any(item.status == 101 and item.upgraded == (328, 320) for item in museum.served)
        assert {item.method for item in museum.served} >= {"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"}
        assert {item.status for item in museum.served} >= {
            200,
            204,
            206,
            301,
            302,
            303,
            304,
            307,
            308,
            401,
            404,
        }
