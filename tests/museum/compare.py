"""Holds a recording against the origins' log: what is missing, and what differs in which part.

An HTTP/2 exchange is expected as a field list written as HTTP/1.1: ``METHOD path HTTP/1.1``,
``host: authority``, then the other fields in order; ``HTTP/1.1 200 `` and the response's fields.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from snapshotter.demo.http1 import parse_request_head
from snapshotter.demo.messages import Field, LoggedBody, ServedExchange
from snapshotter.model.exchange import Exchange

Part = Literal[
    "url",
    "protocol",
    "status",
    "request-head",
    "request-body",
    "interim",
    "response",
    "response-head",
    "response-body",
    "trailers",
    "truncation",
]
Key = tuple[str, str, str, str]
"""Scheme, authority, method and target: what a request is recognised by."""
_SHOWN_BYTES = 60
WORD = b"*redacted*"
"""What stands where a value was blanked."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One exchange as a recorder kept it.  ``response_head`` is None when nothing answered."""

    method: str
    url: str
    protocol: str
    status: int | None
    request_head: bytes
    request_body: bytes
    response_head: bytes | None
    response_body: bytes
    truncated: str | None = None
    interim: tuple[bytes, ...] = ()
    trailers: tuple[Field, ...] = ()

    @classmethod
    def of(cls, exchange: Exchange) -> Recorded:
        """Read an exchange's bodies into memory."""
        response = exchange.response
        return cls(
            method=exchange.method,
            url=exchange.url,
            protocol=exchange.protocol,
            status=exchange.status,
            request_head=exchange.request.head,
            request_body=b"".join(exchange.request.body.chunks()),
            response_head=None if response is None else response.head,
            response_body=b"" if response is None else b"".join(response.body.chunks()),
            truncated=exchange.truncated,
            interim=exchange.interim,
            trailers=exchange.trailers,
        )

    @property
    def key(self) -> Key:
        """From the request's own bytes, as an address may have been normalised."""
        method, target, fields = parse_request_head(self.request_head)
        host = next((value for name, value in fields if name.lower() == b"host"), b"")
        return self.url.split(":", 1)[0], host.decode("latin-1"), method, target


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of one exchange that was not recorded as it was served."""

    served: ServedExchange
    part: Part
    expected: object
    got: object

    def __str__(self) -> str:
        where = f"{self.served.method} {self.served.url[:120]}, {self.part}: "
        if isinstance(self.expected, bytes) and isinstance(self.got, bytes):
            return where + _first_difference(self.expected, self.got)
        return f"{where}got {self.got!r:.120}, expected {self.expected!r:.120}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a recording lacks, has wrong, and has too much."""

    missing: tuple[ServedExchange, ...]
    differences: tuple[Difference, ...]
    unserved: tuple[Recorded, ...]
    """Recorded, yet never asked of these origins."""
    matched: int

    @property
    def exact(self) -> bool:
        return not (self.missing or self.differences or self.unserved)

    def __str__(self) -> str:
        lines = [f"missing: {item.method} {item.url[:120]}" for item in self.missing]
        lines += [str(item) for item in self.differences]
        lines += [f"never served: {item.method} {item.url[:120]}" for item in self.unserved]
        return "\n".join([f"{self.matched} matched", *lines])


def compare(served: Iterable[ServedExchange], recorded: Iterable[Recorded]) -> Comparison:
    """Match by request, repeated requests best fit first and then in order, and compare every part."""
    open_served, open_recorded = defaultdict(list), defaultdict(list)
    for exchange in served:
        open_served[key_of(exchange)].append(exchange)
    for record in recorded:
        open_recorded[record.key].append(record)
    pairs = [pair for key, group in open_served.items() for pair in _pairs(group, open_recorded[key])]
    differences = [item for exchange, record in pairs for item in differences_of(exchange, record)]
    return Comparison(
        missing=tuple(item for group in open_served.values() for item in group),
        differences=tuple(differences),
        unserved=tuple(item for group in open_recorded.values() for item in group),
        matched=len(pairs),
    )


def as_stored(exchange: ServedExchange, names: frozenset[bytes]) -> ServedExchange:
    """What of an exchange is stored when the values of these request fields (lower case) are blanked."""
    lines = exchange.request_head.split(b"\r\n")
    fields = tuple((name, WORD if name in names else value) for name, value in exchange.request_fields)
    return replace(
        exchange,
        request_head=b"\r\n".join(_blanked(line, names) for line in lines),
        request_fields=fields,
    )


