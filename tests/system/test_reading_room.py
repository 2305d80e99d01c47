"""The reading room in a real browser: by keyboard, narrow and dark, with replays and hostile bytes in it."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
import pytest_asyncio

from snapshotter.settings import Settings
from snapshotter.wiring.reading_room import opened_room
from tests.builders import failed, response_head
from tests.library import NOON, cited, library, skipped, snapshot, unlinked

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
CHECK = (Path(__file__).parent / "accessibility.js").read_text("utf-8")
PAGE, HOSTILE = "https://cited.example/a?b=1", "https://hostile.example/"
QUOTE = "Words that a post quotes"
TEXT = "\n\n".join(["A paragraph that says little."] * 60 + [f"{QUOTE} stand here."] + ["And more."] * 60)
AUDIT = {
    "checked_at": "2026-05-01T00:00:00Z",
    "verdict": {"class": "drifted"},
    "status": 200,
    "similarity": 0.7,
    "quotes": [{"text": QUOTE, "state": "reworded", "now": "Words which a post quoted"}],
}
ATTACK = b"""<!doctype html><title>h</title><meta http-equiv=refresh content="0;url=/posts/a-post"><script>
document.title = "hacked"; fetch("/posts/a-post").then(() => { document.title = "reached" });
</script><img src="/snapshots/x/files/thumbnail" onerror="document.title='hacked'">
<form action="/"><button>go</button></form><a href="javascript:document.title='hacked'">go</a>"""
LIMIT_MS = 15_000


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    made = library(folder)
    markup = "".join(f"<p>{each}</p>" for each in TEXT.split("\n\n")).encode()
    page = made.page(PAGE, seed=1, text=TEXT, title="What was said – and “how”", body=markup)
    lost = made.keep(failed(seed=2, url="https://gone.example/x", at=NOON))
    made.keep_page(HOSTILE, response_head("200 OK"), ATTACK)
    entries = [
        cited(1, PAGE, snapshot(page, QUOTE, "never said, by nobody at all", text=TEXT),
              quotes=(QUOTE,), audits=[AUDIT]),
        cited(2, "https://gone.example/x", snapshot(lost)),
        cited(3, "mailto:a@b.example", skipped("mailto")),
    ]  # fmt: skip
    made.post("a-post", entries, unlinked=[unlinked("The lost report")])
    made.close()
    return folder, page.id


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def base(home):
    """The room on a free port, for all tests."""
    async with serving_room(home[0]) as address:
        yield address


@asynccontextmanager
async def serving_room(folder, **how):
    with opened_room(folder, Settings(), **how) as room:
        ready = asyncio.get_running_loop().create_future()
        serving = asyncio.create_task(room.serve(0, ready.set_result))
        done, _ = await asyncio.wait({ready, serving}, timeout=30, return_when=asyncio.FIRST_COMPLETED)
        assert ready in done
        yield f"http://localhost:{ready.result()}"
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(serving, 10)


@asynccontextmanager
async def reader(chromium, **context):
    """A page in a fresh context."""
    opened = await chromium.new_context(**context)
    page = await opened.new_page()
    page.set_default_timeout(LIMIT_MS)
    try:
        yield page
    finally:
        await opened.close()


@pytest.mark.parametrize(("scheme", "widths"), [("light", (1280, 390)), ("dark", (390,))])
async def test_no_page_has_anything_to_complain_of(chromium, base, home, scheme, widths):
    _, snapshot_id = home
    paths = [
        "/",
        "/?q=said",
        "/posts/a-post",
        "/posts/none",
        f"/addresses?url={PAGE}",
        "/web/2026/" + HOSTILE,
    ]
    tabs = ("", "/as-arrived", "/for-reading", "/text", "/then-and-now", "/record")
    paths += [f"/snapshots/{snapshot_id}{tab}" for tab in tabs]
    if scheme == "dark":  # its colours alone are others
        paths = paths[:4] + paths[-2:]
    complaints = {}
    async with reader(chromium, color_scheme=scheme) as page:
        loud = []
        port = base.rpartition(":")[2]
        page.on("pageerror", lambda error: loud.append(str(error)))
        page.on("request", lambda asked: f"localhost:{port}/" in asked.url or loud.append(asked.url))
        for path in paths:
            await page.goto(base + path)
            for width in widths:
                await page.set_viewport_size({"width": width, "height": 844})
                if found := await page.evaluate(CHECK):
                    complaints[f"{path} at {width}"] = found
    assert complaints == {}
    assert loud == []


async def test_the_check_finds_what_is_wrong(chromium):
    async with reader(chromium) as page:
        await page.set_content(
            "<h1>One</h1><h1>Two</h1><h3>Three</h3><nav></nav><img src=x><button></button>"
            "<p style='color:#999;background:#fff'>pale</p><div style='width:9000px'>wide</div>"
        )
        found = " ".join(await page.evaluate(CHECK))
    landmarks = ("no language", "no title", "main landmarks", "2 first headings", "level 3")
    for wrong in (*landmarks, "without a name", "without words", "contrast 2.8", "wide"):
        assert wrong in found, wrong


async def test_everything_is_reached_by_keyboard(chromium, base):
    async with reader(chromium) as page:
        await page.goto(base)
        await page.keyboard.press("Tab")
        assert await focused(page) == "Skip to the content"
        assert await page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
        await page.keyboard.press("Enter")
        assert await page.evaluate("document.activeElement.id") == "content"
        await tab_to(page, "A post")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/posts/a-post")
        await tab_to(page, "What was said – and “how”")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/snapshots/*")
        await tab_to(page, "Show in the text")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/text#quote-1")
        assert await page.evaluate("document.activeElement.id") == "quote-1"
        assert await page.evaluate("document.activeElement.getBoundingClientRect().top < innerHeight")
        await page.goto(f"{base}/posts/a-post")
        await tab_to(page, "1 look since: its text has changed")
        await page.keyboard.press("Enter")
        assert await page.locator("details.audits").first.evaluate("details => details.open")


async def test_tab_passes_every_control_and_shows_where_it_is(chromium, base):
    async with reader(chromium) as page:
        await page.goto(f"{base}/posts/a-post")
        controls = await page.evaluate(
            "[...document.querySelectorAll('a[href],button,input,select,summary')]"
            ".filter(each => each.tabIndex >= 0 && each.checkVisibility()).length"
        )
        reached = set()
        for _ in range(controls + 5):
            await page.keyboard.press("Tab")
            place, outline = await page.evaluate(
                "[[...document.body.querySelectorAll('*')].indexOf(document.activeElement),"
                "getComputedStyle(document.activeElement).outlineStyle]"
            )
            if place >= 0:  # and not the page as a whole
                assert outline != "none"
                reached.add(place)
        assert len(reached) == controls


async def test_searching_works_by_keyboard_without_scripts(chromium, base):
    async with reader(chromium, java_script_enabled=False) as page:
        await page.goto(base)
        await page.get_by_label("Words").fill("cited.example")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/?q=cited.example*")
        assert await page.get_by_role("heading", level=1).inner_text() == "1 post found"


async def test_a_snapshot_is_replayed_and_shows_the_quoted_words(chromium, base, home):
    """In a frame of another origin, which can reach nothing of the page about it."""
    _, snapshot_id = home
    async with reader(chromium) as page:
        await page.goto(f"{base}/snapshots/{snapshot_id}")
        label = snapshot_id.replace("-", "")[:12]
        assert page.url == f"{base.replace('localhost', f'{label}.localhost')}/snapshots/{snapshot_id}"
        frame = page.frames[1]
        await frame.wait_for_load_state()
        assert await frame.evaluate("origin") == base.replace("localhost", f"cited.example.{label}.localhost")
        reached = "(() => { try { return parent.document.title } catch (error) { return error.name } })()"
        assert await frame.evaluate(reached) == "SecurityError"
        await frame.evaluate("fetch('https://live.example/').catch(() => 0)")
        blocked = page.get_by_text("1 request to the live web blocked")
        await blocked.wait_for()
        await page.get_by_role("link", name="Show in the page").first.click()
        await frame.wait_for_function("CSS.highlights.size === 1 && scrollY > 0")
        assert page.url.endswith(snapshot_id)


async def test_a_snapshot_is_replayed_by_path(chromium, home):
    """Where names under localhost are not known: the frame is nobody's origin, and shows the words too."""
    folder, snapshot_id = home
    async with serving_room(folder, by_path=True) as base, reader(chromium) as page:
        await page.goto(f"{base}/snapshots/{snapshot_id}")
        assert page.url == f"{base}/snapshots/{snapshot_id}"
        frame = page.frames[1]
        await frame.wait_for_load_state()
        assert frame.url.startswith(f"{base.replace('localhost', '127.0.0.1')}/replay-path/")
        assert await frame.evaluate("origin") == "null"
        assert "stand here" in await frame.inner_text("body")
        await frame.evaluate("fetch('https://live.example/').catch(() => 0)")
        await page.get_by_text("1 request to the live web blocked").wait_for()
        await page.get_by_role("link", name="Show in the page").first.click()
        await frame.wait_for_function("CSS.highlights.size === 1 && scrollY > 0")


