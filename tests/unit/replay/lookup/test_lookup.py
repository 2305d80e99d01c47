"""The ladder, rung by rung."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.replay.lookup import SnapshotLookup
from snapshotter.replay.lookup.canonical import canonical
from tests.recordings import asking, field, material, recorded, text

API = "https://api.example/q"
JSON = (("Content-Type", "application/json"),)
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
WHOLE = bytes(range(256)) * 4


def found(request, *exchanges):
    return SnapshotLookup(material(*exchanges)).find(request)


def posted(body, **more):
    return asking(API, method="POST", body=body, **{"content_type": "application/json", **more})


def multipart(boundary: bytes) -> bytes:
    part = b'--%s\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' % boundary
    return part + b"--%s--\r\n" % boundary


def test_the_very_request():
    answer = found(asking(), recorded(body=b"page", fields=(("X-Odd", "1"), ("x-odd", "2"))))
    assert (answer.how, answer.status, answer.reason, text(answer)) == ("exact", 200, b"OK", b"page")
    assert answer.fields == ((b"X-Odd", b"1"), (b"x-odd", b"2"))


def test_framing_is_taken_off_and_connections_fields_are_left_out():
    fields = (("Transfer-Encoding", "chunked"), ("Connection", "x-hop"), ("X-Hop", "1"), ("ETag", "e"))
    answer = found(asking(), recorded(body=b"4\r\npage\r\n0\r\n\r\n", fields=fields))
    assert (text(answer), answer.fields) == (b"page", ((b"ETag", b"e"),))


def test_nothing_breaks_out_of_a_head():
    answer = found(asking(), recorded(fields=(("X-A", "one\rSet-Cookie: x=1"), ("bad name", "v"))))
    assert answer.fields == ((b"X-A", b"one Set-Cookie: x=1"),)


def test_a_miss_can_be_read_by_the_page_that_asked():
    answer = found(asking("https://x.example/none", origin="https://news.example"))
    assert (answer.how, answer.status, field(answer, "x-replay-miss")) == ("missed", 404, b"1")
    assert field(answer, "access-control-allow-origin") == b"https://news.example"


def test_what_did_not_answer_does_not_answer():
    answer = found(asking(), recorded(status=None))
    assert (answer.how, answer.status, text(answer)) == ("failed", 0, b"")


def test_repeated_requests_get_what_came_in_its_order():
    lookup = SnapshotLookup(material(*(recorded(API, body) for body in (b"1", b"2", b"3"))))
    assert [text(lookup.find(asking(API))) for _ in range(5)] == [b"1", b"2", b"3", b"3", b"3"]
    lookup.restart()
    assert text(lookup.find(asking(API))) == b"1"


def test_not_changed_answers_a_condition_alone():
    conditional = recorded(API, status=304, asked=(("If-None-Match", "e"),))
    exchanges = (conditional, recorded(API, b"all"))
    assert found(asking(API), *exchanges).status == 200
    assert found(asking(API, if_none_match="e"), *exchanges).status == 304


@pytest.mark.parametrize(
    ("asked", "status", "got"),
    [
        ("bytes=0-9", 206, WHOLE[:10]),
        ("bytes=1000-", 206, WHOLE[1000:]),
        ("bytes=-5", 206, WHOLE[-5:]),
        ("bytes=1020-9999", 206, WHOLE[1020:]),
        ("bytes=4000-", 416, b""),
        ("bytes=1-2,5-6", 200, WHOLE),
    ],
)
def test_ranges_are_cut_out_of_the_whole(asked, status, got):
    answer = found(asking(range=asked), recorded(body=WHOLE))
    assert (answer.how, answer.status, text(answer)) == ("range", status, got)


def test_a_range_is_put_together_of_parts():
    def part(start, stop):
        fields = (("Content-Range", f"bytes {start}-{stop - 1}/1024"),)
        return recorded(
            body=WHOLE[start:stop], status=206, asked=(("Range", f"bytes={start}-"),), fields=fields
        )

    answer = found(asking(range="bytes=100-899"), part(0, 500), part(400, 1024))
    assert (answer.status, text(answer)) == (206, WHOLE[100:900])
    assert field(answer, "content-range") == b"bytes 100-899/1024"


@given(start=st.integers(0, 1100), length=st.integers(1, 1100))
def test_any_range_is_what_a_server_would_send(start, length):
    answer = found(asking(range=f"bytes={start}-{start + length - 1}"), recorded(body=WHOLE))
    if start >= len(WHOLE):
        assert answer.status == 416
    else:
        assert (answer.status, text(answer)) == (206, WHOLE[start : start + length])


@pytest.mark.parametrize(
    ("recorded_as", "fields", "sent"),
    [
        (b'{"a": 1.0, "b": [2]}', JSON, b'{"b":[2],"a":1}'),
        (b"a=1&b=2", FORM, b"b=2&a=1"),
        (multipart(b"one"), (("Content-Type", "multipart/form-data; boundary=one"),), multipart(b"two")),
    ],
)
def test_a_body_that_says_the_same(recorded_as, fields, sent):
    kind = fields[0][1].replace("=one", "=two")
    other = recorded(API, b"other", method="POST", asked=fields, sent=recorded_as.replace(b"1", b"7"))
    same = recorded(API, b"same", method="POST", asked=fields, sent=recorded_as)
    answer = found(posted(sent, content_type=kind), same, other)
    assert (answer.how, text(answer)) == ("canonical-body", b"same")


def test_the_most_similar_body_is_a_guess_and_says_so():
    exchanges = [
        recorded(API, body, method="POST", asked=JSON, sent=sent)
        for body, sent in ((b"far", b'{"q":"zebra stripes"}'), (b"near", b'{"q":"capital of France","n":12}'))
    ]
    answer = found(posted(b'{"q":"capital of France","n":13}'), *exchanges)
    assert (answer.how, text(answer)) == ("nearest-body", b"near")


def test_another_operation_is_no_answer():
    sent = json.dumps({"operationName": "One", "query": "query One { a }"}).encode()
    asked = json.dumps({"operationName": "Two", "query": "query Two { a }"}).encode()
    assert found(posted(asked), recorded(API, b"1", method="POST", asked=JSON, sent=sent)).how == "missed"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("?a=1&_=1700000000000", "?a=1&_=1800000000001"),
        ("?r=0.123456789", "?r=0.987654321"),
        ("?b=2&a=1", "?a=1&b=2"),
        ("?cb=0123456789abcdef", "?cb=fedcba9876543210"),
        ("", "?_=1700000000000"),
    ],
)
def test_what_keeps_caches_away_does_not_count(was, now):
    answer = found(asking(API + now), recorded(API + was, b"it"))
    assert (answer.how, text(answer)) == ("cache-buster", b"it")


@pytest.mark.parametrize(("was", "now"), [("?page=1", "?page=2"), ("?day=2024-05-01", "?day=2026-01-01")])
def test_what_means_something_does(was, now):
    assert found(asking(API + now), recorded(API + was, b"it")).how == "missed"


def test_a_preflight_without_record_is_allowed():
    asked = asking(
        API,
        method="OPTIONS",
        origin="https://news.example",
        access_control_request_method="PUT",
        access_control_request_headers="x-a",
    )
    answer = found(asked, recorded(API, method="PUT"))
    assert (answer.how, answer.status) == ("preflight", 204)
    assert field(answer, "access-control-allow-methods") == b"PUT"


def test_what_is_recorded_under_https_alone_is_led_to():
    answer = found(asking("http://news.example/a"), recorded())
    assert (answer.how, answer.status) == ("other-scheme", 307)
    assert field(answer, "location") == b"https://news.example/a"


def test_the_head_of_a_get():
    answer = found(asking(method="HEAD"), recorded(body=b"page", fields=(("Content-Length", "4"),)))
    assert (answer.status, text(answer), answer.declared_length) == (200, b"", 4)


def test_a_picture_in_the_format_that_is_accepted():
    webp = recorded(API, b"webp", asked=(("Accept", "image/webp"),), fields=(("Vary", "Accept"),))
    png = recorded(API, b"png", asked=(("Accept", "image/png"),), fields=(("Vary", "Accept"),))
    assert text(found(asking(API, accept="image/png"), webp, png)) == b"png"


@given(
    st.binary(max_size=200), st.sampled_from([b"", b"application/json", b"multipart/form-data; boundary=x"])
)
def test_any_body_has_one_form(body, kind):
    assert canonical(body, kind) == canonical(body, kind)
    answer = found(posted(body, content_type=kind.decode()), recorded(API, b"it", method="POST", sent=body))
    assert (answer.how, text(answer)) == ("exact", b"it")
