"""A wall passed by a person - here one that Playwright plays - and what the capture sees behind it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest
from playwright.async_api import Error

from snapshotter import urls, wiring
from snapshotter.capture import assist as module
from snapshotter.capture.assist import Assistance, require_window, usable_profile
from snapshotter.capture.browser import BrowserOptions, WarmBrowser
from snapshotter.capture.browsers import Browser, find_browser
from snapshotter.capture.capturer import CaptureOptions
from snapshotter.capture.connector import Connector, ConnectTo
from snapshotter.capture.keylog_pipe import KeyLogPipe
from snapshotter.capture.profile import load_profile
from snapshotter.capture.recorder import Recorder
from snapshotter.capture.visit import Visit, VisitOptions
from snapshotter.demo.messages import Request, Response, html
from snapshotter.demo.origin import Origin
from snapshotter.errors import BrowserMissing, ConfigError, GivenUp
from snapshotter.settings import BehaviourSettings, CaptureSettings, NetworkSettings, Settings

LIMIT_S = 90
FORM = """<!doctype html><title>Log in</title><h1>Members only</h1>
<form method="post" action="/"><input name="word"><button>In</button></form>"""
BEHIND = "<!doctype html><title>The article</title><h1>The article</h1><p>What only members read."


async def members(request: Request) -> Response:
    """A form, and with the right word a session and the article."""
    if b"word=sesame" in (request.body or b""):
        session = (b"set-cookie", b"session=open; Path=/; Max-Age=3600")
        return Response(303, ((b"location", b"/"), session))
    return html(BEHIND if "session=open" in (request.field("cookie") or "") else FORM)


ROUTES = {"club.test": {"/": members}}


async def log_in(page) -> None:
    await page.fill("input", "sesame")
    await page.click("button")
    await page.wait_for_selector("text=What only members read")


class Someone:
    """A person who does ``deed`` on the page that the visit has opened."""

    def __init__(self, context, deed, *, says: bool = True) -> None:
        self._context, self._deed, self._says = context, deed, says
        self.asked: list[str] = []

    async def __call__(self, address: str) -> bool:
        self.asked.append(address)
        await self._deed(self._context.pages[0])
        return self._says


@pytest.fixture
def found() -> Browser:
    try:
        return find_browser("chromium")
    except BrowserMissing as missing:
        pytest.skip(missing.message)


@pytest.fixture
async def club(tmp_path):
    async with Origin(ROUTES) as origin:
        pipe = KeyLogPipe()
        entries = [ConnectTo.parse(entry) for entry in origin.connect_to(["club.test"], "h1")]
        recorder = Recorder(Connector(connect_to=entries), pipe.keys, tmp_path, 10**8)
        await recorder.start()
        yield recorder, pipe, origin
        await recorder.stop()
        recorder.release()
        pipe.close()


async def soon(work):
    """What would hang a test fails it."""
    async with asyncio.timeout(LIMIT_S):
        return await work


@contextlib.asynccontextmanager
async def visiting(found: Browser, club, *, window: bool = False):
    """A context, and what makes a visit of it."""
    recorder, pipe, _ = club
    warm = WarmBrowser(BrowserOptions(browser=found, key_log=pipe.path, window=window))
    try:
        context = await warm.context(recorder.proxy)

        def visit(hook) -> Visit:
            options = VisitOptions(timeout_s=20, scroll=None, unfold_clicks=None, media=False)
            url = urls.parse("http://club.test/")
            return Visit(context, recorder, url, options, lambda _: None, before_settling=hook)

        yield context, visit
    finally:
        await warm.close()


@pytest.mark.browser
async def test_behind_the_wall_the_visit_goes_on(found, club, tmp_path):
    profile = tmp_path / "club.json"
    async with visiting(found, club) as (context, visit):
        someone = Someone(context, log_in)
        view = await soon(visit(Assistance(someone, profile)).run())
    assert someone.asked == ["http://club.test/"]
    assert (view.title, view.error) == ("The article", None)
    assert "What only members read." in view.text
    assert [finding.code for finding in view.findings] == ["capture.assisted"]
    (cookie,) = load_profile(profile)["cookies"]
    assert (cookie["name"], cookie["domain"]) == ("session", "club.test")


@pytest.mark.browser
@pytest.mark.parametrize("how", ["says no", "closes the tab", "crashes the tab", "ends the browser"])
async def test_a_person_who_gives_up_leaves_nothing(found, club, tmp_path, how):
    profile = tmp_path / "club.json"

    async def walk_away(page) -> None:
        if how == "says no":
            return
        if how == "closes the tab":
            await page.close()
        elif how == "ends the browser":
            await page.context.browser.close()
        else:
            session = await page.context.new_cdp_session(page)
            with contextlib.suppress(Error):
                await session.send("Page.crash")
        await asyncio.Event().wait()  # and never comes back

    async with visiting(found, club) as (context, visit):
        someone = Someone(context, walk_away, says=False)
        with pytest.raises(GivenUp, match="given up") as given_up:
            await soon(visit(Assistance(someone, profile)).run())
    assert (given_up.value.code, given_up.value.exit_code) == ("assist.given-up", 3)
    assert not profile.exists()


@pytest.fixture
def display(monkeypatch):
    """An X server that shows its windows to nobody."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as number:
        assert select.select([number], [], [], LIMIT_S)[0], "Xvfb does not start"
        monkeypatch.setenv("DISPLAY", f":{number.readline().strip()}")
    yield
    server.terminate()
    server.wait()


