"""Which bytes and fields of an archive's answer were the page's own."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from snapshotter import digests
from snapshotter.rescue.answers import Answer
from snapshotter.rescue.fetching import Recorded
from snapshotter.rescue.rebuild import exchange_of
from snapshotter.urls import Url
from snapshotter.warc import bodies

CAPTURE = "00000000-0000-4000-8000-000000000001"
AT = datetime(2016, 3, 10, 12, tzinfo=UTC)
PLAIN = b"<title>x</title>" * 20
CODED = gzip.compress(PLAIN, mtime=0)
RAW = Url("https://memento.example/web/20160310120000id_/https://cited.example/a")


def rebuilt(*fields, body=PLAIN, status=200):
    fields = (("Memento-Datetime", "Thu, 10 Mar 2016 12:00:00 GMT"), ("Server", "of the archive"), *fields)
    recorded = Recorded(Url("https://cited.example/a"), AT, Answer(RAW, status, fields, body, AT))
    exchange = exchange_of(recorded, CAPTURE)
    stored = b"".join(exchange.response.body.chunks())
    message = bodies.parse(exchange.response.head + stored)
    assert exchange.response.block_digest == digests.of_bytes(exchange.response.head + stored)
    assert exchange.response.payload_digest == digests.of_bytes(stored)
    return exchange, message


@pytest.mark.parametrize(
    ("fields", "came", "kept"),
    [
        # pywb hands out what it has
        ((("Content-Encoding", "gzip"),), CODED, CODED),
        # pywb has undone the coding for a client that does not know it
        (
            (("X-Archive-Orig-Content-Encoding", "gzip"), ("X-Archive-Orig-Content-Length", "9")),
            PLAIN,
            PLAIN,
        ),
        # bytes as recorded whose coding only the page's own field names
        ((("X-Archive-Orig-Content-Encoding", "gzip"),), CODED, CODED),
        # Wayback hands out what it has, and says so
        (
            (
                ("X-Archive-Src", "a.warc"),
                ("X-Archive-Orig-Content-Encoding", "gzip"),
                ("Content-Encoding", "gzip"),
            ),
            CODED,
            CODED,
        ),
        # Wayback has coded what was not
        ((("X-Archive-Src", "a.warc"), ("Content-Encoding", "gzip")), CODED, PLAIN),
        # the recorded length tells the same of any archive
        ((("X-Archive-Orig-Content-Length", str(len(PLAIN))), ("Content-Encoding", "gzip")), CODED, PLAIN),
        ((("X-Archive-Orig-Content-Length", str(len(CODED))), ("Content-Encoding", "gzip")), CODED, CODED),
    ],
)
def test_the_body_is_that_of_the_record(fields, came, kept):
    _, message = rebuilt(*fields, body=came)
    assert message.raw == kept
    assert message.body() == PLAIN
    assert ("content-encoding" in message.fields) == (kept == CODED)


def test_only_what_the_archive_says_was_there_is_written():
    exchange, message = rebuilt(
        ("Content-Type", "text/html; charset=iso-8859-1"),
        ("X-Archive-Orig-Server", "of then"),
        ("X-Archive-Orig-Set-Cookie", "a=1"),
        ("X-Archive-Orig-Set-Cookie", "b=2"),
        ("X-Archive-Orig-Transfer-Encoding", "chunked"),
        ("X-Archive-Orig-Connection", "close"),
        ("X-Archive-Orig-Content-Length", "77"),
        ("Cache-Control", "max-age=1800"),
    )
    assert message.fields == {
        "server": "of then",
        "set-cookie": "a=1, b=2",
        "content-type": "text/html; charset=iso-8859-1",
    }
    assert (exchange.media_type, exchange.ip, exchange.tls, exchange.protocol) == (
        "text/html",
        None,
        None,
        None,
    )
    assert exchange.started_at == AT


def test_the_pages_own_type_counts_before_the_archives():
    exchange, message = rebuilt(
        ("Content-Type", "text/html"), ("X-Archive-Orig-Content-Type", "application/pdf")
    )
    assert message.fields["content-type"] == exchange.media_type == "application/pdf"


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("https://memento.example/web/20160310120000id_/http://other.example/b", "http://other.example/b"),
        ("//memento.example/web/20160310120000id_/http://other.example/b", "http://other.example/b"),
        ("/web/20160310120000id_/http://other.example/b", "http://other.example/b"),
        ("http://memento.example/web/20160310120000id_/http://other.example/b", "http://other.example/b"),
        ("https://cited.example/b", "https://cited.example/b"),
        ("/b", "https://cited.example/b"),
        (
            "https://web.archive.org/web/2015/http://x.example/",
            "https://web.archive.org/web/2015/http://x.example/",
        ),
    ],
)
def test_a_redirect_leads_where_it_led(location, leads_to):
    exchange, message = rebuilt(("Location", location), status=301, body=b"")
    assert exchange.location == message.fields["location"] == leads_to


def test_a_redirect_as_it_was_written_is_kept_so():
    exchange, _ = rebuilt(("X-Archive-Orig-Location", "../b"), ("Location", "/web/x"), status=302, body=b"")
    assert exchange.location == "../b"
