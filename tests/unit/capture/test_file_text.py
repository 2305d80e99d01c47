"""Title and text of files that no browser has shown."""

from __future__ import annotations

import gzip
import zlib

import brotlicffi
import pytest

from snapshotter.capture.file_text import MAX_BYTES, file_text
from tests.builders import exchange

FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Science – news</title>
<item><title>Slow light</title>
<description>&lt;p&gt;Light, &lt;b&gt;slowed&lt;/b&gt;.&lt;/p&gt;</description></item>
</channel></rss>""".encode()


def answer(body, media_type="text/plain", fields=b"", **more):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: " + media_type.encode() + b"\r\n" + fields + b"\r\n"
    return exchange(head=head, body=body, media_type=media_type.partition(";")[0], **more)


@pytest.mark.parametrize(
    ("body", "media_type", "text"),
    [
        ("Grüße".encode(), "text/plain; charset=utf-8", "Grüße"),
        ("Grüße".encode("latin-1"), "text/plain; charset=iso-8859-1", "Grüße"),
        ("Grüße".encode("latin-1"), "text/plain", "Grüße"),
        ("\ufeffGrüße".encode(), "text/plain", "Grüße"),
        (b"words", "text/plain; charset=no-such-charset", "words"),
        (b"", "text/plain", ""),
    ],
)
def test_plain_text(body, media_type, text):
    found = file_text(answer(body, media_type))
    assert found is not None
    assert (found.title, found.text) == (None, text)


@pytest.mark.parametrize("media_type", ["application/rss+xml", "text/xml", "application/xml"])
def test_a_feed_is_read_without_its_markup(media_type):
    found = file_text(answer(FEED, media_type))
    assert found is not None
    assert found.title == "Science – news"
    assert found.text.splitlines() == ["Science – news", "Slow light", "Light, slowed ."]


@pytest.mark.parametrize(
    ("coding", "encode"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotlicffi.compress), ("identity", bytes)],
)
def test_codings_are_taken_off_for_reading(coding, encode):
    fields = b"Content-Encoding: " + coding.encode() + b"\r\n"
    found = file_text(answer(encode(b"the words"), fields=fields))
    assert found is not None
    assert found.text == "the words"


def test_chunk_framing_is_taken_off_for_reading():
    body = b"4\r\nthe \r\n5\r\nwords\r\n0\r\n\r\n"
    found = file_text(answer(body, fields=b"Transfer-Encoding: chunked\r\n"))
    assert found is not None
    assert found.text == "the words"


@pytest.mark.parametrize(
    "given",
    [
        answer(b"%PDF-1.7", "application/pdf"),
        answer(b"<svg/>", "image/svg+xml"),
        answer(b"not gzip", fields=b"Content-Encoding: gzip\r\n"),
        answer(b"coded", fields=b"Content-Encoding: compress\r\n"),
        answer(b"x" * (MAX_BYTES + 1)),
    ],
)
def test_what_is_no_readable_text_has_none(given):
    assert file_text(given) is None


def test_a_bomb_stays_small():
    bomb = gzip.compress(b"\0" * (50 << 20))
    found = file_text(answer(bomb, fields=b"Content-Encoding: gzip\r\n"))
    assert found is not None
    assert len(found.text) <= MAX_BYTES
