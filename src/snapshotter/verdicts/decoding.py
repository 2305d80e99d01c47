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
_HTML_WITHIN = re.compile(rb"<(?:html|head|body)[\s>]", re.IGNORECASE)
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r\f\x1b"))


def kind_of(body: bytes) -> str:
    """``html``, ``xml``, ``json``, ``text``, ``pdf``, ``image``, ``media``, ``nothing``, ..."""
    start = body[:1024]
    stripped = start.lstrip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe")
    if not stripped and not body.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        return "nothing"
    named = _magic(start)
    if named is not None:
        return named
    if _is_wide(start):
        return "html" if b"<html" in body[:4096].replace(b"\0", b"").lower() else "text"
    if len(start.translate(None, _CONTROLS)) < len(start) * 0.97:
        return "binary"
    return _kind_of_text(body, stripped)


def _kind_of_text(body: bytes, stripped: bytes) -> str:
    if _HTML_START.match(body[:8192]) or (stripped.startswith(b"<") and _HTML_WITHIN.search(body[:4096])):
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
    """As a reader would want it: byte order mark, UTF-8 if it is that, ``charset`` of the field, ``<meta>``.

    Bytes that are UTF-8 are so by no accident, whatever is declared: pages are saved again by tools that
    convert them and keep the declaration.  Where nothing is declared, the encoding is guessed as browsers
    do.  What the encoding cannot hold becomes U+FFFD.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if _is_wide(body[:1024]):
        return body.decode("utf-16-le" if body[1:2] == b"\0" else "utf-16-be", "replace")
    declared = _codec(content_type or "") or _codec(body[:_PRESCAN_BYTES].decode("latin-1"))
    names = (declared, "utf-8") if declared and declared.startswith("iso2022") else ("utf-8", declared)
    for name in filter(None, names):
        found = _strict(body, name) or (_nearly(body) if name == "utf-8" else None)
        if found is not None:
            return found
    return body.decode(declared or _guessed(body) or "cp1252", "replace")


def _nearly(body: bytes) -> str | None:
    """UTF-8 with a few broken characters among many whole ones, as pages pieced together have."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for letter in text if letter > "\x7f") - broken
    return text if whole >= _WHOLE and broken * _WHOLE <= whole else None


_WHOLE = 20
_GUESSES: tuple[tuple[str, str, float], ...] = (
    ("euc_jp", "[\u3041-\u30fe]", 0.2),
    ("cp932", "[\u3041-\u30fe]", 0.2),
    ("euc_kr", "[\uac00-\ud7a3]", 0.7),
    ("gb18030", "[\u4e00-\u9fa5\u3000-\u303f\uff00-\uffee]", 0.9),
    ("big5", "[\u4e00-\u9fa5\u3000-\u303f\uff00-\uffee]", 0.9),
    ("cp874", "[\u0e01-\u0e5b]", 0.9),
    ("cp1251", "[\u0430-\u044f]", 0.6),
)
"""Encodings that are tried in turn, the signs that text in them has, and how many of all foreign ones."""
_GUESS_BYTES = 60_000


def _guessed(body: bytes) -> str | None:
    """An encoding in which the foreign signs are mostly those of its own script."""
    start = body[:_GUESS_BYTES]
    foreign = len(start) - len(start.translate(None, bytes(range(0x80, 0x100))))
    if foreign < 12 or foreign < len(start) * 0.005:
        return None
    for name, own, least in _GUESSES:
        text = _strict(start, name)
        if text is None:
            continue
        signs = [letter for letter in text if letter > "\x7f"]
        if len(re.findall(own, text)) > least * len(signs) and _is_usual(start, name):
            return name
    return None


def _is_usual(start: bytes, name: str) -> bool:
    """Whether the first bytes of pairs are those of common characters: rubbish has all kinds."""
    if name not in ("gb18030", "big5"):
        return True
    leads = [start[at] for at in range(len(start) - 1) if start[at] > 0x80 and start[at + 1] > 0x3F]
    low, high = (0xB0, 0xD7) if name == "gb18030" else (0xA4, 0xC6)
    return sum(low <= lead <= high for lead in leads) > 0.6 * len(leads)


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
