"""Where the body of an HTTP/1 message ends (RFC 9112, section 6).

Each framing is fed the bytes after the head and says how many of them are the body's.  The bytes
themselves, chunk framing included, are the recorder's: nothing is taken out.
"""

from __future__ import annotations

import re
from typing import Protocol

_MAX_LINE_BYTES = 16 << 10
_LINE_PIECE_BYTES = 64
_CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]+")


class Framing(Protocol):
    """Finds the end of one body."""

    done: bool
    malformed: str | None
    ends_at_close: bool
    """Whether the end of the connection is a proper end of this body."""

    def feed(self, data: memoryview) -> int:
        """How many bytes of ``data`` belong to the body; sets :attr:`done` at its end."""
        ...


class NoBody:
    done = True
    malformed: str | None = None
    ends_at_close = True

    def feed(self, data: memoryview) -> int:
        return 0


class UntilClose:
    """The body lasts as long as the connection."""

    done = False
    malformed: str | None = None
    ends_at_close = True

    def feed(self, data: memoryview) -> int:
        return len(data)


class Length:
    """``Content-Length``."""

    malformed: str | None = None
    ends_at_close = False

    def __init__(self, size_bytes: int) -> None:
        self._left = size_bytes
        self.done = size_bytes == 0

    def feed(self, data: memoryview) -> int:
        taken = min(self._left, len(data))
        self._left -= taken
        self.done = self._left == 0
        return taken


class Chunked:
    """``Transfer-Encoding: chunked`` (RFC 9112, section 7.1), bare LF and extensions allowed.

    Once the framing cannot be read the rest of the connection is taken as the body.
    """

    ends_at_close = False

    def __init__(self, content: bytearray | None = None) -> None:
        """``content`` takes the data without the framing, if anybody wants it."""
        self.done = False
        self.malformed: str | None = None
        self._line = bytearray()
        self._state = "size"
        self._left = 0
        self._content = content

    def feed(self, data: memoryview) -> int:
        at = 0
        while at < len(data) and not self.done:
            if self.malformed is not None:
                return len(data)
            if self._state == "data":
                taken = min(self._left, len(data) - at)
                if self._content is not None:
                    self._content += data[at : at + taken]
                at += taken
                self._left -= taken
                if self._left == 0:
                    self._state = "end of data"
            else:
                at += self._feed_line(data[at:])
        return at

    def _feed_line(self, data: memoryview) -> int:
        piece = bytes(data[:_LINE_PIECE_BYTES])
        end = piece.find(b"\n")
        taken = len(piece) if end < 0 else end + 1
        self._line += piece[:taken]
        if end >= 0:
            line, self._line = bytes(self._line).strip(b"\r\n"), bytearray()
            self._take_line(line)
        elif len(self._line) > _MAX_LINE_BYTES:
            self.malformed = "a chunk line without an end"
        return taken

    def _take_line(self, line: bytes) -> None:
        if self._state == "size":
            digits = line.partition(b";")[0].strip(b" \t")
            if not _CHUNK_SIZE.fullmatch(digits):
                self.malformed = f"a chunk size that is none: {line[:40]!r}"
                return
            self._left = int(digits, 16)
            self._state = "data" if self._left else "trailer"
        elif self._state == "end of data":
            if line:
                self.malformed = "a chunk longer than its size"
            self._state = "size"
        elif not line:
            self.done = True


def dechunked(body: bytes) -> bytes:
    """The data of a chunked body, as far as its framing can be read."""
    content = bytearray()
    Chunked(content).feed(memoryview(body))
    return bytes(content)
