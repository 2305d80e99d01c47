"""WordPress: its export (WXR, also written by Squarespace) and the answers of its REST API.

Read are posts, pages and other types of post that have a body, with the comments that were let
through.  Not read are attachments, menu items, revisions and the like, and whatever nobody could
read yet: drafts, what waits for review or for its time, and what lies in the bin.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from snapshotter.model.post import PostSource
from snapshotter.posts.feeds.dates import feed_date, utc
from snapshotter.posts.feeds.item import new_to
from snapshotter.posts.parts import Attachment, Facts, Part, Prose
from snapshotter.posts.readers.shortcodes import expanded
from snapshotter.posts.readers.wordpress_meta import cited_in_meta
from snapshotter.posts.streams.fragments import Comment, text_to_html, to_text, with_comments, with_paragraphs
from snapshotter.posts.streams.jsonsource import documents, mapping, mappings, not_one, text
from snapshotter.posts.streams.pieces import first_char
from snapshotter.posts.streams.xmlstream import child, child_text, children, elements, resolve, text_in
from snapshotter.urls import Url

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NO_POSTS_TEXT = """
    attachment nav_menu_item revision custom_css customize_changeset oembed_cache user_request wp_block
    wp_template wp_template_part wp_global_styles wp_navigation wp_font_family wp_font_face feedback
    acf-field acf-field-group elementor_library et_pb_layout shop_order shop_coupon wpcf7_contact_form
"""
_NO_POSTS = frozenset(_NO_POSTS_TEXT.split())
_PUBLISHED = frozenset(("publish", "private", "published", "inherit", ""))
_HAVE_BODIES = frozenset(("post", "page", ""))


@dataclass(frozen=True, slots=True)
class _Blog:
    """What an export says before its items."""

    address: Url | None
    people: Mapping[str, str]


def read(source: PostSource) -> Iterator[Part]:
    """Every published post and page, in the order of the export."""
    if first_char(source) in "{[":
        yield from _from_api(source)
        return
    blog: _Blog | None = None
    for ordinal, item in enumerate(elements(source, "item"), 1):
        blog = blog or _blog(item.getparent(), source)
        if _is_post(item):
            yield _post(item, blog, source, ordinal)


def _is_post(item: Element) -> bool:
    kind = child_text(item, "wp:post_type")
    if kind in _NO_POSTS or child_text(item, "wp:status") not in _PUBLISHED:
        return False
    return kind in _HAVE_BODIES or bool(child_text(item, "content:encoded"))


def _post(item: Element, blog: _Blog, source: PostSource, ordinal: int) -> Prose:
    base = blog.address
    written = child_text(item, "content:encoded") or child_text(item, "excerpt:encoded", "description")
    body = with_paragraphs(expanded(written))
    uri = resolve(child_text(item, "link"), base) or resolve(child_text(item, "guid"), None)
    identity = child_text(item, "wp:post_name", "guid", "wp:post_id") or uri or str(ordinal)
    return Prose(
        source=f"{source.source}#{identity}",
        format="wxr",
        content=with_comments(body, _comments(item)),
        markup="fragment",
        data=written.encode("utf-8", "replace"),
        facts=Facts(
            uri=uri,
            title=to_text(child_text(item, "title")) or None,
            author=_author(item, blog.people) or None,
            published=utc(child_text(item, "wp:post_date_gmt"))
            or feed_date(child_text(item, "pubDate"))
            or feed_date(child_text(item, "wp:post_date")),
        ),
        attachments=new_to(body, _beside(item)),
        base=base if uri is None else None,
    )


def _blog(channel: Element, source: PostSource) -> _Blog:
    given = child_text(channel, "link", "wp:base_blog_url", "wp:base_site_url")
    return _Blog(resolve(given, source.base_url) or source.base_url, _people(channel))


def _people(channel: Element) -> dict[str, str]:
    """The names of authors by their logins and e-mail addresses, which items name them by."""
    names = {}
    for author in children(channel, "wp:author"):
        shown = child_text(author, "wp:author_display_name")
        parts = [child_text(author, f"wp:author_{each}_name") for each in ("first", "last")]
        whole = " ".join(part for part in parts if part)
        for key in (child_text(author, "wp:author_login"), child_text(author, "wp:author_email")):
            if key and (shown or whole):
                names[key] = shown or whole
    return names


def _author(item: Element, people: Mapping[str, str]) -> str:
    """The co-authors that the Co-Authors Plus plug-in notes as categories, else the one author."""
    together = [text_in(each) for each in children(item, "category") if each.get("domain") == "author"]
    logins = [text_in(each) for each in children(item, "dc:creator")]
    names = together or [people.get(login, login) for login in logins]
    return ", ".join(dict.fromkeys(name for name in names if name))


def _comments(item: Element) -> Iterator[Comment]:
    for each in children(item, "wp:comment"):
        if child_text(each, "wp:comment_approved") in ("1", "", "approved"):
            content = child_text(each, "wp:comment_content")
            yield Comment(
                with_paragraphs(content),
                child_text(each, "wp:comment_author"),
                child_text(each, "wp:comment_author_url"),
            )


def _beside(item: Element) -> Iterator[Attachment]:
    for each in children(item, "enclosure"):
        yield Attachment(each.get("url") or "", "feed-enclosure")
    for meta in children(item, "wp:postmeta"):
        yield from cited_in_meta(child_text(meta, "wp:meta_key"), text_in(child(meta, "wp:meta_value")))


def _from_api(source: PostSource) -> Iterator[Part]:
    """Answers of ``/wp-json/wp/v2/posts`` and ``/pages``, and of WordPress.com's own API."""
    found = False
    for document in documents(source):
        items = document if isinstance(document, list) else mapping(document).get("posts", [document])
        for ordinal, item in enumerate(mappings(items), 1):
            if "content" not in item or ("title" not in item and "slug" not in item):
                continue
            found = True
            if text(item, "status") in _PUBLISHED and text(item, "type") not in _NO_POSTS:
                yield _from_object(item, source, ordinal)
    if not found:
        raise not_one(source, "an answer of WordPress's REST API", "posts with title and content")


