"""WARC and ARC records, written byte by byte: by the standard, and as broken as asked for."""

from __future__ import annotations

import base64
import gzip
import hashlib
import struct
import uuid
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

MOMENT = "2016-03-10T12:00:00Z"
URL = "https://cited.example/page"
HTML = b"<!doctype html><title>A page</title><p>Words of it, enough of them to be a page.</p>\n"
RECORD_END = b"\r\n\r\n"
Field = tuple[str, str | bytes]


def record_id(number: int) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'record {number}')}>"


def sha1(data: bytes) -> str:
    """As most tools label digests: base 32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def sha256(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Record:
    """A record before it is written."""

    kind: str | None
    fields: tuple[Field, ...]
    """All but ``WARC-Type`` and ``Content-Length``."""
    block: bytes
    version: str = "WARC/1.1"
    length: str | None = None
    """What ``Content-Length`` says, where it is to say something else; ``-`` for no such field."""
    end: bytes = RECORD_END
    line_end: bytes = b"\r\n"
    colon: bytes = b": "

    def having(self, *fields: Field, without: Sequence[str] = (), **changes: object) -> Record:
        """With other values of fields (they keep their places) or more of them, and without some."""
        gone = {name.lower() for name in without}
        new = {name.lower(): (name, value) for name, value in fields}
        kept = [
            new.pop(name.lower(), (name, value)) for name, value in self.fields if name.lower() not in gone
        ]
        return replace(self, fields=(*kept, *new.values()), **changes)  # type: ignore[arg-type]

    def adding(self, *fields: Field) -> Record:
        """With more fields, though they be there already."""
        return replace(self, fields=(*self.fields, *fields))

    @property
    def id(self) -> str:
        return str(dict(self.fields)["WARC-Record-ID"])

    def header(self) -> bytes:
        length = str(len(self.block)) if self.length is None else self.length
        fields: list[Field] = [("WARC-Type", self.kind)] if self.kind is not None else []
        fields += self.fields
        fields += [("Content-Length", length)] if length != "-" else []
        lines = [self.version.encode()]
        for name, value in fields:
            lines.append(name.encode() + self.colon + (value if isinstance(value, bytes) else value.encode()))
        return self.line_end.join((*lines, b"", b""))

    def __bytes__(self) -> bytes:
        return self.header() + self.block + self.end


def warcinfo(number: int = 1, **changes: object) -> Record:
    block = b"software: a tool/1.0\r\nformat: WARC File Format 1.1\r\n"
    fields: tuple[Field, ...] = (
        ("WARC-Record-ID", record_id(number)),
        ("WARC-Date", MOMENT),
        ("WARC-Filename", "a.warc.gz"),
        ("Content-Type", "application/warc-fields"),
    )
    return replace(Record("warcinfo", fields, block), **changes)  # type: ignore[arg-type]


def http(status: str = "200 OK", *fields: str, body: bytes = HTML, version: str = "HTTP/1.1") -> bytes:
    """An HTTP response; its length is told unless ``fields`` say how the body ends."""
    named = {line.partition(":")[0].lower() for line in fields}
    lines = [f"{version} {status}", "Content-Type: text/html", *fields]
    if not named & {"content-length", "transfer-encoding"}:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, "", "")).encode() + body


def payload(block: bytes) -> bytes:
    return block.partition(b"\r\n\r\n")[2]


def response(number: int = 2, block: bytes | None = None, url: str = URL, digests: bool = True) -> Record:
    block = http() if block is None else block
    fields: list[Field] = [
        ("WARC-Record-ID", record_id(number)),
        ("WARC-Date", MOMENT),
        ("WARC-Target-URI", url),
        ("WARC-IP-Address", "192.0.2.7"),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    if digests:
        fields += [("WARC-Block-Digest", sha1(block)), ("WARC-Payload-Digest", sha1(payload(block)))]
    return Record("response", tuple(fields), block)


def request(number: int = 3, of: Record | None = None, block: bytes | None = None, url: str = URL) -> Record:
    if block is None:
        block = b"GET /page HTTP/1.1\r\nHost: cited.example\r\nAccept: */*\r\n\r\n"
    fields: list[Field] = [
        ("WARC-Record-ID", record_id(number)),
        ("WARC-Date", MOMENT),
        ("WARC-Target-URI", url),
        ("Content-Type", "application/http; msgtype=request"),
        ("WARC-Block-Digest", sha1(block)),
    ]
    if of is not None:
        fields.insert(3, ("WARC-Concurrent-To", of.id))
    return Record("request", tuple(fields), block)


def resource(
    number: int = 4,
    block: bytes = b"a picture",
    url: str = "ftp://cited.example/a.txt",
    media: str = "text/plain",
) -> Record:
    fields = (
        ("WARC-Record-ID", record_id(number)),
        ("WARC-Date", MOMENT),
        ("WARC-Target-URI", url),
        ("Content-Type", media),
        ("WARC-Block-Digest", sha1(block)),
    )
    return Record("resource", fields, block)


def metadata(number: int = 5, of: Record | None = None) -> Record:
    fields: list[Field] = [
        ("WARC-Record-ID", record_id(number)),
        ("WARC-Date", MOMENT),
        ("WARC-Target-URI", URL),
        ("Content-Type", "application/warc-fields"),
    ]
    if of is not None:
        fields.append(("WARC-Refers-To", of.id))
    return Record("metadata", tuple(fields), b"via: https://citing.example/\r\nfetchTimeMs: 337\r\n")


SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


def revisit(number: int = 6, of: Record | None = None, profile: str = SAME_PAYLOAD) -> Record:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    fields: list[Field] = [
        ("WARC-Record-ID", record_id(number)),
        ("WARC-Date", "2016-03-11T12:00:00Z"),
        ("WARC-Target-URI", URL),
        ("WARC-Profile", profile),
        ("Content-Type", "application/http; msgtype=response"),
        ("WARC-Payload-Digest", sha1(HTML)),
        ("WARC-Block-Digest", sha1(block)),
    ]
    if of is not None:
        fields += [
            ("WARC-Refers-To", of.id),
            ("WARC-Refers-To-Target-URI", URL),
            ("WARC-Refers-To-Date", MOMENT),
        ]
    return Record("revisit", tuple(fields), block)


def conversion(number: int = 7, of: Record | None = None) -> Record:
    fields: list[Field] = [
        ("WARC-Record-ID", record_id(number)),
        ("WARC-Date", "2017-03-11T12:00:00Z"),
        ("WARC-Target-URI", URL),
        ("Content-Type", "text/plain"),
    ]
    if of is not None:
        fields.append(("WARC-Refers-To", of.id))
    return Record("conversion", tuple(fields), b"Words of it, enough of them to be a page.\n")


def segments() -> tuple[Record, Record]:
    """A resource in two pieces."""
    whole = b"0123456789" * 20
    first = resource(8, whole[:150]).having(
        ("WARC-Segment-Number", "1"), ("WARC-Payload-Digest", sha1(whole))
    )
    fields = (
        ("WARC-Record-ID", record_id(9)),
        ("WARC-Date", MOMENT),
        ("WARC-Target-URI", "ftp://cited.example/a.txt"),
        ("WARC-Segment-Origin-ID", first.id),
        ("WARC-Segment-Number", "2"),
        ("WARC-Segment-Total-Length", str(len(whole))),
    )
    return first, Record("continuation", fields, whole[150:])


def capture(first: int = 2, url: str = URL, block: bytes | None = None) -> tuple[Record, Record]:
    """A response and its request."""
    answer = response(first, block, url)
    return answer, request(first + 1, answer, url=url)


def plain(*records: Record | bytes) -> bytes:
    return b"".join(bytes(record) for record in records)


def member(data: bytes, extra: bytes = b"", level: int = 6) -> bytes:
    """A gzip member (RFC 1952), with an extra field if one is given."""
    deflate = zlib.compressobj(level, wbits=-15)
    body = deflate.compress(data) + deflate.flush()
    head = b"\x1f\x8b\x08" + (b"\x04" if extra else b"\x00") + b"\0\0\0\0\x00\xff"
    head += struct.pack("<H", len(extra)) + extra if extra else b""
    return head + body + struct.pack("<LL", zlib.crc32(data), len(data) & 0xFFFFFFFF)


def repeated(piece: bytes, count: int) -> bytes:
    """Raw DEFLATE, not yet ended, of a piece that many times: one block over and over."""
    deflate = zlib.compressobj(9, wbits=-15)
    return (deflate.compress(piece) + deflate.flush(zlib.Z_FULL_FLUSH)) * count


DEFLATE_END = b"\x03\x00"
"""A last block of nothing (RFC 1951, 3.2.6)."""


def packed(*records: Record | bytes) -> bytes:
    """One gzip member a record (annex D.2)."""
    return b"".join(member(bytes(record)) for record in records)


def with_sizes(*records: Record | bytes) -> bytes:
    """As Heritrix's kin write members: an extra field ``sl`` tells how long member and record are."""
    found = b""
    for record in records:
        data = bytes(record)
        size = len(member(data, b"sl" + struct.pack("<HLL", 8, 0, 0)))
        found += member(data, b"sl" + struct.pack("<HLL", 8, size, len(data)))
    return found


