"""A passage is shown in the frame of a replayed page, when the page about it asks."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest
import pytest_asyncio

import snapshotter.replay

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
SCRIPT = (Path(snapshotter.replay.__file__).parent / "hosts" / "passage.js").read_text("utf-8")
ASK = """(wanted) => new Promise((resolve) => {
  addEventListener("message", (event) => resolve(event.data.shown), { once: true });
  const frame = document.querySelector("iframe").contentWindow;
  frame.postMessage({ snapshotter: "show", request: "r", ...wanted }, "*");
})"""
STATE = """() => {
  const highlight = CSS.highlights.get("snapshotter-passage");
  const range = highlight && [...highlight][0];
  const box = range && range.getBoundingClientRect();
  const seen = Boolean(box) && box.top >= 0 && box.bottom <= innerHeight;
  return { text: range && range.toString(), seen, heard: window.heard };
}"""
FILLER = "<p>Words that fill the page.</p>" * 200


@pytest_asyncio.fixture(loop_scope="module")
async def frame(chromium):
    """Puts a document into a sandboxed frame; gives the page about it and the frame."""
    page = await chromium.new_page()
    page.set_default_timeout(15_000)

    async def put(document: str):
        listens = "<script>onmessage = () => { window.heard = true }</script>"
        held = escape(f"<script>{SCRIPT}</script>{listens}{document}", quote=True)
        await page.set_content(f'<iframe sandbox="allow-scripts" height=300 srcdoc="{held}"></iframe>')
        inner = page.frames[1]
        await inner.wait_for_load_state()
        return page, inner

    yield put
    await page.close()


async def test_the_words_are_found_however_they_are_set(frame):
    page, inner = await frame(
        f"{FILLER}<p>It was <b>“the third&shy;\n  bridge’s</b> <i>end</i>”.</p>{FILLER}"
    )
    assert await page.evaluate(ASK, {"exact": "“the Third bridge's end", "prefix": "It was ", "suffix": ""})
    state = await inner.evaluate(STATE)
    assert " ".join(state["text"].replace("\xad", "").split()) == "“the third bridge’s end"
    assert state["seen"]
    assert state["heard"] is None, "the page's own scripts are not told"


async def test_of_several_places_the_one_with_the_same_surroundings(frame):
    page, inner = await frame("<p>First, the bridge fell.</p>" + FILLER + "<p>Later, the bridge rose.</p>")
    assert await page.evaluate(ASK, {"exact": "the bridge", "prefix": "Later, ", "suffix": " rose"})
    state = await inner.evaluate(STATE)
    assert state["seen"]
    assert await inner.evaluate("scrollY > 100")


async def test_what_is_folded_up_is_unfolded_and_scripts_are_no_text(frame):
    page, inner = await frame(
        "<script>'the bridge'</script><details><summary>s</summary><p>the bridge</p></details>"
    )
    assert await page.evaluate(ASK, {"exact": "the bridge", "prefix": "", "suffix": ""})
    assert await inner.evaluate("document.querySelector('details').open")


async def test_words_that_are_not_there_are_not_shown(frame):
    page, _ = await frame("<p>Nothing.</p>")
    assert await page.evaluate(ASK, {"exact": "the bridge", "prefix": "", "suffix": ""}) is False
    assert await page.evaluate(ASK, {"exact": " ", "prefix": "", "suffix": ""}) is False


async def test_a_long_page_is_searched_in_time(frame):
    page, _ = await frame(f"<p>{'the bridg and ' * 80_000}</p><p>the bridge</p>")
    begun = await page.evaluate("performance.now()")
    assert await page.evaluate(ASK, {"exact": "the bridge", "prefix": "x" * 32, "suffix": ""})
    assert await page.evaluate("performance.now()") - begun < 10_000
