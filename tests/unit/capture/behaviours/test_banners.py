"""Banners refused, overlays closed, pages left alone: on loopback pages in a real Chromium."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from snapshotter.capture.behaviours.banners import clear_banners, load_rules
from snapshotter.capture.browsers import find_browser, sandbox_arguments
from snapshotter.demo.messages import Request, Response, typed
from snapshotter.demo.origin import ANY, Origin
from tests.unit.capture.behaviours.gallery import BANNERS, PLAIN, PLATFORM, SITE, Exhibit, Plain, document

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

RULES = load_rules(None)
LIMIT_S = 10.0
NEVER = {"accept", "save:on", "subscribe", "login", "buy", "delete", "send", "install"}
REFUSED = {"reject", "save:off"}


@dataclass
class Stage:
    """A browser, and the gallery on loopback."""

    browser: Browser
    origin: Origin

    @asynccontextmanager
    async def showing(self, path: str):
        context = await self.browser.new_context(viewport={"width": 1280, "height": 900})
        page = await context.new_page()
        try:
            await page.goto(f"http://{SITE}:{self.origin.ports['h1']}/{path}", wait_until="load")
            yield page
        finally:
            await context.close()

    def posted(self) -> list[str]:
        return [each.target for each in self.origin.served if each.method != "GET"]


def _answer(exhibits: dict[str, Exhibit | Plain]):
    async def answer(request: Request) -> Response:
        kind, _, name = request.path.strip("/").partition("/")
        exhibit = exhibits.get(name)
        if isinstance(exhibit, Plain):
            body = document(exhibit.body, language="en", style=exhibit.style)
        elif exhibit is None:
            return typed(b"text/html", document("<main>Elsewhere</main>", language="en"))
        elif kind == "banner":
            over = exhibit.content + exhibit.over
            body = document(
                over,
                language=exhibit.language,
                direction=exhibit.direction,
                style=exhibit.style,
                attributes=exhibit.body,
                html=exhibit.html,
            )
        else:
            inner = exhibit.second_frame if kind == "frame2" else exhibit.frame
            body = document(inner, language=exhibit.language)
        port = request.authority.rpartition(":")[2].encode()
        return typed(b"text/html; charset=utf-8", body.replace(b"PORT", port))

    return answer


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage():
    answer = _answer({each.name: each for each in (*BANNERS, *PLAIN)})
    routes = {SITE: {ANY: answer}, PLATFORM: {ANY: answer}}
    async with Origin(routes, ports={"h1": None}) as origin, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_browser().path,
            args=[*sandbox_arguments(), "--host-resolver-rules=MAP *.test 127.0.0.1"],
        )
        yield Stage(browser, origin)
        await browser.close()


AT_CENTRE = """() => {
  const el = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  return !!el && !!el.closest("#page");
}"""
SCROLLED = "() => { scrollTo(0, 700); const at = scrollY; scrollTo(0, 0); return at; }"


@pytest.mark.parametrize("exhibit", BANNERS, ids=lambda each: each.name)
async def test_what_lies_over_a_page_is_refused_or_closed(stage: Stage, exhibit: Exhibit):
    async with stage.showing(f"banner/{exhibit.name}") as page:
        address = page.url
        done = await clear_banners(page, RULES, limit_s=LIMIT_S)
        acts = set(await page.evaluate("acts"))
        kinds = {each.kind for each in done}
        told = [(each.kind, each.target, each.text, each.rule) for each in done]
        assert not acts & NEVER, told
        if exhibit.outcome == "refused":
            assert acts & REFUSED, told
            assert "consent-refused" in kinds
        else:
            assert not acts & REFUSED
            assert f"overlay-{exhibit.outcome}" in kinds, told
        assert await page.evaluate(AT_CENTRE), told
        assert await page.evaluate(SCROLLED) > 100, told
        assert page.url == address
        assert len(page.context.pages) == 1
        assert all(each.target and each.rule and len(each.text) <= 120 for each in done)
    assert not stage.posted()


DOM = "() => document.documentElement.outerHTML + document.querySelectorAll(':modal').length"


@pytest.mark.parametrize("plain", PLAIN, ids=lambda each: each.name)
async def test_a_page_without_banner_stays_as_it_is(stage: Stage, plain: Plain):
    async with stage.showing(f"plain/{plain.name}") as page:
        before = await page.evaluate(DOM)
        assert await clear_banners(page, RULES, limit_s=LIMIT_S) == []
        assert await page.evaluate(DOM) == before
        assert await page.evaluate("acts") == []