def zstandard_frames(*records: Record | bytes, dictionary: bytes | None = None) -> bytes:
    """One frame a record; a dictionary stands before them in a skippable frame (WARC-zstd)."""
    import zstandard

    known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
    pack = zstandard.ZstdCompressor(dict_data=known, write_checksum=True)
    frames = b"".join(pack.compress(bytes(record)) for record in records)
    before = b"\x5d\x2a\x4d\x18" + struct.pack("<L", len(dictionary)) + dictionary if dictionary else b""
    return before + frames


def a_dictionary() -> bytes:
    import zstandard

    samples = [bytes(response(number, http(body=HTML * (number % 7 + 1)))) for number in range(200)]
    return zstandard.train_dictionary(4096, samples).as_bytes()


def chunked(*pieces: bytes, extension: str = "", trailer: str = "") -> bytes:
    """RFC 9112, 7.1."""
    found = b"".join(f"{len(piece):x}{extension}\r\n".encode() + piece + b"\r\n" for piece in pieces)
    return found + b"0\r\n" + trailer.encode() + b"\r\n"


def encoded(data: bytes = HTML) -> bytes:
    return gzip.compress(data, mtime=0)


@dataclass(frozen=True, slots=True)
class Arc:
    """An ARC file (Internet Archive, 1996)."""

    version: int = 1
    urls: tuple[str, ...] = ("http://cited.example/", "http://cited.example/other")
    block: bytes = field(default_factory=lambda: http(version="HTTP/1.0"))

    def records(self) -> list[bytes]:
        return [self.version_block(), *(self.record(url) for url in self.urls)]

    def version_block(self) -> bytes:
        names = (
            "URL IP-address Archive-date Content-type Archive-length"
            if self.version == 1
            else "URL IP-address Archive-date Content-type Result-code Checksum Location Offset Filename "
            "Archive-length"
        )
        body = f"{self.version} 0 Internet Archive\n{names}\n".encode()
        more = "" if self.version == 1 else "200 - - 0 a.arc "
        return (
            f"filedesc://a.arc 0.0.0.0 20160310120000 text/plain {more}{len(body)}\n".encode() + body + b"\n"
        )

    def record(
        self,
        url: str,
        block: bytes | None = None,
        *,
        date: str = "20160310120000",
        length: str | None = None,
        address: str = "192.0.2.7",
    ) -> bytes:
        block = self.block if block is None else block
        more = "" if self.version == 1 else "200 - - 0 a.arc "
        size = len(block) if length is None else length
        return f"{url} {address} {date} text/html {more}{size}\n".encode() + block + b"\n"


def joined(pieces: Iterable[bytes]) -> bytes:
    return b"".join(pieces)
