"""The content of a file, one gzip member or Zstandard frame after the other, and where each lies.

Constant memory.  Inflation is by ISA-L, which is quicker than zlib by half; whatever it has a doubt about
is inflated again by zlib, and zlib's word counts.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, Literal, Protocol, cast

from snapshotter.warc.compression import GZIP
from snapshotter.warc.unpacked import (
    BOMB_BYTES,
    DICTIONARY_MAGIC,
    MAX_RATIO,
    ZSTANDARD,
    Torn,
    ZstdFrame,
    dictionary_of,
)

Packing = Literal["gzip", "zstd", "plain"]
PIECE_BYTES = 1024 * 1024
"""The most that comes at once."""
_BEGIN_BYTES = 256 * 1024
_FIRST_BYTES = 16 * 1024
"""So much of a member is given to it at first: what it does not use must be copied."""
_FED_BYTES = 256 * 1024
_GZIP = b"\x1f\x8b\x08"
_BARE_GZIP = _GZIP + b"\0"
"""What a member begins with whose header has nothing optional (RFC 1952, section 2.3.1)."""
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
_DICTIONARY_FRAME = b"\x5d\x2a\x4d\x18"
_MAX_DICTIONARY_BYTES = 64 * 1024 * 1024
_PROBE_BYTES = 512
_MOST_PROBES = 20_000
"""After so many false starts the rest of the file is not searched for members."""
_MOST_BREAKS = 1000
_RECORD = re.compile(rb"WARC/\d|[A-Za-z][A-Za-z0-9+.\-]*:[^\n]* \d{14} ")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError)


class Broken(Exception):
    """The file cannot be read on as it should be."""

    def __init__(self, code: str, message: str, offset: int) -> None:
        super().__init__(message)
        self.code = code
        self.offset = offset


class _Inflating(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    def decompress(self, data: Any, max_length: int = ..., /) -> bytes: ...


def _makers() -> tuple[Callable[[int], _Inflating], tuple[type[Exception], ...]]:
    """ISA-L's, where it is installed, and what it raises."""
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib.decompressobj, (zlib.error,)
    error = cast(type[Exception], isal_zlib.error)  # its stub has an instance here
    return cast(Callable[[int], _Inflating], isal_zlib.decompressobj), (error, zlib.error)


