"""Tumblr: the pages and the ``posts.xml`` of its export, and the answers of its API (v1 and v2).

A link post, a quote's source and a reblogged post are citations like those in the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from snapshotter.model.post import PostSource
from snapshotter.pagemeta.dates import normalised
from snapshotter.pagemeta.encoding import decode
from snapshotter.pagemeta.tree import bounded
from snapshotter.posts.feeds.dates import feed_date, of_epoch
from snapshotter.posts.parts import Facts, Part, Prose
from snapshotter.posts.readers.editor_documents import npf_to_html
from snapshotter.posts.streams.fragments import link, to_text
from snapshotter.posts.streams.jsonsource import documents, mapping, mappings, not_one, text
from snapshotter.posts.streams.pieces import first_char
from snapshotter.posts.streams.xmlstream import child_text, children, elements, resolve, text_in
from snapshotter.urls import Url

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_UNPUBLISHED = frozenset(("draft", "queue", "queued", "private-draft", "submission"))
_QUOTE_FIELDS = ("quote-text", "quote-source")
_TEXT_FIELDS = (
    "regular-body",
    "link-description",
    "photo-caption",
    "video-caption",
    "audio-caption",
    "conversation-text",
    "answer",
)
_ADDRESS_FIELDS = ("link-url", "photo-link-url", "reblogged-from-url", "reblogged-root-url")


def read(source: PostSource) -> Iterator[Part]:
    """Every post, in the order of the source."""
    start = first_char(source)
    if start in "{[":
        yield from _from_api(source)
    elif b"<tumblr" in source.data[:4096] or b"<posts" in source.data[:4096]:
        for post in elements(source, "post"):
            if post.get("state") not in _UNPUBLISHED:
                yield _from_element(post, source)
    else:
        yield _from_page(source)


def _from_page(source: PostSource) -> Prose:
    """A page of ``posts/html/``: the post, and in ``#footer`` its date and tags."""
    from selectolax.lexbor import LexborHTMLParser

    html = decode(source.data, source.media_type, markup=True)
    page = LexborHTMLParser(bounded(html))
    stamp = page.css_first("#timestamp")
    heading = page.css_first("h1")
    said = " ".join(stamp.text().split()) if stamp is not None else ""
    body = page.body
    return Prose(
        source=source.source,
        format="tumblr",
        content=(body.html if body is not None else None) or html,
        markup="fragment",
        data=source.data,
        facts=Facts(
            uri=source.base_url,
            title=" ".join(heading.text().split()) or None if heading is not None else None,
            published=feed_date(said) or normalised(said),
        ),
    )


def _from_element(post: Element, source: PostSource) -> Prose:
    body = "".join(_written(post))
    uri = resolve(post.get("url-with-slug") or post.get("url"), source.base_url)
    title = to_text(child_text(post, "regular-title", "link-text", "conversation-title", "question"))
    when = post.get("date-gmt") or ""
    published = feed_date(when.replace(" GMT", "Z")) or of_epoch(post.get("unix-timestamp"))
    return _prose(
        source, post.get("id") or uri or "", body, Facts(uri, title or None, _blog(post), published)
    )


def _blog(post: Element) -> str | None:
    root = post.getroottree().getroot()
    logs = children(root, "tumblelog")
    return (logs[0].get("name") if logs else None) or None


def _written(post: Element) -> Iterator[str]:
    """The fields of a post in a reader's order, as HTML."""
    href = child_text(post, "link-url")
    if href:
        yield link(href, to_text(child_text(post, "link-text")))
    question = child_text(post, "question")
    if question:
        yield f"<blockquote>{question}</blockquote>"
    quoted, by = (child_text(post, name) for name in _QUOTE_FIELDS)
    if quoted:
        yield f"<blockquote>{quoted}</blockquote><p>{by}</p>"
    photos = children(post, "photo-url")
    if photos:
        yield f'<img src="{escape(text_in(photos[0]))}">'
    for name in ("video-player", "audio-player"):
        yield child_text(post, name)
    source = child_text(post, "video-source")
    yield source if "<" in source else (link(source) if source.startswith("http") else "")
    yield from (f"<div>{written}</div>" for name in _TEXT_FIELDS if (written := child_text(post, name)))
    for name in _ADDRESS_FIELDS[1:]:
        address = post.get(name) or child_text(post, name)
        yield link(address) if address else ""


def _from_api(source: PostSource) -> Iterator[Part]:
    found = False
    for document in documents(source):
        whole = mapping(document)
        answer = mapping(whole.get("response")) or whole
        posts = document if isinstance(document, list) else answer.get("posts")
        found = found or isinstance(posts, list)
        for post in mappings(posts):
            if text(post, "state") not in _UNPUBLISHED:
                yield _from_object(post, source)
    if not found:
        raise not_one(source, "an answer of Tumblr's API", "a list of posts")


def _from_object(post: Mapping[str, Any], source: PostSource) -> Prose:
    body = "".join(_shown(post))
    uri = resolve(text(post, "post_url", "url-with-slug"), source.base_url)
    title = to_text(text(post, "title", "summary", "slug"))
    published = feed_date(text(post, "date").replace(" GMT", "Z")) or of_epoch(post.get("timestamp"))
    facts = Facts(uri, title or None, text(post, "blog_name") or None, published)
    return _prose(source, text(post, "id_string", "id") or uri or "", body, facts)


def _shown(post: Mapping[str, Any]) -> Iterator[str]:
    """NPF blocks of a post and of those that it reblogs; else the fields of its type."""
    for part in (*mappings(post.get("trail")), post):
        yield npf_to_html(part.get("content"))
    if isinstance(post.get("content"), list):
        return
    kind, href = text(post, "type"), text(post, "url") if text(post, "type") == "link" else ""
    yield link(href, to_text(text(post, "title"))) if href else ""
    yield (
        f"<blockquote>{text(post, 'text')}</blockquote><p>{text(post, 'source')}</p>"
        if kind == "quote"
        else ""
    )
    for photo in mappings(post.get("photos")):
        yield f'<img src="{escape(text(mapping(photo.get("original_size")), "url"))}">'
    frame = text(post, "permalink_url", "video_url", "audio_source_url", "audio_url")
    yield f'<iframe src="{escape(frame)}"></iframe>' if frame else ""
    for name in ("question", "body", "caption", "description", "answer"):
        yield f"<div>{text(post, name)}</div>" if text(post, name) else ""
    known = {href, text(post, "post_url")}
    for address in dict.fromkeys(
        text(post, name) for name in ("source_url", "link_url", "reblogged_from_url")
    ):
        yield link(address) if address and address not in known else ""


def _prose(source: PostSource, identity: str, body: str, facts: Facts) -> Prose:
    base: Url | None = source.base_url if facts.uri is None else None
    data = body.encode("utf-8", "replace")
    return Prose(f"{source.source}#{identity}", "tumblr", body, "fragment", data, facts, base=base)
