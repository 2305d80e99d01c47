"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1.  Every item is a post.

An item's body is the fullest text that the feed carries of it.  A summary that only repeats the body
is left out; what it cites and the body does not is kept.  Links that stand beside the body (``via``,
``related``, enclosures, the page that a link blog points to) become attachments.
"""

from __future__ import annotations

from collections.abc import Iterator

from snapshotter.model.post import PostSource
from snapshotter.posts.feeds.item import Site, prose_of
from snapshotter.posts.feeds.json_feed import read_json
from snapshotter.posts.parts import Part
from snapshotter.posts.streams.pieces import first_char
from snapshotter.posts.streams.xmlstream import elements


def read(source: PostSource) -> Iterator[Part]:
    """Every item of a feed, in the feed's order."""
    if first_char(source) in "{[":
        yield from read_json(source)
        return
    site: Site | None = None
    for ordinal, element in enumerate(elements(source, "item", "entry"), 1):
        # A feed may tell its site behind its items: it is asked again, but ever more seldom.
        if site is None or (not site.complete and ordinal & (ordinal - 1) == 0):
            site = Site.around(element, source)
        yield prose_of(element, site, source, ordinal)
