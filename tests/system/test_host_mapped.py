"""A page over three hosts, replayed under its snapshot's names in Chromium and in Firefox."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import json
import shutil
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from snapshotter.model.replay import Frame
from tests.recordings import material, recorded
from tests.system.reading_hosts import LIMIT_S, PAGE, firefox, serving, trapping

pytestmark = pytest.mark.browser

PAGES = Path(__file__).parent / "hosts"
ID = "1b4e28ba-2fa1-41d2-883f-0016d3cca427"
LABEL = "1b4e28ba2fa1"
OTHER_ID = "2b4e28ba-2fa1-41d2-883f-0016d3cca427"
CDN, API, PLAIN = "https://cdn.example", "https://api.news.example", "http://plain.example:8080"
NEWS = "https://www.news.example"
HTML, JS, CSS, JSON = "text/html", "text/javascript", "text/css", "application/json"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CORS = (("Access-Control-Allow-Origin", NEWS), ("Access-Control-Allow-Credentials", "true"))
WIDGET = f"window.widget = 'from {CDN}/x'.length > 30;".encode()
SRI = "sha384-" + base64.b64encode(hashlib.sha384(WIDGET).digest()).decode()

STORY = (PAGES / "story.html").read_text().replace("PINNED", SRI).encode("cp1252")

MAIN = (PAGES / "main.js").read_text()


def page_material():
    def web(url, body, kind, *more, **rest):
        fields = (("Content-Type", kind), *more)
        return recorded(url, body if isinstance(body, bytes) else body.encode(), fields=fields, **rest)

    cookies = (
        ("Set-Cookie", "own=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT; Secure; SameSite=None"),
        ("Set-Cookie", "wide=2; Domain=news.example; Path=/"),
        ("Set-Cookie", "gone=3; Max-Age=0"),
        ("Content-Security-Policy", "default-src 'self'"),
        ("X-Frame-Options", "DENY"),
        ("Strict-Transport-Security", "max-age=99999"),
    )
    frame = f"<script>parent.postMessage({{hello: document.cookie}}, '{NEWS}')</script>"
    styles = f"@import '{CDN}/more.css'; p {{ background: url(//cdn.example/a.png) }}"
    return replace(
        material(
            web(PAGE, STORY, HTML, *cookies),
            web(f"{NEWS}/main.js", MAIN, JS),
            web(f"{CDN}/dep.js", "export const dep = 'dep';", JS, ("Access-Control-Allow-Origin", "*")),
            web(f"{CDN}/site.css", gzip.compress(styles.encode()), CSS, ("Content-Encoding", "gzip")),
            web(f"{CDN}/more.css", "p { color: rgb(1, 2, 3) }", CSS),
            web(f"{CDN}/widget.js", WIDGET, JS, ("Access-Control-Allow-Origin", "*")),
            web(f"{CDN}/other.js", "window.other = 1;", JS, ("Access-Control-Allow-Origin", "*")),
            web(f"{CDN}/a.png", PIXEL, "image/png"),
            web(f"{NEWS}/moved.png", b"", HTML, ("Location", f"{CDN}/a.png"), status=302),
            web(f"{API}/frame.html", frame, HTML),
            web(f"{API}/data.json", f'{{"self": "{API}/data.json"}}', JSON, *CORS),
            web(f"{API}/closed.json", "{}", JSON, ("Access-Control-Allow-Origin", "https://else.example")),
            web(
                f"{API}/echo",
                "heard",
                "text/plain",
                *CORS,
                method="POST",
                sent=json.dumps({"page": PAGE}, separators=(",", ":")).encode(),
                asked=(("Content-Type", "application/json"),),
            ),
            web(
                f"{API}/count?u=https%3A%2F%2Fwww.news.example%2Fstory%3Fday%3D1",
                "counted",
                "text/plain",
                *CORS,
            ),
            web(f"{NEWS}/worker.js", f"postMessage('{CDN}'.length > 30 ? 'mapped' : 'not')", JS),
            web(
                f"{API}/live",
                b"",
                HTML,
                status=101,
                websocket=(
                    Frame("origin", "text", b"one", 0.0),
                    Frame("page", "text", b"thanks", 0.1),
                    Frame("origin", "text", b"two", 0.2),
                ),
            ),
            web(f"{NEWS}/events", b"data: event\n\n", "text/event-stream"),
            web(f"{NEWS}/film.bin", b"0123456789", "application/octet-stream"),
            web(f"{PLAIN}/x.txt", "plain", "text/plain", ("Access-Control-Allow-Origin", "*")),
            recorded(f"{NEWS}/unanswered", status=None),
            web(f"{NEWS}/sw.js", "", JS),
        ),
        snapshot_id=ID,
        url=PAGE,
        final_url=PAGE,
    )


def mapped(origin_label: str, port: int) -> str:
    return f"http://{origin_label}.{LABEL}.localhost:{port}"


def expected(port: int) -> dict:
    news = mapped("www.news.example", port)
    return {
        "module": "dep",
        "dynamic": "dep",
        "href": f"{news}/story?day=1",
        "cors": mapped("api.news.example", port) + "/data.json",
        "no cors": "refused",
        "post": "heard",
        "query": "counted",
        "cookie": "own=1; wide=2",
        "image": 1,
        "redirected image": 1,
        "style": "rgb(1, 2, 3)",
        "words": f"See {CDN}/site.css – café",
        "charset": "windows-1252",
        "mode": "CSS1Compat",
        "head": "kept5",
        "pinned": True,
        "wrongly pinned": True,
        "frame": ["wide=2", mapped("api.news.example", port)],
        "frame closed": "SecurityError",
        "parent closed": "SecurityError",
        "store": "1",
        "worker": "mapped",
        "socket": ["one", "two"],
        "events": "event",
        "range": [206, "2345"],
        "twin": "plain",
        "missed": 404,
        "unanswered": "TypeError",
        "secure": True,
        "rtc": "NotAllowedError",
        "service worker": "refused",
    }


@asynccontextmanager
async def chromium(program: Path, url: str):
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(program), args=["--no-sandbox"])
        page = await browser.new_page()
        await page.goto(url, wait_until="commit")
        try:
            yield page
        finally:
            await browser.close()


@pytest.fixture(params=["chromium", "firefox"])
def open_in(request, browser):
    """Opens an address in one of two browsers."""
    if request.param == "chromium":
        return lambda url: chromium(browser, url)
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        pytest.skip("Firefox is not installed")
    return lambda url: firefox(Path(program), url)


async def test_a_page_over_three_hosts(open_in):
    async with serving(page_material()) as room:
        async with open_in(room.address(LABEL)), asyncio.timeout(LIMIT_S):
            results = json.loads(await room.results.get())
        assert results == expected(room.port)
        tally = room.replay.tally(LABEL)
        assert "GET https://www.news.example/nothing" in tally.misses


HOSTILE = (PAGES / "hostile.html").read_text()


async def test_nothing_leaves(open_in):
    """Every channel known to us, from a page that is as hostile as it can be."""
    async with trapping() as trap:
        live = f"127.0.0.1:{trap.port}"

        def hostile(port: int):
            page = HOSTILE.replace("LIVE", live)
            names = f'ROOM = "{LABEL}.localhost:{port}", OTHER = "2b4e28ba2fa1.localhost:{port}"'
            room = f"<script>const {names}</script>"
            inner = (PAGES / "inner.html").read_text()
            fields = (("Content-Type", HTML), ("Link", f"<http://{live}/>; rel=preconnect"))
            return replace(
                material(
                    recorded(PAGE, (room + page).encode(), fields=fields),
                    recorded(f"{NEWS}/inner.html", inner.replace("LIVE", live).encode(), fields=fields),
                    recorded(f"{NEWS}/sw.js", b"", fields=(("Content-Type", JS),)),
                ),
                snapshot_id=ID,
                url=PAGE,
            )

        async with serving() as room:
            room.materials[LABEL] = hostile(room.port)
            room.materials["2b4e28ba2fa1"] = replace(page_material(), snapshot_id=OTHER_ID)
            async with open_in(room.address(LABEL)), asyncio.timeout(LIMIT_S):
                results = json.loads(await room.results.get())
                while room.replay.tally(LABEL).blocked < 20:
                    await asyncio.sleep(0.2)
                await asyncio.sleep(2)  # that nothing comes is seen by waiting alone
            tally = room.replay.tally(LABEL)
        assert trap.hits == []
        assert {"fetch", "socket", "worker", "rtc"} <= results.keys()
        assert {f"http://{live}/fetch", f"ws://{live}/ws", f"http://{live}/worker"} <= set(tally.blocked_urls)
        closed = ("top", "parent", "parent's cookie", "viewer's cookie", "another snapshot", "service worker")
        assert {
            each: results[each] for each in closed if not results[each].startswith(("refused", "late"))
        } == {}
        assert results["viewer's frame"] in ("closed", ""), "never the viewer's title"


def ordinary(port: int):
    def web(path, body, kind, **rest):
        data = body if isinstance(body, bytes) else body.encode()
        return recorded(path if "//" in path else NEWS + path, data, fields=(("Content-Type", kind),), **rest)

    module = f"const VIEWER = 'http://localhost:{port}/by-path/{LABEL}';" + (PAGES / "module.js").read_text()
    return replace(
        material(
            web("/story", (PAGES / "ordinary.html").read_bytes(), HTML),
            web("/style.css", "@import 'more.css'; h1 { background: url(/b.png) }", CSS),
            web("/more.css", "h1 { color: rgb(1, 2, 3) }", CSS),
            web(f"{CDN}/lib.js", "window.library = 'there'", JS),
            web(f"{CDN}/a.png", PIXEL, "image/png"),
            web("/b.png", PIXEL, "image/png"),
            web("/frame.html", "<p>frame</p>", HTML),
            web("/module.js", module, JS),
            web("/dep.js", "export const dep = 'dep'", JS),
            web(f"{API}/data.json", f'{{"self": "{API}/data.json"}}', JSON),
            web("/root.txt", "root", "text/plain"),
            web("/post", "posted", "text/plain", method="POST", sent=f"page={NEWS}/story".encode()),
        ),
        snapshot_id=ID,
        url=f"{NEWS}/story",
        final_url=f"{NEWS}/story",
    )


async def test_an_ordinary_page_by_path(open_in):
    async with serving() as room:
        room.materials[LABEL] = ordinary(room.port)
        async with open_in(f"http://localhost:{room.port}/by-path/{LABEL}"), asyncio.timeout(LIMIT_S):
            results = json.loads(await room.results.get())
        assert results == {
            "library": "there",
            "image": 1,
            "image from the root": 1,
            "style": "rgb(1, 2, 3)",
            "words": f"{CDN}/a.png",
            "import": "dep",
            "fetch": f"http://127.0.0.1:{room.port}/replay-path/{LABEL}/https/api.news.example/data.json",
            "fetch from the root": "root",
            "post": "posted",
            "frame": 1,
            "origin": "null",
            "store": "ERROR SecurityError",
            "parent closed": "ERROR SecurityError",
            "viewer": "ERROR TypeError",
            "live": "ERROR TypeError",
            "rtc": "ERROR NotAllowedError",
        }
        tally = room.replay.tally(LABEL)
        assert tally.misses == ()
        assert "https://live.example/x" in tally.blocked_urls
