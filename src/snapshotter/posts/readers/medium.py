"""Medium: the pages in ``posts/`` of its export, each of them an h-entry (microformats.org).

A response to somebody's story is a post too: it has an address of its own.  Drafts have neither
address nor date, and are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from snapshotter.errors import PostError
from snapshotter.model.post import PostSource
from snapshotter.pagemeta.encoding import decode
from snapshotter.pagemeta.tree import bounded
from snapshotter.posts.feeds.dates import feed_date
from snapshotter.posts.parts import Facts, Part, Prose
from snapshotter.posts.streams.xmlstream import resolve

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser


def read(source: PostSource) -> Iterator[Part]:
    """The one post of a page of the export; nothing when it is a draft."""
    from selectolax.lexbor import LexborHTMLParser

    html = decode(source.data, source.media_type, markup=True)
    page = LexborHTMLParser(bounded(html))
    address = _attribute(page, "a.p-canonical", "href")
    published = _attribute(page, "footer time.dt-published", "datetime")
    article = page.css_first("article.h-entry")
    if not address and not published:
        if article is None:
            raise PostError(
                f'{source.source}: it is no page of Medium\'s export: expected <article class="h-entry">',
                hint="Name the right format with --format, or leave it out.",
                code="post.unreadable",
            )
        return
    yield Prose(
        source=source.source,
        format="medium",
        content=(article.html if article is not None else None) or html,
        markup="fragment",
        data=source.data,
        facts=Facts(
            uri=source.base_url or resolve(address, None),
            title=_text(page, "h1.p-name") or _text(page, "title"),
            author=_text(page, "a.p-author"),
            published=feed_date(published),
        ),
    )


def _attribute(page: LexborHTMLParser, selector: str, name: str) -> str:
    node = page.css_first(selector)
    return (node.attributes.get(name) or "").strip() if node is not None else ""


def _text(page: LexborHTMLParser, selector: str) -> str | None:
    node = page.css_first(selector)
    return " ".join(node.text().split()) or None if node is not None else None
