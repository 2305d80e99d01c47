"""The bytes of a file without its compression: gzip (RFC 1952), Zstandard (RFC 8878), or none.

Members (gzip) and frames (Zstandard) follow each other; a WARC has one for each record, other files one for
all.  A dictionary for all frames may stand at the start of the file, in a skippable frame (WARC-zstd).
Constant memory, also for a member that inflates without end: that one counts as damaged.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import Any, BinaryIO, Protocol

from snapshotter.warc.compression import GZIP
from snapshotter.warc.members import MAGIC, READ_BYTES

ZSTANDARD = b"\x28\xb5\x2f\xfd"
DICTIONARY_MAGIC = b"\x37\xa4\x30\xec"
"""What a Zstandard dictionary begins with."""
MAX_RATIO = 200
"""A member that has inflated past :data:`BOMB_BYTES` by more than this was made to do harm: text shrinks
to a tenth."""
BOMB_BYTES = 256 * 1024 * 1024
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
_WARC_DICTIONARY = b"\x5d\x2a\x4d\x18"
_MAX_DICTIONARY_BYTES = 64 * 1024 * 1024
_MAX_WINDOW_BYTES = 1 << 27
_FED_AT_ONCE_BYTES = 1024
"""Of a Zstandard frame: so much of it inflates to 32 MiB at most."""
_MAX_FALSE_STARTS = 1000
"""After so many members that could not be read to their end, the rest of the file holds no record."""
_PROBE_BYTES = 512
"""So much of a member shows how its content begins."""
_ARC_URI = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*:")


class Torn(Exception):
    """The compressed bytes cannot be read on."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


class _Inflating(Protocol):
    """One member, or frame, while it is inflated."""

    eof: bool
    rest: bytes
    """What it was given and has not used."""

    def feed(self, data: bytes) -> bytes:
        """Some of the content; raises ``ValueError`` for what cannot be inflated."""
        ...


class _GzipMember:
    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(GZIP)
        self.eof = False
        self.rest = b""

    def feed(self, data: bytes) -> bytes:
        try:
            output = self._inflate.decompress(data, READ_BYTES)
        except zlib.error as trouble:
            raise ValueError(str(trouble)) from trouble
        self.eof = self._inflate.eof
        self.rest = self._inflate.unused_data if self.eof else self._inflate.unconsumed_tail
        return output


class ZstdFrame:
    def __init__(self, dictionary: Any) -> None:
        import zstandard

        self._error = zstandard.ZstdError
        made = zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=_MAX_WINDOW_BYTES)
        self._inflate = made.decompressobj()
        self.eof = False
        self.rest = b""

    def feed(self, data: bytes) -> bytes:
        try:
            output = bytes(self._inflate.decompress(data[:_FED_AT_ONCE_BYTES]))
        except self._error as trouble:
            raise ValueError(str(trouble)) from trouble
        self.eof = bool(self._inflate.eof)
        unused = bytes(self._inflate.unused_data) if self.eof else b""
        self.rest = unused + data[_FED_AT_ONCE_BYTES:]
        return output


