"""Which format a post is in: what the user says, else media type, file name, and content."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from snapshotter.errors import PostError
from snapshotter.model.post import PostSource
from snapshotter.posts.encoding import has_bom

READERS = {
    "html": "snapshotter.posts.readers.page",
    "markdown": "snapshotter.posts.readers.markdown",
    "text": "snapshotter.posts.readers.plain",
    "rst": "snapshotter.posts.readers.rst",
    "asciidoc": "snapshotter.posts.readers.asciidoc",
    "org": "snapshotter.posts.readers.org",
    "email": "snapshotter.posts.readers.mail",
    "mbox": "snapshotter.posts.readers.mail",
}
"""The formats that can be read, and the module that reads each."""
FORMATS = tuple(READERS)

_NAMES = {
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "markdown": "markdown",
    "md": "markdown",
    "text": "text",
    "txt": "text",
    "plain": "text",
}
_MEDIA_TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
}
_UNTOLD = frozenset({"", "text/plain", "application/octet-stream", "binary/octet-stream"})
"""Media types that servers send for anything: the file name and the content know better."""
_EXTENSIONS = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".xht": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdown": "markdown",
    ".mkd": "markdown",
    ".mkdn": "markdown",
    ".txt": "text",
    ".text": "text",
}
_OTHER_EXTENSIONS_TEXT = """
    .rst .adoc .asciidoc .eml .bib .docx .odt .epub .pdf .rtf .doc .xml .rss .atom .json .wacz .warc .gz
    .zip .png .jpg .jpeg .gif .webp .svg .mp3 .mp4
"""
_OTHER_EXTENSIONS = frozenset(_OTHER_EXTENSIONS_TEXT.split())
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP container"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF file"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
)
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|article|div|p|a|img|h[1-6]|ul|table)\b[^<>]*>", re.I
)
_MARKDOWN = re.compile(
    rb"\A(?:---|\+\+\+)[ \t]*\r?\n|^#{1,6} +\S|\]\(\s*<?[^\s)]|^\[[^\]\n]+\]:[ \t]+\S|^```", re.M
)
_CONTROL = frozenset(range(0x20)) - frozenset(b"\t\n\r\f\x1b\x08")
_SNIFF_BYTES = 65536


def format_of(source: PostSource) -> str:
    """One of :data:`FORMATS`.  Raises :class:`PostError` for what cannot be read as any."""
    _refuse_unreadable(source)
    return _named(source) or _from_media_type(source) or _from_extension(source) or sniff(source.data)


def sniff(data: bytes) -> str:
    """The format that the content itself looks like."""
    head = data[:_SNIFF_BYTES]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml")):
        return "html"
    if _MARKDOWN.search(head):
        return "markdown"
    return "html" if _MARKUP.search(head) else "text"


def _named(source: PostSource) -> str | None:
    if source.format is None:
        return None
    name = _NAMES.get(source.format.lower())
    if name is None:
        raise PostError(
            f"{source.source}: there is no format {source.format!r}",
            hint=f"Formats that can be read: {', '.join(FORMATS)}.",
            code="post.unknown-format",
        )
    return name


def _from_media_type(source: PostSource) -> str | None:
    essence = (source.media_type or "").partition(";")[0].strip().lower()
    if essence in _UNTOLD:
        return None
    if essence in _MEDIA_TYPES or essence.startswith("text/"):
        return _MEDIA_TYPES.get(essence)
    raise _unreadable(source, f"its media type is {essence}")


def _from_extension(source: PostSource) -> str | None:
    path = re.split(r"[?#]", source.source, maxsplit=1)[0] if "://" in source.source else source.source
    extension = PurePosixPath(path.replace("\\", "/")).suffix.lower()
    if extension in _OTHER_EXTENSIONS:
        raise _unreadable(source, f"it is a {extension} file")
    return _EXTENSIONS.get(extension)


def _refuse_unreadable(source: PostSource) -> None:
    head = source.data[:_SNIFF_BYTES]
    if not source.data.strip(b"\xef\xbb\xbf \t\r\n\f"):
        raise PostError(
            f"{source.source}: it is empty ({len(source.data)} bytes)",
            hint=f"Give a post with text in it, in one of the formats {', '.join(FORMATS)}.",
            code="post.empty",
        )
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise _unreadable(source, f"it is {what}")
    control = sum(head.count(byte) for byte in _CONTROL)
    if not has_bom(head) and control > len(head) / 50:
        raise _unreadable(source, "it is binary")


def _unreadable(source: PostSource, why: str) -> PostError:
    return PostError(
        f"{source.source}: cannot be read as a post: {why}",
        hint=f"Formats that can be read: {', '.join(FORMATS)}. If it is one of them, say so with --format.",
        code="post.unknown-format",
    )
