"""Banners refused, overlays closed, pages left alone: on loopback pages in a real Chromium."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from snapshotter.capture.behaviours.banners import clear_banners, load_rules
from snapshotter.capture.browsers import find_browser, sandbox_arguments
from snapshotter.demo.messages import Request, Response, typed
from snapshotter.demo.origin import ANY, Origin
from snapshotter.model.capture import Intervention
from tests.unit.capture.behaviours.gallery import BANNERS, PLAIN, PLATFORM, SITE, Exhibit, Plain, document

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

RULES = load_rules(None)
LIMIT_S = 15.0
AT_ONCE = 8
NEVER = {"accept", "save:on", "subscribe", "login", "buy", "delete", "send", "install"}
REFUSED = {"reject", "save:off"}

AT_CENTRE = """() => {
  const el = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  return !!el && !!el.closest("#page");
}"""
WHEELED = "() => scrollY > 100"
DOM = "() => document.documentElement.outerHTML + document.querySelectorAll(':modal').length"


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


@dataclass
class Visited:
    """What became of a page of the gallery."""

    done: list[Intervention]
    acts: set[str]
    unchanged: bool
    free: bool
    """The middle of the window is the page's own."""
    scrolls: bool
    stayed: bool
    """At its address, with no other window."""


def _body(kind: str, exhibit: Exhibit | Plain | None) -> bytes:
    if exhibit is None:
        return document("<main>Elsewhere</main>", language="en")
    if isinstance(exhibit, Plain):
        return document(exhibit.body, language="en", style=exhibit.style)
    if kind != "banner":
        inner = exhibit.second_frame if kind == "frame2" else exhibit.frame
        return document(inner, language=exhibit.language)
    return document(
        exhibit.content + exhibit.over,
        language=exhibit.language,
        direction=exhibit.direction,
        style=exhibit.style,
        attributes=exhibit.body,
        html=exhibit.html,
    )


async def _answer(request: Request) -> Response:
    kind, _, name = request.path.strip("/").partition("/")
    exhibit = next((each for each in (*BANNERS, *PLAIN) if each.name == name), None)
    port = request.authority.rpartition(":")[2].encode()
    return typed(b"text/html; charset=utf-8", _body(kind, exhibit).replace(b"PORT", port))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage():
    routes = {SITE: {ANY: _answer}, PLATFORM: {ANY: _answer}}
    async with Origin(routes, ports={"h1": None}) as origin, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_browser().path,
            args=[*sandbox_arguments(), "--host-resolver-rules=MAP *.test 127.0.0.1"],
        )
        yield Stage(browser, origin)
        await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def visits(stage: Stage) -> dict[str, Visited]:
    """Every page of the gallery, some at a time: most of a visit is waiting."""
    places = asyncio.Semaphore(AT_ONCE)

    async def visit(exhibit: Exhibit | Plain) -> tuple[str, Visited]:
        async with places:
            return exhibit.name, await _visit(stage, exhibit)

    return dict(await asyncio.gather(*map(visit, (*BANNERS, *PLAIN))))


async def _visit(stage: Stage, exhibit: Exhibit | Plain) -> Visited:
    kind = "banner" if isinstance(exhibit, Exhibit) else "plain"
    async with stage.showing(f"{kind}/{exhibit.name}") as page:
        address, before = page.url, await page.evaluate(DOM)
        done = await clear_banners(page, RULES, limit_s=LIMIT_S)
        acts = set(await page.evaluate("acts"))
        unchanged = await page.evaluate(DOM) == before
        free, scrolls = await page.evaluate(AT_CENTRE), False
        if isinstance(exhibit, Exhibit):
            await page.mouse.move(640, 450)
            await page.mouse.wheel(0, 700)
            with_patience = page.wait_for_function(WHEELED, timeout=3000)
            scrolls = bool(await asyncio.gather(with_patience, return_exceptions=True))
            scrolls = await page.evaluate(WHEELED)
        stayed = page.url == address and len(page.context.pages) == 1
    return Visited(done, acts, unchanged, free, scrolls, stayed)


@pytest.mark.parametrize("exhibit", BANNERS, ids=lambda each: each.name)
async def test_what_lies_over_a_page_is_refused_or_closed(visits: dict[str, Visited], exhibit: Exhibit):
    seen = visits[exhibit.name]
    kinds = {each.kind for each in seen.done}
    assert not seen.acts & NEVER
    if exhibit.outcome == "refused":
        assert seen.acts & REFUSED
        assert kinds & {"consent-refused", "consent-unanswered"}
    else:
        assert not seen.acts & REFUSED
        assert f"overlay-{exhibit.outcome}" in kinds
    assert seen.free
    assert seen.scrolls
    assert seen.stayed
    assert all(each.target and each.rule and len(each.text) <= 120 for each in seen.done)


