"""Sitemaps (sitemaps.org): lists of addresses, and lists of such lists.  Each is read on its own.

The addresses of images, videos and translations that a page names are no posts.
"""

from __future__ import annotations

from collections.abc import Iterator

from snapshotter.errors import PostError
from snapshotter.model.post import Elsewhere, PostSource, SourceFailed
from snapshotter.posts.feeds.dates import feed_date
from snapshotter.posts.parts import Part
from snapshotter.posts.streams.pieces import first_char, text_pieces
from snapshotter.posts.streams.xmlstream import child, child_text, elements, resolve

_SHOWN_CHARS = 200


def read(source: PostSource) -> Iterator[Part]:
    """Every ``loc`` of an XML sitemap or of a sitemap index, every line of a text sitemap."""
    found = False
    for part in _from_xml(source) if first_char(source) == "<" else _from_lines(source):
        found = True
        yield part
    if not found:
        raise PostError(
            f"{source.source}: there is no address in this sitemap",
            hint="Check that it is the sitemap itself: <urlset> or <sitemapindex> with a <loc> each.",
            code="post.none",
        )


def _from_xml(source: PostSource) -> Iterator[Part]:
    for element in elements(source, "url", "sitemap"):
        news = child(element, "news:news")
        dates = (
            child_text(news, "news:publication_date") if news is not None else "",
            child_text(element, "lastmod"),
        )
        published = next((date for text in dates if (date := feed_date(text))), None)
        yield _part(child_text(element, "loc"), published, source)


def _from_lines(source: PostSource) -> Iterator[Part]:
    rest = ""
    for piece in text_pieces(source):
        *lines, rest = (rest + piece).replace("\r", "\n").split("\n")
        yield from (_part(line.strip(), None, source) for line in lines if line.strip("\ufeff \t"))
    if rest.strip("\ufeff \t"):
        yield _part(rest.strip(), None, source)


def _part(written: str, published: str | None, source: PostSource) -> Part:
    address = resolve(written.strip("\ufeff "), source.base_url)
    if address is not None:
        return Elsewhere(address, published)
    shown = written[:_SHOWN_CHARS]
    return SourceFailed(
        f"{source.source}#{shown}",
        "post.address",
        f"{source.source}: {shown!r} is no address on the web, as a sitemap's <loc> must be",
        "Sitemaps hold full addresses; give the site's own with --base-url if these are relative.",
    )
