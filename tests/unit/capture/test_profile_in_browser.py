"""A login that was saved is there in another context of a real browser, and nobody is asked for it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from snapshotter.capture.browser import BrowserOptions, WarmBrowser
from snapshotter.capture.browsers import find_browser
from snapshotter.capture.connector import Connector, ConnectTo
from snapshotter.capture.keylog_pipe import KeyLogPipe
from snapshotter.capture.profile import login_state, save_profile
from snapshotter.capture.recorder import Recorder
from snapshotter.demo.messages import always, typed
from snapshotter.demo.origin import Origin
from snapshotter.errors import BrowserMissing

pytestmark = pytest.mark.browser

LIMIT_S = 60
LOGIN = b"""<!doctype html><title>in</title><script>
window.done = new Promise(done => {
  document.cookie = "sid=abc; path=/; max-age=9999";
  localStorage.setItem("token", "def");
  const opening = indexedDB.open("db", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("s");
  opening.onsuccess = () => {
    const put = opening.result.transaction("s", "readwrite");
    put.objectStore("s").put("ghi", "key");
    put.oncomplete = () => { opening.result.close(); done(true); };
  };
});
</script>"""
LOOK = """() => new Promise(done => {
  const opening = indexedDB.open("db", 1);
  opening.onsuccess = () => {
    const get = opening.result.transaction("s").objectStore("s").get("key");
    get.onsuccess = () => done([document.cookie, localStorage.getItem("token"), get.result]);
  };
})"""
ROUTES = {
    "site.test": {
        "/login": always(typed(b"text/html", LOGIN)),
        "/": always(typed(b"text/html", b"<!doctype html><title>page</title>")),
    }
}


@pytest.fixture
async def browser():
    try:
        found = find_browser()
    except BrowserMissing as missing:
        pytest.skip(missing.message)
    pipe = KeyLogPipe()
    warm = WarmBrowser(BrowserOptions(browser=found, key_log=pipe.path, insecure=True))
    yield warm, pipe
    await warm.close()
    pipe.close()


async def test_a_login_lives_on_in_a_file(browser, tmp_path: Path):
    warm, pipe = browser
    profile, cookies = tmp_path / "state.json", tmp_path / "cookies.txt"
    cookies.write_text("#HttpOnly_site.test\tFALSE\t/\tTRUE\t0\t__Host-token\tjkl\n")
    async with asyncio.timeout(LIMIT_S), Origin(ROUTES) as origin:
        entries = [ConnectTo.parse(entry) for entry in origin.connect_to(["site.test"], "tls-h1")]
        recorder = Recorder(Connector(connect_to=entries), pipe.keys, tmp_path, 10**6)
        await recorder.start()

        first = await warm.context(recorder.proxy)
        page = await first.new_page()
        await page.goto("https://site.test/login")
        await page.evaluate("() => window.done")
        await save_profile(first, profile)
        await first.close()

        seen = len(origin.served)
        second = await warm.context(recorder.proxy, state=login_state(profile, cookies))
        assert len(origin.served) == seen, "the origin was asked while the context was made"
        page = await second.new_page()
        await page.goto("https://site.test/")
        assert await page.evaluate(LOOK) == ["sid=abc", "def", "ghi"]
        await second.close()
        await recorder.stop()
    asked = [each for each in origin.served if each.target == "/"]
    recorder.release()
    assert len(asked) == 1
    (cookie,) = [line for line in asked[0].request_head.splitlines() if line.lower().startswith(b"cookie:")]
    assert set(cookie.partition(b": ")[2].split(b"; ")) == {b"sid=abc", b"__Host-token=jkl"}