def _from_object(item: Mapping[str, Any], source: PostSource, ordinal: int) -> Prose:
    uri = resolve(text(item, "link", "URL"), source.base_url)
    written = _rendered(item, "content") or _rendered(item, "excerpt")
    body = expanded(written)
    identity = text(item, "slug", "id", "ID") or uri or ordinal
    embedded = mapping(item.get("_embedded"))
    return Prose(
        source=f"{source.source}#{identity}",
        format="wp-json",
        content=with_comments(body, _replies(embedded)),
        markup="fragment",
        data=written.encode("utf-8", "replace"),
        facts=Facts(
            uri=uri,
            title=to_text(_rendered(item, "title")) or None,
            author=_names(item, embedded) or None,
            published=utc(item.get("date_gmt")) or feed_date(text(item, "date")),
        ),
        base=source.base_url if uri is None else None,
    )


def _rendered(item: Mapping[str, Any], name: str) -> str:
    """A field that the API gives as HTML under ``rendered``, or plainly."""
    value = item.get(name)
    return text(value, "rendered", "raw") if isinstance(value, Mapping) else text(item, name)


def _names(item: Mapping[str, Any], embedded: Mapping[str, Any]) -> str:
    """The co-authors among the terms, else the embedded author."""
    groups = embedded.get("wp:term")
    terms = (
        [term for group in groups if isinstance(group, list) for term in mappings(group)]
        if isinstance(groups, list)
        else []
    )
    together = [text(term, "name") for term in terms if text(term, "taxonomy") == "author"]
    people = mappings(embedded.get("author")) or [mapping(item.get("author"))]
    names = together or [text(person, "name", "display_name") for person in people]
    return ", ".join(dict.fromkeys(name for name in names if name))


def _replies(embedded: Mapping[str, Any]) -> Iterator[Comment]:
    groups = embedded.get("replies")
    for group in groups if isinstance(groups, list) else []:
        for reply in mappings(group):
            content = _rendered(reply, "content")
            yield Comment(
                content or text_to_html(text(reply, "content")),
                text(reply, "author_name"),
                text(reply, "author_url"),
            )
