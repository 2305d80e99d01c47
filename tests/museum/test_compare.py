"""The comparison itself finds what is missing, wrong or too much."""

from __future__ import annotations

import dataclasses
import hashlib

import pytest

from snapshotter.demo.messages import LoggedBody, ServedExchange
from tests.museum.compare import Recorded, compare, expected_request_head, expected_response_head


def body(data: bytes) -> LoggedBody:
    return LoggedBody(hashlib.sha256(data).hexdigest(), len(data), data)


def served(number=0, **changes) -> ServedExchange:
    plain = ServedExchange(
        number=number,
        connection=0,
        protocol="http/1.1",
        scheme="http",
        tls=None,
        cipher=None,
        authority="a.test",
        method="GET",
        target="/x",
        request_head=b"GET /x HTTP/1.1\r\nHost: a.test\r\n\r\n",
        request_fields=(),
        request_body=body(b""),
        status=200,
        response_head=b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
        response_fields=(),
        response_body=body(b"hello"),
        interim=(),
        trailers=(),
        ending="complete",
        upgraded=None,
    )
    return dataclasses.replace(plain, **changes)


def recorded(**changes) -> Recorded:
    plain = Recorded(
        method="GET",
        url="http://a.test/x",
        protocol="http/1.1",
        status=200,
        request_head=b"GET /x HTTP/1.1\r\nHost: a.test\r\n\r\n",
        request_body=b"",
        response_head=b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
        response_body=b"hello",
    )
    return dataclasses.replace(plain, **changes)


def test_a_faithful_record_is_exact():
    assert compare([served()], [recorded()]).exact


def test_what_was_not_recorded_is_missing():
    found = compare([served(), served(1, target="/y")], [recorded()])
    assert [item.target for item in found.missing] == ["/y"]
    assert not found.exact


def test_what_was_never_served_is_named():
    found = compare([], [recorded()])
    assert [item.url for item in found.unserved] == ["http://a.test/x"]


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        ("url", {"url": "http://a.test/x#y"}),
        ("protocol", {"protocol": "http/1.0"}),
        ("status", {"status": 204}),
        ("request-head", {"request_head": b"GET /x HTTP/1.1\r\nhost: a.test\r\n\r\n"}),
        ("request-body", {"request_body": b"?"}),
        ("interim", {"interim": (b"HTTP/1.1 103 Early Hints\r\n\r\n",)}),
        ("response", {"response_head": None}),
        ("response-head", {"response_head": b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n"}),
        ("response-body", {"response_body": b"hellO"}),
        ("trailers", {"trailers": ((b"x", b"y"),)}),
        ("truncation", {"truncated": "disconnect"}),
    ],
)
def test_each_part_is_compared(part, changes):
    found = compare([served()], [recorded(**changes)])
    assert [item.part for item in found.differences] == [part]
    assert part in str(found)


def test_repeated_requests_are_matched_by_content_whatever_their_order():
    one, two = served(0), served(1, response_body=body(b"again"))
    found = compare([one, two], [recorded(response_body=b"again"), recorded()])
    assert found.exact
    assert found.matched == 2


def test_of_what_the_client_cut_short_a_beginning_is_right():
    cut = served(ending="client")
    assert compare([cut], [recorded(response_body=b"hel", truncated="disconnect")]).exact
    assert not compare([cut], [recorded(response_body=b"help", truncated="disconnect")]).exact


def test_what_the_origin_cut_short_must_be_whole_and_flagged():
    cut = served(ending="origin")
    assert compare([cut], [recorded(truncated="disconnect")]).exact
    assert not compare([cut], [recorded(response_body=b"hel", truncated="disconnect")]).exact
    assert [item.part for item in compare([cut], [recorded()]).differences] == ["truncation"]


def test_http2_fields_are_written_as_http1():
    exchange = served(
        protocol="h2",
        request_head=b"",
        request_fields=((b":method", b"GET"), (b":path", b"/x"), (b"accept", b"*/*"), (b"accept", b"a/b")),
        response_head=b"",
        response_fields=((b":status", b"200"), (b"x-a", b"caf\xe9")),
    )
    assert expected_request_head(exchange) == (
        b"GET /x HTTP/1.1\r\nhost: a.test\r\naccept: */*\r\naccept: a/b\r\n\r\n"
    )
    assert expected_response_head(exchange) == b"HTTP/1.1 200 \r\nx-a: caf\xe9\r\n\r\n"


def test_an_answer_that_no_client_waited_for_may_be_missing():
    """The origin writes, the client is gone: nothing of it was ever on the way to a recorder."""
    hung_up = served(ending="client")
    unanswered = recorded(response_head=None, response_body=b"", status=None)
    assert compare([hung_up], [unanswered]).exact
    assert not compare([served(ending="origin")], [unanswered]).exact
