"""JSON Feed, versions 1 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from snapshotter.model.post import PostSource
from snapshotter.posts.feeds.dates import feed_date
from snapshotter.posts.feeds.item import new_to
from snapshotter.posts.parts import Attachment, Facts, Part, Prose
from snapshotter.posts.streams.fragments import text_to_html, to_text
from snapshotter.posts.streams.jsonsource import documents, mappings, not_one, text
from snapshotter.posts.streams.xmlstream import resolve
from snapshotter.urls import Url


def read_json(source: PostSource) -> Iterator[Part]:
    """Every item of a JSON Feed, in its order."""
    found = False
    for document in documents(source):
        feed = document if isinstance(document, Mapping) else {}
        base = resolve(text(feed, "home_page_url"), source.base_url) or source.base_url
        for ordinal, item in enumerate(mappings(feed.get("items")), 1):
            yield _prose(item, feed, base, source, ordinal)
        found = found or isinstance(feed.get("items"), list)
    if not found:
        raise not_one(source, "a JSON Feed", "an object with a list of items")


def _prose(
    item: Mapping[str, Any], feed: Mapping[str, Any], base: Url | None, source: PostSource, ordinal: int
) -> Prose:
    uri = resolve(text(item, "url"), base) or resolve(text(item, "id"), None)
    html, plain = text(item, "content_html"), text(item, "content_text")
    body = html or text_to_html(plain or text(item, "summary"))
    title = to_text(text(item, "title"))
    return Prose(
        source=f"{source.source}#{text(item, 'id') or uri or ordinal}",
        format="json-feed",
        content=body,
        markup="fragment",
        data=(html or plain or body).encode("utf-8", "replace"),
        facts=Facts(
            uri=uri,
            title=title or None,
            author=_names(item) or _names(feed) or None,
            published=feed_date(text(item, "date_published")) or feed_date(text(item, "date_modified")),
        ),
        attachments=new_to(body, _beside(item, title)),
        base=base if uri is None else None,
    )


def _beside(item: Mapping[str, Any], title: str) -> Iterator[Attachment]:
    yield Attachment(text(item, "external_url"), "link", title)
    yield Attachment(text(item, "image"), "image")
    yield Attachment(text(item, "banner_image"), "image")
    for each in mappings(item.get("attachments")):
        yield Attachment(text(each, "url"), "feed-enclosure", text(each, "title"))


def _names(item: Mapping[str, Any]) -> str:
    people = [*mappings(item.get("authors")), *mappings([item.get("author")])]
    return ", ".join(dict.fromkeys(name for person in people if (name := text(person, "name"))))
