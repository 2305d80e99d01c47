"""The score of completeness: what it counts, and what it lets pass."""

from __future__ import annotations

import hashlib

import pytest

from snapshotter.demo.messages import LoggedBody, Response, ServedExchange
from tests.museum.compare import Recorded
from tests.museum.completeness import completeness

FILM = bytes(range(200))


def body(data: bytes) -> LoggedBody:
    return LoggedBody(hashlib.sha256(data).hexdigest(), len(data), data)


def served(
    target="/a", data=b"sent", *, status=200, asked=b"", method="GET", ending="complete"
) -> ServedExchange:
    return ServedExchange(
        number=0, connection=0, protocol="h2", scheme="https", tls=None, cipher=None, authority="a.example",
        method=method, target=target, request_head=b"", request_fields=(), request_body=body(asked),
        status=status, response_head=b"", response_fields=(), response_body=body(data), interim=(),
        trailers=(), ending=ending, upgraded=None,
    )  # fmt: skip


def recorded(
    target="/a", data=b"sent", *, status=200, asked=b"", method="GET", cut=None, head=b"x"
) -> Recorded:
    return Recorded(method, f"https://a.example{target}", "h2", status, b"", asked, head, data, truncated=cut)


def part(first: int, last: int) -> Recorded:
    head = b"HTTP/1.1 206 \r\nContent-Range: bytes %d-%d/200\r\n\r\n" % (first, last)
    return recorded("/film", FILM[first : last + 1], status=206, head=head)


async def film(_request):
    return Response(body=FILM)


async def score(reader, records, sent=()):
    return await completeness(reader, sent, records, film)


@pytest.mark.parametrize(
    ("records", "why"),
    [
        ([recorded()], None),
        ([recorded(cut="time"), recorded()], None),
        ([], "not asked for"),
        ([recorded(head=None, status=None)], "no answer"),
        ([recorded(cut="disconnect")], "cut"),
        ([recorded(data=b"else")], "other bytes"),
        ([recorded("/b")], "not asked for"),
        ([recorded(method="POST")], "not asked for"),
        ([recorded(asked=b"q")], "not asked for"),
    ],
)
async def test_an_address_is_intact_when_what_was_sent_is_there_whole(records, why):
    found = await score([served()], records)
    assert [lack.why for lack in found.lacks] == ([why] if why else [])
    assert found.wanted == 1


async def test_what_differs_from_visit_to_visit_is_held_against_its_own_visit():
    found = await score([served(data=b"one")], [recorded(data=b"two")], sent=[served(data=b"two")])
    assert found.ratio == 1


@pytest.mark.parametrize(
    ("records", "ratio"),
    [
        ([part(0, 99), part(100, 199)], 1),
        ([part(100, 199), part(0, 120)], 1),
        ([recorded("/film", FILM)], 1),
        ([part(0, 99)], 0),
        ([part(0, 99), part(101, 199)], 0),
        ([], 0),
    ],
)
async def test_a_film_in_parts_is_intact_when_they_cover_it(records, ratio):
    reader = [served("/film", FILM[:50], status=206, ending="client")]
    assert (await score(reader, records)).ratio == ratio


async def test_what_the_reader_did_not_get_whole_is_not_wanted():
    assert (await score([served(ending="client"), served("/b")], [recorded("/b")])).wanted == 1
