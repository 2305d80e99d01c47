"""Which format a source is in: what the user says, else its content, media type and file name.

Formats with marks of their own (magic numbers, root elements, keys) are told by their content alone;
a file name decides among those that are all just text.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from snapshotter.errors import PostError
from snapshotter.model.post import PostSource
from snapshotter.pagemeta.encoding import has_bom, wide_encoding
from snapshotter.patterns import Pattern
from snapshotter.posts.intake.sniffing import SNIFF_BYTES, is_binary, is_zip, marked, zip_kind

_MODULES = {
    "html": "page",
    "markdown": "markdown",
    "rst": "rst",
    "asciidoc": "asciidoc",
    "org": "org",
    "text": "plain",
    "email": "mail",
    "mbox": "mail",
    "rss": "feeds",
    "atom": "feeds",
    "json-feed": "feeds",
    "sitemap": "sitemaps",
    "wxr": "wordpress",
    "wp-json": "wordpress",
    "blogger": "blogger",
    "ghost": "ghost",
    "medium": "medium",
    "substack": "substack",
    "tumblr": "tumblr",
    "bookmarks": "bookmarks",
    "bookmarks-json": "bookmarks",
    "bookmarks-csv": "bookmarks",
    "bookmarks-xml": "bookmarks",
    "bookmarks-plist": "bookmarks",
    "bibtex": "bibtex",
    "csl-json": "csl",
    "ris": "ris",
    "endnote-xml": "endnote",
    "docx": "docx",
    "odt": "odt",
    "epub": "epub",
    "pdf": "pdf",
    "warc": "warc",
    "wacz": "warc",
}
READERS = {name: f"snapshotter.posts.readers.{module}" for name, module in _MODULES.items()}
"""The formats that can be read, and the module that reads each."""
FORMATS = tuple(READERS)

_ALIASES = {
    "htm": "html",
    "xhtml": "html",
    "md": "markdown",
    "commonmark": "markdown",
    "restructuredtext": "rst",
    "adoc": "asciidoc",
    "org-mode": "org",
    "txt": "text",
    "plain": "text",
    "eml": "email",
    "mail": "email",
    "feed": "rss",
    "rdf": "rss",
    "jsonfeed": "json-feed",
    "sitemap.xml": "sitemap",
    "wordpress": "wxr",
    "netscape": "bookmarks",
    "bib": "bibtex",
    "biblatex": "bibtex",
    "csl": "csl-json",
    "endnote": "endnote-xml",
    "arc": "warc",
}
_MEDIA_TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "text/x-rst": "rst",
    "text/prs.fallenstein.rst": "rst",
    "text/asciidoc": "asciidoc",
    "text/org": "org",
    "message/rfc822": "email",
    "application/mbox": "mbox",
    "application/rss+xml": "rss",
    "application/rdf+xml": "rss",
    "application/atom+xml": "atom",
    "application/feed+json": "json-feed",
    "application/x-bibtex": "bibtex",
    "text/x-bibtex": "bibtex",
    "application/vnd.citationstyles.csl+json": "csl-json",
    "application/x-research-info-systems": "ris",
}
_EXTENSIONS_TEXT = """
    html html htm html xhtml html xht html
    md markdown markdown markdown mdown markdown mkd markdown mkdn markdown mdx markdown qmd markdown
    rst rst rest rst adoc asciidoc asciidoc asciidoc asc asciidoc org org txt text text text
    eml email mbox mbox mbx mbox bib bibtex bibtex bibtex biblatex bibtex ris ris enw ris
