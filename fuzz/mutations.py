"""Inputs made of others by their structure, so that what lies behind a checksum is reached as well."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from random import Random
from typing import Any

_NUMBERS = (
    b"0", b"-1", b"1", b"00", b"255", b"256", b"65536", b"4294967295", b"4294967296", b"9223372036854775807",
    b"9" * 19, b"9" * 40, b"9" * 5000, b"1e999", b"0x10", b"1.5", "\u0663".encode(), "\u00b2".encode(), b"",
)  # fmt: skip
_PIECES = (
    b"\0", b"\r", b"\n", b"\r\n\r\n", b"\t", b" ", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80",
    b"\xf0\x9f\x92\xa9", b"%", b"%zz", b"//", b"://", b"[", b"]", b"(", b")", b"{", b"}", b"<", b">", b'"', b"'",
    b"\\", b"&#x110000;", b"&#xd800;", b"&", b"=", b":", b"@", b"#", b"..", b"../", b"xn--", b"\xe2\x80\xae",
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1 << 63, 1 << 70, 1.5, 1e308, "", "x", "\ud800", "9" * 50, [], {}, [[]], {"": {}},
    [None], "\x00", "http://[", "2016-13-45", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+23:59", 1e15, -1e15,
    float("inf"), float("nan"), 10**400,
)  # fmt: skip
_DIGITS = re.compile(rb"\d+")
_LARGEST_INFLATED_BYTES = 4 << 20


def mutated(data: bytes, source: Random, words: Sequence[bytes] = ()) -> bytes:
    """Changed in one to four places."""
    changed = bytearray(data)
    for _ in range(source.choice((1, 1, 1, 2, 2, 3, 4))):
        source.choice(_CHANGES)(changed, source, words)
    return bytes(changed)


def _flip(data: bytearray, source: Random, words: Sequence[bytes]) -> None:
    if data:
        data[source.randrange(len(data))] ^= 1 << source.randrange(8)


def _overwrite(data: bytearray, source: Random, words: Sequence[bytes]) -> None:
    if data:
        data[source.randrange(len(data))] = source.randrange(256)


def _insert(data: bytearray, source: Random, words: Sequence[bytes]) -> None:
    piece = (
        source.choice((*words, *_PIECES)) if source.random() < 0.8 else source.randbytes(source.randrange(9))
    )
    at = source.randint(0, len(data))
    data[at:at] = piece


def _replace(data: bytearray, source: Random, words: Sequence[bytes]) -> None:
    start, end = _slice(data, source)
    data[start:end] = source.choice((*words, *_PIECES))


def _remove(data: bytearray, source: Random, words: Sequence[bytes]) -> None:
    start, end = _slice(data, source)
    del data[start:end]


def _repeat(data: bytearray, source: Random, words: Sequence[bytes]) -> None:
    start, end = _slice(data, source)
    at = source.choice((end, source.randint(0, len(data))))
    data[at:at] = data[start:end] * source.choice((1, 1, 2, 8, 40))


def _cut(data: bytearray, source: Random, words: Sequence[bytes]) -> None:
    del data[source.randint(0, len(data)) :]


def _number(data: bytearray, source: Random, words: Sequence[bytes]) -> None:
    found = list(_DIGITS.finditer(data))
    if found:
        chosen = source.choice(found)
        data[chosen.start() : chosen.end()] = source.choice(_NUMBERS)


def _line(data: bytearray, source: Random, words: Sequence[bytes]) -> None:
    lines = bytes(data).split(b"\n")
    one, other = source.randrange(len(lines)), source.randrange(len(lines))
    if source.random() < 0.5:
        lines[one], lines[other] = lines[other], lines[one]
    else:
        lines.insert(other, lines[one])
    data[:] = b"\n".join(lines)


_CHANGES: tuple[Callable[[bytearray, Random, Sequence[bytes]], None], ...] = (
    _flip, _overwrite, _insert, _insert, _replace, _remove, _repeat, _cut, _number, _number, _line,
)  # fmt: skip


def _slice(data: bytearray, source: Random) -> tuple[int, int]:
    start = source.randint(0, len(data))
    return start, min(len(data), start + source.choice((1, 2, 4, 16, 64, 500)))


def swollen(data: bytes, source: Random, most_bytes: int = 400_000) -> bytes:
    """With a piece of it repeated many times: what takes the square of the time shows itself so."""
    if not data:
        return data
    start = source.randrange(len(data))
    piece = data[start : start + source.choice((1, 2, 3, 5, 10, 40, 200))]
    times = source.choice((1000, 20_000, 200_000))
    return data[:start] + piece * min(times, most_bytes // len(piece)) + data[start:]


# gzip


def members(data: bytes) -> list[bytes] | None:
    """The contents of the gzip members that follow each other; None where it is something else."""
    found = []
    while data:
        inflate = zlib.decompressobj(31)
        try:
            found.append(inflate.decompress(data, _LARGEST_INFLATED_BYTES))
        except zlib.error:
            return None
        if not inflate.eof:
            return None
        data = inflate.unused_data
    return found


def through_gzip(data: bytes, change: Callable[[bytes], bytes], source: Random) -> bytes:
    """One member's content changed, and its checksum right again; also members doubled, lost or joined."""
    found = members(data)
    if not found:
        return change(data)
    at = source.randrange(len(found))
    way = source.random()
    if way < 0.8:
        found[at] = change(found[at])
    elif way < 0.87:
        found.insert(source.randint(0, len(found)), found[at])
    elif way < 0.94:
        del found[at]
    else:
        found[at : at + 2] = [b"".join(found[at : at + 2])]
    return b"".join(gzip.compress(each, 1, mtime=0) for each in found)


