"""The marks by which formats are told whatever their files are called: magic numbers, roots, keys."""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from pathlib import Path

from snapshotter.patterns import Pattern

SNIFF_BYTES = 65_536
_PROLOG_BYTES = 4096
"""How far into a file its declaration, its comments and its document type reach."""

_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF file"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x1f\x8b", "a gzip file"),
)
_CONTROL = bytes(set(range(0x20)) - set(b"\t\n\r\f\x1b\x08"))
_ROOT = Pattern(rb"<(?![!?])(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})([^>]{0,400})")
_PROLOG = ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<!DOCTYPE", b">"), (b"<!doctype", b">"))
_XML_ROOTS = {
    b"rss": "rss",
    b"rdf": "rss",
    b"channel": "rss",
    b"feed": "atom",
    b"entry": "atom",
    b"urlset": "sitemap",
    b"sitemapindex": "sitemap",
    b"tumblr": "tumblr",
    b"xbel": "bookmarks-xml",
    b"posts": "posts",
    b"plist": "plist",
    b"xml": "xml",
    b"document": "document",
}
_DIALECTS: dict[str, tuple[tuple[re.Pattern[bytes], str], ...]] = {
    "rss": ((re.compile(rb"wordpress\.org/export/1|<wp:wxr_version", re.IGNORECASE), "wxr"),),
    "atom": (
        (
            re.compile(
                rb"schemas\.google\.com/blogger/2008/kind#|schemas\.google\.com/blogger/2018[\"']|<blogger:type>"
            ),
            "blogger",
        ),
    ),
    "posts": (
        (re.compile(rb"<post\s[^>]*href="), "bookmarks-xml"),
        (re.compile(rb"<post\b"), "tumblr"),
    ),
    "plist": ((re.compile(rb"WebBookmark"), "bookmarks-plist"),),
    "xml": ((re.compile(rb"<records"), "endnote-xml"),),
    "document": ((re.compile(rb"urn:oasis:names:tc:opendocument"), "odt"),),
}
_ONLY_DIALECTS = frozenset(("posts", "plist", "xml", "document"))
"""Roots that mean a format only with a further sign."""
_JSON_KEYS = (
    (rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org|"content_(?:html|text)"\s*:', "json-feed"),
    (rb'"kind"\s*:\s*"blogger#(?:post|page)', "blogger"),
    (rb'"db"\s*:\s*\[\s*\{\s*"(?:meta|data)"', "ghost"),
    (rb'"(?:mobiledoc|lexical|comment_id|email_only|primary_author)"\s*:', "ghost"),
    (rb'"(?:blog_name|post_url|reblog_key)"\s*:', "tumblr"),
    (rb'"(?:date_gmt|comment_status|ping_status)"\s*:', "wp-json"),
    (rb'"(?:container-title|issued|DOI|original-date|citation-key|citation-label)"\s*:', "csl-json"),
    (rb'"family"\s*:\s*"', "csl-json"),
    (rb'"type"\s*:\s*"(?:article-journal|article-magazine|article-newspaper|paper-conference|webpage|book'
     rb'|chapter|post-weblog|report|thesis)"', "csl-json"),
    (rb'"roots"\s*:\s*\{|text/x-moz-place', "bookmarks-json"),
    (rb'"article__(?:url|title)"\s*:', "bookmarks-json"),
    (
        rb'\A(?=[\s\S]*"(?:url|uri|href|resolved_url|given_url)"\s*:\s*")(?=[\s\S]*"(?:title|given_title|text|time_added'
        rb'|dateAdded|date_added|savedAt|tags|extended|toread|created_at)"\s*:)(?![\s\S]*"(?:_links|avatar_urls)"\s*:)',
        "bookmarks-json",
    ),
)  # fmt: skip
_NETSCAPE = (b"<!doctype netscape-bookmark-file", b"<title>pocket export", b'time_added="1')
_NETSCAPE_LISTS = (b"<dt><a href", b"<dt><h3")
"""Signs of bookmarks where nothing says that it is a page: glossaries have them too."""
_PAGE = Pattern(rb"<!doctype\s+html\b|<html\b[^<>]*>", re.I)
_HEAD_OR_BODY = Pattern(rb"<(?:head|body)\b[^<>]*>", re.I)
_CELL = rb"(?:\A|(?<=[,;\t]))[\"']?(?:%s)[\"']?(?=[,;\t\r\n])"
_BOOKMARKS_HEADER = Pattern(
    rb"\A(?=[^\n]*?" + _CELL % rb"url|URL" + rb")"
    rb"(?=[^\n]*?" + _CELL % rb"title|Title|time_added|folder|Folder|Selection|tags" + rb")"
    rb"[\w\"',;\t .-]+\r?\n"
)
_RIS = Pattern(rb"^TY  ?- [^\n]*\n(?:[A-Z][A-Z0-9]  ?-|\s)", re.M)
_BIBTEX = Pattern(rb"(?:\s|%[^\n]*\n){0,1000}@[A-Za-z]+[ \t]*[{(][ \t]*[^\s,{}()\"]+[ \t]*,")
_MBOX = Pattern(rb"From \S[^\n]*\d:\d\d[^\n]*\n>?[A-Za-z][A-Za-z-]*[: ]")
_MEDIUM = (b'class="h-entry"', b'data-field="body"')
_TUMBLR_PAGE = Pattern(rb"<div id=\"footer\">\s*<span id=\"timestamp\">")
_MAIL_FIELD = rb"(?:[A-Z][A-Za-z0-9-]{1,40}):[ \t]?[^\n]*\r?\n(?:[ \t]+[^\n]*\r?\n)*"
_MAIL = Pattern(rb"\A(?:" + _MAIL_FIELD + rb"){3,200}\r?\n")
_MAIL_SIGN = Pattern(
    rb"^(?:Message-ID|MIME-Version|Received|Return-Path|Delivered-To|Content-Type|Subject):", re.I | re.M
)


def marked(data: bytes) -> str | None:
    """The format whose marks the beginning of a source bears; None when there are none."""
    head = _inflated(data[:SNIFF_BYTES])
    if head.startswith((b"WARC/", b"filedesc://")):
        return "warc"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"mozLz40\0", b"bplist00")):
        return "bookmarks-json" if head[:1] == b"m" else "bookmarks-plist"
    if b"\0" in head[:64] and not is_zip(head):
        head = head.replace(b"\0", b"")  # UTF-16 and UTF-32, near enough for names
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start[:1] in (b"{", b"["):
        return _of_json(start)
    if start[:1] == b"<":
        return _of_markup(head)
    return _of_text(head, start)


