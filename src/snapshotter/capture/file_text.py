"""Title and text of a cited file that no browser has shown: plain text, feeds and other XML."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from snapshotter.capture.wire import heads
from snapshotter.capture.wire.framing import dechunked
from snapshotter.model.exchange import Exchange

MAX_BYTES = 4 << 20
"""Larger files are kept whole, but nothing is read out of them here."""
_XML_SUFFIXES = ("/xml", "+xml")


@dataclass(frozen=True, slots=True)
class FileText:
    title: str | None
    text: str


def file_text(exchange: Exchange) -> FileText | None:
    """What a reader would read in the response, or None when it is no text that is known here."""
    media_type = exchange.media_type or ""
    is_xml = media_type.endswith(_XML_SUFFIXES) and not media_type.startswith("image/")
    if not (is_xml or media_type == "text/plain"):
        return None
    content = _content(exchange)
    if content is None:
        return None
    return _from_xml(content) if is_xml else FileText(None, _decoded(content, _charset(exchange)))


def _from_xml(content: bytes) -> FileText:
    """Element text in document order; markup inside (as feeds carry it) is taken off too."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(content, "xml")
    title = soup.find("title")
    words = [_without_markup(text) for text in soup.stripped_strings]
    return FileText(
        _without_markup(title.get_text(strip=True)) if title else None, "\n".join(filter(None, words))
    )


def _without_markup(text: str) -> str:
    if "<" not in text:
        return text
    from bs4 import BeautifulSoup

    return BeautifulSoup(text, "lxml").get_text(" ", strip=True)


def _decoded(content: bytes, charset: str | None) -> str:
    for name in filter(None, (charset, "utf-8", "windows-1252")):
        try:
            return content.decode(name).removeprefix("\ufeff")
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("latin-1")


def _charset(exchange: Exchange) -> str | None:
    for part in _values(exchange, b"content-type")[:1]:
        for parameter in part.split(";")[1:]:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "charset":
                return value.strip().strip('"')
    return None


def _content(exchange: Exchange) -> bytes | None:
    """The body without transfer and content coding; None when it is too large or cannot be read."""
    if exchange.response is None or exchange.response.body.size_bytes > MAX_BYTES:
        return None
    body = b"".join(exchange.response.body.chunks())
    if (
        exchange.protocol == "http/1.1"
        and "chunked" in ",".join(_values(exchange, b"transfer-encoding")).lower()
    ):
        body = dechunked(body)
    for coding in reversed(
        ",".join(_values(exchange, b"content-encoding")).lower().replace(" ", "").split(",")
    ):
        decode = _CODINGS.get(coding)
        if decode is None:
            return None
        try:
            body = decode(body)
        except (zlib.error, OSError, EOFError, ValueError):
            return None
    return body


def _values(exchange: Exchange, name: bytes) -> Sequence[str]:
    assert exchange.response is not None
    fields = heads.fields_of(exchange.response.head.partition(b"\n")[2])
    return [value.decode("latin-1") for value in heads.values(fields, name)]


def _inflated(body: bytes) -> bytes:
    return zlib.decompressobj().decompress(body, MAX_BYTES)


def _gunzipped(body: bytes) -> bytes:
    return zlib.decompressobj(31).decompress(body, MAX_BYTES)


def _unbrotlied(body: bytes) -> bytes:
    import brotlicffi

    try:
        return bytes(brotlicffi.Decompressor().process(body, output_buffer_limit=MAX_BYTES))
    except brotlicffi.error as error:
        raise ValueError(str(error)) from error


_CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "identity": bytes,
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _inflated,
    "br": _unbrotlied,
}
