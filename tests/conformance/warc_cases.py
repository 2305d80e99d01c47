"""WARC and ARC files, whole and broken."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace

from tests.conformance import records as r
from tests.conformance.case import Case, invalid, valid
from tests.conformance.records import HTML, MOMENT, URL, Arc, Record, http

GZ, PLAIN, ZST = "a.warc.gz", "a.warc", "a.warc.zst"
DEFLATED = zlib.compress(HTML)
ABSENT = "<urn:uuid:00000000-0000-4000-8000-000000000000>"


def whole(*more: Record) -> tuple[Record, ...]:
    return (r.warcinfo(), *r.capture(), *more)


def of_version(version: str, *records: Record) -> list[Record]:
    return [record.having(version=version) for record in records]


def answered(block: bytes, request: bytes | None = None) -> bytes:
    """A capture with this response."""
    answer = r.response(2, block)
    return r.packed(r.warcinfo(), answer, r.request(3, answer, request))


def changed(which: int, *fields: r.Field, without: tuple[str, ...] = (), **changes: object) -> bytes:
    """The whole file with one record changed: 0 warcinfo, 1 response, 2 request."""
    records = list(whole())
    records[which] = records[which].having(*fields, without=without, **changes)
    return r.packed(*records)


def with_record(record: Record) -> bytes:
    return r.packed(*whole(record))


def bit_flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


def payload_flipped(*, digests: bool) -> bytes:
    answer = r.response(2, http(), digests=digests)
    block = answer.block.replace(b"Words", b"Worms")
    return r.packed(r.warcinfo(), answer.having(block=block))


def folded() -> bytes:
    answer, request = r.capture()
    return r.packed(
        r.warcinfo(), answer.having(("X-Note", "long words,\r\n that go on\r\n\tand on")), request
    )


def head_request() -> bytes:
    block = http("200 OK", "Content-Length: 5000", body=b"")
    return answered(block, b"HEAD /page HTTP/1.1\r\nHost: cited.example\r\n\r\n")


def posted() -> bytes:
    answer = r.response()
    body = b"a=1&b=2"
    block = (
        f"POST /page HTTP/1.1\r\nHost: cited.example\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    )
    return r.packed(r.warcinfo(), answer, r.request(3, answer, block))


def chunked_block(body: bytes) -> bytes:
    return http("200 OK", "Transfer-Encoding: chunked", body=body)


def payload_labelled(block: bytes, payload: bytes) -> bytes:
    answer = r.response(2, block).having(("WARC-Payload-Digest", r.sha1(payload)))
    return r.packed(r.warcinfo(), answer, r.request(3, answer))


def truncated() -> bytes:
    block = http("200 OK", "Content-Length: 5000")
    answer = r.response(2, block, digests=False).having(("WARC-Truncated", "length"))
    return r.packed(r.warcinfo(), answer, r.request(3, answer))


def revisited(profile: str = r.SAME_PAYLOAD, **changes: object) -> tuple[Record, ...]:
    answer, request = r.capture()
    return r.warcinfo(), answer, request, r.revisit(6, answer, profile).having(**changes)  # type: ignore[arg-type]


def not_modified() -> bytes:
    info, answer, request, again = revisited(r.NOT_MODIFIED)
    block = b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n'
    again = again.having(("WARC-Block-Digest", r.sha1(block)), without=("WARC-Payload-Digest",), block=block)
    return r.packed(info, answer, request, again)


def in_1_0() -> bytes:
    records = revisited("http://netpreserve.org/warc/1.0/revisit/identical-payload-digest")
    return r.packed(*of_version("WARC/1.0", *records))


def with_unknown() -> bytes:
    odd = r.resource(12, b"words").having(("X-Archive-Note", "grüße"), kind="screenshot")
    return r.packed(*whole(odd.having(without=("WARC-Block-Digest",))))


def lower_case() -> bytes:
    return r.packed(
        *(
            replace(record, fields=tuple((name.lower(), value) for name, value in record.fields))
            for record in whole()
        )
    )


def dns() -> bytes:
    block = b"20160310120000\ncited.example.\t3600\tIN\tA\t192.0.2.7\n"
    lookup = r.resource(10, block, "dns:cited.example", "text/dns")
    old = r.response(11, block, "dns:other.example", digests=False).having(("Content-Type", "text/dns"))
    return r.packed(*whole(lookup, old))


def two_events() -> bytes:
    answer, request = r.capture()
    about = r.metadata(5).having(("WARC-Concurrent-To", answer.id))
    return r.packed(r.warcinfo(), answer, request.adding(("WARC-Concurrent-To", about.id)), about)


def looks_like_records() -> bytes:
    block = http(body=b"WARC/1.1\r\nWARC-Type: response\r\n\r\n\r\n\r\nWARC/1.1\r\n\x1f\x8b\x08 zlib\r\n\r\n")
    answer = r.response(2, block)
    return r.plain(r.warcinfo(), answer, r.request(3, answer))


def of_all_labels() -> bytes:
    answer = r.response().having(
        ("WARC-Block-Digest", r.sha256(http())), ("WARC-Payload-Digest", r.sha256(HTML))
    )
    upper = r.resource(10, b"one").having(
        ("WARC-Block-Digest", r.sha256(b"one").upper().replace("SHA256", "sha256"))
    )
    return r.packed(r.warcinfo(), answer, r.request(3, answer), upper)


def many(count: int) -> bytes:
    return r.packed(r.warcinfo(), *(one for number in range(count) for one in r.capture(2 * number + 2)))


VALID = (
    valid("gzip", GZ, lambda: r.packed(*whole()), "annex D"),
    valid("plain", PLAIN, lambda: r.plain(*whole()), "4"),
    valid("zstd", ZST, lambda: r.zstandard_frames(*whole()), "WARC-zstd"),
    valid(
        "zstd-dictionary", ZST, lambda: r.zstandard_frames(*whole(), dictionary=r.a_dictionary()), "WARC-zstd"
    ),
    valid("warc-1.0", GZ, in_1_0, "WARC 1.0"),
    valid("folded-field", GZ, folded, "4"),
    valid("empty-block", GZ, lambda: with_record(r.resource(10, b"")), "5.3"),
    valid("empty-response-body", GZ, lambda: answered(http("200 OK", body=b"")), "6.3.2"),
    valid("utf-8-in-header", GZ, lambda: changed(1, ("X-Title", "Über die Brücke – 橋")), "4"),
    valid("lower-case-names", GZ, lower_case, "4"),
    valid("no-space-after-colon", GZ, lambda: changed(1, colon=b":"), "4"),
    valid("revisit-same-payload", GZ, lambda: r.packed(*revisited()), "6.7.2"),
    valid("revisit-not-modified", GZ, not_modified, "6.7.3"),
    valid("conversion", GZ, lambda: r.packed(*whole(r.conversion(7, r.response()))), "6.8"),
    valid("segments", GZ, lambda: r.packed(*whole(*r.segments())), "7"),
    valid("resource-ftp", GZ, lambda: with_record(r.resource()), "6.4.3"),
    valid("dns", GZ, dns, "6.4.4"),
    valid("metadata", GZ, lambda: with_record(r.metadata(5, r.response())), "6.6"),
    valid("gzip-extra-field", GZ, lambda: r.with_sizes(*whole()), "RFC 1952, 2.3.1.1"),
    valid("gzip-stored", GZ, lambda: b"".join(r.member(bytes(one), level=0) for one in whole()), "RFC 1951"),
    valid("http-1.0", GZ, lambda: answered(http(version="HTTP/1.0"))),
    valid("status-without-reason", GZ, lambda: answered(http("200 ")), "RFC 9112, 4"),
    valid(
        "no-content",
        GZ,
        lambda: answered(b"HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n"),
        "RFC 9110, 15.3.5",
    ),
    valid(
        "not-modified",
        GZ,
        lambda: answered(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 900\r\n\r\n"),
        "RFC 9110, 15.4.5",
    ),
    valid("head-request", GZ, head_request, "RFC 9110, 9.3.2"),
    valid("post", GZ, posted),
    valid(
        "chunked",
        GZ,
        lambda: payload_labelled(chunked_block(r.chunked(HTML[:20], HTML[20:])), HTML),
        "RFC 9112, 7.1",
    ),
    valid(
        "chunked-extensions-trailers",
        GZ,
        lambda: answered(
            chunked_block(r.chunked(HTML[:20], HTML[20:], extension=';a="b"', trailer="X-Sum: 1\r\n"))
        ),
        "RFC 9112, 7.1.1",
    ),
    valid("chunked-payload-as-sent", GZ, lambda: answered(chunked_block(r.chunked(HTML))), "5.9"),
    valid(
        "coded",
        GZ,
        lambda: answered(http("200 OK", "Content-Encoding: gzip", body=r.encoded())),
        "RFC 9110, 8.4",
    ),
    valid(
        "coded-and-chunked",
        GZ,
        lambda: answered(
            http(
                "200 OK", "Content-Encoding: gzip", "Transfer-Encoding: chunked", body=r.chunked(r.encoded())
            )
        ),
    ),
    valid(
        "until-the-end",
        GZ,
        lambda: answered(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + HTML),
        "RFC 9112, 6.3",
    ),
    valid("truncated-and-said", GZ, truncated, "5.13"),
    valid(
        "nine-digits",
        GZ,
        lambda: with_record(r.resource().having(("WARC-Date", "2016-03-10T12:00:00.123456789Z"))),
        "5.4",
    ),
    valid("day-alone", GZ, lambda: with_record(r.resource().having(("WARC-Date", "2016-03-10"))), "5.4"),
    valid("several-concurrent", GZ, two_events, "5.7"),
    valid("unknown-field-and-type", GZ, with_unknown, "5.1, 5.5"),
    valid("records-in-a-body", PLAIN, looks_like_records, "4"),
    valid("several-kinds-of-digests", GZ, of_all_labels, "5.8"),
    valid("no-digests", GZ, lambda: r.packed(r.warcinfo(), r.response(digests=False)), "5.8"),
    valid("no-warcinfo", GZ, lambda: r.packed(*r.capture()), "5.5"),
    valid("ipv6", GZ, lambda: changed(1, ("WARC-IP-Address", "2001:db8::7")), "5.15"),
    valid(
        "address-in-brackets",
        GZ,
        lambda: r.packed(
            *of_version(
                "WARC/1.0",
                *(
                    one.having(("WARC-Target-URI", f"<{URL}>")) if one.kind != "warcinfo" else one
                    for one in whole()
                ),
            )
        ),
        "WARC 1.0, 4",
    ),
    valid("many-records", GZ, lambda: many(300)),
    valid(
        "profile-of-the-standard's-example",
        GZ,
        lambda: r.packed(*revisited("http://netpreserve.org/warc/1.1/server-not-modified")),
        "annex A.5",
    ),
    valid(
        "profile-of-another-document",
        GZ,
        lambda: r.packed(*revisited("https://cited.example/revisit/differs-a-little")),
        "6.7.4",
    ),
    valid(
        "end-counted-in",
        GZ,
        lambda: r.packed(counting_its_end(r.warcinfo()), *r.capture()),
        "as the Internet Archive wrote warcinfo records",
    ),
    valid(
        "length-twice-the-same",
        GZ,
        lambda: answered(http("200 OK", *[f"Content-Length: {len(HTML)}"] * 2)),
        "RFC 9110, 8.6",
    ),
    valid(
        "http-length-no-number",
        GZ,
        lambda: answered(http("200 OK", "Content-Length: -5")),
        "6.3.2: browsers read on to the end",
    ),
    valid(
        "decoded-by-the-browser",
        GZ,
        lambda: answered(
            http("200 OK", "Content-Encoding: gzip", f"Content-Length: {len(r.encoded()) // 2}")
        ),
        "as ArchiveWeb.page wrote responses in 2020",
    ),
    valid(
        "decoded-and-no-length",
        GZ,
        lambda: answered(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n" + HTML),
        "6.3.2",
    ),
    valid(
        "coded-by-deflate", GZ, lambda: answered(http("200 OK", "Content-Encoding: deflate", body=DEFLATED))
    ),
    valid("arc-1", "a.arc", lambda: r.joined(Arc().records()), "ARC 1.0"),
    valid("arc-2", "a.arc", lambda: r.joined(Arc(2).records()), "ARC 2.0"),
    valid("arc-gzip", "a.arc.gz", lambda: r.packed(*Arc().records()), "ARC 1.0"),
    valid(
        "arc-space-in-address",
        "a.arc",
        lambda: r.joined([*Arc().records(), Arc().record("http://cited.example/a b")]),
        "ARC 1.0",
    ),
)


def counting_its_end(record: Record) -> Record:
    """Its length counts the two line ends in that follow the block."""
    block = record.block + b"\r\n" + r.RECORD_END
    return record.having(block=block, end=b"")


def ones(data: bytes, number: int) -> bytes:
    """The file with the last so many bytes cut off."""
    return data[:-number]


def twice(name: str, value: str) -> bytes:
    records = list(whole())
    records[1] = records[1].adding((name, value))
    return r.packed(*records)


def crc_wrong() -> bytes:
    data = r.packed(*whole())
    last = len(r.packed(*whole()[:2]))
    return data[: last - 8] + b"\0\0\0\0" + data[last - 4 :]


def isize_wrong() -> bytes:
    return r.packed(*whole())[:-4] + b"\1\2\3\4"


def dictionary_damaged() -> bytes:
    """Its magic number is left, and its tables are not."""
    damaged = r.a_dictionary()[:8] + bytes(200)
    data = r.zstandard_frames(*whole(), dictionary=r.a_dictionary())
    end = 8 + len(r.a_dictionary())
    return data[:4] + len(damaged).to_bytes(4, "little") + damaged + data[end:]


def split_member() -> bytes:
    info, answer, request = whole()
    data = bytes(answer)
    return r.packed(info) + r.member(data[:200]) + r.member(data[200:]) + r.packed(request)


def member_of_two() -> bytes:
    info, answer, request = whole()
    return r.packed(info) + r.member(bytes(answer) + bytes(request))


def bomb() -> bytes:
    """A record of 280 MB of zeros in some 280 kB."""
    size, zeros = 280_000_000, bytes(1_000_000)
    head = r.resource(10, b"").having(without=("WARC-Block-Digest",), length=str(size)).header()
    content = r.repeated(head, 1) + r.repeated(zeros, size // len(zeros)) + r.repeated(r.RECORD_END, 1)
    crc = zlib.crc32(head)
    for _ in range(size // len(zeros)):
        crc = zlib.crc32(zeros, crc)
    end = struct.pack("<LL", zlib.crc32(r.RECORD_END, crc), size + len(head) + len(r.RECORD_END))
    return r.packed(r.warcinfo()) + b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + content + r.DEFLATE_END + end


def cut_from_length(number: int) -> bytes:
    """A plain file in which a length is that much too short or too long; digests say what is there."""
    info, answer, request = whole()
    said = answer.having(
        length=str(len(answer.block) + number), without=("WARC-Block-Digest", "WARC-Payload-Digest")
    )
    return r.plain(info, said, request)


def length_of(value: str) -> bytes:
    return changed(1, length=value)


def unmatched(block: bytes) -> bytes:
    """A capture with this response, and no digests that could betray it."""
    answer = r.response(2, block, digests=False)
    return r.packed(r.warcinfo(), answer, r.request(3, answer))


def asked(block: bytes) -> bytes:
    answer = r.response()
    return r.packed(r.warcinfo(), answer, r.request(3, answer, block))


def continued(**changes: str | None) -> bytes:
    first, second = r.segments()
    gone = tuple(name.replace("_", "-") for name, value in changes.items() if value is None)
    new = tuple((name.replace("_", "-"), value) for name, value in changes.items() if value is not None)
    return r.packed(r.warcinfo(), first, second.having(*new, without=gone))


NO_MEMBER = ("record.damaged", "record.torn")
INVALID = (
    # the 29 that other checkers were tried with
    invalid(
        "whole-file-one-member", GZ, lambda: r.member(r.plain(*whole())), "file.members", where="annex D.2"
    ),
    invalid(
        "payload-bit-flip",
        GZ,
        lambda: payload_flipped(digests=True),
        "record.digest",
        "record.payload-digest",
        where="5.8",
    ),
    invalid(
        "compressed-bit-flip",
        GZ,
        lambda: bit_flipped(r.packed(*whole()), 300),
        "record.damaged",
        where="RFC 1952, 2.3.1",
    ),
    invalid(
        "no-record-id", GZ, lambda: changed(1, without=("WARC-Record-ID",)), "field.missing", where="5.2"
    ),
    invalid(
        "record-id-twice",
        GZ,
        lambda: changed(2, ("WARC-Record-ID", r.record_id(2)), without=("WARC-Concurrent-To",)),
        "id.repeated",
        where="5.2",
    ),
    invalid(
        "record-id-no-uri",
        GZ,
        lambda: changed(0, ("WARC-Record-ID", "<record one>")),
        "id.syntax",
        where="5.2",
    ),
    invalid("no-date", GZ, lambda: changed(1, without=("WARC-Date",)), "field.missing", where="5.4"),
    invalid(
        "date-in-words",
        GZ,
        lambda: changed(1, ("WARC-Date", "Thu, 10 Mar 2016 12:00:00 GMT")),
        "date.syntax",
        where="5.4",
    ),
    invalid("no-type", GZ, lambda: changed(1, kind=None), "field.missing", where="5.5"),
    invalid(
        "no-target-uri", GZ, lambda: changed(1, without=("WARC-Target-URI",)), "field.missing", where="5.14"
    ),
    invalid(
        "target-uri-with-space",
        GZ,
        lambda: changed(1, ("WARC-Target-URI", "https://cited.example/a page")),
        "uri.syntax",
        where="5.14",
    ),
    invalid("file-cut", GZ, lambda: ones(r.packed(*whole()), 20), *NO_MEMBER, where="4"),
    invalid(
        "plain-file-cut", PLAIN, lambda: ones(r.plain(*whole()), 60), *NO_MEMBER, "record.length", where="4"
    ),
    invalid(
        "length-too-short",
        PLAIN,
        lambda: cut_from_length(-9),
        "record.end",
        "record.length",
        "record.damaged",
        where="5.3",
    ),
    invalid(
        "length-too-long",
        PLAIN,
        lambda: cut_from_length(9),
        "record.end",
        "record.length",
        "record.damaged",
        where="5.3",
    ),
    invalid(
        "length-too-short-packed",
        GZ,
        lambda: changed(1, length="40", without=("WARC-Block-Digest", "WARC-Payload-Digest")),
        "record.end",
        "record.length",
        where="5.3",
    ),
    invalid(
        "length-too-long-packed",
        GZ,
        lambda: changed(1, length="4000", without=("WARC-Block-Digest", "WARC-Payload-Digest")),
        "record.end",
        "record.length",
        "record.torn",
        where="5.3",
    ),
    invalid(
        "concurrent-to-nothing",
        GZ,
        lambda: changed(2, ("WARC-Concurrent-To", ABSENT)),
        "event.dangling",
        where="5.7",
    ),
    invalid(
        "revisit-of-nothing",
        GZ,
        lambda: r.packed(*whole(r.revisit().having(without=("WARC-Payload-Digest", "WARC-Block-Digest")))),
        "revisit.unresolvable",
        "field.missing",
        where="6.7.2",
    ),
    invalid(
        "request-without-method",
        GZ,
        lambda: asked(b"/page HTTP/1.1\r\nHost: cited.example\r\n\r\n"),
        "http.request-line",
        where="6.5.2",
    ),
    invalid("version-9.9", GZ, lambda: changed(1, version="WARC/9.9"), "header.version", where="4"),
    invalid("type-twice", GZ, lambda: twice("WARC-Type", "warcinfo"), "header.repeated", where="5.1"),
    invalid("trailing-bytes", GZ, lambda: r.packed(*whole()) + b"some words\n", "record.damaged", where="4"),
    invalid("empty-file", GZ, lambda: b"", "file.empty", where="4"),
    invalid("dechunked-body", GZ, lambda: unmatched(chunked_block(HTML)), "http.chunks", where="6.3.2"),
    # headers
    invalid(
        "no-length",
        GZ,
        lambda: length_of("-"),
        "field.missing",
        "record.damaged",
        "field.syntax",
        where="5.3",
    ),
    invalid("length-negative", GZ, lambda: length_of("-5"), "field.syntax", "record.damaged", where="5.3"),
    invalid("length-in-words", GZ, lambda: length_of("ten"), "field.syntax", "record.damaged", where="5.3"),
    invalid(
        "length-enormous",
        GZ,
        lambda: length_of("1" + "0" * 30),
        "record.length",
        "record.torn",
        "field.syntax",
        where="5.3",
    ),
    invalid("length-twice", GZ, lambda: twice("Content-Length", "5"), "header.repeated", where="5.1"),
    invalid("date-twice", GZ, lambda: twice("WARC-Date", MOMENT), "header.repeated", where="5.1"),
    invalid("target-uri-twice", GZ, lambda: twice("WARC-Target-URI", URL), "header.repeated", where="5.1"),
    invalid(
        "date-of-no-calendar",
        GZ,
        lambda: changed(1, ("WARC-Date", "2016-02-30T12:00:00Z")),
        "date.syntax",
        where="5.4",
    ),
    invalid(
        "date-without-zone",
        GZ,
        lambda: changed(1, ("WARC-Date", "2016-03-10T12:00:00")),
        "date.syntax",
        where="5.4",
    ),
    invalid(
        "date-of-another-zone",
        GZ,
        lambda: changed(1, ("WARC-Date", "2016-03-10T12:00:00+01:00")),
        "date.syntax",
        where="5.4",
    ),
    invalid(
        "date-of-ten-fraction-digits",
        GZ,
        lambda: changed(1, ("WARC-Date", "2016-03-10T12:00:00.1234567890Z")),
        "date.syntax",
        where="5.4",
    ),
    invalid(
        "date-in-14-digits",
        GZ,
        lambda: changed(1, ("WARC-Date", "20160310120000")),
        "date.syntax",
        where="5.4",
    ),
    invalid(
        "record-id-without-brackets",
        GZ,
        lambda: changed(0, ("WARC-Record-ID", r.record_id(1)[1:-1])),
        "id.bare",
        where="5.2",
    ),
    invalid(
        "concurrent-to-without-brackets",
        GZ,
        lambda: changed(2, ("WARC-Concurrent-To", r.record_id(2)[1:-1])),
        "id.bare",
        where="5.7",
    ),
    invalid("cr-alone", GZ, lambda: changed(1, ("X-Note", b"a\rb")), "header.grammar", where="4"),
    invalid("space-before-colon", GZ, lambda: changed(1, colon=b" : "), "header.grammar", where="4"),
    invalid("record-id-empty", GZ, lambda: changed(1, ("WARC-Record-ID", "<>")), "id.syntax", where="5.2"),
    invalid(
        "record-id-with-space",
        GZ,
        lambda: changed(0, ("WARC-Record-ID", "<urn:uuid:a b>")),
        "id.syntax",
        where="5.2",
    ),
    invalid(
        "field-without-colon",
        GZ,
        lambda: changed(1, colon=b" = "),
        "header.grammar",
        "field.missing",
        "record.damaged",
        where="4",
    ),
    invalid("space-in-field-name", GZ, lambda: changed(1, ("WARC Note", "x")), "header.grammar", where="4"),
    invalid("control-character", GZ, lambda: changed(1, ("X-Note", b"a\x00b")), "header.grammar", where="4"),
    invalid(
        "lf-alone-in-header",
        PLAIN,
        lambda: r.plain(*(one.having(line_end=b"\n") for one in whole())),
        "header.line-end",
        where="4",
    ),
    invalid(
        "header-without-end",
        PLAIN,
        lambda: r.plain(r.warcinfo()) + b"WARC/1.1\r\nWARC-Type: response\r\n" + b"X: y\r\n" * 20_000,
        "header.unending",
        "record.damaged",
        "record.torn",
        where="4",
    ),
    invalid(
        "no-version-line",
        PLAIN,
        lambda: r.plain(*whole()).replace(b"WARC/1.1\r\n", b"", 1),
        "record.damaged",
        "file.unknown",
        where="4",
    ),
    invalid(
        "version-misspelled",
        GZ,
        lambda: changed(1, version="WARC/1,1"),
        "header.version",
        "record.damaged",
        where="4",
    ),
    invalid(
        "header-alone",
        GZ,
        lambda: r.packed(*whole()) + r.member(r.resource().header()),
        "record.torn",
        "record.length",
        "record.end",
        where="4",
    ),
    # what belongs to which type
    invalid(
        "warcinfo-with-target",
        GZ,
        lambda: changed(0, ("WARC-Target-URI", URL)),
        "field.forbidden",
        where="5.14",
    ),
    invalid(
        "warcinfo-concurrent",
        GZ,
        lambda: changed(0, ("WARC-Concurrent-To", r.record_id(2))),
        "field.forbidden",
        where="5.7",
    ),
    invalid(
        "filename-in-response",
        GZ,
        lambda: changed(1, ("WARC-Filename", "b.warc.gz")),
        "field.forbidden",
        where="5.18",
    ),
    invalid(
        "revisit-without-profile",
        GZ,
        lambda: r.packed(*revisited(without=("WARC-Profile",))),
        "field.missing",
        where="6.7.1",
    ),
    invalid(
        "revisit-without-target",
        GZ,
        lambda: r.packed(*revisited(without=("WARC-Target-URI",))),
        "field.missing",
        where="5.14",
    ),
    invalid(
        "resource-without-target",
        GZ,
        lambda: with_record(r.resource().having(without=("WARC-Target-URI",))),
        "field.missing",
        where="5.14",
    ),
    invalid(
        "request-without-target",
        GZ,
        lambda: changed(2, without=("WARC-Target-URI",)),
        "field.missing",
        where="5.14",
    ),
    invalid(
        "conversion-without-target",
        GZ,
        lambda: with_record(r.conversion().having(without=("WARC-Target-URI",))),
        "field.missing",
        where="5.14",
    ),
    invalid(
        "target-relative", GZ, lambda: changed(1, ("WARC-Target-URI", "/page")), "uri.syntax", where="5.14"
    ),
    invalid(
        "continuation-without-origin",
        GZ,
        lambda: continued(WARC_Segment_Origin_ID=None),
        "field.missing",
        where="6.9",
    ),
    invalid(
        "continuation-without-number",
        GZ,
        lambda: continued(WARC_Segment_Number=None),
        "field.missing",
        where="6.9",
    ),
    invalid(
        "continuation-number-one",
        GZ,
        lambda: continued(WARC_Segment_Number="1"),
        "segment.number",
        where="5.20",
    ),
    invalid(
        "segment-number-in-words",
        GZ,
        lambda: continued(WARC_Segment_Number="two"),
        "segment.number",
        "field.syntax",
        where="5.20",
    ),
    invalid(
        "refers-to-no-uri",
        GZ,
        lambda: with_record(r.metadata().having(("WARC-Refers-To", "<the page>"))),
        "id.syntax",
        "field.syntax",
        where="5.11",
    ),
    invalid(
        "ip-address-in-words",
        GZ,
        lambda: changed(1, ("WARC-IP-Address", "cited.example")),
        "field.syntax",
        where="5.15",
    ),
    *(
        invalid(
            f"refers-to-in-{kind}",
            GZ,
            lambda kind=kind: with_record(
                r.resource(10).having(("WARC-Refers-To", r.record_id(2)), kind=kind)
            ),
            "field.forbidden",
            where="5.11",
        )
        for kind in ("response", "resource", "request")
    ),
    invalid(
        "refers-to-date-in-conversion",
        GZ,
        lambda: with_record(r.conversion().having(("WARC-Refers-To-Date", MOMENT))),
        "field.forbidden",
        where="5.13",
    ),
    invalid(
        "refers-to-address-in-metadata",
        GZ,
        lambda: with_record(r.metadata().having(("WARC-Refers-To-Target-URI", URL))),
        "field.forbidden",
        where="5.12",
    ),
    invalid(
        "identified-type-of-words",
        GZ,
        lambda: changed(1, ("WARC-Identified-Payload-Type", "a page")),
        "field.syntax",
        where="5.19",
    ),
    invalid("profile-of-words", GZ, lambda: r.packed(*revisited("the same")), "uri.syntax", where="5.18"),
    # digests
    invalid(
        "payload-digest-of-the-block",
        GZ,
        lambda: changed(1, ("WARC-Payload-Digest", r.sha1(http()))),
        "record.payload-digest",
        where="5.9",
    ),
    invalid(
        "block-digest-wrong",
        GZ,
        lambda: changed(1, ("WARC-Block-Digest", r.sha1(b"x"))),
        "record.digest",
        where="5.8",
    ),
    invalid(
        "payload-digest-wrong",
        GZ,
        lambda: changed(1, ("WARC-Payload-Digest", r.sha1(b"x"))),
        "record.payload-digest",
        where="5.9",
    ),
    invalid(
        "payload-digest-alone-wrong",
        GZ,
        lambda: changed(1, ("WARC-Payload-Digest", r.sha1(b"x")), without=("WARC-Block-Digest",)),
        "record.payload-digest",
        where="5.9",
    ),
    invalid(
        "sha256-wrong",
        GZ,
        lambda: with_record(r.resource().having(("WARC-Block-Digest", r.sha256(b"x")))),
        "record.digest",
        where="5.8",
    ),
    invalid(
        "digest-without-algorithm",
        GZ,
        lambda: changed(1, ("WARC-Block-Digest", r.sha1(http()).partition(":")[2])),
        "digest.syntax",
        where="5.8",
    ),
    invalid(
        "digest-of-another-length",
        GZ,
        lambda: changed(1, ("WARC-Block-Digest", "sha1:ABCDEFGH")),
        "record.digest",
        "digest.syntax",
        where="5.8",
    ),
    # compression
    invalid("member-of-two-records", GZ, member_of_two, "file.members", where="annex D.2"),
    invalid(
        "record-in-two-members", GZ, split_member, "file.split-record", "record.damaged", where="annex D.2"
    ),
    invalid("crc-wrong", GZ, crc_wrong, "record.damaged", where="RFC 1952, 2.3.1"),
    invalid(
        "gzip-header-torn", GZ, lambda: r.packed(*whole()) + b"\x1f\x8b\x08\0", *NO_MEMBER, where="RFC 1952"
    ),
    invalid(
        "plain-record-behind-gzip",
        GZ,
        lambda: r.packed(r.warcinfo()) + r.plain(*r.capture()),
        "record.damaged",
        where="annex D.2",
    ),
    invalid("zstd-torn", ZST, lambda: ones(r.zstandard_frames(*whole()), 20), *NO_MEMBER, where="WARC-zstd"),
    invalid("zstd-dictionary-damaged", ZST, dictionary_damaged, "record.damaged", where="WARC-zstd"),
    invalid(
        "zstd-flipped",
        ZST,
        lambda: bit_flipped(r.zstandard_frames(*whole()), 400),
        "record.damaged",
        where="WARC-zstd",
    ),
    invalid("bomb", GZ, bomb, "file.bomb", "record.damaged"),
    # ends of records
    invalid(
        "one-line-end",
        PLAIN,
        lambda: r.plain(*(one.having(end=b"\r\n") for one in whole())),
        "record.end",
        "record.damaged",
        where="4",
    ),
    invalid("no-line-end", GZ, lambda: changed(1, end=b""), "record.end", "record.length", where="4"),
    invalid(
        "words-behind-a-block",
        PLAIN,
        lambda: r.plain(r.warcinfo(), r.resource().having(end=b"words\r\n\r\n"), *r.capture()),
        "record.end",
        "record.length",
        "record.damaged",
        "record.length",
        where="4",
    ),
    invalid(
        "no-end-behind-the-last-head",
        PLAIN,
        lambda: r.plain(*whole())[: -len(r.RECORD_END)],
        "record.end",
        where="4",
    ),
    invalid(
        "no-end-behind-the-last-head-packed",
        GZ,
        lambda: changed(2, end=b""),
        "record.end",
        where="4",
    ),
    invalid(
        "no-end-behind-a-body-of-line-ends",
        GZ,
        lambda: r.packed(r.warcinfo(), r.response(2, http(body=HTML + r.RECORD_END)).having(end=b"")),
        "record.end",
        where="4",
    ),
    invalid(
        "line-ends-between-records",
        PLAIN,
        lambda: r.plain(*(one.having(end=r.RECORD_END + b"\r\n") for one in whole())),
        "record.extra-lines",
        where="4",
    ),
    invalid(
        "line-ends-in-a-member",
        GZ,
        lambda: changed(1, end=r.RECORD_END + b"\r\n\r\n"),
        "record.extra-lines",
        where="4",
    ),
    invalid(
        "line-end-before-all", PLAIN, lambda: b"\r\n" + r.plain(*whole()), "record.extra-lines", where="4"
    ),
    invalid("words-before-all", PLAIN, lambda: b"words\r\n" + r.plain(*whole()), "file.unknown", where="4"),
    invalid("words-before-all-packed", GZ, lambda: b"words" + r.packed(*whole()), "file.unknown", where="4"),
    invalid("zeros-behind-all", GZ, lambda: r.packed(*whole()) + bytes(512), "file.padding", where="4"),
    invalid(
        "zeros-behind-all-plain", PLAIN, lambda: r.plain(*whole()) + bytes(512), "file.padding", where="4"
    ),
    invalid(
        "zeros-between-members",
        GZ,
        lambda: r.packed(r.warcinfo()) + bytes(100) + r.packed(*r.capture()),
        "file.padding",
        where="4",
    ),
    invalid("isize-wrong", GZ, isize_wrong, "record.damaged", where="RFC 1952, 2.3.1"),
    # HTTP
    invalid(
        "two-lengths",
        GZ,
        lambda: unmatched(http("200 OK", "Content-Length: 5", f"Content-Length: {len(HTML)}")),
        "http.lengths",
        where="RFC 9112, 6.3",
    ),
    invalid(
        "cut-and-not-said",
        GZ,
        lambda: unmatched(http("200 OK", f"Content-Length: {len(HTML) + 5000}")),
        "http.short",
        where="6.3.2",
    ),
    *(
        invalid(
            f"plain-under-{coding}",
            GZ,
            lambda coding=coding: unmatched(http("200 OK", f"Content-Encoding: {coding}")),
            "http.not-encoded",
            where="RFC 9110, 8.4",
        )
        for coding in ("gzip", "br", "deflate", "zstd")
    ),
    invalid(
        "text-under-br",
        GZ,
        lambda: unmatched(http("200 OK", "Content-Encoding: br", body=b"words that are not coded " * 4)),
        "http.not-encoded",
        where="RFC 9110, 8.4",
    ),
    invalid(
        "response-without-status-line",
        GZ,
        lambda: unmatched(b"Content-Type: text/html\r\n\r\n" + HTML),
        "http.status-line",
        where="6.3.2",
    ),
    invalid("response-of-body-alone", GZ, lambda: unmatched(HTML), "http.status-line", where="6.3.2"),
    invalid(
        "head-without-end",
        GZ,
        lambda: unmatched(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"),
        "http.head-open",
        where="6.3.2",
    ),
    invalid(
        "status-of-two-digits", GZ, lambda: unmatched(http("20 OK")), "http.status-line", where="RFC 9112, 4"
    ),
    invalid(
        "chunk-size-in-words",
        GZ,
        lambda: unmatched(chunked_block(b"many\r\nwords\r\n0\r\n\r\n")),
        "http.chunks",
        where="RFC 9112, 7.1",
    ),
    invalid(
        "chunk-longer-than-said",
        GZ,
        lambda: unmatched(chunked_block(b"3\r\nwords\r\n0\r\n\r\n")),
        "http.chunks",
        where="RFC 9112, 7.1",
    ),
    invalid(
        "pseudo-header",
        GZ,
        lambda: unmatched(http("200 OK", ":status: 200")),
        "http.pseudo-header",
        where="RFC 9113, 8.3",
    ),
    invalid(
        "request-of-words",
        GZ,
        lambda: asked(b"please give me the page\r\n\r\n"),
        "http.request-line",
        where="6.5.2",
    ),
    # files that are something else
    invalid("a-page", PLAIN, lambda: HTML, "file.unknown", "record.damaged", where="4"),
    invalid(
        "zeros-alone", PLAIN, lambda: bytes(10_000), "file.empty", "file.unknown", "record.damaged", where="4"
    ),
    invalid("gzip-of-words", GZ, lambda: r.member(b"words\n"), "file.unknown", "record.damaged", where="4"),
    invalid(
        "two-files-mixed",
        PLAIN,
        lambda: r.plain(*whole()) + r.packed(*r.capture(10)),
        "record.damaged",
        where="4",
    ),
    # ARC
    invalid(
        "arc-cut",
        "a.arc",
        lambda: ones(r.joined(Arc().records()), 40),
        *NO_MEMBER,
        "record.length",
        where="ARC 1.0",
    ),
    invalid(
        "arc-date-of-words",
        "a.arc",
        lambda: r.joined([Arc().version_block(), Arc().record(URL, date="today")]),
        "arc.header",
        "arc.date",
        "record.damaged",
        "record.length",
        where="ARC 1.0",
    ),
    invalid(
        "arc-date-of-no-calendar",
        "a.arc",
        lambda: r.joined([Arc().version_block(), Arc().record(URL, date="20161399120000")]),
        "arc.date",
        where="ARC 1.0",
    ),
    invalid(
        "arc-length-of-words",
        "a.arc",
        lambda: r.joined([Arc().version_block(), Arc().record(URL, length="ten")]),
        "arc.header",
        "record.damaged",
        where="ARC 1.0",
    ),
    invalid(
        "arc-length-too-short",
        "a.arc",
        lambda: r.joined([*Arc().records(), Arc().record(URL, length="20"), Arc().record(URL)]),
        "arc.header",
        "record.damaged",
        "record.end",
        "record.length",
        where="ARC 1.0",
    ),
    invalid(
        "arc-length-too-long",
        "a.arc",
        lambda: r.joined([*Arc().records(), Arc().record(URL, length="20000")]),
        *NO_MEMBER,
        "record.length",
        where="ARC 1.0",
    ),
)
CASES: tuple[Case, ...] = (*VALID, *INVALID)
