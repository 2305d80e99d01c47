"""Pages that load while they are scrolled."""

from __future__ import annotations

import json
from collections.abc import Iterator

from snapshotter.demo.messages import Request, Response, Route, typed
from tests.museum.awkward.exhibit import Exhibit, exhibit, host_of, script_route
from tests.museum.furniture import HTML, JSON, document, prose, text

_PAGES = 12
_ITEMS = 8


def exhibits() -> Iterator[Exhibit]:
    yield _nested()
    yield _virtual()
    yield _infinite()
    yield _posting()
    yield _late_frames()
    yield _skipped()


def _script(name: str) -> str:
    return f'<script src="/{name}.js" defer></script>'


def _nested() -> Exhibit:
    """The window does not scroll: a container in it does, and a list in that."""
    head = (
        "<style>html, body { height: 100%; margin: 0; overflow: hidden } h1 { margin: 0 }"
        " main { height: calc(100vh - 40px); overflow-y: auto }"
        " .card { height: 300px; margin: 8px; background-size: cover }"
        " .list { height: 480px; width: 500px; margin-left: 700px; overflow-y: auto; border: 1px solid }"
        "</style>" + _script("backgrounds")
    )
    cards = [_card("card", number) for number in range(18)]
    items = "".join(_card("item", number) for number in range(9))
    cards.insert(9, f'<div class="list" data-scroller>{items}</div>')
    body = f"<main data-scroller>{''.join(cards)}</main>"
    return exhibit(
        "Boxes in boxes",
        body,
        name="nested-scroll",
        head=head,
        files={"/backgrounds.js": script_route("backgrounds")},
    )


def _card(kind: str, number: int) -> str:
    return f'<div class="card" data-bg="/{kind}/{number}-300x180.png">{prose(f"{kind} {number}", 1, 2)}</div>'


def _virtual() -> Exhibit:
    """Sixty rows, of which only those near the window exist at any time."""
    head = "<style>#rows { position: relative } #rows > div { position: absolute; height: 240px }</style>"
    return exhibit(
        "Sixty harbours",
        '<div id="rows"></div>',
        name="virtual-list",
        head=head + _script("virtual"),
        files={"/virtual.js": script_route("virtual")},
    )


def _infinite() -> Exhibit:
    """Twelve loads of eight pictures, then it says that this was all."""
    return exhibit(
        "The feed",
        '<div id="feed"></div><p id="end">Loading</p>',
        name="infinite-feed",
        head=_script("feed"),
        files={
            "/feed.js": script_route("feed"),
            **{f"/feed/{number}.json": text(JSON, json.dumps(_load(number))) for number in range(_PAGES)},
        },
    )


def _load(number: int) -> dict[str, object]:
    pictures = [f"/feed/{number}-{item}-240x160.png" for item in range(_ITEMS)]
    return {"text": prose(f"feed {number}", 1), "pictures": pictures, "last": number == _PAGES - 1}


def _posting() -> Exhibit:
    """What comes next is asked for by POST, always at the same address."""
    return exhibit(
        "Asked for by post",
        '<div id="list"></div><p id="end">Loading</p>',
        name="posted-queries",
        head=_script("posting"),
        files={"/posting.js": script_route("posting"), "/api/query": _query},
    )


async def _query(request: Request) -> Response:
    if request.method != "POST":
        return typed(JSON, b'{"error": "POST a query"}', status=405)
    number = int(json.loads(request.body)["variables"]["after"])
    answer = {"picture": f"/queried/{number}-240x160.png", "text": prose(f"query {number}", 2), "next": None}
    return typed(JSON, json.dumps(answer | {"next": number + 1 if number < 9 else None}).encode())


def _late_frames() -> Exhibit:
    """Frames of other hosts that a script puts in when their place comes into the window."""
    host = host_of("late-frames")
    places = "".join(
        f'{prose(f"between {number}", 4)}<div class="place" data-frame="https://maker{number % 2}.{host}/'
        f'{number}.html" style="height: 220px"></div>'
        for number in range(6)
    )
    return exhibit(
        "Embeds come later",
        places,
        name="late-frames",
        head=_script("late-frames"),
        files={"/late-frames.js": script_route("late-frames")},
        others={
            f"maker{maker}": {f"/{number}.html": _embed(number) for number in range(maker, 6, 2)}
            for maker in range(2)
        },
    )


def _embed(number: int) -> Route:
    below = f'<img loading="lazy" src="/embed/{number}b.png" alt="">'
    return text(HTML, document(f"Embed {number}", f'<img src="/embed/{number}-200x120.png" alt="">{below}'))


def _skipped() -> Exhibit:
    """Sections whose contents are not rendered before they come near (content-visibility), and animations."""
    sections = "".join(
        f'<section><div class="bg{number}">{prose(f"section {number}", 3)}</div></section>'
        for number in range(16)
    )
    backgrounds = "".join(
        f".bg{number} {{ background: url(/behind/{number}-200x140.png) }}" for number in range(16)
    )
    head = (
        "<style>section { content-visibility: auto; contain-intrinsic-size: auto 500px; min-height: 500px }"
        f"{backgrounds} @keyframes tide {{ from {{ background-image: url(/tide/low.png) }}"
        " to { background-image: url(/tide/high.png) } }"
        " h1 { animation: tide 2s linear infinite alternate; height: 80px }</style>"
    )
    return exhibit("Rendered when seen", sections, name="content-visibility", head=head)
