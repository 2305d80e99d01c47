"""Looking for words that must not be there: in every byte of every file, whatever it is packed in."""

from __future__ import annotations

import base64
import io
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

_ESCAPED = re.compile(rb"\\u00([0-9a-fA-F]{2})")
_PDF_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_LAYERS = 6


def forms(word: str) -> set[bytes]:
    """A word as it may stand somewhere."""
    quoted = urllib.parse.quote(word, safe="").encode()
    wide = {word.encode("utf-16-le"), word.encode("utf-16-be")}
    return {word.encode(), quoted, quoted.replace(b"%20", b"+"), *wide, *_in_base64(word.encode())}


def _in_base64(plain: bytes) -> Iterator[bytes]:
    """What is the same whatever stands before and behind, of each of the three ways in which it can begin."""
    for before in range(3):
        coded = base64.b64encode(bytes(before) + plain)
        inner = coded[-(-before * 4 // 3) : (before + len(plain)) * 4 // 3]
        yield inner
        yield inner.translate(bytes.maketrans(b"+/", b"-_"))


class Searched:
    """Which of some words stand in bytes."""

    def __init__(self, words: Iterable[str]) -> None:
        self._forms = {form: word for word in words for form in forms(word)}
        self._any = re.compile(
            b"|".join(re.escape(form) for form in sorted(self._forms, key=len, reverse=True))
        )
        self.files = self.layers = 0

    def tree(self, folder: Path) -> Iterator[tuple[str, str, str]]:
        """Path, word and what is around it, for every place in every file below; names of files too."""
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            for word in self._found(name.encode()):
                yield name, word, "in its name"
            if path.is_file() and not path.is_symlink():
                self.files += 1
                for word, around in self.bytes(path.read_bytes()):
                    yield name, word, around

    def bytes(self, data: bytes, layers: int = 0) -> Iterator[tuple[str, str]]:
        """Words in data, and in what is packed in it."""
        self.layers += 1
        for match in self._any.finditer(data):
            yield self._forms[match[0]], repr(data[max(match.start() - 80, 0) : match.end() + 30])
        if layers < _MOST_LAYERS:
            for inner in _unpacked(data):
                yield from self.bytes(inner, layers + 1)

    def _found(self, data: bytes) -> list[str]:
        return [self._forms[match[0]] for match in self._any.finditer(data)]


def _unpacked(data: bytes) -> Iterator[bytes]:
    """What is inside of it: members, entries, streams, chunks, bodies, and other ways to write the same."""
    yield from _gzip_members(data)
    yield from _zip_entries(data)
    if data.startswith(_PNG):
        yield from _png_texts(data)
    if data.startswith(b"%PDF"):
        yield from (_inflated(found[1]) for found in _PDF_STREAM.finditer(data))
    if data.startswith(b"WARC/"):
        yield from _http_body(data)
    if b"\\u00" in data:
        yield _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)


def _gzip_members(data: bytes) -> Iterator[bytes]:
    while data.startswith(b"\x1f\x8b"):
        reading = zlib.decompressobj(31)
        try:
            yield reading.decompress(data) + reading.flush()
        except zlib.error:
            return
        data = reading.unused_data


def _zip_entries(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for entry in packed.infolist():
                yield entry.filename.encode() + b"\n" + packed.read(entry)


def _png_texts(data: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while at + 8 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        chunk = data[at + 8 : at + 8 + length]
        if kind in (b"zTXt", b"iTXt", b"iCCP"):
            yield _inflated(chunk.partition(b"\0")[2].lstrip(b"\0\1"))
        at += 12 + length


def _http_body(data: bytes) -> Iterator[bytes]:
    """Of a record's block: a body without its content coding, as far as it is gzip or deflate."""
    _, _, block = data.partition(b"\r\n\r\n")
    head, _, body = block.partition(b"\r\n\r\n")
    if block.startswith((b"\x1f\x8b", _PNG, b"%PDF", b"PK\x03\x04")):
        yield block.removesuffix(b"\r\n\r\n")
    if head.startswith((b"HTTP/", b"GET ", b"POST ")):
        start = body.find(b"\x1f\x8b")
        if 0 <= start < 20:
            yield from _gzip_members(body[start:])


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data)
    except zlib.error:
        return b""