class Unpacked:
    """The bytes of a file without its compression, and where in the file they come from."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.problem: str | None = None
        """Why nothing more can be read, if it is not the end of the file."""
        self._dictionary: Any = None
        self._plain = bytearray()
        self._taken = 0
        self._given = 0
        self._false_starts = 0
        self._member = 0
        self._inflated_bytes = 0
        self._raw = self._more()
        self._raw_end = len(self._raw)
        """Where in the file the raw bytes that were read end."""
        self._zstd = self._raw.startswith(ZSTANDARD) or bool(_SKIPPABLE.match(self._raw))
        self._packed = self._zstd or self._raw.startswith(MAGIC)
        self._inflate: _Inflating | None = None

    @property
    def offset(self) -> int:
        """Where in the file the next byte comes from; where its member begins, if it is compressed."""
        return self._member if self._packed else self._given

    def line(self, limit: int) -> bytes:
        """Up to and with the next line feed; no more than ``limit`` bytes, and none at the end."""
        while True:
            at = self._plain.find(b"\n", self._taken, self._taken + limit)
            if at >= 0:
                return self._take(at + 1 - self._taken)
            if len(self._plain) - self._taken >= limit or not self._fill():
                return self._take(min(limit, len(self._plain) - self._taken))

    def read(self, size: int) -> bytes:
        """``size`` bytes; fewer at the end."""
        while len(self._plain) - self._taken < size and self._fill():
            pass
        return self._take(min(size, len(self._plain) - self._taken))

    def some(self, size: int) -> bytes:
        """At least one byte and at most ``size``, as they come; none at the end."""
        while len(self._plain) == self._taken and self._fill():
            pass
        return self._take(min(size, len(self._plain) - self._taken))

    def resume(self) -> bool:
        """Go on at the next member that begins with a record; False when there is none."""
        self._false_starts += 1
        if self._false_starts > _MAX_FALSE_STARTS or not self._packed:
            return False
        self._plain.clear()
        self._taken = 0
        position = self._member + 1
        while True:
            self._file.seek(position)
            data = self._more()
            found = self._record_in(data)
            if found is not None:
                self._file.seek(position + found)
                self._begin_member(b"", position + found)
                return True
            if len(data) < READ_BYTES:
                return False
            position += READ_BYTES - _PROBE_BYTES

    def _more(self) -> bytes:
        """The next bytes of the file; none where a container that it lies in is damaged."""
        try:
            return self._file.read(READ_BYTES)
        except (zipfile.BadZipFile, zlib.error, EOFError):
            self.problem = "damaged: the container that it lies in cannot be read on"
            return b""

    def _begin_member(self, rest: bytes, offset: int) -> None:
        self._inflate = None
        self._raw, self._raw_end = rest, offset + len(rest)
        self._member = offset
        self._inflated_bytes = 0

    def _take(self, size: int) -> bytes:
        piece = bytes(memoryview(self._plain)[self._taken : self._taken + size])
        self._taken += size
        self._given += size
        return piece

    def _fill(self) -> bool:
        """Read on; False at the end of the file."""
        if self._taken:
            del self._plain[: self._taken]
            self._taken = 0
        if not self._raw:
            self._raw = self._more()
            self._raw_end += len(self._raw)
        if not self._packed:
            self._plain += self._raw
            more, self._raw = bool(self._raw), b""
            return more
        return self._inflated()

    def _inflated(self) -> bool:
        if self._inflate is None:
            if not self._raw:
                return False
            if self._zstd and not self._past_skippable():
                self._have(1)
                return bool(self._raw)
            self._inflate = ZstdFrame(self._dictionary) if self._zstd else _GzipMember()
        if not self._raw:
            raise Torn("torn: the file ends within a record", self._member)
        inflate = self._inflate
        try:
            output = inflate.feed(self._raw)
        except ValueError as trouble:
            raise Torn(f"damaged: {trouble}", self._member) from trouble
        self._plain += output
        self._raw = inflate.rest
        self._bound(len(output))
        if inflate.eof:
            self._end_member(inflate.rest)
        return True

    def _bound(self, size: int) -> None:
        self._inflated_bytes += size
        used = max(self._raw_end - len(self._raw) - self._member, 1)
        if self._inflated_bytes > BOMB_BYTES and self._inflated_bytes > MAX_RATIO * used:
            raise Torn(
                f"refused: {used} bytes inflate to more than {self._inflated_bytes}, "
                f"expected at most {MAX_RATIO} times as many",
                self._member,
            )

    def _end_member(self, rest: bytes) -> None:
        """The next member begins where the last one ended, but for zeros that fill up a block."""
        stripped = rest.lstrip(b"\0")
        self._begin_member(rest, self._raw_end - len(rest))
        if stripped and len(stripped) < len(rest):
            self._begin_member(stripped, self._raw_end - len(stripped))

    def _past_skippable(self) -> bool:
        """Whether a frame with content is next; a skippable one is passed, and the dictionary in it kept."""
        self._have(8)
        if not _SKIPPABLE.match(self._raw):
            return True
        size = int.from_bytes(self._raw[4:8], "little")
        is_dictionary = self._raw.startswith(_WARC_DICTIONARY) and self._member == 0
        if is_dictionary and size <= _MAX_DICTIONARY_BYTES:
            self._have(8 + size)
            self._dictionary = dictionary_of(self._raw[8 : 8 + size], self._member)
            self._begin_member(self._raw[8 + size :], self._member + 8 + size)
        else:
            self._file.seek(self._member + 8 + size)
            self._begin_member(b"", self._member + 8 + size)
        return False

    def _have(self, size: int) -> None:
        while len(self._raw) < size and (more := self._more()):
            self._raw += more
            self._raw_end += len(more)

    def _record_in(self, data: bytes) -> int | None:
        """Where a member begins in ``data`` that holds a record."""
        magic = ZSTANDARD if self._zstd else MAGIC
        at = data.find(magic)
        while at >= 0:
            start = self._start_of(data[at : at + _PROBE_BYTES])
            if start.startswith(b"WARC/") or _ARC_URI.match(start):
                return at
            at = data.find(magic, at + 1)
        return None

    def _start_of(self, data: bytes) -> bytes:
        try:
            return (ZstdFrame(self._dictionary) if self._zstd else _GzipMember()).feed(data)[:64]
        except ValueError:
            return b""


def dictionary_of(data: bytes, offset: int) -> Any:
    """The dictionary of a WARC-zstd file, itself compressed or not."""
    import zstandard

    if data.startswith(ZSTANDARD):
        try:
            reader = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW_BYTES).stream_reader(data)
            data = reader.read(_MAX_DICTIONARY_BYTES)
        except zstandard.ZstdError as trouble:
            raise Torn(f"damaged: the dictionary cannot be read: {trouble}", offset) from trouble
    if not data.startswith(DICTIONARY_MAGIC):
        raise Torn("damaged: expected a Zstandard dictionary in the first frame", offset)
    dictionary = zstandard.ZstdCompressionDict(data)
    try:
        zstandard.ZstdDecompressor(dict_data=dictionary)
    except zstandard.ZstdError as trouble:
        raise Torn(f"damaged: the dictionary cannot be used: {trouble}", offset) from trouble
    return dictionary
