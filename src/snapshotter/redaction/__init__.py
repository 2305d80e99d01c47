"""What of a stored request is blanked: the values by which its sender is known.

A request tells who asks: cookies, tokens, passwords.  An archive is handed on, and whoever has such a
value is that person to the site.  So the value goes before anything is written, and a fixed word stands
in its place, no hash: most such values can be guessed and tried.  Names, the request line and all else
stay byte for byte.  Responses stay as they came: they are what the archive is for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from snapshotter.redaction.bodies import MAX_BODY_BYTES, redacted_body
from snapshotter.redaction.fields import redacted_head
from snapshotter.redaction.word import REDACTED

__all__ = ["MAX_BODY_BYTES", "REDACTED", "Redacted", "content_type_of", "redacted", "redacted_body"]

_LENGTH = re.compile(rb"(?im)^(content-length[ \t]*:[ \t]*)\d+")


@dataclass(frozen=True, slots=True)
class Redacted:
    """A request as it is stored."""

    head: bytes
    body: bytes | None
    """None: as it was sent."""
    names: tuple[str, ...]
    """Of header fields, in lower case, and of what stood in the body, with ``body:`` in front: one entry
    for every value that was blanked, in their order."""


def redacted(head: bytes, body: bytes | None) -> Redacted:
    """A request without what its sender is known by; ``body`` is None where it is not to be looked at.

    The length that the head tells is made that of the new body.
    """
    new_head, names = redacted_head(head)
    if not body:
        return Redacted(new_head, None, tuple(names))
    new_body, found = redacted_body(body, content_type_of(head))
    if not found:
        return Redacted(new_head, None, tuple(names))
    length = rb"\g<1>%d" % len(new_body)
    return Redacted(_LENGTH.sub(length, new_head), new_body, (*names, *(f"body:{name}" for name in found)))


def content_type_of(head: bytes) -> bytes:
    """``Content-Type`` of a request's head, as sent; empty without one."""
    for line in head.split(b"\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-type":
            return value.strip()
    return b""
