"""The metadata record that closes a capture (``urn:pageinfo:<url>``, ``application/json``).

It is the commit mark: without it the capture was cut short.  With it, everything that the catalogue
and the manifest need follows from the records alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from snapshotter import digests
from snapshotter.digests import Digest
from snapshotter.model.capture import (
    Capture,
    Connection,
    Finding,
    Outcome,
    Reason,
    RecordLocation,
    StoredCapture,
    StoredPayload,
)
from snapshotter.model.exchange import Exchange, WebSocketTraffic
from snapshotter.model.plain import (
    cuts_of,
    cuts_to_plain,
    facts_of,
    facts_to_plain,
    origin_of,
    origin_to_plain,
    verdict_of,
    verdict_to_plain,
)
from snapshotter.redaction import REDACTED
from snapshotter.timestamps import parse, warc_date
from snapshotter.urls import Url
from snapshotter.warc.drafts import PAGE_INFO
from snapshotter.warc.placed import Placed, payloads

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Reused:
    """What a capture did not store again."""

    count: int
    """Responses and artefacts."""
    saved_bytes: int
    """Of their payloads."""
    elsewhere: Mapping[str, StoredPayload]
    """By record id: the records of earlier captures that have its artefacts."""
    requests: Mapping[str, str]
    """By exchange id: the record of an earlier request, byte for byte the same."""


NOTHING_REUSED = Reused(0, 0, {}, {})


def is_page_info(record: Placed) -> bool:
    """Whether a record closes a capture; other tools use the same URN with other record types."""
    return record.kind == "metadata" and record.target.startswith(PAGE_INFO)


def encode(
    capture: Capture,
    *,
    main: str | None,
    artefacts: Mapping[str, str],
    reused: Reused = NOTHING_REUSED,
) -> bytes:
    """The record's block.  ``main`` and the values of ``artefacts`` are record ids."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "id": capture.id,
        "url": capture.url,
        "final_url": capture.final_url,
        "outcome": capture.outcome,
        "reason": asdict(capture.reason) if capture.reason else None,
        "status": capture.status,
        "title": clean(capture.title),
        "via": capture.via,
        "started_at": warc_date(capture.started_at),
        "finished_at": warc_date(capture.finished_at),
        "user_agent": capture.user_agent,
        "software": capture.software,
        "origin": origin_to_plain(capture.origin),
        "main": main,
        "artefacts": dict(artefacts),
        "elsewhere": {id: _elsewhere(payload) for id, payload in reused.elsewhere.items()},
        "deduplicated": reused.count,
        "saved_bytes": reused.saved_bytes,
        "text_digest": text_digest(capture),
        "facts": facts_to_plain(capture.facts),
        "shape": asdict(capture.shape) if capture.shape else None,
        "verdict": verdict_to_plain(capture.verdict),
        "probe": f"urn:uuid:{capture.probe_exchange_id}" if capture.probe_exchange_id else None,
        "steps": [asdict(step) for step in capture.steps],
        "interventions": [asdict(intervention) for intervention in capture.interventions],
        "cuts": cuts_to_plain(capture.cuts),
        "missing": [asdict(missing) for missing in capture.missing],
        "blocked_hosts": list(capture.blocked_hosts),
        "requests": [asdict(request) for request in capture.requests],
        "connections": [_connection(connection) for connection in capture.connections],
        "exchanges": [_exchange(one, reused.requests.get(one.id)) for one in capture.exchanges],
        "findings": [_finding(finding) for finding in capture.findings],
        "redacted": redaction_of(capture.exchanges),
        "session": capture.session,
    }
    return json.dumps(document, ensure_ascii=True, separators=(",", ":")).encode()


def stored(document: Mapping[str, Any], records: Sequence[Placed]) -> StoredCapture:
    """A capture from its page info and its records, the page info last.

    Raises ``KeyError``, ``TypeError`` or ``ValueError`` for a document that is not one of ours.
    """
    located = {record.header.record_id: record.location for record in records}
    located |= {id: _placed_elsewhere(given) for id, given in document.get("elsewhere", {}).items()}
    reason = document["reason"]
    return StoredCapture(
        id=str(document["id"]),
        url=Url(document["url"]),
        captured_at=parse(document["started_at"]),
        outcome=Outcome(document["outcome"]),
        reason=Reason(reason["code"], reason["message"]) if reason else None,
        status=document["status"],
        final_url=document["final_url"],
        title=document["title"],
        via=document["via"],
        main=_location(located, document["main"]),
        artefacts={key: at for key, id in _artefacts(document).items() if (at := _location(located, id))},
        text_digest=document["text_digest"],
        page_info=records[-1].location,
        records=len(records),
        size_bytes=sum(record.location.length for record in records),
        deduplicated=document.get("deduplicated", sum(record.kind == "revisit" for record in records)),
        saved_bytes=document.get("saved_bytes", 0),
        facts=facts_of(document.get("facts")),
        verdict=verdict_of(document.get("verdict")),
        cuts=cuts_of(document.get("cuts")),
        missing=len(document.get("missing", ())),
        origin=origin_of(document.get("origin")),
        session=document.get("session") is True,
        payloads=tuple(payloads(records)),
    )


