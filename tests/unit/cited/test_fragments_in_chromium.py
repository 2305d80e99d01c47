"""Chromium goes to the passage that a selector's directive names, and marks it and no other."""

from __future__ import annotations

import pytest

from snapshotter.cited.fragments import text_fragment
from snapshotter.cited.passages import find_quotes
from snapshotter.demo.messages import always, html
from tests.unit.cited.chromium import chromium, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FILLER = "".join(f"<p>Paragraph {number} of many that say nothing to the point.</p>" for number in range(40))
PAGE = f"""<!doctype html><meta charset=utf-8><title>Passages</title>
<style>
body {{width: 600px; font: 16px sans-serif}} .big {{text-transform: uppercase}}
::target-text {{background: #f00; color: #fff}}
</style>
{FILLER}<p id=decoy>The board said that nothing was decided.</p>{FILLER}
<p id=plain>A well-known, “rather” odd sentence – R&amp;D at 100% – stands <b>he</b><i>re</i> alone.</p>
{FILLER}
<p>In May it met again.</p><p id=twice>The board said that nothing was decided.</p>{FILLER}
<div id=long><p>First of all the engineers walked the whole length of the wall before breakfast, and they
noted each of the cracks.</p><ul><li>Then they wrote a report</li></ul>
<p>that nobody in the town ever read to its end.</p></div>{FILLER}
<p id=han>我们昨天去了那里，看了公园里的樱花，天气很好。</p>{FILLER}
<p id=loud class=big>Nobody spoke up.</p>{FILLER}"""
QUOTES = {
    "plain": 'well-known, "rather" odd sentence - R&D at 100% - stands here',
    "twice": "nothing was decided",
    "long": "the engineers walked the whole length of the wall ... Then they wrote a report that nobody in"
    " the town ever read",
    "han": "看了公园里的樱花",
    "loud": "nobody spoke up",
}


@pytest.mark.parametrize("element", QUOTES)
async def test_the_passage_is_in_view_and_marked(element):
    async with served({"/": always(html(PAGE))}) as (_, base), chromium() as browser:
        page = await browser.new_page(viewport={"width": 800, "height": 600})
        await page.goto(f"{base}/")
        text = await page.evaluate("document.body.innerText")
        (match,) = find_quotes([QUOTES[element]], text)
        if element == "twice":
            at = text.rindex("nothing was decided")
            fragment = text_fragment(text, at, at + len("nothing was decided"))
        else:
            assert match.ratio == 1.0
            fragment = match.selector.fragment
        unmarked = await shots(page, element)
        await page.goto("about:blank")
        await page.goto(f"{base}/#{fragment}")
        await page.wait_for_function("scrollY > 0", timeout=5000)
        top, bottom = await page.evaluate(
            "id => {const r = document.getElementById(id).getBoundingClientRect(); return [r.top, r.bottom]}",
            element,
        )
        assert 0 <= top < bottom <= 600
        marked = await shots(page, element)
        assert marked[element] != unmarked[element]
        assert marked["decoy"] == unmarked["decoy"]


async def shots(page, *elements: str) -> dict[str, bytes]:
    return {name: await page.locator(f"#{name}").screenshot() for name in (*elements, "decoy")}
