"""Gaps filled in a real Chromium, held against the log of the origin."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Mapping

import pytest
import pytest_asyncio

from snapshotter import urls
from snapshotter.capture.browser import BrowserOptions, WarmBrowser
from snapshotter.capture.browsers import find_browser
from snapshotter.capture.connector import Connector, ConnectTo
from snapshotter.capture.gaps.fill import GapSession, fill_gaps
from snapshotter.capture.gaps.report import GapOptions
from snapshotter.capture.keylog_pipe import KeyLogPipe
from snapshotter.capture.recorder import Recorder
from snapshotter.demo import artwork
from snapshotter.demo.answers import media
from snapshotter.demo.messages import Request, Response, always, html, redirect, typed
from snapshotter.demo.origin import Origin
from snapshotter.errors import SnapshotterError
from snapshotter.http.client import ClientOptions, HttpClient

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PNG = artwork.relief_png("gaps")
FILM = bytes(range(256)) * 4000
A, B = "https://a.test", "https://b.test"
HTTP_ONLY = "http://plain.test"


def png(name: str = ""):
    return always(typed(b"image/png", PNG + name.encode()))


def with_cookie(body: bytes, media_type: bytes = b"image/png"):
    """Only for those who have been at the page, and come from it."""

    async def route(request: Request) -> Response:
        known = "visit=1" in (request.field("cookie") or "") and request.field("referer") == f"{A}/strict"
        return typed(media_type, body) if known else typed(b"text/plain", b"no", status=403)

    return route


async def silent(_request: Request) -> Response:
    await asyncio.Event().wait()
    return Response()


def page(body: str, **fields: str):
    named = tuple((name.replace("_", "-").encode(), value.encode()) for name, value in fields.items())
    return always(html(f'<!doctype html><meta charset="utf-8"><title>t</title>{body}', fields=named))


def css(text: str):
    return always(typed(b"text/css", text.encode()))


PAGES = {
    "/images": page(
        '<link rel="stylesheet" media="print" href="/print.css"><link rel="manifest" href="/app.webmanifest">'
        '<link rel="apple-touch-icon" href="/touch.png"><meta property="og:image" content="/shared.png">'
        '<img src="/one.png" srcset="/one.png 1x, /one@2.png 2x">'
        '<picture><source media="(max-width: 600px)" srcset="/small.png"><img src="/wide.png"></picture>'
        '<video poster="/poster.png" preload="none"></video><noscript><img src="/noscript.png"></noscript>'
        '<div data-bg="/lazy.png"></div><img data-src="https://b.test/foreign.png" alt="">'
        "<style>@media (max-width: 500px) { p { background: url(/narrow.png) } }"
        "@font-face { font-family: x; src: url(/x.woff2) format('woff2'), url(/x.woff) }"
        "@font-face { font-family: y; src: url(https://b.test/y.woff2) }</style><p>words"
    ),
    "/strict": page(
        '<img data-src="/only-known.png"><img data-src="/moved.png"><link rel="manifest" href="/m.json">'
        '<link rel="stylesheet" href="/late.css" media="print">'
        "<script>window.seen = []; for (const name of ['blur', 'visibilitychange', 'pagehide', 'storage'])"
        " addEventListener(name, () => seen.push(name))</script>",
        content_security_policy="default-src 'none'; script-src 'unsafe-inline'",
        set_cookie="visit=1; SameSite=Strict; Secure",
        referrer_policy="unsafe-url",
    ),
    "/hls": page('<video preload="none"><source src="/hls/main.m3u8" type="application/x-mpegurl"></video>'),
    "/dash": page('<video preload="none"><source src="/dash/film.mpd" type="application/dash+xml"></video>'),
    "/missing": page(
        '<img data-src="/nothing.png"><img data-src="https://gone.test/a.png">'
        '<img data-src="https://private.test/b.png"><img data-src="https://b.test/page.png">'
        '<div data-script-src="x"></div><link rel="stylesheet" media="print" href="http://plain.test/s.css">'
    ),
    "/silent": page(
        "".join(f'<img data-src="/silent/{n}.png">' for n in range(8))
        + '<img data-src="https://b.test/foreign.png">'
    ),
    "/many": page("".join(f'<img data-src="/many/{n}.png">' for n in range(12))),
    "/whole": page('<link rel="icon" href="/one.png"><img src="/one.png"><img src="/moved.png">'),
    "/film": page(
        '<video src="/film.mp4" preload="none"></video><script>part = (from, to) =>'
        " fetch('/film.mp4', {headers: {range: `bytes=${from}-${to}`}}).then(r => r.arrayBuffer())</script>"
    ),
    "/frames": page(
        '<template><iframe src="/no"></iframe></template><iframe srcdoc="<img src=/inner.png>"></iframe>'
        '<object data="/framed" hidden style="display: none"></object>'
    ),
}
PATHS = {
    **PAGES,
    "/print.css": css('@import "/deeper.css"; p { background: url(/printed.png) }'),
    "/deeper.css": css("q { background: url(/deepest.png) }"),
    "/late.css": css("q { background: url(/known-too.png) }"),
    "/app.webmanifest": always(typed(b"application/manifest+json", b'{"icons": [{"src": "/icon-512.png"}]}')),
    "/m.json": always(typed(b"application/json", b"{}")),
    "/x.woff2": always(typed(b"font/woff2", b"wOF2" * 50)),
    "/x.woff": always(typed(b"font/woff", b"wOFF" * 50)),
    "/only-known.png": with_cookie(PNG),
    "/known-too.png": with_cookie(PNG),
    "/moved.png": always(redirect(302, "/one.png?moved")),
    "/film.mp4": media(b"video/mp4", FILM),
    "/framed": page('<img src="/in-frame.png">'),
    "/hls/main.m3u8": always(
        typed(
            b"application/vnd.apple.mpegurl",
            b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow/list.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=2\nhigh/list.m3u8\n",
        )
    ),
    "/dash/film.mpd": always(
        typed(
            b"application/dash+xml",
            b'<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" mediaPresentationDuration="PT6S"><Period>'
            b'<AdaptationSet><SegmentTemplate timescale="1" duration="2" '
            b'media="$RepresentationID$/$Number%03d$.m4s" initialization="$RepresentationID$/init.mp4"/>'
            b'<Representation id="v1" bandwidth="9"/></AdaptationSet>'
            b"</Period></MPD>",
        )
    ),
}
IMAGES = ["touch", "shared", "one", "one@2", "small", "wide", "poster", "noscript", "lazy", "narrow"]
IMAGES += ["printed", "deepest", "inner", "in-frame", "icon-512"]
for name in IMAGES:
    PATHS[f"/{name}.png"] = png(name)
for n in range(12):
    PATHS[f"/many/{n}.png"] = png(str(n))
for n in range(8):
    PATHS[f"/silent/{n}.png"] = silent
for quality in ("low", "high"):
    listed = f"#EXTM3U\n#EXTINF:2,\n{quality}1.ts\n#EXTINF:2,\n{quality}2.ts\n#EXT-X-ENDLIST\n"
    PATHS[f"/hls/{quality}/list.m3u8"] = always(typed(b"application/vnd.apple.mpegurl", listed.encode()))
    for n in (1, 2):
        PATHS[f"/hls/{quality}/{quality}{n}.ts"] = always(typed(b"video/mp2t", b"G" * 50_000))
for name in ("init.mp4", "001.m4s", "002.m4s", "003.m4s"):
    PATHS[f"/dash/v1/{name}"] = always(typed(b"video/mp4", b"moof" * 9000))
ROUTES = {
    "a.test": PATHS,
    "b.test": {
        "/foreign.png": png("b"),
        "/y.woff2": always(typed(b"font/woff2", b"wOF2" * 40_000)),
        "/page.png": page("<p>words" * 90_000),
    },
    "plain.test": {"/s.css": css("a {}")},
    "localhost": {
        "/": page('<img data-src="/one.png"><script>navigator.serviceWorker.register("/worker.js")</script>'),
        "/worker.js": always(
            typed(
                b"text/javascript",
                b"const urls = []; oninstall = () => skipWaiting();"
                b" onactivate = event => event.waitUntil(clients.claim());"
                b" onfetch = event => { urls.push(event.request.url) };"
                b" onmessage = event => event.source.postMessage(urls)",
            )
        ),
        "/one.png": png(),
    },
}


class Refusing(Connector):
    """Knows no ``gone.test``; everything else as led."""

    def __init__(self, origin: Origin) -> None:
        secure = origin.connect_to(["a.test", "b.test"], "tls-h2")
        plain = origin.connect_to(["plain.test", "localhost"], "h1")
        super().__init__(connect_to=[ConnectTo.parse(each) for each in (*secure, *plain)])

    async def connect(self, host, port):
        if host == "private.test":
            host = "127.0.0.1"
        return await super().connect(host, port)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def origin():
    async with Origin(ROUTES) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pipe():
    opened = KeyLogPipe()
    yield opened
    opened.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(pipe):
    try:
        found = find_browser()
    except SnapshotterError as error:
        pytest.skip(error.message)
    warm = WarmBrowser(BrowserOptions(found, key_log=pipe.path, insecure=True))
    yield warm
    await warm.close()


class Visit:
    """A page in the browser, and the recorder of its context."""

    def __init__(self, page, recorder, pipe, user_agent) -> None:
        self.page = page
        self.recorder = recorder
        self._pipe = pipe
        self._user_agent = user_agent

    async def fill(self, *, may_leave=False, **options):
        session = GapSession(
            page=self.page,
            final_url=urls.parse(self.page.url),
            dom=await self.page.content(),
            wire=self.recorder,
            client_for=self._client,
            may_leave=may_leave,
        )
        return await fill_gaps(session, GapOptions(**options))

    def _client(self, headers: Mapping[str, str]) -> HttpClient:
        return HttpClient(
            ClientOptions(
                proxy=self.recorder.proxy,
                key_log=self._pipe.path,
                user_agent=self._user_agent,
                insecure=True,
                headers=dict(headers),
            )
        )

    @property
    def got(self) -> Counter[str]:
        """How often each address came whole, without those of the page's own icon."""
        return Counter(
            each.url
            for each in self.recorder.exchanges
            if each.status == 200 and not each.truncated and "favicon" not in each.url
        )

    @property
    def requests(self) -> Counter[str]:
        return Counter(each.url for each in self.recorder.exchanges)


