"""Requests as they are told apart, and exchanges with what a look-up wants to know of them."""

from __future__ import annotations

import re
from functools import cached_property

from snapshotter.capture.wire.heads import content_length, fields_of, is_chunked, values
from snapshotter.model.replay import RecordedExchange
from snapshotter.redaction import redacted_body
from snapshotter.replay.lookup.canonical import canonical, operation
from snapshotter.replay.lookup.content import Content
from snapshotter.replay.messages import Fields, ReplayRequest

_CONDITIONS = (b"if-none-match", b"if-modified-since", b"if-match", b"if-unmodified-since")
_NOT_CHANGED = (304, 412)
_NOT_SENT = frozenset(
    b"connection keep-alive proxy-connection te trailer transfer-encoding upgrade content-length".split()
)
"""The connection's own (RFC 9110, section 7.6.1), and the length, which is told apart."""
_NAME = re.compile(rb"[!-9;-~]+")
_BREAKS = re.compile(rb"[\r\n\0]")
_ASKS_RANGE = re.compile(rb"\nrange[ \t]*:", re.IGNORECASE)
_REASON = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+\d{3}[ \t]+([^\r\n]*)")


class Sent:
    """What was asked, now or at capture."""

    def __init__(self, fields: Fields, body: bytes) -> None:
        self.body = body
        self._fields = fields

    @classmethod
    def of(cls, request: ReplayRequest) -> Sent:
        return cls(request.fields, request.body)

    @cached_property
    def by_name(self) -> dict[bytes, bytes]:
        """The first field of each name, names in lower case."""
        return {name.lower(): value for name, value in reversed(self._fields)}

    @cached_property
    def range(self) -> bytes:
        return self.by_name.get(b"range", b"").replace(b" ", b"").lower()

    @cached_property
    def conditions(self) -> tuple[bytes, ...]:
        """The validators that it came with (RFC 9110, section 13.1); empty when it had none."""
        found = tuple(self.by_name.get(name, b"") for name in _CONDITIONS)
        return found if any(found) else ()

    @cached_property
    def body_as_stored(self) -> bytes:
        """As it is in an archive that keeps no passwords."""
        return redacted_body(self.body, self.by_name.get(b"content-type", b""))[0]

    @cached_property
    def canonical(self) -> bytes | None:
        """The same for what says the same; secrets, which may or may not be stored, do not count."""
        return canonical(self.body_as_stored, self.by_name.get(b"content-type", b""))

    @cached_property
    def operation(self) -> str | None:
        return operation(self.body)


class Recorded:
    """An exchange; what its heads say is read when it is asked for."""

    def __init__(self, exchange: RecordedExchange) -> None:
        self.exchange = exchange
        self.was_given = False
        """Whether it has been an answer already."""

    @cached_property
    def sent(self) -> Sent:
        fields = fields_of(self.exchange.request_head.partition(b"\n")[2])
        return Sent(tuple(fields), self.exchange.request_body)

    @cached_property
    def range(self) -> bytes:
        """That of the request; most have none, and then no head is read."""
        return self.sent.range if _ASKS_RANGE.search(self.exchange.request_head) else b""

    @cached_property
    def fields(self) -> list[tuple[bytes, bytes]]:
        """The response's, as recorded."""
        return fields_of(self.exchange.response_head.partition(b"\n")[2])

    @cached_property
    def reason(self) -> bytes:
        found = _REASON.match(self.exchange.response_head)
        return _BREAKS.sub(b" ", found[1]).strip() if found else b""

    def field(self, name: bytes) -> bytes:
        """The first of a name in lower case; empty when there is none."""
        return next(iter(values(self.fields, name)), b"")

    @cached_property
    def end_to_end(self) -> Fields:
        """The fields that are the origin's own and not its connection's; none that could break a head."""
        own = _NOT_SENT | {
            word.strip().lower() for each in values(self.fields, b"connection") for word in each.split(b",")
        }
        return tuple(
            (name, _BREAKS.sub(b" ", value))
            for name, value in self.fields
            if name.lower() not in own and _NAME.fullmatch(name)
        )

    @cached_property
    def content(self) -> Content:
        return Content(self.exchange.body, is_chunked=is_chunked(self.fields))

    @cached_property
    def declared_length(self) -> int | None:
        """``Content-Length``, set right where it is wrong and the record tells; None where it had none."""
        declared = content_length(self.fields)
        if declared is None or self.is_cut or self.exchange.method == "HEAD":
            return declared
        known = self.content.known_size_bytes
        return declared if known is None else known

    @property
    def status(self) -> int:
        """0 when the origin never answered."""
        return self.exchange.status or 0

    @property
    def is_cut(self) -> bool:
        return self.exchange.truncated is not None

    @cached_property
    def is_stream(self) -> bool:
        """An event stream: it has no end, so that it is cut is no defect (HTML, section 9.2)."""
        return self.field(b"content-type").lower().startswith(b"text/event-stream")

    @property
    def says_unchanged(self) -> bool:
        return self.exchange.status in _NOT_CHANGED
