"""``pages.jsonl`` (WACZ 1.1.1, pages.jsonl): a line about the list, then one JSON object a page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, BinaryIO

from snapshotter.conformance.wacz_package import is_moment
from snapshotter.conformance.wacz_rules import fault
from snapshotter.model.fixity import Fault
from snapshotter.warc.unpacked import Torn, Unpacked

MOST_LINE_BYTES = 16 * 1024 * 1024
"""Of a line: the text of a page stands in it."""
FORMAT = "json-pages-1.0"
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S")
_MOST_IDS = 1_000_000
_TEXTS = ("title", "id", "text")


@dataclass(slots=True)
class Listed:
    """What a list was found to hold; filled while it is read."""

    pages: int = 0
    is_whole: bool = True
    page: Callable[[str, str], object] | None = None
    """Is told of each page's address and time."""


def check(file: BinaryIO, listed: Listed, where: str = "") -> Iterator[Fault]:
    """What is wrong with a list of pages, line by line.  Compressed or not."""
    try:
        yield from _lines(Unpacked(file), listed, where)
    except Torn as trouble:
        listed.is_whole = False
        yield fault("pages.damaged", f"{where}{trouble}", trouble.offset)
    if not listed.pages and listed.is_whole:
        yield fault("pages.empty", f"{where}there is no page in it")


def _lines(stream: Unpacked, listed: Listed, where: str) -> Iterator[Fault]:
    ids: set[bytes] = set()
    number = 0
    while raw := stream.line(MOST_LINE_BYTES):
        number += 1
        said = f"{where}line {number}: "
        if len(raw) >= MOST_LINE_BYTES and not raw.endswith(b"\n"):
            yield fault("pages.line", f"{said}it is longer than {MOST_LINE_BYTES} bytes")
            return
        line = _object(raw, said) if raw.strip() else None
        if isinstance(line, Fault):
            yield line
        elif line is not None:
            if number == 1:
                yield from _header(line, said)
            if number > 1 or "url" in line:
                listed.pages += 1
                yield from _page(line, listed, ids, said)
    if stream.problem is not None:
        listed.is_whole = False
        yield fault("pages.damaged", f"{where}{stream.problem}", stream.offset)


def _object(raw: bytes, said: str) -> Mapping[str, Any] | Fault:
    try:
        found = json.loads(raw.decode())
    except (ValueError, RecursionError) as trouble:
        return fault("pages.line", f"{said}expected a JSON object in UTF-8: {str(trouble)[:120]}")
    if not isinstance(found, dict):
        return fault("pages.line", f"{said}expected a JSON object, got {raw[:80]!r}")
    return found


def _header(line: Mapping[str, Any], said: str) -> Iterator[Fault]:
    named = line.get("format")
    if named == FORMAT:
        return
    if named is None:
        yield fault("pages.header", f"{said}expected the format {FORMAT!r}, got none")
    else:
        yield fault("pages.format", f"{said}expected the format {FORMAT!r}, got {str(named)[:80]!r}")


def _page(line: Mapping[str, Any], listed: Listed, ids: set[bytes], said: str) -> Iterator[Fault]:
    url, moment = line.get("url"), line.get("ts")
    if not isinstance(url, str) or not _ADDRESS.match(url):
        yield fault("pages.url", f"{said}expected an absolute address as url, got {str(url)[:80]!r}")
    if not is_moment(moment):
        yield fault("pages.ts", f"{said}expected a time of RFC 3339 as ts, got {str(moment)[:80]!r}")
    for name in _TEXTS:
        if line.get(name) is not None and not isinstance(line[name], str):
            yield fault("pages.property", f"{said}{name}: expected a text, got {str(line[name])[:80]!r}")
    size = line.get("size")
    if size is not None and (not isinstance(size, int) or isinstance(size, bool) or size < 0):
        yield fault("pages.property", f"{said}size: expected a number of bytes, got {str(size)[:80]!r}")
    yield from _known_id(line.get("id"), ids, said)
    if listed.page is not None and isinstance(url, str):
        listed.page(url, str(moment))


def _known_id(given: object, ids: set[bytes], said: str) -> Iterator[Fault]:
    if not isinstance(given, str):
        return
    short = blake2b(given.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    if short in ids:
        yield fault("pages.id", f"{said}the id {given[:80]!r} is that of an earlier page")
    elif len(ids) < _MOST_IDS:
        ids.add(short)