@pytest.fixture
def visit(origin, browser, pipe, tmp_path):
    @contextlib.asynccontextmanager
    async def visiting(url: str):
        recorder = Recorder(Refusing(origin), pipe.keys, tmp_path, 10**9)
        await recorder.start()
        context = await browser.context(recorder.proxy)
        try:
            async with asyncio.timeout(40):
                page = await context.new_page()
                await page.goto(url)
                await recorder.quiet(0.2)
                yield Visit(page, recorder, pipe, browser.user_agent)
                assert len(context.pages) == 1
        finally:
            await context.close()
            await recorder.stop()
            recorder.release()

    return visiting


async def test_everything_a_page_may_show(visit, origin):
    async with visit(f"{A}/images") as seen:
        report = await seen.fill()
        names = [name for name in IMAGES if name not in ("inner", "in-frame")]
        expected = {f"{A}/{name}.png" for name in names}
        expected |= {
            f"{A}/{name}" for name in ("print.css", "deeper.css", "app.webmanifest", "x.woff2", "x.woff")
        }
        expected |= {f"{A}/images", f"{B}/foreign.png", f"{B}/y.woff2"}
        assert set(seen.got) == expected
        assert report.missing == ()
        assert report.cuts == ()
        twice = {url: n for url, n in seen.got.items() if n > 1}
        assert twice == {}
        by_url = {each.url: each for each in seen.recorder.exchanges if not each.truncated}
        assert by_url[f"{A}/lazy.png"].destination == "image"
        assert by_url[f"{A}/print.css"].destination == "style"
        assert by_url[f"{A}/x.woff2"].destination == "font"
        assert b"image/avif" in by_url[f"{A}/one@2.png"].request.head
        assert f"referer: {A}/".encode() in by_url[f"{B}/foreign.png"].request.head
        assert report.filled["image"] >= 8
        assert report.step().outcome == "done"


