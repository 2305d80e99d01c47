"""A capture: all exchanges of one page visit, with its outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from snapshotter.digests import Digest
from snapshotter.model.exchange import Exchange
from snapshotter.urls import Url


class Outcome(StrEnum):
    """What became of a citation in a run of ``archive``."""

    CAPTURED = "captured"
    PARTIAL = "partial"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an outcome is not ``captured``: a stable code and a sentence for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noteworthy about a capture that a reader must be able to see later."""

    code: str
    severity: Literal["info", "warning", "error"]
    message: str
    detail: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RequestOutcome:
    """One line of the list of requests: what the page asked for and what became of it."""

    url: Url
    method: str
    status: int | None
    outcome: Literal["complete", "truncated", "no-response", "failed"]
    destination: str | None
    size_bytes: int
    """Of the response's body on the wire."""
    record_id: str | None
    """``urn:uuid:...`` of the response record (or the lone request record)."""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """One connection that the capture made, and the evidence of who was at the other end."""

    id: str
    host: str
    port: int
    ip: str | None
    tls: str | None = None
    cipher_suite: str | None = None
    alpn: str | None = None
    sni: str | None = None
    certificates: tuple[bytes, ...] = ()
    """The chain as the origin sent it, DER, leaf first; empty when resumed or in the clear."""
    error: str | None = None
    """``dns``, ``refused``, ``private-address``, ``timeout``, ``undecryptable``, ...; None when fine."""
    sent_bytes: int = 0
    received_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Capture:
    """All exchanges of one page visit, with its outcome."""

    id: str
    """A UUID: ``WARC-Page-ID`` of every record, and the snapshot's id."""
    url: Url
    """As asked, fragment included."""
    started_at: datetime
    finished_at: datetime
    outcome: Outcome
    reason: Reason | None
    via: Literal["browser", "fetch"]
    exchanges: tuple[Exchange, ...]
    main_exchange_id: str | None
    """The exchange whose response is the cited page; None when nothing answered."""
    final_url: Url | None
    status: int | None
    title: str | None = None
    text: str | None = None
    """The final DOM's visible text; None when there was no document."""
    screenshot_png: bytes | None = None
    requests: tuple[RequestOutcome, ...] = ()
    connections: tuple[Connection, ...] = ()
    findings: tuple[Finding, ...] = ()
    user_agent: str = ""
    software: str = ""
    """Browser or HTTP client, with version."""


@dataclass(frozen=True, slots=True)
class RecordLocation:
    """Where a record lies.  ``digest`` is SHA-256 over the stored (compressed) bytes."""

    file: str
    """Name of the WARC below ``warcs/``, as it is called once closed (without ``.open``)."""
    offset: int
    length: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class StoredPayload:
    """A payload that later revisit records may refer to: a whole response, or a certificate chain."""

    digest: Digest
    record_id: str
    """``urn:uuid:...``"""
    url: Url
    """``WARC-Target-URI`` of its record."""
    date: datetime
    """``WARC-Date`` of its record, to the microsecond."""
    location: RecordLocation


@dataclass(frozen=True, slots=True)
class StoredCapture:
    """A capture that is on disk, fsynced: what the catalogue and the manifest need of it."""

    id: str
    url: Url
    captured_at: datetime
    outcome: Outcome
    reason: Reason | None
    status: int | None
    final_url: Url | None
    title: str | None
    via: str
    main: RecordLocation | None
    screenshot: RecordLocation | None
    text: RecordLocation | None
    text_digest: Digest | None
    page_info: RecordLocation
    """The metadata record that closes the capture; a capture without it was cut short."""
    records: int
    size_bytes: int
    """Stored bytes of all its records."""
    deduplicated: int = 0
    """How many responses became revisit records."""
    payloads: tuple[StoredPayload, ...] = field(default=(), compare=False)
    """What this capture adds to the digest index.  On its way from the archive to the catalogue only:
    a capture that comes out of the catalogue does not carry it."""
