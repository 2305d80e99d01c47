"""``.idx``: which block of a compressed index begins with which line (pywb's ZipNum; one gzip member a
block)."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, BinaryIO

from snapshotter import digests
from snapshotter.conformance.cdxj import is_number
from snapshotter.conformance.located import Open
from snapshotter.conformance.wacz_rules import fault
from snapshotter.model.fixity import Fault
from snapshotter.warc.compression import GZIP
from snapshotter.warc.containers import UNREADABLE
from snapshotter.warc.unpacked import Torn, Unpacked

_MOST_LINE_BYTES = 1024 * 1024
_MOST_BLOCK_BYTES = 64 * 1024 * 1024
_FIRST_BYTES = 64 * 1024


def check(file: BinaryIO, blocks: Open | None, where: str = "") -> Iterator[Fault]:
    """What is wrong with an ``.idx``; ``blocks`` opens the compressed index, if that is there."""
    stream = Unpacked(file)
    number, before, reached = 0, b"", 0
    try:
        while raw := stream.line(_MOST_LINE_BYTES):
            number += 1
            said, text = f"{where}line {number}: ", raw.rstrip(b"\r\n")
            if not text or text.startswith(b"!"):
                continue
            key, brace, rest = text.rpartition(b" {")
            block = _block(b"{" + rest) if brace else None
            if block is None:
                yield fault("idx.line", f"{said}expected key, time, offset and length, got {text[:80]!r}")
                continue
            if key < before:
                yield fault("index.order", f"{said}{key[:80]!r} stands behind {before[:80]!r}")
            before = key
            if int(block["offset"]) != reached:
                yield fault("idx.block", f"{said}expected a block at offset {reached}, got {block['offset']}")
            reached = int(block["offset"]) + int(block["length"])
            if blocks is not None:
                yield from _held(blocks, key, block, said)
        if blocks is not None and reached != (size := _size(blocks)):
            yield fault("idx.block", f"{where}the blocks end at {reached}, the index at {size}")
    except Torn as trouble:
        yield fault("idx.line", f"{where}{trouble}", trouble.offset)


def _size(blocks: Open) -> int:
    with blocks() as file:
        return file.seek(0, os.SEEK_END)


def _block(data: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not all(is_number(found.get(name)) for name in ("offset", "length")):
        return None
    return found


def _held(blocks: Open, key: bytes, block: Mapping[str, Any], said: str) -> Iterator[Fault]:
    offset, length = int(block["offset"]), int(block["length"])
    if length > _MOST_BLOCK_BYTES:
        yield fault("idx.block", f"{said}a block of {length} bytes, expected at most {_MOST_BLOCK_BYTES}")
        return
    try:
        with blocks() as file:
            file.seek(offset)
            data = file.read(length)
    except UNREADABLE:
        return  # told of the file itself
    inflate = zlib.decompressobj(GZIP)
    try:
        first = inflate.decompress(data, _FIRST_BYTES)
    except zlib.error:
        first = b""
    if len(data) != length or not first.startswith(key) or (first and not key):
        got = f"{first[: len(key)][:80]!r}" if first else "no gzip member"
        yield fault(
            "idx.block", f"{said}expected a block that begins {key[:80]!r} at offset {offset}, got {got}"
        )
    label = block.get("digest")
    if isinstance(label, str) and digests.are_same(label, f"sha256:{sha256(data).hexdigest()}") is False:
        yield fault("idx.digest", f"{said}expected {label[:120]}, got sha256:{sha256(data).hexdigest()}")
