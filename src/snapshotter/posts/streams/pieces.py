"""A source as text, piece by piece: a large export is never in memory as a whole.

Gzip is undone on the way.  A stray byte in UTF-8 is read as windows-1252, which it was before somebody
pasted it in.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterable, Iterator

from snapshotter.errors import PostError
from snapshotter.model.post import PostSource
from snapshotter.pagemeta.encoding import codec

PIECE_BYTES = 262_144
MAX_UNPACKED_BYTES = 2_000_000_000
"""Of a gzip file; more is taken for a bomb."""
GZIP = b"\x1f\x8b"
_HEAD_BYTES = 65_536
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))
"""How UTF-16 without its mark begins (XML 1.0, appendix F)."""
_STRAY = re.compile("[\udc80-\udcff]")


def text_of(source: PostSource) -> str:
    """The whole text of a source: for JSON, which must be read whole."""
    return "".join(text_pieces(source))


def text_pieces(source: PostSource) -> Iterator[str]:
    """The text of a source in order.  Raises :class:`PostError` for damaged gzip."""
    pieces = byte_pieces(source)
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= _HEAD_BYTES:
            break
    name, mark = _encoding(head, source.media_type)
    decoder = codecs.getincrementaldecoder(name)(_errors(name))
    for piece in _chain(head[mark:], pieces):
        yield _healed(decoder.decode(piece))
    yield _healed(decoder.decode(b"", final=True))


def byte_pieces(source: PostSource) -> Iterator[bytes]:
    """The bytes of a source, out of their gzip wrapping if they are in one."""
    pieces = _from_file(source) if source.path is not None else _from_memory(source.data)
    return _unpacked(pieces, source.source) if source.data.startswith(GZIP) else pieces


def _from_memory(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), PIECE_BYTES):
        yield data[start : start + PIECE_BYTES]


def _from_file(source: PostSource) -> Iterator[bytes]:
    if source.path is None:
        return
    try:
        with source.path.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                yield piece
    except OSError as error:
        raise PostError(f"{source.source}: cannot be read: {error}", hint="Check its permissions.") from error


def _unpacked(pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Every member of a gzip file (RFC 1952, 2.2); one that is cut off gives what it has."""
    total = 0
    inflater = zlib.decompressobj(wbits=31)
    for packed in pieces:
        rest = packed
        while rest:
            try:
                piece = inflater.decompress(rest, PIECE_BYTES)
            except zlib.error as error:
                raise _damaged(name, str(error)) from None
            rest = inflater.unconsumed_tail
            total += len(piece)
            if total > MAX_UNPACKED_BYTES:
                raise _damaged(name, f"more than {MAX_UNPACKED_BYTES} bytes come out of it")
            if piece:
                yield piece
            if inflater.eof:
                rest = inflater.unused_data.lstrip(b"\0")
                inflater = zlib.decompressobj(wbits=31)


def _damaged(name: str, why: str) -> PostError:
    return PostError(
        f"{name}: the gzip file cannot be unpacked: {why}",
        hint="Fetch it again, or unpack it yourself (gunzip) and name the file that comes out.",
        code="post.damaged",
    )


def _chain(head: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    yield head
    yield from pieces


def _encoding(head: bytes, media_type: str | None) -> tuple[str, int]:
    """Python's name of the encoding, and how many bytes of mark stand before the text."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, len(mark)
    for start, name in _WIDE:
        if head.startswith(start):
            return name, 0
    if _is_utf8(head):
        return "utf-8", 0
    said = _CHARSET.search(media_type or "")
    found = _DECLARED.search(head)
    label = said[1] if said else found[1].decode("ascii") if found else "utf-8"
    name = codec(label) or "utf-8"
    # A declaration that could be read byte by byte is not in UTF-16.
    return "utf-8" if name.startswith("utf-16") else name, 0


def _is_utf8(head: bytes) -> bool:
    """Whether the beginning is UTF-8 that could not be anything else, or ASCII only."""
    if head.isascii():
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _errors(name: str) -> str:
    return "surrogateescape" if name == "utf-8" else "replace"


def _healed(text: str) -> str:
    """Stray bytes in UTF-8 as the characters of windows-1252 that they were."""
    if _STRAY.search(text) is None:
        return text
    return _STRAY.sub(lambda stray: bytes((ord(stray[0]) - 0xDC00,)).decode("cp1252", "replace"), text)


def first_char(source: PostSource) -> str:
    """The first character of a source that is not white space; a space when there is none."""
    for piece in text_pieces(source):
        stripped = piece.lstrip("\ufeff \t\r\n")
        if stripped:
            return stripped[0]
    return " "


def contains(source: PostSource, *signs: bytes) -> bool:
    """Whether one of the signs stands anywhere in a source whose text is written in ASCII-like bytes."""
    longest = max(map(len, signs))
    before = b""
    for piece in byte_pieces(source):
        if any(sign in before + piece for sign in signs):
            return True
        before = piece[-longest:]
    return False
