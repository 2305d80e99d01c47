"""The headers of WARC records: their grammar, and their fields held against the table (WARC 1.1, 4 and 5).

A file has few *shapes* of headers: the same fields in the same order.  A header that was found to be
without fault leaves its shape behind, one pattern for all of it, and what matches that is not looked at
field by field again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from snapshotter.conformance import fields
from snapshotter.conformance.fields import FIELDS, TYPES, Asked, Wrong, shown
from snapshotter.warc.header import MAX_HEADER_BYTES

HEAD_BYTES = MAX_HEADER_BYTES
_MOST_FIELDS = 1000
_MOST_SHAPES = 32
"""Made of one file; a file that has more is told apart field by field."""
_TRIED = 6
_LENGTH_LIMIT = 10**18
_VERSION = re.compile(rb"WARC/(\d{1,9}\.\d{1,9})")
_END = re.compile(rb"\r?\n\r?\n")
_NAME = re.compile(rb"[!#$%&'*+\-.0-9A-Z^_`a-z|~]+")
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_KEPT = (
    b"warc-type",
    b"warc-record-id",
    b"warc-date",
    b"content-length",
    b"warc-target-uri",
    b"content-type",
    b"warc-block-digest",
    b"warc-payload-digest",
    b"warc-concurrent-to",
    b"warc-truncated",
    b"warc-warcinfo-id",
)
_PLACE = {name: number for number, name in enumerate(_KEPT)}
_REPEATED = frozenset((b"warc-protocol",))
"""Of no standard, and made to be repeated (IIPC, guideline on WARC fields)."""
_REST = rb"[\x20-\x7e]*"


class Head:
    """What the rest of a check wants to know of a header.  Values are as they are written, or empty."""

    __slots__ = (
        "block_digest",
        "concurrent",
        "content_type",
        "date",
        "id",
        "kind",
        "length",
        "others",
        "payload_digest",
        "target",
        "truncated",
        "version",
        "warcinfo",
        "wrong",
    )

    def __init__(  # noqa: PLR0917 - made for every record, from the groups of a pattern
        self,
        kind: bytes = b"",
        record_id: bytes = b"",
        date: bytes = b"",
        length: bytes = b"",
        target: bytes = b"",
        content_type: bytes = b"",
        block_digest: bytes = b"",
        payload_digest: bytes = b"",
        concurrent: bytes = b"",
        truncated: bytes = b"",
        warcinfo: bytes = b"",
    ) -> None:
        self.version = b"1.1"
        self.kind = kind
        self.id = record_id
        self.date = date
        self.length: int | None = int(length[:19]) if length.isdigit() else None
        self.target = target
        self.content_type = content_type
        self.block_digest = block_digest
        self.payload_digest = payload_digest
        self.concurrent: tuple[bytes, ...] = (concurrent,) if concurrent else ()
        self.truncated = truncated
        self.warcinfo = warcinfo
        self.others: dict[bytes, bytes] = {}
        self.wrong: list[Wrong] = []


@dataclass(frozen=True, slots=True)
class _Shape:
    version: bytes
    pattern: re.Pattern[bytes]
    order: tuple[int, ...]
    """Where each of the kept fields is among the groups; past the end for one that is not there."""


class Heads:
    """Reads the headers of one file."""

    def __init__(self) -> None:
        self._shapes: list[_Shape] = []
        self._made = 0

    def read(self, data: bytes, at: int) -> tuple[Head, int] | None:
        """The header at ``at`` and where it ends; None when it has no end in ``data`` within its limit."""
        end = data.find(b"\r\n\r\n", at, at + HEAD_BYTES)
        if end >= 0:
            for place, shape in enumerate(self._shapes):
                found = shape.pattern.fullmatch(data, at, end + 4)
                if found is not None:
                    if place:
                        self._shapes.insert(0, self._shapes.pop(place))
                    groups = (*found.groups(), b"")
                    head = Head(*[groups[number] for number in shape.order])
                    head.version = shape.version
                    return head, end + 4
        ended = _END.search(data, at, at + HEAD_BYTES)
        if ended is None:
            return None
        return self._looked_at(data[at : ended.end()]), ended.end()

    def _looked_at(self, raw: bytes) -> Head:
        version, pairs, wrong = _lines(raw)
        names = [name.lower() for name, _ in pairs]
        values: dict[bytes, bytes] = {}
        for name, (_, value) in zip(names, pairs, strict=True):
            values.setdefault(name, value)
        head = Head(*[values.get(name, b"") for name in _KEPT])
        head.version = version
        head.concurrent = tuple(
            value for name, (_, value) in zip(names, pairs, strict=True) if name == b"warc-concurrent-to"
        )
        head.others = values
        wrong += _of_fields(head, names, pairs)
        head.wrong = wrong
        if not wrong and head.kind in TYPES and head.kind != b"revisit" and head.content_type:
            self._learn(version, pairs, names)
        return head

    def _learn(self, version: bytes, pairs: list[tuple[bytes, bytes]], names: list[bytes]) -> None:
        if self._made >= _MOST_SHAPES or len(set(names)) != len(names) or len(names) > 2 * len(FIELDS):
            return
        self._made += 1
        order = [len(_KEPT)] * len(_KEPT)
        groups = 0
        parts = [rb"WARC/", re.escape(version)]
        for (written, value), name in zip(pairs, names, strict=True):
            field = FIELDS.get(name)
            inner = _REST if field is None else fields.sure(field, version)
            if name == b"warc-type":
                inner = re.escape(value)  # which fields it may have hangs on it
            if name in _PLACE:
                order[_PLACE[name]] = groups
                groups += 1
                inner = b"(" + inner + b")"
            parts.append(rb"\r\n" + re.escape(written) + rb": (?:" + inner + b")")
        missing = groups
        pattern = re.compile(b"".join(parts) + rb"\r\n\r\n")
        places = tuple(min(place, missing) for place in order)
        self._shapes.insert(0, _Shape(version, pattern, places))
        del self._shapes[_TRIED:]


def _lines(raw: bytes) -> tuple[bytes, list[tuple[bytes, bytes]], list[Wrong]]:
    """The version, names and values, and what is wrong with the lines as such."""
    wrong: list[Wrong] = []
    if re.search(rb"(?<!\r)\n", raw):
        wrong.append(("header.line-end", "expected CR LF at the end of each line, got LF alone"))
    first, *lines = raw.rstrip(b"\r\n").replace(b"\r\n", b"\n").split(b"\n", _MOST_FIELDS + 1)
    version = _version(first, wrong)
    if len(lines) > _MOST_FIELDS:
        wrong.append(("header.grammar", f"expected at most {_MOST_FIELDS} fields"))
        del lines[_MOST_FIELDS:]
    pairs: list[tuple[bytes, bytes]] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and pairs:
            name, value = pairs.pop()
            pairs.append((name, value + b" " + line.strip()))
            continue
        name, colon, value = line.partition(b":")
        if not colon or not _NAME.fullmatch(name):
            wrong.append(("header.grammar", f"expected a field as `Name: value`, got {shown(line)}"))
            name = name.strip()
        if colon:
            pairs.append((name, value.strip(b" \t")))
        if _CONTROL.search(value):
            wrong.append(("header.grammar", f"expected no control character, got {shown(line)}"))
    return version, pairs, [*wrong, *_encoding(raw)]


def _version(line: bytes, wrong: list[Wrong]) -> bytes:
    found = _VERSION.fullmatch(line)
    if found is None or found[1] not in (b"1.0", b"1.1", b"0.17", b"0.18"):
        wrong.append(("header.version", f"expected WARC/1.0 or WARC/1.1, got {shown(line)}"))
    elif found[1].startswith(b"0"):
        wrong.append(("header.old-version", f"expected WARC/1.0 or WARC/1.1, got {shown(line)}"))
    return found[1] if found is not None else b"1.1"


def _encoding(raw: bytes) -> Iterator[Wrong]:
    if not raw.isascii():
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError as trouble:
            where = raw[max(trouble.start - 20, 0) : trouble.start + 20]
            yield "header.encoding", f"expected UTF-8, got {shown(where)}"


def _of_fields(head: Head, names: list[bytes], pairs: list[tuple[bytes, bytes]]) -> Iterator[Wrong]:
    asked = Asked(head.version, head.kind)
    met: set[bytes] = set()
    for name, (written, value) in zip(names, pairs, strict=True):
        field = FIELDS.get(name)
        if name in met and name not in _REPEATED and not (field is not None and field.repeatable):
            code = "header.repeated" if field is not None else "header.repeated-unknown"
            yield code, f"expected {written.decode('latin-1')} once, got it again with {shown(value)}"
        met.add(name)
        if field is not None:
            yield from ((code, f"{written.decode()}: {words}") for code, words in field.check(value, asked))
    yield from fields.presence(head.kind, frozenset(met))
    if head.length and not head.content_type and head.kind != b"continuation":
        yield "field.no-content-type", f"expected a Content-Type for a block of {head.length} bytes, got none"
    yield from _revisit(head)
    if head.id and head.id in head.concurrent:
        yield "event.itself", "WARC-Concurrent-To: the record names itself"
    if head.id and head.id == head.others.get(b"warc-refers-to"):
        yield "event.itself", "WARC-Refers-To: the record names itself"


def _revisit(head: Head) -> Iterator[Wrong]:
    if head.kind != b"revisit":
        return
    profile = head.others.get(b"warc-profile", b"").removeprefix(b"<").removesuffix(b">")
    if not fields.IDENTICAL.fullmatch(profile):
        return
    if not head.payload_digest:
        yield (
            "field.missing",
            "expected WARC-Payload-Digest on a revisit of this profile (section 6.7.2), got none",
        )
    if b"warc-refers-to" not in head.others and b"warc-refers-to-target-uri" not in head.others:
        words = "expected WARC-Refers-To, or WARC-Refers-To-Target-URI and -Date, got neither"
        yield ("revisit.vague" if head.truncated else "revisit.unresolvable"), words
