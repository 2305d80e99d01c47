"""Captures before they are written, without what the senders of their requests are known by.

What other tools have recorded stays as it is: it is their evidence, and its digests are theirs.  A HAR
has no records; those that it becomes are ours, and are treated as ours.
"""

from __future__ import annotations

from dataclasses import replace

from snapshotter import digests
from snapshotter.model.capture import Capture
from snapshotter.model.exchange import Exchange, Held, Message
from snapshotter.redaction import MAX_BODY_BYTES
from snapshotter.redaction import redacted as redacted_request

_MADE_OF = "har"


def redacted(capture: Capture) -> Capture:
    """The capture with its requests redacted; which values went, every exchange tells."""
    origin = capture.origin
    if origin is not None and origin.provenance == "imported" and origin.source.get("format") != _MADE_OF:
        return capture
    return replace(capture, exchanges=tuple(map(_exchange, capture.exchanges)))


def _exchange(exchange: Exchange) -> Exchange:
    request = exchange.request
    body = b"".join(request.body.chunks()) if 0 < request.body.size_bytes <= MAX_BODY_BYTES else None
    kept = redacted_request(request.head, body)
    if not kept.names:
        return exchange
    return replace(exchange, request=_message(request, kept.head, kept.body), redacted=kept.names)


def _message(sent: Message, head: bytes, body: bytes | None) -> Message:
    if body is not None:
        return Message(head, Held(body), digests.of_bytes(head + body), digests.of_bytes(body))
    whole = digests.of_chunks((head, *sent.body.chunks()))
    return replace(sent, head=head, block_digest=whole)
