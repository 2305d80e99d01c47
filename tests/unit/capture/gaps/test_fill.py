"""Order, rounds and limits of a gap fill, with a loader that answers from a table."""

from __future__ import annotations

import itertools

import pytest
from playwright.async_api import Error

from snapshotter.capture.gaps import fill as module
from snapshotter.capture.gaps.css import SheetCache
from snapshotter.capture.gaps.fill import GapSession, fill_gaps
from snapshotter.capture.gaps.inventory import Inventory
from snapshotter.capture.gaps.reference import Use
from snapshotter.capture.gaps.report import GapOptions, GapReport
from snapshotter.capture.recorder import UnderWay
from snapshotter.errors import AddressRefused, CaptureError, ConnectError, DnsError
from snapshotter.urls import Url
from tests.builders import exchange, message, response_head

PAGE = Url("https://a.test/page")
_SEEDS = itertools.count()


def answer(url: str, body: bytes = b"x", media_type: str = "image/png", **more):
    response = message(response_head(media_type=media_type), body)
    more.setdefault("destination", "empty")
    return exchange(url, seed=next(_SEEDS), media_type=media_type, response=response, **more)


class FakeWire:
    def __init__(self, *exchanges) -> None:
        self.exchanges = list(exchanges)
        self.under_way = []
        self.errors = {}

    def connection_error(self, host, port):
        return self.errors.get((host, port))


class FakeLoader:
    """Answers from ``web``: address -> (result, exchange or None)."""

    def __init__(self, wire, web) -> None:
        self.wire = wire
        self.web = web
        self.asked: list[list[str]] = []
        self.unchecked: list[str] = []
        self.taken_over: list[bool] = []
        self.failures = {}

    def __call__(self, page, url, headers, *, at_once, each_s, takes_over):
        self.taken_over.append(takes_over)
        self.headers = headers
        return self

    async def __aenter__(self):
        return self

    async def __aexit__(self, *trouble):
        return None

    async def load(self, jobs, limit_s):
        self.asked.append([job.url for job in jobs])
        return [self._answer(job.url) for job in jobs]

    async def load_unchecked(self, url, limit_s):
        self.unchecked.append(url)
        return self._answer(f"unchecked {url}") == "loaded"

    def failure(self, url):
        return self.failures.get(url)

    def _answer(self, url):
        result, got = self.web.get(url, ("refused", None))
        if got is not None:
            self.wire.exchanges.append(got)
        return result


def a(path: str) -> str:
    return f"https://a.test/{path}"


@pytest.fixture
def run(monkeypatch):
    async def running(dom, web=None, *recorded, wire=None, may_leave=False, **options):
        wire = wire or FakeWire(answer(PAGE, media_type="text/html", destination="document"), *recorded)
        full = {a(name): ("loaded", got) for name, got in (web or {}).items()}
        loader = FakeLoader(wire, {**full, **{k: v for k, v in (web or {}).items() if isinstance(v, tuple)}})
        monkeypatch.setattr(module, "StandIn", loader)
        monkeypatch.setattr(module, "_HEARD_S", 0.05)
        session = GapSession(None, PAGE, dom, wire, None, may_leave)
        return loader, await fill_gaps(session, GapOptions(**options))

    return running


def css(path: str, text: str):
    return answer(a(path), text.encode(), "text/css", destination="style")


