"""Pages as posts usually cite them: articles, blogs, documentation, shops, galleries.

Of real-looking weight: 20 to 80 resources, 0.3 to 3 MB, several hosts, three to eight screens high, part
of the pictures lazy.  Pages of one number are the same in every run.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from snapshotter.demo.messages import Route
from tests.museum.awkward.exhibit import Exhibit
from tests.museum.furniture import CSS, HTML, JS, document, prose, sentence, text, with_fallback

SHARED = {"library": "cdn.shared-library.example", "fonts": "fonts.shared-letters.example"}
"""Hosts that many pages load from."""


@dataclass(frozen=True)
class Plan:
    """What a kind of page is made of."""

    kind: str
    layout: str
    """``column``: pictures between paragraphs; ``grid``: tiles; ``table``: rows of figures."""
    sheets: int
    scripts: int
    pictures: int
    size: str
    lazy: float
    """Part of the pictures that load lazily."""
    paragraphs: int
    script_kb: int = 30
    icons: int = 6
    rows: int = 0


PLANS = (
    Plan("news", "column", 4, 12, 10, "640x400", 0.7, 18, 60),
    Plan("blog", "column", 2, 4, 6, "640x420", 0.5, 24),
    Plan("docs", "column", 3, 6, 4, "480x240", 0.0, 36),
    Plan("shop", "grid", 4, 14, 40, "240x240", 0.8, 6, 50),
    Plan("wiki", "column", 3, 5, 16, "240x180", 0.4, 26),
    Plan("gallery", "grid", 2, 5, 32, "360x240", 0.9, 4),
    Plan("forum", "column", 3, 8, 24, "64x64", 0.3, 34, 40),
    Plan("report", "table", 2, 4, 6, "640x300", 0.2, 14, rows=90),
    Plan("recipe", "column", 4, 10, 12, "480x320", 0.6, 16, 40),
    Plan("magazine", "column", 5, 12, 8, "800x500", 0.7, 16, 60),
    Plan("museum", "grid", 3, 6, 24, "320x320", 0.5, 8),
    Plan("paper", "column", 2, 5, 8, "560x360", 0.0, 24),
    Plan("portal", "grid", 5, 16, 36, "280x180", 0.7, 8, 60, icons=14),
    Plan("council", "table", 3, 6, 4, "480x240", 0.0, 18, rows=70),
    Plan("travel", "grid", 4, 10, 26, "360x240", 0.8, 10, 40),
    Plan("review", "column", 4, 9, 12, "520x340", 0.6, 16, 50),
    Plan("podcast", "column", 3, 8, 14, "300x300", 0.5, 14, 40),
    Plan("project", "column", 2, 6, 8, "640x360", 0.3, 22, 30),
    Plan("weather", "table", 3, 8, 10, "240x160", 0.2, 12, 40, rows=60),
    Plan("archive", "grid", 2, 4, 30, "300x200", 0.9, 6),
)


def pages(count: int = len(PLANS)) -> tuple[Exhibit, ...]:
    """The first pages; beyond the number of plans they differ in all their contents."""
    return tuple(_page(number) for number in range(count))


def shared_routes() -> dict[str, dict[str, Route]]:
    """What the shared hosts serve."""
    library = {f"/{name}.js": text(JS, _code(f"shared {name}", 80)) for name in ("library", "widgets")}
    letters = {"/letters.css": text(CSS, _face()), "/letters.woff2": text(b"font/woff2", "wOF2" * 5000)}
    return {SHARED["library"]: with_fallback(library), SHARED["fonts"]: with_fallback(letters)}


def _face() -> str:
    return "@font-face { font-family: Letters; src: url(letters.woff2) format('woff2'); font-display: swap }"


def _page(number: int) -> Exhibit:
    plan = PLANS[number % len(PLANS)]
    name = f"{plan.kind}-{number}"
    host, static = f"www.{name}.example", f"static.{name}.example"
    title = f"{sentence(random.Random(name)).removesuffix('.')} - {plan.kind}"
    page = document(title, _body(plan, name, static), head=_head(plan, static))
    files: dict[str, Route] = {
        f"/sheet-{n}.css": text(CSS, _rules(f"{name} {n}", n)) for n in range(plan.sheets)
    }
    files |= {f"/script-{n}.js": text(JS, _code(f"{name} {n}", plan.script_kb)) for n in range(plan.scripts)}
    hosts = {host: with_fallback({"/": text(HTML, page)}), static: with_fallback(files)}
    return Exhibit(name, f"https://{host}/", hosts)


def _head(plan: Plan, static: str) -> str:
    sheets = "".join(
        f'<link rel="stylesheet" href="https://{static}/sheet-{n}.css">' for n in range(plan.sheets)
    )
    scripts = "".join(
        f'<script src="https://{static}/script-{n}.js" {"async" if n % 3 else "defer"}></script>'
        for n in range(plan.scripts)
    )
    library = f'<script src="https://{SHARED["library"]}/library.js"></script>'
    letters = f'<link rel="stylesheet" href="https://{SHARED["fonts"]}/letters.css">'
    return f"{letters}{sheets}{library}{scripts}"


def _body(plan: Plan, name: str, static: str) -> str:
    pictures = list(_pictures(plan, static))
    icons = "".join(f'<img src="https://{static}/icon-{n}.svg" width="20" alt="">' for n in range(plan.icons))
    links = "".join(f'<li><a href="/section-{n}">Section {n}</a></li>' for n in range(12))
    inner = {"column": _column, "grid": _grid, "table": _table}[plan.layout](plan, name, pictures)
    aside, foot = prose(f"{name} aside", 3, 3), prose(f"{name} foot", 1)
    return (
        f"<header>{icons}<nav><ul>{links}</ul></nav></header><main>{inner}</main>"
        f"<aside>{aside}</aside><footer><ul>{links}</ul>{foot}</footer>"
    )


def _pictures(plan: Plan, static: str) -> Iterator[str]:
    width, height = plan.size.split("x")
    for n in range(plan.pictures):
        lazy = ' loading="lazy"' if n >= plan.pictures * (1 - plan.lazy) else ""
        address = f"https://{static}/photo-{n}-{plan.size}.png"
        yield f'<img{lazy} src="{address}" width="{width}" height="{height}" alt="">'


def _column(plan: Plan, name: str, pictures: list[str]) -> str:
    every = max(plan.paragraphs // max(len(pictures), 1), 1)
    parts = []
    for n in range(plan.paragraphs):
        parts.append(prose(f"{name} {n}", 1, 5))
        if n % every == 0 and pictures:
            parts.append(f"<figure>{pictures.pop(0)}<figcaption>Figure {n}</figcaption></figure>")
    parts += [f"<figure>{picture}</figure>" for picture in pictures]
    return "\n".join(parts)


def _grid(plan: Plan, name: str, pictures: list[str]) -> str:
    tiles = "".join(
        f'<div class="tile">{picture}{prose(f"{name} tile {n}", 1, 1)}</div>'
        for n, picture in enumerate(pictures)
    )
    return f'{prose(f"{name} top", plan.paragraphs)}<div class="grid">{tiles}</div>'


def _table(plan: Plan, name: str, pictures: list[str]) -> str:
    source = random.Random(name)
    rows = "".join(
        f"<tr><th>{2000 + n}</th>"
        + "".join(f"<td>{source.randrange(10_000)}</td>" for _ in range(8))
        + "</tr>"
        for n in range(plan.rows)
    )
    figures = "".join(f"<figure>{picture}</figure>" for picture in pictures)
    return f"{prose(name, plan.paragraphs)}{figures}<table>{rows}</table>"


_LAYOUT = (
    "body { font: 16px/1.5 Letters, serif; margin: 0 auto; max-width: 1180px }"
    " main { width: 820px; float: left }"
    " aside { width: 300px; float: right } footer { clear: both } nav li { display: inline; margin: 4px }"
    " .grid { display: grid; grid-template-columns: repeat(3, 1fr); gap: 10px } .tile img { max-width: 100% }"
    " td, th { padding: 2px 9px; border-bottom: 1px solid #ccc } img { height: auto }"
)


@cache
def _rules(seed: str, number: int) -> str:
    """A style sheet of about 15 kB, most of which no page uses, as is usual."""
    source = random.Random(seed)
    rules = "\n".join(
        f".{seed.replace(' ', '-')}-{n} > .part:not(.on) {{ color: #{source.randrange(1 << 24):06x};"
        f" margin: {source.randrange(40)}px; transition: opacity {source.random():.2f}s }}"
        for n in range(130)
    )
    return (_LAYOUT if number == 0 else "") + rules


@cache
def _code(seed: str, kilobytes: int) -> str:
    """A script that is mostly read, and does a little."""
    source = random.Random(seed)
    lines, size = [f"/* {seed} */", "(function () {"], 0
    while size < kilobytes * 1000:
        name = f"f{source.randrange(1 << 30):x}"
        line = (
            f"function {name}(a, b) {{ var r = []; for (var i = 0; i < a.length; i++) {{"
            f" if (a[i].{name} > {source.randrange(99)}) r.push(b(a[i], '{name}')); }} return r; }}"
        )
        lines.append(line)
        size += len(line)
    lines.append("var all = document.querySelectorAll('a, img'); var seen = 0;")
    lines.append("all.forEach(function (one) { if (one.getBoundingClientRect().top > 0) seen++; });")
    lines.append("document.documentElement.dataset.seen = seen; })();")
    return "\n".join(lines)
