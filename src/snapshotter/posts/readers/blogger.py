"""Blogger: its Atom export, the ``feed.atom`` of Google Takeout, and the answers of its API (v3).

Posts and pages are read with their readers' comments.  Comments stand behind all posts in an export,
so an export that has any is gone through twice.  Templates, settings, drafts and what was deleted
are not read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from snapshotter.model.post import PostSource
from snapshotter.posts.feeds.bodies import html_of, plain_of
from snapshotter.posts.feeds.dates import feed_date
from snapshotter.posts.feeds.item import new_to
from snapshotter.posts.feeds.links import links_of
from snapshotter.posts.parts import Attachment, Facts, Part, Prose
from snapshotter.posts.streams.fragments import Comment, to_text, with_comments
from snapshotter.posts.streams.jsonsource import documents, mapping, mappings, not_one, text
from snapshotter.posts.streams.pieces import contains, first_char
from snapshotter.posts.streams.xmlstream import child, child_text, children, elements, resolve
from snapshotter.urls import Url

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_KIND = "http://schemas.google.com/blogger/2008/kind#"
_COMMENT_SIGNS = (b"kind#comment", b"COMMENT</")
_POSTS = frozenset(("post", "page"))
_NOT_LIVE = frozenset(("draft", "soft_trashed", "trashed", "scheduled", "spam", "ghosted", "emptied"))


def read(source: PostSource) -> Iterator[Part]:
    """Every published post and page, in the order of the export."""
    if first_char(source) in "{[":
        yield from _from_api(source)
        return
    comments = _all_comments(source) if contains(source, *_COMMENT_SIGNS) else {}
    for entry in elements(source, "entry"):
        if _kind(entry) in _POSTS and _is_live(entry):
            yield _post(entry, comments, source)


def _kind(entry: Element) -> str:
    """``post``, ``page``, ``comment``, ``template`` or ``settings``; a plain entry is a post."""
    takeout = child_text(entry, "blogger:type").lower()
    if takeout:
        return takeout
    terms = [each.get("term") or "" for each in children(entry, "atom:category", "category")]
    return next((term.removeprefix(_KIND) for term in terms if term.startswith(_KIND)), "post")


def _is_live(entry: Element) -> bool:
    control = child(entry, "app:control")
    draft = control is not None and child_text(control, "app:draft").lower() == "yes"
    return not draft and child_text(entry, "blogger:status").lower() not in _NOT_LIVE


def _all_comments(source: PostSource) -> Mapping[str, list[Comment]]:
    """Comments by the identifiers of the posts that they stand below."""
    found: dict[str, list[Comment]] = defaultdict(list)
    for entry in elements(source, "entry"):
        if _kind(entry) != "comment" or not _is_live(entry):
            continue
        parent = child(entry, "thr:in-reply-to")
        below = child_text(entry, "blogger:parent") or (parent.get("ref") or "" if parent is not None else "")
        author = child(entry, "atom:author", "author")
        content = child(entry, "atom:content", "content")
        found[below].append(
            Comment(
                html_of(content) if content is not None else "",
                child_text(author, "atom:name", "name") if author is not None else "",
                child_text(author, "atom:uri", "uri") if author is not None else "",
            )
        )
    return found


def _post(entry: Element, comments: Mapping[str, list[Comment]], source: PostSource) -> Prose:
    content = child(entry, "atom:content", "content")
    body = html_of(content) if content is not None else ""
    identity = child_text(entry, "atom:id", "id")
    uri = _address(entry, source)
    author = child(entry, "atom:author", "author")
    return Prose(
        source=f"{source.source}#{identity or uri}",
        format="blogger",
        content=with_comments(body, comments.get(identity, ())),
        markup="fragment",
        data=body.encode("utf-8", "replace"),
        facts=Facts(
            uri=uri,
            title=plain_of(child(entry, "atom:title", "title")) or None,
            author=(child_text(author, "atom:name", "name") if author is not None else "") or None,
            published=feed_date(child_text(entry, "atom:published", "published", "blogger:created")),
        ),
        attachments=new_to(body, _beside(entry)),
        base=source.base_url if uri is None else None,
    )


def _address(entry: Element, source: PostSource) -> Url | None:
    """Takeout names the path alone: the blog's own address must come from outside."""
    links = [link.href for link in links_of(entry) if link.rel == "alternate"]
    path = child_text(entry, "blogger:filename")
    named = [resolve(href, source.base_url) for href in links]
    named.append(resolve(path, source.base_url) if source.base_url is not None else None)
    return next((url for url in named if url is not None), None)


def _beside(entry: Element) -> Iterator[Attachment]:
    for link in links_of(entry):
        if link.rel in ("enclosure", "related"):
            yield Attachment(link.href, "feed-enclosure" if link.rel == "enclosure" else "link", link.title)


def _from_api(source: PostSource) -> Iterator[Part]:
    found = False
    for document in documents(source):
        items = document if isinstance(document, list) else mapping(document).get("items", [document])
        for item in mappings(items):
            if text(item, "kind") not in ("blogger#post", "blogger#page"):
                continue
            found = True
            if text(item, "status").lower() not in _NOT_LIVE:
                yield _from_object(item, source)
    if not found:
        raise not_one(source, "an answer of Blogger's API", 'objects of kind "blogger#post"')


def _from_object(item: Mapping[str, Any], source: PostSource) -> Prose:
    body = text(item, "content")
    uri = resolve(text(item, "url"), source.base_url)
    title_link = text(item, "titleLink")
    replies = mappings(mapping(item.get("replies")).get("items"))
    comments = [_reply(reply) for reply in replies]
    return Prose(
        source=f"{source.source}#{text(item, 'id') or uri}",
        format="blogger",
        content=with_comments(body, comments),
        markup="fragment",
        data=body.encode("utf-8", "replace"),
        facts=Facts(
            uri=uri,
            title=to_text(text(item, "title")) or None,
            author=to_text(text(mapping(item.get("author")), "displayName")) or None,
            published=feed_date(text(item, "published")),
        ),
        attachments=new_to(body, [Attachment(title_link, "link", to_text(text(item, "title")))]),
        base=source.base_url if uri is None else None,
    )


def _reply(reply: Mapping[str, Any]) -> Comment:
    author = mapping(reply.get("author"))
    return Comment(text(reply, "content"), text(author, "displayName"), text(author, "url"))
