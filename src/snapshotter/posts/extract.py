"""The extractor: from the bytes of a source to its posts and their citations.  Touches no network."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from itertools import chain

from snapshotter import urls
from snapshotter.errors import PostError, UrlError
from snapshotter.model.post import CitedPost, Elsewhere, Post, PostSource, SourceFailed
from snapshotter.pagemeta.dates import from_file_name
from snapshotter.posts.citations import Mention, cite
from snapshotter.posts.context.passages import Passages
from snapshotter.posts.context.unlinked import unlinked_in
from snapshotter.posts.intake.formats import READERS, format_of
from snapshotter.posts.intake.sniffing import is_zip, marked, zip_kind
from snapshotter.posts.page.regions import Placement
from snapshotter.posts.parts import Attachment, Facts, Part, Prose, References
from snapshotter.urls import Url

_WRITTEN_BODY = Placement("body", 0.97)
"""A fragment is the post itself, without a page around it."""

_GZIP = b"\x1f\x8b"
_IN_PIECES_TEXT = """
    warc rss atom json-feed sitemap wxr wp-json blogger ghost substack tumblr
"""
_READ_IN_PIECES = frozenset(_IN_PIECES_TEXT.split())
_READ_IN_PLACE = _READ_IN_PIECES | {"mbox", "wacz", "docx", "odt", "epub", "pdf"}
"""Formats whose readers open a large file themselves."""
_LARGEST_BYTES = 256_000_000

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


def extract_all(source: PostSource | Part) -> Iterator[Found]:
    """Every post of a source (or of a part that was read already) as it comes, each with every outbound
    link, labelled, none dropped.

    Raises :class:`PostError` for what cannot be read at all; one bad post among many is a
    ``SourceFailed`` in its place.
    """
    if not isinstance(source, PostSource):
        yield _found(source)
        return
    if _is_packed_tree(source):
        yield from _from_zip(source)
        return
    source = _unwrapped(source)
    reader = import_module(READERS[format_of(source)])
    read: Callable[[PostSource], Iterator[Part]] = reader.read
    for part in read(source):
        yield _found(part)


def _is_packed_tree(source: PostSource) -> bool:
    """Whether it is a ZIP file of posts that is no file here: from standard input, or the web."""
    here = source.path is None and source.format is None and is_zip(source.data)
    return here and zip_kind(source.data) is None


def _from_zip(source: PostSource) -> Iterator[Found]:
    from snapshotter.posts.intake.folders import Zipped
    from snapshotter.posts.intake.trees import posts_in

    is_empty = True
    for each in posts_in(Zipped(source.source, source.data), source.source, source.base_url):
        is_empty = False
        try:
            yield from extract_all(each)
        except (PostError, UrlError) as error:
            named = each.source if isinstance(each, PostSource) else source.source
            yield SourceFailed(named, error.code, error.message, error.hint)
    if is_empty:
        format_of(source)


def _unwrapped(source: PostSource) -> PostSource:
    """A post with all its bytes, and without gzip; what reads exports and archives takes them as it goes."""
    packed = source.data.startswith(_GZIP)
    if not (packed or _is_beginning(source)):
        return source
    if marked(source.data) in _READ_IN_PIECES or (not packed and format_of(source) in _READ_IN_PLACE):
        return source
    from snapshotter.posts.streams.pieces import byte_pieces

    data = bytearray()
    for piece in byte_pieces(source):
        data += piece
        if len(data) > _LARGEST_BYTES:
            raise PostError(
                f"{source.source}: it is longer than {_LARGEST_BYTES} bytes, which no post is",
                hint="Split it, or unpack it (gunzip) and name what is to be read.",
                code="post.too-large",
            )
    return replace(source, data=bytes(data), path=None)


def _is_beginning(source: PostSource) -> bool:
    try:
        return source.path is not None and source.path.stat().st_size > len(source.data)
    except OSError:
        return False


def _found(part: Part) -> Found:
    if isinstance(part, Prose):
        return _from_text(part) if part.markup == "text" else _from_html(part)
    if isinstance(part, References):
        return _from_references(part)
    return part


def _from_html(part: Prose) -> CitedPost:
    from snapshotter.pagemeta import tree
    from snapshotter.posts.page.html import Page

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
    base = _base(own.base, post.uri) if is_page else part.base
    found = page.mentions(css=is_page, own=_hosts(post.uri, own.uri(None)))
    mentions = chain(found, _attached(part.attachments, page.passages))
    return _cited(post, mentions, page.passages, base)


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
    mentions = chain(plain.mentions(), _attached(part.attachments, plain.passages))
    return _cited(post, mentions, plain.passages, part.base)


def _cited(post: Post, mentions: Iterable[Mention], passages: Passages, base: Url | None) -> CitedPost:
    citations = cite(post, mentions, passages, base)
    return CitedPost(post, citations, unlinked_in(post, passages, citations))


def _from_references(part: References) -> CitedPost:
    from snapshotter.posts.references import mentions_of

    post = _post(part, part.facts)
    mentions, passages, unlinked = mentions_of(part.entries)
    return CitedPost(post, cite(post, mentions, passages), unlinked)


def _attached(attachments: Iterable[Attachment], passages: Passages) -> Iterator[Mention]:
    """What a container gives beside the prose: behind it, in no sentence of it."""
    passages.break_block()
    for attachment in attachments:
        yield Mention(
            href=attachment.href,
            target=attachment.href,
            kind=attachment.kind,
            placement=_WRITTEN_BODY,
            start=passages.length,
            end=passages.length,
            block=passages.block,
            label=attachment.title,
        )


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


def _hosts(*addresses: Url | None) -> frozenset[str]:
    """The hosts of a post's addresses, without ``www.``."""
    return frozenset(urls.hostname(url).removeprefix("www.") for url in addresses if url is not None)


def _base(href: str | None, own: Url | None) -> Url | None:
    """What ``<base href>`` means; None when it means nothing (HTML Standard, 4.2.3)."""
    if href is None:
        return None
    try:
        base = urls.parse(href, own)
    except UrlError:
        return None
    return base if urls.scheme(base) in ("http", "https") else None
