"""From bytes to text: which encoding they are in (Encoding Standard; HTML Standard, 13.2.3)."""

from __future__ import annotations

import codecs
import re

from snapshotter.patterns import Pattern

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET_PARAMETER = Pattern(r"""charset\s*=\s*["']?([^\s"';>,/]+)""", re.IGNORECASE)
_META = Pattern(rb"<meta\s[^>]*?charset\s*=[^>]*>", re.IGNORECASE)
_XML_DECLARATION = Pattern(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)""")
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r\f"))
_PRESCAN_BYTES = 4096
"""The standard asks for 1024; pages with long heads before their ``<meta charset>`` are common."""

_WEB_LABELS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
"""Python's names of encodings that the web means something wider by."""
_WEB_ENCODINGS = Pattern(
    r"utf-8|utf-16(-[lb]e)?|cp(1252|125[0-8]|866|874|932|949)|iso8859-\d+|koi8-[ru]|mac-(roman|cyrillic)|gb18030"
    r"|big5hkscs|euc_jp|iso2022_jp"
)


def decode(data: bytes, media_type: str | None, *, markup: bool) -> str:
    """``data`` as text: byte order mark, UTF-16 without one, ``charset`` of the media type,
    ``<meta charset>`` (in ``markup``), UTF-8 if it is that, else windows-1252.  What cannot be decoded
    becomes U+FFFD.

    Pages are saved again by editors that convert them and keep the declaration: bytes that are not
    what is declared, and are UTF-8, are UTF-8.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    wide = wide_encoding(data)
    if wide:
        return data.decode(wide, "replace")
    declared = _from_media_type(media_type) or (_from_markup(data) if markup else None)
    for name in (declared or "utf-8", "utf-8"):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    return data.decode(declared or "cp1252", "replace")


def has_bom(data: bytes) -> bool:
    """Whether ``data`` begins with a byte order mark."""
    return data.startswith(tuple(mark for mark, _ in _BOMS))


def wide_encoding(data: bytes) -> str | None:
    """UTF-16 without its mark, known by the zero that every other byte is in text of Latin letters."""
    head = data[:_PRESCAN_BYTES]
    if b"\0" not in head[:64]:
        return None
    letters = head.replace(b"\0", b"")
    if len(letters.translate(None, _CONTROLS)) < len(letters) * 0.98:
        return None
    most, few = len(head) * 0.35, len(head) * 0.02
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > most and even <= few:
        return "utf-16-le"
    return "utf-16-be" if even > most and odd <= few else None


def _from_media_type(media_type: str | None) -> str | None:
    found = _CHARSET_PARAMETER.search(media_type or "")
    return codec(found[1]) if found else None


def _from_markup(data: bytes) -> str | None:
    head = data[:_PRESCAN_BYTES]
    declaration = _XML_DECLARATION.search(head)
    if declaration:
        return codec(declaration[1].decode("ascii", "replace"))
    for meta in _META.finditer(head):
        found = _CHARSET_PARAMETER.search(meta[0].decode("ascii", "replace"))
        if found:
            name = codec(found[1])
            # Bytes that could be read up to here are not UTF-16 (HTML Standard, 13.2.3.2).
            return "utf-8" if name is not None and name.startswith("utf-16") else name
    return None


def codec(label: str) -> str | None:
    """Python's codec for a label of the Encoding Standard; None for one that it does not know."""
    try:
        name = codecs.lookup(label.strip().lower()).name
    except (LookupError, ValueError):
        return None
    name = _WEB_LABELS.get(name, name)
    return name if _WEB_ENCODINGS.fullmatch(name) else None