"""
_WORDS = _EXTENSIONS_TEXT.split()
_EXTENSIONS = {f".{name}": format for name, format in zip(_WORDS[::2], _WORDS[1::2], strict=True)}
_DATA_EXTENSIONS = frozenset(
    (".json", ".xml", ".csv", ".plist", ".jsonl", ".ndjson", ".rss", ".atom", ".rdf")
)
"""Whatever these hold is told by marks; without any it is not a post."""
_MARKUP = Pattern(rb"<(?:!doctype\s+html|html|head|body|article|div|p|a|img|h[1-6]|ul|table)\b[^<>]*>", re.I)
_SITEMAP_NAME = Pattern(r"sitemap[^/\\]*\.txt(?:\.gz)?$", re.IGNORECASE)


def format_of(source: PostSource) -> str:
    """One of :data:`FORMATS`.  Raises :class:`PostError` for what cannot be read as any."""
    named = _named(source)
    _refuse_empty(source)
    if named is not None:
        return named
    known = marked(source.data)
    if known is not None:
        return known
    if is_zip(source.data):
        return _zipped(source)
    _refuse_binary(source)
    return _from_name(source) or _from_media_type(source) or sniff(source.data)


def sniff(data: bytes) -> str:
    """The format that text without marks of its own looks like."""
    from snapshotter.posts.intake.written import markup_of

    head = data[:SNIFF_BYTES]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml")):
        return "html"
    return markup_of(head) or ("html" if _MARKUP.search(head) else "text")


def is_tree(path: Path, head: bytes) -> bool:
    """Whether a file is a ZIP file of posts, and not a document that happens to be zipped."""
    return is_zip(head) and zip_kind(path) is None


def is_streamed(head: bytes, format: str | None) -> bool:
    """Whether a file is of a format that is read from its place on disk."""
    name = _ALIASES.get(format.lower(), format.lower()) if format is not None else marked(head)
    return name in ("warc", "mbox") or (name == "wacz" and is_zip(head))


def _named(source: PostSource) -> str | None:
    if source.format is None:
        return None
    name = _ALIASES.get(source.format.lower(), source.format.lower())
    if name not in READERS:
        raise PostError(
            f"{source.source}: there is no format {source.format!r}",
            hint=f"Formats that can be read: {', '.join(FORMATS)}.",
            code="post.unknown-format",
        )
    return name


def _zipped(source: PostSource) -> str:
    kind = zip_kind(source.path or source.data)
    if kind is None:
        raise _unreadable(source, "it is a ZIP file, and none of the documents that are")
    return kind


def _from_name(source: PostSource) -> str | None:
    path = re.split(r"[?#]", source.source, maxsplit=1)[0] if "://" in source.source else source.source
    if _SITEMAP_NAME.search(path):
        return "sitemap"
    extension = PurePosixPath(path.replace("\\", "/").removesuffix(".gz")).suffix.lower()
    if extension in _DATA_EXTENSIONS and "://" not in source.source:
        raise _unreadable(source, f"it is a {extension} file, but no feed, sitemap or export that is known")
    named = _EXTENSIONS.get(extension)
    return _sure_markup_of(source.data) or named if named == "text" else named


def _sure_markup_of(data: bytes) -> str | None:
    """The markup of a ``.txt`` file: there were none of the other names once, and some use none today."""
    from snapshotter.posts.intake.written import sure_markup_of

    return sure_markup_of(data[:SNIFF_BYTES])


def _from_media_type(source: PostSource) -> str | None:
    essence = (source.media_type or "").partition(";")[0].strip().lower()
    if essence in _MEDIA_TYPES:
        return _MEDIA_TYPES[essence]
    if not essence or essence.startswith("text/") or essence.endswith(("octet-stream", "xml", "json")):
        return None  # servers send these for anything: the content knows better
    raise _unreadable(source, f"its media type is {essence}")


def _refuse_empty(source: PostSource) -> None:
    if source.data.strip(b"\xef\xbb\xbf \t\r\n\f"):
        return
    raise PostError(
        f"{source.source}: it is empty ({len(source.data)} bytes)",
        hint="Give a post with text in it.",
        code="post.empty",
    )


def _refuse_binary(source: PostSource) -> None:
    what = is_binary(source.data[:SNIFF_BYTES])
    if what and not has_bom(source.data) and not wide_encoding(source.data):
        raise _unreadable(source, f"it is {what}")


def _unreadable(source: PostSource, why: str) -> PostError:
    return PostError(
        f"{source.source}: cannot be read as a post: {why}",
        hint=f"Formats that can be read: {', '.join(FORMATS)}. If it is one of them, say so with --format.",
        code="post.unknown-format",
    )
