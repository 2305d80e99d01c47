"""The records of a WARC or ARC file, held against their standards, in one pass and constant memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from snapshotter.conformance import arc
from snapshotter.conformance.blocks import START_BYTES, Block
from snapshotter.conformance.codes import CODES, fault
from snapshotter.conformance.graph import Graph
from snapshotter.conformance.heads import HEAD_BYTES, Head, Heads
from snapshotter.conformance.opened import Broken, Opened
from snapshotter.model.fixity import Fault

Tell = Callable[[int], None]
"""Is told how many bytes of blocks were read since it was last told."""
_WHOLE_BYTES = 1024 * 1024
"""A record up to this size is looked at in one piece."""
_VERSION = re.compile(rb"WARC/")
_NEXT = re.compile(rb"WARC/(?:0\.1[78]|1\.[01])\r?\n[A-Za-z-]{1,40}:")
_NEXT_BYTES = 64
_RECORD_END = b"\r\n\r\n"
LOSSES = frozenset(("record.torn", "record.damaged", "record.length", "header.unending", "file.bomb"))
"""Codes of what may hide records that the file has."""
_NOTHING = frozenset(("file.padding", "record.extra-lines"))
_FILLING = frozenset(b"\r\n\0")


@dataclass(frozen=True, slots=True)
class Checked:
    """A record that is whole, for whoever holds an index or a manifest against it."""

    offset: int
    """Where it begins in the file; where its gzip member or Zstandard frame begins, if it is compressed."""
    length: int
    """Of its stored bytes."""
    kind: str
    """``WARC-Type``."""
    target: str
    """``WARC-Target-URI`` without angle brackets; empty when there is none."""
    date: str
    """``WARC-Date`` as it is written."""
    payload_digest: str
    """As it is written; empty when there is none."""
    content_type: str
    """Of the block; empty when there is none."""
    status: str
    """Three digits of an HTTP response; empty for all else."""


@dataclass(frozen=True, slots=True)
class Total:
    """What was read; the last that a check says."""

    records: int
    size_bytes: int
    """Of all blocks."""
    remarks: tuple[str, ...] = ()


Seen = Callable[[Checked], None]


def check_records(
    file: BinaryIO,
    tell: Tell = lambda _: None,
    *,
    seen: Seen | None = None,
) -> Iterator[Fault | Total]:
    """What is wrong with the records of ``file``, which is read once from its start and can seek.

    ``seen`` is told of every whole record, in the order of the file.  Constant memory, and no
    exception for what the file holds.
    """
    checking = Checking(file, tell, seen)
    yield from checking.run()
    yield from checking.last()
    yield Total(checking.records, checking.size_bytes)


class Checking:
    """One file while it is read, or a part of it: the records that begin at ``begin`` and before ``end``."""

    def __init__(
        self, file: BinaryIO, tell: Tell, seen: Seen | None = None, begin: int = 0, end: int | None = None
    ) -> None:
        self._file = file
        self._begin = begin
        self._end = end
        self.stopped: int | None = None
        """Where the first record lies that is no more of the part; None where the file ended before."""
        self._tell = tell
        self._seen = seen
        self._heads = Heads()
        self.graph = Graph()
        self._block = Block()
        self.records = 0
        self.size_bytes = 0
        self._found: list[Fault] = []
        self._data = b""
        self._at = 0
        self._base = 0
        """Where in a file that is not compressed the first byte of ``_data`` lies."""
        self._done = False
        """Whether the member has no more than ``_data``."""
        self._is_arc = False
        self._is_cut = False
        """Whether the member ended within a record."""
        self._after_cut = False
        self.is_lossy = False
        self._has_said = False
        self._told_members = False
        self._untold = 0

    def run(self) -> Iterator[Fault]:
        """All findings, in the order of the file, but those of references."""
        try:
            self._opened = opened = Opened(self._file, self._begin)
        except Broken as trouble:
            yield fault(trouble.code, trouble.offset, str(trouble))
            return
        self._plain = opened.packing == "plain"
        self._base = self._begin
        found = self._found
        going = True
        while going:
            try:
                going = opened.begin() and (self._end is None or not self._is_past())
                self._pad()
                if going:
                    for _ in self._member():
                        if found:
                            yield from found
                            found.clear()
                    going = not self._plain
            except Broken as trouble:
                self._say(trouble.code, trouble.offset, str(trouble))
                going = opened.resume()
            if found:
                yield from found
                found.clear()
        self._tell(self._untold)

    def _pad(self) -> None:
        """Tell of zeros before the member."""
        for offset, size in self._opened.paddings:
            self._say("file.padding", offset, f"expected a record, got {size} zeros")
        self._opened.paddings.clear()

    def _is_past(self) -> bool:
        """Whether the next record is no more of the part."""
        if self._end is None or self._offset() < self._end:
            return False
        self.stopped = self._offset()
        return True

    def last(self) -> Iterator[Fault]:
        """What shows once all of the file has been read."""
        yield from self.graph.end(is_whole=not self.is_lossy)
        if not self.records and not self._has_said:
            yield fault("file.empty", None, "there is no record in it")

    def _say(self, code: str, offset: int | None, message: str) -> None:
        self.is_lossy = self.is_lossy or code in LOSSES
        self._has_said = self._has_said or (CODES[code].weight == "error" and code not in _NOTHING)
        self._found.append(fault(code, offset, message))

    # the content of a member, as far as it is at hand

    def _pull(self) -> bool:
        piece = self._opened.piece()
        self._done = self._opened.ended or not piece
        if not piece:
            return False
        self._base += self._at
        self._data = self._data[self._at :] + piece if self._at < len(self._data) else piece
        self._at = 0
        return True

    def _have(self, size: int) -> bool:
        while len(self._data) - self._at < size:
            if self._done or not self._pull():
                return False
        return True

    def _offset(self) -> int:
        return self._base + self._at if self._plain else self._opened.member

    # records

    def _member(self) -> Iterator[None]:
        """All records of a member; of the file, where it is not compressed."""
        self._data, self._at, self._done = b"", 0, False
        self._after_cut, self._is_cut = self._is_cut, False
        count = 0
        while self._at < len(self._data) or (not self._done and self._have(1)):
            if self._data[self._at] in _FILLING and not self._pass_filling():
                break
            if self._end is not None and self._plain and self._is_past():
                break
            count += 1
            if count == 2 and not self._plain and not self._told_members:
                self._told_members = True
                self._say(
                    "file.members", self._opened.member, "expected one record in a gzip member, got more"
                )
            self._record()
            yield
        if not count and not self._plain:
            self._say("file.empty-member", self._opened.member, "expected a record, got an empty member")

    def _pass_filling(self) -> bool:
        """Past line ends and zeros that are no part of a record; whether anything follows."""
        offset, zeros, lines = self._offset(), 0, 0
        while self._have(1) and self._data[self._at] in _FILLING:
            rest = self._data[self._at : self._at + 65536]
            size = len(rest) - len(rest.lstrip(b"\r\n\0"))
            zeros += rest[:size].count(0)
            lines += size - rest[:size].count(0)
            self._at += size
        if lines:
            self._say("record.extra-lines", offset, f"expected a record, got {lines} bytes of line ends")
        if zeros:
            self._say("file.padding", offset, f"expected a record, got {zeros} zeros")
        return self._have(1)

    def _record(self) -> None:
        """The record at hand, or what stands in its place; goes past it."""
        offset = self._base + self._at if self._plain else self._opened.member
        if not self._data.startswith(b"WARC/", self._at) and not self._is_warc():
            self._other(offset)
            return
        got = self._heads.read(self._data, self._at) or self._longer_header()
        if got is None:
            self._headless(offset)
            return
        head, size = got[0], got[1] - self._at
        if head.wrong:
            for code, words in head.wrong:
                self._say(code, offset, words)
        refers = self.graph.take(head, offset)
        if refers:
            self._found += refers
        if head.length is None:
            self._at += size
            self._resync()
            return
        self._at += size
        whole = self._body(head, offset)
        self.records += 1
        self.size_bytes += head.length if whole else 0
        if whole and self._seen is not None:
            self._show(head, offset, size)

    def _headless(self, offset: int) -> None:
        """A header has no end."""
        left = len(self._data) - self._at
        if left >= HEAD_BYTES:
            self._say("header.unending", offset, f"expected the end of the header within {HEAD_BYTES} bytes")
        else:
            self._say("record.torn", offset, f"torn: the header has no end, {left} bytes of it are there")
            self._is_cut = not self._plain
        self._at += 1
        self._resync()

    def _is_warc(self) -> bool:
        self._have(len(b"WARC/"))
        return self._data.startswith(b"WARC/", self._at)

    def _longer_header(self) -> tuple[Head, int] | None:
        """The header that is not whole in what is at hand, and where it ends; None when it has no end."""
        while True:
            got = self._heads.read(self._data, self._at)
            if got is not None:
                return got
            if len(self._data) - self._at >= HEAD_BYTES or not self._have(len(self._data) - self._at + 1):
                return None

    def _body(self, head: Head, offset: int) -> bool:
        """The block and the end of the record; whether it is whole."""
        length = head.length or 0
        at_once = length if length <= _WHOLE_BYTES else START_BYTES
        at = self._at
        if len(self._data) - at < at_once + 4:
            if not self._have(at_once + 4) and len(self._data) - self._at < at_once:
                self._short(head, offset, len(self._data) - self._at)
                return False
            at = self._at
        block = self._block
        block.start(head, self._data, at, at + at_once)
        self._at = at + at_once
        self._untold += at_once
        if at_once < length and not self._rest(head, offset, at_once):
            return False
        if self._data.startswith(_RECORD_END, self._at):
            self._at += 4
        elif not self._ends(head, offset, at_once):
            return False
        for code, words in block.faults():
            self._say(code, offset, words)
        if self._untold > _WHOLE_BYTES:
            self._tell(self._untold)
            self._untold = 0
        return True

    def _rest(self, head: Head, offset: int, got: int) -> bool:
        """The block from ``got`` on, piece by piece; False where the file ends within."""
        left = (head.length or 0) - got
        while left:
            if not self._have(1):
                self._short(head, offset, (head.length or 0) - left)
                return False
            piece = self._data[self._at : self._at + left]
            self._at += len(piece)
            left -= len(piece)
            self._untold += len(piece)
            self._block.more(piece)
        self._have(len(_RECORD_END))
        return True

    def _short(self, head: Head, offset: int, got: int) -> None:
        """The file, or the member, has ended within a block."""
        if self._plain:
            nested = _NEXT.search(self._data, self._at)
            if nested is None:
                words = f"torn: the record has {got} bytes, its header says {head.length}"
                self._say("record.torn", offset, words)
                self._at = len(self._data)
                return
            got = max(nested.start() - self._at - len(_RECORD_END), 0)
            self._at = nested.start()
        else:
            got -= len(_RECORD_END) if self._data.endswith(_RECORD_END) else 0
            self._at = len(self._data)
            self._is_cut = True
        self._say("record.length", offset, f"the block has {got} bytes, Content-Length says {head.length}")

    def _ends(self, head: Head, offset: int, at_once: int) -> bool:
        """What follows a block in the place of two line ends; whether the block is as long as it says."""
        self._have(len(_RECORD_END))
        rest = self._data[self._at : self._at + 64]
        filling = rest[: len(rest) - len(rest.lstrip(b"\r\n"))]
        after = rest[len(filling) :]
        if len(filling) <= len(_RECORD_END) and (not after or _VERSION.match(after)):
            inside = not rest and self._block.counts_its_end(self._data)
            is_short = not head.length and filling == b"\r\n"
            code = "record.end-inside" if inside else "record.short-end" if is_short else "record.end"
            self._say(code, offset, f"expected two line ends after the block, got {filling!r}")
            self._at += len(filling)
            return True
        self._say(
            "record.length",
            offset,
            f"expected two line ends after {head.length} bytes of block, got {rest[:20]!r}",
        )
        if at_once == head.length:
            nested = _NEXT.search(self._data, self._at - at_once, self._at)
            if nested is not None and self._data.endswith(_RECORD_END, 0, nested.start()):
                self._at = nested.start()
                return False
        self._resync()
        return False

    def _other(self, offset: int) -> None:
        """What is no record of WARC."""
        data = self._data
        if not self._is_arc and not self.records and arc.is_arc(data[self._at : self._at + arc.LINE_BYTES]):
            self._is_arc = True
            if not data.startswith(b"filedesc:", self._at):
                self._say("arc.no-version", offset, "expected a record `filedesc:` first")
        if self._is_arc:
            self._arc_record(offset)
            return
        got = data[self._at : self._at + 40]
        if self._after_cut:
            self._say("file.split-record", offset, f"expected a record in this gzip member, got {got!r}")
        elif not self.records and offset == 0 and self._plain:
            self._say("file.unknown", 0, f"expected a WARC or ARC file, got one that begins {got!r}")
        else:
            self._say("record.damaged", offset, f"damaged: expected a record, got {got!r}")
        self._resync()

    def _resync(self) -> None:
        """Go to what begins as a record does, or to the end of the member."""
        while True:
            found = _NEXT.search(self._data, self._at)
            if found is not None:
                self._at = found.start()
                return
            self._at = max(len(self._data) - _NEXT_BYTES, self._at)
            if not self._have(_NEXT_BYTES + 1) and not _NEXT.search(self._data, self._at):
                self._at = len(self._data)
                return

    # ARC

    def _arc_record(self, offset: int) -> None:
        end = self._line_end()
        if end is None:
            self._say("arc.header", offset, f"expected a line within {arc.LINE_BYTES} bytes")
            self._at = len(self._data)
            self._arc_resync()
            return
        head = arc.read(self._data[self._at : end])
        size = end - self._at
        for code, words in head.wrong:
            self._say(code, offset, words)
        self._at = end
        if head.length is None:
            self._arc_resync()
            return
        whole = self._arc_body(head, offset)
        self.records += 1
        self.size_bytes += head.length if whole else 0
        if whole and self._seen is not None:
            self._show(head, offset, size)

    def _line_end(self) -> int | None:
        while True:
            end = self._data.find(b"\n", self._at, self._at + arc.LINE_BYTES)
            if end >= 0:
                return end + 1
            if len(self._data) - self._at >= arc.LINE_BYTES or not self._have(len(self._data) - self._at + 1):
                return None

    def _arc_body(self, head: Head, offset: int) -> bool:
        length = head.length or 0
        at_once = min(length, START_BYTES)
        if not self._have(at_once):
            words = f"torn: the record has {len(self._data) - self._at} bytes, its header says {length}"
            self._say("record.torn", offset, words)
            self._at = len(self._data)
            return False
        if head.kind == b"warcinfo":
            wrong = arc.version_block(self._data[self._at : self._at + at_once])
            if wrong is not None:
                self._say("arc.version-block", offset, wrong)
        self._block.start(head, self._data, self._at, self._at + at_once)
        self._at += at_once
        self._untold += at_once
        if at_once < length and not self._rest(head, offset, at_once):
            return False
        for code, words in self._block.faults():
            self._say(code, offset, words)
        while self._have(1) and self._data[self._at] in b"\r\n":
            self._at += 1
        if self._have(1) and not arc.is_arc(self._data[self._at : self._at + arc.LINE_BYTES]):
            got = self._data[self._at : self._at + 20]
            self._say(
                "record.length", offset, f"expected a record after {length} bytes of block, got {got!r}"
            )
            self._arc_resync()
        return True

    def _arc_resync(self) -> None:
        """Go to a line that is the header of a record, or to the end of the member."""
        while self._have(1):
            if arc.is_arc(self._data[self._at : self._at + 4096]):
                return
            end = self._line_end()
            self._at = end if end is not None else len(self._data)

    def _show(self, head: Head, offset: int, size: int) -> None:
        if self._plain:
            length = self._base + self._at - offset
        elif self._have(1):
            return
        else:
            length = self._opened.offset - offset
        assert self._seen is not None
        self._seen(
            Checked(
                offset,
                length,
                *(
                    _text(part)
                    for part in (head.kind, head.target.removeprefix(b"<").removesuffix(b">"), head.date)
                ),
                *(_text(part) for part in (head.payload_digest, head.content_type, self._block.status)),
            )
        )


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
