"""What is done on a page so that all of it comes, through the whole program, from its records."""

from __future__ import annotations

import json

import pytest

from snapshotter.demo.answers import media
from snapshotter.demo.messages import always, html, typed
from snapshotter.demo.origin import Origin
from tests.museum.exhibits import tone_wav
from tests.system.conftest import going_to
from tests.system.readback import records

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOST = "pages.example"
SCRIPT = """
const main = document.querySelector("main");
const kinds = [
  ["de", "Weitere Artikel laden", "button"], ["ja", "もっと見る", "a"], ["ru", "Показать ещё", "div"],
];
for (const [name, label, tag] of kinds) {
  const button = document.createElement(tag);
  if (tag === "div") button.setAttribute("role", "button");
  button.textContent = label;
  let times = 0;
  button.onclick = async () => {
    const answer = await (await fetch(`/more/${name}/${++times}`)).text();
    main.insertAdjacentHTML("beforeend", `<p>${answer}</p>`);
    if (times === 3) button.remove();
  };
  document.body.append(button);
}
"""
PAGE = f"""<!doctype html><html lang=de><title>Gefaltet</title><h1>Gefaltet</h1><main><p>Text.</main>
<details><summary>Mehr</summary><p>Verborgen <img src=/img/details.svg loading=lazy></details>
<form action=/sent><input name=q><button>Mehr anzeigen</button></form>
<a href=/away>Load more</a>
<button onclick="location = '/led-away'">Show more</button>
<audio src=/tone.wav preload=none></audio>
<div style="height:200px;overflow:auto"><div style="height:3000px"></div><img id=deep></div>
<script>
  const deep = document.querySelector("#deep");
  const show = (seen) => {{ if (seen.some((one) => one.isIntersecting)) deep.src = "/img/deep.svg"; }};
  new IntersectionObserver(show).observe(deep);
  {SCRIPT}
</script>"""
DOT = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"


async def more(request):
    return typed(b"text/plain", f"Weiteres {request.path}".encode())


ROUTES = {
    "/folded.html": always(html(PAGE)),
    "/img/details.svg": always(typed(b"image/svg+xml", DOT)),
    "/img/deep.svg": always(typed(b"image/svg+xml", DOT + b"<!-- deep -->")),
    "/tone.wav": media(b"audio/wav", tone_wav(2.0)),
    **{f"/more/{name}/{time}": more for name in ("de", "ja", "ru") for time in (1, 2, 3)},
}


async def captured(program, routes, path, *options):
    async with Origin({HOST: routes}) as origin:
        ran = await program(
            "capture", f"http://{HOST}{path}", "--json", *options, *going_to(origin.connect_to([HOST], "h1"))
        )
        served = [exchange.target for exchange in origin.served]
    infos = [
        r for r in records(program.home) if r.fields.get("WARC-Target-URI", "").startswith("urn:pageinfo:")
    ]
    return ran.json, json.loads(infos[-1].block), served


def step(info, name):
    return next(one for one in info["steps"] if one["name"] == name)


async def test_folded_pages_are_unfolded_and_never_left(program):
    snapshot, info, served = await captured(program, ROUTES, "/folded.html")

    assert snapshot["outcome"] == "captured", snapshot["reason"]
    assert snapshot["final_url"] == f"http://{HOST}/folded.html"
    wanted = {f"/more/{name}/{time}" for name in ("de", "ja", "ru") for time in (1, 2, 3)}
    assert wanted | {"/img/details.svg", "/img/deep.svg", "/tone.wav"} <= set(served)
    assert not {"/sent", "/away", "/led-away"} & {path.partition("?")[0] for path in served}
    unfolded = step(info, "unfold")["detail"]
    assert unfolded["details_opened"] == 1
    assert sorted(set(unfolded["pressed"])) == [
        "Show more",
        "Weitere Artikel laden",
        "Показать ещё",
        "もっと見る",
    ]
    assert step(info, "media")["detail"] == {"media": 1, "started": 1}
    assert step(info, "scroll")["detail"]["inner_scrollers"] >= 1