@pytest.mark.parametrize("plain", PLAIN, ids=lambda each: each.name)
async def test_a_page_without_banner_stays_as_it_is(visits: dict[str, Visited], plain: Plain):
    seen = visits[plain.name]
    assert seen.done == []
    assert seen.unchanged
    assert not seen.acts


async def test_no_form_is_ever_sent(stage: Stage, visits: dict[str, Visited]):
    assert stage.posted() == []
    assert not [each.target for each in stage.origin.served if each.target.startswith("/elsewhere")]


async def test_the_second_layer_is_told_as_such(visits: dict[str, Visited]):
    kinds = [each.kind for each in visits["second-layer-save"].done]
    assert kinds == ["consent-settings", "consent-refused"]


async def test_a_refusal_without_effect_is_told_as_such(visits: dict[str, Visited]):
    for name in ("stuck", "refusal-reloads"):
        assert [each.kind for each in visits[name].done][:2] == ["consent-unanswered", "overlay-hidden"]
    unanswered = {name for name, seen in visits.items() if any("unans" in each.kind for each in seen.done)}
    assert unanswered == {"stuck", "refusal-reloads", "frame-that-stays"}


async def test_targets_name_shadow_roots_and_frames(visits: dict[str, Visited]):
    assert visits["usercentrics-shadow"].done[0].target.startswith("#usercentrics-root >>> ")
    assert visits["sourcepoint-frame"].done[0].target.startswith(f"frame http://{PLATFORM}:")


async def test_locks_are_told(visits: dict[str, Visited]):
    rules = {each.rule for each in visits["blurred-and-inert"].done if each.kind == "scroll-unlocked"}
    assert rules == {"overflow", "blur", "inert", "aria-hidden"}
    assert "wrapper" in {each.rule for each in visits["wrapped-page"].done}


async def test_after_a_refusal_one_can_still_go_elsewhere(stage: Stage):
    async with stage.showing("banner/onetrust") as page:
        assert await clear_banners(page, RULES, limit_s=LIMIT_S)
        await page.goto("about:blank")
        assert page.url == "about:blank"


async def test_a_page_that_never_answers_takes_no_longer_than_it_may(stage: Stage):
    async with stage.showing("plain/article") as page:
        await page.evaluate("() => { setTimeout(() => { for (;;); }, 0); }")
        begun = time.monotonic()
        assert await clear_banners(page, RULES, limit_s=1.0) == []
        assert time.monotonic() - begun < 5.0


async def test_a_page_that_closes_meanwhile_is_no_error(stage: Stage):
    async with stage.showing("banner/late") as page:
        clearing = asyncio.ensure_future(clear_banners(page, RULES, limit_s=LIMIT_S))
        await page.close()
        assert await clearing == []


async def test_rules_of_the_user(stage: Stage, tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text(
        f"""
        [[rule]]
        host = "{SITE}"
        click = "#r"
        hide = ["h1", "x-popup >>> div"]
        remove = "p:nth-of-type(2)"
        [[rule]]
        host = "{PLATFORM}"
        click = ".sp_choice_type_13"
        [[rule]]
        host = "other.test"
        remove = "main"
        [[rule]]
        hide = ["p:no-such-thing", "#never"]
        """
    )
    rules = load_rules(path)
    async with stage.showing("banner/pointer-handlers") as page:
        done = await clear_banners(page, rules, limit_s=LIMIT_S)
        assert [each.rule for each in done] == [
            "click rules.toml:2",
            "hide rules.toml:2",
            "remove rules.toml:2",
        ]
        assert {each.kind for each in done} == {"user-rule"}
        assert await page.evaluate("acts") == ["reject"]
        assert not await page.locator("h1").is_visible()
        assert await page.locator("main").count() == 1
    async with stage.showing("banner/sourcepoint-frame") as page:
        done = await clear_banners(page, rules, limit_s=LIMIT_S)
        assert any(each.rule == "click rules.toml:7" and PLATFORM in each.target for each in done)
    async with stage.showing("plain/article") as page:
        await page.evaluate(
            "setTimeout(() => document.body.insertAdjacentHTML('beforeend', '<b id=x>x</b>'), 300)"
        )
        waiting = replace(rules.own[0], click=(), hide=("#x",), remove=(), wait_s=3.0)
        done = await clear_banners(page, replace(rules, own=(waiting,)), limit_s=LIMIT_S)
        assert [each.target for each in done] == ["#x"]
