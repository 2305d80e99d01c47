"""A static copy, opened in Chromium, looks like its page, runs nothing and asks for nothing."""

from __future__ import annotations

import base64

import pytest

from snapshotter.cited.static_copy import static_copy
from snapshotter.demo.messages import always, typed
from tests.unit.cited import pages
from tests.unit.cited.chromium import chromium, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOLERANCE = 0.0005
VIEWPORT = {"width": 900, "height": 900}
SERIALISE = """() => {
  const roots = [];
  const collect = node => { for (const each of node.querySelectorAll('*'))
    if (each.shadowRoot) { roots.push(each.shadowRoot); collect(each.shadowRoot); } };
  collect(document);
  return '<!DOCTYPE html><html>' + document.documentElement.getHTML({shadowRoots: roots}) + '</html>';
}"""
DIFFERENT = """async pair => {
  const [left, right] = await Promise.all(pair.map(async data => {
    const image = new Image(); image.src = 'data:image/png;base64,' + data; await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height); const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0); return context.getImageData(0, 0, image.width, image.height); }));
  let count = 0;
  for (let at = 0; at < left.data.length; at += 4)
    if ([0, 1, 2].some(i => Math.abs(left.data[at + i] - right.data[at + i]) > 8)) count++;
  return [count, left.data.length / 4];
}"""


@pytest.mark.parametrize("path", ["/article", "/shadow", "/frames"])
async def test_it_looks_the_same_and_asks_for_nothing(path, tmp_path):
    routes = {where: always(typed(kind.encode(), body)) for where, (kind, body) in pages.PARTS.items()}
    async with served(routes) as (_, base), chromium() as browser:
        page = await browser.new_page(viewport=VIEWPORT)
        await page.goto(base + path, wait_until="networkidle")
        before = await page.screenshot()
        dom = await page.evaluate(SERIALISE)
        copy = static_copy(dom, base + path, lambda url: pages.PARTS.get(url.removeprefix(base)))
        file = tmp_path / "copy.html"
        file.write_bytes(copy)

        context = await browser.new_context(viewport=VIEWPORT, offline=True)
        opened = await context.new_page()
        asked = []
        ran = []
        opened.on("request", lambda request: asked.append(request.url))
        opened.on("console", lambda message: ran.append(message.text))
        await opened.goto(file.as_uri(), wait_until="load")
        # frames in sandboxes paint a little later than their page
        for _ in range(20):
            after = await opened.screenshot()
            pair = [base64.b64encode(shot).decode() for shot in (before, after)]
            different, pixels = await page.evaluate(DIFFERENT, pair)
            if different <= pixels * TOLERANCE:
                break
        assert different <= pixels * TOLERANCE, f"{different} of {pixels} pixels differ"
        assert [url for url in asked if not url.startswith(("file:", "data:", "about:"))] == []
        assert [text for text in ran if "Refused to load" in text or "violates" in text] == []
        assert await opened.evaluate("document.scripts.length") == 0
