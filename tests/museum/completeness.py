"""How much of what a reader was sent is in a recording, and whether it is whole.

An address counts once for every way it was asked (method and request body).  It is intact when the
recording holds an answer to that very request, not cut, whose payload is one that an origin sent whole.
What a media player took in parts is intact when the file is there whole: in one answer, or in parts
that cover it.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

from snapshotter.demo.messages import Request, Response, ServedExchange
from tests.museum.compare import Recorded

Wish = tuple[str, str, str]
"""Method, address, and SHA-256 of the request's body."""
_CONTENT_RANGE = re.compile(rb"(?im)^content-range: *bytes (\d+)-(\d+)/(\d+)\r?$")


@dataclass(frozen=True)
class Lack:
    """An address that a reader was sent and that the recording does not hold whole."""

    method: str
    url: str
    why: Literal["not asked for", "no answer", "cut", "other bytes", "parts only"]

    def __str__(self) -> str:
        return f"{self.method} {self.url}: {self.why}"


@dataclass(frozen=True)
class Completeness:
    """The score of a recording against a reader's visit."""

    wanted: int
    lacks: tuple[Lack, ...]

    @property
    def ratio(self) -> float:
        return 1 - len(self.lacks) / self.wanted

    def __str__(self) -> str:
        lines = [
            f"{self.wanted - len(self.lacks)} of {self.wanted} addresses ({self.ratio:.2%})",
            *map(str, self.lacks),
        ]
        return "\n".join(lines)


async def completeness(
    reader: Iterable[ServedExchange],
    sent: Iterable[ServedExchange],
    recorded: Iterable[Recorded],
    answer: Callable[[Request], Awaitable[Response]],
) -> Completeness:
    """The reader's visit against a recording.

    ``sent`` is what the origin sent while the recording was made; ``answer`` asks an origin for the
    whole of a file, apart from its log.
    """
    reader = list(reader)
    bodies: dict[Wish, set[str]] = defaultdict(set)
    for exchange in (*reader, *sent):
        if exchange.complete:
            bodies[_wish(exchange)].add(exchange.response_body.sha256)
    found: dict[Wish, list[Recorded]] = defaultdict(list)
    for record in recorded:
        found[record.method, record.url, hashlib.sha256(record.request_body).hexdigest()].append(record)
    in_parts = {_wish(exchange) for exchange in reader if exchange.status == HTTPStatus.PARTIAL_CONTENT}
    wanted = {
        _wish(exchange): exchange for exchange in reader if exchange.complete or _wish(exchange) in in_parts
    }
    lacks = []
    for wish, exchange in wanted.items():
        if wish in in_parts:
            why = _why_not_whole(found[wish], await _whole(exchange, answer))
        else:
            why = _why_not_intact(found[wish], bodies[wish])
        if why is not None:
            lacks.append(Lack(exchange.method, exchange.url, why))
    return Completeness(len(wanted), tuple(lacks))


def _wish(exchange: ServedExchange) -> Wish:
    return exchange.method, exchange.url, exchange.request_body.sha256


def _why_not_intact(records: list[Recorded], bodies: set[str]):
    if not records:
        return "not asked for"
    answered = [record for record in records if record.response_head is not None]
    if not answered:
        return "no answer"
    whole = [record for record in answered if record.truncated is None]
    if not whole:
        return "cut"
    if any(hashlib.sha256(record.response_body).hexdigest() in bodies for record in whole):
        return None
    return "other bytes"


def _why_not_whole(records: list[Recorded], whole: bytes):
    if not records:
        return "not asked for"
    if any(record.status == HTTPStatus.OK and record.response_body == whole for record in records):
        return None
    got = bytearray(len(whole))
    covered = bytearray(len(whole))
    for record in records:
        found = _CONTENT_RANGE.search(record.response_head or b"")
        if record.status == HTTPStatus.PARTIAL_CONTENT and found is not None:
            start, size = int(found[1]), len(record.response_body)
            got[start : start + size] = record.response_body
            covered[start : start + size] = b"\1" * size
    return None if bytes(got) == whole and all(covered) else "parts only"


async def _whole(exchange: ServedExchange, answer: Callable[[Request], Awaitable[Response]]) -> bytes:
    """The file behind an address that was asked for in parts."""
    request = Request("http/1.1", exchange.scheme, exchange.authority, "GET", exchange.target, (), b"")
    return b"".join([piece async for piece in (await answer(request)).pieces()])
