"""Which catalogue of posts a source is, told by its content."""

from __future__ import annotations

import re

HEAD_BYTES = 65_536
_ROOT = re.compile(rb"<(?![!?])(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})")
_PROLOG = ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<!DOCTYPE", b">"))
_WXR = re.compile(rb"wordpress\.org/export/1|<wp:wxr_version", re.IGNORECASE)
_BLOGGER = re.compile(
    rb"schemas\.google\.com/blogger/2008/kind#|schemas\.google\.com/blogger/2018[\"']|<blogger:type>"
)
_XML_ROOTS = {
    b"rss": "rss",
    b"rdf": "rss",
    b"channel": "rss",
    b"feed": "atom",
    b"entry": "atom",
    b"urlset": "sitemap",
    b"sitemapindex": "sitemap",
    b"tumblr": "tumblr",
}
_JSON_KEYS = (
    (re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org'), "json-feed"),
    (re.compile(rb'"kind"\s*:\s*"blogger#(?:post|page)'), "blogger"),
    (re.compile(rb'"db"\s*:\s*\[\s*\{\s*"(?:meta|data)"'), "ghost"),
    (re.compile(rb'"(?:mobiledoc|lexical|comment_id|email_only|primary_author)"\s*:'), "ghost"),
    (re.compile(rb'"(?:blog_name|post_url|reblog_key)"\s*:'), "tumblr"),
    (re.compile(rb'"(?:date_gmt|comment_status|ping_status)"\s*:'), "wp-json"),
)
_SUBSTACK = re.compile(rb"\A(?:\xef\xbb\xbf)?\"?post_id\"?,")
_MEDIUM = (b'class="h-entry"', b'data-field="body"')
_TUMBLR_PAGE = re.compile(rb"<div id=\"footer\">\s*<span id=\"timestamp\">")


def catalogue_of(data: bytes) -> str | None:
    """The format of a feed, sitemap or export, from its beginning; None when it is none of them."""
    head = data[:HEAD_BYTES]
    if b"\0" in head[:64]:
        head = head.replace(b"\0", b"")
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start[:1] in (b"{", b"["):
        return next((name for pattern, name in _JSON_KEYS if pattern.search(head)), None)
    if _SUBSTACK.match(head):
        return "substack"
    return _of_xml(head) or _of_page(head)


def _of_xml(head: bytes) -> str | None:
    """By the first element: the dialects of RSS and Atom by the namespaces of their makers."""
    root = _ROOT.match(_without_prolog(head))
    name = _XML_ROOTS.get(root[1].lower()) if root else None
    if name == "rss" and _WXR.search(head):
        return "wxr"
    if name == "atom" and _BLOGGER.search(head):
        return "blogger"
    return name


def _without_prolog(head: bytes) -> bytes:
    """What is left behind the declaration, comments and the document type."""
    at = max(0, head.find(b"<?xml"))
    while (start := head.find(b"<", at)) >= 0:
        mark, end = next(((mark, end) for mark, end in _PROLOG if head.startswith(mark, start)), (b"", b""))
        subset = head.find(b"[", start) if mark == b"<!DOCTYPE" else -1
        if not mark:
            return head[start:]
        if 0 <= subset < head.find(b">", start):
            end = b"]>"
        stop = head.find(end, start + len(mark))
        if stop < 0:
            break
        at = stop + len(end)
    return b""


def _of_page(head: bytes) -> str | None:
    if all(sign in head for sign in _MEDIUM):
        return "medium"
    return "tumblr" if _TUMBLR_PAGE.search(head) else None
