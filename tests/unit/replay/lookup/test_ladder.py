"""The ladder of look-ups, rung by rung."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from snapshotter.errors import CorruptRecord
from snapshotter.replay.lookup import SnapshotLookup
from tests.recordings import PAGE, asking, field, material, recorded, text

API = "https://news.example/api"
JSON = (("Content-Type", "application/json"),)
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
FILM = bytes(range(256)) * 4


def lookup(*exchanges):
    return SnapshotLookup(material(*exchanges))


def multipart(boundary, *parts):
    body = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in parts
    )
    return f"{body}--{boundary}--\r\n".encode()


def test_as_recorded():
    found = lookup(
        recorded(
            body=b"Hello",
            reason=b"Fine",
            fields=(
                ("ETag", '"1"'),
                ("Set-Cookie", "a=1"),
                ("Connection", "keep-alive, X-Hop"),
                ("X-Hop", "1"),
                ("Set-Cookie", "b=2; Secure"),
                ("Content-Length", "5"),
            ),
        )
    ).find(asking())

    assert (found.how, found.status, found.reason, text(found)) == ("exact", 200, b"Fine", b"Hello")
    assert found.fields == ((b"ETag", b'"1"'), (b"Set-Cookie", b"a=1"), (b"Set-Cookie", b"b=2; Secure"))
    assert found.declared_length == 5


def test_chunks_are_joined_and_content_codings_are_kept():
    found = lookup(
        recorded(
            body=b"5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n",
            fields=(("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")),
        )
    ).find(asking())

    assert text(found) == b"hello world"
    assert found.body.size_bytes == 11
    assert found.fields == ((b"Content-Encoding", b"gzip"),)
    assert found.declared_length is None


def test_other_tools_records():
    """Dechunked with the field left, a wrong length, an address as it was written, no request."""
    found = lookup(
        recorded(
            "HTTPS://News.Example/a b#part",
            b"plain",
            fields=(("Transfer-Encoding", "chunked"), ("Content-Length", "99")),
            request_head=b"",
        ),
        recorded("https://news.example/wrong", b"plain", fields=(("Content-Length", "99"),)),
    )

    assert text(found.find(asking("https://news.example/a%20b"))) == b"plain"
    assert found.find(asking("https://news.example/wrong")).declared_length == 5


def test_nothing_breaks_out_of_a_head():
    answer = lookup(
        recorded(fields=(("X-A", "1\rSet-Cookie: evil=1\0"), ("X B", "2"), ("X-C", "caf\xe9 ;;=")))
    ).find(asking())

    assert answer.fields == ((b"X-A", b"1 Set-Cookie: evil=1 "), (b"X-C", b"caf\xe9 ;;="))


def test_not_recorded():
    answer = lookup().find(asking(origin="https://news.example"))

    assert (answer.how, answer.status, answer.exchange) == ("missed", 404, None)
    assert field(answer, "x-replay-miss") == b"1"
    assert field(answer, "access-control-allow-origin") == b"https://news.example"
    assert field(answer, "access-control-allow-credentials") == b"true"


def test_the_origin_did_not_answer():
    answer = lookup(recorded(status=None)).find(asking())

    assert (answer.how, answer.status, text(answer)) == ("failed", 0, b"")


def test_an_answer_goes_before_none_and_a_whole_one_before_one_cut_short():
    found = lookup(
        recorded(status=None), recorded(body=b"Hel", truncated="disconnect"), recorded(body=b"Hello")
    )

    assert [text(found.find(asking())) for _ in range(2)] == [b"Hello", b"Hello"]


def test_cut_short_is_still_what_was_recorded():
    answer = lookup(recorded(body=b"Hel", truncated="length", fields=(("Content-Length", "5"),))).find(
        asking()
    )

    assert (answer.how, text(answer), answer.declared_length) == ("exact", b"Hel", 5)


def test_several_recordings_in_order_and_the_last_for_ever():
    found = lookup(*(recorded(API, body) for body in (b"1", b"2", b"3")))

    assert [text(found.find(asking(API))) for _ in range(5)] == [b"1", b"2", b"3", b"3", b"3"]
    found.restart()
    assert text(found.find(asking(API))) == b"1"


def test_recorded_order_is_that_of_time():
    later, earlier = recorded(API, b"1"), recorded(API, b"2")

    assert text(lookup(earlier, later).find(asking(API))) == b"1"


def test_a_redirect_that_changed():
    found = lookup(
        recorded(status=302, fields=(("Location", "/consent"),)), recorded(body=b"the page itself")
    )

    assert [found.find(asking()).status for _ in range(3)] == [302, 200, 200]


@pytest.mark.parametrize(
    ("condition", "status"), [({}, 200), ({"if_none_match": '"1"'}, 304), ({"if_none_match": '"2"'}, 200)]
)
def test_not_changed_answers_only_that_condition(condition, status):
    found = lookup(
        recorded(status=304, asked=(("If-None-Match", '"1"'),)),
        recorded(body=b"x"),
    )

    assert [found.find(asking(**condition)).status for _ in range(2)] == [status, status]


def test_not_changed_alone_is_no_page():
    found = lookup(recorded(status=304, asked=(("If-None-Match", '"1"'),)))

    assert found.find(asking()).how == "missed"
    assert found.find(asking(if_none_match='"1"')).status == 304


@pytest.mark.parametrize(
    ("accept", "body"), [("image/avif,*/*", b"avif"), ("image/webp,*/*", b"webp"), ("*/*", b"avif")]
)
def test_content_negotiation(accept, body):
    found = lookup(
        recorded(body=b"avif", asked=(("Accept", "image/avif,*/*"),)),
        recorded(body=b"webp", asked=(("Accept", "image/webp,*/*"),)),
    )

    assert text(found.find(asking(accept=accept))) == body


def test_fields_named_in_vary_tell_requests_apart():
    found = lookup(
        recorded(body=b"page", fields=(("Vary", "RSC, Accept-Encoding"),)),
        recorded(body=b"tree", asked=(("RSC", "1"),), fields=(("Vary", "RSC"),)),
    )

    assert text(found.find(asking(rsc="1"))) == b"tree"
    assert text(found.find(asking())) == b"page"


def test_head_as_recorded():
    answer = lookup(recorded(method="HEAD", fields=(("Content-Length", "7"),))).find(asking(method="HEAD"))

    assert (answer.how, text(answer), answer.declared_length) == ("exact", b"", 7)


def test_head_from_get():
    found = lookup(recorded(body=b"Hello", fields=(("Content-Length", "5"),)), recorded(body=b"again"))
    answer = found.find(asking(method="HEAD"))

    assert (answer.how, answer.status, text(answer), answer.declared_length) == ("range", 200, b"", 5)
    assert text(found.find(asking())) == b"Hello"


@pytest.mark.parametrize(
    ("asked", "status", "body", "where"),
    [
        ("bytes=0-9", 206, FILM[:10], b"bytes 0-9/1024"),
        ("bytes=1000-", 206, FILM[1000:], b"bytes 1000-1023/1024"),
        ("bytes=-24", 206, FILM[1000:], b"bytes 1000-1023/1024"),
        ("bytes=-5000", 206, FILM, b"bytes 0-1023/1024"),
        ("bytes=1000-5000", 206, FILM[1000:], b"bytes 1000-1023/1024"),
        ("bytes=1024-", 416, b"", b"bytes */1024"),
        ("bytes=0-1,5-6", 200, FILM, None),
        ("bytes=9-3", 200, FILM, None),
        ("lines=1-2", 200, FILM, None),
    ],
)
def test_range_of_a_whole_body(asked, status, body, where):
    answer = lookup(recorded(body=FILM, fields=(("Content-Type", "video/mp4"),))).find(asking(range=asked))

    assert (answer.how, answer.status, text(answer)) == ("range", status, body)
    assert field(answer, "content-range") == where
    assert answer.declared_length == (len(body) if status != 200 else None)
    assert field(answer, "content-type") == b"video/mp4"


def film_part(first, last, **more):
    where = f"bytes {first}-{last}/1024"
    return recorded(
        body=FILM[first : last + 1],
        status=206,
        asked=(("Range", f"bytes={first}-{last}"),),
        fields=(("Content-Range", where), ("ETag", '"f"')),
        **more,
    )


def test_range_as_recorded():
    answer = lookup(film_part(10, 19)).find(asking(range="bytes=10-19"))

    assert (answer.how, answer.status, text(answer)) == ("exact", 206, FILM[10:20])
    assert field(answer, "content-range") == b"bytes 10-19/1024"


def test_range_put_together_of_parts():
    found = lookup(film_part(500, 1023), film_part(0, 599))

    assert text(found.find(asking(range="bytes=100-900"))) == FILM[100:901]
    whole = found.find(asking())
    assert (whole.how, whole.status, text(whole), whole.declared_length) == ("range", 200, FILM, 1024)
    assert field(whole, "content-range") is None


def test_as_much_of_a_range_as_there_is():
    found = lookup(film_part(0, 99))
    answer = found.find(asking(range="bytes=50-"))

    assert (text(answer), field(answer, "content-range")) == (FILM[50:100], b"bytes 50-99/1024")
    assert found.find(asking(range="bytes=100-")).how == "missed"
    assert found.find(asking()).how == "missed"


def test_a_whole_body_goes_before_a_range_cut_short():
    cut = recorded(
        body=FILM[:50],
        status=206,
        asked=(("Range", "bytes=0-"),),
        fields=(("Content-Range", "bytes 0-1023/1024"),),
        truncated="disconnect",
    )

    assert lookup(cut).find(asking(range="bytes=0-")).how == "exact"
    answer = lookup(cut, recorded(body=FILM)).find(asking(range="bytes=0-"))
    assert (answer.how, text(answer)) == ("range", FILM)


def test_range_of_a_coded_body_is_of_the_uncoded_one():
    import gzip

    answer = lookup(recorded(body=gzip.compress(FILM), fields=(("Content-Encoding", "gzip"),))).find(
        asking(range="bytes=0-9")
    )

    assert (text(answer), field(answer, "content-encoding")) == (FILM[:10], None)


def test_whoever_ignores_ranges_goes_on_ignoring_them():
    found = lookup(recorded(body=FILM, asked=(("Range", "bytes=0-"),)))

    answer = found.find(asking(range="bytes=5-"))
    assert (answer.how, answer.status, text(answer)) == ("range", 200, FILM)


def test_a_redirect_leads_away_whatever_the_range():
    found = lookup(recorded(status=302, asked=(("Range", "bytes=0-"),), fields=(("Location", "/v"),)))

    assert found.find(asking(range="bytes=77-")).status == 302


def test_a_damaged_body_gives_no_range():
    class Damaged:
        size_bytes = 0

        def chunks(self):
            raise CorruptRecord("torn", path=__file__, offset=1)

    from dataclasses import replace

    found = lookup(replace(recorded(), body=Damaged()))
    assert found.find(asking(range="bytes=0-1")).how == "missed"
    assert found.find(asking()).how == "exact"


@pytest.mark.parametrize(
    ("content_type", "sent", "asked"),
    [
        (JSON[0][1], b'{"a": 1, "b": [1.0, "\\u00e9"]}', '{"b":[1,"\xe9"],"a":1e0}'.encode()),
        (FORM[0][1], b"b=2&a=1+x", b"a=1%20x&b=2"),
        ("text/plain", b'[{"x":1,"y":2}]', b'[{"y":2,"x":1}]'),
    ],
)
def test_the_same_body_in_another_order(content_type, sent, asked):
    fields = (("Content-Type", content_type),)
    found = lookup(
        recorded(API, b"other", method="POST", sent=b'{"c":3}', asked=fields),
        recorded(API, b"this", method="POST", sent=sent, asked=fields),
    )

    answer = found.find(asking(API, method="POST", body=asked, content_type=content_type))
    assert (answer.how, text(answer)) == ("canonical-body", b"this")
    answer = found.find(asking(API, method="POST", body=sent, content_type=content_type))
    assert (answer.how, text(answer)) == ("exact", b"this")


def test_multipart_but_for_its_boundary():
    parts = (("a", "1"), ("file", "--x\r\n"))
    found = lookup(
        recorded(
            API,
            b"other",
            method="POST",
            sent=multipart("AaB0", ("a", "2")),
            asked=(("Content-Type", "multipart/form-data; boundary=AaB0"),),
        ),
        recorded(
            API,
            b"this",
            method="POST",
            sent=multipart("AaB1", *parts),
            asked=(("Content-Type", "multipart/form-data; boundary=AaB1"),),
        ),
    )
    answer = found.find(
        asking(
            API,
            method="POST",
            body=multipart("Zz9", *parts),
            content_type='multipart/form-data; boundary="Zz9"',
        )
    )

    assert (answer.how, text(answer)) == ("canonical-body", b"this")


def test_the_most_similar_body():
    found = lookup(
        recorded(API, b"search", method="POST", sent=b'{"kind":"search","id":0.123456}', asked=JSON),
        recorded(API, b"track", method="POST", sent=b'{"kind":"track","id":0.987654}', asked=JSON),
    )
    answer = found.find(asking(API, method="POST", body=b'{"kind":"track","id":0.555555}'))

    assert (answer.how, text(answer)) == ("nearest-body", b"track")


def test_graphql_never_answers_with_another_operation():
    def query(name, number):
        return b'{"operationName":"%s","variables":{"n":%d}}' % (name, number)

    found = lookup(
        recorded(API, b"list", method="POST", sent=query(b"List", 1), asked=JSON),
        recorded(API, b"item", method="POST", sent=query(b"ItemWithMuchMore", 1), asked=JSON),
    )

    assert text(found.find(asking(API, method="POST", body=query(b"List", 22222)))) == b"list"
    assert found.find(asking(API, method="POST", body=query(b"Lost", 1))).how == "missed"


def test_a_guess_at_what_did_not_answer_is_a_guess():
    found = lookup(recorded(API, method="POST", status=None, sent=b"x=1"))
    answer = found.find(asking(API, method="POST", body=b"x=2"))

    assert (answer.how, answer.status) == ("nearest-body", 0)


def test_a_record_without_its_request_may_have_been_of_any_method():
    found = lookup(recorded(API, b"made", request_head=b""))

    answer = found.find(asking(API, method="POST", body=b"x=2"))
    assert (answer.how, text(answer)) == ("nearest-body", b"made")
    assert lookup(recorded(API)).find(asking(API, method="POST", body=b"x=2")).how == "missed"


@pytest.mark.parametrize(
    ("sent", "asked"),
    [
        ("?cb=0.8273645123", "?cb=0.1112223334"),
        ("?_=1716800000000&a=1", "?a=1&_=1716800099999"),
        ("?a=1", "?a=1&nocache=123456"),
        ("", "?_=1716800000000"),
        ("?0.8273645123", "?0.3746152873"),
        ("?b=2&a=1", "?a=1&b=2"),
        ("?v=3b1f0c9d2e4a5b6c", "?v=aaaaaaaaaaaaaaaa"),
        ("?s=8c5d5b5e-0e0c-4b5e-8f0a-0e0c4b5e8f0a", "?s=00000000-0e0c-4b5e-8f0a-0e0c4b5e8f0a"),
        ("/1716800000123/x.js", "/1716800099999/x.js"),
    ],
)
def test_but_for_what_keeps_caches_away(sent, asked):
    base = "https://news.example/lib"
    found = lookup(recorded(base + sent, b"library"), recorded("https://news.example/other" + sent, b"no"))

    answer = found.find(asking(base + asked))
    assert (answer.how, text(answer)) == ("cache-buster", b"library")


@pytest.mark.parametrize(
    ("sent", "asked"),
    [
        ("?page=1", "?page=2"),
        ("?id=123456", "?id=654321"),
        ("?a=1&cb=0.1112223334", "?a=2&cb=0.1112223334"),
        ("/2024/05/x.js", "/2023/05/x.js"),
        ("?q=0.5", "?q=0.6"),
    ],
)
def test_what_says_what_is_wanted_counts(sent, asked):
    base = "https://news.example/lib"

    assert lookup(recorded(base + sent, b"x")).find(asking(base + asked)).how == "missed"


def test_random_looking_values_count_where_there_is_a_choice():
    """An ``id`` of ten digits is as good as random, and is the name of a thing."""
    found = lookup(*(recorded(f"{API}?id={number}") for number in (2233445566, 2233445577)))

    assert found.find(asking(f"{API}?id=2233445588")).how == "missed"


def test_a_poll_with_a_buster_goes_on_in_order():
    found = lookup(*(recorded(f"{API}?_=171680000000{n}", b"%d" % n) for n in range(3)))

    assert [text(found.find(asking(f"{API}?_=17169999999{n}0"))) for n in range(4)] == [
        b"0",
        b"1",
        b"2",
        b"2",
    ]


def test_a_body_and_a_buster():
    url = f"{API}?_=17168000"
    found = lookup(recorded(f"{url}00001", b"ok", method="POST", sent=b"a=1&b=2", asked=FORM))

    right = {"method": "POST", "content_type": FORM[0][1]}
    assert found.find(asking(f"{url}99999", body=b"a=1&b=2", **right)).how == "cache-buster"
    assert found.find(asking(f"{url}99999", body=b"b=2&a=1", **right)).how == "cache-buster"
    assert found.find(asking(f"{url}99999", body=b"a=1&b=3", **right)).how == "nearest-body"


def test_preflight():
    asked = asking(
        API,
        method="OPTIONS",
        origin="https://a.example",
        access_control_request_method="PUT",
        access_control_request_headers="x-y",
    )
    answer = lookup().find(asked)

    assert (answer.how, answer.status) == ("preflight", 204)
    assert field(answer, "access-control-allow-origin") == b"https://a.example"
    assert field(answer, "access-control-allow-methods") == b"PUT"
    assert field(answer, "access-control-allow-headers") == b"x-y"
    assert field(answer, "access-control-allow-credentials") == b"true"
    refused = lookup(recorded(API, method="OPTIONS", status=403)).find(asked)
    assert (refused.how, refused.status) == ("exact", 403)
    assert lookup().find(asking(API, method="OPTIONS")).how == "missed"


def test_in_the_clear_what_is_recorded_under_https():
    found = lookup(recorded(body=b"x"))
    answer = found.find(asking("http://news.example/a", origin="http://news.example"))

    assert (answer.how, answer.status, field(answer, "location")) == ("other-scheme", 307, PAGE.encode())
    assert field(answer, "access-control-allow-origin") == b"http://news.example"
    assert lookup(recorded("http://news.example/a")).find(asking()).how == "missed"
    both = lookup(recorded("http://news.example/a", b"plain"), recorded(body=b"secure"))
    assert text(both.find(asking("http://news.example/a"))) == b"plain"


def test_websockets_are_asked_for_over_http():
    found = lookup(recorded("https://news.example/ws", status=101))

    assert found.find(asking("wss://news.example/ws", upgrade="websocket")).status == 101
    assert found.find(asking("https://news.example/ws")).how == "missed"


def test_a_look_up_costs_the_same_however_much_is_recorded():
    assert least_s(asked_for_all(5000)) / 5000 < 4 * least_s(asked_for_all(300)) / 300


def asked_for_all(count):
    urls = parts(count)
    found = lookup(*(recorded(url, b"x" * 100) for url in urls))
    asked = [asking(url, accept="*/*") for url in urls]

    def ask():
        assert all(found.find(each).how == "exact" for each in asked)

    return ask


def test_an_index_grows_with_what_is_recorded():
    few, many = (material(*map(recorded, parts(count))) for count in (500, 5000))

    assert least_s(lambda: SnapshotLookup(many)) < 40 * least_s(lambda: SnapshotLookup(few))


def parts(count):
    return [f"https://h{n % 50}.example/static/part-{n}.js?v={n}" for n in range(count)]


def least_s(work):
    took = []
    for _ in range(3):
        begun = time.process_time()
        work()
        took.append(time.process_time() - begun)
    return min(took)


def test_an_event_stream_goes_on_where_its_reader_left():
    events = (("Content-Type", "text/event-stream"),)
    accept = ("Accept", "text/event-stream")
    lookup = SnapshotLookup(
        material(
            recorded(body=b"data: 1", fields=events, asked=(accept,)),
            recorded(
                body=b"data: 2", fields=events, asked=(accept, ("Last-Event-ID", "1")), truncated="time"
            ),
        )
    )
    first = lookup.find(asking(accept="text/event-stream"))
    second = lookup.find(asking(accept="text/event-stream", last_event_id="1"))

    assert (text(first), text(second)) == (b"data: 1", b"data: 2"), "that it was cut is no defect of a stream"


def test_nobody_is_there_who_was_not_at_capture():
    dead = "https://dead.example/x"
    lookup = SnapshotLookup(replace(material(recorded()), unreachable=frozenset({dead})))

    assert (lookup.find(asking(dead)).how, lookup.find(asking(dead)).status) == ("failed", 0)
    assert lookup.find(asking(f"{dead}/other")).how == "missed"


def test_what_is_random_does_not_outweigh_what_is_asked():
    asked = (("Content-Type", "application/json"),)
    sent = [b'{"id": %d, "nonce": 0.%d}' % (number, 987654321012 * number) for number in (7, 9)]
    lookup = SnapshotLookup(
        material(*(recorded(body=each[:8], method="POST", sent=each, asked=asked) for each in sent))
    )

    def answered(body):
        return text(lookup.find(asking(method="POST", body=body, content_type="application/json")))

    assert answered(b'{"id": 9, "nonce": 0.691358024702}') == b'{"id": 9'
    assert answered(b'{"id": 7, "nonce": 0.888888889111}') == b'{"id": 7'
