"""The five challenges of harvard-lil/warcgames, played against capture, replay and reading room: all lost."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from snapshotter.demo.messages import always, html
from snapshotter.demo.origin import Origin
from snapshotter.replay.lookup import SnapshotLookup
from snapshotter.replay.sealed import SealedOrigin, pinned_key
from snapshotter.settings import Settings
from snapshotter.wiring.reading_room import opened_room
from tests.museum.hostile_replay import games
from tests.museum.hostile_replay.listener import Listener
from tests.museum.replay_torture import runs
from tests.museum.replay_torture.recording import reading, record

pytestmark = [pytest.mark.browser, pytest.mark.museum, pytest.mark.slow]

NAMES = ("content-switch", "request-forgery", "port-scan", "same-domain", "same-subdomain")
TELLS_MAPPED_NAMES = {"elsewhere", "inserted"}
"""What the reader's own browser shows a page that looks for it; ``replay --exact`` does not."""
LIMIT_S = 60.0


@dataclass(frozen=True)
class Played:
    home: Path
    scanned: tuple[str, ...]
    """What reached a service on this machine while the pages were captured."""


@pytest.fixture(scope="session")
def played(browser, tmp_path_factory) -> Played:
    home = tmp_path_factory.mktemp("games")

    async def made() -> Played:
        async with Listener() as service:
            routes = games.routes(service.port)
            async with Origin({games.HOST: routes}) as origin:
                connect_to = origin.connect_to([games.HOST], "tls-h1")
                snapshots = await record([*map(games.url, games.NAMES)], connect_to, home)
        assert {each.outcome.value for each in snapshots} <= {"captured", "partial"}
        return Played(home, tuple(service.arrivals))

    return asyncio.run(asyncio.wait_for(made(), 140))


@dataclass(frozen=True)
class ReadingRoom:
    page: object
    port: int

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    async def frame(self, name: str):
        """The replayed page, in the frame that the room shows it in."""
        await self.page.goto(f"{self.address}/web/2099/{games.url(name)}")
        await self.page.wait_for_selector("iframe")
        frame = await (await self.page.query_selector("iframe")).content_frame()
        await frame.wait_for_load_state()
        assert await frame.title() == name
        return frame


@pytest.fixture
async def room(played, browser):
    with opened_room(played.home, Settings()) as opened:
        ready = asyncio.get_running_loop().create_future()
        serving = asyncio.create_task(opened.serve(0, ready.set_result))
        port = await asyncio.wait_for(ready, LIMIT_S)
        async with runs.chromium(browser) as chromium:
            page = await chromium.new_page()
            page.set_default_timeout(LIMIT_S * 1000)
            yield ReadingRoom(page, port)
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(serving, 10)


async def sealed_text(played, browser, name: str) -> tuple[str, list[str]]:
    """The words of a page in the sealed browser, and by which signs it knew that it is archived."""
    with reading(played.home) as recording:
        lookup = SnapshotLookup(recording.material(games.url(name)))
        async with (
            runs.chromium(browser, runs.trusting(pinned_key())) as chromium,
            SealedOrigin(lookup) as origin,
            runs.context_through(chromium, [f"::127.0.0.1:{origin.port}"]) as context,
        ):
            page = await context.new_page()
            await page.goto(games.url(name))
            return await page.inner_text("#sum"), await page.evaluate("window.__seen")


def recorded_text(played, name: str) -> str:
    from snapshotter.warc.reader import read_record, warc_path

    with reading(played.home) as recording:
        place = recording.stored[games.url(name)].artefacts["text"]
    return read_record(warc_path(played.home, place.file), place.offset).block_bytes().decode()


async def test_content_switch_archived_is_not_told_from_live(played, browser):
    """Neither the capture nor the sealed replay shows itself, and both show what readers saw."""
    at_capture = recorded_text(played, "content-switch")
    assert "2 + 2 = 4" in at_capture, at_capture
    _, signs = await sealed_text(played, browser, "content-switch")
    assert set(signs) <= {"driven", "headless"}, "signs of the test's own browser alone"


async def test_content_switch_in_the_readers_browser_only_the_name_tells(room):
    frame = await room.frame("content-switch")
    signs = set(await frame.evaluate("window.__seen")) - {"driven", "headless"}
    assert signs <= TELLS_MAPPED_NAMES


async def test_request_forgery_changes_nothing(played, room):
    before = fingerprint(played.home)
    frame = await room.frame("request-forgery")
    own = room.page.url.split("/web/")[0].split("/snapshots/")[0]
    paths = ["/", "/posts/x", "/snapshots/x/delete", "/_settings", "/$delete", "/web/2099/https://a.example/"]
    answers = []
    room.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108
    sent = await frame.evaluate(
        "([origins, paths]) => window.attack(origins, paths)", [[room.address, own], paths]
    )
    assert sent == 2 * 2 * len(paths)
    posted = [each for each in answers if each.request.method == "POST"]
    assert {each.url.partition("/-/")[2] for each in posted if each.ok} <= {"blocked"}, "reports alone"
    assert fingerprint(played.home) == before


def fingerprint(home: Path) -> dict[str, str]:
    """Of every file that is the archive; the catalogue is a cache."""
    files = (each for each in home.rglob("*") if each.is_file() and "catalogue" not in each.name)
    return {str(each): hashlib.sha256(each.read_bytes()).hexdigest() for each in files}


async def test_port_scan_finds_no_port(played, room):
    assert played.scanned == ()
    assert "nothing found" in recorded_text(played, "port-scan")
    with reading(played.home) as recording:
        exchanges = recording.material(games.url("port-scan")).exchanges
    assert {each.url.split("/")[2] for each in exchanges} == {games.HOST}
    frame = await room.frame("port-scan")
    assert await frame.inner_text("#found") == "nothing found"


async def test_same_domain_the_room_is_out_of_reach(room):
    frame = await room.frame("same-domain")
    await room.page.evaluate("localStorage.setItem('viewer', 'secret')")
    assert await frame.evaluate("(home) => window.attack(home)", room.address) == {}


async def test_same_subdomain_cookies_stay(room):
    context = room.page.context
    frame = await room.frame("same-subdomain")
    session = {"name": "session", "value": "reader", "httpOnly": True}
    await context.add_cookies([{**session, "url": room.address}])
    await frame.evaluate("window.attack()")
    kept = await context.cookies(room.address)
    assert [(each["name"], each["value"]) for each in kept] == [("session", "reader")]
    answer = await room.page.goto(room.address)
    assert answer.ok
    assert (await answer.request.all_headers()).get("cookie") == "session=reader"


async def test_an_archive_on_one_domain_would_lose(browser):
    """The same attack where page and archive share an origin, as in the challenge: it must be able to win."""
    room = "<!doctype html><title>Room</title><p>Words<iframe src=/same-domain></iframe>"
    routes = {**games.routes(0), "/room": always(html(room))}
    async with Origin({games.HOST: routes}) as origin:
        trust = runs.trusting(origin.authority.spki_sha256)
        async with runs.chromium(browser, trust) as chromium:
            connect_to = origin.connect_to([games.HOST], "tls-h1")
            async with runs.context_through(chromium, connect_to) as context:
                page = await context.new_page()
                await page.goto(games.url("room"))
                frame = await (await page.wait_for_selector("iframe")).content_frame()
                await frame.wait_for_function("window.attack !== undefined")
                reached = await frame.evaluate("(home) => window.attack(home)", games.url("room"))
    assert {"parent's document", "read the archive", "frame of the archive"} <= reached.keys()
