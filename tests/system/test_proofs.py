"""Pages captured, their origin gone, and loaded again from the archive alone in a real Chromium."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import pytest

from snapshotter import wiring
from snapshotter.catalogue import open_catalogue
from snapshotter.demo import artwork
from snapshotter.demo.messages import Response, always, html, typed
from snapshotter.demo.origin import ANY, Origin
from snapshotter.model.capture import RecordLocation
from snapshotter.replay.proof.window import show
from snapshotter.settings import Settings, with_overrides
from snapshotter.timestamps import iso
from snapshotter.urls import Url
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.exchanges import material_of
from snapshotter.warc.members import walk
from snapshotter.warc.reader import warc_path
from snapshotter.wiring.outside import Outside
from snapshotter.wiring.stores import sources
from tests.builders import START, capture, exchange, message, response_head
from tests.system.conftest import going_to

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("browser")]

LIMIT_S = 90
HOST = "cited.example"
PICTURE = typed(b"image/png", artwork.relief_png("hills"))
ASKING = """<!doctype html><title>Asking</title><h1>What scripts ask for</h1>
<img src="/hills.png" width="300" height="200"><p id="get">-<p id="post">-<p id="form">-
<script>
const into = (id) => async (response) => {
  document.getElementById(id).textContent = await (await response).text();
};
into("get")(fetch("/api?q=1&_=" + Math.random()));
const headers = {"Content-Type": "application/json"};
into("post")(fetch("/echo", {method: "POST", headers, body: '{"b": 1, "a": [1.0, 2]}'}));
into("form")(fetch("/echo", {method: "POST", body: new URLSearchParams({x: "1", y: "two"})}));
navigator.sendBeacon("/beacon", "drawn " + Math.random());
</script>"""
BY_SCRIPT = """<!doctype html><title>By script</title><body><script src="/write.js"></script>"""
WRITE = b'document.body.innerHTML = "<h1>Written by a script</h1><p>and by nothing else</p>";'
DRAWN = """<!doctype html><title>Drawn</title><h1>By chance</h1><img id="one"><script>
const letters = [0, 0, 0].map(() => 97 + Math.random() * 26);
document.getElementById("one").src = "/drawn/" + String.fromCharCode(...letters) + ".png";
</script>"""
TODAY = b"""<!doctype html><title>Today</title><h1>Today</h1><p id="out">-<script>
fetch("/api?day=" + new Date().toISOString().slice(0, 10)).then(async (answer) => {
  document.getElementById("out").textContent = await answer.text();
});
</script>"""


async def echo(request):
    return typed(b"text/plain", b"echo of " + request.body)


ROUTES = {
    "/asking": always(html(ASKING)),
    "/by-script": always(html(BY_SCRIPT)),
    "/drawn": always(html(DRAWN)),
    "/write.js": always(typed(b"text/javascript", WRITE)),
    "/hills.png": always(PICTURE),
    "/api": always(typed(b"text/plain", b"an answer")),
    "/echo": echo,
    "/beacon": always(Response(status=204)),
    "/paper.pdf": always(typed(b"application/pdf", b"%PDF-1.4\n" + b"x" * 4000)),
    "/gone": always(html("<title>Gone</title><h1>There is no such page</h1>", status=404)),
}


class Archived:
    """Pages in an archive whose origin does not answer any more."""

    def __init__(self, home, catalogue, prover, ids):
        self.home, self.catalogue, self.prover, self._ids = home, catalogue, prover, ids

    def stored(self, path):
        return self.catalogue.capture(self._ids[path])

    async def prove(self, path):
        return await asyncio.wait_for(self.prover.prove(self.stored(path)), LIMIT_S)

    def cut(self, path, name):
        """Destroy the record of what ``path`` had from ``name``; all others stay where they are."""
        found = answers(self.home, self.stored(path), name)
        assert found
        for location in found:
            destroy(self.home, location)


def answers(home, stored, name) -> list[RecordLocation]:
    """Where the answers of a capture lie that came from ``name``."""
    extent = stored.extent
    members = walk(warc_path(home, extent.file), extent.offset, extent.offset + extent.length)
    records = [member.placed(extent.file) for member in members if member.problem is None]
    return [each.location for each in records if each.target.endswith(name) and each.kind != "request"]


def destroy(home, at: RecordLocation):
    (path,) = (home / "warcs").glob(f"{at.file}*")
    data = bytearray(path.read_bytes())
    data[at.offset : at.offset + at.length] = bytes(at.length)
    path.write_bytes(data)


def settings_for(connect_to=()):
    return with_overrides(
        Settings(),
        {
            "network.connect_to": tuple(connect_to),
            "network.insecure": True,
            "network.host_delay_s": 0,
            "proof.after_capture": False,
        },
    )


@asynccontextmanager
async def proving(home, settings, ids=None):
    async with AsyncExitStack() as stack:
        catalogue = open_catalogue(home, None, sources=sources())
        stack.callback(catalogue.close)
        outside = Outside(settings, home, stack)
        yield Archived(home, catalogue, outside.prover(home, catalogue), ids or {})


@asynccontextmanager
async def archived(home, *paths):
    home.mkdir(exist_ok=True)
    async with Origin({HOST: ROUTES}) as origin:
        settings = settings_for(origin.connect_to([HOST], "tls-h2"))
        addresses = [f"https://{HOST}{path}" for path in paths]
        capturing = wiring.capture(
            addresses, home=home, settings=settings, refresh=True, watch=lambda _: None
        )
        snapshots = await asyncio.wait_for(capturing, LIMIT_S)
    ids = {path: snapshot.id for path, snapshot in zip(paths, snapshots, strict=True)}
    async with proving(home, settings_for(), ids) as made:
        yield made


async def test_what_scripts_ask_for_is_answered_and_guesses_are_told(tmp_path):
    async with archived(tmp_path / "home", "/asking", "/gone", "/paper.pdf") as pages:
        proof, wall, file = await asyncio.gather(
            *(pages.prove(path) for path in ("/asking", "/gone", "/paper.pdf"))
        )
    assert (proof.grade, proof.missed, proof.pixel_diff, proof.text_ratio) == ("sealed", 0, 0.0, 1.0), proof
    assert sorted(each.split(" ")[0] for each in proof.approximations) == ["cache-buster", "nearest-body"]
    assert proof.approximated == 2
    assert proof.exact == proof.requests - 2 >= 4
    assert (wall.grade, wall.pixel_diff, wall.text_ratio) == ("sealed", 0.0, 1.0), (
        "a wall is proved like a page"
    )
    assert (file.grade, file.pixel_diff) == ("sealed", None)


async def test_a_record_that_is_cut_out_is_missed_and_named(tmp_path):
    async with archived(tmp_path / "home", "/asking", "/by-script") as pages:
        pages.cut("/asking", "/hills.png")
        pages.cut("/by-script", "/write.js")
        proof, blank = await asyncio.gather(pages.prove("/asking"), pages.prove("/by-script"))
    assert (proof.grade, proof.missed) == ("leaky", 1)
    assert [miss.url for miss in proof.misses if not miss.known] == [f"https://{HOST}/hills.png"]
    assert f"GET https://{HOST}/hills.png" in proof.message
    assert proof.pixel_diff > 0.01
    assert blank.grade == "blank"
    assert f"https://{HOST}/write.js" in blank.message


async def test_a_page_that_asks_for_today_is_itself_on_the_day_of_its_capture(tmp_path):
    """Proved another day, it asks for what is not there; with the clock of the capture it does not."""
    day = iso(START)[:10]
    page = exchange(f"https://{HOST}/today", response=message(response_head(), TODAY))
    answer = exchange(
        f"https://{HOST}/api?day={day}",
        response=message(response_head(media_type="text/plain"), b"words of the day"),
        media_type="text/plain",
        destination="empty",
        request_head=f"GET /api?day={day} HTTP/1.1\r\nhost: {HOST}\r\n\r\n".encode(),
    )
    made = replace(capture(page, answer), url=Url(f"https://{HOST}/today"), artefacts=(), text=None)
    async with proving(tmp_path, settings_for()) as pages:
        archive = WarcArchive(tmp_path, pages.catalogue)
        stored = archive.append(made)
        archive.close()
        proof = await asyncio.wait_for(pages.prover.prove(stored), LIMIT_S)
    assert (proof.grade, proof.fixed_clock, proof.missed) == ("approximate", True, 0), proof
    assert proof.exact == proof.requests - len(proof.misses)


async def test_a_reader_sees_it_at_its_own_address_until_the_window_is_closed(tmp_path):
    async with archived(tmp_path / "home", "/asking") as pages, AsyncExitStack() as stack:
        browser = Outside(settings_for(), tmp_path, stack).sealed_browser()
        opened = asyncio.get_running_loop().create_future()
        context_of = browser.context

        async def context(proxy, **more):
            made = await context_of(proxy, **more)
            made.on("page", lambda page: opened.done() or opened.set_result(page))
            return made

        browser.context = context
        material = material_of(pages.home, pages.stored("/asking"), pages.catalogue)
        showing = asyncio.ensure_future(show(browser, material))
        page = await asyncio.wait_for(opened, LIMIT_S)
        await page.wait_for_function("() => document.getElementById('post')?.textContent.startsWith('echo')")
        assert (page.url, await page.title()) == (f"https://{HOST}/asking", "Asking")
        assert not showing.done()
        await page.close()
        await asyncio.wait_for(showing, LIMIT_S)


async def test_what_is_drawn_is_fetched_and_found_once_chance_is_fixed(proving):
    """The whole way: proved after the capture, supplemented, proved again; and a cut is told by verify."""
    async with Origin({HOST: ROUTES | {ANY: always(PICTURE)}}) as origin:
        to = going_to(origin.connect_to([HOST], "tls-h1"))
        ran = await proving(
            "capture", f"https://{HOST}/drawn", f"https://{HOST}/asking", "--insecure", "--json", *to
        )
        asked = [item.target for item in origin.served if item.target.startswith("/drawn/")]
    drawn, asking = (json.loads(line)["proof"] for line in ran.out.splitlines())
    assert len(asked) == 2, "by the page, and by the supplement"
    assert (drawn["grade"], drawn["fixed_clock"], drawn["missed"]) == ("approximate", True, 0), drawn
    assert (asking["grade"], asking["pixel_diff"]) == ("sealed", 0.0), asking

    ran = await proving("verify", "--json")
    assert ran.code == 0, ran.out

    cut_from_everywhere(proving.home, "/hills.png")
    ran = await proving("verify", "--replay", "--json")
    found = {each["url"]: each for each in ran.json["snapshots"]}
    worse = found[f"https://{HOST}/asking"]
    assert ran.code == 5
    assert [each["code"] for file in ran.json["files"] for each in file["findings"]].count(
        "record.damaged"
    ) >= 1
    assert (worse["before"], worse["grade"], worse["worse"]) == ("sealed", "leaky", True)
    assert [miss["url"] for miss in worse["misses"] if not miss["known"]] == [f"https://{HOST}/hills.png"]
    assert not found[f"https://{HOST}/drawn"]["worse"]


def cut_from_everywhere(home, name):
    catalogue = open_catalogue(home, None, sources=sources())
    for stored in catalogue.captures():
        for location in answers(home, stored, name):
            destroy(home, location)
    catalogue.close()