# WARC

_LENGTH = re.compile(rb"(?i)(content-length:[ \t]*)\d+")
_DIGEST = re.compile(rb"(?i)(warc-(block|payload)-digest:[ \t]*)sha(1|256):[A-Za-z0-9]+")


def set_right(record: bytes) -> bytes:
    """A record with the length and digests that its changed block has."""
    head, gap, rest = record.partition(b"\r\n\r\n")
    block = rest.removesuffix(b"\r\n\r\n")
    payload = block.partition(b"\r\n\r\n")[2] if block.startswith((b"HTTP/", b"GET ", b"POST ")) else block
    head = _LENGTH.sub(lambda found: found[1] + b"%d" % len(block), head, count=1)
    head = _DIGEST.sub(lambda found: found[1] + _label(found, block, payload), head)
    return head + gap + block + b"\r\n\r\n"


def _label(found: re.Match[bytes], block: bytes, payload: bytes) -> bytes:
    data = block if found[2].lower() == b"block" else payload
    if found[3] == b"1":
        return b"sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest())
    return b"sha256:" + hashlib.sha256(data).hexdigest().encode()


def record_mutated(record: bytes, source: Random, words: Sequence[bytes]) -> bytes:
    """A record changed in its header alone, or in its block with a header that agrees."""
    head, gap, block = record.partition(b"\r\n\r\n")
    way = source.random()
    if way < 0.4:
        return mutated(head, source, words) + gap + block
    changed = head + gap + _block_mutated(block, source, words)
    return set_right(changed) if way < 0.9 else changed


def _block_mutated(block: bytes, source: Random, words: Sequence[bytes]) -> bytes:
    if block.lstrip()[:1] in (b"{", b"["):
        return json_mutated(block.rstrip(), source) + b"\r\n\r\n"
    return mutated(block, source, words)


# ZIP


def through_zip(data: bytes, change: Callable[[str, bytes], bytes], source: Random) -> bytes:
    """One entry's content changed, doubled, renamed or lost, and the container whole."""
    entries = _entries(data)
    if not entries:
        return change("", data)
    at = source.randrange(len(entries))
    name, content = entries[at]
    way = source.random()
    if way < 0.8:
        entries[at] = (name, change(name, content))
    elif way < 0.87:
        entries.append((mutated(name.encode(), source).decode("utf-8", "replace")[:200] or "x", content))
    elif way < 0.94:
        del entries[at]
    else:
        entries.append((name, change(name, content)))
    return packed(entries, source.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))


def _entries(data: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            infos = [each for each in container.infolist() if each.file_size < _LARGEST_INFLATED_BYTES]
            return [(each.filename, container.read(each)) for each in infos[:200]]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        return []


def packed(entries: Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file, the same for the same entries."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as container:
        for name, content in entries:
            info = zipfile.ZipInfo(name.replace("\0", "_") or "_", (2020, 1, 1, 0, 0, 0))
            info.compress_type = method
            if info.filename not in container.NameToInfo:
                container.writestr(info, content)
    return made.getvalue()


# JSON


def json_mutated(data: bytes, source: Random) -> bytes:
    """A document with one or two values changed, lost, doubled or nested; its text changed if it is none."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return mutated(data, source)
    if source.random() < 0.15:
        return mutated(data, source)
    for _ in range(source.choice((1, 1, 2))):
        found = list(places(document))
        if not found:
            return mutated(data, source)
        _change(*source.choice(found), source, found)
    text = json.dumps(document, ensure_ascii=source.random() < 0.5).replace("Infinity", "1e999")
    return text.encode("utf-8", "surrogatepass")


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    waiting = [value]
    while waiting:
        here = waiting.pop()
        keys = list(here) if isinstance(here, dict) else range(len(here)) if isinstance(here, list) else ()
        for key in keys:
            yield here, key
            waiting.append(here[key])


def _change(holder: Any, key: Any, source: Random, found: list[tuple[Any, Any]]) -> None:
    way = source.random()
    if way < 0.45:
        holder[key] = deepcopy(source.choice(_VALUES))
    elif way < 0.6:
        del holder[key]
    elif way < 0.75:
        other, there = source.choice(found)
        if there in other if isinstance(other, dict) else there < len(other):
            holder[key] = json.loads(json.dumps(other[there]))
    elif way < 0.9 and isinstance(holder[key], str):
        text = mutated(holder[key].encode("utf-8", "surrogatepass"), source)
        holder[key] = text.decode("utf-8", "replace")
    elif isinstance(holder, list):
        holder.extend(holder[:50])
    else:
        holder[f"{key}x"] = holder[key]
