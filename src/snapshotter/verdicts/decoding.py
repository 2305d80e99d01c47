"""Bytes as text, and what bytes are whatever their label says (MIME Sniffing, Encoding Standard)."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PRESCAN_BYTES = 4096
_CHARSET = re.compile(r"""charset\s{0,9}=\s{0,9}["']?([\w.:-]{2,30})""", re.IGNORECASE)
_WEB_LABELS = {"ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
"""Names that the web means something wider by."""

_MAGICS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n", "image"),
    (b"GIF8", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"BM", "bitmap"),
    (b"\x00\x00\x01\x00", "image"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b\x08", "compressed"),
    (b"\x28\xb5\x2f\xfd", "compressed"),
    (b"BZh9", "compressed"),
    (b"\xfd7zXZ\x00", "compressed"),
    (b"7z\xbc\xaf", "compressed"),
    (b"Rar!\x1a\x07", "compressed"),
    (b"OggS", "media"),
    (b"ID3", "media"),
    (b"\x1aE\xdf\xa3", "media"),
    (b"fLaC", "media"),
    (b"wOFF", "font"),
    (b"wOF2", "font"),
    (b"\x7fELF", "binary"),
    (b"MZ\x90", "binary"),
)
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<!--.{0,2000}?-->|<\?xml[^>]{0,300}>){0,400}"
    rb"<(?:!doctype\s+html\w{0,3}|html|head|title|body|meta|link|script|style|frameset|iframe|h[1-6]|div|p|center|table|font|a"
    rb"|b|br|noscript|img|span|form|pre)(?=[\s>/0-9])",
    re.IGNORECASE | re.DOTALL,
)
_HTML_WITHIN = re.compile(rb"<(?:html|title|body)[\s>]", re.IGNORECASE)
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r\f\x1b"))


def kind_of(body: bytes) -> str:
    """``html``, ``xml``, ``json``, ``text``, ``pdf``, ``image``, ``media``, ``compressed``, ... ``nothing``."""
    start = body[:1024]
    stripped = start.lstrip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe")
    if not stripped and not body.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        return "nothing"
    named = _magic(start)
    if named is not None:
        return named
    if _is_wide(start):
        return (
            "html"
            if b"<\x00h\x00t" in body[:4096].lower() or b"\x00<\x00h" in body[:4096].lower()
            else "text"
        )
    if len(start.translate(None, _CONTROLS)) < len(start) * 0.97:
        return "binary"
    if _HTML_START.match(body[:8192]):
        return "html"
    if _HTML_WITHIN.search(body[:4096]) and stripped.startswith(b"<"):
        return "html"
    if stripped.startswith((b"<?xml", b"<rss", b"<feed", b"<svg", b"<Error", b"<Response")):
        return "xml"
    return "json" if stripped.startswith((b"{", b"[")) else "text"


def _magic(start: bytes) -> str | None:
    for magic, name in _MAGICS:
        if start.startswith(magic):
            if name != "bitmap":
                return name
            return "image" if b"\x00" in start[:14] else None
    if start[:4] == b"RIFF":
        return "image" if start[8:12] == b"WEBP" else "media"
    if start[4:8] == b"ftyp":
        return "image" if start[8:12] in (b"avif", b"heic", b"mif1") else "media"
    return None


def _is_wide(start: bytes) -> bool:
    """UTF-16: a mark, or every other byte a zero."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    half = len(start) // 2
    if half < 20:
        return False
    even, odd = start[::2].count(0), start[1::2].count(0)
    return max(even, odd) > 0.7 * half and min(even, odd) < 0.05 * half


def decode(body: bytes, content_type: str | None) -> str:
    """As a browser would: byte order mark, ``charset`` of the field, ``<meta>``, UTF-8, windows-1252.

    What the declared encoding cannot hold becomes U+FFFD, unless the bytes are UTF-8.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if _is_wide(body[:1024]):
        return body.decode("utf-16-le" if body[1:2] == b"\0" else "utf-16-be", "replace")
    declared = _codec(content_type or "") or _codec(body[:_PRESCAN_BYTES].decode("latin-1"))
    for name in (declared, "utf-8"):
        text = _strict(body, name) if name else None
        if text is not None:
            return text
    return body.decode(declared or "cp1252", "replace")


def _strict(body: bytes, name: str) -> str | None:
    """None when the bytes are not in this encoding; one that is cut within a character is."""
    try:
        return codecs.getincrementaldecoder(name)("strict").decode(body)
    except (UnicodeDecodeError, ValueError):
        return None


def _codec(text: str) -> str | None:
    found = _CHARSET.search(text)
    if found is None:
        return None
    try:
        info = codecs.lookup(found[1].lower())
    except (LookupError, ValueError):
        return None
    name = _WEB_LABELS.get(info.name, info.name)
    known = not name.startswith(("utf-16", "utf-32", "utf-7")) and name not in _NOT_CHARSETS
    return name if known else None


_NOT_CHARSETS = frozenset(
    (
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "rot13",
        "base64",
        "hex",
        "bz2",
        "zlib",
        "uu",
        "quopri",
    )
)