async def test_the_most_useful_first_and_in_rounds(run):
    dom = (
        '<meta property="og:image" content="/og.png"><img src="1.png" srcset="2.png 2x">'
        '<link rel="stylesheet" href="a.css"><style>@font-face { src: url(f.woff2) }</style>'
    )
    web = {
        "a.css": css("a.css", "@import 'b.css'; p { background: url(3.png) }"),
        "b.css": css("b.css", "p { background: url(4.png) }"),
        **{f"{n}.png": answer(a(f"{n}.png")) for n in (1, 2, 3, 4)},
        "og.png": answer(a("og.png")),
        "f.woff2": answer(a("f.woff2"), media_type="font/woff2"),
    }
    loader, report = await run(dom, web)
    shown = [[url.removeprefix("https://a.test/") for url in batch] for batch in loader.asked]
    assert shown[:2] == [["a.css"], ["b.css"]]
    assert sorted(shown[2]) == ["1.png", "3.png", "4.png", "f.woff2"]
    assert shown[2][-1] == "f.woff2"
    assert shown[3:] == [["2.png"], ["og.png"]]
    assert report.missing == ()
    assert report.filled == {"style": 2, "image": 4, "font": 1, "meta-image": 1}


async def test_alternates_can_be_left_out_of_account(run):
    dom = '<img src="1.png" srcset="2.png 2x"><meta property="og:image" content="/3.png">'
    loader, report = await run(dom, {"1.png": answer(a("1.png"))}, least=Use.MEDIA)
    assert loader.asked == [[a("1.png")]]
    assert (report.missing, report.referred) == ((), {"image": 1})


async def test_nothing_to_do(run):
    loader, report = await run('<img src="1.png">', {}, answer(a("1.png")))
    assert (loader.asked, loader.taken_over) == ([], [])
    assert report == GapReport(referred={"image": 1}, elapsed_s=report.elapsed_s)
    assert report.step().outcome == "nothing-to-do"


async def test_what_is_under_way_is_left_to_the_page(run):
    wire = FakeWire(answer(PAGE, media_type="text/html", destination="document"))
    wire.under_way = [
        UnderWay(Url(a("1.png")), "image/png", 10),
        UnderWay(Url(a("live")), "audio/mpeg", None),
    ]
    loader, report = await run('<img src="1.png"><audio src="live"></audio>', wire=wire)
    assert loader.asked == []
    assert [each.reason for each in report.missing] == ["unfinished", "unfinished"]


async def test_films_that_a_player_holds_up_are_completed(run, monkeypatch):
    wire = FakeWire(answer(PAGE, media_type="text/html", destination="document"))
    wire.under_way = [UnderWay(Url(a("1.mp4")), "video/mp4", 10), UnderWay(Url(a("2.mp4")), "video/mp4", 11)]
    fetched = []

    async def fetch_whole(url, *_, **__):
        fetched.append(url)
        wire.exchanges.append(answer(url, media_type="video/mp4"))
        return ""

    class Page:
        context = None

    monkeypatch.setattr(module, "fetch_whole", fetch_whole)
    session = GapSession(Page, PAGE, '<video src="1.mp4"></video>', wire, None)
    report = await fill_gaps(session, GapOptions(media_max_bytes=10))
    assert fetched == [a("1.mp4")]
    assert report.completed == 1
    assert {each.url: each.reason for each in report.missing} == {a("2.mp4"): "too-large"}


async def test_nothing_is_asked_twice_not_even_in_vain(run):
    loader, report = await run(
        '<img src="1.png"><img src="2.png">', {"2.png": answer(a("2.png"), status=410)}
    )
    assert loader.asked == [[a("1.png"), a("2.png")]]
    assert {each.url: each.reason for each in report.missing} == {
        a("1.png"): "failed",
        a("2.png"): "http.410",
    }


async def test_what_the_page_was_refused_is_not_asked_again(run):
    loader, report = await run('<img src="1.png">', {}, answer(a("1.png"), status=404))
    assert loader.asked == []
    assert [each.reason for each in report.missing] == ["http.404"]


async def test_what_was_cut_is_asked_again(run):
    cut = answer(a("1.png"), truncated="unspecified")
    loader, report = await run('<img src="1.png">', {"1.png": answer(a("1.png"))}, cut)
    assert loader.asked == [[a("1.png")]]
    assert report.missing == ()
    large = answer(a("1.png"), truncated="length")
    loader, report = await run('<img src="1.png">', {}, large)
    assert (loader.asked, [each.reason for each in report.missing]) == ([], ["too-large"])