def _inflated(head: bytes) -> bytes:
    """The beginning of what a gzip file holds."""
    if not head.startswith(b"\x1f\x8b"):
        return head
    try:
        return zlib.decompressobj(wbits=31).decompress(head, SNIFF_BYTES)
    except zlib.error:
        return head


def _of_json(start: bytes) -> str | None:
    if not re.match(rb"[{\[]\s*(?:[\"{\]}]|\Z)", start):
        return None
    return next((name for pattern, name in _JSON_KEYS if re.search(pattern, start)), None)


def _of_markup(head: bytes) -> str | None:
    lower = head.lower()
    page = _PAGE.search(head[:_PROLOG_BYTES])
    if any(sign in lower for sign in (_NETSCAPE if page else _NETSCAPE + _NETSCAPE_LISTS)):
        return "bookmarks"
    root = _ROOT.match(_without_prolog(head))
    name = _XML_ROOTS.get(root[1].lower()) if root else None
    if name is None:
        return _of_page(head)
    for sign, dialect in _DIALECTS.get(name, ()):
        if sign.search(head):
            return dialect
    return None if name in _ONLY_DIALECTS else name


def _without_prolog(head: bytes) -> bytes:
    """What is left behind the declaration, comments and the document type."""
    at = max(0, head.find(b"<?xml"))
    while (start := head.find(b"<", at)) >= 0:
        mark, end = next(((mark, end) for mark, end in _PROLOG if head.startswith(mark, start)), (b"", b""))
        if not mark:
            return head[start:]
        if mark.upper() == b"<!DOCTYPE" and 0 <= head.find(b"[", start) < head.find(b">", start):
            end = b"]>"
        stop = head.find(end, start + len(mark))
        if stop < 0:
            break
        at = stop + len(end)
    return b""


def _of_page(head: bytes) -> str | None:
    if all(sign in head for sign in _MEDIUM):
        return "medium"
    if _TUMBLR_PAGE.search(head):
        return "tumblr"
    start = _PAGE.search(head[:_PROLOG_BYTES])
    return "html" if start and (start[0][:2] == b"<!" or _HEAD_OR_BODY.search(head)) else None


def _of_text(head: bytes, start: bytes) -> str | None:
    if start.startswith(b"%0 ") or _RIS.search(start[:_PROLOG_BYTES]):
        return "ris"
    if start.startswith((b"post_id,", b'"post_id",')):
        return "substack"
    if _BIBTEX.match(start):
        return "bibtex"
    if _MBOX.match(start):
        return "mbox"
    if _MAIL.match(start) and len(_MAIL_SIGN.findall(start[: start.find(b"\n\n") + 1 or 4000])) >= 2:
        return "email"
    return "bookmarks-csv" if _BOOKMARKS_HEADER.match(start) else None


def is_zip(head: bytes) -> bool:
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def zip_kind(file: Path | bytes) -> str | None:
    """The document that a ZIP file is; None when it is a container of other files, or broken."""
    import zipfile

    try:
        with zipfile.ZipFile(file if isinstance(file, Path) else BytesIO(file)) as archive:
            names = set(archive.namelist())
            media = archive.read("mimetype")[:80] if "mimetype" in names else b""
    except (
        OSError,
        OverflowError,
        zipfile.BadZipFile,
        ValueError,
        RuntimeError,
        NotImplementedError,
        zlib.error,
        EOFError,
    ):
        return _by_bytes(file)
    if "word/document.xml" in names or any(name.startswith("word/document") for name in names):
        return "docx"
    if media.startswith(b"application/vnd.oasis.opendocument.text"):
        return "odt"
    if media.startswith(b"application/epub+zip") or "META-INF/container.xml" in names:
        return "epub"
    wacz = "datapackage.json" in names and any(name.startswith("archive/") for name in names)
    return "wacz" if wacz else None


def _by_bytes(file: Path | bytes) -> str | None:
    """Of a damaged ZIP file: so that its reader can tell what is wrong with it."""
    try:
        head = file[:4096] if isinstance(file, bytes) else file.open("rb").read(4096)
    except OSError:
        return None
    signs = (("epub", b"application/epub+zip"), ("odt", b"opendocument.text"), ("docx", b"word/"))
    return next((name for name, sign in signs if sign in head), None)


def is_binary(head: bytes) -> str:
    """What a file is that holds no text; empty when it does."""
    for magic, what in _MAGIC:
        if head.startswith(magic):
            return what
    control = len(head) - len(head.translate(None, _CONTROL))
    return "binary" if control > len(head) / 50 else ""