class Opened:
    """A file while it is read: :meth:`begin` a member, then its :meth:`piece`\\ s."""

    def __init__(self, file: BinaryIO, begin: int = 0) -> None:
        self._file = file
        if begin:
            file.seek(begin)
        self._make, self._errors = _makers()
        self._raw = b""
        self._at = 0
        self._base = begin
        self._ended = False
        self.member = 0
        """Where the current member begins; 0 in a file that is not compressed."""
        self.paddings: list[tuple[int, int]] = []
        """Zeros between members: where, and how many."""
        self._inflate: _Inflating | None = None
        self._frame: ZstdFrame | None = None
        self._pending = b""
        self._given = 0
        self._by_zlib = False
        self._dictionary: Any = None
        self._probes = 0
        self._breaks = 0
        self._more(_BEGIN_BYTES)
        self.packing: Packing = self._packing()

    def _packing(self) -> Packing:
        if self._raw.startswith(_GZIP[:2]):
            return "gzip"
        if self._raw.startswith(ZSTANDARD) or _SKIPPABLE.match(self._raw):
            return "zstd"
        return "plain"

    @property
    def start(self) -> bytes:
        """The first bytes of the file, before anything was begun."""
        return self._raw[: 64 * 1024]

    @property
    def offset(self) -> int:
        """Where the first byte of the file that was not used lies; where a member ended."""
        return self._base + self._at

    def begin(self) -> bool:
        """Go to the next member; False at the end of the file.  Raises :class:`Broken`."""
        if self.packing == "plain":
            return self._have(1)
        if self._raw.startswith(_BARE_GZIP, self._at) and self.packing == "gzip":
            self.member = self._base + self._at
            self._given = 0
            self._by_zlib = False
            self._inflate = self._make(GZIP)
            return True
        self._pass_zeros()
        while self.packing == "zstd" and self._have(8) and _SKIPPABLE.match(self._raw, self._at):
            self._pass_skippable()
        if not self._have(1):
            return False
        self.member = self._base + self._at
        self._have(12)
        self._given = 0
        if self.packing == "zstd":
            self._expect(ZSTANDARD, "a Zstandard frame")
            self._frame = ZstdFrame(self._dictionary)
        else:
            self._expect(_GZIP, "a gzip member")
            self._by_zlib = self._raw[self._at + 3 : self._at + 4] != b"\0"
            self._inflate = (zlib.decompressobj if self._by_zlib else self._make)(GZIP)
        return True

    def piece(self) -> bytes:
        """Some of the member, not empty; nothing when it has ended.  Raises :class:`Broken`."""
        if self.packing == "plain":
            return self._plain()
        output = self._gzip() if self.packing == "gzip" else self._zstd()
        self._given += len(output)
        if self._given > BOMB_BYTES:
            self._bound()
        return output

    def resume(self) -> bool:
        """After :class:`Broken`, go to the next member that begins with a record; False where none is."""
        self._inflate = self._frame = None
        self._breaks += 1
        if self.packing == "plain" or self._breaks > _MOST_BREAKS:
            return False
        magic = ZSTANDARD if self.packing == "zstd" else _GZIP
        self._seek(self.member + 1)
        while self._have(len(magic)):
            at = self._raw.find(magic, self._at)
            if at < 0:
                self._at = max(len(self._raw) - len(magic) + 1, self._at)
                if not self._have(len(magic)):
                    return False
                continue
            self._at = at
            self._have(_PROBE_BYTES)
            self._probes += 1
            if self._probes > _MOST_PROBES:
                return False
            if _RECORD.match(self._start_of(self._raw[self._at : self._at + _PROBE_BYTES])):
                self.member = self._base + self._at
                return True
            self._at += 1
        return False

    def _start_of(self, data: bytes) -> bytes:
        try:
            if self.packing == "zstd":
                return ZstdFrame(self._dictionary).feed(data)[:200]
            return zlib.decompressobj(GZIP).decompress(data, 200)
        except (zlib.error, ValueError):
            return b""

    def _more(self, size: int = PIECE_BYTES) -> bool:
        """Read on in the file; what was used is let go."""
        if self._ended:
            return False
        try:
            data = self._file.read(size)
        except _UNREADABLE as trouble:
            self._ended = True
            raise Broken(
                "record.torn",
                f"torn: the container that it lies in cannot be read on: {trouble}",
                self.offset,
            ) from trouble
        self._ended = not data
        self._base += self._at
        self._raw = self._raw[self._at :] + data
        self._at = 0
        return bool(data)

    def _have(self, size: int) -> bool:
        while len(self._raw) - self._at < size:
            if not self._more():
                return False
        return True

    def _seek(self, offset: int) -> None:
        self._ended = False
        self._file.seek(offset)
        self._raw, self._at, self._base = b"", 0, offset

    def _expect(self, magic: bytes, words: str) -> None:
        if not self._raw.startswith(magic, self._at):
            got = self._raw[self._at : self._at + 20]
            if magic.startswith(got):
                raise Broken(
                    "record.torn", f"torn: the file ends after {len(got)} bytes of a member", self.member
                )
            raise Broken("record.damaged", f"damaged: expected {words}, got {got!r}", self.member)

    def _pass_zeros(self) -> None:
        begin = self.offset
        while self._have(1) and self._raw[self._at] == 0:
            left = len(self._raw) - self._at
            self._at += left - len(self._raw[self._at :].lstrip(b"\0"))
        if self.offset > begin:
            self.paddings.append((begin, self.offset - begin))

    def _plain(self) -> bytes:
        if not self._have(1):
            return b""
        data = self._raw[self._at :] if self._at else self._raw
        self._at = len(self._raw)
        return data

    @property
    def ended(self) -> bool:
        """Whether the member is known to have no more pieces."""
        return self._inflate is None and self._frame is None and self.packing != "plain"

    def _gzip(self) -> bytes:
        while self._inflate is not None:
            data = self._pending or self._fed(_FED_BYTES if self._given else _FIRST_BYTES)
            output = self._inflated(self._inflate, data)
            inflate = self._inflate
            if inflate.eof:
                self._at -= len(inflate.unused_data)
                self._pending = b""
                self._inflate = None
            else:
                self._pending = inflate.unconsumed_tail
                if not data and not output:
                    raise Broken("record.torn", "torn: the file ends within a gzip member", self.member)
            if output:
                return output
        return b""

    def _fed(self, size: int) -> bytes:
        """The next bytes of the file to be inflated; none at its end."""
        if self._at >= len(self._raw):
            self._have(1)
        data = self._raw[self._at : self._at + size]
        self._at += len(data)
        return data

    def _inflated(self, inflate: _Inflating, data: bytes) -> bytes:
        try:
            return inflate.decompress(data, PIECE_BYTES)
        except self._errors as trouble:
            if self._by_zlib:
                raise Broken("record.damaged", f"damaged: {trouble}", self.member) from trouble
        return self._again()

    def _again(self) -> bytes:
        """Inflate the member by zlib up to where the other has stopped."""
        self._seek(self.member)
        self._by_zlib = True
        self._inflate = inflate = zlib.decompressobj(GZIP)
        self._pending = b""
        given, self._given = self._given, 0
        while self._given <= given and not inflate.eof:
            data = self._pending or self._fed(_FIRST_BYTES)
            output = self._inflated(inflate, data)
            self._pending = inflate.unconsumed_tail
            self._given += len(output)
            if not data and not output:
                break
        if inflate.eof:
            # what was not used goes back; the caller takes it back once more by itself
            self._pending = b""
        over = self._given - given
        self._given = given
        return output[len(output) - over :] if over > 0 else b""

    def _zstd(self) -> bytes:
        while self._frame is not None:
            data = self._pending or self._fed(_FIRST_BYTES)
            if not data:
                raise Broken("record.torn", "torn: the file ends within a Zstandard frame", self.member)
            try:
                output = self._frame.feed(data)
            except ValueError as trouble:
                raise Broken("record.damaged", f"damaged: {trouble}", self.member) from trouble
            if self._frame.eof:
                self._at -= len(self._frame.rest)
                self._pending = b""
                self._frame = None
            else:
                self._pending = self._frame.rest
            if output:
                return output
        return b""

    def _bound(self) -> None:
        used = max(self.offset - len(self._pending) - self.member, 1)
        if self._given > MAX_RATIO * used:
            words = (
                f"{used} bytes inflate to more than {self._given}, expected at most {MAX_RATIO} times as many"
            )
            raise Broken("file.bomb", f"refused: {words}", self.member)

    def _pass_skippable(self) -> None:
        """A frame without content; the first may hold a dictionary (WARC-zstd 1.0)."""
        begin = self.member = self._base + self._at
        size = int.from_bytes(self._raw[self._at + 4 : self._at + 8], "little")
        if self._raw.startswith(_DICTIONARY_FRAME, self._at) and begin == 0 and size <= _MAX_DICTIONARY_BYTES:
            self._have(8 + size)
            self._take_dictionary(self._raw[self._at + 8 : self._at + 8 + size])
        if size:
            self._seek(begin + 8 + size - 1)
            if not self._have(1):
                raise Broken("record.torn", "torn: the file ends within a skippable frame", begin)
        self._at += 1 if size else 8

    def _take_dictionary(self, data: bytes) -> None:
        if data.startswith((ZSTANDARD, DICTIONARY_MAGIC)):
            try:
                self._dictionary = dictionary_of(data, self.member)
            except Torn as trouble:
                raise Broken("record.damaged", str(trouble), self.member) from trouble