async def test_what_the_browser_refuses_to_read_is_asked_past_its_checks(run):
    url = "https://b.test/x.png"
    web = {
        url: ("refused", answer(url, truncated="unspecified")),
        f"unchecked {url}": ("loaded", answer(url)),
    }
    loader, report = await run(f'<img src="{url}">', web)
    assert loader.unchecked == [url]
    assert report.missing == ()
    assert report.requests == 2


async def test_frames_of_other_origins_are_asked_past_its_checks(run):
    url = "https://b.test/frame"
    frame = answer(url, b'<img src="in.png"><iframe src="deeper"></iframe>', "text/html")
    web = {
        f"unchecked {url}": ("loaded", frame),
        "https://b.test/in.png": ("loaded", answer("https://b.test/in.png")),
    }
    loader, report = await run(f'<iframe src="{url}"></iframe>', web)
    assert loader.unchecked == [url]
    assert loader.asked == [["https://b.test/in.png"]]
    assert report.missing == ()


async def test_fragments_that_scripts_fetched_are_no_frames(run):
    piece = answer(a("piece"), b'<img src="relative-to-the-page.png">', "text/html")
    loader, _ = await run("<p>", {}, piece)
    assert loader.asked == []


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (DnsError("x"), "capture.dns"),
        (ConnectError("x"), "capture.connect"),
        (AddressRefused("x"), "private-address"),
        (CaptureError("x", code="capture.blocked"), "blocked"),
    ],
)
async def test_hosts_that_never_answered_are_not_asked_again(run, error, reason):
    wire = FakeWire(answer(PAGE, media_type="text/html", destination="document"))
    wire.errors = {("b.test", 443): error, ("a.test", 443): error}
    loader, report = await run('<img src="https://b.test/1.png"><img src="2.png">', wire=wire)
    assert loader.asked == [[a("2.png")]]
    assert {each.url: each.reason for each in report.missing}["https://b.test/1.png"] == reason


async def test_the_browser_tells_why(run, monkeypatch):
    monkeypatch.setattr(FakeLoader, "failure", lambda self, url: "blocked")
    _, report = await run('<img src="1.png">')
    assert [each.reason for each in report.missing] == ["blocked"]


async def test_time_that_runs_out_in_the_middle(run):
    web = {a("1.png"): ("loaded", answer(a("1.png"))), a("2.png"): ("late", None), a("3.png"): ("", None)}
    _, report = await run("".join(f'<img src="{n}.png">' for n in (1, 2, 3)), web)
    assert {each.url: each.reason for each in report.missing} == {a("2.png"): "timeout", a("3.png"): "budget"}
    assert [cut.budget for cut in report.cuts] == ["gap-time"]
    assert report.requests == 2


async def test_the_budget_goes_to_the_most_useful(run):
    dom = '<img src="1.png" srcset="2.png 2x"><link rel="stylesheet" href="a.css">'
    web = {"a.css": css("a.css", ""), "1.png": answer(a("1.png")), "2.png": answer(a("2.png"))}
    _, report = await run(dom, web, max_requests=2)
    assert [(each.url, each.kind, each.reason) for each in report.missing] == [
        (a("2.png"), "image", "budget")
    ]
    assert [cut.budget for cut in report.cuts] == ["gap-count"]
    assert report.needed == 0


async def test_sheets_without_end(run):
    web = {f"{n}.css": css(f"{n}.css", f"@import '{n + 1}.css'") for n in range(100)}
    loader, report = await run('<link rel="stylesheet" href="0.css">', web)
    assert len(loader.asked) == 40
    assert [cut.budget for cut in report.cuts] == ["gap-rounds"]
    assert report.missing_count == 1


async def test_too_many_references(run, monkeypatch):
    monkeypatch.setattr("snapshotter.capture.gaps.inventory.MAX_REFERENCES", 3)
    _, report = await run("".join(f'<img src="{n}.png">' for n in range(5)))
    assert report.missing_count == 3
    assert [cut.budget for cut in report.cuts] == ["gap-references"]


