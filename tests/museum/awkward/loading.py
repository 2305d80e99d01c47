"""Pages whose parts are chosen, nested and imported."""

from __future__ import annotations

from collections.abc import Iterator

from snapshotter.demo.messages import Route
from tests.museum.awkward.exhibit import Exhibit, exhibit, host_of, script_route
from tests.museum.furniture import CSS, HTML, document, prose, text

_WIDTHS = (320, 640, 960, 1280, 1920)


def exhibits() -> Iterator[Exhibit]:
    yield _responsive()
    yield _imports()
    yield _fonts()
    yield _components()
    yield _frames()
    yield _painted()


def _responsive() -> Exhibit:
    """``srcset`` by width and density, ``<picture>`` by medium."""
    body = "".join(_picture(number) + prose(f"picture {number}", 1) for number in range(14))
    return exhibit("Whatever fits", body, name="responsive-images")


def _picture(number: int) -> str:
    if number % 3 == 0:
        return (
            f'<picture><source media="(min-width: 2000px)" srcset="/p/{number}-huge.png">'
            f'<source media="(min-width: 1000px)" srcset="/p/{number}-wide.png, /p/{number}-wide-2x.png 2x">'
            f'<img loading="lazy" src="/p/{number}-narrow.png" alt=""></picture>'
        )
    choices = ", ".join(f"/p/{number}-{width}w.png {width}w" for width in _WIDTHS)
    loading = ' loading="lazy"' if number % 2 else ""
    sizes = "(min-width: 900px) 60vw, 100vw"
    return f'<img{loading} src="/p/{number}.png" srcset="{choices}" sizes="{sizes}" alt="">'


def _imports() -> Exhibit:
    """Six sheets deep, by medium, layer and condition; and sheets for paper."""
    sheets = {
        "/a.css": '@import url("b.css"); @import "print.css" print; h1 { background: url(/deep/a.png) }',
        "/b.css": "@import url(/c.css) layer(base) screen; @import '/never.css' (min-width: 9000px);",
        "/c.css": '@import "/d/d.css" supports(display: grid);',
        "/d/d.css": '@import "../e.css"; @import "e/inner.css"; p { list-style: url("d.png") }',
        "/d/e/inner.css": ".far { background-image: url(../../deep/inner.png) }",
        "/e.css": '@charset "utf-8"; @import url( f.css );',
        "/f.css": ".far::after { content: url('/deep/f.svg') } .paper { display: none }",
        "/print.css": ".paper { display: block; background: url(/deep/print.png) }",
        "/paper.css": "@page { margin: 2cm } h1 { color: black }",
        "/never.css": "p { color: red }",
    }
    head = '<link rel="stylesheet" href="/a.css"><link rel="stylesheet" href="/paper.css" media="print">'
    body = f'{prose("imports", 30)}<div class="far">Far down</div><div class="paper">On paper</div>'
    files = {path: text(CSS, content) for path, content in sheets.items()}
    return exhibit("Sheets of sheets", body, name="import-chain", head=head, files=files)


def _fonts() -> Exhibit:
    """Subsets by unicode-range, each wanted once some of its letters stand there."""
    ranges = {"latin": "U+0-24F", "greek": "U+370-3FF", "cyrillic": "U+400-4FF", "hebrew": "U+590-5FF"}
    faces = "".join(
        f"@font-face {{ font-family: Quay; src: url(/fonts/quay-{name}.woff2) format('woff2');"
        f" unicode-range: {letters} }}"
        for name, letters in ranges.items()
    )
    head = f"<style>{faces} body {{ font-family: Quay, serif }}</style>" + (
        '<script>addEventListener("scroll", () => {'
        ' document.getElementById("late").textContent = "\\u05e9\\u05dc\\u05d5\\u05dd"'
        " }, {once: true})</script>"
    )
    body = f'{prose("fonts", 14)}<p>Η θάλασσα</p><p>Море</p><p id="late"></p>{prose("letters", 6)}'
    fonts = {f"/fonts/quay-{name}.woff2": _font(name) for name in ranges}
    return exhibit("In many letters", body, name="font-subsets", head=head, files=fonts)


