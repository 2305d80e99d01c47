"""Our exports in other programs: py-wacz validates them, pywb and ReplayWeb.page replay them.

py-wacz and pywb run as programs of their own, from the folders that SNAPSHOTTER_TEST_WACZ_BIN and
SNAPSHOTTER_TEST_PYWB_BIN name or the search path; SNAPSHOTTER_TEST_REPLAYWEBPAGE names the folder with
``ui.js`` and ``sw.js`` (``npm pack replaywebpage``).  The archive is made once: a page whose scripts ask
with POST in nine ways, another that was taken twice, and revisits.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from snapshotter.conformance.checking import check
from snapshotter.signing import keys
from snapshotter.wacz import index
from snapshotter.workflows.export_posts import Vouching
from tests.builders import START
from tests.interop.programs import PYWB, fetched, program, serving_pywb
from tests.interop.served import BODIES, SITE, files_of, png, posting_page
from tests.unit.wacz.homes import Home, page

pytestmark = pytest.mark.interop
LATER = START + timedelta(days=30)
PAGE = f"{SITE}/page"
TS = "20260301123045"


@dataclass(frozen=True)
class Exports:
    folder: Path
    one: Path
    again: Path
    """The second capture of a page alone: everything in it was a revisit."""


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    home = Home(folder / "home")
    first = page("/other", seed="first")
    second = replace(
        page("/other", seed="second", at=LATER), text=first.text, artefacts=first.artefacts, title=first.title
    )
    home.store(posting_page(), first, second)
    home.post("one", *home.stored).post("again", home.stored[2])
    vouching = Vouching(keys.signer(folder / "key.pem"), datetime(2026, 5, 1, tzinfo=UTC))

    async def export():
        await home.exporting(vouching=vouching).one("one", folder / "one.wacz")
        await home.exporting().one("again", folder / "again.wacz")
        await home.exporting().several(["one", "again"], folder / "several", single_pages=False)
        await home.exporting().everything(folder / "everything.wacz")

    try:
        asyncio.run(export())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(index, "PLAIN_LINES", 3)
            patch.setattr(index, "BLOCK_LINES", 5)
            asyncio.run(home.exporting().one("one", folder / "blocks.wacz"))
    finally:
        home.close()
    return Exports(folder, folder / "one.wacz", folder / "again.wacz")


def test_py_wacz_finds_all_of_them_valid(exports):
    wacz = program("wacz", "SNAPSHOTTER_TEST_WACZ_BIN")
    files = sorted(exports.folder.rglob("*.wacz"))
    assert len(files) == 6
    for path in files:
        ran = subprocess.run(
            [wacz, "validate", "-f", path], capture_output=True, text=True, timeout=120, check=False
        )
        assert ran.returncode == 0, (path.name, ran.stdout, ran.stderr)
        assert "is valid" in ran.stdout, path.name
        assert check(path, path.name).faults == (), path.name


def test_pywb_makes_the_keys_that_our_index_has(exports, tmp_path):
    indexer = program("cdx-indexer", PYWB)
    with zipfile.ZipFile(exports.one) as container:
        warc = Path(container.extract("archive/data.warc.gz", tmp_path))
        ours = _by_offset(container.read("indexes/index.cdx").decode())
    ran = subprocess.run(
        [indexer, "-s", "-j", "-p", warc], capture_output=True, text=True, timeout=120, check=True
    )
    theirs = _by_offset(ran.stdout)
    assert {offset: keys for offset, keys in theirs.items() if not keys[0].startswith("urn:")} == {
        offset: keys for offset, keys in ours.items() if not keys[0].startswith("urn:")
    }


def _by_offset(text):
    found = {}
    for line in text.splitlines():
        key, moment, fields = line.split(" ", 2)
        if moment.isdigit():
            found[json.loads(fields)["offset"]] = (key, moment)
    return found


@pytest.fixture(scope="module")
def pywb(exports, tmp_path_factory):
    """The address of a pywb that has the exports in a collection each."""
    manager = program("wb-manager", PYWB)
    folder = tmp_path_factory.mktemp("pywb")
    for name in ("one", "again"):
        for command in (["init", name], ["add", "--unpack-wacz", name, exports.folder / f"{name}.wacz"]):
            subprocess.run([manager, *command], cwd=folder, capture_output=True, timeout=120, check=True)
    with serving_pywb(folder) as address:
        yield address


def test_pywb_replays_pages_and_pictures(pywb):
    assert b"<h1>Posts of every kind</h1>" in fetched(f"{pywb}/one/{TS}id_/{PAGE}")
    assert fetched(f"{pywb}/one/{TS}id_/{SITE}/p.png") == png()
    assert b"Words of it." in fetched(f"{pywb}/one/{LATER:%Y%m%d%H%M%S}mp_/{SITE}/other")


def test_pywb_replays_what_was_resolved(pywb):
    assert b"Words of it." in fetched(f"{pywb}/again/{LATER:%Y%m%d%H%M%S}id_/{SITE}/other")
    assert b"#123" in fetched(f"{pywb}/again/{LATER:%Y%m%d%H%M%S}id_/{SITE}/s.css")


@pytest.mark.parametrize("kind", BODIES)
def test_pywb_answers_posts(pywb, kind):
    media_type, body = BODIES[kind]
    if kind.startswith("multipart"):
        media_type, body = (
            media_type.replace("RecordedThen", "OfToday"),
            body.replace(b"RecordedThen", b"OfToday"),
        )
    assert json.loads(fetched(f"{pywb}/one/{TS}mp_/{SITE}/api", body, media_type)) == {"kind": kind}


@pytest.fixture(scope="module")
def replaywebpage(exports):
    """The address of ReplayWeb.page, with the exports beside it."""
    where = os.environ.get("SNAPSHOTTER_TEST_REPLAYWEBPAGE", "")
    if not where or not Path(where, "ui.js").exists():
        pytest.skip("SNAPSHOTTER_TEST_REPLAYWEBPAGE does not name the folder of ReplayWeb.page")
    for name in ("ui.js", "sw.js"):
        shutil.copy(Path(where, name), exports.folder)
    shell = (
        "<!doctype html><meta charset=utf-8><script src=./ui.js></script><replay-app-main></replay-app-main>"
    )
    (exports.folder / "index.html").write_text(shell)
    with files_of(exports.folder) as address:
        yield address


@pytest.fixture
async def tab():
    """A window of Chromium."""
    from playwright.async_api import async_playwright

    from snapshotter.capture.browsers import find_browser

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=str(find_browser().path), args=["--no-sandbox"]
        )
        yield await browser.new_page(viewport={"width": 1200, "height": 800})
        await browser.close()


async def shown(tab, address, file, url=PAGE, ts=TS):
    """The frame with the replayed page, once its scripts are done."""
    await tab.goto(f"{address}/?source={address}/{file}#view=pages&url={url}&ts={ts}")
    deadline = asyncio.get_running_loop().time() + 60
    while asyncio.get_running_loop().time() < deadline:
        for frame in tab.frames:
            if frame.url.endswith(f"mp_/{url}"):
                await frame.wait_for_load_state("load", timeout=30_000)
                return frame
        await asyncio.sleep(0.1)  # frames of a service worker's making tell of themselves in no event
    raise AssertionError(f"{url} was not shown: {[frame.url for frame in tab.frames]}")


COLLECTION = """async () => {
  const list = await (await fetch("./w/api/coll-index")).json();
  return await (await fetch(`./w/api/c/${list.colls[0].id}?all=1`)).json();
}"""
VERIFIED = """async ({signedData}) => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const curve = {name: "ECDSA", namedCurve: "P-384"};
  const key = await crypto.subtle.importKey("spki", bytes(signedData.publicKey), curve, true, ["verify"]);
  const text = new TextEncoder().encode(signedData.hash);
  return await crypto.subtle.verify({name: "ECDSA", hash: "SHA-256"}, key, bytes(signedData.signature), text);
}"""


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("file", ["one.wacz", "blocks.wacz", "everything.wacz", "several/index.json"])
async def test_replaywebpage_shows_the_page_and_answers_its_posts(replaywebpage, tab, exports, file):
    frame = await shown(tab, replaywebpage, file)
    await frame.wait_for_function("document.title === 'done'", timeout=30_000)
    found = json.loads(await frame.text_content("#out"))
    assert found == {kind: kind for kind in BODIES}
    assert await frame.evaluate("document.getElementById('picture').naturalWidth") == 200
    if folder := os.environ.get("SNAPSHOTTER_TEST_SCREENSHOTS"):
        await tab.screenshot(path=Path(folder, f"replaywebpage-{file.replace('/', '-')}.png"))


@pytest.mark.browser
async def test_replaywebpage_lists_the_pages(replaywebpage, tab, exports):
    await shown(tab, replaywebpage, "one.wacz")
    collection = await tab.evaluate(COLLECTION)
    assert collection["title"] == "About one"
    assert sorted(line["url"] for line in collection["pages"]) == [f"{SITE}/other", f"{SITE}/other", PAGE]
    assert collection["verify"]["created"] == "2026-05-01T00:00:00Z"
    assert collection["verify"]["publicKey"] == keys.signer(exports.folder / "key.pem").public_key


@pytest.mark.browser
async def test_replaywebpage_shows_what_was_resolved(replaywebpage, tab):
    frame = await shown(tab, replaywebpage, "again.wacz", f"{SITE}/other", f"{LATER:%Y%m%d%H%M%S}")
    assert "Words of it." in await frame.text_content("body")
    assert await frame.evaluate("getComputedStyle(document.body).color") == "rgb(17, 34, 51)"


@pytest.mark.browser
async def test_a_browser_finds_the_signature_valid(replaywebpage, tab, exports):
    with zipfile.ZipFile(exports.one) as container:
        document = json.loads(container.read("datapackage-digest.json"))
    await tab.goto(replaywebpage)
    assert await tab.evaluate(VERIFIED, document) is True
    signature = document["signedData"]["signature"]
    document["signedData"]["signature"] = (
        signature[:20] + ("A" if signature[20] != "A" else "B") + signature[21:]
    )
    assert await tab.evaluate(VERIFIED, document) is False