HLS = "application/vnd.apple.mpegurl"
MAIN = b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=2\nhigh.m3u8\n"


def playlist(name: str, segments: int = 2):
    lines = "".join(f"#EXTINF:2,\n{name}{n}.ts\n" for n in range(segments))
    return answer(a(f"{name}.m3u8"), f"#EXTM3U\n{lines}".encode(), HLS)


async def test_the_rendition_that_was_played_comes_before_the_others(run):
    web = {f"{name}{n}.ts": answer(a(f"{name}{n}.ts")) for name in ("low", "high") for n in (0, 1)}
    web |= {"low.m3u8": playlist("low")}
    played = (answer(a("main.m3u8"), MAIN, HLS), playlist("high"))
    loader, report = await run('<video src="main.m3u8"></video>', web, *played)
    assert loader.asked == [[a("high0.ts"), a("high1.ts")], [a("low.m3u8")], [a("low0.ts"), a("low1.ts")]]
    assert report.missing == ()


async def test_segments_are_held_against_the_limit_batch_by_batch(run):
    web = {f"s{n}.ts": answer(a(f"s{n}.ts"), b"x" * 1000) for n in range(10)}
    loader, report = await run("<p>", web, playlist("s", 10), media_max_bytes=5000, at_once=1)
    assert [len(batch) for batch in loader.asked] == [4, 4]
    assert report.missing_count == 2
    assert [cut.budget for cut in report.cuts] == ["media-bytes"]


class TestOpening:
    async def test_a_browser_that_gives_no_page(self, run, monkeypatch):
        async def crash(self):
            raise Error("gone")

        monkeypatch.setattr(FakeLoader, "__aenter__", crash)
        _, report = await run('<img src="1.png">')
        assert [each.reason for each in report.missing] == ["failed"]

    async def test_a_page_that_cannot_be_left(self, run, monkeypatch):
        async def enter(self):
            if self.taken_over[-1]:
                raise TimeoutError
            return self

        monkeypatch.setattr(FakeLoader, "__aenter__", enter)
        loader, report = await run('<img src="1.png">', {"1.png": answer(a("1.png"))}, may_leave=True)
        assert loader.taken_over == [True, False]
        assert report.missing == ()

    @pytest.mark.parametrize(
        ("dom", "fields", "expected"),
        [
            ("<img src=1.png>", [], {}),
            ("<img src=1.png>", ["Referrer-Policy: no-referrer"], {"Referrer-Policy": "no-referrer"}),
            (
                "<meta name=referrer content=origin><img src=1.png>",
                ["Referrer-Policy: x"],
                {"Referrer-Policy": "origin"},
            ),
            ("<meta name=referrer content='\u00e9\r\n'><img src=1.png>", [], {}),
            (
                "<img src=1.png>",
                [
                    "Content-Security-Policy: img-src 'none'",
                    "content-security-policy: Upgrade-Insecure-Requests",
                ],
                {"Content-Security-Policy": "upgrade-insecure-requests"},
            ),
        ],
    )
    async def test_the_stand_in_has_the_policies_that_shape_requests(self, run, dom, fields, expected):
        page = exchange(PAGE, response=message(response_head("200 OK", *fields), b"x"))
        loader, _ = await run(dom, wire=FakeWire(page))
        assert loader.headers == expected


def test_what_refers_is_read_once_and_told_apart():
    """Two sheets with fonts of their own are two choices."""
    sheets = [css(f"{n}.css", f"@font-face {{ src: url({n}.woff2) }}") for n in (1, 2)]
    wire = FakeWire(*sheets)
    inventory = Inventory(wire, PAGE, SheetCache())
    inventory.survey("", sheets)
    assert {each.use.name for each in inventory.references.values()} == {"FONT"}
    assert {each.referrer for each in inventory.references.values()} == {a("1.css"), a("2.css")}