async def test_what_the_page_brings_along_is_dealt_with_and_told(program):
    page = html(
        "<!doctype html><title>Company</title><h1>Company</h1><p>Words.<script>"
        "alert('one'); confirm('two'); prompt('three'); print();"
        "for (let n = 0; n < 8; n++) open('/popup?' + n);"
        "onbeforeunload = (event) => { event.preventDefault(); return 'stay'; };</script>"
    )
    popup = html("<!doctype html><title>popup</title><script>alert('popup')</script>")
    snapshot, info, _ = await captured(
        program, {"/company": always(page), "/popup": always(popup)}, "/company"
    )

    assert snapshot["outcome"] == "captured", snapshot["reason"]
    assert {"page.dialogs", "page.popups"} <= {finding["code"] for finding in info["findings"]}


async def test_a_budget_that_ran_out_stands_in_the_snapshot(program):
    endless = html(
        "<!doctype html><title>Endless</title><h1>Endless</h1><div style='height:2000px'></div><script>"
        "const more = '<div style=\"height:2000px\">more</div>';"
        "onscroll = () => document.body.insertAdjacentHTML('beforeend', more)</script>"
    )
    program.home.mkdir(parents=True)
    (program.home / "config.toml").write_text("[archive]\n[behaviours]\nscroll_max_px = 9000\n")

    snapshot, info, _ = await captured(program, {"/endless": always(endless)}, "/endless")

    assert snapshot["outcome"] == "captured"
    assert [cut["budget"] for cut in snapshot["truncations"]] == ["scroll-pixels"]
    assert step(info, "scroll")["outcome"] == "over-budget"
    assert 9000 <= step(info, "scroll")["detail"]["pixels"] < 20_000


async def test_a_page_may_not_load_more_than_it_is_allowed(program):
    images = "".join(f"<img src=/noise/{number}>" for number in range(40))
    page = html(f"<!doctype html><title>Heavy</title><h1>Heavy</h1>{images}")
    noise = {f"/noise/{n}": always(typed(b"image/png", bytes([n]) * 100_000)) for n in range(40)}
    program.home.mkdir(parents=True)
    (program.home / "config.toml").write_text("[archive]\n[capture]\nmax_page_bytes = 1000000\n")

    snapshot, info, _ = await captured(program, {"/heavy": always(page), **noise}, "/heavy")

    assert (snapshot["outcome"], snapshot["reason"]["code"]) == ("partial", "capture.page-bytes")
    assert [cut["budget"] for cut in info["cuts"]] == ["page-bytes"]
    assert snapshot["text_digest"] is not None


async def test_a_page_may_not_take_more_memory_than_it_is_allowed(program):
    eating = "setInterval(() => kept.push(new Uint8Array(2e7).fill(7)), 10)"
    page = html(
        f"<!doctype html><title>Hungry</title><h1>Hungry</h1><script>const kept = []; {eating}</script>"
    )
    program.home.mkdir(parents=True)
    (program.home / "config.toml").write_text("[archive]\n[capture]\npage_max_memory_bytes = 500000000\n")

    snapshot, info, _ = await captured(program, {"/hungry": always(page)}, "/hungry", "--retries", "0")

    assert snapshot["outcome"] in ("partial", "failed")
    assert snapshot["reason"]["code"] == "capture.browser-crashed"
    assert snapshot["reason"]["message"] == "the page took more than 500 MB of memory, and was ended"
    assert info["reason"] == snapshot["reason"]


async def test_further_views_and_paper(program):
    page = html(
        "<!doctype html><meta name=viewport content='width=device-width'><title>Wide</title><h1>Wide</h1>"
        "<picture><source media='(max-width: 500px)' srcset=/narrow.svg><img src=/wide.svg></picture>"
        "<p>Words."
    )
    drawn = {name: always(typed(b"image/svg+xml", DOT)) for name in ("/narrow.svg", "/wide.svg")}
    program.home.mkdir(parents=True)
    (program.home / "config.toml").write_text(
        '[archive]\n[capture]\nviewports = ["mobile", "800x600"]\npdf = true\n'
    )

    snapshot, _, served = await captured(program, {"/views": always(page), **drawn}, "/views")

    assert set(snapshot["artefacts"]) == {
        "text", "view", "full-page", "thumbnail", "pdf",
        "view:mobile", "full-page:mobile", "view:800x600", "full-page:800x600",
    }  # fmt: skip
    assert "/narrow.svg" in served
    blocks = {r.fields.get("WARC-Target-URI"): r.block for r in records(program.home)}
    assert blocks[f"urn:pdf:http://{HOST}/views"].startswith(b"%PDF-")
    assert blocks[f"urn:view:mobile:http://{HOST}/views"].startswith(b"\xff\xd8\xff")
