"""What fuzzing has found: each input is read within its limits, and ends as its documentation says."""

from __future__ import annotations

import gzip
import json
import zipfile
from contextlib import suppress

import hpack
import pytest
from hyperframe import frame as frames

from fuzz.limits import cpu_seconds
from fuzz.material import own_warc
from fuzz.mutations import members, packed, set_right
from fuzz.talk import written
from fuzz.targets import target_named
from snapshotter.capture.wire.h2 import PREFACE

ASK = [(":method", "GET"), (":scheme", "https"), (":authority", "cited.test"), (":path", "/a")]
GET = b"GET /a HTTP/1.1\r\nHost: cited.test\r\n\r\n"
RECORD = b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: %s\r\n\r\nhello\r\n\r\n"
SWITCH = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
)


def gzipped(data: bytes) -> bytes:
    return gzip.compress(data, 1, mtime=0)


def own(change) -> bytes:
    """An archive of ours with its records changed, and their lengths and digests set right."""
    return b"".join(gzipped(set_right(change(record))) for record in members(own_warc()))


def nested(record: bytes) -> bytes:
    head, gap, _ = record.partition(b"\r\n\r\n")
    return head + gap + b"[" * 100_000 if b"urn:pageinfo:" in head else record


def listing(name: str, value: object):
    """Page information with another list of that name."""

    def changed(record: bytes) -> bytes:
        head, gap, block = record.partition(b"\r\n\r\n")
        if b"urn:pageinfo:" not in head:
            return record
        document = json.loads(block)
        return head + gap + json.dumps(document | {name: value}).encode()

    return changed


def request(block: bytes) -> bytes:
    fields = (
        b"WARC-Type: request\r\nWARC-Target-URI: https://a.example/\r\nContent-Type: application/http\r\n"
    )
    return b"WARC/1.1\r\n" + fields + b"Content-Length: %d\r\n\r\n" % len(block) + block + b"\r\n\r\n"


def manifest(**changed) -> bytes:
    """A manifest with values of its first snapshot, citation or post put in another's place."""
    document = json.loads(next(iter(target_named("manifest").seeds())))
    citation = document["citations"][0]
    for key, value in changed.items():
        places = (citation["snapshots"][0], document["post"], citation)
        next((place for place in places if key in place), citation)[key] = value
    return json.dumps(document).encode()


def nameless() -> bytes:
    """A container with an entry whose name has no letters."""
    data = packed([("x", b"words"), ("archive/data.warc.gz", own_warc())], zipfile.ZIP_STORED)
    directory = data.index(b"PK\x01\x02")
    length = directory + 28
    return data[:length] + b"\0\0\1\0" + data[length + 4 :]  # the name's letter is an extra field now


def far_off(name: str) -> bytes:
    """A container whose directory says, as ZIP64 can, that its one entry lies at 2**64 - 2."""
    data = packed([(name, own_warc())], zipfile.ZIP_STORED)
    directory, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry = bytearray(data[directory:end])
    entry[30:32], entry[42:46] = b"\x0c\0", b"\xff" * 4
    entry += b"\1\0\x08\0" + ((1 << 64) - 2).to_bytes(8, "little")
    tail = bytearray(data[end:])
    tail[12:16] = len(entry).to_bytes(4, "little")
    return data[:directory] + bytes(entry) + bytes(tail)


def index_of_nowhere() -> bytes:
    lead = b'com,example)/ 20260301123045\t{"offset": 9223372036854775807, "length": 186}\n'
    head = b'!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n'
    entries = [("archive/data.warc.gz", own_warc()), ("indexes/index.idx", head + lead)]
    return packed([*entries, ("indexes/index.cdx.gz", gzipped(lead))], zipfile.ZIP_STORED)


def book(chapter: bytes) -> bytes:
    """An EPUB of one chapter."""
    package = (
        b'<package><manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest>'
        b'<spine><itemref idref="c"/></spine></package>'
    )
    entries = [("mimetype", b"application/epub+zip"), ("a.opf", package), ("c.xhtml", chapter)]
    return b"\2" + packed(entries, zipfile.ZIP_STORED)


def said(kind: type, stream: int, data: bytes, **more) -> bytes:
    frame = kind(stream, data=data, **more)
    frame.flags.add("END_HEADERS")
    return frame.serialize()


def asked(stream: int = 1) -> tuple[int, bytes]:
    return 0, PREFACE + said(frames.HeadersFrame, stream, hpack.Encoder().encode(ASK))


def fields_without_end() -> bytes:
    """25 kB of trailers that stand for 80 MB."""
    pack = hpack.Encoder()
    first = pack.encode([(":status", "200"), ("x", "y" * 4000)])
    again = pack.encode([("x", "y" * 4000)] * 200)
    answers = [said(frames.HeadersFrame, 1, first), *[said(frames.HeadersFrame, 1, again)] * 100]
    return b"\1" + written([asked(), *((1, each) for each in answers)])


def promises_without_end() -> bytes:
    promises = [said(frames.PushPromiseFrame, 1, b"", promised_stream_id=2 * n) for n in range(1, 60_000)]
    return b"\1" + written([asked(), (1, b"".join(promises))])


def messages_of_final_blocks() -> bytes:
    message = b"\x03\x00" * 2_000_000
    frame = b"\xc2\x7f" + len(message).to_bytes(8, "big") + message
    request = GET[:-2] + b"Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
    return b"\1" + written([(0, request), (1, SWITCH), (1, frame)])


