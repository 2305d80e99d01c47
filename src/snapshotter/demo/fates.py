"""What has become of the small web ten years later: some of its pages have moved, changed or died."""

from __future__ import annotations

from collections.abc import MutableMapping

from snapshotter.demo.messages import Route, always, html, redirect
from snapshotter.demo.publishers import (
    ATLAS,
    CIVIC,
    FIELDNOTES,
    GRID,
    MERIDIAN,
    NORTHGAS,
    SIC,
    Publisher,
    article_html,
    not_found_html,
    page_text,
)

Routes = MutableMapping[str, dict[str, Route]]

_STORY, _STORY_NOW = "/stories/river-crossing", "/archive/2016/river-crossing"
_TRANSIT = "/analysis/transit-march"
_SUPPLY_ROAD = "/2016/03/10/world/supply-road-reopens"
_CUT_OUT = (
    "Engineers finished clearing the last nine kilometres shortly before dawn, and the first forty lorries "
    "passed the Tell Amar junction by nine o&#8217;clock. "
)
_REWORDED = (
    ("the western caverns are empty on the second of April", "the western caverns are empty by mid April"),
)


def deal(routes: Routes) -> None:
    """Give the pages their fates.

    A report has lost the very words that were quoted, another has them changed, a story stands elsewhere,
    a paper and a map are gone, a domain is for sale, and one publisher sends every old address home.
    """
    routes[MERIDIAN.host][_SUPPLY_ROAD] = _changed(MERIDIAN, _SUPPLY_ROAD, "supply-road.html", (_CUT_OUT, ""))
    routes[NORTHGAS.host][_TRANSIT] = _changed(NORTHGAS, _TRANSIT, "transit.html", *_REWORDED)
    story = article_html(FIELDNOTES, _STORY_NOW, "river-crossing.html")
    routes[FIELDNOTES.host] |= {
        _STORY: always(redirect(301, FIELDNOTES.origin + _STORY_NOW)),
        _STORY_NOW: always(html(story)),
    }
    routes[GRID.host]["/pdf/wp-2016-07.pdf"] = always(html(not_found_html(GRID), status=404))
    routes[ATLAS.host]["/2016/front-march-10.png"] = always(html(not_found_html(ATLAS), status=410))
    routes[CIVIC.host] = {"*": always(html(page_text("for-sale.html")))}
    home = f"{SIC.origin}/"
    routes[SIC.host] |= {
        "/": always(html(page_text("sic-home.html"))),
        "/2016/03/09/the-battle-of-the-two-bridges": always(redirect(302, home)),
    }


def _changed(publisher: Publisher, path: str, name: str, *changes: tuple[str, str]) -> Route:
    page = article_html(publisher, path, name)
    for old, new in changes:
        if old not in page:
            raise ValueError(f"{name} does not say {old!r}")
        page = page.replace(old, new)
    return always(html(page))