def _artefacts(document: Mapping[str, Any]) -> dict[str, str]:
    """Record ids by name, also of documents that knew a screenshot and a text only."""
    if "artefacts" in document:
        return dict(document["artefacts"])
    old = {"full-page": document["screenshot"], "text": document["text"]}
    return {name: record_id for name, record_id in old.items() if record_id}


def clean(text: str | None) -> str | None:
    """Text without the lone surrogates that scripts can produce and no encoding can carry."""
    return text.encode("utf-8", "replace").decode() if text is not None else None


def text_digest(capture: Capture) -> Digest | None:
    """SHA-256 of the text record's block."""
    if capture.text is None:
        return None
    return digests.of_bytes(capture.text.encode("utf-8", "replace"))


def chain_pem(connection: Connection) -> bytes:
    """The certificates that the origin sent, as PEM, leaf first; empty when there are none."""
    import ssl

    return "".join(ssl.DER_cert_to_PEM_cert(der) for der in connection.certificates).encode()


def _location(located: Mapping[str | None, RecordLocation], record_id: str | None) -> RecordLocation | None:
    return located.get(record_id) if record_id else None


def _elsewhere(payload: StoredPayload) -> dict[str, Any]:
    """Where a record of an earlier capture lies, and what its payload must be."""
    at = payload.location
    return {
        "url": payload.url,
        "payload_digest": payload.digest,
        "file": at.file,
        "offset": at.offset,
        "length": at.length,
        "record_digest": at.digest,
    }


def _placed_elsewhere(given: Mapping[str, Any]) -> RecordLocation:
    return RecordLocation(
        str(given["file"]), int(given["offset"]), int(given["length"]), Digest(given["record_digest"])
    )


def redaction_of(exchanges: Iterable[Exchange]) -> dict[str, Any] | None:
    """What is not as it was sent in the request records: the word that stands there, and how often for
    which field.  None: they are as they were sent."""
    counts = Counter(name for exchange in exchanges for name in exchange.redacted)
    return {"word": REDACTED.decode(), "values": dict(sorted(counts.items()))} if counts else None


def _connection(connection: Connection) -> dict[str, Any]:
    pem = chain_pem(connection)
    return {
        "id": connection.id,
        "host": connection.host,
        "port": connection.port,
        "ip": connection.ip,
        "tls": connection.tls,
        "cipher_suite": connection.cipher_suite,
        "alpn": connection.alpn,
        "sni": connection.sni,
        "chain": digests.of_bytes(pem) if pem else None,
        "error": connection.error,
        "sent_bytes": connection.sent_bytes,
        "received_bytes": connection.received_bytes,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "detail": dict(finding.detail),
    }


def _exchange(exchange: Exchange, request_id: str | None) -> dict[str, Any]:
    """What a response record has no field for, and which connection carried the exchange.

    ``request`` is there when the request has no record of its own: the id of an earlier one with the same
    bytes, which comes right after the response record that the exchange's revisit record refers to.
    ``redacted`` is there when values of the request are blanked, and names them.
    """
    repeated = {"request": request_id} if request_id else {}
    blanked = {"redacted": list(exchange.redacted)} if exchange.redacted else {}
    return {
        **repeated,
        **blanked,
        "id": exchange.id,
        "connection": exchange.connection_id,
        "interim": [head.decode("latin-1") for head in exchange.interim],
        "trailers": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in exchange.trailers],
        "websocket": _websocket(exchange.websocket) if exchange.websocket else None,
    }


def _websocket(traffic: WebSocketTraffic) -> dict[str, int]:
    """The messages have a record of their own."""
    return {"sent_bytes": traffic.sent_bytes, "received_bytes": traffic.received_bytes}