FOUND = {
    "a head that is folded a hundred thousand times": (
        "http1",
        b"\1" + written([(0, GET), (1, b"HTTP/1.1 200 OK\r\na: b\r\n" + b"\tx\n" * 330_000 + b"\n")]),
    ),
    "header fields that a byte stands for": ("http2", fields_without_end()),
    "promises of 13 bytes": ("http2", promises_without_end()),
    "a compressed message of final blocks": ("websocket", messages_of_final_blocks()),
    "a length of 5,000 digits": ("warc-foreign", RECORD % (b"9" * 5000)),
    "a length of 5,000 digits, packed": ("warc-foreign", gzipped(RECORD % (b"9" * 5000))),
    "a length of 5,000 digits in an ARC": (
        "warc-foreign",
        b"http://a/ 1.2.3.4 20160101000000 text/html " + b"9" * 5000 + b"\nabc\n",
    ),
    "a length of 5,000 digits in a file of ours": ("warc-own", own_warc() + gzipped(RECORD % (b"9" * 5000))),
    "a length of 5,000 digits in a single record": ("warc-record", gzipped(RECORD % (b"9" * 5000))),
    "records that do not tell their time": (
        "warc-own",
        own(lambda record: record.replace(b"WARC-Date: 2026-03-01", b"WARC-Date: 2026-03-41")),
    ),
    "page information nested too deep": (
        "warc-own",
        own(nested),
    ),
    "page information with a word for a list": ("warc-own", own(listing("requests", "abc"))),
    "page information that lists words": ("warc-own", own(listing("missing", ["abc"]))),
    "page information with a number for an error": (
        "warc-own",
        own(listing("requests", [{"url": "https://a.example/", "outcome": "failed", "error": 7}])),
    ),
    "page information without an address": ("warc-own", own(listing("missing", [{"reason": "gone"}]))),
    "a request line of 400,000 spaces": ("warc-foreign", request(b"GET x" + b" " * 400_000 + b"y\r\n\r\n")),
    "a manifest nested too deep": ("manifest", b'{"schema_version": 1, "post": ' + b"[" * 100_000),
    "a Retry-After beyond the calendar": ("fields", b"\1Thu, 01 Jan 99999999999 00:00:00 GMT"),
    "a Retry-After without end": ("fields", b"\1" + b"9" * 5000),
    "a status of 5,000 digits from an archive": (
        "fields",
        b'\5{"archived_snapshots": {"closest": {"url": "http://web.archive.org/web/2016/http://a/", '
        b'"timestamp": "20160310120000", "status": "' + b"9" * 5000 + b'"}}}',
    ),
    "a manifest with a number that is none": ("manifest", manifest(published=float("nan"))),
    "a manifest with a number beyond all numbers": ("manifest", manifest(published=10**400)),
    "a manifest with a number where an object should be": ("manifest", manifest(source=7)),
    "a manifest with a list for an id": ("manifest", manifest(id=[])),
    "a manifest with an audit that is none": ("manifest", manifest(audits=[{"verdict": "gone"}, [], 7])),
    "a manifest with audits that are none": ("manifest", manifest(audits=7)),
    "a setting of 5,000 digits": ("fields", b"\x0c[archive]\nreuse_hours = " + b"9" * 5000),
    "settings nested too deep": ("fields", b"\x0c[archive]\na = " + b"[" * 100_000),
    "a month with the mark of a note": ("fields", b"\x08" + "in May² 2016, and March¾ 10".encode()),
    "a letter from beyond the calendar": (
        "posts-mail",
        b"\0Date: Thu, 10 Mar 99999999999999999999 10:00:00 -0500\r\n\r\nSee https://a.example/1",
    ),
    "an entry without a name": ("wacz", nameless()),
    "a container that lies beyond the end of all files": ("wacz", far_off("archive/data.warc.gz")),
    "a document that lies beyond the end of all files": (
        "posts-packed",
        b"\0" + far_off("word/document.xml"),
    ),
    "a package whose index names no place": ("wacz", index_of_nowhere()),
    "a page with half a character": ("pages", b"\x08\xed\xa0\x80 words\n\xed\xa0\x80 words of a page"),
    "a sentence of a thousand quotations": (
        "posts-pages",
        b"\0<article><p>" + '<a href="https://a.example/">a</a> “one two three four five” '.encode() * 1500,
    ),
    "a chapter with half a character in an attribute": (
        "posts-packed",
        book(b"<html><body><p class='&#xD800;'>words</p></body></html>"),
    ),
    "a chapter with half a character in an address": (
        "posts-packed",
        book(b"<html><body><p><a href='b&#xDFFF;'>words</a></p></body></html>"),
    ),
    "a chapter with half a character behind an element": (
        "posts-packed",
        book(b"<html><body><p><script>x</script>&#55296;words</p></body></html>"),
    ),
    "a presentation with half a character": (
        "pages",
        b"\x0c<MPD><Period><BaseURL>&#xD800;</BaseURL></Period></MPD>",
    ),
    "a refresh after ² seconds": ("pages", b"\4" + "²;url=/b".encode()),
}


@pytest.mark.parametrize("name", FOUND)
def test_it_is_read_within_its_limits(name):
    target, data = target_named(FOUND[name][0]), FOUND[name][1]
    with cpu_seconds(4 * target.limit_s), suppress(*target.allowed):
        assert target.read(data) <= target.output_bytes
