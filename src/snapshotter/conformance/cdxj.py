"""Indexes: CDXJ (Crawl Index JSON 0.1.0) and the CDX of nine and eleven fields (CDX File Format, 2006).

Each line is held against the format, the order, and the record that it names.  Line by line, in constant
memory but for what :mod:`~snapshotter.conformance.located` keeps of the records.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from snapshotter import digests
from snapshotter.conformance.keys import key_trouble
from snapshotter.conformance.located import CAPTURES, Found, Records
from snapshotter.conformance.wacz_package import is_day
from snapshotter.conformance.wacz_rules import fault
from snapshotter.errors import UrlError
from snapshotter.model.fixity import Fault
from snapshotter.urls import parse
from snapshotter.warc.unpacked import Torn, Unpacked

MOST_LINE_BYTES = 4 * 1024 * 1024
"""Of a line; with the body of a large request in it some have hundreds of kilobytes."""
_TIMESTAMP = re.compile(rb"\d{14}(?:\d{3})?")
_FIELDS = ("url", "digest", "filename", "offset", "length")
_SOMETIMES = ("mime", "status")
_NUMBERS = ("offset", "length")
_KNOWN = frozenset((*_FIELDS, *_SOMETIMES))
_SECRETS = ("cookie", "authorization")
_CDX_LETTERS = frozenset("ABCDFGHIJKLMNPQRSUVXYZabcdefghijklmnopqrstuvxyz#")
_CDX_NAMES = {
    "N": "key",
    "b": "date",
    "a": "url",
    "m": "mime",
    "s": "status",
    "k": "digest",
    "S": "length",
    "V": "offset",
    "g": "filename",
}
_NONE = "-"
_MOST_NAMED_FILES = 100_000
_LONGEST_NAME = 4096
"""No path of a file is longer."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, as far as it keeps to the format."""

    number: int
    key: str
    digits: str
    fields: Mapping[str, Any]


@dataclass(slots=True)
class Seen:
    """What an index was found to hold; filled while it is read."""

    lines: int = 0
    is_whole: bool = True
    files: set[str] = field(default_factory=set)
    """That lines name."""
    missing: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Fields that lines leave out: how many lines, and the number of the first."""
    pages: Callable[[str, str], object] | None = None
    """Is told of each line's address and date."""


Find = Callable[[str], Records | None]
"""The records of a file that a line names; None where it is not there."""
Read = Callable[[bytes, int, str], Iterator["Line | Fault"]]
"""Takes a line, its number, and words on where it stands."""


def check(file: BinaryIO, seen: Seen, find: Find | None = None, where: str = "") -> Iterator[Fault]:
    """What is wrong with the lines of an index, and with what they say of the records.

    Without ``find`` only the lines are looked at.  Compressed or not.
    """
    try:
        for line in _lines(file, seen, where):
            if isinstance(line, Fault):
                yield line
                continue
            if seen.pages is not None:
                seen.pages(str(line.fields.get("url", "")), line.digits)
            if find is not None:
                yield from _held(line, find, f"{where}line {line.number}: ")
    except Torn as trouble:
        seen.is_whole = False
        yield fault("index.damaged", f"{where}{trouble}", trouble.offset)


