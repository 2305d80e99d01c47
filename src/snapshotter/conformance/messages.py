"""The HTTP messages in records: their heads, and whether their bodies are framed as the heads say.

A record holds what was on the wire (WARC 1.1, 6.3.2), and much on the wire is wrong: what a server may
have done itself is a warning.  What no wire can have carried is an error: chunks that are none, a request
without its method, fields of HTTP/2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from snapshotter.conformance.fields import Wrong, shown

HEAD_BYTES = 512 * 1024
"""No browser takes a longer head."""
_END = re.compile(rb"\r?\n\r?\n")
_NAME = rb"[!#$%&'*+\-.0-9A-Z^_`a-z|~]+"
_FIELDS = rb"(?:" + _NAME + rb":[^\r\n\x00]*\r\n)*\r\n"
_RESPONSE = re.compile(rb"(?:HTTP/\d(?:\.\d)?|ICY) (\d{3})(?: [^\r\n\x00]*)?\r\n" + _FIELDS)
_REQUEST = re.compile(_NAME + rb" [^\s\x00]+ HTTP/\d(?:\.\d)?\r\n" + _FIELDS)
_STATUS_LINE = re.compile(rb"(?:HTTP/\d+(?:\.\d+)?|ICY)[ \t]+(\d{3})(?:[ \t].*)?", re.DOTALL)
_VERSION = rb"HTTP/\d++(?:\.\d++)?[ \t]*+"
_REQUEST_LINE = re.compile(
    _NAME + rb"[ \t]++(?=\S)[^ \t]++(?:[ \t]++(?!" + _VERSION + rb"\Z)[^ \t]++)*+[ \t]++" + _VERSION
)
"""The target may hold spaces.  Read word by word, in one pass: nobody bounds the length of a line."""
_OLD_REQUEST = re.compile(rb"GET[ \t]+\S+")
_FIELD_NAME = re.compile(_NAME)
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]{0,100}(?:;[^\n]{0,4000})?\r?\n")
_LONGEST_CHUNK_LINE = 4200
_BODILESS = re.compile(rb"1\d\d|204|304")
_MOST_LINES = 5
_SEVERAL, _NO_NUMBER = -1, -2
"""Lengths of bodies whose head says several, or none that is a number."""
_TEXT = re.compile(rb"(?i:\s*(?:<!doctype|<html|<\?xml|\{\s*\"|\[\s*[{\"]))|[\t\n\r -~]{32}")


class Framing(NamedTuple):
    """What a head says of its body."""

    size: int
    """Of the head, in bytes."""
    status: bytes = b""
    chunked: bool = False
    length: int | None = None
    encoding: bytes = b""
    wrong: tuple[Wrong, ...] = ()


def framing(block: bytes, at: int, end: int, *, is_request: bool, is_whole: bool) -> Framing | None:
    """Read the head of a message in ``block``; None where there is none, so that no payload can be told.

    ``is_whole``: the block ends at ``end``.
    """
    stop = block.find(b"\r\n\r\n", at, min(end, at + HEAD_BYTES))
    if stop >= 0:
        found = (_REQUEST if is_request else _RESPONSE).fullmatch(block, at, stop + 4)
        if found is not None:
            lowered = block[at : stop + 2].lower()
            status = b"" if is_request else found[1]
            if b"-encoding:" in lowered:
                return _said(lowered, stop + 4 - at, status, ())
            return Framing(stop + 4 - at, status, False, _length(lowered))
    return _looked_at(block, at, end, is_request=is_request, is_whole=is_whole)


def _looked_at(block: bytes, at: int, end: int, *, is_request: bool, is_whole: bool) -> Framing:
    """A head with something unusual about it."""
    ended = _END.search(block, at, min(end, at + HEAD_BYTES))
    head = block[at : ended.end() if ended else min(end, at + HEAD_BYTES)]
    lines = head.replace(b"\r\n", b"\n").split(b"\n")
    wrong: list[Wrong] = []
    status = _first_line(lines[0], wrong, is_request=is_request)
    if any(code.endswith("-line") for code, _ in wrong):
        return Framing(0, wrong=tuple(wrong))
    if ended is None:
        if is_whole or end - at >= HEAD_BYTES:
            code = "http.request-open" if is_request else "http.head-open"
            wrong.append((code, "expected an empty line after the head, got none"))
        return Framing(len(head), status, wrong=tuple(wrong))
    wrong += _field_lines(lines[1:])
    return _said(b"\r\n" + b"\r\n".join(lines[1:]).lower() + b"\r\n", len(head), status, tuple(wrong))


def _first_line(line: bytes, wrong: list[Wrong], *, is_request: bool) -> bytes:
    status = _STATUS_LINE.fullmatch(line)
    if not is_request:
        if status is None:
            wrong.append(
                ("http.status-line", f"expected a status line as `HTTP/1.1 200 OK`, got {shown(line)}")
            )
        return status[1] if status is not None else b""
    if status is not None:
        wrong.append(("http.swapped", f"expected a request line, got the status line {shown(line)}"))
    elif not _REQUEST_LINE.fullmatch(line) and not _OLD_REQUEST.fullmatch(line):
        wrong.append(("http.request-line", f"expected `METHOD target HTTP/1.1`, got {shown(line)}"))
    return b""


def _field_lines(lines: list[bytes]) -> Iterator[Wrong]:
    told = 0
    for line in lines:
        if not line or line[:1] in (b" ", b"\t"):
            continue
        name, colon, value = line.partition(b":")
        if line.startswith(b":"):
            yield "http.pseudo-header", f"expected a field, got {shown(line)}"
        elif not colon or not _FIELD_NAME.fullmatch(name) or re.search(rb"[\x00\r]", value):
            yield "http.field", f"expected a field as `Name: value`, got {shown(line)}"
        else:
            continue
        told += 1
        if told == _MOST_LINES:
            return


def _said(lowered: bytes, size: int, status: bytes, wrong: tuple[Wrong, ...]) -> Framing:
    chunked = any(b"chunked" in value for value in _values(lowered, b"\r\ntransfer-encoding:"))
    encoding = b",".join(_values(lowered, b"\r\ncontent-encoding:"))
    return Framing(size, status, chunked, None if chunked else _length(lowered), encoding, wrong)


def _length(lowered: bytes) -> int | None:
    """``Content-Length``, when it stands once, or always the same; below zero for what is no length."""
    at = lowered.find(b"\r\ncontent-length:")
    if at < 0:
        return None
    end = lowered.find(b"\r\n", at + 17)
    value = lowered[at + 17 : end if end >= 0 else len(lowered)].strip()
    if value.isdigit() and (end < 0 or lowered.find(b"\r\ncontent-length:", end) < 0):
        return int(value[:18])
    said = b",".join(_values(lowered, b"\r\ncontent-length:"))
    numbers = {each.strip() for each in said.split(b",")}  # a list of one value is that value (RFC 9110, 8.6)
    if not all(each.isdigit() for each in numbers):
        return _NO_NUMBER
    return int(numbers.pop()[:18]) if len(numbers) == 1 else _SEVERAL


def _values(lowered: bytes, label: bytes) -> Iterator[bytes]:
    """Of a field, which is given with the line end before it and the colon after."""
    at = lowered.find(label)
    while at >= 0:
        begin = at + len(label)
        end = lowered.find(b"\r\n", begin)
        yield lowered[begin : end if end >= 0 else len(lowered)].strip()
        at = lowered.find(label, begin)


def has_body(status: bytes) -> bool:
    """Whether a response of this status may have one (RFC 9112, section 6.3)."""
    return not _BODILESS.fullmatch(status)


def of_length(told: Framing, got: int) -> Iterator[Wrong]:
    """A body against ``Content-Length``.  None at all is what answers a HEAD."""
    if told.length is None or not has_body(told.status):
        return
    if told.length == _SEVERAL:
        yield "http.lengths", "expected one Content-Length, got several"
    elif told.length == _NO_NUMBER:
        yield "http.length", "expected a Content-Length in digits"
    elif got and got != told.length:
        is_short = got < told.length and bool(told.status)
        code = "http.short" if is_short else "http.length"
        yield code, f"expected {told.length} bytes of body, got {got}"


def of_encoding(told: Framing, start: bytes, size: int) -> Iterator[Wrong]:
    """The first bytes of a body of ``size``, without its transfer coding, against ``Content-Encoding``.

    Browsers hand tools a body without its coding, under the head as it came: its length is that of the
    coded body then, or there is none.
    """
    last = told.encoding.rpartition(b",")[2].strip()
    looks = _LOOKS.get(last)
    if looks is not None and len(start) >= 4 and not looks(start):
        yield (
            "http.not-encoded" if told.length == size else "http.encoding",
            f"expected a body in {last.decode('latin-1')}, got one that begins {start[:8]!r}",
        )


def _is_gzip(start: bytes) -> bool:
    return start.startswith(b"\x1f\x8b")


def _is_zstd(start: bytes) -> bool:
    return start.startswith(b"\x28\xb5\x2f\xfd") or bool(re.match(rb"[\x50-\x5f]\x2a\x4d\x18", start))


def _is_no_text(start: bytes) -> bool:
    """Brotli and DEFLATE have no magic; markup and text without any coding can be told."""
    return not _TEXT.match(start)


_LOOKS: dict[bytes, Callable[[bytes], bool]] = {
    b"gzip": _is_gzip,
    b"x-gzip": _is_gzip,
    b"zstd": _is_zstd,
    b"br": _is_no_text,
    b"deflate": _is_no_text,
}


class Chunks:
    """A chunked body that comes in pieces (RFC 9112, section 7.1): its data, and whether it is one."""

    def __init__(self) -> None:
        self._kept = b""
        self._left = 0
        self.begun = False
        """Whether there was a first chunk."""
        self._closing = False
        self.ended = False
        self.problem: Wrong | None = None
        self.data_start = b""
        self.data_size = 0

    def feed(self, piece: bytes | memoryview) -> list[memoryview]:
        """The data of the chunks in a piece; nothing more once the framing is broken or has ended."""
        if self.problem is not None:
            return []
        if self.ended:
            return []
        data = memoryview(self._kept + bytes(piece) if self._kept else piece)
        self._kept = b""
        found, at = self._taken(data)
        if not self.ended and self.problem is None:
            self._kept = bytes(data[at:])
        return found

    def _taken(self, data: memoryview) -> tuple[list[memoryview], int]:
        found: list[memoryview] = []
        at, size = 0, len(data)
        while at < size:
            if self._left:
                part = data[at : at + self._left]
                self._keep(part)
                found.append(part)
                at, self._left = at + len(part), self._left - len(part)
                self._closing = self._left == 0
                continue
            line = self._line(data, at)
            if line is None:
                break
            at = line
            if self.ended:
                break
        return found, at

    def _line(self, data: memoryview, at: int) -> int | None:
        """Past the line that tells the next chunk; None where more is wanted, or it is none."""
        begin = at
        if self._closing:
            start = bytes(data[at : at + 2])
            if start == b"\r" or not start:
                return None
            begin += 2 if start == b"\r\n" else 1 if start[:1] == b"\n" else 0
            if begin == at:
                self._break(data, at)
                return None
        found = _CHUNK.match(data, begin)
        if found is None:
            rest = bytes(data[begin : begin + _LONGEST_CHUNK_LINE])
            if b"\n" in rest or len(rest) >= _LONGEST_CHUNK_LINE or (rest and not rest[:1].isalnum()):
                self._break(data, begin)
            return None
        self.begun, self._closing, self._left = True, False, int(found[1], 16)
        self.ended = self._left == 0
        return found.end()

    def _break(self, data: memoryview, at: int) -> None:
        words = "a chunk" if self.begun else "a chunked body"
        self.problem = ("http.chunks", f"expected {words}, got {bytes(data[at : at + 20])!r}")

    def _keep(self, part: memoryview) -> None:
        self.data_size += len(part)
        if len(self.data_start) < 64:
            self.data_start += bytes(part[: 64 - len(self.data_start)])

    def end(self) -> Wrong | None:
        """The verdict, once the body has ended."""
        if self.problem is not None:
            return self.problem
        if not self.begun and self._kept:
            return ("http.chunks", f"expected a chunked body, got {self._kept[:20]!r}")
        if not self.begun:
            return None
        if not self.ended:
            return "http.chunks-open", "expected a last chunk of no length, got the end of the block"
        return None
