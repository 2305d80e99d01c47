"""Records before they are written: which fields and which block each kind of record has.

An exchange over HTTP/0.9 has no response head, so its bytes are not ``application/http``: readers would
take the first lines of the body for fields.  It becomes a ``resource`` record of the same address
(WARC 1.1, section 6.4: "without full protocol response information"), which pywb replays as it is.

``WARC-Payload-Digest`` stands only where a payload differs from the block by definition: on responses,
on revisits (section 6.7.2 asks for it) and on requests with a body.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from snapshotter import digests
from snapshotter.digests import Digest
from snapshotter.model import transcript
from snapshotter.model.capture import Artefact, Capture, StoredPayload
from snapshotter.model.exchange import Bytes, Exchange, Held, Message, WebSocketTraffic
from snapshotter.timestamps import warc_date
from snapshotter.urls import Url
from snapshotter.warc.header import VERSION, encode

REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
PAGE_INFO = "urn:pageinfo:"
PROOF = "urn:proof:"
AUDIT_PAGE = "urn:auditpage:"
"""What a page info is called where an audit has asked for the page: such a visit is no snapshot."""
AUDIT = "urn:audit:"
ARTEFACTS: Mapping[str, str] = {
    "view": "urn:view:",
    "full-page": "urn:fullPage:",
    "thumbnail": "urn:thumbnail:",
    "text": "urn:text:",
    "pdf": "urn:pdf:",
    "static-html": "urn:staticHtml:",
    "video": "urn:video:",
    "subtitles": "urn:subtitles:",
}
"""What the target address of an artefact's record begins with, before the page's address."""
CERTIFICATE_CHAIN = "urn:x509-chain:"
WEBSOCKET = "urn:websocket:"
"""What the target address of a transcript's record begins with, before the handshake's address."""

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A record to be written: its fields, and its block as a head and a body."""

    kind: str
    """``WARC-Type``."""
    record_id: str
    """``urn:uuid:...``"""
    target: Url | None
    date: datetime
    fields: Fields
    """All others but ``Content-Length`` and ``WARC-Block-Digest``."""
    head: bytes
    body: Bytes
    block_digest: Digest

    @property
    def block_size_bytes(self) -> int:
        return len(self.head) + self.body.size_bytes

    def header(self, page_id: str | None, warcinfo_id: str | None) -> bytes:
        """The whole WARC header, closing empty line included."""
        fields = [
            ("WARC-Type", self.kind),
            ("WARC-Record-ID", f"<{self.record_id}>"),
            ("WARC-Date", warc_date(self.date)),
            *((("WARC-Target-URI", str(self.target)),) if self.target is not None else ()),
            *((("WARC-Page-ID", page_id),) if page_id else ()),
            *((("WARC-Warcinfo-ID", f"<{warcinfo_id}>"),) if warcinfo_id else ()),
            *self.fields,
            ("WARC-Block-Digest", self.block_digest),
            ("Content-Length", str(self.block_size_bytes)),
        ]
        return encode(fields)


def record_id() -> str:
    """A fresh ``WARC-Record-ID``, without angle brackets."""
    return f"urn:uuid:{uuid4()}"


def target(url: Url) -> Url:
    """``WARC-Target-URI`` of an address: without its fragment, which is never sent."""
    return Url(url.partition("#")[0])


def is_artefact(address: Url) -> bool:
    """Whether it is the target of an artefact's record."""
    return address.startswith(tuple(ARTEFACTS.values()))


def chain_address(digest: Digest) -> Url:
    """The target of a certificate chain's record."""
    return Url(CERTIFICATE_CHAIN + digest.partition(":")[2])


def warcinfo(file: str, date: datetime, *, software: str, operator: str | None) -> Draft:
    """The first record of a file.  It says nothing about the machine that wrote it."""
    fields = [
        ("software", software),
        ("format", f"WARC File Format {VERSION.partition('/')[2]}"),
        ("conformsTo", CONFORMS_TO),
        ("robots", "ignore"),
        ("description", "Pages that posts cite, captured one by one"),
        *((("operator", operator),) if operator else ()),
    ]
    block = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields).encode()
    about = (("WARC-Filename", file), _content_type("application/warc-fields"))
    return _held("warcinfo", None, date, block, about)


def response(exchange: Exchange, message: Message) -> Draft:
    """The response as it was on the wire; a ``resource`` record when it had no head (HTTP/0.9)."""
    truncated = (("WARC-Truncated", exchange.truncated),) if exchange.truncated else ()
    if not message.head:
        fields = (*_connection(exchange), *truncated, _content_type(_media_type(exchange)))
        return _exchange_record("resource", exchange, fields, message)
    payload = ("WARC-Payload-Digest", message.payload_digest)
    fields = (*_connection(exchange), *truncated, payload, _http("response"))
    return _exchange_record("response", exchange, fields, message)