def _lines(file: BinaryIO, seen: Seen, where: str) -> Iterator[Line | Fault]:
    stream = Unpacked(file)
    before, whole, blank, number = b"", b"", "", 0
    read: Read = _cdxj_line
    while raw := stream.line(MOST_LINE_BYTES):
        number += 1
        said = f"{where}line {number}: "
        if len(raw) >= MOST_LINE_BYTES and not raw.endswith(b"\n"):
            yield fault("index.line", f"{said}it is longer than {MOST_LINE_BYTES} bytes")
            return
        text = raw.rstrip(b"\r\n")
        if number == 1 and _is_cdx_header(text):
            letters = text.decode("latin-1").split()[1:]
            if (wrong := _header_trouble(letters)) is not None:
                yield fault("index.header", f"{said}{wrong}")
                return
            read = _cdx_reader(letters)
            continue
        if text.startswith(b"!") and not before:
            continue  # words about the file (OpenWayback CDXJ; ZipNum)
        if not text:
            blank = said
            continue
        if blank:
            yield fault("index.line", f"{blank}it is empty, and others follow")
        if text == whole:
            yield fault("index.duplicate", f"{said}{text[:80]!r}")
        prefix = b" ".join(text.split(b" ", 2)[:2])
        yield from _in_order(before, prefix, said)
        before, whole, blank = prefix, text, ""
        seen.lines += 1
        for found in read(text, number, said):
            if isinstance(found, Line):
                _note(seen, found)
            yield found
    yield from _at_the_end(stream, seen, where, is_cdxj=read is _cdxj_line)


def _at_the_end(stream: Unpacked, seen: Seen, where: str, *, is_cdxj: bool) -> Iterator[Fault]:
    for name, (count, first) in seen.missing.items() if is_cdxj else ():
        yield fault(
            "index.field-missing", f"{where}{count} lines have no {name!r}, the first of them {first}"
        )
    if stream.problem is not None:
        seen.is_whole = False
        yield fault("index.damaged", f"{where}{stream.problem}", stream.offset)


def _note(seen: Seen, line: Line) -> None:
    for name in _SOMETIMES:
        if name not in line.fields:
            count, first = seen.missing.get(name, (0, line.number))
            seen.missing[name] = count + 1, first
    file = line.fields.get("filename")
    if isinstance(file, str) and len(file) <= _LONGEST_NAME and len(seen.files) < _MOST_NAMED_FILES:
        seen.files.add(file)


def _in_order(before: bytes, prefix: bytes, said: str) -> Iterator[Fault]:
    if prefix >= before:
        return
    words = f"{said}{prefix[:80]!r} stands behind {before[:80]!r}"
    # no SURT has a colon before its bracket, but for a port
    others = all(b")" not in key.split(b" ")[0] for key in (before, prefix))
    yield fault("index.order-others" if others else "index.order", words)


def _cdxj_line(text: bytes, number: int, said: str) -> Iterator[Line | Fault]:
    parts = text.split(b" ", 2)
    if len(parts) < 3 or not parts[0]:
        yield fault("index.line", f"{said}expected a key, a time and a JSON object, got {text[:80]!r}")
        return
    try:
        key, block = parts[0].decode(), json.loads(parts[2].decode())
    except UnicodeDecodeError:
        yield fault("index.encoding", f"{said}it is not in UTF-8")
        return
    except (ValueError, RecursionError) as trouble:
        yield fault("index.line", f"{said}expected a JSON object: {str(trouble)[:120]}")
        return
    if not isinstance(block, dict):
        yield fault("index.line", f"{said}expected a JSON object, got {parts[2][:80]!r}")
        return
    yield from _checked(Line(number, key, parts[1].decode("latin-1"), block), parts[1], said)


def _checked(line: Line, time: bytes, said: str) -> Iterator[Line | Fault]:
    """A line whose parts are there."""
    sound = True
    for each in (*_time_faults(time, said), *_field_faults(line, said)):
        sound = sound and each.severity != "error"
        yield each
    for name in line.fields:
        if name not in _KNOWN and any(secret in name.lower() for secret in _SECRETS):
            yield fault("index.secret", f"{said}{name[:80]!r}")
    url = line.fields.get("url")
    if isinstance(url, str):
        yield from _key_faults(line.key, url, said)
    if sound:
        yield line


def _time_faults(time: bytes, said: str) -> Iterator[Fault]:
    if not _TIMESTAMP.fullmatch(time) or not _is_calendar(time):
        yield fault("index.timestamp", f"{said}expected a time of 14 or 17 digits, got {time[:80]!r}")