async def test_a_second_fill_finds_nothing_to_do(visit):
    async with visit(f"{A}/images") as seen:
        await seen.fill()
        before = seen.requests
        report = await seen.fill()
        assert seen.requests == before
        assert (report.requests, report.step().outcome) == (0, "nothing-to-do")


async def test_a_page_without_gaps_gets_no_second_page(visit):
    async with visit(f"{A}/whole") as seen:
        opened = []

        def note(page):
            opened.append(page)

        seen.page.context.on("page", note)
        report = await seen.fill()
        assert report.requests == 0
        assert opened == []
        assert report.referred["image"] == 2


async def test_cookies_referrer_and_policies(visit):
    """A strict policy stops the page's own loads, not ours; the page notices nothing."""
    async with visit(f"{A}/strict") as seen:
        before = await seen.page.content()
        report = await seen.fill()
        assert report.missing == ()
        assert {f"{A}/only-known.png", f"{A}/known-too.png", f"{A}/m.json"} <= set(seen.got)
        assert seen.requests[f"{A}/moved.png"] == seen.requests[f"{A}/one.png?moved"] == 1
        assert await seen.page.evaluate("seen") == []
        assert await seen.page.content() == before
        names = await seen.page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
        assert not any("known" in name for name in names)


async def test_a_page_that_may_be_left_becomes_the_stand_in(visit):
    async with visit(f"{A}/many") as seen:
        opened = []

        def note(page):
            opened.append(page)

        seen.page.context.on("page", note)
        report = await seen.fill(may_leave=True)
        assert len(seen.got) - 1 == report.filled["image"] == 12
        assert seen.requests[f"{A}/many"] == 1
        assert opened == []


