"""Ghost: the JSON export of a site, and the answers of its Content API.

A post is taken from its HTML; where the export lacks it, from the document that the editor keeps
(Lexical, and Mobiledoc before it).  ``__GHOST_URL__`` stands for the site's own address.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from snapshotter.model.post import PostSource
from snapshotter.posts.feeds.dates import feed_date, of_epoch
from snapshotter.posts.feeds.item import new_to
from snapshotter.posts.parts import Attachment, Facts, Part, Prose
from snapshotter.posts.readers.editor_documents import lexical_to_html, mobiledoc_to_html
from snapshotter.posts.streams.fragments import text_to_html, to_text
from snapshotter.posts.streams.jsonsource import documents, mapping, mappings, not_one, text
from snapshotter.posts.streams.xmlstream import resolve
from snapshotter.urls import Url

_SITE = "__GHOST_URL__"
_PUBLISHED = frozenset(("published", "sent", ""))


def read(source: PostSource) -> Iterator[Part]:
    """Every published post and page, in the order of the export."""
    found = False
    for document in documents(source):
        for data in _databases(document):
            found = found or isinstance(data.get("posts"), list)
            yield from _posts(data, source)
    if not found:
        raise not_one(source, "an export of Ghost", 'an object with "posts", as db[0].data has it')


def _databases(document: object) -> Iterator[Mapping[str, Any]]:
    """``{"db": [{"data": ...}]}``, ``{"data": ...}`` of old exports, or the API's ``{"posts": ...}``."""
    whole = mapping(document)
    exports = mappings(whole.get("db")) or [whole]
    for each in exports:
        inner = mapping(each.get("data"))
        yield inner if inner else each


def _posts(data: Mapping[str, Any], source: PostSource) -> Iterator[Part]:
    authors = _authors(data)
    for post in [*mappings(data.get("posts")), *mappings(data.get("pages"))]:
        if text(post, "status") in _PUBLISHED:
            yield _post(post, authors, source)


def _post(post: Mapping[str, Any], authors: Mapping[str, list[str]], source: PostSource) -> Prose:
    written = html_of(post)
    body = _on_site(written, source.base_url)
    slug = text(post, "slug")
    uri = _address(post, slug, source)
    title = to_text(text(post, "title")) or None
    own = [
        text(person, "name")
        for person in (*mappings(post.get("authors")), mapping(post.get("primary_author")))
    ]
    names = (
        own
        if any(own)
        else authors.get(text(post, "id"), []) or authors.get(f"user {text(post, 'author_id')}", [])
    )
    return Prose(
        source=f"{source.source}#{slug or text(post, 'uuid', 'id')}",
        format="ghost",
        content=body,
        markup="fragment",
        data=written.encode("utf-8", "replace"),
        facts=Facts(
            uri=uri,
            title=title,
            author=", ".join(dict.fromkeys(name for name in names if name)) or None,
            published=_date(post.get("published_at")),
        ),
        attachments=new_to(
            body, [Attachment(_on_site(text(post, "feature_image"), source.base_url), "image")]
        ),
        base=source.base_url if uri is None else None,
    )


def html_of(post: Mapping[str, Any]) -> str:
    """The body of a post in whatever form it is kept."""
    html = text(post, "html")
    if html:
        return html
    return (
        lexical_to_html(text(post, "lexical"))
        or mobiledoc_to_html(text(post, "mobiledoc"))
        or text_to_html(text(post, "plaintext"))
    )


def _address(post: Mapping[str, Any], slug: str, source: PostSource) -> Url | None:
    """Its canonical address, else by the site's, which the export does not tell."""
    given = resolve(_on_site(text(post, "canonical_url", "url"), source.base_url), source.base_url)
    if given is not None or source.base_url is None or not slug:
        return given
    return resolve(f"{source.base_url.rstrip('/')}/{slug}/", None)


def _on_site(written: str, site: Url | None) -> str:
    """The site's address in the place of its sign; without one what follows is relative to the site."""
    return written.replace(_SITE, site.rstrip("/") if site is not None else "")


def _authors(data: Mapping[str, Any]) -> Mapping[str, list[str]]:
    """Names by post, in order; and by user, for exports before posts had several."""
    names = {text(user, "id"): text(user, "name") for user in mappings(data.get("users"))}
    found: dict[str, list[str]] = defaultdict(list)
    pairs = sorted(mappings(data.get("posts_authors")), key=lambda pair: text(pair, "sort_order").zfill(9))
    for pair in pairs:
        found[text(pair, "post_id")].append(names.get(text(pair, "author_id"), ""))
    for identity, name in names.items():
        found[f"user {identity}"] = [name]
    return found


def _date(value: object) -> str | None:
    return feed_date(value) if isinstance(value, str) else of_epoch(value)