def revisit(exchange: Exchange, message: Message, known: StoredPayload) -> Draft:
    """A response whose payload lies in another record: its head alone (section 6.7.2)."""
    fields = (
        *_connection(exchange),
        ("WARC-Profile", REVISIT_PROFILE),
        ("WARC-Refers-To", f"<{known.record_id}>"),
        ("WARC-Refers-To-Target-URI", str(known.url)),
        ("WARC-Refers-To-Date", warc_date(known.date)),
        ("WARC-Payload-Digest", message.payload_digest),
        _http("response"),
    )
    head = message.head
    return Draft(
        "revisit",
        f"urn:uuid:{exchange.id}",
        target(exchange.url),
        exchange.started_at,
        fields,
        head,
        Held(b""),
        digests.of_bytes(head),
    )


def request(exchange: Exchange) -> Draft:
    """The request; with the response's record id free, a request alone takes the exchange's own."""
    message = exchange.request
    payload = (("WARC-Payload-Digest", message.payload_digest),) if message.body.size_bytes else ()
    fields = (*_connection(exchange), *_concurrent(exchange), *payload, _http("request"))
    return _exchange_record("request", exchange, fields, message)


def websocket(exchange: Exchange, traffic: WebSocketTraffic, told: Message) -> Draft:
    """The messages after a handshake, beside its response (section 5.7: one capture event)."""
    truncated = (("WARC-Truncated", traffic.truncated),) if traffic.truncated else ()
    concurrent = ("WARC-Concurrent-To", f"<urn:uuid:{exchange.id}>")
    uri = Url(WEBSOCKET + target(exchange.url))
    return Draft(
        "resource",
        record_id(),
        uri,
        exchange.started_at,
        (*_connection(exchange), *truncated, concurrent, _content_type(transcript.MEDIA_TYPE)),
        told.head,
        told.body,
        told.block_digest,
    )


def artefacts(capture: Capture) -> Iterator[tuple[str, Draft]]:
    """What was made of the page, by the key under which it is found again; the text first."""
    if capture.text is not None:
        words = Held(capture.text.encode("utf-8", "replace"))
        yield "text", _artefact(capture, Artefact("text", "text/plain; charset=utf-8", words))
    for made in capture.artefacts:
        key = f"{made.name}:{made.label}" if made.label else made.name
        yield key, _artefact(capture, made)


def certificate_chain(date: datetime, pem: bytes) -> Draft:
    """A certificate chain as PEM, leaf first (media type of RFC 8555, section 9.1)."""
    uri = chain_address(digests.of_bytes(pem))
    return _held("resource", uri, date, pem, (_content_type("application/pem-certificate-chain"),))


def page_info(capture: Capture, block: bytes, main_id: str | None, name: str = PAGE_INFO) -> Draft:
    """The record that closes a capture."""
    refers = (("WARC-Refers-To", f"<{main_id}>"),) if main_id else ()
    uri = Url(name + target(capture.url))
    fields = (*refers, _content_type("application/json"))
    return _held("metadata", uri, capture.finished_at, block, fields)


def proof(url: Url, date: datetime, block: bytes) -> Draft:
    """The record that closes what was added to a capture for a proof."""
    return _held("metadata", Url(PROOF + target(url)), date, block, (_content_type("application/json"),))


def audit(url: Url, date: datetime, block: bytes) -> Draft:
    """The record that closes a check of an audit."""
    return _held("metadata", Url(AUDIT + target(url)), date, block, (_content_type("application/json"),))


def _artefact(capture: Capture, made: Artefact) -> Draft:
    label = f"{made.label}:" if made.label else ""
    uri = Url(f"{ARTEFACTS[made.name]}{label}{target(capture.url)}")
    fields = (_content_type(made.media_type),)
    digest = digests.of_chunks(made.body.chunks())
    return Draft("resource", record_id(), uri, capture.finished_at, fields, b"", made.body, digest)


def _held(kind: str, uri: Url | None, date: datetime, block: bytes, fields: Fields) -> Draft:
    return Draft(kind, record_id(), uri, date, fields, b"", Held(block), digests.of_bytes(block))


def _exchange_record(kind: str, exchange: Exchange, fields: Fields, message: Message) -> Draft:
    alone = kind != "request" or exchange.response is None
    return Draft(
        kind,
        f"urn:uuid:{exchange.id}" if alone else record_id(),
        target(exchange.url),
        exchange.started_at,
        fields,
        message.head,
        message.body,
        message.block_digest,
    )


def _concurrent(exchange: Exchange) -> Fields:
    if exchange.response is None:
        return ()
    return (("WARC-Concurrent-To", f"<urn:uuid:{exchange.id}>"),)


def _connection(exchange: Exchange) -> Fields:
    address: Iterable[tuple[str, str]] = (("WARC-IP-Address", exchange.ip),) if exchange.ip else ()
    protocols = (exchange.protocol, exchange.tls)
    return (*address, *(("WARC-Protocol", name) for name in protocols if name))


def _http(msgtype: str) -> tuple[str, str]:
    return _content_type(f"application/http;msgtype={msgtype}")


def _content_type(media_type: str) -> tuple[str, str]:
    return ("Content-Type", media_type)


def _media_type(exchange: Exchange) -> str:
    return exchange.media_type or "application/octet-stream"