def _blanked(line: bytes, names: frozenset[bytes]) -> bytes:
    name, colon, _ = line.partition(b": ")
    return name + colon + WORD if colon and name.lower() in names else line


def _pairs(served: list[ServedExchange], recorded: list[Recorded]) -> list[tuple[ServedExchange, Recorded]]:
    """Take the pairs of one request out of both lists."""
    pairs = []
    for exchange in list(served):
        fit = next((record for record in recorded if not any(differences_of(exchange, record))), None)
        if fit is not None:
            pairs.append((exchange, fit))
            served.remove(exchange)
            recorded.remove(fit)
    while served and recorded:
        pairs.append((served.pop(0), recorded.pop(0)))
    return pairs


def key_of(exchange: ServedExchange) -> Key:
    return exchange.scheme, exchange.authority, exchange.method, exchange.target


def differences_of(exchange: ServedExchange, record: Recorded) -> Iterator[Difference]:
    """Every part that differs."""
    for part, expected, got in _plain_parts(exchange, record):
        if expected != got:
            yield Difference(exchange, part, expected, got)
    yield from _body_difference(exchange, "request-body", exchange.request_body, record.request_body)
    if record.response_head is not None and exchange.status is not None:
        yield from _response_body(exchange, record)


def _plain_parts(exchange: ServedExchange, record: Recorded) -> Iterator[tuple[Part, object, object]]:
    yield "url", exchange.url, record.url
    yield "request-head", expected_request_head(exchange), record.request_head
    if record.response_head is None or exchange.status is None:
        if exchange.ending != "client":  # a client that hangs up may be gone before anything arrives
            yield "response", exchange.status is not None, record.response_head is not None
        return
    yield "protocol", expected_protocol(exchange), record.protocol
    yield "status", exchange.status, record.status
    yield "interim", exchange.interim, record.interim
    yield "response-head", expected_response_head(exchange), record.response_head
    yield "trailers", exchange.trailers, record.trailers
    yield "truncation", not exchange.complete, record.truncated is not None


def _response_body(exchange: ServedExchange, record: Recorded) -> Iterator[Difference]:
    """Equal; of what the client cut short, a beginning (the origin may have sent more than arrived)."""
    body = exchange.response_body
    cut_on_the_way = exchange.ending == "client" and record.truncated is not None and body.data is not None
    if cut_on_the_way and body.data.startswith(record.response_body):
        return
    yield from _body_difference(exchange, "response-body", body, record.response_body)


def _body_difference(
    exchange: ServedExchange, part: Part, expected: LoggedBody, got: bytes
) -> Iterator[Difference]:
    if hashlib.sha256(got).hexdigest() == expected.sha256:
        return
    shown = f"{expected.size_bytes} bytes" if expected.data is None else expected.data
    yield Difference(exchange, part, shown, got if expected.data is not None else f"{len(got)} bytes")


def expected_protocol(exchange: ServedExchange) -> str:
    """``h2``, or the version that the answer's own bytes name."""
    if exchange.protocol == "h2":
        return "h2"
    if not exchange.response_head.startswith(b"HTTP/"):
        return "http/0.9"
    return exchange.response_head[:8].decode("ascii").lower()


def expected_request_head(exchange: ServedExchange) -> bytes:
    """The bytes, or the field list written as HTTP/1.1."""
    if exchange.protocol != "h2":
        return exchange.request_head
    start = f"{exchange.method} {exchange.target} HTTP/1.1\r\nhost: {exchange.authority}\r\n"
    return start.encode("latin-1") + _field_lines(exchange.request_fields)


def expected_response_head(exchange: ServedExchange) -> bytes:
    """The bytes, or the field list written as HTTP/1.1 with an empty reason phrase."""
    if exchange.protocol != "h2":
        return exchange.response_head
    return b"HTTP/1.1 %d \r\n" % (exchange.status or 0) + _field_lines(exchange.response_fields)


def _field_lines(fields: Sequence[Field]) -> bytes:
    lines = (b"%s: %s\r\n" % item for item in fields if not item[0].startswith(b":"))
    return b"".join(lines) + b"\r\n"


def _first_difference(expected: bytes, got: bytes) -> str:
    pairs = enumerate(zip(expected, got, strict=False))
    at = next((n for n, (one, other) in pairs if one != other), min(len(expected), len(got)))
    start = max(at - 20, 0)
    return (
        f"differs at byte {at} (got {len(got)} bytes, expected {len(expected)}): "
        f"got {got[start : start + _SHOWN_BYTES]!r}, expected {expected[start : start + _SHOWN_BYTES]!r}"
    )