async def test_streams(visit):
    async with visit(f"{A}/hls") as seen:
        report = await seen.fill()
        assert {f"{A}/hls/{q}/{q}{n}.ts" for q in ("low", "high") for n in (1, 2)} <= set(seen.got)
        assert report.missing == ()
        assert max(seen.got.values()) == 1
    async with visit(f"{A}/dash") as seen:
        report = await seen.fill()
        assert {f"{A}/dash/v1/{n}" for n in ("init.mp4", "001.m4s", "002.m4s", "003.m4s")} <= set(seen.got)
        assert report.missing == ()


async def test_streams_have_a_limit(visit):
    async with visit(f"{A}/hls") as seen:
        report = await seen.fill(media_max_bytes=60_000, at_once=1)
        assert {f"{A}/hls/low/low{n}.ts" for n in (1, 2)} <= set(seen.got)
        assert {each.reason for each in report.missing} == {"budget"}
        assert [cut.budget for cut in report.cuts] == ["media-bytes"]
        assert report.needed == 0


async def test_why_things_are_missing(visit):
    async with visit(f"{A}/missing") as seen:
        report = await seen.fill()
        assert {each.url: each.reason for each in report.missing} == {
            f"{A}/nothing.png": "http.404",
            "https://gone.test/a.png": "capture.dns",
            "https://private.test/b.png": "private-address",
            f"{HTTP_ONLY}/s.css": "mixed-content",
        }
        assert {each.referrer for each in report.missing} == {f"{A}/missing"}
        assert report.needed == 4
        assert seen.got[f"{B}/page.png"] == 1  # no image: the browser refused it, the wire has it whole


async def test_an_origin_that_never_answers(visit):
    async with visit(f"{A}/silent") as seen:
        report = await seen.fill(each_s=0.3, at_once=3)
        assert [each.reason for each in report.missing] == ["timeout"] * 8
        assert seen.got[f"{B}/foreign.png"] == 1
        assert report.requests < 8  # the rest of that host were not asked at all


@pytest.mark.parametrize(
    ("options", "budget", "count"),
    [({"max_requests": 5}, "gap-count", 5), ({"max_s": 0.0}, "gap-time", 0)],
)
async def test_budgets(visit, options, budget, count):
    async with visit(f"{A}/many") as seen:
        report = await seen.fill(**options)
        assert (len(seen.got) - 1, report.requests) == (count, count)
        assert [cut.budget for cut in report.cuts] == [budget]
        assert {each.reason for each in report.missing} == {"budget"}
        assert len(report.missing) == report.missing_count == 12 - count
        assert report.step().outcome == "over-budget"


class TestFilms:
    async def test_one_whole_get_completes_parts(self, visit):
        async with visit(f"{A}/film") as seen:
            await seen.page.evaluate("part(100, 5000)")
            report = await seen.fill()
            assert seen.got[f"{A}/film.mp4"] == 1
            assert report.completed == 1
            assert report.missing == ()

    async def test_parts_that_cover_the_file_are_enough(self, visit):
        async with visit(f"{A}/film") as seen:
            await seen.page.evaluate("part(0, 500000).then(() => part(400000, 9999999))")
            before = seen.requests
            report = await seen.fill()
            assert seen.requests == before
            assert report.missing == ()

    async def test_larger_ones_are_left(self, visit):
        async with visit(f"{A}/film") as seen:
            await seen.page.evaluate("part(100, 5000)")
            report = await seen.fill(media_max_bytes=len(FILM) - 1)
            assert [(each.url, each.reason) for each in report.missing] == [(f"{A}/film.mp4", "too-large")]
            assert [cut.budget for cut in report.cuts] == ["media-bytes"]
            assert report.requests == 0


async def test_frames(visit):
    async with visit(f"{A}/frames") as seen:
        report = await seen.fill()
        assert {f"{A}/inner.png", f"{A}/in-frame.png", f"{A}/framed"} <= set(seen.got)
        assert f"{A}/no" not in seen.requests
        assert report.missing == ()


async def test_service_workers_see_nothing(visit):
    async with visit("http://localhost/") as seen:
        await seen.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        await seen.fill()
        assert seen.got["http://localhost/one.png"] == 1
        asked = await seen.page.evaluate(
            "new Promise(async done => { navigator.serviceWorker.onmessage = event => done(event.data);"
            " (await navigator.serviceWorker.ready).active.postMessage('') })"
        )
        assert asked == []