@pytest.mark.browser
@pytest.mark.slow
async def test_in_a_real_window(found, club, display):
    async with visiting(found, club, window=True) as (context, visit):
        view = await soon(visit(Assistance(Someone(context, log_in))).run())
        agent = await (await context.new_page()).evaluate("navigator.userAgent")
    assert "What only members read." in view.text
    assert "Headless" not in agent


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(
    "before_settling" not in {field.name for field in fields(CaptureOptions)},
    reason="captures hand no hook to the visit yet",
)
async def test_the_whole_way_into_the_archive(found, display, tmp_path, monkeypatch):
    contexts = []
    made = WarmBrowser.context

    async def remember(self, *args, **kwargs):
        contexts.append(await made(self, *args, **kwargs))
        return contexts[-1]

    async def someone(address: str) -> bool:
        if address.endswith("/no"):
            return False
        await log_in(contexts[-1].pages[0])
        return True

    monkeypatch.setattr(WarmBrowser, "context", remember)
    routes = {"club.test": {"/": members, "/no": members}}
    async with asyncio.timeout(LIMIT_S), Origin(routes) as origin:
        network = NetworkSettings(connect_to=tuple(origin.connect_to(["club.test"], "h1")), host_delay_s=0)
        settings = Settings(
            network=network, capture=CaptureSettings(), behaviours=BehaviourSettings(scroll=False)
        )
        through, given_up = await wiring.assist(
            ["http://club.test/", "http://club.test/no"],
            home=tmp_path,
            settings=settings,
            profile=tmp_path / "club.json",
            person=someone,
            watch=lambda _: None,
        )
    assert (through.title, through.outcome.value) == ("The article", "captured")
    assert isinstance(given_up, GivenUp)
    assert (tmp_path / "club.json").exists()


class TestWindows:
    def browser(self, kind: str = "chromium") -> Browser:
        return Browser(Path("/opt/chrome"), kind, "setting")

    @pytest.mark.parametrize(
        ("environ", "platform"),
        [
            ({"DISPLAY": ":0"}, "linux"),
            ({"WAYLAND_DISPLAY": "wayland-0"}, "linux"),
            ({}, "darwin"),
            ({}, "win32"),
        ],
    )
    def test_where_there_are_some(self, environ, platform):
        assert require_window(self.browser(), environ, platform) is None

    @pytest.mark.parametrize("environ", [{}, {"DISPLAY": ""}])
    def test_without_a_display_it_says_what_to_do(self, environ):
        with pytest.raises(BrowserMissing, match="no display") as refused:
            require_window(self.browser(), environ, "linux")
        assert refused.value.code == "browser.no-window"
        assert "--cookies" in refused.value.hint

    def test_a_browser_without_windows(self):
        with pytest.raises(BrowserMissing, match="without windows"):
            require_window(self.browser("headless-shell"), {"DISPLAY": ":0"}, "linux")

    async def test_it_is_said_before_anything_is_made(self, monkeypatch, tmp_path):
        def refuse(*_: object) -> None:
            raise BrowserMissing("no display")

        monkeypatch.setattr(module, "require_window", refuse)
        monkeypatch.setattr(
            "snapshotter.capture.browsers.find_browser", lambda _: Browser(Path("/x"), "chromium", "setting")
        )
        home = tmp_path / "home"
        with pytest.raises(BrowserMissing):
            await wiring.assist(
                ["http://club.test/"],
                home=home,
                settings=Settings(),
                profile=None,
                person=Someone(None, None),
                watch=print,
            )
        assert not home.exists()


class TestProfiles:
    def test_one_that_holds_is_taken(self, tmp_path):
        path = tmp_path / "club.json"
        path.write_text('{"cookies": [], "origins": []}')
        assert usable_profile(path) == str(path)

    @pytest.mark.parametrize("content", ["", "{}", '{"cookies": [{"name": 1}]}'])
    def test_one_that_does_not_is_made_anew(self, tmp_path, content):
        path = tmp_path / "club.json"
        path.write_text(content)
        with pytest.raises(ConfigError):
            load_profile(path)
        assert usable_profile(path) == ""

    def test_none_yet(self, tmp_path):
        assert usable_profile(tmp_path / "none") == ""
        assert usable_profile(None) == ""
