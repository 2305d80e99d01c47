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
from tests.unit.replay.lookup.recordings import material, recorded

from snapshotter.model.replay import Frame
from tests.system.reading_hosts import LIMIT_S, PAGE, firefox, serving

pytestmark = pytest.mark.browser

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

STORY = f"""<!DOCTYPE html>
<html lang="en"><head class="kept"><meta charset="windows-1252"><title>Story</title>
<meta http-equiv="Content-Security-Policy" content="script-src *.news.example">
<link rel="stylesheet" href="{CDN}/site.css">
<script type="importmap">{{"imports": {{"dep": "{CDN}/dep.js"}}}}</script>
<script>said = new Promise((o) => addEventListener("message", (e) => o([e.data.hello, e.origin])))</script>
<script src="//cdn.example/widget.js" integrity="{SRI}" crossorigin></script>
<script src="{CDN}/other.js" integrity="{SRI}" crossorigin></script>
</head><body><p id="words">See {CDN}/site.css – caf\u00e9</p>
<img id="a" src="{CDN}/a.png"><img id="moved" src="/moved.png">
<iframe src="{API}/frame.html"></iframe>
<script type="module" src="/main.js"></script>
</body></html>
""".encode("cp1252")

MAIN = """
import { dep } from "dep";
const R = {};
const check = async (name, what) => {
  try {
    R[name] = await Promise.race([what(), new Promise((_, no) => setTimeout(() => no("late"), 8000))]);
  } catch (e) { R[name] = "ERROR " + e; }
};
const loaded = (img) => img.complete ? img.naturalWidth : new Promise((o) => { img.onload = () => o(img.naturalWidth); img.onerror = () => o("failed"); });
if (document.readyState !== "complete") await new Promise((o) => addEventListener("load", o));
await check("module", () => dep);
await check("dynamic", async () => (await import("https://cdn.example/dep.js")).dep);
await check("href", () => location.href);
await check("cors", async () => (await (await fetch("https://api.news.example/data.json", { credentials: "include" })).json()).self);
await check("no cors", () => fetch("https://api.news.example/closed.json").then(() => "read", () => "refused"));
await check("post", async () => (await (await fetch("https://api.news.example/echo", { method: "POST", credentials: "include", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ page: location.href }) })).text()));
await check("query", async () => (await (await fetch("https://api.news.example/count?u=" + encodeURIComponent(location.href), { credentials: "include" })).text()));
await check("cookie", () => document.cookie);
await check("image", () => loaded(document.getElementById("a")));
await check("redirected image", () => loaded(document.getElementById("moved")));
await check("style", () => getComputedStyle(document.getElementById("words")).color);
await check("words", () => document.getElementById("words").textContent);
await check("charset", () => document.characterSet);
await check("mode", () => document.compatMode);
await check("head", () => document.head.className + document.scripts.length);
await check("pinned", () => window.widget);
await check("wrongly pinned", () => window.other === undefined);
await check("frame", () => window.said);
await check("frame closed", () => { try { return frames[0].document.title; } catch (e) { return e.name; } });
await check("parent closed", () => { try { return parent.document.title; } catch (e) { return e.name; } });
await check("store", () => { localStorage.a = "1"; return localStorage.a; });
await check("worker", () => new Promise((o, no) => { const w = new Worker("/worker.js"); w.onmessage = (e) => o(e.data); w.onerror = () => no("worker"); }));
await check("socket", () => new Promise((o, no) => { const w = new WebSocket("wss://api.news.example/live"); const got = []; w.onmessage = (e) => { got.push(e.data); w.send("thanks"); if (got.length === 2) o(got); }; w.onerror = () => no("socket"); }));
await check("events", () => new Promise((o, no) => { const s = new EventSource("/events"); s.onmessage = (e) => o(e.data); s.onerror = () => no("closed"); }));
await check("range", async () => { const r = await fetch("/film.bin", { headers: { Range: "bytes=2-5" } }); return [r.status, await r.text()]; });
await check("twin", async () => (await (await fetch("http://plain.example:8080/x.txt")).text()));
await check("missed", async () => (await fetch("/nothing")).status);
await check("unanswered", () => fetch("/unanswered").then((r) => r.status, (e) => e.name));
await check("secure", () => isSecureContext);
await check("rtc", () => { try { new RTCPeerConnection(); return "open"; } catch (e) { return e.name; } });
await check("service worker", () => navigator.serviceWorker.register("/sw.js").then(() => "registered", () => "refused"));
parent.postMessage(JSON.stringify(R), "*");
"""


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
