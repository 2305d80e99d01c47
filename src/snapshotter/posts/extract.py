"""The extractor: from the bytes of a post to its citations.  Pure; touches no network."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.model.post import CitedPost, Post, PostSource
from snapshotter.posts import frontmatter, markdown, tree
from snapshotter.posts.citations import cite
from snapshotter.posts.dates import from_file_name, normalised
from snapshotter.posts.encoding import decode
from snapshotter.posts.formats import format_of
from snapshotter.posts.html import Page
from snapshotter.posts.metadata import public_address
from snapshotter.posts.regions import Placement
from snapshotter.posts.text import PlainText
from snapshotter.urls import Url

_WRITTEN_BODY = Placement("body", 0.97, True)
"""A Markdown file is the post itself, without a page around it."""
_ADDRESS_FIELDS = ("canonical", "canonical_url", "canonicalurl", "permalink", "url")
_DATE_FIELDS = ("date", "published", "pubdate", "publishdate")
_AUTHOR_FIELDS = ("author", "authors")


def extract(source: PostSource) -> CitedPost:
    """Every outbound link of a post, labelled, none dropped.

    Raises :class:`PostError` for an empty post and for what is in none of the formats that can be read.
    """
    name = format_of(source)
    text = decode(source.data, source.media_type, markup=name == "html")
    if name == "html":
        return _from_html(source, text)
    if name == "markdown":
        return _from_markdown(source, text)
    return _from_text(source, text)


def _from_html(source: PostSource, text: str) -> CitedPost:
    page = Page(tree.parse(text))
    facts = page.facts
    post = _post(
        source,
        "html",
        uri=facts.uri(source.base_url),
        title=facts.best_title(),
        author=facts.best_author(),
        published=facts.best_date(),
    )
    return CitedPost(post, cite(post, page.mentions(), page.passages, _base(facts.base, post.uri)))


def _from_markdown(source: PostSource, text: str) -> CitedPost:
    fields, body = frontmatter.split(text)
    page = Page(tree.parse(markdown.to_html(body)), _WRITTEN_BODY)
    post = _post(
        source,
        "markdown",
        uri=source.base_url or public_address(fields.get(name) for name in _ADDRESS_FIELDS),
        title=fields.get("title") or page.facts.heading,
        author=_first(fields, _AUTHOR_FIELDS),
        published=normalised(_first(fields, _DATE_FIELDS) or "") or from_file_name(source.source),
    )
    return CitedPost(post, cite(post, page.mentions(css=False), page.passages))


def _from_text(source: PostSource, text: str) -> CitedPost:
    plain = PlainText(text)
    post = _post(
        source,
        "text",
        uri=source.base_url,
        title=plain.title(),
        author=None,
        published=plain.published() or from_file_name(source.source),
    )
    return CitedPost(post, cite(post, plain.mentions(), plain.passages))


def _post(
    source: PostSource,
    format: str,
    *,
    uri: Url | None,
    title: str | None,
    author: str | None,
    published: str | None,
) -> Post:
    digest = hashlib.sha256(source.data).hexdigest()
    return Post(uri, source.source, format, title, author, published, digest)


def _base(href: str | None, own: Url | None) -> Url | None:
    """What ``<base href>`` means; None when it means nothing (HTML Standard, 4.2.3)."""
    if href is None:
        return None
    try:
        base = urls.parse(href, own)
    except UrlError:
        return None
    return base if urls.scheme(base) in ("http", "https") else None


def _first(fields: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((fields[name] for name in names if name in fields), None)