def _font(name: str) -> Route:
    return text(b"font/woff2", f"wOF2 {name} " * 200)


def _components() -> Exhibit:
    """Custom elements with shadow roots, closed and declared ones too, and what these load."""
    cards = "".join(
        f'<photo-card number="{number}"></photo-card>{prose(f"c{number}", 2)}' for number in range(8)
    )
    declared = (
        '<div><template shadowrootmode="open"><link rel="stylesheet" href="/declared.css">'
        '<p class="told">Declared</p><img loading="lazy" src="/shadow/declared.png" alt=""></template></div>'
    )
    sheets = {
        "/card.css": ":host { display: block; min-height: 240px }"
        " b { background: url(/shadow/from-sheet.png) }",
        "/declared.css": ".told { background: url(/shadow/told.png) }",
    }
    return exhibit(
        "Made of components",
        declared + cards,
        name="shadow-components",
        head='<script type="module" src="/components.js"></script>',
        files={
            "/components.js": script_route("components"),
            **{path: text(CSS, content) for path, content in sheets.items()},
        },
    )


def _frames() -> Exhibit:
    """Frames in frames, of three hosts in turn."""
    host = host_of("frames-in-frames")
    hosts = [f"{name}.{host}" for name in ("north", "east", "west")]
    others: dict[str, dict[str, Route]] = {name: {} for name in ("north", "east", "west")}
    for depth in range(6):
        deeper = f"https://{hosts[(depth + 1) % 3]}/{depth + 1}.html"
        inner = f'<iframe src="{deeper}" width="90%" height="80%"></iframe>'
        body = (
            f'<img src="/in/{depth}.png" alt=""><div style="height: 600px">{inner if depth < 5 else ""}</div>'
        )
        lazy = f'<img loading="lazy" src="/in/{depth}-below.png" alt="">'
        others[hosts[depth % 3].split(".")[0]][f"/{depth}.html"] = text(
            HTML, document(f"D{depth}", body + lazy)
        )
    srcdoc = "<iframe srcdoc=\"<img src='/in/srcdoc.png'>\"></iframe>"
    outer = f'<iframe src="https://{hosts[0]}/0.html" width="1150" height="700"></iframe>{srcdoc}'
    return exhibit("Windows in windows", outer + prose("frames", 6), name="frames-in-frames", others=others)


def _painted() -> Exhibit:
    """Pictures by custom property, image-set, mask, border, generated content, canvas; and only on hover."""
    head = (
        '<link rel="stylesheet" href="/painted.css"><script src="/canvas.js" defer></script>'
        "<style>:root { --sea: url(/painted/sea.png) } .var { background: var(--sea) }</style>"
    )
    sheet = (
        ".set { background: image-set('/painted/set-1x.png' 1x, '/painted/set-2x.png' 2x) }"
        " .typed { background: image-set(url(/painted/t.png) type('image/png')) }"
        " .mask { mask-image: url('/painted/mask.svg'); background: teal }"
        " .border { border: 9px solid; border-image: url(/painted/border.svg) 9 }"
        " .before::before { content: url(/painted/before.svg) }"
        ' .two { background: url(/painted/two-a.png), url("/painted/two\\-b.png") }'
        " @media (min-width: 1000px) { .wide { background: url(/painted/wide.png) } }"
        " @media (max-width: 999px) { .wide { background: url(/painted/narrow.png) } }"
        " .menu { width: 160px } .menu a:hover { background: url(/hover/only.png) }"
    )
    classes = ("var", "set", "typed", "mask", "border", "before", "two", "wide")
    boxes = "".join(f'<div class="{name}">{prose(name, 1, 4)}</div>' for name in classes)
    inline = '<div style="background-image: url(&quot;/painted/inline.png&quot;)">Inline</div>'
    svg = '<svg width="60" height="40"><image href="/painted/in-svg.png" width="60" height="40"/></svg>'
    body = f'<nav class="menu"><a href="#x">Only on hover</a></nav>{boxes}{inline}{svg}<canvas></canvas>'
    files = {"/painted.css": text(CSS, sheet), "/canvas.js": script_route("canvas")}
    return exhibit("Painted on", body, name="painted", head=head, files=files)
