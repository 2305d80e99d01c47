"""The extractor: from the bytes of a source to its posts and their citations.  Touches no network."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from importlib import import_module

from snapshotter import urls
from snapshotter.errors import PostError, UrlError
from snapshotter.model.events import SourceFailed
from snapshotter.model.post import CitedPost, Elsewhere, Post, PostSource
from snapshotter.posts.citations import cite
from snapshotter.posts.dates import from_file_name
from snapshotter.posts.formats import READERS, format_of
from snapshotter.posts.parts import Facts, Part, Prose, References
from snapshotter.posts.regions import Placement
from snapshotter.posts.unlinked import unlinked_in
from snapshotter.urls import Url

_WRITTEN_BODY = Placement("body", 0.97, True)
"""A fragment is the post itself, without a page around it."""

Found = CitedPost | Elsewhere | SourceFailed


def extract(source: PostSource) -> CitedPost:
    """The first post of a source.  Raises :class:`PostError`, also when it has none of its own."""
    for found in extract_all(source):
        if isinstance(found, CitedPost):
            return found
        if isinstance(found, SourceFailed):
            raise PostError(found.message, hint=found.hint, code=found.error)
    raise PostError(
        f"{source.source}: there is no post in it",
        hint="Give a source with at least one post, or with addresses of posts.",
        code="post.none",
    )


def extract_all(source: PostSource) -> Iterator[Found]:
    """Every post of a source as it comes, each with every outbound link, labelled, none dropped.

    Raises :class:`PostError` for what cannot be read at all; one bad post among many is a
    ``SourceFailed`` in its place.
    """
    name = format_of(source)
    read: Callable[[PostSource], Iterator[Part]] = import_module(READERS[name]).read
    for part in read(source):
        yield _found(part)


def _found(part: Part) -> Found:
    if isinstance(part, Prose):
        return _from_text(part) if part.markup == "text" else _from_html(part)
    if isinstance(part, References):
        return _from_references(part)
    return part


def _from_html(part: Prose) -> CitedPost:
    from snapshotter.posts import tree
    from snapshotter.posts.html import Page

    is_page = part.markup == "page"
    root = tree.parse(part.content)
    page = Page(root) if is_page else Page(root, _WRITTEN_BODY)
    said, own = part.facts, page.facts
    if is_page:
        facts = Facts(
            uri=own.uri(said.uri),
            title=said.title or own.best_title(),
            author=said.author or own.best_author(),
            published=said.published or own.best_date(),
        )
    else:
        facts = Facts(said.uri, said.title or own.heading, said.author, said.published)
    post = _post(part, facts)
    base = _base(own.base, post.uri) if is_page else None
    citations = cite(post, page.mentions(css=is_page), page.passages, base)
    return CitedPost(post, citations, unlinked_in(post, page.passages, citations))


def _from_text(part: Prose) -> CitedPost:
    from snapshotter.posts.text import PlainText

    plain = PlainText(part.content)
    said = part.facts
    facts = Facts(
        uri=said.uri,
        title=said.title or plain.title(),
        author=said.author,
        published=said.published or plain.published() or from_file_name(part.source),
    )
    post = _post(part, facts)
    citations = cite(post, plain.mentions(), plain.passages)
    return CitedPost(post, citations, unlinked_in(post, plain.passages, citations))


def _from_references(part: References) -> CitedPost:
    from snapshotter.posts.references import mentions_of

    post = _post(part, part.facts)
    mentions, passages, unlinked = mentions_of(part.entries)
    return CitedPost(post, cite(post, mentions, passages), unlinked)


def _post(part: Prose | References, facts: Facts) -> Post:
    return Post(
        uri=facts.uri,
        source=part.source,
        format=part.format,
        title=facts.title,
        author=facts.author,
        published=facts.published,
        sha256=hashlib.sha256(part.data).hexdigest(),
    )


def _base(href: str | None, own: Url | None) -> Url | None:
    """What ``<base href>`` means; None when it means nothing (HTML Standard, 4.2.3)."""
    if href is None:
        return None
    try:
        base = urls.parse(href, own)
    except UrlError:
        return None
    return base if urls.scheme(base) in ("http", "https") else None
