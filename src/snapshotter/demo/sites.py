"""What every address of the small web answers."""

from __future__ import annotations

from snapshotter.demo import answers, artwork
from snapshotter.demo.messages import Response, Route, always, html, redirect, typed
from snapshotter.demo.publishers import (
    ATLAS,
    BLOG,
    CIVIC,
    CORRIDOR,
    FIELDNOTES,
    FOOTAGE,
    GRID,
    GRID_DATA,
    HARBOUR,
    LODESTAR,
    MAPSTAGE,
    MERIDIAN,
    NORTHGAS,
    OPENFIELD,
    POST_PATH,
    PUBLISHERS,
    SHORT,
    SIC,
    TIDEWATCH,
    Publisher,
    article_html,
    not_found_html,
    page_bytes,
    post_html,
    style_sheet,
)

_HTML = b"text/html; charset=utf-8"
_SCRIPT = b"text/javascript; charset=utf-8"
_DRAWINGS = ("road", "hills", "river", "harbour", "pipeline", "aurora")
_ROAD_CUT = "/2016/02/18/world/karsa-cut-off"
_TRANSIT = "/analysis/transit-march"
_SLOW_LIGHT = "/issue-31/slow-light"
_MAP_SCRIPT = b'document.getElementById("hours").textContent = "21:00 to 06:00, four ferries";\n'

_ARTICLES = (
    (MERIDIAN, "/2016/03/10/world/supply-road-reopens", "supply-road.html"),
    (MERIDIAN, _ROAD_CUT, "road-cut.html"),
    (CORRIDOR, "/brief/4471", "brief.html"),
    (SIC, "/2016/03/09/the-battle-of-the-two-bridges", "bridges.html"),
    (FIELDNOTES, "/stories/river-crossing", "river-crossing.html"),
    (FOOTAGE, "/watch/harbour-first-light", "harbour.html"),
    (CIVIC, "/questions/storage-levy", "poll.html"),
    (TIDEWATCH, "/stations/port-amsel", "tides.html"),
)
"""Publisher, path and file of the pages that are a frame around a text."""


def routes(*, download_bytes: int) -> dict[str, dict[str, Route]]:
    """Every host of the small web with its paths."""
    sites = {publisher.host: _furniture(publisher) for publisher in PUBLISHERS}
    for publisher, path, name in _ARTICLES:
        sites[publisher.host][path] = always(html(article_html(publisher, path, name)))
    for publisher, paths in (*_documents(download_bytes), *_behaviour()):
        sites[publisher.host] |= paths
    return sites


def _documents(download_bytes: int) -> tuple[tuple[Publisher, dict[str, Route]], ...]:
    """What is cited and is no article."""
    post = {POST_PATH: always(html(post_html())), "/banner.svg": always(_svg(BLOG, "banner", 1080, 190))}
    convoys = answers.text("convoys.txt", b"text/plain; charset=utf-8")
    return (
        (BLOG, post),
        (ATLAS, {"/2016/front-march-10.png": answers.relief("front")}),
        (OPENFIELD, {"/archives/2016-March/001942.txt": convoys}),
        (
            MERIDIAN,
            {"/feeds/science.xml": answers.text("science.xml", b"application/rss+xml; charset=utf-8")},
        ),
        (GRID, {"/pdf/wp-2016-07.pdf": answers.paper}),
        (GRID_DATA, {"/sets/flows-2015.zip": answers.download(download_bytes)}),
    )


def _behaviour() -> tuple[tuple[Publisher, dict[str, Route]], ...]:
    """What redirects, takes its time, or answers the scripts of a page."""
    transit = article_html(NORTHGAS, _TRANSIT, "transit.html")
    slow_light = article_html(LODESTAR, _SLOW_LIGHT, "slow-light.html")
    film = answers.media(b"video/webm", page_bytes("harbour.webm"))
    map_page = {
        "/maps/river-crossing": answers.text("map.html", _HTML),
        "/map.js": always(typed(_SCRIPT, _MAP_SCRIPT)),
        "/tiles/river-crossing.png": answers.relief("river"),
    }
    tides = {
        "/worker.js": answers.text("worker.js", _SCRIPT),
        "/model/port-amsel.json": answers.data("tides"),
    }
    return (
        (SHORT, {"/a7": always(redirect(301, f"{MERIDIAN.origin}/r/a7"))}),
        (MERIDIAN, {"/r/a7": always(redirect(302, MERIDIAN.origin + _ROAD_CUT))}),
        (CORRIDOR, {"/api/briefs/4471.json": answers.data("brief")}),
        (FOOTAGE, {"/media/harbour.webm": film}),
        (MAPSTAGE, map_page),
        (HARBOUR, {"/live": answers.ticker}),
        (NORTHGAS, {_TRANSIT: answers.compressed(transit)}),
        (CIVIC, {"/graphql": answers.graphql}),
        (LODESTAR, {_SLOW_LIGHT: answers.slow(slow_light)}),
        (TIDEWATCH, tides),
    )


def _furniture(publisher: Publisher) -> dict[str, Route]:
    """What the frame of every publisher asks for."""
    art = {f"/static/art/{name}.svg": always(_svg(publisher, name, 1200, 520)) for name in _DRAWINGS}
    mark = artwork.mark_svg(publisher.name[0], publisher.accent)
    return art | {
        "/static/site.css": always(typed(b"text/css; charset=utf-8", style_sheet(publisher))),
        "/static/site.js": answers.text("site.js", _SCRIPT),
        "/static/most-read.json": answers.data("most-read"),
        "/static/mark.svg": always(typed(b"image/svg+xml", mark)),
        "/static/photo.png": answers.relief("road"),
        "*": always(html(not_found_html(publisher), status=404)),
    }


def _svg(publisher: Publisher, name: str, width: int, height: int) -> Response:
    drawing = artwork.landscape_svg(publisher.accent, name, width=width, height=height)
    return typed(b"image/svg+xml", drawing)