async def test_words_that_the_page_does_not_show_are_shown_in_the_text(chromium, base, home):
    _, snapshot_id = home
    async with reader(chromium) as page:
        await page.goto(f"{base}/snapshots/{snapshot_id}")
        await page.frames[1].evaluate("document.body.textContent = 'something else'")
        await page.get_by_role("link", name="Show in the page").first.click()
        await page.wait_for_url("**/text#quote-1")


async def test_a_search_from_a_snapshots_own_name_arrives(chromium, base, home):
    _, snapshot_id = home
    async with reader(chromium) as page:
        await page.goto(f"{base}/snapshots/{snapshot_id}")
        await page.get_by_role("searchbox").fill("said")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{base}/?q=said")


async def test_recorded_bytes_can_do_nothing(chromium, base):
    """The page runs no script, follows no refresh, loads nothing, and may be framed by nobody."""
    async with reader(chromium) as page:
        answered = []
        page.on("response", lambda response: answered.append(response.url))
        await page.goto(f"{base}/web/20260310120000id_/{HOSTILE}")
        await page.get_by_role("link", name="go").click()
        await page.wait_for_timeout(300)
        assert await page.title() == "h"
        assert answered == [f"{base}/web/20260310120000id_/{HOSTILE}"]
        assert await page.evaluate("origin") == "null"


async def test_the_command_serves_until_it_is_told_to_stop(home):
    command = [sys.executable, "-m", "snapshotter", "--home", str(home[0]), "replay", "--no-open", "--json"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    told = json.loads(await asyncio.wait_for(process.stdout.readline(), 30))
    port = int(told["url"].rstrip("/").rpartition(":")[2])
    for host in ("127.0.0.1", "::1"):
        reader, writer = await asyncio.wait_for(asyncio.open_connection(host, port), 5)
        writer.write(f"GET / HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode())
        assert (await asyncio.wait_for(reader.read(), 10)).startswith(b"HTTP/1.1 200 OK")
        writer.close()
    process.terminate()
    assert await asyncio.wait_for(process.wait(), 10) == 0


async def focused(page):
    return await page.evaluate("document.activeElement.innerText.trim()")


async def tab_to(page, name):
    """Press Tab until what is so called has the focus."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await focused(page) == name:
            return
    pytest.fail(f"Tab does not reach {name!r}")
