"""Pages of which parts are folded away until a hand opens them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.museum.awkward.exhibit import Exhibit, exhibit, script_route
from tests.museum.furniture import JSON, prose, text

_BUTTONS = {
    "en": "Load more",
    "de": "Mehr anzeigen",
    "fr": "Voir plus",
    "ja": "もっと見る",
}
_LOADS = 3


def exhibits() -> Iterator[Exhibit]:
    yield _folded()
    yield _tabs()
    yield _slides()
    yield _more()


def _folded() -> Exhibit:
    """``<details>`` with pictures that load when they are opened, some in others."""
    inner = (
        "<details><summary>And more</summary>"
        '<img loading="lazy" src="/folded/{0}-inner.png" alt=""></details>'
    )
    folds = "".join(
        f"<details><summary>Question {number}</summary>{prose(f'answer {number}', 2)}"
        f'<img loading="lazy" src="/folded/{number}-240x160.png" alt=""><div class="bg{number}">.</div>'
        f"{inner.format(number)}</details>"
        for number in range(8)
    )
    sheet = "".join(f".bg{number} {{ background: url(/folded/{number}-bg.png) }}" for number in range(8))
    head = f'<style>{sheet}</style><script src="/folds.js" defer></script>'
    files = {"/folds.js": script_route("folds")}
    body = folds + '<details class="asks"><summary>Minutes</summary><p>Loading</p></details>'
    return exhibit("Questions", body, name="folded-details", head=head, files=files)


def _tabs() -> Exhibit:
    """Panels that are hidden; their pictures have their addresses, and load when they are shown."""
    labels = "".join(f'<button role="tab" data-panel="{n}">Year {1960 + n}</button>' for n in range(5))
    panels = "".join(
        f'<section role="tabpanel" id="panel{n}"{" hidden" if n else ""}>{prose(f"panel {n}", 2)}'
        f'<img loading="lazy" src="/panel/{n}-240x160.png" alt=""></section>'
        for n in range(5)
    )
    head = (
        '<script>addEventListener("click", ({target}) => {'
        " const {panel} = target.dataset; if (!panel) return;"
        ' document.querySelectorAll("[role=tabpanel]").forEach((each) => {'
        ' each.hidden = each.id !== "panel" + panel; }); });</script>'
    )
    return exhibit("By year", labels + panels, name="tabs", head=head, once=("[role=tab]",))


def _slides() -> Exhibit:
    """A carousel whose slides get their pictures when they are turned to; another that scrolls sideways."""
    slides = "".join(
        f'<img class="slide" data-src="/slide/{n}-600x300.png" alt=""{" hidden" if n else ""}>'
        for n in range(6)
    )
    strip = "".join(f'<img loading="lazy" src="/strip/{n}-600x200.png" alt="">' for n in range(6))
    head = (
        "<style>.strip { width: 620px; overflow-x: auto; display: flex }"
        " .strip img { flex: 0 0 600px }</style>"
        '<script src="/slides.js" defer></script>'
    )
    body = (
        f'<div class="carousel">{slides}<button class="next">›</button></div>{prose("slides", 12)}'
        f'<button class="along">Along</button><div class="strip">{strip}</div>{prose("strip", 3)}'
    )
    return exhibit(
        "In slides",
        body,
        name="carousel",
        head=head,
        files={"/slides.js": script_route("slides")},
        until_gone=(".next:not([disabled])", ".along:not([disabled])"),
    )


def _more() -> Exhibit:
    """Lists with a button for more of them, in four languages; and links that must not be taken for it."""
    lists = "".join(
        f'<section lang="{language}" data-list="{language}">{prose(language, 2)}<div class="items"></div>'
        f'<button type="button" class="more">{label}</button></section>'
        for language, label in _BUTTONS.items()
    )
    trap = (
        '<p><a href="/elsewhere.html">Read more</a></p><form action="/sent"><button>Show more</button></form>'
    )
    loads = {
        f"/more/{language}/{number}.json": text(JSON, json.dumps(_load(language, number)))
        for language in _BUTTONS
        for number in range(_LOADS)
    }
    return exhibit(
        "More of everything",
        lists + trap,
        name="load-more",
        head='<script src="/more.js" defer></script>',
        files={"/more.js": script_route("more"), **loads},
        until_gone=("button.more",),
    )


def _load(language: str, number: int) -> dict[str, object]:
    pictures = [f"/more/{language}-{number}-{item}.png" for item in range(3)]
    return {"pictures": pictures, "last": number == _LOADS - 1}