def _is_calendar(digits: bytes) -> bool:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    hour, minute, second = (int(digits[at : at + 2]) for at in (8, 10, 12))
    return is_day(year, month, day) and hour <= 23 and minute <= 59 and second <= 60


def _field_faults(line: Line, said: str) -> Iterator[Fault]:
    fields = line.fields
    for name in _FIELDS:
        if fields.get(name) is None:
            yield fault("index.field", f"{said}there is no {name!r}")
        elif name in _NUMBERS and not is_number(fields[name]):
            yield fault("index.field", f"{said}{name}: expected a number, got {str(fields[name])[:80]!r}")
        elif name not in _NUMBERS and (not isinstance(fields[name], str) or not fields[name]):
            yield fault("index.field", f"{said}{name}: expected a text, got {str(fields[name])[:80]!r}")
    status = fields.get("status", _NONE)
    if status not in (_NONE, "") and not (is_number(status) and 0 <= int(status) <= 999):
        yield fault("index.field", f"{said}status: expected three digits, got {str(status)[:80]!r}")
    url = fields.get("url")
    if isinstance(url, str) and url and not _is_address(url):
        yield fault("index.field", f"{said}url: expected an absolute address, got {url[:80]!r}")


def is_number(value: object) -> bool:
    """Whether it is a count of bytes, as JSON's number or, as most tools write it, as a text."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int):
        return 0 <= value < 1 << 63
    return isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19


_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S")


def _is_address(url: str) -> bool:
    return bool(_ADDRESS.match(url))


def _key_faults(key: str, url: str, said: str) -> Iterator[Fault]:
    if (wrong := key_trouble(key, url)) is not None:
        yield fault("index.key", f"{said}{wrong}")
    elif key != key.lower() and ")" in key:
        yield fault("index.key-case", f"{said}{key[:120]!r}")


def _is_cdx_header(text: bytes) -> bool:
    words = text.split()
    return bool(words) and words[0] == b"CDX"


def _header_trouble(letters: list[str]) -> str | None:
    unknown = [letter for letter in letters if letter not in _CDX_LETTERS]
    if unknown:
        return f"expected letters of fields, got {unknown[0][:20]!r}"
    missing = [letter for letter in "bag" if letter not in letters]
    if missing or len(set(letters)) != len(letters):
        return f"expected at least the fields N b a V g, each once, got {' '.join(letters)!r}"
    return None


def _cdx_reader(letters: list[str]) -> Read:
    def read(text: bytes, number: int, said: str) -> Iterator[Line | Fault]:
        words = text.split(b" ")
        if len(words) != len(letters):
            yield fault("index.line", f"{said}expected {len(letters)} fields, got {len(words)}")
            return
        try:
            cells = [word.decode() for word in words]
        except UnicodeDecodeError:
            yield fault("index.encoding", f"{said}it is not in UTF-8")
            return
        named = {
            _CDX_NAMES[letter]: cell
            for letter, cell in zip(letters, cells, strict=True)
            if letter in _CDX_NAMES
        }
        yield from _cdx_line(named, number, said)

    return read


def _cdx_line(named: dict[str, str], number: int, said: str) -> Iterator[Line | Fault]:
    """What nine and eleven fields say, in the words of CDXJ; ``-`` is nothing."""
    date = named.pop("date")
    key = named.pop("key", "")
    yield from _time_faults(date.encode(), said)
    sound = True
    for name in _NUMBERS:
        if name in named and named[name] != _NONE and not is_number(named[name]):
            sound = False
            yield fault("index.field", f"{said}{name}: expected a number, got {named[name][:80]!r}")
    status = named.get("status", _NONE)
    if status != _NONE and not (is_number(status) and int(status) <= 999):
        yield fault("index.field", f"{said}status: expected three digits, got {status[:80]!r}")
    if not _is_address(named["url"]):
        yield fault("index.field", f"{said}url: expected an absolute address, got {named['url'][:80]!r}")
    elif ")" in key:  # the first tools wrote keys of another form
        yield from _key_faults(key, named["url"], said)
    if sound and _TIMESTAMP.fullmatch(date.encode()):
        yield Line(number, key, date, {name: value for name, value in named.items() if value != _NONE})


def _held(line: Line, find: Find, said: str) -> Iterator[Fault]:
    """A line against the record that it names."""
    fields = line.fields
    name = fields.get("filename")
    if not isinstance(name, str) or "offset" not in fields:
        return
    records = find(name)
    if records is None:
        yield fault("index.no-file", f"{said}there is no file {name[:200]!r}")
        return
    offset = int(fields["offset"])
    number = records.at(offset)
    if number is None:
        if records.is_whole:
            yield fault(
                "index.offset", f"{said}expected a record of {name} at offset {offset}, got none", offset
            )
        return
    length = int(fields["length"]) if "length" in fields else 0
    claim = fields.get("recordDigest")
    records.name(number, length, claim if isinstance(claim, str) else None)
    if "length" in fields and not records.has_length(number, length):
        yield fault("index.length", f"{said}the record at offset {offset} has not {length} bytes", offset)
    status = str(fields.get("status", ""))
    if not records.agrees(
        number,
        str(fields["url"]),
        line.digits[:14],
        int(status) if status.isdigit() else 0,
        str(fields.get("digest", "")),
    ):
        again = records.read_again(number)
        if again is not None:
            yield from _compared(line, again, said, offset)


def _compared(line: Line, record: Found, said: str, offset: int) -> Iterator[Fault]:
    """A line against what the header of its record says, with what tools write differently let pass."""
    fields = line.fields
    if record.kind not in CAPTURES:
        yield fault(
            "index.kind",
            f"{said}the record at offset {offset} is a {record.kind or 'record without a kind'}",
            offset,
        )
    url = str(fields["url"])
    if not are_same(url, record.target):
        yield fault(
            "index.target",
            f"{said}expected a record of {url[:200]!r}, got one of {record.target[:200]!r}",
            offset,
        )
    shared = min(len(line.digits), len(record.digits), 17)
    if line.digits[:shared] != record.digits[:shared] and line.digits[:14] != record.digits[:14]:
        yield fault(
            "index.date", f"{said}expected a record of {line.digits}, got one of {record.digits}", offset
        )
    status = str(fields.get("status", ""))
    if status.isdigit() and record.status and int(status) != int(record.status):
        yield fault("index.status", f"{said}expected the status {status}, got {record.status}", offset)
    label = fields.get("digest")
    if isinstance(label, str) and _is_another(label, record.digests):
        yield fault(
            "index.digest-of-nothing" if _is_of_nothing(label) else "index.digest",
            f"{said}expected {label[:120]}, got {' and '.join(record.digests)}",
            offset,
        )


def are_same(one: str, other: str) -> bool:
    """Whether two spellings are one address: with brackets or escapes, or as the URL Standard has it."""
    one, other = _plain(one), _plain(other)
    if one == other:
        return True
    try:
        return parse(one) == parse(other)
    except UrlError:
        return False


def _plain(url: str) -> str:
    return url.strip().removeprefix("<").removesuffix(">").replace(" ", "%20").partition("#")[0]


def _is_of_nothing(label: str) -> bool:
    """What cdxj-indexer writes of a resource that it takes for an HTTP message without a body."""
    empty = (hashlib.new(name).hexdigest() for name in ("sha1", "sha256", "md5"))
    return any(digests.are_same(label, value) is True for value in empty)


def _is_another(label: str, labels: tuple[str, ...]) -> bool:
    """Whether a digest is that of something else than each of ``labels``, where they can be compared."""
    compared = [digests.are_same(label, other) for other in labels]
    known = [same for same in compared if same is not None]
    return bool(known) and not any(known)
