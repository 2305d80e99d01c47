"""The HTTP messages in records, their bodies without transfer and content codings (RFC 9110, 8.4)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

MAX_BODY_BYTES = 64 * 1024 * 1024
"""No page is longer once it is inflated; what goes on is cut off."""

_MAX_CODINGS = 5
"""One is usual and two are seen; browsers, too, refuse a long list, each of which may be a bomb."""

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
_CHUNK = re.compile(rb"(?:\r?\n)?([0-9A-Fa-f]{1,12})[ \t]{0,100}(?:;[^\r\n]{0,1000})?\r?\n")
"""The line before a chunk, and the end of the chunk before it (RFC 9112, section 7.1)."""
_LONGEST_CHUNK_LINE = 1200


@dataclass(frozen=True, slots=True)
class Message:
    """A request or response as it was recorded."""

    status: int | None
    """None for a request."""
    fields: Mapping[str, str]
    """By name in lower case; fields of one name joined with commas."""
    raw: bytes
    """The body as it was sent."""

    @property
    def is_complete(self) -> bool:
        """Whether the body is as long as its own ``Content-Length`` says."""
        length = self.fields.get("content-length", "")
        return length.isascii() and length.isdigit() and len(self.raw) >= int(length[:12])

    def body(self) -> bytes:
        """The body as the sender meant it.

        Some tools undo the codings and leave the fields: a body that is not coded as they say is
        taken as it is.
        """
        data = self.raw
        if "chunked" in self.fields.get("transfer-encoding", "").lower():
            data = dechunked(data)
        return undone(data, self.fields.get("content-encoding", ""))


def undone(data: bytes, codings: str) -> bytes:
    """``data`` without the ``codings`` that a ``Content-Encoding`` field names, cut at
    :data:`MAX_BODY_BYTES`.

    Of more than :data:`_MAX_CODINGS` none is undone.  What is not coded as it says stays as it is.
    """
    named = codings.lower().split(",", _MAX_CODINGS + 1)
    for coding in reversed(named if len(named) <= _MAX_CODINGS else ()):
        undo = _CODINGS.get(coding.strip())
        if undo is not None:
            data = undo(data)
    return data


def parse(block: bytes) -> Message | None:
    """The message in a block; None when there is none."""
    end = _HEAD_END.search(block)
    head = block[: end.start()] if end else block
    first, _, rest = head.partition(b"\n")
    status = _STATUS.match(first)
    if status is None and b" HTTP/" not in first:
        return None
    fields: dict[str, list[str]] = {}
    for line in re.sub(rb"\r?\n[ \t]+", b" ", rest).split(b"\n"):
        name, colon, value = line.decode("latin-1").partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), []).append(value.strip())
    joined = {name: ", ".join(values) for name, values in fields.items()}
    return Message(int(status[1]) if status else None, joined, block[end.end() :] if end else b"")


def dechunked(data: bytes) -> bytes:
    """The data of a chunked body; as it is when it is not chunked, cut where the framing ends."""
    return b"".join(dechunking((data,)))


def dechunking(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """:func:`dechunked` for a body that comes in pieces, in constant memory."""
    source = iter(pieces)
    data, at, left, begun = b"", 0, 0, False
    for piece in source:
        data, at = data[at:] + piece, 0
        ready: list[bytes] = []
        while at < len(data):
            if left:
                ready.append(data[at : at + left])
                at, left = at + len(ready[-1]), left - len(ready[-1])
                continue
            found = _CHUNK.match(data, at)
            if found is None:
                break
            begun, at, left = True, found.end(), int(found[1], 16)
            if left == 0:
                yield b"".join(ready)
                return
        yield b"".join(ready)
        if left == 0 and len(data) - at > _LONGEST_CHUNK_LINE:
            break
    if not begun:
        yield data
        yield from source


def _gunzipped(data: bytes) -> bytes:
    return _inflated(data, 31) if data.startswith(b"\x1f\x8b") else data


def _deflated(data: bytes) -> bytes:
    """With the zlib wrapper that the coding has, or without, as some servers send it."""
    wrapped = data[:1] == b"\x78" and len(data) > 1 and (data[0] << 8 | data[1]) % 31 == 0
    return _inflated(data, 15 if wrapped else -15)


def _inflated(data: bytes, wbits: int) -> bytes:
    inflate = zlib.decompressobj(wbits)
    pieces: list[bytes] = []
    size = 0
    try:
        while data and size < MAX_BODY_BYTES and not inflate.eof:
            piece = inflate.decompress(data, MAX_BODY_BYTES - size)
            pieces.append(piece)
            size += len(piece)
            data = inflate.unconsumed_tail
    except zlib.error:
        if not pieces:
            return data
    return b"".join(pieces)


def _unbrotlied(data: bytes) -> bytes:
    import brotlicffi

    try:
        return bytes(brotlicffi.Decompressor().process(data, output_buffer_limit=MAX_BODY_BYTES))
    except brotlicffi.error:
        return data


def _unzstd(data: bytes) -> bytes:
    """RFC 8878; RFC 9659 bounds the window to 8 MiB."""
    import zstandard

    try:
        reader = zstandard.ZstdDecompressor(max_window_size=1 << 23).stream_reader(
            data, read_across_frames=True
        )
        return bytes(reader.read(MAX_BODY_BYTES))
    except zstandard.ZstdError:
        return data


_CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _deflated,
    "br": _unbrotlied,
    "zstd": _unzstd,
}
