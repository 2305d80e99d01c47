"""What is read out of the head of a recorded HTTP message."""

from __future__ import annotations

import re
from collections.abc import Mapping

MAX_HEAD_BYTES = 512 * 1024
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
_REQUEST = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,40})[ \t]")
_FOLDED = re.compile(rb"\r?\n[ \t]+")


def head_length(block: bytes, *, whole: bool, request: bool) -> int:
    """Octets up to and with the empty line; 0 for a block that is no HTTP message.

    ``whole``: there is no more of the block; a message that ends within its head is all head.
    """
    starts = _REQUEST.match(block) if request else block.startswith(b"HTTP/")
    if not starts:
        return 0
    end = _HEAD_END.search(block, 0, MAX_HEAD_BYTES)
    if end is not None:
        return end.end()
    return len(block) if whole and len(block) <= MAX_HEAD_BYTES else 0


def status_of(head: bytes) -> int | None:
    found = _STATUS.match(head)
    return int(found[1]) if found else None


def method_of(head: bytes) -> str:
    found = _REQUEST.match(head)
    return found[1].decode("ascii").upper() if found else ""


def fields_of(head: bytes) -> Mapping[str, str]:
    """By name in lower case; of fields of one name the first counts."""
    fields: dict[str, str] = {}
    for line in _FOLDED.sub(b" ", head.partition(b"\n")[2]).split(b"\n"):
        name, colon, value = line.decode("latin-1").partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return fields
